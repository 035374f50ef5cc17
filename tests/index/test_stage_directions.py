"""Stage directions and narrative, where they were printed."""

from index.readers import Source, read_transcript
from index.stage_directions import placed, spoken_within
from index.transcript import Event, Transcript

SHOW = (
    "MARK: We need money. (Laughter.)\n\n(BEGIN VIDEO CLIP)\n\nANNA: Here is the rule.\n\n(APPLAUSE)\n\n"
    "And the second.\n\n(END VIDEO CLIP)\n"
)


def read(text: str) -> Transcript:
    return read_transcript([Source("show.txt", text.encode())])


def where(transcript: Transcript, first: int = 0, last: int | None = None) -> dict[tuple[int, int], list[str]]:
    """The texts of the events placed among some of the turns."""
    turns = transcript.turns[first:last]
    found = placed(transcript.events, turns, [file.path for file in transcript.files])
    return {place: [event.text for event in events] for place, events in found.items()}


def test_an_event_between_turns_stands_after_the_turn_before_it_and_one_in_a_turn_where_it_was() -> None:
    show = read(SHOW)
    first, second = show.turns
    assert where(show) == {
        (0, len(first.text)): ["(BEGIN VIDEO CLIP)"],
        (1, second.text.index("And")): ["(APPLAUSE)"],
        (1, len(second.text)): ["(END VIDEO CLIP)"],
    }


def test_what_stands_in_the_text_is_a_span_of_it() -> None:
    show = read(SHOW)
    first = show.turns[0]
    assert [first.text[start:end] for start, end in spoken_within(show.events, first)] == ["(Laughter.)"]


def test_an_event_before_anybody_speaks_stands_before_the_first_turn() -> None:
    assert where(read(f"(MUSIC)\n\n{SHOW}"))[0, 0] == ["(MUSIC)"]


def test_a_page_has_its_own_events_and_no_others() -> None:
    show = read(f"(MUSIC)\n\n{SHOW}")
    whole, second = where(show), where(show, 1)
    assert second == {place: texts for place, texts in whole.items() if place[0] == 1}


def test_an_event_without_a_line_is_not_lost() -> None:
    show = read(SHOW)
    found = placed([Event("stage", "(door)", "show.txt")], show.turns, ["show.txt"])
    assert list(found) == [(1, len(show.turns[1].text))]
