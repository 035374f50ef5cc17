"""The page over a real library in a folder, with an embedder that counts words and no language model:
`python -m tests.browser.serve_library FOLDER [read]`. With `read`, nobody may manage it.
"""

import sys
from pathlib import Path

from rag.ui import build_page
from tests.index.double import Library
from tests.rag.double import make_assistant


def main(folder: Path, *, manages: bool) -> None:
    from rag.ui.reader.routes import routes
    from rag.ui.server import announce, start

    library = Library(folder)
    library.index.sync()
    assistant = make_assistant(library)
    page = build_page(lambda: assistant, may_manage=lambda _: manages)
    announce(start(page, host="127.0.0.1", port=None, routes=routes(lambda: assistant)))
    page.block_thread()


if __name__ == "__main__":
    main(Path(sys.argv[1]), manages=sys.argv[2:] != ["read"])
