"""A transcript chunked, embedded and staged in the catalog, where nobody sees it yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from index.catalog.catalog import VIEWS, Catalog, Entry, View
from index.chunking import ChunkRule, chunk_entries, turn_entries
from index.embedding.embedder import text_hash
from index.sync.report import Progress, SyncProgress

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder
    from index.sync.run import Run
    from index.transcript import Chunk, Transcript

_WAITING = 4_000  # vectors that wait at most until they are handed to Chroma


class Staging:
    """Stages the transcripts of a run; texts whose vectors the catalog has already are not embedded again."""

    def __init__(
        self,
        catalog: Catalog,
        embedder: Embedder,
        fingerprint: str,
        *,
        progress: Progress,
        flush: Callable[[Run], None],
    ) -> None:
        """`flush` hands the vectors that wait to Chroma."""
        self._catalog, self._embedder, self._fingerprint = catalog, embedder, fingerprint
        self._progress, self._flush = progress, flush
        self._rule = ChunkRule(limit=embedder.limit)

    def write(self, run: Run, transcript: Transcript, number: int, total: int) -> None:
        """Stage a transcript, the file `number` of `total`, unless the live revision says the same."""
        if not run.target.beside and self.is_live(run, transcript):
            run.kept.add(transcript.id)
            return
        count = self._embedder.count_tokens
        chunks: list[tuple[View, Chunk]] = [
            *(("turn", chunk) for chunk in turn_entries(transcript, count=count, rule=self._rule)),
            *(("chunk", chunk) for chunk in chunk_entries(transcript, count=count, rule=self._rule)),
        ]
        hashes = [text_hash(self._fingerprint, chunk.text) for _, chunk in chunks]
        stored = {} if run.target.beside else self._catalog.vectors.cached(hashes)
        texts = {key: chunk.text for key, (_, chunk) in zip(hashes, chunks, strict=True) if key not in stored}
        stored |= self._embed(run, texts, transcript, number, total)
        entries = [Entry(view, chunk, key, stored[key]) for key, (view, chunk) in zip(hashes, chunks, strict=True)]
        pk, keys = self._catalog.stage(transcript, entries)
        for view in VIEWS:
            vectors = [np.frombuffer(entry.vector, dtype=np.float16) for entry in entries if entry.view == view]
            if vectors:
                run.waiting[view].append((keys[view], np.stack(vectors)))
        run.staged.append(pk)
        run.written.add(transcript.id)
        if sum(len(some) for view in VIEWS for some, _ in run.waiting[view]) > _WAITING:
            self._flush(run)

    def is_live(self, run: Run, transcript: Transcript) -> bool:
        """Whether the live revision says just this: the same bytes may be read otherwise by another reader."""
        identifier = transcript.id
        return (
            run.before.get(identifier) == transcript.revision
            and self._catalog.turns(identifier) == transcript.turns
            and self._catalog.is_listed_as(transcript)
        )

    def _embed(
        self, run: Run, texts: dict[bytes, str], transcript: Transcript, number: int, total: int
    ) -> dict[bytes, bytes]:
        """The vectors of these texts, by the texts' hashes."""
        if not texts:
            return {}
        start = run.embedded

        def report(count: int) -> None:
            run.embedded += count
            self._progress(SyncProgress("embedding", number, total, transcript.id, run.embedded, start + len(texts)))

        vectors = self._embedder.encode(list(texts.values()), report).astype(np.float16)
        run.embedded = start + len(texts)
        return dict(zip(texts, (vector.tobytes() for vector in vectors), strict=True))
