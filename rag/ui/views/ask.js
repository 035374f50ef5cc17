// Runs once, when the chat is on the page. Gradio gives element, trigger, props and watch.

const actions = {
  ask: (button) => trigger("ask", { question: button.textContent }),
  retry: () => trigger("retry", { without: "" }),
  without: (button) => trigger("retry", { without: button.dataset.limit }),
  clear: () => trigger("clear"),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (button && button.dataset.act in actions) actions[button.dataset.act](button);
});

// A growing answer is followed, unless its reader has scrolled away from it.
const chat = document.getElementById("chat");
let following = true;
chat.setAttribute("role", "log");
chat.setAttribute("tabindex", "0");
chat.addEventListener("scroll", () => {
  following = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80;
});
new MutationObserver(() => following && chat.scrollTo(0, chat.scrollHeight)).observe(chat, {
  childList: true,
  subtree: true,
});
