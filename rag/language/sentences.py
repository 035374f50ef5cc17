"""Sentences of a text as character spans. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？]+[」』”’]*|\n\s*\n")
_ITEM = re.compile(r"(,\s+(?:(?:and|or)\s+)?)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|Rep|Sen|Gov|Gen|Col|Lt|Hon|No|Nos|Inc|Ltd|Co|Corp|vs|etc|approx|e\.g|i\.e"
    r"|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|a\.m|p\.m)|\b[A-Z](?:\.[A-Z])*)\.$"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (not included) of a text, and what stands there."""

    start: int
    end: int
    text: str


def split_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text in order, white space at their ends left out.

    >>> [span.text for span in split_sentences("Mr. Zhao spoke. It was 3.5 million! Was it?")]
    ['Mr. Zhao spoke.', 'It was 3.5 million!', 'Was it?']
    """
    return tuple(_spans(text))


def without_repeats(text: str) -> str:
    """A sentence without the end of a list that only names again what it has named: a small model goes on and on.

    >>> without_repeats("A cat, two dogs, a bird, a cat, two dogs, a bird, a cat,")
    'A cat, two dogs, a bird.'
    >>> without_repeats("Yes, she said, yes, in May."), without_repeats("Red and white, blue and white.")
    ('Yes, she said, yes, in May.', 'Red and white, blue and white.')
    """
    pieces = _ITEM.split(text.rstrip("., "))
    items = [item.lower() for item in pieces[::2]]
    for first in range(1, len(items) - 1):
        again = {*items[first:]}
        if len(again) > 1 and again <= {*items[:first]} and not re.search(r"\d", "".join(again)):
            return "".join(pieces[: 2 * first - 1]) + "."
    return text


def tells_over(draft: str) -> bool:
    """Whether the last sentence of a draft, so far as its items are complete, names several again."""
    *_, last = split_sentences(draft) or (Span(0, 0, ""),)
    complete = last.text[: max(last.text.rfind(","), 0)]
    return without_repeats(complete) != complete


def _spans(text: str) -> Iterator[Span]:
    start = 0
    for end in [*_ends(text), len(text)]:
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            at = start + piece.index(stripped)
            yield Span(at, at + len(stripped), stripped)
        start = end


def _ends(text: str) -> Iterator[int]:
    for match in _END.finditer(text):
        before = text[max(0, match.start() - 12) : match.end()]
        follows = text[match.end() :].lstrip()[:1]
        is_abbreviation = match.group() == "." and _ABBREVIATION.search(before) is not None
        if match.end() < len(text) and not is_abbreviation and not follows.islower():
            yield match.end()
