// Runs once, when the head is on the page. Gradio gives element, trigger, props and watch; page.py gives `shown`, the
// event of each view, and `keys`, the name of what each key does.
//
// The views are all there; one is shown. Each has an address (?view=…), so that it can be linked to and gone back to.

const views = Object.keys(shown);

// A style, since this may run before the views are on the page.
const shows = document.head.appendChild(document.createElement("style"));

function current() {
  const asked = new URLSearchParams(location.search);
  const named = (view) => asked.get("view") === view || (!asked.has("view") && asked.has(view));
  return views.find(named) ?? views[0];
}

function show() {
  const now = current();
  document.documentElement.dataset.view = now;
  shows.textContent = `.view:not(#view-${now}) { display: none !important; }`;
  mark();
  trigger(shown[now]);
  document.dispatchEvent(new CustomEvent("shown", { detail: now }));
}

let told = "-1 "; // the index's generation, and the app server that told it

// A computer that lacks the letters of a language draws a box for each of them: two different ones look the same then.
const pen = Object.assign(document.createElement("canvas"), { width: 24, height: 24 }).getContext("2d", { willReadFrequently: true });

function look(letter) {
  pen.clearRect(0, 0, 24, 24);
  pen.font = `16px ${getComputedStyle(document.body).fontFamily}`;
  pen.fillText(letter, 2, 18);
  return pen.getImageData(0, 0, 24, 24).data.join();
}

function boxed(word) {
  const [one, other] = [...new Set(word.replace(/[\s·]/g, ""))];
  return other !== undefined && look(one) === look(other);
}

function drawn() {
  const head = element.querySelector(".head");
  if (!head) return;
  document.documentElement.lang = head.lang;
  if (head.dataset.user !== undefined) document.documentElement.dataset.user = head.dataset.user;
  mark();
  dress();
  more(opened.rest);
  for (const own of head.querySelectorAll(".own")) own.hidden = boxed(own.textContent);
  element.querySelector(".head .menu").open = opened.menu;
  const now = `${head.dataset.generation} ${head.dataset.generation === "-1" ? "" : head.dataset.server}`;
  if (now === told) return;
  told = now; // another app server knows nothing of this page: the views tell it, as they do after a reload
  document.documentElement.dataset.generation = head.dataset.generation;
  announce();
}

// Who looks through the choices of a filter is not given others under the hand: the page hears of the library afterwards.
function announce() {
  const filter = document.activeElement?.closest('[id*="filter-"]');
  if (filter?.querySelector('[role="option"]')) {
    return filter.addEventListener("focusout", () => setTimeout(announce), { once: true });
  }
  trigger("library", { query: location.search });
  document.dispatchEvent(new Event("library"));
}

// The scope holds in every view: the way to each of them keeps it.
function mark() {
  const scope = new URLSearchParams(location.search).get("scope");
  for (const link of element.querySelectorAll("a[data-view]")) {
    link.setAttribute("href", `?${new URLSearchParams({ view: link.dataset.view, ...(scope && { scope }) })}`);
    if (link.dataset.view === document.documentElement.dataset.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

document.addEventListener("scope", () => {
  mark();
  trigger("scope", { query: location.search });
});

// Dark or light as the system is, until somebody chooses; Gradio marks the body, and looks at the system again.
const THEME = "ontherecord.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

function dress() {
  const chosen = localStorage.getItem(THEME);
  if (chosen) document.body.classList.toggle("dark", chosen === "dark");
  element.querySelector('[data-act="theme"]')?.setAttribute("aria-pressed", document.body.classList.contains("dark"));
}

function theme() {
  localStorage.setItem(THEME, document.body.classList.contains("dark") ? "light" : "dark");
  dress();
}

system.addEventListener("change", () => setTimeout(dress));

// What is open stays so when the head is drawn again, which is as often as its status changes.
const opened = { rest: false, menu: false };

function more(open) {
  opened.rest = open;
  element.querySelector(".head")?.classList.toggle("open", open);
  element.querySelector('[data-act="more"]')?.setAttribute("aria-expanded", open);
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest('[data-act="more"]');
  if (opener) more(opener.getAttribute("aria-expanded") !== "true");
  else if (!event.target.closest("#head-rest")) more(false);
});
element.addEventListener("toggle", (event) => (opened.menu = event.target.open), { capture: true }); // it does not bubble
element.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !element.querySelector(".head.open")) return;
  event.stopPropagation();
  more(false);
  element.querySelector('[data-act="more"]').focus();
});

element.addEventListener("click", (event) => {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const language = event.target.closest("button[data-language]");
  if (language) {
    document.cookie = `otr_language=${language.dataset.language}; path=/; max-age=31536000; samesite=lax`;
    return location.reload();
  }
  if (event.target.closest('[data-act="help"]')) return help();
  if (event.target.closest('[data-act="theme"]')) return theme();
  if (event.target.closest('[data-act="sign-in"]')) return location.reload(); // the server asks who it is, and comes back
  const link = event.target.closest("a[data-view]");
  if (!link) return;
  event.preventDefault();
  history.pushState(null, "", link.getAttribute("href"));
  show();
});

// What a key does is in `window.otr.keys` under its name, put there by the script it belongs to; false: nothing now.
const does = ((window.otr ??= {}).keys ??= {});
does.help = help;
does["ask.box"] = () => document.querySelector("#box textarea")?.focus();

function help() {
  const dialog = document.getElementById("keys");
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
  const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if ((writing && event.key !== "Escape") || event.target.closest?.("dialog, [role=listbox]")) return;
  const deed = does[keys[event.key]];
  if (deed && deed(event) !== false) event.preventDefault();
});

// Somebody whose session has ended is told so: Gradio would leave every click without an answer.
const plainFetch = window.fetch;
window.fetch = async (...asked) => {
  const response = await plainFetch(...asked);
  const ended = element.querySelector(".ended");
  if (ended && (response.status === 401 || response.ok)) ended.hidden = response.ok;
  return response;
};

window.addEventListener("popstate", show);
watch("value", drawn);
show();
