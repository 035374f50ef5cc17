// Runs once, when the reader is on the page. Gradio gives element, trigger, props and watch.
//
// Every link to a turn on the page is an ordinary permalink (?turn=…), which works in a new tab too. A plain click on one
// opens the turn in the reader instead, so that the chat keeps its place.

const chat = document.getElementById("chat");
const turns = () => element.querySelector(".turns");

let opener = null; // the link to go back to when the reader is closed
let kept = null; // how far the turns were scrolled, when more of them are asked for

const actions = {
  ask: (button) => trigger("example_select", { question: button.textContent }),
  retry: () => trigger("retry", { without: "" }),
  without: (button) => trigger("retry", { without: button.dataset.limit }),
  clear: () => trigger("clear"),
  close,
};

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
  const button = event.target.closest("button[data-act]");
  if (button) return actions[button.dataset.act](button);
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

// A growing answer is followed, unless the reader has scrolled away from it.
let following = true;
chat.setAttribute("role", "log");
chat.setAttribute("tabindex", "0");
chat.setAttribute("aria-label", "Conversation");
chat.addEventListener("scroll", () => {
  following = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80;
});
new MutationObserver(() => following && chat.scrollTo(0, chat.scrollHeight)).observe(chat, {
  childList: true,
  subtree: true,
});
