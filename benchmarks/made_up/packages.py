"""Documents of office programs and books: RTF, OpenDocument, EPUB, Excel workbooks.

The archives are not compressed, so that their size says how much they hold.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

from benchmarks.made_up.conversation import Render, Said, plain_text

_SECONDS_A_DAY = 86_400


def _archive(members: Mapping[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def _opendocument(turns: Sequence[Said]) -> bytes:
    names = " ".join(f'xmlns:{prefix}="urn:{prefix}"' for prefix in ("office", "text", "style", "fo"))
    bold = '<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>'
    body = "".join(
        f'<text:p><text:span text:style-name="B">{said.name}:</text:span> {escape(said.text)}</text:p>'
        for said in turns
    )
    content = f"<office:document-content {names}><office:automatic-styles>{bold}</office:automatic-styles>"
    content += f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    return _archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def _epub(turns: Sequence[Said]) -> bytes:
    page = "".join(f"<p><b>{said.name}:</b> {escape(said.text)}</p>" for said in turns)
    about = "<dc:title>Roads</dc:title><dc:language>en</dc:language>"
    items = '<manifest><item id="c0" href="c0.xhtml"/></manifest><spine><itemref idref="c0"/></spine>'
    root = '<rootfile full-path="O/content.opf"/>'
    return _archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": f"<container><rootfiles>{root}</rootfiles></container>",
            "O/content.opf": f"<package><metadata>{about}</metadata>{items}</package>",
            "O/c0.xhtml": f"<html><head/><body>{page}</body></html>",
        }
    )


def _workbook(turns: Sequence[Said]) -> bytes:
    words = ["Start", "Speaker", "Text", *(text for said in turns for text in (said.name, said.text))]
    strings = "".join(f"<si><t>{escape(word)}</t></si>" for word in words)
    head = "".join(f'<c r="{"ABC"[n]}1" t="s"><v>{n}</v></c>' for n in range(3))
    rows = "".join(
        f'<row r="{n + 2}"><c r="A{n + 2}" s="1"><v>{said.start / _SECONDS_A_DAY}</v></c>'
        f'<c r="B{n + 2}" t="s"><v>{2 * n + 3}</v></c><c r="C{n + 2}" t="s"><v>{2 * n + 4}</v></c></row>'
        for n, said in enumerate(turns)
    )
    name = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    styles = f'<styleSheet {name}><cellXfs><xf numFmtId="0"/><xf numFmtId="21"/></cellXfs></styleSheet>'
    sheet = f'<worksheet {name}><sheetData><row r="1">{head}</row>{rows}</sheetData></worksheet>'
    return _archive(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/styles.xml": styles,
            "xl/sharedStrings.xml": f"<sst {name}>{strings}</sst>",
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


FILES: Mapping[str, Render] = {
    "word.rtf": plain_text(
        lambda said: f"{{\\b {said.name}:}} {said.text}\\par\n",
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Times New Roman;}}\n\\pard\\f0\\fs24 ",
        "}\n",
    ),
    "office.odt": _opendocument,
    "book.epub": _epub,
    "table.xlsx": _workbook,
}
