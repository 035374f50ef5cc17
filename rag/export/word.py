"""A Word document (Office Open XML, ECMA-376) of paragraphs with links: no more parts than such a file needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Literal
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from rag.export.xml_template import render

Style = Literal["Normal", "Title", "Heading1", "Speaker", "Quote", "Attribution"]

_WHEN = (1980, 1, 1, 0, 0, 0)  # of every part, so that the same quotes make the same file

# In the order of the archive; each is a template of the same name in the folder docx.
_PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/core.xml",
    "word/document.xml",
    "word/styles.xml",
    "word/_rels/document.xml.rels",
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; with `link`, an http(s) address, all of it leads there. Line breaks of the text are kept."""

    text: str
    style: Style = "Normal"
    link: str = ""


def document(paragraphs: Sequence[Paragraph], *, title: str) -> bytes:
    """The bytes of a .docx file."""
    links = list(dict.fromkeys(one.link for one in paragraphs if _is_link(one.link)))
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for part in _PARTS:
            text = render(f"docx/{part}", paragraphs=paragraphs, links=links, title=title)
            archive.writestr(ZipInfo(part, _WHEN), text.encode(), ZIP_DEFLATED)
    return file.getvalue()


def _is_link(link: str) -> bool:
    """Whether a click on it opens a page, and nothing else: a document may be handed to others."""
    return urlsplit(link).scheme in ("http", "https")
