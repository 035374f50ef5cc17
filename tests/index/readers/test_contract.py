"""What every reader of the registry owes; a new one is covered from the moment its line is there."""

from contextlib import suppress

import pytest

from index.errors import MalformedTranscript, TooLarge, TranscriptError, UnknownFormat
from index.readers import FORMATS, SUFFIXES, Source, read_transcript
from index.readers.shared.document import open_document
from index.readers.shared.limits import MAX_BYTES
from index.transcript import turn_id
from tests.index.readers.conformance import broken_laws
from tests.index.readers.samples import BINARY, DOCS, EXAMPLES, WITHOUT_PLACES, example

GARBAGE = (
    b"\x01\x02\x03\x04" * 40,
    b"%%% --- ???\n" * 5,
    b"{" * 5000,
    b"[" * 5000,
    b"\x00" * 64,
    b"<" * 100,
    b"\xff\xfe",
)


def test_every_format_has_an_example_and_a_tool_in_the_documentation() -> None:
    assert set(EXAMPLES) == set(FORMATS) - BINARY
    tools = DOCS.read_text("utf-8").partition("## What happens to it")[0]
    assert [name for name in FORMATS if f"`{name}`" not in tools] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_recognised_by_its_content(name: str) -> None:
    transcript = read_transcript([example(name)])
    assert transcript.files[0].format == name
    assert transcript == read_transcript([example(name)], format=name)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_turn_is_counted_and_maps_back_to_the_file(name: str) -> None:
    source = example(name)
    transcript = read_transcript([source])
    assert [turn.id for turn in transcript.turns] == [turn_id(transcript.id, n) for n in range(len(transcript.turns))]
    assert broken_laws(transcript, [source]) == []
    placed = [bool(segment.runs) for turn in transcript.turns for segment in turn.segments]
    assert all(placed) or name in WITHOUT_PLACES


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_line_ends_do_not_change_what_is_said(name: str, newline: str) -> None:
    plain = example(name)
    other = Source(plain.path, plain.data.replace(b"\n", newline.encode()))
    transcript, expected = read_transcript([other]), read_transcript([plain])
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [(t.speaker, t.text) for t in expected.turns]
    assert broken_laws(transcript, [other]) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_nothing_and_garbage_are_refused_with_the_name_of_the_file(name: str) -> None:
    for data in (b"", b" \r\n \n", *GARBAGE):
        with pytest.raises(TranscriptError, match="folder/nothing") as refused:
            read_transcript([Source("folder/nothing.txt", data)], format=name)
        assert refused.value.way_out or refused.value.reason


@pytest.mark.parametrize("data", [b"", b" \n", *GARBAGE])
def test_detection_refuses_garbage(data: bytes) -> None:
    with pytest.raises(TranscriptError):
        read_transcript([Source("nothing.txt", data)])


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_cut_short_anywhere_is_read_or_refused(name: str) -> None:
    source = example(name)
    for end in range(0, len(source.data), max(len(source.data) // 40, 1)):
        cut = Source(source.path, source.data[:end])
        with suppress(TranscriptError):
            assert broken_laws(read_transcript([cut]), [cut]) == []


@pytest.mark.parametrize("name", sorted(set(FORMATS) - BINARY))
def test_a_reader_gives_each_other_format_a_lower_score_than_its_own(name: str) -> None:
    source = example(name)
    document = open_document(source.path, source.data)
    fits = {other: reader.sniff(document) for other, reader in FORMATS.items()}
    assert all(0 <= fit.score <= 1 and fit.why for fit in fits.values())
    assert fits[name].score == max(fit.score for fit in fits.values())


def test_a_refusal_says_what_was_tried_and_why() -> None:
    with pytest.raises(UnknownFormat) as refused:
        read_transcript([Source("notes/x.bin", b"\x01\x02\x03 \x04" * 9)])
    assert "notes/x.bin" in str(refused.value)
    assert all(f"{name}: " in str(refused.value) for name in FORMATS)


def test_json_that_breaks_off_names_the_line() -> None:
    with pytest.raises(MalformedTranscript, match=r"call\.json:3"):
        read_transcript([Source("call.json", b'{"segments": [\n{"start": 0, "end": 1, "text": "a"},\n{"start": ')])


def test_a_format_nobody_knows_is_refused_with_those_that_are() -> None:
    with pytest.raises(UnknownFormat, match="webvtt"):
        read_transcript([Source("a.txt", b"Ana: Hi.")], format="sanskrit")


def test_a_file_over_the_cap_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(TooLarge, match=r"name-1"):
        read_transcript([Source("big.txt", b" " * (MAX_BYTES + 1))])


def test_the_suffixes_are_lower_case_and_hold_every_readers() -> None:
    assert {".txt", ".md", ".vtt", ".srt", ".json", ".csv", ".docx", ".pdf", ".xml"} <= SUFFIXES
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in SUFFIXES)


# Each made some pattern take a time that grows with the square of the length, or worse.
HOSTILE = {
    "notes": "Ana: " + "♪" * 20_000 + "x\nBob: Hi.\n",
    "blanks": "Ana: Hi.\nwell" + " \t" * 20_000 + "so\nBob: Hi.\n",
    "empty lines": "Ana: Hi.\n" + "\n" * 20_000 + "Bob: Hi.\n",
    "brackets": "Ana: " + "[(" * 20_000 + "\nBob: Hi.\n",
    "capitals": "ANNA LEE: Hi. " + "AAAA BBBB. " * 5_000 + "\nBOB OTT: Hi.\n",
    "many names": "".join(f"A{chr(97 + n % 26)}{chr(97 + n // 26)} Smith: Hi.\n" for n in range(600)),
    "open quotes": "speaker,text\n" + '"a,' * 5_000,
    "open voices": "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v" * 20_000 + "<v." + "." * 20_000 + "\n",
    "open tags": "1\n00:00:01,000 --> 00:00:02,000\n" + "<i {\\" * 10_000 + "&a" * 10_000 + "\n",
    "numbers": "1\n00:00:01,000 --> 00:00:02,000\n" + "1\n" * 5_000,
    "rosters": "Speakers:\nAnn Lee, x\n" * 2_000 + "\nAnn Lee: Hi.\n",
    "directions": "Ana: " + "[laughs] so\n" * 2_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_no_longer_than_its_length(name: str) -> None:
    source = Source("a.txt", HOSTILE[name].encode())
    with suppress(TranscriptError):
        assert broken_laws(read_transcript([source]), [source]) == []
