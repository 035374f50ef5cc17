"""Sentences of a text as character spans. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？]+[」』”’]*|\n\s*\n")
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
