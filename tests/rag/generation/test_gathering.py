"""Questions about more than one turn are read in parts; what a part says is kept until its transcript changes."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from index import derived
from index.filter import Filter
from rag.answer import Answer, Done, Reading, SentenceChecked, Sources, StreamEvent
from rag.assistant import Assistant
from rag.errors import ModelError
from rag.generation.gathering import REACH
from rag.generation.reply import Amounts
from tests.index.double import Library
from tests.rag.double import Reply, asked_nothing, form, make_assistant, read_prompt

MONTHS = "January February March April May June".split()
FARES = "\n\n".join(
    f"{('ANA REYES', 'BEN ODE')[n % 2]}: In {month} the ferry fare to the island is {n + 2} euros for every passenger."
    for n, month in enumerate(MONTHS)
)
ASKED = "Summarise what was said about the ferry fare."
WORDS = 28  # two of these turns


@pytest.fixture(autouse=True)
def parts_of_one_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a large model reads is no more than what a small one does."""
    monkeypatch.setattr("rag.generation.reply.AMOUNTS", Amounts(larger=1))


@pytest.fixture
def fares(library: Library) -> Library:
    library.write("fares.txt", FARES)
    library.index.sync()
    return library


def read_in(prompt: str) -> list[str]:
    """The turns that a prompt shows."""
    return re.findall(r"^(?:\[\d+\] )?((?:ANA REYES|BEN ODE): .+)$", prompt, re.MULTILINE)


def first_turn(prompt: str) -> str:
    said = read_in(prompt)[0]
    return form((said.replace(": In", " said that in"), 1, said.partition(": ")[2]))


def failing(prompt: str) -> str:
    raise ModelError("no answer within 120 seconds")


def events_of(library: Library, reply: Reply | str | None = None, question: str = ASKED) -> list[StreamEvent]:
    return list(assistant_of(library, reply).stream(question))


def assistant_of(library: Library, reply: Reply | str | None = None) -> Assistant:
    """With a large model, where there is a reply."""
    if reply is None:
        return make_assistant(library, context_words=WORDS)
    return make_assistant(library, reply, style="structured", context_words=WORDS)


def answer_in(events: Sequence[StreamEvent]) -> Answer:
    done = events[-1]
    assert isinstance(done, Done)
    return done.answer


def kept(library: Library) -> list[Path]:
    return sorted((library.index.folder / derived.FOLDER).glob("*/*.json"))


def test_without_a_model_parts_are_read_and_quoted(fares: Library) -> None:
    events = events_of(fares)
    assert isinstance(events[0], Sources)
    assert [event for event in events if isinstance(event, Reading)] == [Reading(n, 3) for n in (1, 2, 3)]
    answer = answer_in(events)
    assert len(answer.citations) == 6
    assert {sentence.support for sentence in answer.sentences} == {"verbatim"}


def test_a_model_reads_each_part_alone_and_every_point_cites_its_turn(fares: Library) -> None:
    prompts: list[str] = []

    def reply(prompt: str) -> str:
        prompts.append(prompt)
        return first_turn(prompt)

    events = events_of(fares, reply)
    assert [len(read_in(prompt)) for prompt in prompts] == [2, 2, 2]
    assert len({turn for prompt in prompts for turn in read_in(prompt)}) == 6
    answer = answer_in(events)
    points = [sentence for sentence in answer.sentences if sentence.support != "verbatim" or "said" in sentence.text]
    assert len(points) == 3
    by_marker = {citation.marker: citation for citation in answer.citations}
    for point in points:
        (cited,) = (by_marker[marker] for marker in point.citations)
        assert re.findall(r"\d+ euros", cited.quote) == re.findall(r"\d+ euros", point.text)
    checked = [event.sentence for event in events if isinstance(event, SentenceChecked)]
    assert checked[: len(points)] == points
    kinds = [event.type for event in events if event.type != "token"]
    assert kinds[:6] == ["sources", "reading", "sentence", "reading", "sentence", "reading"]


def test_what_two_parts_say_is_told_once_with_a_turn_of_each(library: Library) -> None:
    line = "{}: The ferry fare to the island stays at four euros for every passenger, and nobody on the quay minds."
    library.write("same.txt", "\n\n".join(map(line.format, ("ANA REYES", "BEN ODE"))))
    library.index.sync()
    reply = "The ferry fare to the island stays at four euros for every passenger."
    answer = answer_in(
        list(make_assistant(library, form((reply, 1, "")), style="structured", context_words=20).stream(ASKED))
    )
    first = answer.sentences[0]
    assert [s.text for s in answer.sentences].count(reply) == 1
    assert {c.turn for c in answer.citations if c.marker in first.citations} == {0, 1}


def test_whoever_stops_keeps_the_parts_that_were_read(fares: Library) -> None:
    prompts: list[str] = []

    def reply(prompt: str) -> str:
        prompts.append(prompt)
        return first_turn(prompt)

    events = assistant_of(fares, reply).stream(ASKED)
    while not (isinstance(event := next(events), Reading) and event.part == 2):
        pass
    events.close()
    assert len(prompts) == 1
    assert len(answer_in(events_of(fares, reply)).sentences) >= 3
    assert len(prompts) == len({*map(str, map(read_in, prompts))}) == 3


def test_a_model_that_fails_later_leaves_what_was_found(fares: Library) -> None:
    prompts: list[str] = []

    def reply(prompt: str) -> str:
        prompts.append(prompt)
        return first_turn(prompt) if len(prompts) < 3 else failing(prompt)

    answer = answer_in(events_of(fares, reply))
    assert answer.coverage.filters == ("2 of 3 parts read",)
    assert len(answer.sentences) >= 2
    with pytest.raises(ModelError):
        events_of(fares, failing, question=f"{ASKED} Please.")


def test_asked_again_it_comes_at_once(fares: Library) -> None:
    first = answer_in(events_of(fares, first_turn))
    again = events_of(fares, asked_nothing)
    assert (answer_in(again).text, answer_in(again).citations) == (first.text, first.citations)
    assert not any(event.type == "token" for event in again)
    assert answer_in(events_of(fares, form(), question=f"{ASKED} Please.")).abstained


def test_a_changed_transcript_is_read_again_and_of_a_removed_one_nothing_is_left(fares: Library) -> None:
    fares.write("other.txt", "CLEO MARSH: The roof leaks.")
    fares.index.sync()
    events_of(fares, first_turn)
    fares.write("fares.txt", FARES.replace("2 euros", "20 euros"))
    fares.index.sync()
    assert kept(fares) == []
    assert "20 euros" in answer_in(events_of(fares, first_turn)).text
    assert any("20 euros" in path.read_text("utf-8") for path in kept(fares))
    (fares.folder / "fares.txt").unlink()
    fares.index.sync()
    assert kept(fares) == []


def test_damage_to_what_is_kept_costs_a_reading(fares: Library) -> None:
    first = answer_in(events_of(fares, first_turn))
    for path in kept(fares):
        path.write_text('{"0": [["x", "supported", null, [["fares.txt#99", 0, 5]]]], "1": 3}', "utf-8")
    assert answer_in(events_of(fares, first_turn)).text == first.text


def test_where_no_part_has_it_it_is_not_said(fares: Library) -> None:
    answer = answer_in(events_of(fares, form()))
    assert answer.abstained
    assert answer.nearest


def test_how_much_was_read_is_said_where_it_is_not_all(fares: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not answer_in(events_of(fares)).coverage.filters
    monkeypatch.setattr("rag.generation.gathering.REACH", REACH.__class__(read=2, written=1))
    assert answer_in(events_of(fares)).coverage.filters == ("2 of 3 parts read",)
    assert answer_in(events_of(fares, first_turn)).coverage.filters == ("1 of 3 parts read",)


def test_only_what_a_filter_admits_is_read(fares: Library) -> None:
    assistant = make_assistant(fares, context_words=WORDS)
    assert {c.speaker for c in assistant.ask(ASKED, filter=Filter(speakers=("BEN ODE",))).citations} == {"BEN ODE"}


def test_a_small_model_reads_the_best_of_all_parts_at_once(fares: Library) -> None:
    prompts: list[str] = []

    def reply(prompt: str) -> str:
        prompts.append(prompt)
        return read_in(prompt)[0].replace(": In", " said that in")

    events = list(make_assistant(fares, reply, context_words=WORDS).stream(ASKED))
    assert [event.type for event in events][:4] == ["sources", "reading", "reading", "reading"]
    assert len(prompts) == 1
    assert answer_in(events).sentences[0].citations == (1,)


def test_of_a_comparison_each_side_is_read(library: Library) -> None:
    for month, fare in (("03", "four"), ("06", "six")):
        lines = (f"ANA REYES: The ferry fare to the island is {fare} euros on route {n} now." for n in range(5))
        library.write(f"2026-{month}-04-hearing.txt", "\n\n".join(lines))
    library.index.sync()
    asked = "What changed in the ferry fare to the island between March and June 2026?"
    prompts: list[str] = []

    def reply(prompt: str) -> str:
        prompts.append(prompt)
        said = read_in(prompt)[0].partition(": ")[2]
        return form((said, 1, said))

    events = list(make_assistant(library, reply, style="structured", context_words=24).stream(asked))
    assert len(prompts) >= 2
    assert "four" in prompts[0] + prompts[1]
    assert "six" in prompts[0] + prompts[1]
    assert {citation.date for citation in answer_in(events).citations} == {"2026-03-04", "2026-06-04"}


def test_a_small_model_reads_more_for_what_gathers(library: Library) -> None:
    lines = "".join(f"Ana Reyes:\n\nThe ferry fares of zone {n} stay.\n\nBen Ode:\n\nNoted.\n\n" for n in range(9))
    library.write("talk.txt", lines)
    library.index.sync()
    assistant = make_assistant(library, "The ferry fares stay.", context_words=20)

    def words_read(question: str) -> int:
        assistant.ask(question)
        return sum(len(said.split()) for said in re.findall(r"^[^:\n]+: (.*)$", read_prompt(assistant), re.MULTILINE))

    fact = words_read("What about the ferry fares of the zone?")
    assert fact < words_read("Summarize what was said about the ferry fares of the zone.")
