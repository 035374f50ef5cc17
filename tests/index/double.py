"""An embedder that counts words, a library in a temporary folder, and transcripts written in one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index import open_index
from index.embedding.embedder import EncodeProgress
from index.index import Index
from index.transcript import Meta, SourceFile, Transcript, Turn, turn_id


class CountingEmbedder:
    """A word is a token and a direction of its own: texts are as near as they share words. Counts what it embeds."""

    def __init__(self, *, dimension: int = 64, limit: int = 64, name: str = "counting") -> None:
        self.fingerprint, self.dimension, self.limit = f"{name}:{dimension}:{limit}", dimension, limit
        self.embedded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_words(text)) + 2 for text in texts]  # two special tokens, as BERT has

    def encode(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> npt.NDArray[np.float32]:
        assert all(size <= self.limit for size in self.count_tokens(texts)), "a text over the limit would be cut"
        self.embedded += texts
        vectors = np.stack([self._vector(text) for text in texts])
        if progress is not None:
            progress(len(texts))
        return vectors

    def encode_query(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self.encode(texts)

    def _vector(self, text: str) -> npt.NDArray[np.float32]:
        vector = np.full(self.dimension, 1e-3, dtype=np.float32)
        for word in _words(text):
            vector[int.from_bytes(sha256(word.encode()).digest()[:4], "big") % self.dimension] += 1
        unit: npt.NDArray[np.float32] = vector / np.linalg.norm(vector)
        return unit


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text.casefold())


class Clock:
    """A time that passes only while somebody sleeps, and how long that was in all."""

    def __init__(self) -> None:
        self.slept = 0.0

    def now(self) -> float:
        return 1_000.0 + self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


class Library:
    """A folder of transcripts and its index."""

    def __init__(self, folder: Path, catalog_url: str | None = None) -> None:
        self.folder, self.catalog_url = folder, catalog_url
        self.embedder = CountingEmbedder()
        self.index = self.opened()
        folder.mkdir(exist_ok=True)

    def opened(self, *, folder: Path | None = None, embedder: CountingEmbedder | None = None) -> Index:
        """Its index; in another `folder` one of its own, with the catalog there."""
        url = None if folder else self.catalog_url
        return open_index(self.folder, folder, embedder=embedder or self.embedder, catalog_url=url)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def embedded(self) -> int:
        """How many texts were embedded since this was last asked."""
        number = len(self.embedder.embedded)
        self.embedder.embedded.clear()
        return number

    @property
    def ids(self) -> list[str]:
        return [transcript.id for transcript in self.index.transcripts() if transcript.state == "ready"]


def make_transcript(
    *lines: str, id: str = "talk.txt", title: str | None = None, date: str | None = None, dates: Sequence[str] = ()
) -> Transcript:
    """A transcript of lines "ANA: words"; a line without a label is nobody's. `dates` are the turns' own."""
    turns = []
    for index, line in enumerate(lines):
        speaker, mark, text = line.partition(":")
        own = dates[index] if index < len(dates) else None
        name, words = (speaker, text.strip()) if mark else (None, line)
        turns.append(Turn(id=turn_id(id, index), index=index, speaker=name, text=words, date=own))
    revision = sha256("\n".join([id, *lines]).encode()).hexdigest()
    file = SourceFile(path=id, sha256=revision, encoding="utf-8", format="labelled")
    return Transcript(id, revision, (file,), tuple(turns), Meta(title=title, date=date))


def long_talk(turns: int, *, words: int = 12, seed: int = 0) -> list[str]:
    """Lines of two speakers, no two alike."""
    draw = np.random.default_rng(seed)
    return [
        f"{('ANA', 'BEN')[i % 2]}: " + " ".join(f"word{n}" for n in draw.integers(0, 5000, size=words)) + "."
        for i in range(turns)
    ]
