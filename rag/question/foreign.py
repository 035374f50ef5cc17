"""Whether a question is in a language that the transcripts are not in. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.question.bounds import BOUNDS

_WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{3,}")
_PAIR = re.compile(r"(?=([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}))")  # scripts without spaces: every two together
# Little words that other languages do not have.
_ENGLISH = frozenset(
    "the what which who when where why how did does are and with has have about anyone is were can could should"
    " would any give tell show list find all every news".split()
)


def is_foreign(question: str, said: Callable[[str], bool]) -> bool:
    """Whether most of a question's words are said nowhere, names aside, and none is English.

    `said`: whether a word occurs in the transcripts.

    >>> is_foreign("Wie viele hingen laut dem Minister an der Fähre?", {"der", "minister"}.__contains__)
    True
    >>> is_foreign("How many peguins?", {"many"}.__contains__)
    False
    >>> is_foreign("有多少企鹅？", {"有多", "多少"}.__contains__)
    False
    """
    words = re.findall(r"[^\W\d_]+", question)
    if _ENGLISH.intersection(word.casefold() for word in words):
        return False
    spaced = (word for word in _WORD.findall(question) if not word[0].isupper())
    others = [*dict.fromkeys((*spaced, *_PAIR.findall(question)))][: BOUNDS.looked_up]
    return bool(others) and sum(not said(word) for word in others) >= BOUNDS.unknown * len(others)
