"""OpenDocument texts (`.odt`): paragraphs, bold print and tables, read as a Word document is.

After OASIS's "Open Document Format for Office Applications 1.3": `content.xml` holds `text:p` and `text:h`, spaces and
tabs are elements, styles say what is bold; changes that were deleted, notes and comments are no part of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from lxml import etree

from index.errors import TooLarge
from index.readers.documents.word import read_paragraphs
from index.readers.documents.word_text import Paragraph, local_name, row_line
from index.readers.pieces import Fit, Parsed, Reader
from index.readers.shared.document import Document
from index.readers.shared.limits import MAX_BYTES, SAVE_AGAIN, open_zip, read_member

_MIME = b"application/vnd.oasis.opendocument.text"
_LEFT_OUT = frozenset("tracked-changes annotation annotation-end note ruby-text sequence-decls forms".split())
_MOST_SPACES = 100
_TITLE = re.compile(rb"<dc:title[^<>]*>([^<]+)</dc:title>")


def _sniff(document: Document) -> Fit:
    if document.data.startswith(b"PK\x03\x04") and _MIME in document.data[:400]:
        return Fit(1.0, "is an OpenDocument text")
    return Fit(0.0, "not an OpenDocument text")


def _read(document: Document) -> Parsed:
    archive = open_zip(document.path, document.data)
    content = read_member(document.path, archive, "content.xml")
    if content is None:
        raise document.malformed("is a zip archive without an OpenDocument text.", way_out=SAVE_AGAIN)
    root = _root(document, content)
    parsed = read_paragraphs(document, list(_Body(root).paragraphs()))
    about = read_member(document.path, archive, "meta.xml")
    title = _TITLE.search(about) if about else None
    named = title[1].decode("utf-8", "replace").strip() if title else None
    return replace(parsed, meta=replace(parsed.meta, title=parsed.meta.title or named or None))


def _root(document: Document, content: bytes) -> etree._Element:
    if len(content) > MAX_BYTES:
        raise TooLarge(document.path, f"unpacks to {len(content) / 1e6:.0f} MB of text.", way_out=SAVE_AGAIN)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.parse(BytesIO(content), parser).getroot()
    except etree.XMLSyntaxError as error:
        raise document.malformed(f"its XML is broken: {error.msg}.", way_out=SAVE_AGAIN) from error


class _Body:
    """Goes through the body; styles that are bold by name."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._bold = {
            _attribute(style, "name")
            for style in root.iter("{*}style")
            for about in style.iter("{*}text-properties")
            if _attribute(about, "font-weight") in ("bold", "600", "700", "800", "900")
        }
        self._number = self._tables = 0

    def paragraphs(self) -> Iterator[Paragraph]:
        body = next(self.root.iter("{*}body"), None)
        waiting = [iter(body)] if body is not None else []
        while waiting:
            element = next(waiting[-1], None)
            if element is None:
                waiting.pop()
                continue
            name = local_name(element)
            self._tables += name == "table"
            if name in ("p", "h"):
                self._number += 1
                text, bold = self._text(element)
                yield Paragraph(self._number, text, bold)
            elif name == "table-row":
                yield self._row(element)
            elif name not in _LEFT_OUT:
                waiting.append(iter(element))

    def _row(self, row: etree._Element) -> Paragraph:
        self._number += 1
        cells = tuple(" ".join(self._text(cell)[0].split()) for cell in row if local_name(cell).endswith("table-cell"))
        return Paragraph(self._number, row_line(cells), 0, self._tables, cells)

    def _text(self, paragraph: etree._Element) -> tuple[str, int]:
        """The words, and how many characters at their start are bold."""
        pieces: list[str] = []
        length = bold = 0
        all_bold = True
        for text, is_bold in self._pieces(paragraph):
            pieces.append(text)
            length += len(text)
            all_bold = all_bold and (is_bold or not text.strip())
            if all_bold:
                bold = length
        return "".join(pieces), bold

    def _pieces(self, top: etree._Element) -> Iterator[tuple[str, bool]]:
        """The text in order, each stretch with whether its styles make it bold."""
        waiting: list[tuple[etree._Element, bool, bool]] = [(top, self._is_bold(top), False)]
        while waiting:
            element, bold, ends = waiting.pop()
            if ends:
                yield from ((element.tail, bold),) if element.tail else ()
                continue
            name = local_name(element)
            if name in _LEFT_OUT:
                continue
            yield from ((put, bold),) if (put := _put(element, name)) else ()
            inside = bold or self._is_bold(element)
            yield from ((element.text, inside),) if element.text else ()
            for child in reversed(element):
                waiting += [(child, inside, True), (child, inside, False)]

    def _is_bold(self, element: etree._Element) -> bool:
        return _attribute(element, "style-name") in self._bold


def _put(element: etree._Element, name: str) -> str:
    if name == "s":
        count = _attribute(element, "c")
        return " " * min(int(count) if count.isdecimal() and len(count) < 6 else 1, _MOST_SPACES)
    return {"tab": "\t", "line-break": "\n", "p": "\n"}.get(name, "")


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


READER = Reader("opendocument", frozenset({".odt"}), _sniff, _read)
