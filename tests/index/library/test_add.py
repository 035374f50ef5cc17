"""Files handed in: safe names, what they would be, and their way into the library, whole or not at all."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LibraryError, TranscriptError, UnknownFormat
from index.library.add import LONGEST_NAME, add, preview, safe_name
from index.readers import SUFFIXES
from tests.index.double import Library

VTT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ana Reyes>The bridge stays shut.\n\n00:05.000 --> 00:06.000\n<v Bo>Why?\n"


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("../../etc/talk.txt", "talk.txt"),
        ("C:\\Users\\me\\talk.vtt", "talk.vtt"),
        (".hidden.vtt", "hidden.vtt"),
        ("~$talk.docx", "talk.docx"),
        ("a\nb\x00c\u202e.txt", "abc.txt"),
        ("hearing [1] #2.vtt", "hearing _1_ _2.vtt"),
        ("会议 2026-03-12.vtt", "会议 2026-03-12.vtt"),
    ],
)
def test_a_name_is_made_safe_and_stays_readable(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


@pytest.mark.parametrize(
    "name", ["talk.exe", "talk", "aliases", "aliases.txt", "README.md", "talk.yaml", "", "..", ".vtt/"]
)
def test_what_is_no_transcript_by_its_name_is_refused_with_what_is_taken(name: str) -> None:
    with pytest.raises(LibraryError, match=r"\.vtt"):
        safe_name(name)


@given(name=st.text(max_size=300), suffix=st.sampled_from(sorted(SUFFIXES)))
def test_every_safe_name_is_a_plain_file_name_and_stays_as_it_is(name: str, suffix: str) -> None:
    try:
        safe = safe_name(name + suffix)
    except LibraryError:
        return
    assert safe == safe_name(safe)
    assert len(safe) <= LONGEST_NAME
    assert Path(safe).name == safe
    assert not safe.startswith((".", "~$"))
    assert safe.isprintable()


def test_a_preview_shows_the_turns_under_the_names_of_the_library_and_writes_nothing(library: Library) -> None:
    library.write("aliases", "Bo = Bo Chen, clerk\n")
    library.index.sync()
    found = preview(library.index, "talk.vtt", VTT)
    assert found.transcript is not None
    assert [turn.speaker for turn in found.transcript.turns] == ["Ana Reyes", "Bo Chen"]
    assert (found.problem, found.there, found.same_as) == (None, False, None)
    assert sorted(path.name for path in library.folder.iterdir()) == [".ontherecord", "aliases"]


def test_a_preview_of_a_bad_file_says_what_is_wrong_and_the_way_out(library: Library) -> None:
    library.index.sync()
    found = preview(library.index, "talk.vtt", b"\x00\x01\x02\x03" * 40)
    assert found.transcript is None
    assert found.problem is not None
    assert found.problem.startswith("talk.vtt")


def test_a_preview_knows_what_the_library_has_already(library: Library) -> None:
    library.write("talk.vtt", VTT.decode())
    library.index.sync()
    assert preview(library.index, "copy.vtt", VTT).same_as == "talk.vtt"
    assert preview(library.index, "talk.vtt", VTT + b"\n").there


def test_a_file_is_added_and_can_be_asked_about_after_a_sync_limited_to_it(library: Library) -> None:
    library.index.sync()
    path = add(library.index, "talk.vtt", VTT)
    assert path.read_bytes() == VTT
    report = library.index.sync([path])
    assert report.added == ("talk.vtt",)
    assert library.index.mentions("bridge")


def test_a_file_of_the_same_name_is_kept_unless_somebody_says_to_replace_it(library: Library) -> None:
    library.write("talk.vtt", VTT.decode())
    library.index.sync()
    new = VTT.replace(b"shut", b"open")
    with pytest.raises(LibraryError, match="of that name"):
        add(library.index, "talk.vtt", new)
    assert add(library.index, "talk.vtt", new, if_there="keep both").name == "talk (2).vtt"
    assert add(library.index, "talk.vtt", new, if_there="keep both").name == "talk (3).vtt"
    assert (library.folder / "talk.vtt").read_bytes() == VTT
    assert add(library.index, "talk.vtt", new, if_there="replace").name == "talk.vtt"
    assert (library.folder / "talk.vtt").read_bytes() == new


def test_what_no_reader_can_read_is_not_written(library: Library) -> None:
    library.index.sync()
    with pytest.raises(UnknownFormat):
        add(library.index, "talk.txt", b"  \n")
    with pytest.raises(TranscriptError):
        add(library.index, "talk.json", b"[1, 2")
    assert [path.name for path in library.folder.iterdir()] == [".ontherecord"]


def test_a_disk_that_fails_leaves_nothing_behind(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.index.sync()

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(LibraryError, match="No space left"):
        add(library.index, "talk.vtt", VTT)
    assert [path.name for path in library.folder.iterdir()] == [".ontherecord"]


def test_a_file_system_without_links_takes_files_too(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.index.sync()

    def refuse(source: object, target: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert add(library.index, "talk.vtt", VTT).read_bytes() == VTT
    with pytest.raises(LibraryError, match="of that name"):
        add(library.index, "talk.vtt", VTT)
