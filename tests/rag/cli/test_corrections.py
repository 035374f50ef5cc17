"""Corrections on the command line."""

from pathlib import Path

import pytest

from index.errors import IndexBusy
from index.index import Index
from tests.rag.cli.test_people_and_pins import library, ran, values

__all__ = ["library"]  # a fixture


def test_a_turn_is_corrected_shown_with_what_the_file_says_and_undone(library: Path) -> None:
    done = values("correct", "talk.txt", "1", "--words", "The ferry leaves at ten.", "--user", "ana")
    (turn,) = done["turns"]
    assert (turn["text"], turn["speaker"]) == ("The ferry leaves at ten.", "Speaker 2")
    assert turn["original"] == [{"index": 1, "speaker": "Speaker 2", "text": "The ferry leaves at nine."}]
    assert "corrected" in ran("show", "talk.txt").stdout
    (one,) = values("corrections", "talk.txt")["corrections"]
    assert (one["kind"], one["turn_id"], one["applies"], one["by"]) == ("words", "talk.txt#1", True, "ana")
    assert one["original"]["text"] == "The ferry leaves at nine."
    assert "The ferry leaves at ten." in ran("corrections").stdout
    assert values("parse", library / "talk.txt")["turns"][1]["text"] == "The ferry leaves at ten."
    assert values("corrections", "--undo", one["id"])["undone"] == one["id"]
    assert "original" not in values("show", "talk.txt", "--turn", "1")["turns"][0]
    assert values("corrections") == {"corrections": []}
    assert "Nothing was corrected" in ran("corrections").stdout


def test_a_turn_is_split_where_somebody_else_goes_on_and_joined_again(library: Path) -> None:
    done = values("correct", "talk.txt", "0", "--split-at", "I'm Ana", "--speaker", "Ana Reyes")
    assert [(turn["speaker"], turn["text"]) for turn in done["turns"]] == [
        ("Speaker 1", "Good morning,"),
        ("Ana Reyes", "I'm Ana Reyes."),
    ]
    values("correct", "talk.txt", "0", "--merge")
    assert values("show", "talk.txt", "--turn", "0")["turns"][0]["text"] == "Good morning, I'm Ana Reyes."


def test_what_is_no_correction_is_an_error(library: Path) -> None:
    for arguments in (("talk.txt", "0"), ("talk.txt", "0", "--words", "", "--merge"), ("talk.txt", "7", "--merge")):
        assert ran("correct", *arguments).exit_code == 1
    assert ran("corrections", "--undo", "nothing").exit_code == 1


def test_what_is_written_while_another_sync_runs_is_kept_and_said_to_be(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise IndexBusy("another process is writing to this index")

    with monkeypatch.context() as patched:
        patched.setattr(Index, "sync", busy)
        done = ran("correct", "talk.txt", "1", "--words", "The ferry leaves at ten.")
        assert (done.exit_code, "Kept." in done.stderr) == (0, True)
        assert values("rename", "Speaker 2", "Ben Ode")["later"]
    values("index")
    turn = values("show", "talk.txt", "--turn", "1")["turns"][0]
    assert (turn["speaker"], turn["text"]) == ("Ben Ode", "The ferry leaves at ten.")
    (one,) = values("corrections")["corrections"]
    monkeypatch.setattr(Index, "sync", busy)
    assert values("corrections", "--undo", one["id"]) == {"undone": one["id"], "embedded": 0, "later": True}
