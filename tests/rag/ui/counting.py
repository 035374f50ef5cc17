"""`ontherecord` with an embedder that counts words: `python -m tests.rag.ui.counting serve …`."""

import index
from rag.cli import main
from tests.index.double import CountingEmbedder

if __name__ == "__main__":
    index.open_embedder = lambda *_, **__: CountingEmbedder()
    main()
