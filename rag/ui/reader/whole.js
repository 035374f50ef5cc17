// Part of the script of the reader (SCRIPTS in html.py): the transcript as a whole: its overview, and as a document.

// ---- The overview: worked out when somebody opens it

// Toggling does not bubble.
element.addEventListener("toggle", async ({ target }) => {
  if (!target.matches("details.overview:not(.export)") || !target.open || !reading || target.dataset.told) return;
  const told = await ask("reader/overview", { transcript: reading.id });
  if (!told) return;
  target.dataset.told = "yes";
  target.querySelector(".body").innerHTML = told.html; // the server's own, every word of a transcript escaped
}, true);

// ---- The transcript as a document, chosen people hidden

async function write(form, to) {
  const asked = reading;
  const hide = [...form.querySelectorAll('[name="hide"]:checked')].map((box) => box.value);
  hide.push(...form.elements.also.value.split(/[;\n]/).map((name) => name.trim()).filter(Boolean));
  const problem = form.querySelector(".problem");
  problem.hidden = true;
  try {
    const response = await fetch(new URL("reader/export", document.baseURI), {
      method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({ transcript: asked.id, to, hide }),
    });
    if (!response.ok) throw new Error((await response.json()).problem);
    const file = decodeURIComponent(response.headers.get("content-disposition").split("''")[1]);
    const url = URL.createObjectURL(await response.blob());
    Object.assign(document.createElement("a"), { href: url, download: file }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    if (reading === asked) say(fill(asked.say.written, { file }));
  } catch (error) {
    problem.textContent = error.message || asked.say.failed;
    problem.hidden = false;
  }
}

// On a small screen what it leads to would stand behind it.
const ROOM = 200; // pixels for turns
element.addEventListener("click", ({ target }) => {
  const overview = target.closest(".overview a[href^='?turn=']")?.closest("details");
  if (overview && list().clientHeight < ROOM) overview.open = false;
});
