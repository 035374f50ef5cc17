// Runs once, when the results stand on the page. Gradio gives element, trigger, props and watch.

let paging = false;

document.getElementById("view-mentions").addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button) return;
  const { act, first, speaker, transcript, after, before, watch: id } = button.dataset;
  if (act === "watch") trigger("watch");
  if (act === "seen") trigger("seen", { watch: id });
  if (act === "forget-watch") trigger("forget", { watch: id });
  if (act === "page") {
    paging = true;
    trigger("turn_page", { first });
  } else if (act === "narrow") {
    trigger("narrow", { speaker, transcript, after, before });
  }
});

// What is looked for stands in the address while the view is shown: it can be copied from there, and opens there again.

// The scope is the page's own, and stands there already.
const KEYS = ["mentions", "kind", "speaker", "transcript", "after", "before"];
let there = false; // whether this script put it there

function address() {
  const search = element.querySelector("data.search");
  if (document.documentElement.dataset.view !== "mentions" || !(search || there)) return;
  const now = new URLSearchParams(location.search);
  for (const key of KEYS) now.delete(key);
  for (const [key, value] of new URLSearchParams(search ? search.value : "")) if (key !== "scope") now.append(key, value);
  now.set("view", "mentions");
  there = Boolean(search);
  history.replaceState(history.state, "", `${location.pathname}?${now}`);
}

document.addEventListener("shown", address);

// Another page begins at its first turn, for the eye and for the keyboard.
watch("value", () => {
  const head = element.querySelector("#mentions-turns");
  if (paging && head) head.focus();
  paging = false;
  address();
});
