"""PDF: depositions with numbered lines, hearings, and any transcript that prints its speakers' labels."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

from index.readers.documents.pdf_text import printed_text
from index.readers.documents.placed_text import is_placed
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.mapped import MappedText
from index.readers.shared.printed_line import PrintedLine
from index.readers.text.deposition import is_testimony, read_testimony
from index.readers.text.places_in_file import Unwrapped
from index.readers.text.unwrapped import read_unwrapped


def _sniff(document: Document) -> Fit:
    if b"%PDF-" in document.data[:1024]:
        return Fit(1.0, "is a PDF")
    if is_placed(document.data):
        return Fit(1.0, "is a PDF's text with its places")
    return Fit(0.0, "not a PDF")


def _read(document: Document) -> Parsed:
    printed = printed_text(document)
    if is_testimony(printed.lines):
        parsed = read_testimony(document, printed.lines)
    else:
        parsed = _labelled(document, printed.lines)
    return replace(parsed, dropped=[*printed.dropped, *parsed.dropped])


def _labelled(document: Document, lines: list[PrintedLine]) -> Parsed:
    """The pages as one text, read by the readers of plain text; each piece with its page, divided where one ends."""
    margin = min(line.indent for line in lines)
    printed = [("\n" if line.gap else "") + " " * min(line.indent - margin, 40) + line.text for line in lines]
    text = "\n".join(printed)
    inner = replace(document, text=text)
    parsed = read_unwrapped(inner, Unwrapped(MappedText(text, ((0, 0, len(text)),))))
    starts = list(accumulate((len(line) + 1 for line in printed), initial=0))
    pieces = [piece for found in parsed.pieces for piece in _paged(found, lines, starts)]
    places = [bisect_right(starts, start) for start, _ in inner.lines]  # of the text's lines, blank ones counted
    return replace(
        parsed,
        pieces=pieces,
        dropped=[replace(record, line=places[record.line - 1] if record.line else None) for record in parsed.dropped],
    )


def _paged(piece: Piece, lines: list[PrintedLine], starts: list[int]) -> Iterator[Piece]:
    """A piece for each page that a piece of the text is on."""
    if piece.chars is None:
        yield piece
        return
    first = bisect_right(starts, piece.chars[0]) - 1
    last = min(bisect_right(starts, max(piece.chars[1] - 1, piece.chars[0])) - 1, len(lines) - 1)
    begun = first
    for number in range(first, last + 1):
        if number < last and lines[number + 1].page == lines[number].page:
            continue
        start, end = _position(piece.text, starts[begun]), _position(piece.text, starts[number + 1])
        yield piece._replace(
            text=MappedText(piece.text.text[start if begun > first else 0 : end if number < last else None].strip()),
            chars=None,
            lines=(begun + 1, number + 1),
            label=piece.label if begun == first else None,
            page=lines[begun].page,
            line=lines[begun].number,
            end_line=lines[number].number,
            follows=piece.follows if begun == first else "turn",
            events=(),
        )
        begun = number + 1


def _position(text: MappedText, char: int) -> int:
    """Where a text reaches a character of its source."""
    for text_start, char_start, length in text.runs:
        if char < char_start + length:
            return text_start + max(char - char_start, 0)
    return len(text.text)


READER = Reader("pdf", frozenset({".pdf"}), _sniff, _read, version=2)
