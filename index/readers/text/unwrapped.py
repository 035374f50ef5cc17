"""A text taken out of a page or a document, read by the readers of plain text, and put back where it came from."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from index.readers.pieces import Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.labels import is_name_shaped
from index.readers.shared.mapped import MappedText, joined, part
from index.readers.shared.times import CLOCK
from index.readers.text.plain_text import TEXT_READERS

_TIME_BEHIND = re.compile(rf"\s*[\[(]?{CLOCK}[\])]?\s*(?:\n|\Z)")
_LEAST = 0.15  # a reader that fits less well does not fit


class Unwrapped(NamedTuple):
    """The text; its characters' places in the file, or, where the file has none to point at, its lines' places."""

    text: MappedText
    lines: Sequence[int] = ()  # for each line of the text, the paragraph of the document it is


def read_unwrapped(document: Document, unwrapped: Unwrapped, reader: Reader | None = None) -> Parsed:
    """What a reader of plain text finds, the best one where none is named; MalformedTranscript where none fits."""
    inner = replace(document, data=b"", text=unwrapped.text.text, warnings=())
    reader = reader or _best(inner)
    if reader is None:
        raise document.malformed("holds no words that could be speech.", way_out="Save the transcript itself.")
    parsed = reader.read(inner)
    place = _Places(document, inner, unwrapped)
    return replace(
        parsed,
        pieces=[place.piece(piece) for piece in parsed.pieces],
        dropped=[replace(record, line=place.line(record.line)) for record in parsed.dropped],
        warnings=[replace(warning, line=place.line(warning.line)) for warning in parsed.warnings],
    )


def _best(inner: Document) -> Reader | None:
    fits = [(reader.sniff(inner).score, -place, reader) for place, reader in enumerate(TEXT_READERS)]
    score, _, reader = max(fits, key=lambda fit: fit[:2])
    return reader if score >= _LEAST else None


def with_colons(text: MappedText, spans: list[tuple[int, int]]) -> MappedText:
    """A colon behind each name that only its bold print sets off, where such names come again as speakers' do."""
    names = {span: text.text[span[0] : span[1]].strip() for span in spans}
    if any(
        name.endswith((":", "：")) or text.text[end : end + 2].lstrip()[:1] in (":", "：")
        for (_, end), name in names.items()
    ):
        return text
    shaped = {
        span: name
        for span, name in names.items()
        if "\n" not in name and is_name_shaped(name) and not _TIME_BEHIND.match(text.text, span[1])
    }
    if max(Counter(shaped.values()).values(), default=0) < 2:
        return text
    parts, at = [], 0
    for start, end in shaped:
        end = start + len(text.text[start:end].rstrip())
        parts += [part(text, at, end), MappedText(":" if text.text[end : end + 1].isspace() else ": ")]
        at = end
    return joined([*parts, part(text, at, len(text.text))], "")


class _Places:
    """From the text's places to the file's."""

    def __init__(self, document: Document, inner: Document, unwrapped: Unwrapped) -> None:
        self.document, self.inner, self.unwrapped = document, inner, unwrapped

    def piece(self, piece: Piece) -> Piece:
        if piece.chars is None:
            return piece
        start, end = piece.chars
        if self.unwrapped.lines:
            lines = (self._paragraph(start), self._paragraph(max(end - 1, start)))
            return piece._replace(text=MappedText(piece.text.text), chars=None, lines=lines)
        chars = (self._outward(start), max(self._outward(max(end - 1, start)) + 1, self._outward(start)))
        return piece._replace(text=self._text(piece.text), chars=chars)

    def line(self, line: int | None) -> int | None:
        if line is None or not 0 < line <= len(self.inner.lines):
            return line
        start = self.inner.lines[line - 1][0]
        return self._paragraph(start) if self.unwrapped.lines else self.document.line_at(self._outward(start))

    def _paragraph(self, char: int) -> int:
        return self.unwrapped.lines[self.inner.line_at(char) - 1]

    def _text(self, text: MappedText) -> MappedText:
        """Each run goes on to the file's characters, in as many pieces as the way there has."""
        runs = [
            (text_start + inside, outside, length)
            for text_start, char_start, size in text.runs
            for inside, outside, length in part(self.unwrapped.text, char_start, char_start + size).runs
        ]
        return MappedText(text.text, tuple(runs))

    def _outward(self, char: int) -> int:
        runs = self.unwrapped.text.runs
        place = bisect_right(runs, char, key=lambda run: run[0]) - 1
        if place < 0:
            return runs[0][1] if runs else 0
        text_start, char_start, length = runs[place]
        return char_start + min(char - text_start, length)
