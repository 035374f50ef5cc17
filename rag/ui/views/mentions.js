// Runs once, when the results stand on the page. Gradio gives element, trigger, props and watch.

let paging = false;

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button) return;
  const { act, first, speaker, transcript, after, before } = button.dataset;
  if (act === "page") {
    paging = true;
    trigger("turn_page", { first });
  } else if (act === "narrow") {
    trigger("narrow", { speaker, transcript, after, before });
  }
});

// Another page begins at its first turn, for the eye and for the keyboard.
watch("value", () => {
  const head = element.querySelector("#mentions-turns");
  if (paging && head) head.focus();
  paging = false;
});
