// Runs once, when the sheets of the library are on the page. Gradio gives element, trigger, props, watch and upload.

const view = document.getElementById("view-library");
const named = (name) => element.querySelector(`[name="${name}"]`);
const chosen = (name) => element.querySelector(`[name="${name}"]:checked`);
const text = (name) => (named(name) ? named(name).value : "");
const picked = (name) => (chosen(name) ? chosen(name).value : "");

let opener = null; // the button to go back to when the sheet is closed

const acts = {
  speakers: ({ id }) => trigger("ask_speakers", { id }),
  "ask-rename": ({ id, speaker }) => trigger("ask_rename", { id, speaker }),
  "plan-rename": ({ id, speaker }) =>
    trigger("plan_rename", { id, speaker, new: text("new"), role: text("role"), scope: picked("scope") }),
  // A name that the program offers: straight to what it would change.
  offer: ({ id, speaker, new: name, scope }) => trigger("plan_rename", { id, speaker, new: name, role: "", scope }),
  rename: () => trigger("rename"),
  "ask-remove": ({ id }) => trigger("ask_remove", { id }),
  remove: ({ id }) => trigger("remove", { id, keep: picked("keep") }),
  "confirm-add": () => trigger("add_files", { files: wanted() }),
  cancel: () => trigger("cancel"),
  sync: () => trigger("sync"),
  "ask-rebuild": () => trigger("ask_rebuild"),
  rebuild: () => trigger("rebuild"),
  "ask-collect": () => trigger("ask_collect", { ids: [...taken] }),
  collect: ({ own }) => collect({ own }),
  "take-out": ({ own }) => collect({ own, out: true }),
  "forget-scope": ({ scope, shared }) => trigger("forget_scope", { scope, shared, ids: [...taken] }),
  "to-scope": ({ scope }) => toScope(scope),
  dismiss: () => trigger("dismiss"),
  "list-page": ({ first }) => trigger("turn_page", { first }),
};

// What is ticked stays so while the list is looked through, until it is in its collection.
const taken = new Set();

function collect({ own, out = false }) {
  trigger("collect", { ids: [...taken], name: text("collection"), own: (picked("whose") || (own === "true" ? "own" : "all")) === "own", out });
}

function ticks() {
  for (const box of view.querySelectorAll("[data-pick]")) box.checked = taken.has(box.dataset.pick);
  const button = view.querySelector('[data-act="ask-collect"]');
  if (!button) return;
  button.dataset.name ??= button.textContent.trim();
  const text = button.dataset.name + (taken.size ? ` · ${button.dataset.chosen.replace("{n}", taken.size)}` : "");
  if (button.textContent !== text) button.textContent = text; // a change is a change to look at
}

// The scope stands in the page's address, and every view follows it.
function toScope(scope) {
  const now = new URLSearchParams(location.search);
  now.delete("scope");
  if (scope) now.set("scope", scope);
  history.replaceState(history.state, "", `${location.pathname}${now.size ? "?" : ""}${now}`);
  document.dispatchEvent(new Event("scope"));
}

function wanted() {
  const files = [...element.querySelectorAll("[data-file]")].map((part) => Number(part.dataset.file));
  return files
    .filter((number) => chosen(`add-${number}`))
    .map((number) => ({ number, there: picked(`there-${number}`) }));
}

view.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button || !(button.dataset.act in acts)) return;
  if (!element.contains(button)) opener = { act: button.dataset.act, id: button.dataset.id };
  acts[button.dataset.act](button.dataset);
});

// A name typed, and Enter: the main button of the sheet.
element.addEventListener("keydown", (event) => {
  const go = event.key === "Enter" && event.target.matches('input[type="text"]') && element.querySelector("button.go");
  if (go) {
    event.preventDefault();
    go.click();
  }
});

// What was worked out for another name holds no longer.
element.addEventListener("input", (event) => {
  const plan = element.querySelector(".plan");
  if (!plan || !event.target.matches('[name="new"], [name="role"], [name="scope"]')) return;
  plan.remove();
  const go = element.querySelector('button.go[data-act="rename"]');
  const again = element.querySelector('button.quiet[data-act="plan-rename"]');
  go.dataset.act = "plan-rename";
  go.textContent = again.textContent;
  again.remove();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !view.hidden && element.querySelector(".sheet")) trigger("cancel");
});

new MutationObserver(ticks).observe(view, { childList: true, subtree: true });
document.addEventListener("scope", () => view.querySelectorAll("details.scope[open] form").forEach((form) => asked && form.requestSubmit()));

watch("value", () => {
  sending("");
  const title = element.querySelector("#library-sheet");
  if (title) {
    title.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  } else if (opener) {
    const { act, id } = opener;
    const same = [...view.querySelectorAll(`button[data-act="${act}"]`)].find((button) => button.dataset.id === id);
    if (same) same.focus({ preventScroll: true });
    opener = null;
  }
});

// Files

function sending(line) {
  const place = view.querySelector(".sending");
  if (place) place.textContent = line;
}

async function send(files) {
  const place = view.querySelector(".sending");
  if (!place || !files.length) return;
  sending(place.dataset.sending);
  const sent = [];
  try {
    for (const file of files) sent.push({ path: (await upload(file)).path, name: file.name });
  } catch (error) {
    return sending(String(error && error.message ? error.message : error));
  }
  trigger("preview", { files: sent });
}

view.addEventListener("change", (event) => {
  const { pick, field } = event.target.dataset;
  if (field === "scope") toScope(event.target.value);
  if (pick) {
    taken[event.target.checked ? "add" : "delete"](pick);
    ticks();
  }
  if (event.target.id !== "library-files") return;
  send([...event.target.files]);
  event.target.value = "";
});

const dropping = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");

function over(event) {
  const drop = view.querySelector(".drop");
  if (!dropping(event) || !drop) return;
  event.preventDefault();
  drop.classList.add("over");
}

view.addEventListener("dragenter", over);
view.addEventListener("dragover", over);
view.addEventListener("dragleave", (event) => {
  const drop = view.querySelector(".drop");
  if (drop && !view.contains(event.relatedTarget)) drop.classList.remove("over");
});
view.addEventListener("drop", (event) => {
  const drop = view.querySelector(".drop");
  if (!dropping(event) || !drop) return;
  event.preventDefault();
  drop.classList.remove("over");
  send([...event.dataTransfer.files]);
});

// Lines of the whole library: decisions, open questions

let asked = 0;
view.addEventListener("submit", async (event) => {
  const scope = event.target.closest("details.overview");
  if (!scope) return;
  event.preventDefault();
  const body = scope.querySelector(".body");
  const number = ++asked;
  body.textContent = body.dataset.waiting;
  const url = new URL("reader/overview", document.baseURI);
  const limits = [...new FormData(event.target), ["scope", new URLSearchParams(location.search).get("scope")]];
  for (const [key, value] of limits) if (value) url.searchParams.set(key, value);
  try {
    const told = await (await fetch(url)).json();
    if (number !== asked) return;
    if (told.html) body.innerHTML = told.html; // the server's own, every word of a transcript escaped
    else body.textContent = told.problem;
  } catch {
    body.textContent = body.dataset.failed;
  }
});

// The list

let pause = null;
view.addEventListener("input", (event) => {
  if (event.target.dataset.field !== "wanted") return;
  clearTimeout(pause);
  pause = setTimeout(() => trigger("look_for", { wanted: event.target.value }), 250);
});
