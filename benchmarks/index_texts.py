"""Made-up meetings of any number of turns, and an embedder whose vectors are made up too, for measuring an index.

Words follow each other as in the example transcripts, and turns are as long as in meetings: four of five are under 20
words. The examples have few words, and many meetings have many: so every meeting has a subject of its own, and half of
its longer words are that subject's ("harbourvo"). The made-up vectors cost next to nothing, so that the largest sizes
measure the index and not the model.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np

from index.embedding.embedder import Embedder, EncodeProgress, SentenceTransformerEmbedder, Vectors
from index.readers import SUFFIXES, Source, read_transcript

EXAMPLES = Path(__file__).parents[1] / "examples" / "transcripts"
TURNS = 700  # of a meeting
_MEDIAN, _SPREAD = 8.0, 1.1  # words of a turn: logarithmically normal, 80% under 20, 15 on average
_VOCABULARY = 4096
_SUBJECTS = [one + two for one in "bdfgklmnprst" for two in "aeiou"]
_LONGER = 5


def meeting(number: int, turns: int = TURNS) -> str:
    """The text of the meeting with this number: always the same."""
    draw = random.Random(number)
    people, subject = draw.sample(_names(), k=6), draw.choice(_SUBJECTS)
    lines, speaker = [], people[0]
    for _ in range(turns):
        speaker = draw.choice([one for one in people if one != speaker])  # else two turns would be one
        lines.append(f"{speaker}: {sentence(draw, words=_length(draw), subject=subject)}")
    return "\n\n".join(lines) + "\n"


def write_library(folder: Path, turns: int) -> None:
    """Meetings of so many turns together, a file each, in one folder for each hundred."""
    for number, start in enumerate(range(0, turns, TURNS)):
        path = folder / f"{number // 100:03}" / f"{number:05} meeting.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(meeting(number, min(TURNS, turns - start)), encoding="utf-8")


def questions(number: int) -> list[str]:
    """So many questions, in words of the meetings."""
    draw = random.Random(-1)
    said = (sentence(draw, words=6, subject=draw.choice(_SUBJECTS)) for _ in range(number))
    return [f"What was said about {words.rstrip('.').lower()}?" for words in said]


def sentence(draw: random.Random, *, words: int, subject: str = "") -> str:
    """Words that follow each other as in the examples, half of the longer ones with the subject at their end."""
    follow, starts = _followers()
    word = draw.choice(starts)
    said = [word]
    while len(said) < words:
        word = draw.choice(follow.get(word) or starts)
        said.append(word + subject if len(word) >= _LONGER and draw.random() < 0.5 else word)
    return " ".join(said).capitalize().rstrip(",;:") + "."


class MadeUpEmbedder:
    """A text is the direction of its words together: texts with words in common are near, as with a real model."""

    def __init__(self, *, dimension: int = 384, limit: int = 256) -> None:
        self.fingerprint, self.dimension, self.limit = f"made-up:{dimension}", dimension, limit
        self._words = np.random.default_rng(0).normal(size=(_VOCABULARY, dimension)).astype(np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) * 4 // 3 + 2 for text in texts]

    def encode(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        out = np.stack([self._words[_rows(text)].sum(axis=0) for text in texts])
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        if progress is not None:
            progress(len(texts))
        return out

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self.encode(texts)


class RememberingEmbedder:
    """Another embedder that makes each question's vector once, so that views are timed without it."""

    def __init__(self, embedder: Embedder) -> None:
        self.fingerprint, self.dimension, self.limit = embedder.fingerprint, embedder.dimension, embedder.limit
        self.count_tokens = embedder.count_tokens
        self._embedder, self._known = embedder, dict[str, Vectors]()

    def encode(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        return self._embedder.encode(texts, progress)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        key = "\0".join(texts)
        if key not in self._known:
            self._known[key] = self._embedder.encode_query(texts)
        return self._known[key]


def embedder(*, made_up: bool) -> Embedder:
    """The packaged model, or made-up vectors of the same length."""
    if made_up:
        return MadeUpEmbedder()
    from index import DEFAULT_EMBEDDER
    from index.embedding.model_files import embedding_model

    return SentenceTransformerEmbedder(embedding_model(DEFAULT_EMBEDDER))


def _length(draw: random.Random) -> int:
    return max(1, min(300, round(_MEDIAN * math.exp(draw.gauss(0, _SPREAD)))))


def _rows(text: str) -> list[int]:
    return [crc32(word.encode()) % _VOCABULARY for word in text.casefold().split()] or [0]


@cache
def _example_turns() -> tuple[str, ...]:
    files = sorted(path for path in EXAMPLES.iterdir() if path.suffix in SUFFIXES)
    read = (read_transcript([Source(path.name, path.read_bytes())]) for path in files)
    return tuple(turn.text for transcript in read for turn in transcript.turns)


@cache
def _followers() -> tuple[dict[str, list[str]], list[str]]:
    follow: dict[str, list[str]] = defaultdict(list)
    starts = []
    for turn in _example_turns():
        words = [word.strip(".?!\"'()[]:").lower() for word in turn.split()]
        words = [word for word in words if word]
        starts += words[:1]
        for one, other in pairwise(words):
            follow[one].append(other)
    return dict(follow), starts


@cache
def _names() -> list[str]:
    first = "Ana Ben Cara Dan Eva Finn Gita Hugo Ines Jon Kim Lena Marc Nora Omar Paula Quin Rosa Sven Tina".split()
    last = "Abara Brandt Castle Dietrich Estrada Farrow Green Hollis Imre Jansen Keller Lund".split()
    return [f"{one} {other}" for one in first for other in last]


def iterate(folder: Path) -> Iterator[tuple[str, str]]:
    """(path, text) of every meeting of a library."""
    for path in sorted(folder.rglob("*.txt")):
        yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")
