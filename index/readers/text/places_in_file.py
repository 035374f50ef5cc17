"""From the places of a text that was taken out of a file to the places of the file."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from index.readers.pieces import Parsed, Piece
from index.readers.shared.document import Document
from index.readers.shared.mapped import MappedText, part


class Unwrapped(NamedTuple):
    """The text; its characters' places in the file, or, where the file has none to point at, its lines' places."""

    text: MappedText
    lines: Sequence[int] = ()  # for each line of the text, the paragraph of the document it is


def put_back(document: Document, inner: Document, unwrapped: Unwrapped, parsed: Parsed) -> Parsed:
    """What a reader found in the inner document, at its places in the file."""
    place = _Places(document, inner, unwrapped)
    return replace(
        parsed,
        pieces=[place.piece(piece) for piece in parsed.pieces],
        dropped=[replace(record, line=place.line(record.line)) for record in parsed.dropped],
        warnings=[replace(warning, line=place.line(warning.line)) for warning in parsed.warnings],
    )


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
