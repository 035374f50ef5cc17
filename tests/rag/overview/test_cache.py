"""Overviews are kept beside the index, without a word of the transcript, until it changes."""

import json
import weakref
from pathlib import Path

import pytest

from index import derived
from index.filter import Filter
from index.transcript import Turn
from rag.errors import BadArgument
from rag.overview import cache
from rag.overview.library import kinds_of, look
from rag.overview.values import Overview
from tests.index.double import Library

MARCH = """ANA REYES: I'll send the revised budget to everybody by Friday.

Q: When does the harbour tunnel open to heavy lorries?

BEN ODE: I don't have anything on that.

CLEO MARSH: Port Halloran pays 4.6 million euros, and Port Halloran knows it.
"""
MAY = "Q: What does the ferry cost the council in a year?\n\nCLEO MARSH: I'd refer you to the treasurer.\n"


@pytest.fixture
def filled(library: Library) -> Library:
    library.write("2026-03-04_march.txt", MARCH)
    library.write("2026-05-04_may.txt", MAY)
    library.index.sync()
    return library


def files(library: Library) -> list[Path]:
    return sorted((library.index.folder / derived.FOLDER).glob("*/*.json"))


def test_what_is_kept_says_the_same_and_holds_no_word(filled: Library) -> None:
    made, _ = cache.overview_of(filled.index, "2026-03-04_march.txt")
    (path,) = files(filled)
    assert cache.overview_of(filled.index, "2026-03-04_march.txt")[0] == made
    strings = {word for word in "Reyes Halloran budget tunnel Friday Marsh".split() if word in path.read_text("utf-8")}
    assert not strings


def test_what_is_kept_is_used(filled: Library) -> None:
    cache.overview_of(filled.index, "2026-03-04_march.txt")
    (path,) = files(filled)
    values = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**values, "questions": []}), "utf-8")
    assert cache.overview_of(filled.index, "2026-03-04_march.txt")[0].questions == ()


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["", "[]", '{"points": [{"place": [0, 5, 9000]}]}', '{"points": 3}'])
def test_what_is_damaged_is_made_again(filled: Library, damage: str) -> None:
    made, _ = cache.overview_of(filled.index, "2026-03-04_march.txt")
    (path,) = files(filled)
    path.write_text(damage, "utf-8")
    assert cache.overview_of(filled.index, "2026-03-04_march.txt")[0] == made


def test_a_changed_transcript_is_looked_at_again_and_the_old_one_is_swept(filled: Library) -> None:
    look(filled.index)
    before = files(filled)
    filled.write("2026-05-04_may.txt", MAY.replace("I'd refer you to the treasurer.", "Two million."))
    filled.index.sync()
    found = look(filled.index)
    assert [one.citation.quote for one in found.lines["questions"]] == [
        "When does the harbour tunnel open to heavy lorries?"
    ]
    assert len(files(filled)) == len(before) == 2
    assert files(filled) != before


def test_nothing_is_left_of_a_removed_transcript(filled: Library) -> None:
    look(filled.index, Filter(transcripts=("2026-05-04_may.txt",)))
    (filled.folder / "2026-05-04_may.txt").unlink()
    filled.index.sync()
    assert files(filled) == []


def test_a_transcript_removed_meanwhile_is_left_out(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = filled.index.transcripts()
    (filled.folder / "2026-05-04_may.txt").unlink()
    filled.index.sync()
    monkeypatch.setattr(type(filled.index), "transcripts", lambda _: listing)
    assert [one.id for one in look(filled.index).transcripts] == ["2026-03-04_march.txt"]


def test_a_transcript_changed_meanwhile_is_looked_at_once_more(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_vectors = type(filled.index).turn_vectors
    made: list[str] = []

    def change(index: object, transcript_id: str) -> object:
        if not made:
            made.append(transcript_id)
            filled.write("2026-05-04_may.txt", MAY.replace("I'd refer you to the treasurer.", "Two million."))
            filled.index.sync()
        return turn_vectors(index, transcript_id)  # type: ignore[arg-type]

    monkeypatch.setattr(type(filled.index), "turn_vectors", change)
    found, turns = cache.overview_of(filled.index, "2026-05-04_may.txt")
    assert turns == filled.index.turns("2026-05-04_may.txt")
    assert found.questions == ()
    assert cache.overview_of(filled.index, "2026-05-04_may.txt")[0] == found


def test_an_index_that_may_only_be_read_has_overviews_too(filled: Library) -> None:
    (filled.index.folder / derived.FOLDER).write_text("a file where the folder would be", "utf-8")
    assert look(filled.index).counts["questions"] == 2


def test_a_scope_is_of_days_people_and_transcripts(filled: Library) -> None:
    whole = look(filled.index)
    assert [one.id for one in whole.transcripts] == ["2026-03-04_march.txt", "2026-05-04_may.txt"]
    assert whole.counts["questions"] == 2
    late = look(filled.index, Filter(after="2026-05-01"), kinds=["questions"])
    assert [one.citation.turn_id for one in late.lines["questions"]] == ["2026-05-04_may.txt#0"]
    assert set(late.lines) == {"questions"}
    hers = look(filled.index, Filter(speakers=("ana reyes",)))
    assert [one.who for one in hers.lines["actions"]] == ["ANA REYES"]
    assert hers.counts["questions"] == 0
    one = look(filled.index, Filter(transcripts=("2026-05-04_may.txt",)))
    assert [(p.speaker, p.turns) for p in one.people] == [("Q", 1), ("CLEO MARSH", 1)]


def test_lines_are_citations_and_the_count_is_of_all(filled: Library) -> None:
    found = look(filled.index, most=1, base_url="http://here")
    (line,) = found.lines["questions"]
    assert found.counts["questions"] == 2
    turn = filled.index.turn(line.citation.turn_id)
    assert turn.text[line.citation.quote_start : line.citation.quote_end] == line.citation.quote
    assert line.citation.url == "http://here/?turn=2026-03-04_march.txt%231"
    assert line.beside is not None
    assert line.beside.quote == "I don't have anything on that."


def test_turns_of_one_transcript_at_a_time_are_held(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    class Turns(list[Turn]):
        """Turns that can be watched go."""

    held: list[weakref.ref[Turns]] = []
    at_once = []

    def overview_of(index: cache.Index, transcript_id: str) -> tuple[Overview, Turns]:
        at_once.append(sum(one() is not None for one in held))
        found, turns = cache.overview_of(index, transcript_id)
        watched = Turns(turns)
        held.append(weakref.ref(watched))
        return found, watched

    monkeypatch.setattr("rag.overview.library.overview_of", overview_of)
    assert len(look(filled.index).people) == 4
    assert at_once == [0, 0]


def test_a_kind_that_there_is_not_is_refused() -> None:
    with pytest.raises(BadArgument, match="points, decisions, actions"):
        kinds_of(["gossip"])
