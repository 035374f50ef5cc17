"""Excel workbooks (`.xlsx`): the sheets that hold turns, read as tables are.

After ECMA-376 ("SpreadsheetML"): cells refer to shared strings, and a time of day is a number whose style says so: the
part of a day that has passed. Formulas count with the value saved for them.
"""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import NamedTuple
from zipfile import ZipFile

from lxml import etree

from index.errors import TooLarge
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.limits import MAX_BYTES, SAVE_AGAIN, open_zip, read_member
from index.readers.shared.located_json import number
from index.readers.shared.mapped import EMPTY, MappedText
from index.readers.shared.rows import Row, laid_out, pieces_of_rows, with_labels
from index.transcript import Dropped, Meta

_SHEET = re.compile(r"xl/worksheets/sheet(\d{1,6})\.xml")
_PLACE = re.compile(r"([A-Z]{1,3})\d{1,7}")
_MOST_COLUMNS = 1_000
_TIME_STYLES = frozenset({18, 19, 20, 21, 45, 46, 47})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\[\]hmsHMS]*\]')
_DAY = 86_400


class _Book(NamedTuple):
    """What cells refer to: texts, and which styles print a time."""

    strings: Sequence[str]
    timed: Sequence[bool]


def _sniff(document: Document) -> Fit:
    if document.data.startswith(b"PK\x03\x04") and b"xl/" in document.data:
        return Fit(1.0, "is an Excel workbook")
    return Fit(0.0, "not an Excel workbook")


def _read(document: Document) -> Parsed:
    archive = open_zip(document.path, document.data)
    strings = [_string(item) for item in _elements(document, archive, "xl/sharedStrings.xml", "si")]
    book = _Book(strings, _styles_of_times(document, archive))
    names = sorted((int(match[1]), name) for name in archive.namelist() if (match := _SHEET.fullmatch(name)))
    pieces, dropped, header = list[Piece](), list[Dropped](), list[str]()
    for _, name in names:
        rows = [row for item in _elements(document, archive, name, "row") if (row := _row(item, book)).text()]
        table = laid_out(rows)
        if table is None:
            dropped += [
                Dropped("another sheet", document.path, line, row.text()) for line, row in enumerate(rows, start=1)
            ]
            continue
        header += [row.text() for row in rows[: table.above]]
        found = pieces_of_rows(document, rows[table.above :], table.layout)
        pieces += found.pieces
        dropped += found.dropped
    if not pieces:
        way_out = "Name the columns speaker, text, start, end in the first row."
        raise document.malformed("has no sheet with a column of words and one of speakers or times.", way_out=way_out)
    named, carry = with_labels(pieces)
    return Parsed(named, Meta(raw_header_lines=tuple(header)), dropped=dropped, naming="coded", carry=carry)


def _line(row: Row) -> int | None:
    return row.lines[0] if row.lines else None


def _elements(document: Document, archive: ZipFile, name: str, tag: str) -> Iterator[etree._Element]:
    """The elements of a name in a member, one at a time; none where there is no such member."""
    content = read_member(document.path, archive, name)
    if content is None:
        return
    if len(content) > MAX_BYTES:
        raise TooLarge(document.path, f"unpacks to {len(content) / 1e6:.0f} MB of text.", way_out=SAVE_AGAIN)
    events = etree.iterparse(
        BytesIO(content), tag=f"{{*}}{tag}", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for _, element in events:
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError as error:
        raise document.malformed(f"its XML is broken: {error.msg}.", way_out=SAVE_AGAIN) from error


def _string(item: etree._Element) -> str:
    """The text of a shared string, readings of Japanese left out."""
    texts = (text.text or "" for text in item.iter("{*}t") if _local(text.getparent()) != "rPh")
    return "".join(texts)


def _local(element: etree._Element | None) -> str:
    tag = element.tag if element is not None else ""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _styles_of_times(document: Document, archive: ZipFile) -> list[bool]:
    """For each style of cells whether it prints a time."""
    formats: dict[str, bool] = {}
    for item in _elements(document, archive, "xl/styles.xml", "numFmt"):
        code = _QUOTED.sub("", str(item.get("formatCode") or "")).casefold()
        formats[str(item.get("numFmtId"))] = "s" in code or "h" in code
    styles: list[bool] = []
    for item in _elements(document, archive, "xl/styles.xml", "cellXfs"):
        for style in item.iter("{*}xf"):
            told = str(style.get("numFmtId") or "")
            styles.append(formats.get(told, told.isdecimal() and len(told) < 4 and int(told) in _TIME_STYLES))
    return styles


def _row(row: etree._Element, book: _Book) -> Row:
    cells: list[MappedText] = []
    for cell in row.iter("{*}c"):
        place = _column(str(cell.get("r") or ""), len(cells))
        if place >= _MOST_COLUMNS:
            break
        cells += [EMPTY] * (place - len(cells))
        cells.append(MappedText(" ".join(_value(cell, book).split())))
    told = str(row.get("r") or "")
    line = int(told) if told.isdecimal() and 0 < len(told) < 9 and int(told) else 1
    return Row(cells, lines=(line, line))


def _column(reference: str, otherwise: int) -> int:
    """Where a cell stands in its row (`C7` is the third); the next place where it does not say."""
    match = _PLACE.fullmatch(reference)
    if match is None:
        return otherwise
    place = 0
    for letter in match[1]:
        place = place * 26 + ord(letter) - 64
    return max(place - 1, otherwise)


def _value(cell: etree._Element, book: _Book) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        return _string(cell)
    value = next((found.text or "" for found in cell.iter("{*}v")), "").strip()
    if kind == "s":
        return (
            book.strings[int(value)] if value.isdecimal() and len(value) < 9 and int(value) < len(book.strings) else ""
        )
    style = str(cell.get("s") or "")
    timed = style.isdecimal() and len(style) < 6 and int(style) < len(book.timed) and book.timed[int(style)]
    days = number(value) if kind in (None, "n") else None
    return _clock(days) if timed and days is not None and 0 <= days < 60_000 else value


def _clock(days: float) -> str:
    """The time of day of a number of days, as cells print it.

    >>> _clock(0.5 + 1.5 / 86400), _clock(45000.25)
    ('12:00:01.500', '06:00:00.000')
    """
    thousandths = round((days % 1 if days >= 100 else days) * _DAY * 1000)
    whole, rest = divmod(thousandths, 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{rest:03d}"


READER = Reader("workbook", frozenset({".xlsx", ".xlsm"}), _sniff, _read)
