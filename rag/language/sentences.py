"""Sentences of a text as character spans. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.catalog.fulltext import UNSPACED, WITHOUT_MARKS
from rag.language.abbreviations import BEFORE_NUMBER, BEFORE_ORDINAL, DATED, MAYBE_LAST, NEVER_LAST, OPENERS
from rag.language.vocabulary import SPACED_ENDS, UNSPACED_ENDS

_END = re.compile(
    rf"[{SPACED_ENDS}]+(?:[\"'”’)\]»]|\s»)*(?=\s|$)|[{UNSPACED_ENDS}｡．။។]+[」』”’]*|\n\s*\n"
    rf"|(?<=[{UNSPACED}])[.!?]+(?=[{UNSPACED}])|(?<=[{WITHOUT_MARKS}])\s+(?=[{WITHOUT_MARKS}])"
)
_CLAUSE = (
    20  # characters of Thai, Lao, Burmese or Khmer behind which a space may end a sentence: they have no other mark
)
_BLANK_LINE = re.compile(r"\n\s*\n")
_NEXT = re.compile(r"\s*[\"'“‘«(\[]*(?P<question>[¿¡]?)(?P<word>[^\W\d_]*)(?P<number>\d?)(?P<stop>\.?)")
_ROMAN = re.compile(r"[IVXLC]{2,}")
_LONGEST = 12  # characters that are looked at before a full stop: no abbreviation is longer
# The word before a full stop, an abbreviation of several parts whole: not the "A" of "Q&A", the "t" of "don't".
_WORD = re.compile(r"(?<![\w&'’.])(?:[^\W\d_]{1,2}\.)*[^\W\d_]+$")
_ORDINAL = re.compile(r"(?P<before>(?:\bI )?\b[^\W\d_]+)?,?\s*\b\d{1,2}$")
_ITEM = re.compile(r"(,\s+(?:(?:and|or)\s+)?)")


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
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        space = match[0].isspace() and not _BLANK_LINE.match(match[0])
        if (space and end - start < _CLAUSE) or (match[0] == "．" and text[end : end + 1].isdigit()):
            continue
        following = _NEXT.match(text, end)
        if end == len(text) or following is None:
            continue
        stops = not match[0].isspace()
        if match[0] == "." and _goes_on(text, match.start(), following):
            continue
        in_small = text[end : following.end()].lstrip()[:1].islower()
        if not in_small or (stops and _BLANK_LINE.match(text, end)):
            yield end
            start = end


def _goes_on(text: str, stop: int, following: re.Match[str]) -> bool:
    """Whether a full stop is of an abbreviation, an initial or a number in a row, and the sentence goes on."""
    first = max(0, stop - _LONGEST)
    opens = bool(following["question"]) or (following["word"] in OPENERS and not following["stop"])
    found = _WORD.search(text, first, stop)
    if found is None:
        number = _ORDINAL.search(text, first, stop)
        return number is not None and not opens and (following["word"] in DATED or number["before"] in BEFORE_ORDINAL)
    word = found[0]
    if word in BEFORE_NUMBER and (following["number"] or _ROMAN.fullmatch(following["word"])):
        return True
    if word in NEVER_LAST or (len(word) == 1 and word.islower() and following["stop"]):
        return True
    shortened = word in MAYBE_LAST or (len(word) == 1 and word.isupper()) or "." in word[-3:]
    return shortened and not opens
