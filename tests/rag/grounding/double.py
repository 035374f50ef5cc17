"""Sentences held against a few turns, with vectors that count words."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.transcript import Speaker
from rag.grounding.verdict import Evidence, Grounded, ground
from tests.index.double import CountingEmbedder
from tests.rag.double import make_passages

TURNS = (
    "Ana Reyes: We ship the timetable on Friday. The council pays 40,000 euros for the harbour tests.",
    "Ben Ode: The library roof leaks, and nobody repairs it.",
    "Ben Ode: Who pays for the ferry?",
)
SPEAKERS = ("Ana Reyes", "Ben Ode", "Cleo Marsh")


def check(
    sentence: str,
    turns: tuple[str, ...] = TURNS,
    *,
    prompting: str = "",
    speakers: Sequence[str | Speaker] = SPEAKERS,
    date: str | None = None,
    partners: Sequence[str] = (),
    near: float | None = None,  # the cosine of everything, else that of the words counted
) -> Grounded:
    passages = [replace(passage, date=date) if date else passage for passage in make_passages(*turns)]
    evidence = [Evidence.of(passage, prompting, partners) for passage in passages]
    spans = [span.text for item in evidence for span in item.spans]
    vectors = CountingEmbedder(dimension=256, limit=500).encode([sentence, *spans])
    cosines = vectors[:1] @ vectors[1:].T if near is None else np.full((1, len(spans)), near, dtype=np.float32)
    (grounded,) = ground([sentence], evidence, cosines, speakers=speakers)
    return grounded
