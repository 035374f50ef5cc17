"""Tiers become one sequence: each tier is a speaker, and what they say is read by the time it begins."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from index.readers.pieces import Piece


def in_order(tiers: Sequence[Iterable[Piece]]) -> list[Piece]:
    """The pieces of all tiers by their start; those of one tier never overtake each other, nor ties an earlier tier.

    A piece without a time stays behind the one before it in its tier.
    """
    ranked: list[tuple[float, int, int, Piece]] = []
    for number, tier in enumerate(tiers):
        reached = 0.0
        for place, piece in enumerate(tier):
            reached = max(reached, piece.start if piece.start is not None else reached)
            ranked.append((reached, number, place, piece))
    return [piece for _, _, _, piece in sorted(ranked, key=lambda entry: entry[:3])]


_Key = TypeVar("_Key")
_WORD = re.compile(r"\w+")
_LEAST = 4  # words, fewer of which two people may well share
_ALIKE = 0.95
_MOST_TIERS = 200  # with more, none is compared with the others


def said_once(tiers: Mapping[_Key, Sequence[str]], speakers: Mapping[_Key, str | None] | None = None) -> list[_Key]:
    """The tiers less those that only say again, in more pieces, what another says: words beside utterances.

    Two tiers of one speaker may be as short as they like; a few words alike may well be two people's.

    >>> said_once({"Ana": ["Shall we begin, then?"], "Ana words": ["shall", "we", "begin", "then"]})
    ['Ana']
    """
    if len(tiers) > _MOST_TIERS:
        return list(tiers)
    told = speakers or {}
    words = {key: Counter(_WORD.findall(" ".join(texts).casefold())) for key, texts in tiers.items()}
    return [
        key
        for key, texts in tiers.items()
        if not any(
            len(said) < len(texts)
            and _are_alike(words[other], words[key], _are_one_person(told.get(other), told.get(key)))
            for other, said in tiers.items()
        )
    ]


def _are_one_person(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def _are_alike(one: Counter[str], other: Counter[str], of_one_speaker: bool) -> bool:
    least, most = sorted((one.total(), other.total()))
    return least >= max(1 if of_one_speaker else _LEAST, _ALIKE * most) and (one & other).total() >= _ALIKE * most
