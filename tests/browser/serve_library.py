"""The page over a real library in a folder, with an embedder that counts words and no language model:
`python -m tests.browser.serve_library FOLDER [read]`. With `read`, nobody may manage it.
"""

import sys
from pathlib import Path
from typing import cast

from rag.assistant import Assistant
from rag.errors import ModelError
from rag.generation.prompts import load_prompts
from rag.models import OpenedModel
from rag.settings import Settings
from rag.ui import build_page
from rag.ui.models.switching import Switching
from tests.index.double import Library
from tests.rag.double import WordReader, make_assistant


def main(folder: Path, *, manages: bool) -> None:
    from rag.ui.mentions.feed import routes as feeds
    from rag.ui.reader.routes import routes
    from rag.ui.server import announce, start

    library = Library(folder)
    library.index.sync()
    assistants = [make_assistant(library)]

    def another(name: str, _: object) -> Assistant:
        if name.endswith(".gguf"):
            raise ModelError(f"language model {name}: no such file")
        model = OpenedModel(chat=None, name=name, style="none")
        return Assistant(library.index, model, load_prompts(), Settings(), WordReader())

    switching = Switching(another, lambda one: assistants.append(cast(Assistant, one)))
    page = build_page(lambda: assistants[-1], may_manage=lambda _: manages, switching=switching)
    own = [*routes(lambda: assistants[-1], lambda _: manages), *feeds(lambda: assistants[-1])]
    announce(start(page, host="127.0.0.1", port=None, routes=own))
    page.block_thread()


if __name__ == "__main__":
    main(Path(sys.argv[1]), manages=sys.argv[2:] != ["read"])
