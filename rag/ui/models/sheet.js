// Runs once, when the sheet of the models is on the page. Gradio gives element, trigger, props and watch.

const dialog = () => element.querySelector("dialog");
let shown = false; // whether somebody has it open

document.addEventListener("click", (event) => {
  if (event.target.closest('[data-act="models"]')) {
    shown = true;
    trigger("told");
    if (dialog()) show(); // as it was; what is new comes in a moment
  }
  const use = event.target.closest('[data-act="use-model"]');
  if (use && element.contains(use)) trigger("chosen", { name: use.dataset.name });
});

element.addEventListener("submit", (event) => {
  if (!event.target.matches("form.another")) return;
  event.preventDefault();
  trigger("chosen", { name: new FormData(event.target).get("model") });
});

// The keyboard goes back to the model's name, drawn again meanwhile.
function show() {
  const sheet = dialog();
  if (!shown || !sheet || sheet.open) return;
  sheet.addEventListener("close", () => {
    if (!sheet.isConnected) return; // drawn again, not closed by anybody
    shown = false;
    document.querySelector('[data-act="models"]')?.focus();
  });
  sheet.showModal();
}

watch("value", show);
