"""Typing mistakes: which known word an unknown one was meant to be. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA


@dataclass(frozen=True, slots=True)
class Letters:
    """How long a word is in which slips are looked for; what that mends of 434 planted slips is in docs/answers.md."""

    fewest: int = 4  # a shorter word is near too many
    two_wrong: int = 8  # from here on two letters may be wrong
    most: int = 25  # nobody types a longer word


LETTERS = Letters()
_PREFIXES = ("hypo", "hyper", "intra", "inter", "milli", "micro", "pre", "pro", "dis", "des", "in", "im", "un", "non")
_KEYS = {
    letter: (column + row / 2, row)
    for row, letters in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm"))
    for column, letter in enumerate(letters)
}


def wrong_letters(word: str) -> int:
    """How many letters of a word may be wrong: changed, left out, put in or swapped with the next."""
    return 0 if not LETTERS.fewest <= len(word) <= LETTERS.most else 1 if len(word) < LETTERS.two_wrong else 2


def stems_like(word: str, stems: Sequence[str]) -> tuple[str, ...]:
    """The stems with which a word begins, slips aside.

    >>> stems_like("negotiaton", ["negoti", "nation", "bridg"])
    ('negoti',)
    """
    near = [stem for stem in stems if _begin_alike(word, stem) and len(stem) <= len(word) + wrong_letters(word)]
    found: dict[str, None] = {}
    for end in range(max(LETTERS.fewest - 1, len(word) // 2), len(word) + 1):
        allowed = max(1, wrong_letters(word[:end]))
        found |= dict.fromkeys(_within(allowed, word[:end], near))
    return tuple(found)


def meant(word: str, said: Mapping[str, int]) -> str | None:
    """The word that was meant, of those said so often; None where none is near.

    >>> meant("ballon", {"balloon": 3, "ballot": 1, "call": 2}), meant("ballon", {"ballot": 9})
    ('balloon', None)
    """
    near = [other for other in said if len(other) >= LETTERS.fewest and _begin_alike(word, other)]
    ranked = sorted(
        (distance, _doubt(word, other), -said[other], other)
        for other, distance in _within(wrong_letters(word), word, near).items()
    )
    return next(
        (
            other
            for distance, doubt, _, other in ranked
            if _is_likely(distance, doubt) and not _are_opposites(word, other)
        ),
        None,
    )


def nearest(word: str, others: Sequence[str]) -> str | None:
    """The word that is the fewest slips away, whatever letters they are; None where none is near.

    >>> nearest("marsk", ["marsh", "market"]), nearest("bosnie", ["bone"])
    ('marsh', None)
    """
    found = _within(wrong_letters(word), word, [other for other in others if len(other) >= LETTERS.fewest])
    return min(found, key=lambda other: (found[other], other), default=None)


def _is_likely(distance: int, doubt: int) -> bool:
    """Whether a word is likely enough: two letters are wrong only where they are swapped or doubled."""
    return doubt == 0 or (doubt == 1 and distance == 1)


def _are_opposites(word: str, other: str) -> bool:
    """Whether the words begin with different prefixes: hypotension is not hypertension."""
    before, after = (next((p for p in _PREFIXES if one.startswith(p)), "") for one in (word, other))
    return before != after


def _within(most: int, word: str, others: Sequence[str]) -> dict[str, int]:
    """Those of the words that are at most so many slips away, and how many."""
    found = process.extract(word, others, scorer=OSA.distance, score_cutoff=most, limit=None)
    return {other: distance for other, distance, _ in found}


def _begin_alike(word: str, other: str) -> bool:
    """Whether the first letters are the same, or the first two swapped: the first letter is nearly always right."""
    return word[:1] == other[:1] or word[:2] == other[1::-1]


def _doubt(word: str, other: str) -> int:
    """0 for letters swapped or doubled, 1 for one left out, put in or beside the right one on the keyboard, 2 else."""
    if sorted(word) == sorted(other) or (set(word) == set(other) and len(word) != len(other)):
        return 0
    if word[:-1] == other:  # an ending of another word: "liken", "phoney"
        return 2
    changed = [pair for pair in zip(word, other, strict=False) if pair[0] != pair[1]]
    return 1 if len(word) != len(other) or all(_are_neighbours(*pair) for pair in changed) else 2


def _are_neighbours(one: str, other: str) -> bool:
    (x, y), (u, v) = _KEYS.get(one, (-9, -9)), _KEYS.get(other, (99, 99))
    return abs(x - u) <= 1 and abs(y - v) <= 1
