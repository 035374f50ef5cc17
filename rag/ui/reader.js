// Runs once, when the reader is on the page. Gradio gives element, trigger, props and watch.
//
// Every link to a turn on the page is an ordinary permalink (?turn=…), which works in a new tab too. A plain click on one
// opens the turn in the reader instead, so that the rest of the page keeps its place.

const turns = () => element.querySelector(".turns");

let opener = null; // the link to go back to when the reader is closed
let kept = null; // how far the turns were scrolled, when more of them are asked for

function close() {
  props.value = "";
  const same = [...document.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === opener);
  if (same) same.focus({ preventScroll: true });
}

function open(link, query) {
  const list = turns();
  const more = link.classList.contains("more") && list;
  kept = more && {
    earlier: link.classList.contains("earlier"),
    top: list.scrollTop,
    fromEnd: list.scrollHeight - list.scrollTop,
  };
  if (!element.contains(link)) opener = query;
  trigger("click", { query });
}

function showTarget() {
  const list = turns();
  const target = list.querySelector(".turn.target");
  if (kept) {
    list.scrollTop = kept.earlier ? list.scrollHeight - kept.fromEnd : kept.top;
    list.focus({ preventScroll: true });
  } else if (target) {
    const place = target.querySelector("mark") || target;
    const below = place.getBoundingClientRect().top - list.getBoundingClientRect().top;
    list.scrollTop += below - list.clientHeight / 3;
    element.querySelector("h2").focus({ preventScroll: true });
  }
}

document.addEventListener("click", (event) => {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (event.target.closest('button[data-act="close"]')) return close();
  const link = event.target.closest("a[href]");
  const query = link && link.getAttribute("href");
  if (!query || !query.startsWith("?turn=")) return;
  event.preventDefault();
  open(link, query);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && turns()) close();
});

watch("value", () => turns() && showTarget());
