"""The words of a Word document (.docx), by hand: line breaks kept, insertions kept, deletions left out."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from index.errors import TooLarge
from index.readers.shared.document import Document
from index.readers.shared.labels import is_name_shaped
from index.readers.shared.limits import MAX_BYTES, SAVE_AGAIN, open_zip, read_member
from index.transcript import Dropped

_MAIN = re.compile(r"word/document\d*\.xml")
_BESIDE = re.compile(r"word/(header|footer|footnote|endnote|comment)s?\d*\.xml")
_DELETED = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText"})
_TRACKED = frozenset({"ins", "del", "moveFrom", "moveTo"})
_BREAKS = frozenset({"br", "cr"})
_TIME_CELL = re.compile(r"[\[(]?\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d+)?[\])]?")


class Paragraph(NamedTuple):
    """A paragraph or a table row: its number in the document from 1, its text with line breaks."""

    number: int
    text: str
    bold: int = 0  # how many of its first characters are bold
    table: int = 0  # of a row: which table it is in, counted from 1
    cells: tuple[str, ...] = ()


class WordText(NamedTuple):
    paragraphs: list[Paragraph]
    tracked_changes: bool
    beside: list[Dropped]  # running heads, notes, comments


def word_text(document: Document) -> WordText:
    """The document's words; MalformedTranscript or TooLarge where it cannot be unpacked."""
    archive = open_zip(document.path, document.data)
    names = archive.namelist()
    main = next((name for name in names if _MAIN.fullmatch(name)), None)
    content = read_member(document.path, archive, main) if main is not None else None
    if content is None:
        raise document.malformed("is a zip archive without a Word document.", way_out=SAVE_AGAIN)
    body = _Body(document)
    paragraphs = list(body.paragraphs(content))
    beside: list[Dropped] = []
    for name in names:
        match = _BESIDE.fullmatch(name)
        part = read_member(document.path, archive, name) if match is not None else None
        if match is not None and part is not None:
            texts = (paragraph.text for paragraph in _Body(document).paragraphs(part))
            beside.extend(Dropped(match[1], document.path, None, text.strip()) for text in texts if text.strip())
    return WordText(paragraphs, body.tracked_changes, beside)


class _Body:
    """Reads a part of the document one paragraph at a time, so that a large one takes little memory."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tracked_changes = False
        self._number = 0
        self._rows = 0  # table rows open around the current element
        self._tables = 0

    def paragraphs(self, content: bytes) -> Iterator[Paragraph]:
        if len(content) > MAX_BYTES:
            raise TooLarge(self.document.path, f"unpacks to {len(content) / 1e6:.0f} MB of text.", way_out=SAVE_AGAIN)
        events = etree.iterparse(
            BytesIO(content),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for event, element in events:
                yield from self._opened(element) if event == "start" else self._closed(element)
        except etree.XMLSyntaxError as error:
            raise self.document.malformed(f"its XML is broken: {error.msg}.", way_out=SAVE_AGAIN) from error

    def _opened(self, element: etree._Element) -> Iterator[Paragraph]:
        self._rows += local_name(element) == "tr"
        self._tables += local_name(element) == "tbl" and not self._rows
        yield from ()

    def _closed(self, element: etree._Element) -> Iterator[Paragraph]:
        name = local_name(element)
        self.tracked_changes |= name in _TRACKED
        if name == "p":
            self._number += 1
        if name == "tr":
            self._rows -= 1
            if not self._rows:
                cells = tuple(" ".join(_text(cell)[0].split()) for cell in element if local_name(cell) == "tc")
                yield Paragraph(self._number, row_line(cells), 0, self._tables, cells)
                _forget(element)
        elif name == "p" and not self._rows:
            text, bold = _text(element)
            yield Paragraph(self._number, text, bold)
            _forget(element)


def _forget(element: etree._Element) -> None:
    """Free an element that has been read, and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace, "" of a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def row_line(cells: Sequence[str]) -> str:
    """A table row as one line: behind a name that a cell has to itself stands a colon."""
    told = [cell for cell in cells if cell]
    if not any(map(str.isalpha, "".join(told[1:]))):  # a head beside its page's number
        return " ".join(told)
    for number, cell in enumerate(told[:-1]):
        if _TIME_CELL.fullmatch(cell):
            continue
        if not cell.endswith((":", "：")) and len(cell) <= 80 and is_name_shaped(cell):
            told[number] = f"{cell}:"
        break
    return " ".join(told)


def _text(paragraph: etree._Element) -> tuple[str, int]:
    """The words of a paragraph, and how many characters at its start are bold."""
    pieces: list[str] = []
    length = bold = 0
    all_bold = True
    for element in _visible_elements(paragraph):
        name = local_name(element)
        piece = {"tab": "\t", "noBreakHyphen": "-", "p": "\n"}.get(name, "\n" if name in _BREAKS else "")
        if name == "t":
            piece = element.text or ""
            all_bold = all_bold and (_is_bold(element) or not piece.strip())
        pieces.append(piece)
        length += len(piece)
        if all_bold:
            bold = length
    return "".join(pieces), bold


def _visible_elements(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The elements inside, less what was deleted and paragraphs of text boxes, which stand for themselves."""
    inside_cell = local_name(paragraph) == "tc"
    waiting = [iter(paragraph)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
            continue
        name = local_name(element)
        if name in _DELETED or name in ("pPr", "rPr", "tcPr") or (name == "p" and not inside_cell):
            continue
        yield element
        waiting.append(iter(element))


def _is_bold(text: etree._Element) -> bool:
    run = text.getparent()
    properties = next((child for child in run if local_name(child) == "rPr"), None) if run is not None else None
    marks = [child for child in properties if local_name(child) == "b"] if properties is not None else []
    return any(value not in ("0", "false", "off") for mark in marks for value in (*mark.attrib.values(), "on")[:1])
