"""A turn corrected: kept beside its file, followed by the index, undone, and told of where it applies no longer."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from index.errors import LibraryError, NotFound
from index.library import remove as removal
from index.library.correct import Change, correct, listed, undo
from index.library.rename_speaker import plan_rename, write_rename
from index.speakers.labels import Name
from index.transcript import Original
from tests.index.double import Library, long_talk
from tests.index.sameness import assert_as_if_new

TALK = "Speaker 1: The brigde stays shut.\nSpeaker 2: For how long? Until May, you said.\nSpeaker 1: Yes.\n"


@pytest.fixture
def filled(library: Library) -> Library:
    library.write("talk.txt", TALK)
    library.write("other.txt", "ANA: I sell fish.\nBEN: Fresh fish?\n")
    library.index.sync()
    return library


def done(library: Library, turn: int, change: Change, *, by: str = "", seen: str | None = None) -> None:
    library.index.sync([correct(library.index, f"talk.txt#{turn}", change, by=by, seen=seen)])


def said(library: Library) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in library.index.turns("talk.txt")]


def ids(library: Library) -> list[str]:
    return [one.correction.id for one in listed(library.index)]


def test_the_words_are_corrected_beside_the_file_and_found_and_undone(filled: Library, tmp_path: Path) -> None:
    before = filled.index.turns("talk.txt")
    done(filled, 0, Change(words="The bridge  stays shut."), by="ana", seen="The brigde stays shut.")
    turn = filled.index.turn("talk.txt#0")
    assert turn.text == "The bridge stays shut."
    assert turn.originals == (Original(0, "Speaker 1", "The brigde stays shut."),)
    assert (filled.folder / "talk.txt").read_text() == TALK
    assert filled.index.mentions("bridge")
    assert not filled.index.mentions("brigde")
    (one,) = listed(filled.index, "talk.txt")
    assert (one.turn, one.original, one.correction.by) == (0, ("Speaker 1", "The brigde stays shut."), "ana")
    assert turn.corrections == (one.correction.id,)
    assert_as_if_new(filled, tmp_path, "bridge", "brigde", "fish")
    filled.index.sync([undo(filled.index, one.correction.id)])
    assert filled.index.turns("talk.txt") == before
    assert not (filled.folder / "talk.txt.corrections").exists()
    assert listed(filled.index) == ()


def test_only_what_a_correction_changes_is_embedded_again(library: Library) -> None:
    library.write("talk.txt", "\n".join(long_talk(60)))
    library.index.sync()
    library.embedded()
    done(library, 20, Change(words="One word is another."))
    assert 0 < library.embedded() < 12


@pytest.mark.slow
def test_a_speaker_a_split_and_a_merge_are_what_a_new_index_has_too(filled: Library, tmp_path: Path) -> None:
    done(filled, 1, Change(split_at="Until May", speaker="Speaker 1"))
    done(filled, 0, Change(speaker="Ana Reyes"))
    done(filled, 2, Change(merge=True))
    assert said(filled) == [
        ("Ana Reyes", "The brigde stays shut."),
        ("Speaker 2", "For how long?"),
        ("Speaker 1", "Until May, you said. Yes."),
    ]
    assert_as_if_new(filled, tmp_path, "May", "long")
    report = filled.index.sync()
    assert (report.updated, report.embedded) == ((), 0)
    for one in reversed(ids(filled)):
        filled.index.sync([undo(filled.index, one)])
    assert [turn.originals for turn in filled.index.turns("talk.txt")] == [(), (), ()]
    assert_as_if_new(filled, tmp_path / "again", "May", "long")


@pytest.mark.slow
def test_a_split_undone_puts_no_speaker_under_words_that_nobody_gave_them(filled: Library) -> None:
    before = said(filled)
    done(filled, 1, Change(split_at="Until May"))
    done(filled, 1, Change(speaker="Ana Reyes"))
    done(filled, 1, Change(words="How long?"))
    done(filled, 1, Change(speaker="Ana Ott"))  # the words were mended since, not parted otherwise
    assert said(filled)[1:3] == [("Ana Ott", "How long?"), ("Speaker 2", "Until May, you said.")]
    filled.index.sync([undo(filled.index, ids(filled)[0])])
    assert said(filled) == before
    assert {one.correction.kind: one.turn for one in listed(filled.index)} == {"speaker": None, "words": None}


def test_a_split_undone_leaves_no_later_split_of_its_part_with_a_speaker_of_the_rest(filled: Library) -> None:
    before = said(filled)
    done(filled, 1, Change(split_at="Until May"))
    done(filled, 1, Change(split_at="long?", speaker="Ana Reyes"))
    assert said(filled)[2] == ("Ana Reyes", "long?")
    filled.index.sync([undo(filled.index, ids(filled)[0])])
    assert said(filled) == before


def test_a_turn_corrected_again_has_one_correction_and_one_as_its_file_has_it_none(filled: Library) -> None:
    done(filled, 0, Change(words="The bridge is shut."))
    done(filled, 0, Change(speaker="Ana Reyes"))
    done(filled, 0, Change(words="The bridge stays open."))
    assert [one.correction.kind for one in listed(filled.index)] == ["words", "speaker"]
    assert said(filled)[0] == ("Ana Reyes", "The bridge stays open.")
    done(filled, 0, Change(words="The brigde stays shut."))
    assert [one.correction.kind for one in listed(filled.index)] == ["speaker"]


def test_words_and_speaker_are_corrected_at_once(filled: Library) -> None:
    done(filled, 2, Change(words="Yes, I did.", speaker="Ana Reyes"))
    assert said(filled)[2] == ("Ana Reyes", "Yes, I did.")


def test_a_new_version_of_the_file_keeps_what_is_still_there_and_says_what_is_not(filled: Library) -> None:
    done(filled, 0, Change(words="The bridge stays shut."))
    done(filled, 2, Change(words="Yes, in March."))
    filled.write("talk.txt", "Speaker 3: Good morning.\n" + TALK.replace("Speaker 1: Yes.\n", "Speaker 1: No.\n"))
    filled.index.sync()
    assert said(filled)[1] == ("Speaker 1", "The bridge stays shut.")
    assert said(filled)[3] == ("Speaker 1", "No.")
    there, lost = listed(filled.index)
    assert (there.turn, lost.turn) == (1, None)
    assert lost.correction.said == "Speaker 1: Yes."
    (warning,) = filled.index.info("talk.txt").warnings
    assert "talk.txt.corrections" in warning
    assert "no longer applies" in warning
    filled.write("talk.txt", TALK)
    filled.index.sync()
    assert said(filled)[2] == ("Speaker 1", "Yes, in March.")
    assert filled.index.info("talk.txt").warnings == ()


def test_a_corrected_speaker_is_renamed_with_the_others_of_the_name(filled: Library) -> None:
    index = filled.index
    index.sync([write_rename(index, plan_rename(index, "Speaker 2", Name("Ben"), transcript="talk.txt"))])
    done(filled, 1, Change(split_at="Until May", speaker="Cara"))
    done(filled, 0, Change(speaker="Ben"))
    assert [speaker for speaker, _ in said(filled)] == ["Ben", "Ben", "Cara", "Speaker 1"]
    index.sync([write_rename(index, plan_rename(index, "Ben", Name("Ben Ott"), transcript="talk.txt"))])
    assert [speaker for speaker, _ in said(filled)] == ["Ben Ott", "Ben Ott", "Cara", "Speaker 1"]


def test_a_line_that_is_no_correction_stays_and_is_told_of(filled: Library) -> None:
    path = filled.write("talk.txt.corrections", 'note to self\n{"kind": "words", "turn": 0, "digest": "x"}\n')
    filled.index.sync()
    assert len(filled.index.info("talk.txt").warnings) == 2
    done(filled, 0, Change(words="The bridge stays shut."))
    assert path.read_text("utf-8").startswith("note to self\n")
    assert said(filled)[0] == ("Speaker 1", "The bridge stays shut.")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Change(), "already says this"),
        (Change(words="The brigde stays shut."), "already says this"),
        (Change(speaker="Speaker 1"), "already says this"),
        (Change(words=" \n "), "no words"),
        (Change(speaker=" "), "empty"),
        (Change(words="a\x1b[2Jb"), "invisible"),
        (Change(words="pay \u202e000,1"), "invisible"),
        (Change(words="a" * 50_001), "longer"),
        (Change(speaker="a" * 201), "longer"),
        (Change(split_at="The brigde"), "exactly once"),
        (Change(split_at="The brigde " * 100_000), "exactly once"),
        (Change(split_at=0), "between two words"),
        (Change(split_at=999), "between two words"),
        (Change(words="One.", merge=True), "one thing"),
        (Change(words="One.", split_at="stays"), "one thing"),
    ],
)
def test_what_is_no_correction_is_refused_with_what_to_do(filled: Library, change: Change, says: str) -> None:
    with pytest.raises(LibraryError, match=says):
        correct(filled.index, "talk.txt#0", change)
    assert not (filled.folder / "talk.txt.corrections").exists()


def test_a_turn_with_what_cannot_be_seen_is_corrected_like_others(filled: Library) -> None:
    filled.write("talk.txt", TALK.replace("brigde", "bri\u00adgde"))
    filled.index.sync()
    done(filled, 0, Change(words="The bri\u00addge stays shut.", speaker="Speaker 1"))
    assert said(filled)[0] == ("Speaker 1", "The bri\u00addge stays shut.")


def test_a_turn_is_not_split_within_a_word(filled: Library) -> None:
    done(filled, 0, Change(split_at=13))
    assert [text for _, text in said(filled)[:2]] == ["The brigde", "stays shut."]


def test_the_last_turn_is_joined_to_nothing_and_no_other_turn_is_corrected_by_mistake(filled: Library) -> None:
    with pytest.raises(LibraryError, match="last turn"):
        correct(filled.index, "talk.txt#2", Change(merge=True))
    with pytest.raises(LibraryError, match="has changed"):
        correct(filled.index, "talk.txt#0", Change(words="No."), seen="something else")
    with pytest.raises(NotFound):
        correct(filled.index, "talk.txt#9", Change(words="No."))
    with pytest.raises(NotFound):
        undo(filled.index, "0123456789")
    filled.write("talk.txt", TALK.replace("brigde", "ferry"))
    with pytest.raises(LibraryError, match="Bring the index up to date"):
        correct(filled.index, "talk.txt#0", Change(words="No."))


def test_two_who_correct_at_once_lose_nothing(filled: Library) -> None:
    def change(turn: int) -> None:
        correct(filled.index, f"talk.txt#{turn}", Change(words=f"Words {turn}."))

    threads = [threading.Thread(target=change, args=(turn,)) for turn in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    filled.index.sync()
    assert [text for _, text in said(filled)] == ["Words 0.", "Words 1.", "Words 2."]


def test_a_removed_transcript_takes_its_corrections_along(filled: Library) -> None:
    done(filled, 0, Change(words="The bridge stays shut."))
    assert removal.files_of(filled.index, "talk.txt") == ("talk.txt", "talk.txt.corrections")
