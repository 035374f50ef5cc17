"""Words that contradict each other: "open" and "shut", "rise" and "fall". Pure."""

import re
from collections import defaultdict

from rag.language import words as wording

_PAIRS = """
open shut, open close, accept refuse, accept reject, agree disagree, rise fall, rise sink, more less, more fewer,
many few, high low, strong weak, big small, large small, long short, fast slow, early late, first last, begin end,
start stop, win lose, gain lose, buy sell, right wrong, correct false, true false, like dislike, same different,
easy difficult, easy hard, cheap expensive, free expensive, young old, new old, full empty, safe dangerous,
allow forbid, allow ban, keep leave, continue stop, present absent, succeed fail, able unable, likely unlikely,
paid unpaid, legal illegal, hope fear, support oppose, possible impossible, finish unfinished, quiet loud, warm cold,
wet dry, public private, stay fall, stay rise, stay change, remain change, above below, inside outside, up down,
include exclude, arrive depart
"""
_BASES = """
open: reopen reopens reopened reopening; close: closed closure closing; fall: fell lowered decrease decreases decreased
drop drops dropped reduced; rise: rose risen increase increases increased raise raised; lose: lost; win: won;
begin: began begun; buy: bought; sell: sold; keep: kept; leave: left; more: most; enough: plenty;
finish: done complete completed; refuse: refusal
"""
_PREFIXES = ("un", "dis", "non")  # not "in": "incorporate" is not the opposite of "corporate"
_UNDOING = re.compile(rf"^(?:{'|'.join(_PREFIXES)})(?=\w{{4}})")


def base(word: str) -> str | None:
    """The stem of a word that has an opposite, or means the same as one that has; None of any other.

    >>> base("highest"), base("reopened"), base("bridge")
    ('high', 'open', None)
    """
    known = _FORMS.get(word)
    return wording.stem(known) if known else None


def opposites(stem: str) -> frozenset[str]:
    """The stems that contradict a stem, by meaning or by their first syllable."""
    derived = {f"{prefix}{stem}" for prefix in _PREFIXES}
    return _OPPOSITE.get(stem, frozenset()) | derived | ({bare} if (bare := undone(stem)) else frozenset())


def undone(stem: str) -> str:
    """The stem without a syllable that denies it, "" where it has none."""
    bare = _UNDOING.sub("", stem)
    return bare if bare != stem else ""


def _pairs() -> dict[str, frozenset[str]]:
    pairs: dict[str, set[str]] = defaultdict(set)
    for one, other in (entry.split() for entry in _PAIRS.split(",")):
        pairs[wording.stem(one)].add(wording.stem(other))
        pairs[wording.stem(other)].add(wording.stem(one))
    return {word: frozenset(others) for word, others in pairs.items()}


def _forms() -> dict[str, str]:
    """Forms that a stemmer leaves apart -> the word itself: "higher", "bigger", "earliest", "fell"."""
    words = {word for entry in _PAIRS.split(",") for word in entry.split()}
    forms = {word: word for word in words}
    for word in sorted(words):
        root = re.sub(r"(?<=[a-z])e$", "", re.sub(r"y$", "i", word))
        for degree in ("er", "est"):
            forms |= {f"{root}{degree}": word, f"{root}{root[-1]}{degree}": word}
    for entry in _BASES.split(";"):
        word, others = entry.split(":")
        forms |= {other: word.strip() for other in others.split()}
    return forms


_OPPOSITE = _pairs()
_FORMS = _forms()
