r"""Text that knows where each of its characters stands in the file.

Cleaning only deletes characters or maps some to others, so a text is described by *runs*: `(text_start, char_start,
length)`, characters that stand unchanged in the file. What lies between two runs was mapped (an entity, a line break
that became a space) or put there by a join.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


class MappedText(NamedTuple):
    """A text and its runs, ordered and without overlap; no runs in formats whose characters cannot be pointed at."""

    text: str
    runs: tuple[tuple[int, int, int], ...] = ()


EMPTY = MappedText("")
_MANY_SPACES = re.compile(r"\s{2,}")


def stretch(source: str, start: int, end: int) -> MappedText:
    """The characters from `start` to `end` of a file, less the white space around them.

    >>> stretch("ANA:  Hello. ", 4, 13)
    MappedText(text='Hello.', runs=((0, 6, 6),))
    """
    start, end = bare(source, start, end)
    return MappedText(source[start:end], ((0, start, end - start),)) if start < end else EMPTY


def bare(source: str, start: int, end: int) -> tuple[int, int]:
    """Where the same characters begin and end without the white space around them; nowhere where they are all white.

    >>> bare("ANA:  Hello. ", 4, 13)
    (6, 12)
    """
    if start < end and not source[start].isspace() and not source[end - 1].isspace():
        return start, end
    whole = source[start:end]
    lead = len(whole) - len(whole.lstrip())
    return start + lead, start + max(len(whole.rstrip()), lead)


def cleaned(source: str, start: int, end: int, pattern: re.Pattern[str], replace: Callable[[str], str]) -> MappedText:
    """The same, each match of `pattern` replaced by what `replace` makes of it ("" deletes it).

    >>> cleaned("a &amp; b", 0, 9, re.compile("&amp;"), lambda entity: "&")
    MappedText(text='a & b', runs=((0, 0, 2), (3, 7, 2)))
    """
    start, end = bare(source, start, end)
    pieces, runs, length, at = [], [], 0, start
    for match in pattern.finditer(source, start, end):
        begins, ends = match.span()
        if begins > at:
            pieces.append(source[at:begins])
            runs.append((length, at, begins - at))
            length += begins - at
        put = replace(match[0])
        if put:
            pieces.append(put)
            length += len(put)
        at = ends
    if at < end:
        pieces.append(source[at:end])
        runs.append((length, at, end - at))
    return trimmed(MappedText("".join(pieces), tuple(runs)))


def unfolded(source: str, start: int, end: int) -> MappedText:
    r"""The lines from `start` to `end` as one, a space between; blank ones are nothing.

    >>> unfolded("so\n  it goes \n", 0, 14)
    MappedText(text='so it goes', runs=((0, 0, 2), (3, 5, 7)))
    """
    words = source[start:end]
    if words.isprintable():  # one line, as most are
        return stretch(source, start, end)
    texts, runs, length = [], [], 0
    for line in words.splitlines(keepends=True):
        text = line.strip()
        if text:
            lead = 0 if line[0] == text[0] else len(line) - len(line.lstrip())
            texts.append(text)
            runs.append((length, start + lead, len(text)))
            length += len(text) + 1
        start += len(line)
    return MappedText(" ".join(texts), tuple(runs)) if texts else EMPTY


def trimmed(mapped: MappedText) -> MappedText:
    """The text without the white space around it."""
    start, end = bare(mapped.text, 0, len(mapped.text))
    return mapped if end - start == len(mapped.text) else part(mapped, start, end)


def part(mapped: MappedText, start: int, end: int) -> MappedText:
    """The characters from `start` to `end` of a mapped text, with their runs.

    >>> part(MappedText("abcdef", ((0, 10, 6),)), 2, 4)
    MappedText(text='cd', runs=((0, 12, 2),))
    """
    runs = mapped.runs
    first = max(bisect_right(runs, (start, sys.maxsize)) - 1, 0)
    kept = []
    for index in range(first, len(runs)):  # a slice would copy the rest for each part
        text_start, char_start, length = runs[index]
        if text_start >= end:
            break
        low, high = max(text_start, start), min(text_start + length, end)
        if low < high:
            kept.append((low - start, char_start + low - text_start, high - low))
    return MappedText(mapped.text[start:end], tuple(kept))


def joined(parts: Sequence[MappedText], separator: str = " ") -> MappedText:
    """The parts one after another; what the separator adds belongs to no run.

    >>> joined([MappedText("a", ((0, 4, 1),)), MappedText("b", ((0, 9, 1),))])
    MappedText(text='a b', runs=((0, 4, 1), (2, 9, 1)))
    """
    if len(parts) == 1:
        return parts[0]
    runs: list[tuple[int, int, int]] = []
    length = 0
    for piece in parts:
        for text_start, char_start, size in piece.runs:
            runs.append((length + text_start, char_start, size))
        length += len(piece.text) + len(separator)
    return MappedText(separator.join(piece.text for piece in parts), tuple(runs))


def through(inner: MappedText, outer: MappedText) -> MappedText:
    """A text whose runs stand in `outer`'s text, its runs led on to where `outer` stands in the file.

    >>> through(MappedText("b", ((0, 1, 1),)), MappedText("ab", ((0, 7, 2),)))
    MappedText(text='b', runs=((0, 8, 1),))
    """
    runs = [
        (text_start + inside, char_start, length)
        for text_start, at, size in inner.runs
        for inside, char_start, length in part(outer, at, at + size).runs
    ]
    return MappedText(inner.text, tuple(runs))


def bounds(parts: Iterable[MappedText]) -> tuple[int, int] | None:
    """The first file character and the one after the last; None where nothing can be pointed at."""
    runs = [run for piece in parts for run in piece.runs]
    return (runs[0][1], runs[-1][1] + runs[-1][2]) if runs else None


def squeezed(mapped: MappedText) -> MappedText:
    """The text with every run of white space as one space."""
    pieces, at = [], 0
    for match in _MANY_SPACES.finditer(mapped.text):
        pieces.append(part(mapped, at, match.start()))
        at = match.end()
    return joined([*pieces, part(mapped, at, len(mapped.text))], " ") if pieces else mapped
