"""Quotes that somebody chose, as a sheet."""

import csv
import io
import json
from dataclasses import replace
from zipfile import ZipFile

import pytest
from lxml import etree

from index.readers import Source, read_transcript
from rag.answer import Citation
from rag.export.sheet import SHEETS, Quote
from rag.export.word import Paragraph, document

LINK = "http://desk:7860/?turn=talk.txt%233"
SAID = Citation(1, "talk.txt#3", "talk.txt", "Hearing <1>", "2026-03-12", 3, "Ana Reyes", 65.0, None,
                "We ship on Friday & not before.", 0, 31, LINK)  # fmt: skip
QUOTE = Quote(SAID, "mayor", "check *this*")
WHERE = "Ana Reyes, mayor, Hearing <1>, 2026-03-12, turn 3, 1:05"


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_attribution_says_who_where_and_when_and_nothing_unknown() -> None:
    assert QUOTE.attribution() == WHERE
    bare = Quote(replace(SAID, speaker=None, date=None, start=None))
    assert bare.attribution() == "Unnamed speaker, Hearing <1>, turn 3"


def test_what_somebody_corrected_is_said_to_be() -> None:
    told = Quote(replace(SAID, corrected=True), "mayor")
    assert told.attribution() == f"{WHERE}, corrected"
    assert "1:05, corrected" in SHEETS["md"]([told]).decode()
    rows = csv.DictReader(io.StringIO(SHEETS["csv"]([told, QUOTE]).decode()))
    assert [row["corrected"] for row in rows] == ["corrected", ""]
    one, other = json.loads(SHEETS["json"]([told, QUOTE]))["quotes"]
    assert (one["corrected"], "corrected" in other) == (True, False)


def test_markdown_has_the_quote_who_said_it_the_link_and_the_note() -> None:
    text = SHEETS["md"]([QUOTE, Quote(SAID)]).decode()
    assert text.count("> We ship on Friday & not before.") == 2
    assert f"Hearing \\<1\\>, 2026-03-12, turn 3, 1:05. <{LINK}>" in text
    assert text.count("check \\*this\\*") == 1


def test_the_sheet_has_a_row_a_quote_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(SHEETS["csv"]([replace(QUOTE, note="=1+1")]).decode())))
    assert [(row["quote"], row["role"], row["note"], row["url"]) for row in rows] == [
        (SAID.quote, "mayor", "'=1+1", LINK)
    ]


def test_json_has_the_citation_with_role_and_note() -> None:
    (one,) = json.loads(SHEETS["json"]([QUOTE]))["quotes"]
    assert (one["turn_id"], one["role"], one["note"]) == ("talk.txt#3", "mayor", "check *this*")


def test_the_word_document_is_one_that_is_read_again_with_its_links() -> None:
    content = SHEETS["docx"]([QUOTE])
    found = parts(content)
    for name, part in found.items():
        assert etree.fromstring(part) is not None, name
    text = "\n".join(turn.text for turn in read_transcript([Source("quotes.docx", content)]).turns)
    assert "We ship on Friday & not before." in text
    assert "check *this*" in text
    relations = found["word/_rels/document.xml.rels"].decode()
    assert f'Target="{LINK}" TargetMode="External"' in relations
    assert b'<w:hyperlink r:id="link0">' in found["word/document.xml"]


def test_every_part_of_the_document_has_a_type_and_every_style_is_there() -> None:
    found = parts(SHEETS["docx"]([QUOTE]))
    types = found["[Content_Types].xml"].decode()
    assert all(f'PartName="/{name}"' in types or name.endswith(".rels") or name.startswith("[") for name in found)
    styles = found["word/styles.xml"].decode()
    used = {part.split('"')[0] for part in found["word/document.xml"].decode().split('w:pStyle w:val="')[1:]}
    assert used == {"Title", "Quote", "Attribution", "Normal"}
    assert all(f'w:styleId="{style}"' in styles for style in used)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "", "\\\\host\\share"])
def test_only_addresses_of_pages_are_links(link: str) -> None:
    found = parts(document([Paragraph("x", link=link)], title="t"))
    assert b"hyperlink" not in found["word/document.xml"]
    assert b"External" not in found["word/_rels/document.xml.rels"]


def test_characters_that_no_xml_may_hold_spoil_nothing() -> None:
    found = parts(document([Paragraph("a\x00\ufffe\nb", link='https://x/?a="&<')], title="\x1b"))
    tree = etree.fromstring(found["word/document.xml"])
    assert [*tree.itertext()] == ["a", "b"]
    assert len(tree.findall(".//{*}br")) == 1
    assert etree.fromstring(found["word/_rels/document.xml.rels"]) is not None


def test_the_same_quotes_make_the_same_file() -> None:
    assert SHEETS["docx"]([QUOTE]) == SHEETS["docx"]([QUOTE])
