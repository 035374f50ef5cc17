"""Why a sentence has its verdict, as a clause for the reader. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from textwrap import shorten

from rag.answer import Support
from rag.grounding.evidence import Evidence
from rag.language import words as wording
from rag.language.dates import calendar, without
from rag.language.numbers import is_stated, numbers, percent_of, shares

_WORD = re.compile(r"[^\W_]+(?:[’'.,-][^\W_]+)*")
_LONGEST_NUMBER = 4  # words, as they are looked for in a text: "two hundred sixty thousand"
_LONGEST_QUOTE = 160  # characters of a sentence that is shown beside another
_NAMED = 4  # words that are named; more say no more


def in_favour(support: Support, text: str, cited: Sequence[Evidence], asking: Sequence[Evidence] = ()) -> str:
    """Why a sentence has a verdict that shows it: who says it, asked by whom, how, and without which of its words."""
    speakers = _speakers(cited)
    says = " and ".join(speakers) + (f", asked by {' and '.join(_speakers(asking))}," if asking else "")
    says += " says" if len(speakers) == 1 else " say"
    unsaid = listed(unsaid_words(without(text, calendar(text)), [*cited, *asking]))  # its dates have been found
    if support == "verbatim":
        return f"{says} it in these words"
    if support == "computed":
        return f"worked out from what {says} and the day it was said on"
    if support == "weak":
        return f"only near to what {says}" + (f", without {unsaid}" if unsaid else "")
    return f"{says} it" + (f" in other words, without {unsaid}" if unsaid else ", word for word or nearly")


def _speakers(turns: Sequence[Evidence]) -> list[str]:
    in_order = sorted(turns, key=lambda item: item.passage.turn.index)
    return [*dict.fromkeys(item.passage.turn.speaker or "somebody not named" for item in in_order)]


def heard(item: Evidence, place: int) -> str:
    """Who says what at a place of a turn that comes near a sentence: what a reader may compare it with."""
    said = shorten(item.spans[place].text.rstrip(" ."), width=_LONGEST_QUOTE, placeholder=" …")
    return f"; nearest is {item.passage.turn.speaker or 'somebody not named'}: “{said}”"


def unsaid_words(text: str, cited: Sequence[Evidence]) -> tuple[str, ...]:
    """The words of a sentence that carry meaning and that the turns cited do not have, as they are written."""
    said = " ".join(item.said for item in cited)
    counted = numbers(said) | shares(said)
    counted |= percent_of(text, counted)
    found = {number for number in numbers(text) if is_stated(number, counted)}
    left = as_written(wording.content(text) - wording.content(said) - found, text)
    spelled = {word for phrase in as_written(found, text) for word in phrase.split()}  # "four thousand", "half"
    return tuple(word for word in left if word not in spelled)


def as_written(stems: Collection[str], text: str) -> tuple[str, ...]:
    """Words of a text, in their order, for their stems and numbers; one that no word of it has stays what it is.

    >>> as_written({"reopen", "harbour", "1600000"}, "It reopens in May for 1.6 million.")
    ('reopens', '1.6 million', 'harbour')
    """
    words = _WORD.findall(text)
    found: dict[str, tuple[int, str]] = {}
    for size in range(1, _LONGEST_NUMBER + 1):
        for start in range(len(words) - size + 1):
            phrase = " ".join(words[start : start + size])
            known = numbers(phrase) | (_stems(phrase) if size == 1 else frozenset())
            for stem in known & {*stems} - found.keys():
                found[stem] = (start, phrase)
    return (*dict.fromkeys(phrase for _, phrase in sorted(found.values())), *sorted({*stems} - found.keys()))


def listed(words: Sequence[str]) -> str:
    """Words in quotation marks, no more than a few.

    >>> listed(["steep", "tariff"])
    '“steep” and “tariff”'
    """
    quoted = [f"“{word}”" for word in words[:_NAMED]]
    if len(words) > _NAMED:
        return f"{', '.join(quoted)} and more"
    return " and ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1]))) if quoted else ""


def _stems(word: str) -> frozenset[str]:
    return wording.content(word) | {wording.stem(word)}
