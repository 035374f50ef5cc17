// Part of the script of the reader (SCRIPTS in html.py): what is clicked, typed and pressed.

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
