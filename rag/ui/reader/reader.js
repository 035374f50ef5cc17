// Runs once, when the reader is on the page. Gradio gives element, trigger, props and watch.
//
// Every link to a turn on the page is an ordinary permalink (?turn=…), which works in a new tab too. A plain click on one
// opens the turn in the reader instead, so that the rest of the page keeps its place. The frame that the server draws
// holds every page of the transcript, most of them empty; a page is fetched when somebody comes near it.

const one = (selector) => element.querySelector(selector);
const list = () => one(".turns");
const drawn = (turn) => one(`.turn[data-turn="${turn}"]`);

let opener = null; // the link to go back to when the reader is closed
let reading = null; // the transcript that is open, see begin()

// ---- Opening and closing

function begin() {
  const section = one(".transcript[data-transcript]");
  end();
  if (!section) return;
  const data = section.dataset;
  reading = {
    id: data.transcript, turns: +data.turns, size: +data.size, say: JSON.parse(data.words),
    leaving: new AbortController(), coming: new Map(), outline: null, here: null,
    found: [], count: 0, at: -1, asked: 0, spoken: null, following: true,
  };
  watchPages();
  markPinned();
  const target = one(".turn.target");
  if (target) toTurn(target, { focus: one("h2") });
  reading.outlined = outline();
}

function end() {
  if (reading) reading.leaving.abort();
  reading = null;
  paint();
}

function close() {
  end(); // `watch` hears of what the server sends, not of this
  props.value = "";
  address("");
  const same = [...document.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === opener);
  if (same) same.focus({ preventScroll: true });
}

function open(link, query) {
  if (!element.contains(link)) opener = query;
  address(query);
  const turn = new URLSearchParams(query).get("turn");
  if (reading && turn.startsWith(`${reading.id}#`)) place(query);
  else trigger("click", { query });
}

// What is being read stands in the address: it can be copied from there, and reloading comes back to it.
function address(query) {
  const now = new URLSearchParams(location.search);
  const wanted = new URLSearchParams(query);
  for (const key of ["turn", "quote"]) {
    now.delete(key);
    if (wanted.has(key)) now.set(key, wanted.get(key));
  }
  history.replaceState(history.state, "", `${location.pathname}${now.size ? "?" : ""}${now}`);
}

// Another turn of the transcript that is open: its pages come, the rest (a recording that plays) stays as it is.
async function place(query) {
  const told = await ask(`reader/place${query}`);
  if (!told) return;
  if (told.turns !== reading.turns) return trigger("click", { query }); // the transcript has changed: a new frame
  for (const old of element.querySelectorAll(".turn.target, .turn.asked")) unmark(old);
  for (const [number, html] of Object.entries(told.pages)) put(number, html);
  const target = drawn(told.turn);
  if (target) toTurn(target, { focus: target });
}

function unmark(turn) {
  turn.classList.remove("target", "asked");
  turn.removeAttribute("aria-current");
  turn.querySelector(".asks")?.remove();
  for (const mark of turn.querySelectorAll("mark")) mark.replaceWith(...mark.childNodes);
}

async function ask(what, values = {}) {
  const asked = reading;
  const url = new URL(what, document.baseURI);
  for (const [key, value] of Object.entries(values)) url.searchParams.set(key, value);
  try {
    const response = await fetch(url, { signal: asked.leaving.signal });
    const told = await response.json();
    if (reading !== asked) return null;
    if (!response.ok) say(told.problem || reading.say.failed);
    return response.ok ? told : null;
  } catch (error) {
    if (reading === asked) say(asked.say.failed);
    return null;
  }
}

function say(words) {
  const line = one(".said");
  if (!line) return;
  line.textContent = words;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (line.textContent = ""), 6000);
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

// ---- Pages

const pageOf = (turn) => Math.floor(turn / reading.size);
const pageBox = (number) => one(`.page[data-page="${number}"]`);

function watchPages() {
  const near = new IntersectionObserver(
    (seen) => seen.forEach((page) => page.isIntersecting && load(page.target.dataset.page)),
    { root: list(), rootMargin: "150% 0px" },
  );
  for (const page of element.querySelectorAll(".page:empty")) near.observe(page);
  reading.leaving.signal.addEventListener("abort", () => near.disconnect());
}

function load(number) {
  const page = pageBox(number);
  if (!page || page.firstChild) return Promise.resolve();
  if (!reading.coming.has(+number)) {
    const coming = ask("reader/page", { transcript: reading.id, page: number }).then((told) => {
      if (!reading) return;
      reading.coming.delete(+number);
      if (told && told.turns !== reading.turns) say(reading.say.changed);
      if (told && !page.firstChild) put(number, told.html);
    });
    reading.coming.set(+number, coming);
  }
  return reading.coming.get(+number);
}

function put(number, html) {
  const page = pageBox(number);
  if (!page) return;
  page.innerHTML = html; // the server's own, every word of a transcript escaped
  if (reading.spoken !== null) drawn(reading.spoken)?.classList.add("speaking");
  markPinned();
  paint();
}

async function reach(turn) {
  const asked = reading;
  await load(pageOf(turn));
  return reading === asked ? drawn(turn) : null;
}

function toTurn(turn, { focus = null, place = null } = {}) {
  const spot = place || turn.querySelector("mark") || turn;
  const below = spot.getBoundingClientRect().top - list().getBoundingClientRect().top;
  list().scrollTop += below - list().clientHeight / 3;
  reading.here = +turn.dataset.turn;
  if (focus) focus.focus({ preventScroll: true });
}

async function goTo(number, { focus = true } = {}) {
  if (number < 0 || number >= reading.turns) return;
  const turn = await reach(number);
  if (turn) toTurn(turn, { focus: focus ? turn : null });
}

// The turn somebody is at: the one in focus, the one gone to last while it can be seen, else the first in sight.
function here() {
  const box = list().getBoundingClientRect();
  const seen = (turn) => {
    const place = turn.getBoundingClientRect();
    return place.bottom > box.top + 8 && place.top < box.bottom - 8;
  };
  const focused = document.activeElement?.closest?.(".turn");
  if (focused && element.contains(focused) && seen(focused)) return +focused.dataset.turn;
  const last = reading.here === null ? null : drawn(reading.here);
  if (last && seen(last)) return reading.here;
  const first = [...element.querySelectorAll(".turn")].find(seen);
  return first ? +first.dataset.turn : 0;
}

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

// ---- Copying, with who said it, where and when

function chosen(article) {
  const selection = getSelection();
  const words = article.querySelector(".words");
  if (selection.rangeCount && !selection.isCollapsed) {
    const spot = selection.getRangeAt(0);
    if (words.contains(spot.commonAncestorContainer))
      return [before(article, spot.startContainer, spot.startOffset), before(article, spot.endContainer, spot.endOffset)];
  }
  const marks = [...article.querySelectorAll("mark")];
  if (!marks.length) return null;
  const last = marks.at(-1);
  return [before(article, marks[0], 0), before(article, last, last.childNodes.length)];
}

async function copy(article) {
  const text = texts(article).map((node) => node.data).join("");
  const span = chosen(article);
  const quote = (span ? text.slice(...span) : text).trim();
  const characters = (end) => inCharacters(text, end);
  const link = article.querySelector(".permalink").getAttribute("href");
  const url = new URL(span ? `${link}&quote=${characters(span[0])}-${characters(span[1])}` : link, document.baseURI);
  const whole = `“${quote}”\n— ${article.dataset.cite}\n${url}`;
  if (await toClipboard(whole)) return say(reading.say.copied);
  say(reading.say.by_hand);
  byHand(article, whole);
}

// ---- Putting by: the words chosen, else those marked, else the turn

const inCharacters = (text, end) => [...text.slice(0, end)].length; // the server counts characters, a browser halves of some

function pin(article) {
  const text = texts(article).map((node) => node.data).join("");
  const span = chosen(article);
  const [start, end] = span ? span.map((at) => inCharacters(text, at)) : [0, null];
  trigger("pin", { turn: `${reading.id}#${article.dataset.turn}`, start, end });
  say(reading.say.pinned);
}

// The list of pins, in their view, says which turns have one.
function markPinned() {
  if (!reading) return;
  const ids = new Set([...document.querySelectorAll("#pins-list [data-turn-id]")].map((one) => one.dataset.turnId));
  for (const button of element.querySelectorAll('button[data-act="pin"]'))
    button.setAttribute("aria-pressed", ids.has(`${reading.id}#${button.closest(".turn").dataset.turn}`));
}
document.addEventListener("pinned", markPinned);

// ---- Correcting: the turn as it should be, laid over the file, which stays as it is

function correct(article) {
  const form = one("template.editor")?.content.firstElementChild;
  if (!article || !form || article.querySelector(".editor")) return;
  leaveEditor();
  const editor = article.appendChild(form.cloneNode(true));
  const { words, speaker } = editor.elements;
  words.value = texts(article).map((node) => node.data).join("");
  editor.dataset.seen = words.value; // a field makes its line ends its own: what it has is compared with what it had
  speaker.value = editor.dataset.who = article.dataset.speaker;
  grow(words);
  words.focus({ preventScroll: true });
  words.setSelectionRange(0, 0);
  editor.scrollIntoView({ block: "nearest" });
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

function leaveEditor() {
  const editor = one(".turns .editor");
  if (!editor) return;
  const article = editor.closest(".turn");
  editor.remove();
  article.focus({ preventScroll: true });
}

function saveEditor(editor) {
  const { words, speaker } = editor.elements;
  const what = {};
  if (words.value !== editor.dataset.seen) what.words = words.value;
  if (speaker.value !== editor.dataset.who) what.speaker = speaker.value;
  if (!Object.keys(what).length) return leaveEditor();
  change(editor.closest(".turn"), "reader/correct", what);
}

function split(editor) {
  const { words, speaker } = editor.elements;
  if (words.value !== editor.dataset.seen) return faulty(editor, reading.say.save_first);
  const what = { split: inCharacters(words.value, words.selectionStart) };
  if (speaker.value !== editor.dataset.who) what.speaker = speaker.value;
  change(editor.closest(".turn"), "reader/correct", what);
}

function faulty(editor, words) {
  if (!editor) return say(words);
  const line = editor.querySelector(".problem");
  line.textContent = words;
  line.hidden = false;
}

// What the server makes of it: the pages around the turn come again, or all of it where there are more turns or fewer.
async function change(article, deed, what) {
  const asked = reading;
  const editor = article.querySelector(".editor");
  const sent = { turn: `${asked.id}#${article.dataset.turn}`, ...what };
  if (editor) Object.assign(sent, { seen: texts(article).map((node) => node.data).join("") });
  article.inert = true;
  try {
    const response = await fetch(new URL(deed, document.baseURI), {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(sent),
    });
    const told = await response.json();
    if (reading !== asked) return;
    if (!response.ok) return faulty(editor, told.problem || asked.say.failed);
    editor?.remove();
    const query = `?turn=${encodeURIComponent(told.turn)}`;
    address(query);
    await place(query);
    if (reading !== asked) return;
    say(told.said);
    asked.outlined = outline();
  } catch (error) {
    if (reading === asked) faulty(editor, asked.say.failed);
  } finally {
    article.inert = false;
  }
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard where the page is not on this machine and not behind https: the old way.
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  const focused = document.activeElement;
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  return done;
}

function byHand(article, text) {
  article.querySelector(".by-hand")?.remove();
  const field = document.createElement("textarea");
  field.className = "by-hand";
  field.readOnly = true;
  field.rows = 4;
  field.value = text;
  field.setAttribute("aria-label", reading.say.by_hand);
  article.append(field);
  field.focus();
  field.select();
}

// ---- The overview: worked out when somebody opens it

// Toggling does not bubble.
element.addEventListener("toggle", async ({ target }) => {
  if (!target.matches("details.overview:not(.export)") || !target.open || !reading || target.dataset.told) return;
  const told = await ask("reader/overview", { transcript: reading.id });
  if (!told) return;
  target.dataset.told = "yes";
  target.querySelector(".body").innerHTML = told.html; // the server's own, every word of a transcript escaped
}, true);

// ---- The transcript as a document, chosen people hidden

async function write(form, to) {
  const asked = reading;
  const hide = [...form.querySelectorAll('[name="hide"]:checked')].map((box) => box.value);
  hide.push(...form.elements.also.value.split(/[;\n]/).map((name) => name.trim()).filter(Boolean));
  const problem = form.querySelector(".problem");
  problem.hidden = true;
  try {
    const response = await fetch(new URL("reader/export", document.baseURI), {
      method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({ transcript: asked.id, to, hide }),
    });
    if (!response.ok) throw new Error((await response.json()).problem);
    const file = decodeURIComponent(response.headers.get("content-disposition").split("''")[1]);
    const url = URL.createObjectURL(await response.blob());
    Object.assign(document.createElement("a"), { href: url, download: file }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    if (reading === asked) say(fill(asked.say.written, { file }));
  } catch (error) {
    problem.textContent = error.message || asked.say.failed;
    problem.hidden = false;
  }
}

// On a small screen what it leads to would stand behind it.
const ROOM = 200; // pixels for turns
element.addEventListener("click", ({ target }) => {
  const overview = target.closest(".overview a[href^='?turn=']")?.closest("details");
  if (overview && list().clientHeight < ROOM) overview.open = false;
});

// ---- Speakers, and the recording

async function outline() {
  const told = await ask("reader/outline", { transcript: reading.id });
  if (!told) return;
  reading.outline = told;
  const people = one(".people");
  if (!people) return; // closed meanwhile
  people.length = 1; // those from before a correction
  one("#reader-people")?.replaceChildren(...told.speakers.filter((speaker) => speaker.named).map((speaker) => new Option("", speaker.name)));
  told.speakers.forEach((speaker, at) => {
    people.add(new Option(`${speaker.name} (${number(speaker.turns)})`, at));
  });
  enable("speaker", true);
}

function enable(what, on) {
  for (const way of ["back", "on"]) one(`[data-act="${what}-${way}"]`).disabled = !on;
}

async function toSpeaker(step) {
  await reading.outlined;
  if (!reading?.outline) return;
  const { who, speakers } = reading.outline;
  const people = one(".people");
  const from = here();
  const speaker = people.value === "" ? who[from] : +people.value;
  people.value = speaker;
  people.className = `people ${speakers[speaker].voice}`;
  let turn = from + step;
  while (who[turn] !== undefined && who[turn] !== speaker) turn += step;
  if (who[turn] === undefined) return say(fill(reading.say.no_more, { speaker: speakers[speaker].name }));
  goTo(turn);
}

const players = () => [...element.querySelectorAll(".player :is(audio, video)")];

async function play(article) {
  await reading.outlined;
  if (!reading?.outline) return;
  const turn = +article.dataset.turn;
  const start = reading.outline.starts[turn];
  const part = reading.outline.parts[turn] ?? 0;
  const player = players().find((one) => +one.dataset.part === part);
  if (!player || start === null) return say(reading.say.silent);
  for (const other of players()) {
    other.hidden = other !== player;
    if (other !== player) other.pause();
  }
  player.currentTime = start;
  follow(true);
  player.play().catch(() => say(reading.say.silent));
}

function toggle() {
  const player = players().find((one) => !one.hidden);
  if (player) player.paused ? player.play() : player.pause();
}

// The turn being spoken is marked, and kept in sight until somebody scrolls.
async function heard(player) {
  if (!reading?.outline) return;
  const { starts, parts } = reading.outline;
  const part = +player.dataset.part;
  let now = null;
  for (let turn = 0; turn < starts.length; turn++) {
    if (starts[turn] === null || (parts[turn] ?? 0) !== part) continue;
    if (starts[turn] > player.currentTime + 0.05) break;
    now = turn;
  }
  if (now === null || now === reading.spoken) return;
  element.querySelector(".turn.speaking")?.classList.remove("speaking");
  reading.spoken = now;
  const turn = reading.following ? await reach(now) : drawn(now);
  if (!turn || !reading || reading.spoken !== now) return;
  turn.classList.add("speaking");
  if (reading.following) toTurn(turn);
}

function follow(on) {
  reading.following = on;
  const button = one(".follow");
  if (button) button.setAttribute("aria-pressed", on);
  if (on && reading.spoken !== null) goTo(reading.spoken, { focus: false });
}

// Events of media do not bubble.
for (const event of ["timeupdate", "seeked", "play"])
  element.addEventListener(event, ({ target }) => target.matches?.("audio, video") && heard(target), true);
element.addEventListener("error", ({ target }) => target.matches?.("audio, video") && say(reading.say.silent), true);

for (const event of ["wheel", "touchmove", "pointerdown"])
  element.addEventListener(event, ({ target }) => {
    if (reading?.spoken != null && target.closest?.(".turns") && !target.closest("button")) follow(false);
  }, { passive: true });

// ---- What is clicked, typed and pressed

const acts = {
  close,
  copy: (button) => copy(button.closest(".turn")),
  pin: (button) => pin(button.closest(".turn")),
  play: (button) => play(button.closest(".turn")),
  follow: (button) => follow(button.getAttribute("aria-pressed") !== "true"),
  correct: (button) => {
    const article = button.closest(".turn");
    button.closest("details").open = false;
    correct(article);
  },
  split: (button) => split(button.closest(".editor")),
  merge: (button) => change(button.closest(".turn"), "reader/correct", { merge: true }),
  leave: leaveEditor,
  undo: (button) => change(button.closest(".turn"), "reader/undo", { id: button.dataset.id }),
  "find-on": () => toFound(1),
  "find-back": () => toFound(-1),
  "speaker-on": () => toSpeaker(1),
  "speaker-back": () => toSpeaker(-1),
};

document.addEventListener("click", (event) => {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const button = event.target.closest("button[data-act]");
  if (button && element.contains(button)) return acts[button.dataset.act]?.(button);
  const link = event.target.closest("a[href]");
  const query = link && link.getAttribute("href");
  if (!query || !query.startsWith("?turn=")) return;
  event.preventDefault();
  open(link, query);
});

element.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.closest(".export")) write(event.target, event.submitter?.value ?? "docx");
  else saveEditor(event.target);
});
element.addEventListener("input", ({ target }) => target.matches(".editor textarea") && grow(target));
element.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.closest(".editor")) return;
  event.stopPropagation();
  leaveEditor();
});
element.addEventListener("input", ({ target }) => target.matches(".query") && reading && find(target.value));
element.addEventListener("change", ({ target }) => target.matches(".people") && target.value !== "" && toSpeaker(1));

element.addEventListener("keydown", (event) => {
  if (!event.target.matches(".query")) return;
  if (event.key === "Enter") toFound(event.shiftKey ? -1 : 1);
  else if (event.key === "Escape") leaveFind(event);
});

// The first Escape ends the finding, the next closes the reader.
function leaveFind(event) {
  event.stopPropagation();
  event.target.value = "";
  found("");
  (drawn(here()) || list()).focus({ preventScroll: true });
}

const openNow = (act) => () => (reading ? act() : false);
const current = () => drawn(here());
Object.assign(((window.otr ??= {}).keys ??= {}), {
  "reader.close": () => (one(".transcript") ? close() : false),
  "reader.find": openNow(() => one(".query").select()),
  "reader.find.on": openNow(() => toFound(1)),
  "reader.find.back": openNow(() => toFound(-1)),
  "reader.turn.on": openNow(() => goTo(here() + 1)),
  "reader.turn.back": openNow(() => goTo(here() - 1)),
  "reader.speaker.on": openNow(() => toSpeaker(1)),
  "reader.speaker.back": openNow(() => toSpeaker(-1)),
  "reader.copy": openNow(() => copy(current())),
  "reader.pin": openNow(() => pin(current())),
  "reader.correct": openNow(() => (one("template.editor") ? correct(current()) : false)),
  "reader.play": openNow(() => (players().length ? play(current()) : false)),
  "reader.pause": openNow(() => (players().length ? toggle() : false)),
});

watch("value", begin);
