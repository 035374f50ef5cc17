// Part of the script of the reader (SCRIPTS in html.py): speakers, and the recording.

// ---- Speakers, and the recording

async function outline() {
  const told = await ask("reader/outline", { transcript: reading.id });
  if (!told) return;
  reading.outline = told;
  const people = one(".people");
  if (!people) return; // closed meanwhile
  people.length = 1; // those from before a correction
  one("#reader-people")?.replaceChildren(...told.speakers.filter((speaker) => speaker.named).map((speaker) => new Option("", speaker.name)));
  told.speakers.forEach((speaker, at) => {
    people.add(new Option(`${speaker.name} (${number(speaker.turns)})`, at));
  });
  enable("speaker", true);
}

function enable(what, on) {
  for (const way of ["back", "on"]) one(`[data-act="${what}-${way}"]`).disabled = !on;
}

async function toSpeaker(step) {
  await reading.outlined;
  if (!reading?.outline) return;
  const { who, speakers } = reading.outline;
  const people = one(".people");
  const from = here();
  const speaker = people.value === "" ? who[from] : +people.value;
  people.value = speaker;
  people.className = `people ${speakers[speaker].voice}`;
  let turn = from + step;
  while (who[turn] !== undefined && who[turn] !== speaker) turn += step;
  if (who[turn] === undefined) return say(fill(reading.say.no_more, { speaker: speakers[speaker].name }));
  goTo(turn);
}

const players = () => [...element.querySelectorAll(".player :is(audio, video)")];

async function play(article) {
  await reading.outlined;
  if (!reading?.outline) return;
  const turn = +article.dataset.turn;
  const start = reading.outline.starts[turn];
  const part = reading.outline.parts[turn] ?? 0;
  const player = players().find((one) => +one.dataset.part === part);
  if (!player || start === null) return say(reading.say.silent);
  for (const other of players()) {
    other.hidden = other !== player;
    if (other !== player) other.pause();
  }
  player.currentTime = start;
  follow(true);
  player.play().catch(() => say(reading.say.silent));
}

function toggle() {
  const player = players().find((one) => !one.hidden);
  if (player) player.paused ? player.play() : player.pause();
}

// The turn being spoken is marked, and kept in sight until somebody scrolls.
async function heard(player) {
  if (!reading?.outline) return;
  const { starts, parts } = reading.outline;
  const part = +player.dataset.part;
  let now = null;
  for (let turn = 0; turn < starts.length; turn++) {
    if (starts[turn] === null || (parts[turn] ?? 0) !== part) continue;
    if (starts[turn] > player.currentTime + 0.05) break;
    now = turn;
  }
  if (now === null || now === reading.spoken) return;
  element.querySelector(".turn.speaking")?.classList.remove("speaking");
  reading.spoken = now;
  const turn = reading.following ? await reach(now) : drawn(now);
  if (!turn || !reading || reading.spoken !== now) return;
  turn.classList.add("speaking");
  if (reading.following) toTurn(turn);
}

function follow(on) {
  reading.following = on;
  const button = one(".follow");
  if (button) button.setAttribute("aria-pressed", on);
  if (on && reading.spoken !== null) goTo(reading.spoken, { focus: false });
}

// Events of media do not bubble.
for (const event of ["timeupdate", "seeked", "play"])
  element.addEventListener(event, ({ target }) => target.matches?.("audio, video") && heard(target), true);
element.addEventListener("error", ({ target }) => target.matches?.("audio, video") && say(reading.say.silent), true);

for (const event of ["wheel", "touchmove", "pointerdown"])
  element.addEventListener(event, ({ target }) => {
    if (reading?.spoken != null && target.closest?.(".turns") && !target.closest("button")) follow(false);
  }, { passive: true });
