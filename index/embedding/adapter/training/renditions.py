"""Transcripts as they might also have been written: other names, another head. Pure; the same dice, the same rendition.

Without it a model learns that "Marketing" and "Grad C" speak; with it, that a label stands for a person whom a question
may name. The texts are made by `index.chunking`, as those of the index are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from index.catalog.catalog import View
from index.chunking import TokenCounter, chunk_entries, turn_entries
from index.embedding.adapter.training.pairs import Pair
from index.transcript import Chunk, Meta, Transcript

_FIRST = (
    "Alice Amir Ana Anders Asha Ben Bianca Carlos Chloe Daniel Deepa Dmitri Elena Emma Erik Fatima Felix Gina Grace "
    "Hana Hassan Helen Ines Ivan Jack Jamal Jasmin Julia Karim Kate Lena Leo Lucia Marco Maria Maya Mei Miguel Nadia "
    "Noah Olga Omar Oscar Paula Peter Priya Rafael Rosa Ruth Sam Sara Simon Sofia Tara Theo Tom Uma Vera Yusuf Zoe"
).split()
_LAST = (
    "Abbott Ahmed Baker Bauer Castillo Chen Costa Dubois Evans Fischer Garcia Haddad Hughes Ito Jensen Khan Lee "
    "Lopez Mbeki Morris Nguyen Novak Okafor Olsen Patel Petrov Reid Rossi Schmidt Silva Singh Tanaka Walker Weber Young"
).split()
_RENAMED, _FULL_NAMES = 0.6, 0.4  # shares of renditions
_TITLED, _DATED = 0.4, 0.5


@dataclass(frozen=True, slots=True)
class Rendition:
    """Texts of a transcript's entries by view, and the pairs in the names used there."""

    entries: Mapping[View, Sequence[Chunk]]
    pairs: tuple[Pair, ...]


def rendered(transcript: Transcript, pairs: Sequence[Pair], dice: Random, *, count: TokenCounter) -> Rendition:
    """A transcript in the product's own texts, with some other names and head, without the words that pairs cut."""
    labels = sorted({turn.speaker for turn in transcript.turns if turn.speaker})
    names = _names(labels, dice) if dice.random() < _RENAMED else {}
    left = {index: text for pair in pairs for index, text in pair.cut}
    turns = tuple(
        replace(t, speaker=names.get(t.speaker or "", t.speaker), text=left.get(t.index, t.text))
        for t in transcript.turns
    )
    other = replace(transcript, turns=turns, meta=_meta(transcript, dice))
    entries: dict[View, Sequence[Chunk]] = {
        "turn": turn_entries(other, count=count),
        "chunk": chunk_entries(other, count=count),
    }
    put = _renaming(names)
    return Rendition(entries, tuple(replace(pair, query=put(pair.query)) for pair in pairs))


def _meta(transcript: Transcript, dice: Random) -> Meta:
    title = transcript.meta.title if dice.random() < _TITLED else None
    day = date(2012, 1, 1) + timedelta(days=dice.randrange(5500))
    return Meta(title=title, date=day.isoformat() if dice.random() < _DATED else None)


def _names(labels: Sequence[str], dice: Random) -> dict[str, str]:
    """Another name for each label; where there are more people than names, the rest keep theirs."""
    first = dice.sample(_FIRST, len(_FIRST))
    full = dice.random() < _FULL_NAMES
    return {label: f"{name} {dice.choice(_LAST)}" if full else name for label, name in zip(labels, first, strict=False)}


def _renaming(names: Mapping[str, str]) -> Callable[[str], str]:
    """Puts the names into a question: for the whole label, else for its letter ("F" of "PhD F") or its first words."""
    known = {re.sub(r"\s+", " ", label): name for label, name in names.items()}
    for label, name in names.items():
        parts = label.split()
        if len(parts) > 1:
            known.setdefault(" ".join(parts[:2]), name)
        if len(parts[-1]) == 1:
            known.setdefault(parts[-1], name)
    if not known:
        return lambda text: text
    any_label = re.compile(r"\b(?:" + "|".join(re.escape(x) for x in sorted(known, key=len, reverse=True)) + r")(?!\w)")
    return lambda text: any_label.sub(lambda match: known[match[0]], text)
