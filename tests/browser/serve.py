"""The page with the word-counting assistant, in a process of its own: `python serve.py FILE`.

While FILE exists, the library is "still being opened", and what the file says is the status line.
"""

import sys
from pathlib import Path

from rag.ui import build_page
from tests.rag.ui.double import WordAssistant, library

PAUSE = 0.03  # seconds a word: slow enough to see a draft


def main(status_file: Path) -> None:
    from rag.ui.server import announce, start

    assistant = WordAssistant(library(), pause=PAUSE)

    def status(say: object) -> str:
        return status_file.read_text("utf-8") if status_file.exists() else ""

    page = build_page(lambda: None if status_file.exists() else assistant, status=status)
    announce(start(page, host="127.0.0.1", port=None))
    page.block_thread()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
