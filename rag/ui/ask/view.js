// Runs once, when the chat is on the page. Gradio gives element, trigger, props and watch.
//
// Conversations are kept in this browser's localStorage, one entry each; the server reads one when it is gone back to.
// Where people sign in, each sees their own: `data-user` of the document names the user, once known.

const chat = document.getElementById("chat");

// Kept conversations

const MOST = 200;
const user = () => document.documentElement.dataset.user; // undefined: not known yet
const own = (name) => `ontherecord.${name}.${encodeURIComponent(user())}/`;
const talk = (id) => own("talk") + id;
const current = () => own("current"); // of this tab: it survives a reload

function talks() {
  const found = [];
  const prefix = talk("");
  if (user() === undefined) return found;
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(prefix)) continue;
    try {
      const { at, record } = JSON.parse(localStorage.getItem(key));
      found.push({ id: key.slice(prefix.length), at, record, title: JSON.parse(record).exchanges[0].question });
    } catch {
      localStorage.removeItem(key); // no entry of ours can be read so
    }
  }
  return found.sort((one, other) => other.at - one.at);
}

function keep(record) {
  if (!record) {
    sessionStorage.removeItem(current());
    return list();
  }
  const id = JSON.parse(record).id;
  const before = localStorage.getItem(talk(id));
  sessionStorage.setItem(current(), id);
  if (before && JSON.parse(before).record === record) return list(); // gone back to, not gone on with
  for (const old of talks().filter((one) => one.id !== id).slice(MOST - 1)) localStorage.removeItem(talk(old.id));
  write(talk(id), JSON.stringify({ at: Date.now(), record }));
  list();
}

function write(key, text) {
  for (;;) {
    try {
      return localStorage.setItem(key, text);
    } catch (error) {
      const oldest = talks().filter((one) => talk(one.id) !== key).pop(); // the browser's room is used up
      if (!oldest) return console.warn("This conversation is too large to keep", error);
      localStorage.removeItem(talk(oldest.id));
    }
  }
}

function list() {
  const menu = document.getElementById("talks");
  if (!menu) return;
  const shown = sessionStorage.getItem(current());
  menu.querySelector("ul").replaceChildren(
    ...talks().map(({ id, at, title }) => {
      const row = document.createElement("li");
      const open = row.appendChild(document.createElement("button"));
      Object.assign(open, { type: "button", textContent: title, title: new Date(at).toLocaleString() });
      Object.assign(open.dataset, { act: "talk", id });
      if (id === shown) open.setAttribute("aria-current", "true");
      const remove = row.appendChild(document.createElement("button"));
      Object.assign(remove, { type: "button", textContent: "×", title: menu.dataset.delete });
      Object.assign(remove.dataset, { act: "forget", id });
      remove.setAttribute("aria-label", `${menu.dataset.delete}: ${title}`);
      return row;
    }),
  );
}

function forget(button) {
  const menu = document.getElementById("talks");
  const { id } = button.dataset;
  if (!confirm(menu.dataset.sure)) return;
  localStorage.removeItem(talk(id));
  if (id === sessionStorage.getItem(current())) trigger("clear");
  list();
  menu.querySelector("summary").focus();
}

function opened() {
  const id = sessionStorage.getItem(current());
  const entry = id && localStorage.getItem(talk(id));
  list();
  trigger("opened", { record: entry ? JSON.parse(entry).record : "" });
}

// Editing a question

function edit(button) {
  const asked = button.closest(".asked");
  const question = asked.querySelector(".question");
  const box = document.createElement("textarea");
  box.value = question.innerText;
  box.rows = Math.min(6, Math.ceil(box.value.length / 50));
  box.setAttribute("aria-label", button.dataset.label);
  const ask = Object.assign(document.createElement("button"), { type: "submit", textContent: button.dataset.ask });
  const cancel = Object.assign(document.createElement("button"), { type: "button", textContent: button.dataset.cancel });
  ask.className = cancel.className = "quiet";
  const form = document.createElement("form");
  form.className = "editing";
  form.append(box, ask, cancel);
  const close = () => {
    form.remove();
    asked.classList.remove("edited");
    button.focus();
  };
  cancel.addEventListener("click", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (box.value.trim()) trigger("edited", { exchange: place(asked), question: box.value });
  });
  asked.classList.add("edited");
  asked.append(form);
  box.focus();
}

// Opinions of answers

let refocus = null; // what had the focus before the answer was drawn again

function judge(element, verdict, note, wrong) {
  const exchange = place(element);
  refocus = `[data-exchange="${exchange}"] [data-verdict="${verdict}"]`;
  trigger("judged", { exchange, verdict, note, wrong });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form.opinion")) return;
  event.preventDefault();
  const values = new FormData(form);
  judge(form, form.dataset.verdict, values.get("note"), values.getAll("wrong"));
});

// An answer copied with its footnotes: the server writes it, as for a file

let copying = null;

async function toClipboard(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No clipboard where the page is not on this machine and not behind https: the old way.
    const field = Object.assign(document.createElement("textarea"), { value: text, className: "unseen" });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus({ preventScroll: true });
  }
  const label = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => (button.textContent = label), 3000);
}

// Files to save

function save(file) {
  const url = URL.createObjectURL(new Blob([file.value], { type: "text/plain;charset=utf-8" }));
  Object.assign(document.createElement("a"), { href: url, download: file.dataset.name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// Buttons and menus

const place = (part) => {
  const exchange = part.closest("[data-exchange]");
  return exchange ? exchange.dataset.exchange : "all";
};

const actions = {
  ask: (button) => trigger("ask", { question: button.textContent }),
  retry: () => trigger("retry", { without: "" }),
  without: (button) => trigger("retry", { without: button.dataset.limit }),
  clear: () => trigger("clear"),
  edit,
  forget,
  talk: (button) => trigger("chosen", { record: JSON.parse(localStorage.getItem(talk(button.dataset.id))).record }),
  judge: (button) => judge(button, button.dataset.verdict, "", []),
  why: (button) => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", open);
    button.closest(".sentence").querySelector(".why").hidden = !open;
  },
  copy_answer: (button) => {
    copying = button;
    trigger("exported", { exchange: place(button), form: "md" });
  },
  export: (button) => trigger("exported", { exchange: place(button), form: button.dataset.form }),
};

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  closeMenus(button ? null : event.target.closest("details.menu"));
  if (button && button.dataset.act in actions) actions[button.dataset.act](button);
});

document.addEventListener(
  "keydown",
  (event) => {
    const open = document.querySelector("details.menu[open]");
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation(); // nothing else is closed by it
    closeMenus();
    open.querySelector("summary").focus();
  },
  true,
);

// What the server draws. The panels come in the page's own time, and Gradio changes what differs in them where it stands:
// the document is watched, its nodes and the values of ours.

let record, file;

function drawn() {
  const newRecord = document.querySelector("#record data");
  if (newRecord && newRecord.value !== record && user() !== undefined) keep((record = newRecord.value));
  const newFile = document.querySelector("#file data");
  if (newFile && newFile.dataset.once !== file) {
    file = newFile.dataset.once;
    if (copying) toClipboard(newFile.value, copying);
    else save(newFile);
    copying = null;
  }
  const bar = document.querySelector("#bar [data-chat]");
  if (bar) chat.setAttribute("aria-label", bar.dataset.chat);
  const menu = document.getElementById("talks");
  if (menu && !menu.dataset.filled) list((menu.dataset.filled = "yes"));
}

new MutationObserver(drawn).observe(document.body, {
  childList: true,
  subtree: true,
  attributeFilter: ["value", "data-once"],
});
drawn();

// What was asked last is brought to the top, and its answer grows below it, unless its reader has scrolled away. On a
// phone the whole page scrolls.
let following = true;
let asked = null; // the question that was brought there
chat.setAttribute("role", "log");
chat.setAttribute("tabindex", "0");

const scroller = () => (getComputedStyle(chat).overflowY === "auto" ? chat : document.scrollingElement);

function top(exchange, within) {
  if (exchange.dataset.exchange === "0") return 0;
  const above = within === chat ? chat.getBoundingClientRect().top : 0;
  const place = exchange.getBoundingClientRect().top - above + within.scrollTop;
  return Math.min(place, within.scrollHeight - within.clientHeight);
}

function scrolled() {
  const latest = chat.querySelector("#latest .exchange");
  const within = scroller();
  if (latest && chat.offsetParent) following = Math.abs(top(latest, within) - within.scrollTop) < 80;
}
chat.addEventListener("scroll", scrolled);
document.addEventListener("scroll", scrolled);

new MutationObserver(() => {
  const again = refocus && chat.querySelector(refocus);
  if (again) {
    again.focus({ preventScroll: true });
    refocus = null;
    return;
  }
  const latest = chat.querySelector("#latest .exchange");
  if (!latest || !chat.offsetParent) return;
  const question = latest.dataset.exchange + latest.querySelector(".question").textContent;
  if (question !== asked) following = true;
  asked = question;
  if (following) scroller().scrollTop = top(latest, scroller());
}).observe(chat, { childList: true, subtree: true });

document.addEventListener("library", opened);
if (document.documentElement.dataset.generation) opened();
