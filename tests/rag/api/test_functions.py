"""What programs may call gives what the command line prints, and refuses what cannot be meant."""

from typing import Any

import pytest

from index.errors import NotFound, OnTheRecordError
from rag.api.functions import Programs
from rag.errors import BadArgument, SettingsError
from tests.index.double import Library
from tests.rag.double import make_assistant

HEARING = """ANA REYES: We ship the new ferry timetable on Friday, if the harbour tests pass.

BEN ODE: Who pays for the harbour tests?

ANA REYES: The council pays 40,000 euros for the harbour tests.
"""
QUESTION = "Who pays for the harbour tests?"


@pytest.fixture
def programs(library: Library) -> Programs:
    library.write("hearing.txt", HEARING)
    library.index.sync()
    assistant = make_assistant(library, "The council pays 40,000 euros for the harbour tests.")
    return Programs(lambda: assistant)


def last(events: Any) -> dict[str, Any]:
    *_, value = events
    assert isinstance(value, dict)
    return value


def test_an_answer_comes_after_its_sources_and_sentences(programs: Programs) -> None:
    *events, answer = programs.ask(QUESTION)
    assert [event["type"] for event in events] == ["sources", "sentence"]
    assert events[1]["sentence"]["text"] in answer["text"]
    assert answer["citations"][0]["turn_id"] == "hearing.txt#2"
    assert "type" not in answer


def test_where_parts_are_read_it_is_said_which(programs: Programs, library: Library) -> None:
    library.write("second.txt", "ANA REYES: We decided to buy the second ferry.")
    library.index.sync()
    *events, _ = programs.ask("What was decided?")
    assert events[:2] == [{"type": "reading", "part": n, "parts": 2} for n in (1, 2)]


def test_filters_take_one_or_several(programs: Programs) -> None:
    for speaker in ("Ben", ["Ben"], ["Ben Ode", "Ben"]):
        found = programs.search("harbour", mode="mentions", speaker=speaker)
        assert [result["speaker"] for result in found["results"]] == ["BEN ODE"]


def test_a_turn_comes_with_those_around_it(programs: Programs) -> None:
    alone, both = programs.turn("hearing.txt#0"), programs.turn("hearing.txt#0", around=1)
    assert [turn["index"] for turn in alone["turns"]] == [0]
    assert [turn["index"] for turn in both["turns"]] == [0, 1]
    assert alone["transcript"]["id"] == "hearing.txt"


def test_a_sync_reports_what_the_folder_says(programs: Programs, library: Library) -> None:
    library.write("second.txt", "ANA REYES: The ferry is late.")
    *events, report = programs.sync()
    assert events
    assert {event["type"] for event in events} == {"progress"}
    assert report["added"] == ["second.txt"]
    assert [one["id"] for one in programs.transcripts()["transcripts"]] == ["hearing.txt", "second.txt"]


def test_a_sync_goes_on_when_nobody_listens(programs: Programs, library: Library) -> None:
    library.write("second.txt", "ANA REYES: The ferry is late.")
    events = programs.sync()
    next(events)
    events.close()
    assert last(programs.sync())["unchanged"] == 2


def test_a_fault_of_a_sync_reaches_whoever_waits(programs: Programs, library: Library) -> None:
    library.folder.rename(library.folder.with_name("moved"))
    with pytest.raises(OnTheRecordError, match="library"):
        list(programs.sync())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda p: list(p.ask("  ")), "question: needs a text"),
        (lambda p: list(p.ask(3)), "question: needs a text, not 3"),
        (lambda p: list(p.ask("who?", speaker={"a": 1})), "speaker: needs a list"),
        (lambda p: list(p.ask("who?", speaker=[1])), "speaker: needs a text"),
        (lambda p: p.search("harbour", mode="all"), "passages, mentions"),
        (lambda p: p.search("harbour", k=0), "k: needs a whole number from 1"),
        (lambda p: p.search("harbour", k="5"), "k: needs a whole number"),
        (lambda p: p.search("harbour", k=True), "k: needs a whole number"),
        (lambda p: p.turn("hearing.txt#0", around=-1), "around"),
        (lambda p: p.turn(None), "turn_id"),
    ],
)
def test_what_cannot_be_meant_is_named(programs: Programs, call: Any, says: str) -> None:
    with pytest.raises(BadArgument, match=says):
        call(programs)


def test_what_is_not_there_is_named(programs: Programs) -> None:
    with pytest.raises(NotFound, match="Cleo"):
        list(programs.ask(QUESTION, speaker="Cleo"))
    for turn_id in ("hearing.txt#9", "nothing.txt#0", "hearing.txt"):
        with pytest.raises(NotFound):
            programs.turn(turn_id)
    with pytest.raises(SettingsError, match="not a date"):
        programs.search("harbour", after="yesterday")


def test_what_is_still_opening_says_so() -> None:
    opening = Programs(lambda: None, lambda: "Starting: opening the models")
    with pytest.raises(OnTheRecordError, match=r"Starting: opening the models\. Ask again"):
        list(opening.ask(QUESTION))


def test_an_overview_is_of_the_kinds_and_limits_that_are_asked_for(programs: Programs) -> None:
    found = programs.overview(kind=["numbers"], transcript="hearing")
    assert [line["turn_id"] for line in found["numbers"]] == ["hearing.txt#2"]
    assert "actions" not in found
    with pytest.raises(BadArgument, match="gossip"):
        programs.overview(kind="gossip")
    with pytest.raises(BadArgument, match="most"):
        programs.overview(most=0)


def test_a_collection_is_kept_limits_everything_and_is_forgotten(programs: Programs, library: Library) -> None:
    library.write("press/call.txt", "ANA REYES: The harbour is open.\nBEN ODE: When?\n")
    library.index.sync()
    kept = programs.save_scope("ana", "Mine", folder="press", transcript="hearing", own=True)["scopes"]
    assert [(one["name"], one["shared"], one["transcripts"]) for one in kept] == [
        ("Mine", False, 2),
        ("press/", True, 1),
    ]
    assert [one["name"] for one in programs.scopes("ben")["scopes"]] == ["press/"]
    listed = programs.transcripts(scope="press/")["transcripts"]
    assert [one["id"] for one in listed] == ["press/call.txt"]
    programs.pin("ana", "hearing.txt#0")
    programs.pin("ana", "press/call.txt#0")
    assert [one["turn_id"] for one in programs.pins("ana", scope="press")["pins"]] == ["press/call.txt#0"]
    assert programs.watch("ana", "harbour", scope="press/")["count"] == 1
    with pytest.raises(NotFound, match="no scope 'Mine'"):
        programs.transcripts(scope="Mine", owner="ben")
    assert programs.remove_scope("ana", "mine", own=True) == {"removed": "mine"}
    with pytest.raises(NotFound, match="no scope"):
        programs.pins("ana", scope="Mine")
