"""A speaker renamed: what is written, what it changes, and that nobody else is renamed."""

from pathlib import Path

import pytest

from index.errors import LibraryError, NotFound
from index.library.rename_speaker import Rename, plan_rename, write_rename
from index.speakers.labels import Name
from tests.index.double import Library

TALK = "Speaker 1: The bridge stays shut.\nSpeaker 2: For how long?\nSpeaker 1: Until May.\n"
OTHER = "Speaker 1: I sell fish.\nAna Reyes: Fresh fish?\n"


@pytest.fixture
def filled(library: Library) -> Library:
    library.write("talk.txt", TALK)
    library.write("other.txt", OTHER)
    library.index.sync()
    return library


def speakers(library: Library, transcript: str) -> list[str | None]:
    return [turn.speaker for turn in library.index.turns(transcript)]


def done(library: Library, rename: Rename) -> None:
    path = write_rename(library.index, rename)
    library.index.sync([path])


def aliases(library: Library) -> str:
    return (library.folder / "aliases").read_text("utf-8")


def test_a_speaker_of_one_transcript_gets_a_name_there_and_nowhere_else(filled: Library) -> None:
    rename = plan_rename(filled.index, "Speaker 1", Name("Ana Reyes", "mayor"), transcript="talk.txt")
    assert [(change.transcript_id, change.turns, change.joins) for change in rename.changes] == [("talk.txt", 2, 0)]
    assert rename.lines() == ("[talk.txt]", "Speaker 1 = Ana Reyes, mayor")
    assert not (filled.folder / "aliases").exists()
    done(filled, rename)
    assert speakers(filled, "talk.txt") == ["Ana Reyes", "Speaker 2", "Ana Reyes"]
    assert speakers(filled, "other.txt") == ["Speaker 1", "Ana Reyes"]


def test_only_what_the_new_name_changes_is_embedded_again(filled: Library) -> None:
    filled.write("long.txt", "\n".join(f"Person {n}: This is remark {n} of a long day." for n in range(60)))
    filled.index.sync()
    filled.embedded()
    rename = plan_rename(filled.index, "Person 3", Name("Eve Lund"), transcript="long.txt")
    done(filled, rename)
    embedded, first = filled.embedded(), len(filled.embedder.embedded)
    assert 0 < embedded < 60
    assert first == 0


def test_a_name_given_everywhere_is_one_line_and_says_with_whom_it_joins(filled: Library) -> None:
    rename = plan_rename(filled.index, "Speaker 1", Name("Ana Reyes"))
    assert {change.transcript_id: (change.turns, change.joins) for change in rename.changes} == {
        "talk.txt": (2, 0),
        "other.txt": (1, 1),
    }
    done(filled, rename)
    assert aliases(filled).strip() == "Speaker 1 = Ana Reyes"
    assert speakers(filled, "other.txt") == ["Ana Reyes", "Ana Reyes"]


def test_a_name_given_before_can_be_corrected_with_its_comment_kept(filled: Library) -> None:
    filled.write("aliases", "# our people\n[talk.txt]\nSpeaker 1 = Anna Reyes  # the mayor\n")
    filled.index.sync()
    rename = plan_rename(filled.index, "Anna Reyes", Name("Ana Reyes"), transcript="talk.txt")
    done(filled, rename)
    assert aliases(filled) == "# our people\n[talk.txt]\nSpeaker 1 = Ana Reyes  # the mayor\n"
    assert speakers(filled, "talk.txt") == ["Ana Reyes", "Speaker 2", "Ana Reyes"]


def test_a_name_given_before_to_several_is_corrected_in_every_section(filled: Library) -> None:
    filled.write("aliases", "Speaker 2 = Bo\n[talk.txt]\nSpeaker 1 = Anna\n[other.txt]\nSpeaker 1 = Anna\n")
    filled.index.sync()
    done(filled, plan_rename(filled.index, "Anna", Name("Ana Reyes")))
    assert aliases(filled).count("Ana Reyes") == 2
    assert "Anna" not in aliases(filled)
    assert speakers(filled, "talk.txt") == ["Ana Reyes", "Bo", "Ana Reyes"]


def test_a_label_that_is_somebody_else_elsewhere_is_renamed_only_where_it_is_meant(filled: Library) -> None:
    filled.write("aliases", "Speaker 1 = Bo Chen\n[talk.txt]\nSpeaker 1 = Anna\n")
    filled.index.sync()
    done(filled, plan_rename(filled.index, "Anna", Name("Ana Reyes")))
    assert speakers(filled, "talk.txt") == ["Ana Reyes", "Speaker 2", "Ana Reyes"]
    assert speakers(filled, "other.txt") == ["Bo Chen", "Ana Reyes"]


def test_a_person_whom_the_head_of_another_file_names_is_not_renamed_with_the_label(filled: Library) -> None:
    filled.write("headed.txt", "---\nspeakers:\n  Speaker 2: Cy Lund\n---\n\nSpeaker 2: Hello.\nBo: Yes.\n")
    filled.index.sync()
    assert speakers(filled, "headed.txt") == ["Cy Lund", "Bo"]
    done(filled, plan_rename(filled.index, "Speaker 2", Name("Ana Reyes")))
    assert speakers(filled, "talk.txt")[1] == "Ana Reyes"
    assert speakers(filled, "headed.txt") == ["Cy Lund", "Bo"]


def test_what_a_sidecar_says_of_a_speaker_stands_against_it_and_the_error_says_so(filled: Library) -> None:
    filled.write("talk.yaml", "speakers:\n  Speaker 1: Cy Lund\n")
    filled.index.sync()
    with pytest.raises(LibraryError, match="YAML"):
        plan_rename(filled.index, "Cy Lund", Name("Ana Reyes"), transcript="talk.txt")
    assert not (filled.folder / "aliases").exists()


def test_a_short_label_is_renamed_by_the_full_name_that_it_was_resolved_to(library: Library) -> None:
    library.write("a.txt", "MARK O'NEIL: Good day.\nBO: Hello.\nO'NEIL: Goodbye.\n")
    library.write("b.txt", "O'NEIL: I am another.\nBO: Hm.\n")
    library.index.sync()
    done(library, plan_rename(library.index, "MARK O'NEIL", Name("Mark O’Neil")))
    assert speakers(library, "a.txt") == ["Mark O’Neil", "BO", "Mark O’Neil"]
    assert speakers(library, "b.txt") == ["O'NEIL", "BO"]


def test_a_speaker_nobody_is_called_and_a_name_that_is_none_are_refused(filled: Library) -> None:
    with pytest.raises(NotFound, match="Nobody Here"):
        plan_rename(filled.index, "Nobody Here", Name("Ana"))
    with pytest.raises(LibraryError, match="empty"):
        plan_rename(filled.index, "Speaker 1", Name("  "))
    with pytest.raises(LibraryError, match="already"):
        plan_rename(filled.index, "Speaker 1", Name("Speaker 1"))
    with pytest.raises(LibraryError, match="longer"):
        plan_rename(filled.index, "Speaker 1", Name("x" * 300))


def test_a_file_that_somebody_changed_meanwhile_is_not_written_over(filled: Library) -> None:
    rename = plan_rename(filled.index, "Speaker 1", Name("Ana"), transcript="talk.txt")
    filled.write("aliases", "Speaker 2 = Bo\n")
    with pytest.raises(LibraryError, match="meantime"):
        write_rename(filled.index, rename)
    assert aliases(filled) == "Speaker 2 = Bo\n"


def test_the_file_that_is_there_is_written_whatever_its_name(filled: Library, tmp_path: Path) -> None:
    filled.write("aliases.txt", "Speaker 2 = Bo\n")
    filled.index.sync()
    rename = plan_rename(filled.index, "Speaker 1", Name("Ana"), transcript="talk.txt")
    assert rename.file == "aliases.txt"
    done(filled, rename)
    assert [path.name for path in filled.folder.iterdir() if path.name.startswith(".") and path.suffix == ".part"] == []
