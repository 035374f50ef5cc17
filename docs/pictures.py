"""Make the README's pictures of the page: `python docs/pictures.py [QUESTION]`.

Serves the example transcripts with the model of the settings; in a real Chromium asks one question and opens the first
citation, looks for a word under Mentions, and opens the Library: `docs/page.png`, `mentions.png`, `library.png`. Needs
Chromium and the packages of the extra `test`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
QUESTION = "Who pays for the bridge?"
WORD = "ferry"
OPENING = 300_000  # milliseconds for the index of the examples and the models
ANSWERING = 120_000


def main(question: str) -> None:
    """Write the pictures, with this question in the first."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "transcripts"
        shutil.copytree(HERE.parent / "examples" / "transcripts", library)
        # Not the folder itself: an index would be left in the examples.
        environment = {**os.environ, "OTR_LIBRARY": str(library)}
        command = [sys.executable, "app.py"]
        with subprocess.Popen(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, env=environment) as server:
            try:
                assert server.stdout is not None
                _draw(server.stdout.readline().split()[-1], question)
            finally:
                server.terminate()


def _draw(address: str, question: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
        page.goto(address)
        page.wait_for_selector(".welcome", timeout=OPENING)
        page.wait_for_selector(".status", state="detached", timeout=OPENING)
        _ask(page, question)
        page.locator("#latest a.cite").first.click()
        page.wait_for_selector(".turn.target")
        page.mouse.move(5, 5)
        page.wait_for_timeout(500)  # the tip of the citation fades
        page.screenshot(path=HERE / "page.png")
        page.goto(f"{address}/?view=mentions")
        page.get_by_label("Word, phrase or idea").fill(WORD)
        page.get_by_label("Word, phrase or idea").press("Enter")
        page.wait_for_selector("#mentions-results .card", timeout=ANSWERING)
        page.screenshot(path=HERE / "mentions.png")
        page.goto(f"{address}/?view=library")
        page.wait_for_selector("text=Choose files", timeout=ANSWERING)
        page.wait_for_timeout(1_000)  # the list comes after the frame
        page.screenshot(path=HERE / "library.png")
        browser.close()


def _ask(page: Page, question: str) -> None:
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")
    page.wait_for_selector("#latest .footer", timeout=ANSWERING)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or QUESTION)
