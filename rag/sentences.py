"""Sentences of a text as character spans. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？]+[」』”’]*|\n\s*\n")
_ITEM = re.compile(r"(,\s+(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+)")
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
    """A sentence less the items of a list that it has named before: a small model goes on and on with them.

    >>> without_repeats("A cat, a dog, a bird, a cat and a dog.")
    'A cat, a dog, a bird.'
    >>> without_repeats("Why, why would it?"), without_repeats("They voted 3, 4 and 3.")
    ('Why, why would it?', 'They voted 3, 4 and 3.')
    """
    body = text.rstrip(". ")
    first, *others = _ITEM.split(body)
    kept, named = first, [first.lower()]
    for separator, item in zip(others[::2], others[1::2], strict=True):
        if item.lower() not in named[:-1] or any(map(str.isdigit, item)):
            kept += separator + item
        named.append(item.lower())
    return kept + text[len(body) :]


def tells_over(draft: str) -> bool:
    """Whether the last sentence of a draft, so far as its items are complete, names one again."""
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
