"""Hostile and broken XML: refused with a reason, and nothing outside of the file is ever read."""

from pathlib import Path

import pytest

from index.errors import MalformedTranscript, TooLarge, TranscriptError
from index.readers.shared.document import open_document
from index.readers.shared.limits import MAX_DEPTH
from index.readers.shared.xml_tree import parse_xml
from tests.index.readers.reading_helpers import read

SPEECH = '<speech id="uk.org.publicwhip/debate/2009-10-27a.1.1" speakername="Ann Hill"><p>{}</p></speech>'


def _hansard(words: str, declarations: str = "") -> str:
    return f"<!DOCTYPE publicwhip [{declarations}]><publicwhip>{SPEECH.format(words)}</publicwhip>"


def test_a_billion_laughs_are_refused_at_once() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    with pytest.raises(TranscriptError):
        read("bomb.xml", _hansard("&l9;", '<!ENTITY l0 "lol">' + levels))


def test_one_long_entity_named_often_is_refused() -> None:
    with pytest.raises(TranscriptError):
        read("bomb.xml", _hansard("&a;" * 200_000, f'<!ENTITY a "{"x" * 900}">'))


def test_entities_that_refer_to_each_other_are_refused() -> None:
    with pytest.raises(TranscriptError):
        read("circle.xml", _hansard("&a;", '<!ENTITY a "&b;"><!ENTITY b "&a;">'))


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret words", encoding="utf-8")
    transcript = read("a.xml", _hansard("before &x; after", f'<!ENTITY x SYSTEM "{secret.as_uri()}">'))
    assert "secret" not in transcript.turns[0].text
    assert transcript.turns[0].text.startswith("before")


def test_an_external_dtd_is_not_fetched() -> None:
    speech = SPEECH.format("Caf&eacute;.")
    source = f'<!DOCTYPE publicwhip SYSTEM "http://example.org/x.dtd"><publicwhip>{speech}</publicwhip>'
    assert read("a.xml", source).turns[0].text == "Café."


def test_nesting_beyond_the_cap_is_refused() -> None:
    deep = "<p>" * (MAX_DEPTH + 1) + "x" + "</p>" * (MAX_DEPTH + 1)
    with pytest.raises(TooLarge, match="nested deeper"):
        read("deep.xml", f"<publicwhip>{deep}</publicwhip>")


def test_broken_xml_is_refused_with_its_line() -> None:
    with pytest.raises(MalformedTranscript, match=r"a\.xml:2: is not well-formed XML: mismatched tag"):
        read("a.xml", "<publicwhip><speech>\n</publicwhip>")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_places_hold_behind_entities_comments_and_other_scripts(newline: str) -> None:
    words = ["Größe &amp; <!-- not <b>me</b> --> 漢字", "<![CDATA[a < b]]> <b>ende</b>."]
    source = _hansard(newline.join(words))
    document = open_document("a.xml", source.encode())
    paragraph = parse_xml(document).root.first("p")
    assert paragraph is not None
    text = parse_xml(document).text(paragraph)
    assert text.text == "Größe & 漢字 a < b ende."
    assert all(text.text[t : t + n] == document.text[c : c + n] for t, c, n in text.runs)
