"""A transcript removed: its files put aside or deleted, and nothing of it found any more."""

from pathlib import Path

import pytest

from index.errors import LibraryError, NotFound
from index.library.remove import ASIDE, files_of, remove
from tests.index.double import Library

TALK = "ANA: The zebra ran.\nBEN: Where to?\n"


def test_a_transcript_put_aside_is_gone_from_the_index_and_lies_where_it_says(library: Library) -> None:
    library.write("2026/talk.txt", TALK)
    library.write("other.txt", "CY: Nothing of it.\n")
    library.index.sync()
    removed = remove(library.index, "2026/talk.txt", keep=True)
    assert removed.paths == ("2026/talk.txt",)
    assert removed.aside is not None
    assert (removed.aside / "2026/talk.txt").read_text("utf-8") == TALK
    assert removed.aside.parent == library.folder / ASIDE
    report = library.index.sync([library.folder / path for path in removed.paths])
    assert report.removed == ("2026/talk.txt",)
    assert library.index.mentions("zebra") == []
    assert library.index.sync().added == ()


def test_a_transcript_deleted_is_gone_from_the_disk(library: Library) -> None:
    path = library.write("talk.txt", TALK)
    library.index.sync()
    assert remove(library.index, "talk.txt", keep=False).aside is None
    assert not path.exists()
    assert not (library.folder / ASIDE).exists()


def test_every_part_goes_and_a_sidecar_goes_only_with_the_last_transcript_it_is_about(library: Library) -> None:
    for number in (1, 2):
        library.write(f"talk-{number}.txt", f"---\ntitle: The talk\n---\n\nANA: Part {number} of a zebra.\nBEN: Yes.\n")
    library.write("talk-1.txt.yaml", "place: Here\n")
    library.write("both.txt", TALK)
    library.write("both.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>Hello.\n")
    library.write("both.yaml", "place: There\n")
    library.index.sync()
    assert library.ids == ["both.txt", "both.vtt", "talk-1.txt"]
    assert files_of(library.index, "talk-1.txt") == ("talk-1.txt", "talk-2.txt", "talk-1.txt.yaml")
    assert files_of(library.index, "both.txt") == ("both.txt",)
    remove(library.index, "both.txt", keep=True)
    library.index.sync()
    assert files_of(library.index, "both.vtt") == ("both.vtt", "both.yaml")


def test_a_file_that_could_not_be_read_can_be_removed_too(library: Library) -> None:
    library.write("bad.json", "[1, 2")
    library.index.sync()
    removed = remove(library.index, "bad.json", keep=True)
    report = library.index.sync([library.folder / path for path in removed.paths])
    assert report.failed == ()
    assert library.index.transcripts() == ()


def test_what_the_index_does_not_know_is_never_touched(library: Library) -> None:
    outside = library.folder.parent / "outside.txt"
    outside.write_text("mine")
    library.write("talk.txt", TALK)
    library.index.sync()
    for name in ("../outside.txt", "missing.txt", str(outside), ""):
        with pytest.raises(NotFound):
            remove(library.index, name, keep=False)
    assert outside.read_text() == "mine"


def test_a_folder_that_became_a_link_out_of_the_library_is_not_followed(library: Library, tmp_path: Path) -> None:
    library.write("2026/talk.txt", TALK)
    library.index.sync()
    elsewhere = tmp_path / "elsewhere"
    (library.folder / "2026").rename(elsewhere)
    (library.folder / "2026").symlink_to(elsewhere)
    with pytest.raises(LibraryError, match="outside"):
        remove(library.index, "2026/talk.txt", keep=False)
    assert (elsewhere / "talk.txt").exists()


def test_a_name_can_be_removed_again_and_again(library: Library) -> None:
    for _ in range(3):
        library.write("talk.txt", TALK)
        library.index.sync()
        removed = remove(library.index, "talk.txt", keep=True)
        library.index.sync([library.folder / path for path in removed.paths])  # as the page does
    assert len(list((library.folder / ASIDE).glob("*/talk.txt"))) == 3


def test_a_file_that_is_gone_already_is_no_error(library: Library) -> None:
    library.write("talk.txt", TALK)
    library.index.sync()
    (library.folder / "talk.txt").unlink()
    assert remove(library.index, "talk.txt", keep=True).paths == ("talk.txt",)
