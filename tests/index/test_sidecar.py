"""A YAML file beside a transcript, or a block at its head, adds to and corrects what the file says of itself."""

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from index.catalog import serialization as records
from index.readers import Source, read_transcript
from index.readers import sidecar as metadata
from index.readers.sidecar import (
    MAX_BYTES,
    Said,
    described,
    read_head,
    read_metadata,
    read_sidecar,
)
from index.speakers.labels import Name
from index.sync import notes
from index.transcript import Transcript
from tests.index.double import CountingEmbedder, Library
from tests.index.sameness import assert_same

TALK = "Speaker 1: Ship on Friday.\n\nSpeaker 2: The bridge is closed.\n"
WHOLE = """\
title: Hearing on the harbour
date: March 4, 2026
event: Select committee
place: Town hall
url: https://example.org/hearing
language: en
speakers:
  Speaker 1: Ana Reyes, mayor
  Speaker 2: {name: "Ode, Ben", role: engineer}
"""


def parsed(text: str = TALK, name: str = "a.txt") -> Transcript:
    return read_transcript([Source(name, text.encode())])


def said(text: str) -> Said:
    return read_sidecar("a.yaml", text.encode())


def told(text: str) -> list[tuple[int | None, str]]:
    return [(warning.line, warning.message) for warning in said(text).warnings]


def test_a_sidecar_gives_title_date_event_place_url_language_and_names() -> None:
    transcript = described(parsed(), said(WHOLE))
    meta = transcript.meta
    assert (meta.title, meta.date, meta.event) == ("Hearing on the harbour", "2026-03-04", "Select committee")
    assert (meta.place, meta.url, meta.language) == ("Town hall", "https://example.org/hearing", "en")
    assert [(turn.speaker, turn.role, turn.as_printed) for turn in transcript.turns] == [
        ("Ana Reyes", "mayor", ("Speaker 1",)),
        ("Ode, Ben", "engineer", ("Speaker 2",)),
    ]
    assert transcript.warnings == ()


def test_what_a_sidecar_leaves_out_stays_as_the_file_has_it() -> None:
    before = parsed(f"Council meeting\nMarch 4, 2024\n\n{TALK}")
    after = described(before, said("place: Town hall\ntitle:\nevent: ~\n"))
    assert (after.meta.title, after.meta.date, after.meta.place) == (before.meta.title, "2024-03-04", "Town hall")
    assert after.meta.event is None
    assert after.turns == before.turns


def test_the_index_keeps_what_a_sidecar_says_of_the_whole(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("a.yaml", WHOLE)
    library.index.sync()
    info = library.index.info("a.txt")
    assert (info.event, info.place) == ("Select committee", "Town hall")
    assert (info.url, info.language) == ("https://example.org/hearing", "en")
    library.write("a.yaml", WHOLE.replace("Town hall", "City hall"))
    assert library.index.sync().embedded == 0
    assert library.index.info("a.txt").place == "City hall"


def test_an_index_made_before_these_were_kept_learns_them_with_the_next_sync(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write("a.txt", TALK)
    library.write("a.yaml", WHOLE)
    with monkeypatch.context() as before:
        before.setattr(records, "_META", ())
        before.setattr(notes, "VERSION", 1)
        library.index.sync()
    assert library.index.info("a.txt").place is None
    report = library.index.sync()
    assert (report.updated, report.embedded) == (("a.txt",), 0)
    assert library.index.info("a.txt").place == "Town hall"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.txt.yaml", "a.txt.yml", "a.yaml", "a.yml"])
def test_sync_applies_a_sidecar_and_its_changes_and_its_removal(library: Library, tmp_path: Path, name: str) -> None:
    library.write("a.txt", TALK)
    assert library.index.sync().updated == ()
    sidecar = library.write(name, "title: Harbour\ndate: 2026-03-04\nspeakers:\n  Speaker 1: Ana Reyes\n")
    report = library.index.sync()
    assert (report.updated, report.failed) == (("a.txt",), ())
    info = library.index.info("a.txt")
    assert (info.title, info.date, info.speakers) == ("Harbour", "2026-03-04", ("Ana Reyes", "Speaker 2"))
    with library.opened(folder=tmp_path / "anew", embedder=CountingEmbedder()) as anew:
        anew.sync()
        assert_same(library.index, anew)
    library.write(name, "title: The harbour\n")
    assert library.index.sync().updated == ("a.txt",)
    assert library.index.info("a.txt").speakers == ("Speaker 1", "Speaker 2")
    sidecar.unlink()
    assert library.index.sync().updated == ("a.txt",)
    assert library.index.info("a.txt").title == "a"


def test_of_several_sidecars_the_one_with_the_whole_name_counts(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>Ship.\n")
    library.write("a.yaml", "title: Both\n")
    library.write("a.vtt.yaml", "title: Captions\n")
    library.index.sync()
    assert [info.title for info in library.index.transcripts()] == ["Both", "Captions"]


def test_a_sidecar_without_its_transcript_is_nothing_at_all(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("gone.yaml", "title: [\n")
    library.write("mkdocs.yml", "site_name: x\n")
    report = library.index.sync()
    assert (report.added, report.failed, len(library.index.transcripts())) == (("a.txt",), (), 1)


def test_a_sidecar_that_is_no_yaml_is_a_warning_with_its_line_and_the_transcript_is_there(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("a.yaml", "title: Harbour\nspeakers:\n  Speaker 1: Ana: Reyes\n")
    report = library.index.sync()
    assert (report.added, report.failed) == (("a.txt",), ())
    info = library.index.info("a.txt")
    assert (info.title, info.state) == ("a", "ready")
    assert info.warnings[0].startswith("a.yaml:3: is no YAML")


def test_the_sidecar_of_the_first_part_is_about_the_whole(library: Library) -> None:
    head = "Council hearing on bridges\nMarch 3, 2026\n\n"
    for part in (1, 2):
        library.write(f"talk-{part}.txt", head + TALK)
    library.write("talk-1.yaml", "title: Bridges\nspeakers:\n  Speaker 1: Ana Reyes\n")
    library.write("talk-2.yaml", "title: Second\n")
    library.index.sync()
    (info,) = library.index.transcripts()
    assert (info.title, info.speakers) == ("Bridges", ("Ana Reyes", "Speaker 2"))


def test_a_sidecar_counts_before_an_aliases_file(library: Library) -> None:
    library.write("a.jsonl", '{"speaker": "A", "text": "Shall we begin?"}\n{"speaker": "B", "text": "Please."}\n')
    library.write("aliases", "Speaker A = Ana Reyes\nSpeaker B = Ben Ode\n")
    library.write("a.yaml", "speakers:\n  Speaker A: Cleo Marsh\n")
    library.index.sync()
    info = library.index.info("a.jsonl")
    assert (info.speakers, info.warnings) == (("Cleo Marsh", "Ben Ode"), ())


def test_a_sync_of_the_sidecar_alone_is_a_sync_of_its_transcript(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("b.txt", TALK)
    library.index.sync()
    for name in ("a.yaml", "b.yaml"):
        library.write(name, "title: Harbour\n")
    assert library.index.sync(["a.yaml"]).updated == ("a.txt",)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("title: x\nauthor: me\n", 2, "'author' is no key here. Keys: title, date, event, place, url, language, speak"),
        ("date: soon\n", 1, "'soon' is no date"),
        ("date: 2026-02-30\n", 1, "'2026-02-30' is no date"),
        ("url: javascript:alert(1)\n", 1, "does not begin with https://"),
        ("title:\n- a\n- b\n", 1, "title: is no text"),
        ("speakers: Ana\n", 1, "write a line"),
        ("speakers:\n  A: {nam: Ana}\n", 2, "A: names nobody"),
        ("speakers:\n  A: Ana\n  B:\n", 3, "B: names nobody"),
        ("- title\n", 1, "holds no lines of `key: value`"),
        ("title: x\nevent: [\n", 3, "is no YAML"),
        ("title: x\n\tplace: y\n", 2, "is no YAML"),
        ("title: a\0b\n", 1, "is no YAML"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(text: str, line: int, words: str) -> None:
    ((at, message),) = told(text)
    assert at == line
    assert words in message


def test_a_name_that_nobody_has_is_said_with_its_line() -> None:
    transcript = described(parsed(), said("speakers:\n  Speaker 1: Ana\n  Speakr 2: Ben\n"))
    (warning,) = transcript.warnings
    assert (warning.file, warning.line) == ("a.yaml", 3)
    assert "'Speakr 2'" in warning.message


def test_text_stays_text_whatever_yaml_would_make_of_it() -> None:
    found = said("title: 007\nplace: 12:30\nevent: No\nspeakers:\n  01: 2026-03-04\n  Yes: Ana\n")
    assert found.meta == {"title": "007", "place": "12:30", "event": "No"}
    assert found.names == {"01": Name("2026-03-04"), "yes": Name("Ana")}


def test_other_words_for_the_keys_and_the_three_dashes_of_a_head_are_understood() -> None:
    found = said("---\nSubject: Harbour\nvenue: Hall\nlang: en\nlink: http://a.example\n---\n")
    assert found.meta == {"title": "Harbour", "place": "Hall", "language": "en", "url": "http://a.example"}
    assert found.warnings == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
        "title: &t Harbour\nevent: *t\n",
        "title: " + "[" * 20_000,
        "? " * 20_000,
        "title: !!python/object/apply:os.system ['true']\n",
        "title: " + "x" * MAX_BYTES,
        "- " * 20_000,
        "{" * 30_000,
        "a: b\n" * 10_000,
        f"title: {'x' * 1000}",
        f"speakers:\n  Speaker 1: {'x' * 1000}",
    ],
)
@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
def test_a_hostile_file_is_a_quick_warning(monkeypatch: pytest.MonkeyPatch, text: str, loader: type) -> None:
    monkeypatch.setattr(metadata, "_LOADER", loader)
    started = time.process_time()
    found = said(text)
    assert time.process_time() - started < 5, "of a processor: what grows with the square takes minutes"
    assert 0 < len(found.warnings) < 30
    assert (found.meta, found.names) == ({}, {})


def test_a_sidecar_in_another_encoding_is_a_warning() -> None:
    found = read_sidecar("a.yaml", "title: x\nplace: Zürich\n".encode("cp1252"))
    assert [(warning.line, warning.message[:12]) for warning in found.warnings] == [(2, "is not UTF-8")]


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="ab:-[]{}&*!|>\"'#,?%@` \n\t~\u00e9\u2028\0", max_size=80).map(lambda t: t.encode()) | st.binary()
)
def test_whatever_a_sidecar_holds_nothing_is_raised(data: bytes) -> None:
    described(parsed(), read_sidecar("a.yaml", data))


def test_a_block_at_the_head_of_a_text_names_its_speakers() -> None:
    transcript = parsed(f"---\n{WHOLE}layout: post\n---\n\n{TALK}")
    assert [turn.speaker for turn in transcript.turns] == ["Ana Reyes", "Ode, Ben"]
    assert (transcript.meta.title, transcript.meta.date) == ("Hearing on the harbour", "2026-03-04")
    assert (transcript.meta.event, transcript.meta.language) == ("Select committee", "en")
    assert transcript.warnings == ()
    assert [turn.text for turn in transcript.turns] == ["Ship on Friday.", "The bridge is closed."]


def test_a_head_that_is_no_yaml_is_read_line_by_line() -> None:
    transcript = parsed(f"---\ntitle: Harbour: the hearing\ndate: 2026-03-04\n---\n\n{TALK}")
    assert (transcript.meta.title, transcript.meta.date) == ("Harbour: the hearing", "2026-03-04")
    assert transcript.warnings == ()


def test_a_head_that_names_speakers_and_is_no_yaml_says_so_with_its_line() -> None:
    transcript = parsed(f"---\ntitle: Harbour\nspeakers:\n  Speaker 1: Ana: Reyes\n---\n\n{TALK}")
    (warning,) = transcript.warnings
    assert (warning.file, warning.line) == ("a.txt", 4)
    assert transcript.turns[0].speaker == "Speaker 1"


def test_the_heads_of_parts_are_about_their_parts_and_the_first_about_the_whole() -> None:
    first = f"---\ntitle: Harbour\nspeakers:\n  Speaker 1: Ana\n  Speaker 2: Ben\n---\n\n{TALK}"
    second = f"---\ntitle: Harbour\nspeakers:\n  Speaker 1: Cleo\n---\n\n{TALK}"
    transcript = read_transcript([Source("a-1.txt", first.encode()), Source("a-2.txt", second.encode())])
    assert [turn.speaker for turn in transcript.turns] == ["Ana", "Ben", "Cleo", "Ben"]
    assert transcript.meta.title == "Harbour"


def test_a_text_that_only_begins_with_a_rule_has_no_head() -> None:
    assert read_head("a.txt", f"---\n\n{TALK}\n---\n") == Said("a.txt")


def test_a_date_is_read_however_it_is_written() -> None:
    for written in ("2026-03-04", "4 March 2026", "'March 4, 2026'", "2026-03-04T10:00:00Z", "2026/3/4"):
        assert read_metadata("a.yaml", f"date: {written}\n").meta == {"date": "2026-03-04"}
