"""Transcripts put into a catalog by hand, and what it finds there."""

import numpy as np

from index.catalog.catalog import Catalog
from index.catalog.rows import Entry
from index.chunking import ChunkRule, chunk_entries, turn_entries
from index.embedding.embedder import text_hash
from index.transcript import Transcript
from tests.index.double import CountingEmbedder, make_transcript

embedder = CountingEmbedder()


def stage(catalog: Catalog, transcript: Transcript) -> int:
    count, rule = embedder.count_tokens, ChunkRule(limit=embedder.limit)
    chunks = [("turn", c) for c in turn_entries(transcript, count=count, rule=rule)]
    chunks += [("chunk", c) for c in chunk_entries(transcript, count=count, rule=rule)]
    vectors = list(embedder.encode([c.text for _, c in chunks]).astype(np.float16)) if chunks else []
    entries = [
        Entry("turn" if view == "turn" else "chunk", chunk, text_hash("counting", chunk.text), vector.tobytes())
        for (view, chunk), vector in zip(chunks, vectors, strict=True)
    ]
    return catalog.stage(transcript, entries)[0]


def publish(catalog: Catalog, *lines: str, **fields: str) -> int:
    pk = stage(catalog, make_transcript(*lines, **fields))
    catalog.publish(added=[pk])
    return pk


def texts(catalog: Catalog, query: str) -> list[str]:
    turns = catalog.turns_by_pk(catalog.mentions(query))
    return [turns[key].text for key in catalog.mentions(query)]
