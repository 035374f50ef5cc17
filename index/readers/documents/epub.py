"""EPUB books (`.epub`): their chapters in the order of the spine, read as one page.

After the W3C's "EPUB 3.3": `META-INF/container.xml` names the package, whose manifest and spine name the chapters.
"""

import posixpath
import re
from dataclasses import replace
from urllib.parse import unquote

from index.readers.documents.webpage import flowed, left_out_of
from index.readers.pieces import Fit, Parsed, Reader
from index.readers.shared.decoding import decode
from index.readers.shared.document import Document
from index.readers.shared.entities import unescape
from index.readers.shared.limits import SAVE_AGAIN, open_zip, read_member
from index.readers.shared.mapped import MappedText
from index.readers.shared.times import iso_date
from index.readers.text.places_in_file import Unwrapped
from index.readers.text.unwrapped import read_unwrapped
from index.transcript import Meta

_MIME = b"application/epub+zip"
_PACKAGE = re.compile(r"<(?:\w+:)?rootfile\b[^<>]*?\bfull-path\s*=\s*[\"']([^\"'<>]+)", re.IGNORECASE)
_ITEM = re.compile(r"<(?:\w+:)?item\b[^<>]*>", re.IGNORECASE)
_CHAPTER = re.compile(r"<(?:\w+:)?itemref\b[^<>]*?\bidref\s*=\s*[\"']([^\"'<>]+)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(id|href|media-type|properties)\s*=\s*[\"']([^\"'<>]*)[\"']", re.IGNORECASE)


def _sniff(document: Document) -> Fit:
    if document.data.startswith(b"PK\x03\x04") and _MIME in document.data[:200]:
        return Fit(1.0, "is an EPUB")
    return Fit(0.0, "not an EPUB")


def _read(document: Document) -> Parsed:
    archive = open_zip(document.path, document.data)

    def member(name: str) -> str:
        content = read_member(document.path, archive, name)
        return decode(content, path=document.path).text if content else ""

    path = _PACKAGE.search(member("META-INF/container.xml"))
    package = member(path[1]) if path else ""
    if path is None or not package:
        raise document.malformed("is a zip archive without an EPUB's package.", way_out=SAVE_AGAIN)
    chapters = [flowed(page, left_out_of(page)).text for name in _spine(package, path[1]) if (page := member(name))]
    text = "\n\n".join(chapter for chapter in chapters if chapter.strip())
    lines = range(1, text.count("\n") + 3)
    parsed = read_unwrapped(document, Unwrapped(MappedText(text), lines))
    title, date, language = (_metadata(package, name) for name in ("title", "date", "language"))
    meta = Meta(title, iso_date(date or ""), language=language)
    return replace(parsed, meta=meta)


def _spine(package: str, path: str) -> list[str]:
    """The chapters' members in their order; the table of contents is none."""
    items = [dict(_ATTRIBUTE.findall(item)) for item in _ITEM.findall(package)]
    names = {
        item["id"]: posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(item["href"])))
        for item in items
        if "id" in item and "href" in item and "nav" not in item.get("properties", "").split()
    }
    return [names[reference] for reference in dict.fromkeys(_CHAPTER.findall(package)) if reference in names]


def _metadata(package: str, name: str) -> str | None:
    found = re.search(rf"<dc:{name}\b[^<>]*>([^<]+)<", package)
    return " ".join(unescape(found[1]).split()) or None if found else None


READER = Reader("epub", frozenset({".epub"}), _sniff, _read)
