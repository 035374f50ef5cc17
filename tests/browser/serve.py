"""The page with the word-counting assistant, in a process of its own: `python serve.py FILE`.

While FILE exists, the library is "still being opened", and what the file says is the status line.
"""

import sys
import wave
from dataclasses import replace
from pathlib import Path

from rag.ui import build_page
from tests.rag.ui.double import HEARING, HOSTILE, LONG, WordAssistant, library, tell

RECORDED = "recorded.vtt"  # a transcript with a recording beside it: a second a turn
PAUSE = 0.03  # seconds a word: slow enough to see a draft


def main(status_file: Path) -> None:
    from rag.ui.reader.routes import routes
    from rag.ui.server import announce, start

    said = "\n".join(f"{('Ana Reyes', 'Bo Chen')[n % 2]}: Spoken remark {n}." for n in range(60))
    told = library(HEARING, HOSTILE, LONG, tell(RECORDED, "Recorded", said, date=None, pace=1.0))
    write_silence(status_file.with_name("recorded.wav"), seconds=60)
    assistant = WordAssistant(replace(told, library=status_file.parent, folder=status_file.parent), pause=PAUSE)

    def status(say: object) -> str:
        return status_file.read_text("utf-8") if status_file.exists() else ""

    def current() -> WordAssistant | None:
        return None if status_file.exists() else assistant

    page = build_page(current, status=status)
    announce(start(page, host="127.0.0.1", port=None, routes=routes(current)))
    page.block_thread()


def write_silence(path: Path, *, seconds: int) -> None:
    """A recording of nothing."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(2 * 8000 * seconds))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
