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
