"""Files of every format, made here: the examples of the documentation, Word documents, PDFs."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from index.readers import FORMATS, Source

DOCS = Path(__file__).parents[3] / "docs" / "formats.md"
BINARY = {"word", "pdf", "opendocument", "epub", "workbook"}  # formats of which the documentation can print no example
WITHOUT_PLACES = {"scc"}  # formats whose characters stand nowhere in the file as such
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

Page = Sequence[tuple[int, int, str]]  # x, y and the words of each line


def _examples() -> dict[str, str]:
    section = DOCS.read_text("utf-8").partition("## One example each")[2]
    return dict(re.findall(r"^### (\S+)\n\n```\n(.*?)^```$", section, re.DOTALL | re.MULTILINE))


EXAMPLES = _examples()


def example(name: str) -> Source:
    """The documentation's example of a format, as a file."""
    return Source(f"example{min(FORMATS[name].suffixes)}", EXAMPLES[name].encode())


def _put(archive: zipfile.ZipFile, name: str, content: str) -> None:
    """ZipInfo has a day of its own: with the clock's the same document would be another file two seconds later."""
    archive.writestr(zipfile.ZipInfo(name), content, compress_type=archive.compression)


def docx(body: str, **members: str) -> bytes:
    """A document with this body; further members by their file name under word/, `_` for the dot."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "word/document.xml", f"<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>")
        for name, content in members.items():
            _put(archive, f"word/{name.replace('_', '.')}", f"<w:part {NAMESPACE}>{content}</w:part>")
    return packed.getvalue()


def _zipped(first: tuple[str, str], members: Mapping[str, str]) -> bytes:
    """An archive whose first member is not packed, as formats that tell themselves by it have it."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(first[0]), first[1], compress_type=zipfile.ZIP_STORED)
        for name, content in members.items():
            _put(archive, name, content)
    return packed.getvalue()


def odt(body: str, title: str = "") -> bytes:
    """An OpenDocument text with this body; `B` is a style of bold print."""
    names = " ".join(f'xmlns:{prefix}="urn:{prefix}"' for prefix in ("office", "text", "style", "fo", "table", "dc"))
    bold = '<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>'
    content = f"<office:document-content {names}><office:automatic-styles>{bold}</office:automatic-styles>"
    content += f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    about = f"<office:document-meta {names}><dc:title>{title}</dc:title></office:document-meta>"
    mime = ("mimetype", "application/vnd.oasis.opendocument.text")
    return _zipped(mime, {"content.xml": content, "meta.xml": about})


def epub(*chapters: str) -> bytes:
    """A book with these chapters, each the inside of a page's body."""
    items = "".join(f'<item id="c{n}" href="text/c{n}.xhtml"/>' for n in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    about = "<dc:title>Harbour talks</dc:title><dc:language>en</dc:language><dc:date>2024-05-06</dc:date>"
    package = f"<package><metadata>{about}</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    pages = {f"OEBPS/text/c{n}.xhtml": f"<html><head/><body>{page}</body></html>" for n, page in enumerate(chapters)}
    container = '<container><rootfiles><rootfile full-path="OEBPS/content.opf"/></rootfiles></container>'
    members = {"META-INF/container.xml": container, "OEBPS/content.opf": package, **pages}
    return _zipped(("mimetype", "application/epub+zip"), members)


def xlsx(*rows: Sequence[str | float]) -> bytes:
    """A workbook with one sheet: words as shared strings, numbers as times of day."""
    words = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str)))
    strings = "".join(f"<si><t>{word}</t></si>" for word in words)

    def cell(place: int, line: int, value: str | float) -> str:
        reference = f"{chr(65 + place)}{line}"
        if isinstance(value, str):
            return f'<c r="{reference}" t="s"><v>{words.index(value)}</v></c>' if value else ""
        return f'<c r="{reference}" s="1"><v>{value}</v></c>'

    sheet = "".join(
        f'<row r="{line}">{"".join(cell(place, line, value) for place, value in enumerate(row))}</row>'
        for line, row in enumerate(rows, start=1)
    )
    name = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    members = {
        "xl/styles.xml": f'<styleSheet {name}><cellXfs><xf numFmtId="0"/><xf numFmtId="21"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f"<sst {name}>{strings}</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {name}><sheetData>{sheet}</sheetData></worksheet>",
    }
    return _zipped(("[Content_Types].xml", "<Types/>"), members)


def paragraphs(*texts: str) -> str:
    """A paragraph for each; a line break for each newline."""
    runs = ("<w:br/>".join(f"<w:t>{line}</w:t>" for line in text.split("\n")) for text in texts)
    return "".join(f"<w:p><w:r>{run}</w:r></w:p>" for run in runs)


def pdf(pages: Sequence[Page]) -> bytes:
    """A minimal PDF with lines of Courier where they are asked for."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] {resources} /Contents {5 + 2 * number} 0 R >>"
        )
        lines = (f"BT /F1 12 Tf {x} {y} Td ({_escaped(text)}) Tj ET" for x, y, text in page)
        stream = "\n".join(lines)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return packed_pdf([content.encode("latin-1") for content in objects])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def packed_pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, the first one its catalog, with a table of where they stand."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(data))
    return data + head + table + trailer


def numbered(head: str, texts: Sequence[str]) -> Page:
    """A page of testimony: 25 numbered lines, a head and a footer."""
    lines = [(500, 760, head), (200, 20, "Acme Reporting 555-0100")]
    for number in range(1, 26):
        text = texts[number - 1] if number <= len(texts) else ""
        lines.append((40, 750 - 27 * number, f"{number:2d}   {text}".rstrip()))
    return lines


def plain_page(lines: Sequence[str], foot: str) -> Page:
    """A page of lines, empty ones between paragraphs, with its number at the foot."""
    return [*((72, 740 - 14 * number, line) for number, line in enumerate(lines) if line), (300, 20, foot)]


TESTIMONY = [
    numbered(
        "Page 12",
        [
            "JOHN ROE,",
            "having been duly sworn, testified as follows:",
            "DIRECT EXAMINATION",
            "BY MS. LEE:",
            "Q.  Where were you at 10:30?",
            "A.  At home.",
            "MR. HARRIS:  Objection: form.",
            "(Discussion off",
            "the record.)",
            "THE WITNESS:  I walked to",
            "the car and",
        ],
    ),
    numbered(
        "Page 13",
        [
            "drove off.",
            "CROSS-EXAMINATION",
            "Q.  (By Mr. Harris)  Whose car?",
            "A.  Mine.",
            "CERTIFICATE",
            "I certify: it is true.",
        ],
    ),
]
