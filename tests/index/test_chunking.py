"""What is embedded: every word once at least, nothing over the model's limit, and little of it moved by an edit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunking import ChunkRule, chunk_entries, heading, split_text, turn_entries
from index.transcript import Chunk, Transcript
from tests.index.double import CountingEmbedder, long_talk, make_transcript

count = CountingEmbedder().count_tokens
SMALL = ChunkRule(limit=64, block_min=12, block_max=26)

WORDS = st.lists(st.sampled_from(["yes", "no.", "bridge,", "3.14", "«why»", "桥。", "a"]), max_size=120).map(" ".join)
LINES = st.lists(
    st.one_of(WORDS, WORDS.map("ANA:{}".format), WORDS.map("THE HONOURABLE MEMBER FOR A LONG PLACE:{}".format)),
    max_size=25,
)


def entries(transcript: Transcript, rule: ChunkRule = SMALL) -> tuple[list[Chunk], list[Chunk]]:
    return turn_entries(transcript, count=count, rule=rule), chunk_entries(transcript, count=count, rule=rule)


@pytest.mark.slow
@given(lines=LINES, title=st.sampled_from([None, "Bridges", "a title of many words " * 20]))
@settings(max_examples=150, deadline=None)
def test_every_turn_with_words_has_an_entry_and_a_chunk_and_no_text_is_over_the_limit(
    lines: list[str], title: str | None
) -> None:
    transcript = make_transcript(*lines, title=title, date="2026-03-01", dates=["2026-03-02"])
    spoken = {turn.index for turn in transcript.turns if turn.text.strip()}
    turns, chunks = entries(transcript)
    assert {turn.first for turn in turns} == spoken
    assert spoken <= {index for chunk in chunks for index in range(chunk.first, chunk.last + 1)}
    assert all(size <= SMALL.limit for size in count([chunk.text for chunk in (*turns, *chunks)]))


@given(text=WORDS, room=st.integers(5, 40))
@settings(max_examples=150, deadline=None)
def test_a_split_text_keeps_every_character_but_white_space_at_the_cuts(text: str, room: int) -> None:
    pieces = split_text(text, room=room, count=count)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(size <= room for size in count(pieces))


def test_a_long_text_is_cut_at_the_ends_of_sentences() -> None:
    text = "The bridge is 3.14 metres wide. It is closed. Nobody knows why it was closed."
    assert split_text(text, room=18, count=count) == [
        "The bridge is 3.14 metres wide. It is closed.",
        "Nobody knows why it was closed.",
    ]


def test_a_word_without_end_is_cut_anywhere() -> None:
    def letters(texts: object) -> list[int]:
        return [len(str(text)) + 2 for text in texts]  # type: ignore[attr-defined]  # a list of texts

    assert "".join(split_text("x" * 100, room=20, count=letters)) == "x" * 100


def test_a_long_turn_becomes_parts_under_its_speakers_label() -> None:
    turns, _ = entries(make_transcript("ANA: " + "The bridge is closed today. " * 30))
    assert len(turns) > 2
    assert [turn.part for turn in turns] == list(range(len(turns)))
    assert all(turn.text.startswith("ANA: The bridge") for turn in turns)
    assert sum(turn.text.count("bridge") for turn in turns) == 30


def test_texts_carry_date_title_and_speaker() -> None:
    transcript = make_transcript("ANA: Ship it.", title="Standup", date="2026-03-01")
    assert turn_entries(transcript, count=count)[0].text == "2026-03-01 · Standup\nANA: Ship it."
    assert heading(transcript, transcript.turns[0]) == "2026-03-01 · Standup"


def test_a_turn_with_a_date_of_its_own_carries_that_too() -> None:
    transcript = make_transcript("ANA: Ship it.", date="2026-03-01", dates=["2026-03-05"])
    assert turn_entries(transcript, count=count)[0].text == "2026-03-01 · 2026-03-05\nANA: Ship it."


def test_a_title_made_of_the_file_name_is_not_embedded() -> None:
    before, after = (entries(make_transcript(*long_talk(9), id=name)) for name in ("a/2026-01-01 x.txt", "b.txt"))
    assert [[c.text for c in view] for view in before] == [[c.text for c in view] for view in after]


@pytest.mark.parametrize("edit", ["ANA: Something else was said.", "ANA: " + "Much more was said here. " * 20])
def test_an_edit_of_one_turn_changes_only_the_chunks_around_it(edit: str) -> None:
    lines = long_talk(400)
    before = {chunk.text for chunk in entries(make_transcript(*lines))[1]}
    after = {chunk.text for chunk in entries(make_transcript(*lines[:200], edit, *lines[201:]))[1]}
    assert len(before) > 100
    assert len(after - before) <= 12


def test_an_inserted_turn_moves_no_later_boundary() -> None:
    lines = long_talk(400)
    before = {chunk.text for chunk in entries(make_transcript(*lines))[1]}
    after = {chunk.text for chunk in entries(make_transcript("BEN: Good morning.", *lines))[1]}
    assert len(after - before) <= 8


def test_most_turns_are_in_two_chunks() -> None:
    _, chunks = entries(make_transcript(*long_talk(100)))
    held = [sum(chunk.first <= index <= chunk.last for chunk in chunks) for index in range(100)]
    assert min(held) >= 1
    assert sum(number >= 2 for number in held) > 80


@pytest.mark.parametrize("lines", [(), ("ANA:", "BEN:  ")])
def test_what_holds_no_words_has_no_entries(lines: tuple[str, ...]) -> None:
    assert entries(make_transcript(*lines)) == ([], [])
