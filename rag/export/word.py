"""A Word document (Office Open XML, ECMA-376) of paragraphs with links: no more parts than such a file needs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Literal
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Style = Literal["Normal", "Title", "Heading1", "Speaker", "Quote", "Attribution"]

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what no XML file may hold
_WHEN = (1980, 1, 1, 0, 0, 0)  # of every part, so that the same quotes make the same file

_STYLES = f"""{_XML}<w:styles xmlns:w="{_WORD}">
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="Speaker"><w:name w:val="Speaker"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="200" w:after="40"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="60"/><w:ind w:left="400" w:right="400"/></w:pPr><w:rPr><w:i/></w:rPr></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="Attribution"><w:name w:val="Attribution"/><w:basedOn w:val="Normal"/><w:pPr><w:ind w:left="400"/></w:pPr><w:rPr><w:sz w:val="20"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="1F5FA8"/><w:u w:val="single"/></w:rPr></w:style>
</w:styles>"""  # noqa: E501 - a style a line

_TYPES = f"""{_XML}<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>"""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; with `link`, an http(s) address, all of it leads there. Line breaks of the text are kept."""

    text: str
    style: Style = "Normal"
    link: str = ""


def document(paragraphs: Sequence[Paragraph], *, title: str) -> bytes:
    """The bytes of a .docx file."""
    links = list(dict.fromkeys(one.link for one in paragraphs if _is_link(one.link)))
    relations = [("styles", "styles.xml", ""), *(("hyperlink", link, ' TargetMode="External"') for link in links)]
    numbers = {link: number for number, link in enumerate(links, start=2)}
    body = "".join(_paragraph(one, numbers) for one in paragraphs)
    core = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{_text(title)}</dc:title></cp:coreProperties>'
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations(
            [("officeDocument", "word/document.xml", "")],
            f'<Relationship Id="core" Type="{_PACKAGE}/relationships/metadata/core-properties" '
            'Target="docProps/core.xml"/>',
        ),
        "docProps/core.xml": f"{_XML}{core}",
        "word/document.xml": f'{_XML}<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"><w:body>{body}</w:body>'
        "</w:document>",
        "word/styles.xml": _STYLES,
        "word/_rels/document.xml.rels": _relations(relations),
    }
    return _zipped(parts)


def _paragraph(one: Paragraph, numbers: dict[str, int]) -> str:
    linked = one.link in numbers
    look = '<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>' if linked else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{_text(line)}</w:t>' for line in one.text.split("\n"))
    run = f"<w:r>{look}{lines}</w:r>"
    inside = f'<w:hyperlink r:id="r{numbers[one.link]}">{run}</w:hyperlink>' if linked else run
    return f'<w:p><w:pPr><w:pStyle w:val="{one.style}"/></w:pPr>{inside}</w:p>'


def _relations(relations: Sequence[tuple[str, str, str]], more: str = "") -> str:
    lines = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target={quoteattr(_NOT_XML.sub("", target))}{mode}/>'
        for number, (kind, target, mode) in enumerate(relations, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{lines}{more}</Relationships>'


def _is_link(link: str) -> bool:
    """Whether a click on it opens a page, and nothing else: a document may be handed to others."""
    return urlsplit(link).scheme in ("http", "https")


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _zipped(parts: dict[str, str]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(ZipInfo(name, _WHEN), text.encode(), ZIP_DEFLATED)
    return file.getvalue()
