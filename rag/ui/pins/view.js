// Runs once, when the list of pins is on the page. Gradio gives element, trigger, props and watch.

const pin = (part) => part.closest("[data-pin]").dataset.pin;

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button) return;
  const { act, form } = button.dataset;
  if (act === "unpin") trigger("unpin", { pin: pin(button) });
  if (act === "export-pins") trigger("exported", { form, address: new URL(".", document.baseURI).href.replace(/\/$/, "") });
});

// A note is kept when its writer leaves it.
element.addEventListener("change", ({ target }) => {
  if (target.matches('textarea[name="note"]')) trigger("note", { pin: pin(target), note: target.value });
});

let saved;
new MutationObserver(() => {
  const file = document.querySelector("#pins-file data");
  if (!file || file.dataset.once === saved) return;
  saved = file.dataset.once;
  const bytes = Uint8Array.from(atob(file.value), (character) => character.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes]));
  Object.assign(document.createElement("a"), { href: url, download: file.dataset.name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}).observe(document.body, { childList: true, subtree: true, attributeFilter: ["value", "data-once"] });

// A note has the height of its words.
const grow = (area) => {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
};
element.addEventListener("input", ({ target }) => target.matches("textarea") && grow(target));

function drawn() {
  element.querySelectorAll("textarea").forEach(grow);
  document.dispatchEvent(new Event("pinned"));
}
watch("value", drawn);
document.addEventListener("shown", drawn);
