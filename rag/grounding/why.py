"""Why a sentence has its verdict, as a clause for whoever reads it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from rag.answer import Support
from rag.grounding.evidence import Evidence
from rag.language import words as wording

_WORD = re.compile(r"[^\W_]+(?:[’'.,-][^\W_]+)*")
_NAMED = 4  # words that are named; more say no more


def in_favour(support: Support, text: str, cited: Sequence[Evidence]) -> str:
    """Why a sentence has a verdict that shows it: who says it, how, and which of its words they do not say."""
    speakers = dict.fromkeys(item.passage.turn.speaker or "somebody not named" for item in cited)
    who, unsaid = " and ".join(speakers), listed(unsaid_words(text, cited))
    if support == "verbatim":
        return f"{who} says it in these words"
    if support == "computed":
        return f"worked out from what {who} says and the day it was said on"
    if support == "weak":
        return f"only near to what {who} says" + (f", without {unsaid}" if unsaid else "")
    return f"{who} says it" + (f" in other words, without {unsaid}" if unsaid else ", word for word or nearly")


def unsaid_words(text: str, cited: Sequence[Evidence]) -> tuple[str, ...]:
    """The words of a sentence that carry meaning and that the turns cited do not have, as they are written."""
    said = wording.content(" ".join(item.said for item in cited))
    return as_written(wording.content(text) - said, text)


def as_written(stems: Collection[str], text: str) -> tuple[str, ...]:
    """Words of a text, in their order, for their stems; a stem that no word of it has stays what it is.

    >>> as_written({"reopen", "harbour"}, "It reopens in May.")
    ('reopens', 'harbour')
    """
    found = {stem: word for word in reversed(_WORD.findall(text)) for stem in _stems(word) if stem in stems}
    order = [word for word in dict.fromkeys(_WORD.findall(text)) if word in found.values()]
    return (*order, *sorted(stem for stem in stems if stem not in found))


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
