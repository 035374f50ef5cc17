"""`ontherecord` with an embedder that counts words: `python -m tests.rag.ui.counting serve …`."""

import index
from rag.cli import main
from tests.index.double import CountingEmbedder

if __name__ == "__main__":
    index._embedder = lambda *_: CountingEmbedder()
    main()
