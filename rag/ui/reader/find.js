// Part of the script of the reader (SCRIPTS in html.py): finding words, and where characters of a turn stand.

// ---- Finding words: every place is counted, drawn or not

function find(words) {
  clearTimeout(find.timer);
  find.timer = setTimeout(() => reading && found(words.trim()), 150);
}

async function found(words) {
  const number = ++reading.asked;
  const told = words ? await ask("reader/find", { transcript: reading.id, words }) : { count: 0, places: [] };
  if (!told || !reading || number !== reading.asked) return;
  reading.count = told.count;
  reading.found = told.places.flatMap(([turn, ...ends]) =>
    Array.from({ length: ends.length / 2 }, (_, n) => ({ turn, start: ends[2 * n], end: ends[2 * n + 1] })),
  );
  const from = here();
  reading.at = reading.found.findIndex((place) => place.turn >= from);
  if (reading.at < 0) reading.at = 0;
  enable("find", reading.found.length > 0);
  if (reading.found.length) return toFound(0);
  one(".count").textContent = words ? reading.say["found.none"] : "";
  paint();
}

async function toFound(step) {
  const { found: places, count } = reading;
  if (!places.length) return;
  reading.at = (reading.at + step + places.length) % places.length;
  one(".count").textContent = fill(reading.say.found, { at: number(reading.at + 1), count: number(count) });
  const { turn, start, end } = places[reading.at];
  const article = await reach(turn);
  if (!article) return;
  paint();
  toTurn(article, { place: range(article, start, end) });
}

const number = (value) => value.toLocaleString(document.documentElement.lang || undefined);

// Found words are painted without touching the text (CSS Custom Highlight API).
function paint() {
  if (!window.CSS?.highlights) return;
  CSS.highlights.delete("found");
  CSS.highlights.delete("found-now");
  if (!reading?.found.length) return;
  const all = [];
  reading.found.forEach((place, at) => {
    const article = at === reading.at || pageBox(pageOf(place.turn))?.firstChild ? drawn(place.turn) : null;
    const spot = article && range(article, place.start, place.end);
    if (!spot) return;
    if (at === reading.at) CSS.highlights.set("found-now", new Highlight(spot));
    else all.push(spot);
  });
  CSS.highlights.set("found", new Highlight(...all));
}

// ---- Characters of a turn: its text, without what was only printed between

function texts(article) {
  const walker = document.createTreeWalker(article.querySelector(".words"), NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(".outside") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

function range(article, start, end) {
  const spot = document.createRange();
  let passed = 0;
  let begun = false;
  for (const node of texts(article)) {
    const stop = passed + node.length;
    if (!begun && start < stop) {
      spot.setStart(node, start - passed);
      begun = true;
    }
    if (begun && end <= stop) {
      spot.setEnd(node, end - passed);
      return spot;
    }
    passed = stop;
  }
  return null;
}

// How many characters of the turn's text stand before a point in it.
function before(article, node, offset) {
  let passed = 0;
  for (const text of texts(article)) {
    if (text === node) return passed + offset;
    const spot = document.createRange();
    spot.selectNodeContents(text);
    if (spot.comparePoint(node, offset) <= 0) return passed;
    passed += text.length;
  }
  return passed;
}
