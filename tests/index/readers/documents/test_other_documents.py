"""RTF, OpenDocument, EPUB, Excel, tables in Markdown."""

from collections.abc import Sequence

import pytest

from index.errors import TranscriptError
from tests.index.readers.reading_helpers import read, said, stray_characters
from tests.index.readers.samples import epub, odt, xlsx

_FONTS = r"{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}}"
_RTF = r"{\rtf1\ansi\ansicpg1252" + _FONTS + r"{\info{\title Harbour talk}}"


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        (r"caf\'e9 \ldblquote so\rdblquote", "café “so”"),
        (r"caf\u233?, \u8211\'96 so", "café, – so"),
        (r"{\uc0\u-10179\u-9138} so", "\U0001f44e so"),
        (r"\f1\'cf\'ee\'f0\'f2\f0  so", "Порт so"),
        ("one\\~two \\{x\\}\n three", "one two {x} three"),
        (r"{\*\unknown hidden}{\field{\*\fldinst HYPERLINK x}{\fldrslt seen}}", "seen"),
    ],
)
def test_rich_text_prints_what_its_marks_stand_for(printed: str, words: str) -> None:
    text = _RTF + r"\pard {\b Ana Reyes:} " + printed + r"\par Bo Li: Yes.\par Ana Reyes: Good.\par}"
    transcript = read("a.rtf", text)
    assert said(transcript) == [("Ana Reyes", words), ("Bo Li", "Yes."), ("Ana Reyes", "Good.")]
    assert transcript.meta.title == "Harbour talk"
    assert transcript.files[0].encoding is None
    assert stray_characters(transcript, text) == []


def test_in_rich_text_names_in_bold_are_labels_without_a_colon() -> None:
    names = ["Ana Reyes", "Bo Li", "Ana Reyes", "Bo Li"]
    text = _RTF + "".join(rf"{{\b {name}}}\par Word {n} is said.\par " for n, name in enumerate(names)) + "}"
    assert [turn.speaker for turn in read("a.rtf", text).turns] == names


@pytest.mark.parametrize("text", [r"{\rtf1" + "{" * 2000, r"{\rtf1}", r"{\rtf1 \u\'", r"{\rtf1 \'"])
def test_rich_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(TranscriptError):
        read("a.rtf", text)


def test_an_opendocument_text_has_spaces_breaks_and_bold_names() -> None:
    def turn(name: str, words: str) -> str:
        return f'<text:p><text:span text:style-name="B">{name}</text:span></text:p><text:p>{words}</text:p>'

    words = 'So<text:s text:c="2"/>it<text:line-break/>goes<office:annotation>x</office:annotation>.'
    body = "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
    body += turn("Ana Reyes", words) + turn("Bo Li", "Yes.") + turn("Ana Reyes", "Good.")
    transcript = read("a.odt", odt(body, title="Harbour talk"))
    assert said(transcript) == [("Ana Reyes", "So it goes."), ("Bo Li", "Yes."), ("Ana Reyes", "Good.")]
    assert transcript.meta.title == "Harbour talk"


def test_an_opendocument_table_of_turns_is_read_by_its_columns() -> None:
    rows = [("Time", "Speaker", "Text"), ("0:01", "Ana Reyes", "Begin?"), ("0:03", "Bo Li", "Please: do.")]
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    table = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows)
    transcript = read("a.odt", odt(f"<table:table>{table}</table:table>"))
    assert said(transcript) == [("Ana Reyes", "Begin?"), ("Bo Li", "Please: do.")]
    assert [turn.start for turn in transcript.turns] == [1.0, 3.0]


def test_the_chapters_of_a_book_come_in_the_order_of_its_spine() -> None:
    book = epub("<p><b>Ana Reyes:</b> Begin &amp; end?</p>", "<p><b>Bo Li:</b> Yes.</p><p><b>Ana Reyes:</b> Good.</p>")
    transcript = read("a.epub", book)
    assert said(transcript) == [("Ana Reyes", "Begin & end?"), ("Bo Li", "Yes."), ("Ana Reyes", "Good.")]
    meta = transcript.meta
    assert (meta.title, meta.date, meta.language) == ("Harbour talks", "2024-05-06", "en")


def test_a_workbook_has_times_of_day_and_gaps() -> None:
    rows: list[Sequence[str | float]] = [
        ("Start", "Speaker", "Text"),
        (1.5 / 86400, "Ana Reyes", "Begin?"),
        (3.5 / 86400, "", "Please: do."),
    ]
    transcript = read("a.xlsx", xlsx(("Harbour talk",), *rows))
    assert said(transcript) == [("Ana Reyes", "Begin?"), (None, "Please: do.")]
    assert [turn.start for turn in transcript.turns] == [1.5, 3.5]
    assert [turn.segments[0].line_start for turn in transcript.turns] == [3, 4]


def test_a_workbook_without_words_is_refused_with_what_to_do() -> None:
    with pytest.raises(TranscriptError, match="first row"):
        read("a.xlsx", xlsx(("Year", "Boats"), (1.0, 2.0)))


def test_a_table_in_markdown_maps_back_to_the_file() -> None:
    text = "# Talk\n\nA note.\n\nTime | Speaker | Text\n:--|---|--:\n0:01 | **Ana** | a \\| b<br>c\n0:03 | Bo | Yes.\n"
    transcript = read("a.md", text)
    assert said(transcript) == [("Ana", "a | b c"), ("Bo", "Yes.")]
    assert (transcript.turns[1].start, transcript.meta.title) == (3.0, "Talk")
    assert "A note." in {record.text for record in transcript.dropped}
    assert stray_characters(transcript, text) == []
