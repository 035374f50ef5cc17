// Runs once, when the head is on the page. Gradio gives element, trigger, props and watch; page.py gives `shown`, the
// event of each view.
//
// The views are all there; one is shown. Each has an address (?view=…), so that it can be linked to and gone back to.

const views = Object.keys(shown);

// A style, since this may run before the views are on the page.
const shows = document.head.appendChild(document.createElement("style"));

function current() {
  const asked = new URLSearchParams(location.search).get("view");
  return views.includes(asked) ? asked : views[0];
}

function show() {
  const now = current();
  document.documentElement.dataset.view = now;
  shows.textContent = `.view:not(#view-${now}) { display: none !important; }`;
  mark();
  trigger(shown[now]);
}

let generation = "-1";

function drawn() {
  const head = element.querySelector(".head");
  if (!head) return;
  document.documentElement.lang = head.lang;
  mark();
  if (head.dataset.generation === generation) return;
  generation = head.dataset.generation;
  trigger("library");
}

function mark() {
  for (const link of element.querySelectorAll("a[data-view]")) {
    if (link.dataset.view === document.documentElement.dataset.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

element.addEventListener("click", (event) => {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const language = event.target.closest("button[data-language]");
  if (language) {
    document.cookie = `otr_language=${language.dataset.language}; path=/; max-age=31536000; samesite=lax`;
    return location.reload();
  }
  const link = event.target.closest("a[data-view]");
  if (!link) return;
  event.preventDefault();
  history.pushState(null, "", link.getAttribute("href"));
  show();
});

window.addEventListener("popstate", show);
watch("value", drawn);
show();
