// Goes with page.js. A day has the browser's calendar in every view. On a phone the filters of a view are folded into a
// row of chips; each opens the filter that it is named after, and tells what was chosen.

const unfolded = new Set();
const unfolds = document.head.appendChild(document.createElement("style"));

function chosen(filter) {
  const tokens = [...filter.querySelectorAll(".token")].map((token) => token.textContent.trim());
  if (filter.id.endsWith("filter-scope")) return new URLSearchParams(location.search).get("scope") ?? "";
  return tokens.length ? tokens.join(", ") : (filter.querySelector('input[type="date"]')?.value ?? "");
}

function chips(row) {
  const filters = [...row.querySelectorAll(".block[id]")];
  const id = row.id === "filters" ? "chips" : `${row.id}-chips`;
  let bar = document.getElementById(id);
  if (!bar) {
    bar = Object.assign(document.createElement("div"), { id, className: "folded", role: "group" });
    row.before(bar);
  }
  const there = [...bar.children].map((chip) => chip.dataset.filter).join();
  if (there !== filters.map((filter) => filter.id).join()) bar.replaceChildren(...filters.map(chip));
  for (const one of bar.children) tell(one);
}

function chip(filter) {
  const made = Object.assign(document.createElement("button"), { type: "button" });
  Object.assign(made.dataset, { act: "unfold", filter: filter.id });
  made.setAttribute("aria-controls", filter.id);
  return made;
}

function tell(chip) {
  const filter = document.getElementById(chip.dataset.filter);
  const label = filter.querySelector('[data-testid="block-info"], label > span')?.textContent.trim() ?? "";
  const value = chosen(filter);
  const text = value ? `${label}: ${value}` : label;
  if (chip.textContent !== text) chip.textContent = text;
  chip.classList.toggle("chosen", value !== "");
  chip.setAttribute("aria-expanded", unfolded.has(chip.dataset.filter));
}

function unfold(chip) {
  const id = chip.dataset.filter;
  const open = !unfolded.has(id);
  unfolded.clear();
  if (open) unfolded.add(id);
  unfolds.textContent = open ? `@media (max-width: 860px) { .foldable #${id} { display: block !important; } }` : "";
  fold();
  if (open) document.querySelector(`#${id} input`)?.focus();
}

function fold() {
  for (const day of document.querySelectorAll('.day input[type="text"]')) day.type = "date";
  for (const row of document.querySelectorAll(".foldable")) chips(row);
}

document.addEventListener("click", (event) => {
  const chip = event.target.closest('button[data-act="unfold"]');
  if (chip) unfold(chip);
});
for (const event of ["input", "change", "scope"]) document.addEventListener(event, () => setTimeout(fold));
new MutationObserver(fold).observe(document.body, { childList: true, subtree: true });
fold();
