// Part of the script of the reader (SCRIPTS in html.py): what is done with a turn: copied, pinned, corrected.

// ---- Copying, with who said it, where and when

function chosen(article) {
  const selection = getSelection();
  const words = article.querySelector(".words");
  if (selection.rangeCount && !selection.isCollapsed) {
    const spot = selection.getRangeAt(0);
    if (words.contains(spot.commonAncestorContainer))
      return [before(article, spot.startContainer, spot.startOffset), before(article, spot.endContainer, spot.endOffset)];
  }
  const marks = [...article.querySelectorAll("mark")];
  if (!marks.length) return null;
  const last = marks.at(-1);
  return [before(article, marks[0], 0), before(article, last, last.childNodes.length)];
}

async function copy(article) {
  const text = texts(article).map((node) => node.data).join("");
  const span = chosen(article);
  const quote = (span ? text.slice(...span) : text).trim();
  const characters = (end) => inCharacters(text, end);
  const link = article.querySelector(".permalink").getAttribute("href");
  const url = new URL(span ? `${link}&quote=${characters(span[0])}-${characters(span[1])}` : link, document.baseURI);
  const whole = `“${quote}”\n— ${article.dataset.cite}\n${url}`;
  if (await toClipboard(whole)) return say(reading.say.copied);
  say(reading.say.by_hand);
  byHand(article, whole);
}

// ---- Putting by: the words chosen, else those marked, else the turn

const inCharacters = (text, end) => [...text.slice(0, end)].length; // the server counts characters, a browser halves of some

function pin(article) {
  const text = texts(article).map((node) => node.data).join("");
  const span = chosen(article);
  const [start, end] = span ? span.map((at) => inCharacters(text, at)) : [0, null];
  trigger("pin", { turn: `${reading.id}#${article.dataset.turn}`, start, end });
  say(reading.say.pinned);
}

// The list of pins, in their view, says which turns have one.
function markPinned() {
  if (!reading) return;
  const ids = new Set([...document.querySelectorAll("#pins-list [data-turn-id]")].map((one) => one.dataset.turnId));
  for (const button of element.querySelectorAll('button[data-act="pin"]'))
    button.setAttribute("aria-pressed", ids.has(`${reading.id}#${button.closest(".turn").dataset.turn}`));
}
document.addEventListener("pinned", markPinned);

// ---- Correcting: the turn as it should be, laid over the file, which stays as it is

function correct(article) {
  const form = one("template.editor")?.content.firstElementChild;
  if (!article || !form || article.querySelector(".editor")) return;
  leaveEditor();
  const editor = article.appendChild(form.cloneNode(true));
  const { words, speaker } = editor.elements;
  words.value = texts(article).map((node) => node.data).join("");
  editor.dataset.seen = words.value; // a field makes its line ends its own: what it has is compared with what it had
  speaker.value = editor.dataset.who = article.dataset.speaker;
  grow(words);
  words.focus({ preventScroll: true });
  words.setSelectionRange(0, 0);
  editor.scrollIntoView({ block: "nearest" });
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

function leaveEditor() {
  const editor = one(".turns .editor");
  if (!editor) return;
  const article = editor.closest(".turn");
  editor.remove();
  article.focus({ preventScroll: true });
}

function saveEditor(editor) {
  const { words, speaker } = editor.elements;
  const what = {};
  if (words.value !== editor.dataset.seen) what.words = words.value;
  if (speaker.value !== editor.dataset.who) what.speaker = speaker.value;
  if (!Object.keys(what).length) return leaveEditor();
  change(editor.closest(".turn"), "reader/correct", what);
}

function split(editor) {
  const { words, speaker } = editor.elements;
  if (words.value !== editor.dataset.seen) return faulty(editor, reading.say.save_first);
  const what = { split: inCharacters(words.value, words.selectionStart) };
  if (speaker.value !== editor.dataset.who) what.speaker = speaker.value;
  change(editor.closest(".turn"), "reader/correct", what);
}

function faulty(editor, words) {
  if (!editor) return say(words);
  const line = editor.querySelector(".problem");
  line.textContent = words;
  line.hidden = false;
}

// What the server makes of it: the pages around the turn come again, or all of it where there are more turns or fewer.
async function change(article, deed, what) {
  const asked = reading;
  const editor = article.querySelector(".editor");
  const sent = { turn: `${asked.id}#${article.dataset.turn}`, ...what };
  if (editor) Object.assign(sent, { seen: texts(article).map((node) => node.data).join("") });
  article.inert = true;
  try {
    const response = await fetch(new URL(deed, document.baseURI), {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(sent),
    });
    const told = await response.json();
    if (reading !== asked) return;
    if (!response.ok) return faulty(editor, told.problem || asked.say.failed);
    editor?.remove();
    const query = `?turn=${encodeURIComponent(told.turn)}`;
    address(query);
    await place(query);
    if (reading !== asked) return;
    say(told.said);
    asked.outlined = outline();
  } catch (error) {
    if (reading === asked) faulty(editor, asked.say.failed);
  } finally {
    article.inert = false;
  }
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard where the page is not on this machine and not behind https: the old way.
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  const focused = document.activeElement;
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  return done;
}

function byHand(article, text) {
  article.querySelector(".by-hand")?.remove();
  const field = document.createElement("textarea");
  field.className = "by-hand";
  field.readOnly = true;
  field.rows = 4;
  field.value = text;
  field.setAttribute("aria-label", reading.say.by_hand);
  article.append(field);
  field.focus();
  field.select();
}
