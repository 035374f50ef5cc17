"""Word documents: Teams, Google Meet, tables, tracked changes; and archives that are not what they say."""

import zipfile
from io import BytesIO

import pytest

from index.errors import MalformedTranscript, TooLarge
from index.readers.shared.limits import MAX_ZIP_MEMBERS
from tests.index.readers.reading_helpers import read, said
from tests.index.readers.samples import NAMESPACE, docx, paragraphs


def test_teams_paragraphs_hold_header_and_words() -> None:
    body = paragraphs("Budget-Meeting Recording", "15 August 2026, 06:07pm", "Mara Storey started transcription")
    body += paragraphs(
        "Mara Storey   0:04\nWe begin: now.\nOkay.", "Kim Ito   1:00:09\nYes.", "Kim Ito stopped transcription"
    )
    transcript = read("a.docx", docx(body))
    assert said(transcript) == [("Mara Storey", "We begin: now. Okay."), ("Kim Ito", "Yes.")]
    assert [turn.start for turn in transcript.turns] == [4.0, 3609.0]
    assert transcript.turns[1].segments[0].line_start == 5
    assert [record.text for record in transcript.dropped] == [
        "Mara Storey started transcription",
        "Kim Ito stopped transcription",
    ]
    assert transcript.files[0].encoding is None


def test_teams_before_2023_wrote_cues() -> None:
    body = paragraphs("0:0:0.0 --&gt; 0:0:2.500\nMara Storey\nWe begin.", "0:0:3.0 --&gt; 0:0:4.0\nKim Ito\nYes.")
    transcript = read("a.docx", docx(body))
    assert said(transcript) == [("Mara Storey", "We begin."), ("Kim Ito", "Yes.")]
    assert transcript.turns[0].end == 2.5


def test_meet_notes_are_never_testimony() -> None:
    body = paragraphs(
        "📝 Notes", "Aug 15, 2026", "Summary", "Mara said: stop.", "Harbour talk - Transcript", "00:00:11"
    )
    body += paragraphs(
        "Mara Storey: Okay. One thing: money.", "And another.", "Kim Ito: Agreed.", "00:05:00", "Kim Ito: Bye."
    )
    body += paragraphs("Transcription ended after 00:06:39")
    transcript = read("a.docx", docx(body))
    assert said(transcript) == [
        ("Mara Storey", "Okay. One thing: money. And another."),
        ("Kim Ito", "Agreed. Bye."),
    ]
    assert [turn.time_quality for turn in transcript.turns] == ["exact", "block"]
    assert (transcript.title, transcript.meta.date) == ("Harbour talk", "2026-08-15")
    assert "Mara said: stop." in [record.text for record in transcript.dropped]


def test_insertions_are_kept_and_deletions_left_out() -> None:
    body = "<w:p><w:r><w:t>ANA REYES: We </w:t></w:r><w:del><w:r><w:delText>shall</w:delText></w:r></w:del>"
    body += "<w:ins><w:r><w:t>shall not</w:t></w:r></w:ins><w:r><w:t> go.</w:t></w:r></w:p>" + paragraphs(
        "BO LI: Good."
    )
    transcript = read("a.docx", docx(body))
    assert said(transcript) == [("ANA REYES", "We shall not go."), ("BO LI", "Good.")]
    assert [warning.code for warning in transcript.warnings] == ["tracked_changes"]


def test_a_table_with_a_column_of_names_is_a_transcript() -> None:
    rows = [("00:01", "Ana Reyes", "Hello."), ("00:09", "Bo Li", "Hi: there."), ("00:12", "Ana Reyes", "Bye.")]
    cells = ("".join(f"<w:tc>{paragraphs(cell)}</w:tc>" for cell in row) for row in rows)
    transcript = read("a.docx", docx("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"))
    assert said(transcript) == [("Ana Reyes", "Hello."), ("Bo Li", "Hi: there."), ("Ana Reyes", "Bye.")]


def test_running_heads_and_notes_are_dropped() -> None:
    body = paragraphs("ANA REYES: Hello there.", "BO LI: Yes, hello.")
    transcript = read("a.docx", docx(body, header1_xml=paragraphs("Confidential"), footnotes_xml=paragraphs("A note.")))
    assert {(record.kind, record.text) for record in transcript.dropped} == {
        ("header", "Confidential"),
        ("footnote", "A note."),
    }


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(TooLarge, match="unpacks to"):
        read("bomb.docx", docx(paragraphs("x" * 30_000_000)))


def test_too_many_members_are_refused() -> None:
    members = {f"part{number}_xml": "" for number in range(MAX_ZIP_MEMBERS)}
    with pytest.raises(TooLarge, match="members"):
        read("many.docx", docx(paragraphs("ANA: Hello."), **members))


def test_entities_in_a_document_stand_for_nothing() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "{"z" * 99}">]><w:document {NAMESPACE}>'
            f"<w:body>{paragraphs('ANA REYES: &x; Hello &y; there.', 'BO LI: Yes.')}</w:body></w:document>",
        )
    assert said(read("a.docx", packed.getvalue()))[0][0] == "ANA REYES"
    assert "zzz" not in said(read("a.docx", packed.getvalue()))[0][1]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (docx(paragraphs("ANA: Hello."))[:-30], "cannot be opened"),
        (docx("<w:p>"), "its XML is broken"),
        (docx("<w:p>" * 400 + "</w:p>" * 400), "its XML is broken"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "password"),
        (docx("").replace(b"word/document.xml", b"word/documenX.xml"), "without a Word document"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(MalformedTranscript, match=reason):
        read("a.docx", data)


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(docx(paragraphs("ANA: Hello.")))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 0x1
    with pytest.raises(MalformedTranscript, match="encrypted"):
        read("a.docx", bytes(data))


def test_an_archive_of_a_later_version_is_refused() -> None:
    data = bytearray(docx(paragraphs("ANA: Hello.")))
    data[data.index(b"PK\x01\x02") + 6] = 84  # the version needed to extract it
    with pytest.raises(MalformedTranscript, match="cannot be opened"):
        read("a.docx", bytes(data))


def _table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraphs(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def test_a_table_of_turns_has_times_and_one_of_facts_has_no_turns() -> None:
    facts = _table(("Job Name", "call.wav"), ("Audio Duration", "3m"))
    turns = _table(("Start", "Speaker", "Content"), ("1.5s", "Agent", "Harbour Hotel."), ("3.5s", "Customer", "A key!"))
    transcript = read("a.docx", docx(paragraphs("A call") + facts + turns))
    assert said(transcript) == [("Agent", "Harbour Hotel."), ("Customer", "A key!")]
    assert [turn.start for turn in transcript.turns] == [1.5, 3.5]
    assert transcript.meta.title == "A call"
    assert "Job Name call.wav" in {record.text.replace(":", "") for record in transcript.dropped}


def test_facts_above_a_transcript_in_paragraphs_are_dropped() -> None:
    facts = _table(("Interviewer", "Bo Li"), ("Place", "Harbour"))
    talk = paragraphs(
        "ANA REYES: We went to the harbour in the morning and saw it.", "BO LI: And then, in the evening?"
    )
    transcript = read("a.docx", docx(facts + talk))
    assert [turn.speaker for turn in transcript.turns] == ["ANA REYES", "BO LI"]
    assert [record.text for record in transcript.dropped] == ["Interviewer Bo Li", "Place Harbour"]
