"""How long the page takes to come to a turn of three hours of talk: `python -m benchmarks.reading_page`.

A made-up meeting of three hours is opened in a real Chromium: by its permalink in browsers that were never here, then
by clicks as on a citation, with the reader closed, and with the transcript open already; then words are looked for.
Times are from the click, or the last letter, to the frame in which the highlighted words are in sight; of a page from
its request to its first paint, and until there is something to begin with. `--whole` draws all turns at once instead of
pages, to compare.
"""

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.index_texts import MadeUpEmbedder
from index import open_index
from rag.ui import build_page

NAME = "three hours.vtt"
HOURS = 3
WORDS = (
    "bridge ferry council budget harbour vote steel bearing lane winter engineer cost month agenda resident lorry bus "
    "route passenger island office quay tide pile slack water contract tender schedule report motion favour"
).split()
SPEAKERS = ("Ana Reyes", "Bo Chen", "Ines Duarte", "Marta Lindqvist", "Teodor Hale", "Chair Okafor")
CLICKS, FINDS, VISITS = 20, 10, 8

_CLICK = """async ([query, close]) => {
  if (close) {
    document.querySelector('[data-act="close"]')?.click();
    await new Promise((done) => setTimeout(done, 400));
  }
  const link = Object.assign(document.createElement("a"), { href: query });
  document.body.append(link);
  const id = new URLSearchParams(query).get("turn");
  const mark = `.turn.target[data-turn="${id.slice(id.lastIndexOf("#") + 1)}"] mark`;
  const start = performance.now();
  link.click();
  for (;;) {
    await new Promise(requestAnimationFrame);
    const place = document.querySelector(mark)?.getBoundingClientRect();
    if (place && place.top > 0 && place.bottom < innerHeight) break;
  }
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  link.remove();
  return performance.now() - start;
}"""
_FIND = """async (words) => {
  const count = document.querySelector(".count");
  count.textContent = "";
  const box = document.querySelector(".query");
  box.value = words;
  const start = performance.now();
  box.dispatchEvent(new Event("input", { bubbles: true }));
  while (!count.textContent || !CSS.highlights.has("found-now")) await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""


_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
# From the request of the page to the frame after an element came into sight; the script is there before the page.
_SEEN = """(selector => {
  const look = () => {
    const place = document.querySelector(selector)?.getBoundingClientRect();
    if (place && place.top > 0 && place.bottom < innerHeight) setTimeout(() => (window.seen = performance.now()));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""


def main(arguments: Sequence[str]) -> None:
    """Print medians and worst times in milliseconds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading_page", description=__doc__)
    parser.add_argument("--whole", action="store_true", help="Draw all turns at once.")
    whole = parser.parse_args(arguments).whole
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, NAME).write_text("\n".join(_meeting(random.Random(1))), "utf-8")
        index = open_index(folder, embedder=MadeUpEmbedder())
        turns = index.sync().turns
        _measure(_serve(SimpleNamespace(model_name="none", model_note=None, index=index), whole=whole), turns)


def _meeting(draw: random.Random) -> Iterator[str]:
    yield "WEBVTT\n"
    time, last = 0.0, ""
    while time < HOURS * 3600:
        last = draw.choice([name for name in SPEAKERS if name != last])
        for _ in range(draw.choice([1, 1, 1, 2, 3])):
            length = draw.uniform(1, 4)
            words = " ".join(draw.choice(WORDS) for _ in range(int(length * 2.7) + 1)).capitalize()
            yield f"{_stamp(time)} --> {_stamp(time + length)}\n<v {last}>{words}{draw.choice('..?')}\n"
            time += length


def _stamp(time: float) -> str:
    return f"{int(time) // 3600:02}:{int(time) // 60 % 60:02}:{time % 60:06.3f}"


def _serve(assistant: SimpleNamespace, *, whole: bool) -> str:
    page = build_page(lambda: assistant, status=lambda _: "")
    from rag.ui.reader import html as reader
    from rag.ui.reader.routes import routes
    from rag.ui.server import start

    if whole:
        reader.PAGE = 10**6
    return start(page, host="127.0.0.1", port=None, routes=routes(lambda: assistant))


def _measure(address: str, turns: int) -> None:
    draw = random.Random(3)
    chosen = [draw.randrange(turns) for _ in range(CLICKS + 1)]
    links = [f"?turn={quote(f'{NAME}#{turn}', safe='')}&quote=0-9" for turn in chosen]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        print(f"{turns:,} turns")
        _tell_visits("page", browser, [address] * (VISITS + 1), ".welcome")
        _tell_visits("page of a turn", browser, [f"{address}/{link}" for link in links[: VISITS + 1]], ".target mark")
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(200_000)
        page.goto(address)
        page.wait_for_selector(".welcome")
        _tell("click, reader closed", page, _CLICK, [[link, True] for link in links])
        _tell("click, transcript open", page, _CLICK, [[link, False] for link in links])
        _tell("find, 150 ms of waiting for more letters included", page, _FIND, WORDS[: FINDS + 1])
        browser.close()


def _tell_visits(what: str, browser: Browser, addresses: Sequence[str], selector: str) -> None:
    """Each in a browser of its own, with nothing kept from before."""
    painted, seen = [], []
    for address in addresses:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(200_000)
        page.add_init_script(f"{_SEEN}({json.dumps(selector)})")
        page.goto(address)
        page.wait_for_function("window.seen")
        painted.append(page.evaluate(_PAINTED))
        seen.append(page.evaluate("window.seen"))
        page.close()
    _print(f"{what}, first paint", painted)
    _print(f"{what}, {selector} in sight", seen)


def _tell(what: str, page: Page, script: str, values: Sequence[object]) -> None:
    _print(what, [page.evaluate(script, value) for value in values])


def _print(what: str, times: Sequence[float]) -> None:
    """The first is to warm up."""
    times = times[1:]
    print(f"{what}: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms of {len(times)}")


if __name__ == "__main__":
    main(sys.argv[1:])
