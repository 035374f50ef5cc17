"""The sentences of a comparison by its sides: people who agree or not, days between which something changed. Pure.

An answer has no sides of its own: they follow from its question, and from the people or days that its sentences cite.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.answer import Answer, Citation, Sentence
from rag.language.dates import in_words
from rag.question.kind import Kind, kind_of

_MOST = 4  # sides that stand beside each other
_DAY = re.compile(r"(?:after|before): .*\(from the question\)$")
_DAYS = 3  # limits of days, read from a question: fewer are of one stretch of time

_BY: dict[Kind, tuple[Callable[[Citation], str], ...]] = {
    "agreement": (lambda c: c.speaker or "",),
    "changed": (lambda c: c.date or "",),
    "compare": (lambda c: c.speaker or "", lambda c: c.title),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One side: what it is called, and the sentences that cite it alone."""

    title: str
    sentences: tuple[Sentence, ...]


def columns(answer: Answer) -> tuple[tuple[Sentence, ...], tuple[Column, ...]]:
    """The sentences that cite several sides or none, and the sides, those of days in their order.

    No sides where the answer compares nothing, or has only one or too many: then all sentences are the first.
    """
    days = [one for one in answer.coverage.filters if _DAY.match(one)]
    kind = kind_of(answer.question) if len(days) < _DAYS else "changed"
    for side in () if answer.abstained else _BY.get(kind, ()):
        sides = {citation.marker: side(citation) for citation in answer.citations}
        cited = [(s, {sides[marker] for marker in s.citations if marker in sides}) for s in answer.sentences]
        found = dict.fromkeys(name for _, of in cited if len(of) == 1 for name in of)
        names = sorted(found) if kind == "changed" else list(found)
        if 1 < len(names) <= _MOST and all(names):
            parted = (Column(_title(name, kind), tuple(s for s, of in cited if of == {name})) for name in names)
            return tuple(s for s, of in cited if len(of) != 1), tuple(parted)
    return answer.sentences, ()


def _title(name: str, kind: Kind) -> str:
    return in_words(name) if kind == "changed" else name
