"""Corrections laid over a transcript: what becomes of its turns, and of them when the file is another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.corrections.apply import anchor, apply, corrected, find_mark, mark_at
from index.corrections.correction import Correction, digest_of, digest_of_words, read_corrections
from index.readers import Source, read_transcript
from index.transcript import Original, Transcript
from tests.index.double import make_transcript

VTT = """WEBVTT

00:00:01.000 --> 00:00:05.000
<v Ana>We shp on Friday. (laughter) Do we

00:00:05.000 --> 00:00:07.000
<v Ana>not? Yes we do.

00:00:07.000 --> 00:00:08.000
<v Ben>Fine.
"""

TALK = make_transcript("ANA: One.", "BEN: Two words here.", "ANA: Yes.", "BEN: Yes.", "ANA: Yes.", "BEN: The end.")


def read(text: str = VTT) -> Transcript:
    return read_transcript([Source("a.vtt", text.encode())])


def words(transcript: Transcript, turn: int, said: str, **more: object) -> Correction:
    was = digest_of_words(transcript.turns[turn].text)
    return _about(transcript, turn, "words", words=said, was=was, **more)


def speaker(transcript: Transcript, turn: int, name: str, **more: object) -> Correction:
    return _about(transcript, turn, "speaker", speaker=name, **more)


def split(transcript: Transcript, turn: int, start: int, **more: object) -> Correction:
    return _about(transcript, turn, "split", start=start, words=mark_at(transcript.turns[turn].text, start), **more)


def merge(transcript: Transcript, turn: int, **more: object) -> Correction:
    other = transcript.turns[turn + 1]
    return _about(transcript, turn, "merge", next=digest_of(other.speaker, other.text), **more)


def _about(transcript: Transcript, turn: int, kind: str, **values: object) -> Correction:
    return Correction(kind=kind, turn=turn, **anchor(transcript, turn), **values)  # type: ignore[arg-type]


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def test_other_words_keep_their_place_in_the_file_and_the_turn_says_what_it_was() -> None:
    raw = read()
    now = corrected(raw, [words(raw, 0, raw.turns[0].text.replace("shp", "ship"))])
    turn = now.turns[0]
    assert turn.text == "We ship on Friday. (laughter) Do we not? Yes we do."
    assert turn.originals == (Original(0, "Ana", raw.turns[0].text),)
    assert now.turns[1] is raw.turns[1]
    for segment in turn.segments:
        for run in segment.runs:
            in_file = VTT[run.char_start : run.char_start + run.length]
            assert in_file == turn.text[run.text_start : run.text_start + run.length]
    kept = sum(run.length for segment in turn.segments for run in segment.runs)
    assert kept == sum(run.length for segment in raw.turns[0].segments for run in segment.runs)
    assert [turn.text[s.text_start : s.text_end] for s in turn.segments] == [
        "We ship on Friday. (laughter) Do we",
        "not? Yes we do.",
    ]


def test_a_stage_direction_stays_with_its_words_and_outside_where_they_are_gone() -> None:
    raw = read()
    (event,) = raw.events
    assert event.span is not None
    whole = corrected(raw, [words(raw, 0, "Today: " + raw.turns[0].text.replace("shp", "ship"))])
    (moved,) = whole.events
    assert moved.span is not None
    assert whole.turns[0].text[slice(*moved.span)] == raw.turns[0].text[slice(*event.span)]
    (gone,) = corrected(raw, [words(raw, 0, "We ship.")]).events
    assert (gone.turn, gone.span, gone.text) == (None, None, event.text)


def test_another_speaker_says_it_whatever_is_printed() -> None:
    raw = read()
    turn = corrected(raw, [speaker(raw, 0, "Ben")]).turns[0]
    assert (turn.speaker, turn.as_printed, turn.originals[0].speaker) == ("Ben", (), "Ana")


def test_a_split_turn_is_two_with_their_own_times_and_words() -> None:
    raw = read()
    start = raw.turns[0].text.index("Yes")
    now = corrected(raw, [split(raw, 0, start, speaker="Ben")])
    first, second, last = now.turns
    assert said(now)[:2] == [("Ana", raw.turns[0].text[:start].rstrip()), ("Ben", "Yes we do.")]
    assert [turn.id for turn in now.turns] == ["a.vtt#0", "a.vtt#1", "a.vtt#2"]
    assert (first.start, last.text) == (1.0, "Fine.")
    assert second.start is not None
    assert first.end == second.start
    assert 5 < second.start < 7
    assert second.time_quality == "block"
    assert second.end == 7.0
    assert [second.text[s.text_start : s.text_end] for s in second.segments] == ["Yes we do."]
    (event,) = now.events
    assert event.turn == 0
    assert first.originals == second.originals == (Original(0, "Ana", raw.turns[0].text),)


def test_a_turn_split_between_two_pieces_of_the_file_begins_when_the_second_does() -> None:
    raw = read()
    second = corrected(raw, [split(raw, 0, raw.turns[0].text.index("not?"))]).turns[1]
    assert (second.start, second.time_quality) == (5.0, raw.turns[0].time_quality)


def test_merged_turns_are_one_of_the_first_speaker_with_both_places() -> None:
    raw = read()
    now = corrected(raw, [merge(raw, 0)])
    (turn,) = now.turns
    assert (turn.speaker, turn.text) == ("Ana", f"{raw.turns[0].text} Fine.")
    assert (turn.end, len(turn.segments), len(turn.originals)) == (8.0, 3, 2)
    assert turn.text[turn.segments[2].text_start : turn.segments[2].text_end] == "Fine."


def test_what_came_later_is_about_what_was_made_of_the_turn() -> None:
    raw = read()
    text = raw.turns[0].text
    start = text.index("Yes")
    parted = split(raw, 0, start)
    second = speaker(raw, 0, "Ben", part=1)
    reworded = replace(words(raw, 0, "Yes, we do.", part=1), was=digest_of_words("Yes we do."))
    assert said(corrected(raw, [parted, second, reworded]))[1] == ("Ben", "Yes, we do.")
    without = apply(raw, [second, reworded])  # the split undone
    assert without.lost == (second, reworded)
    assert without.transcript == raw


def test_a_correction_follows_its_turn_to_another_place() -> None:
    one = words(TALK, 1, "Three words here.")
    later = make_transcript("CARA: Hello.", *(f"{who}: {text}" for who, text in said(TALK)))
    assert said(corrected(later, [one]))[2] == ("BEN", "Three words here.")


def test_of_turns_that_say_the_same_the_one_with_the_neighbours_of_before_is_meant() -> None:
    one = words(TALK, 4, "Yes, sir.")
    later = make_transcript("ANA: Yes.", "CARA: Hello.", *(f"{who}: {text}" for who, text in said(TALK)))
    assert [text for _, text in said(corrected(later, [one]))].index("Yes, sir.") == 6


def test_a_turn_that_is_gone_is_reported_and_nobody_elses_words_are_touched() -> None:
    one = words(TALK, 4, "Yes, sir.")
    mended = make_transcript("BEN: No.", "CARA: Well.", "ANA: Yes.", "CARA: Fine.", "ANA: Yes, sir.", "BEN: Done.")
    now = corrected(mended, [one], file="talk.txt.corrections")
    assert now.turns == mended.turns
    (warning,) = now.warnings
    assert warning.file == "talk.txt.corrections"
    assert "no longer applies" in warning.message
    assert "ANA: Yes." in warning.message


def test_a_short_turn_of_another_talk_is_not_taken_for_the_one_that_was_corrected() -> None:
    last = make_transcript("ANA: Is the bridge shut?", "BEN: Yes.")
    for old, one in ((TALK, words(TALK, 3, "No.")), (last, words(last, 1, "No."))):
        other = make_transcript(*(f"CARA: Sentence {number}." for number in range(one.turn)), "BEN: Yes.")
        assert apply(other, [one]).lost == (one,), "the same number, or the same end, is not enough"
        assert not apply(old, [one]).lost
    alone = make_transcript("BEN: Yes.")
    assert not apply(alone, [words(alone, 0, "No.")]).lost
    long = make_transcript("ANA: Well.", "BEN: The bridge stays shut until next May.", "ANA: So.")
    other = make_transcript("CARA: Hm.", "BEN: The bridge stays shut until next May.", "CARA: Oh.")
    assert not apply(other, [words(long, 1, "The bridge is open.")]).lost


def test_what_cannot_be_seen_is_applied_where_the_turn_of_the_file_has_it() -> None:
    raw = make_transcript("ANA: We sh\u00adp on Friday.", "BEN: Fine.")
    made = [words(raw, 0, "We sh\u00adip on Friday."), words(raw, 1, "Fi\u00adne.")]
    kept = read_corrections("".join(f"{one.line()}\n" for one in made).encode()).corrections
    applied = apply(raw, kept)
    assert applied.lost == (made[1],)
    assert applied.transcript.turns[0].text == "We sh\u00adip on Friday."


def test_a_split_is_found_by_its_words_where_those_before_have_changed() -> None:
    assert find_mark("Two or three. Then more.", "Then more.", 5) == 14
    assert find_mark("so so", "so", 1) == 3
    assert find_mark("yes yes yes", "yes", 2) is None
    assert find_mark("only this", "", 3) == 3  # the place alone
    assert find_mark("only this", "that", 3) is None


turns = st.lists(
    st.tuples(st.sampled_from(["ANA", "BEN"]), st.lists(st.sampled_from("a bb ccc. dd".split()), min_size=1)),
    min_size=1,
    max_size=8,
)
deeds = st.lists(
    st.tuples(st.sampled_from(["words", "speaker", "split", "merge"]), st.integers(0, 99), st.integers(0, 99)),
    max_size=12,
)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(turns, deeds, st.randoms(use_true_random=False))
def test_corrections_hold_together_are_undone_and_applied_but_once(said: object, deeds: object, random: object) -> None:
    raw = make_transcript(*(f"{who}: {' '.join(text)}" for who, text in said))  # type: ignore[attr-defined]
    made: list[Correction] = []
    for kind, which, how in deeds:  # type: ignore[attr-defined]
        one = _drawn(raw, made, kind, which, how)
        if one is not None and one.id not in {old.id for old in made}:
            made.append(one)
            assert one.id in apply(raw, made).places, "what was made of the turns as they are applies to them"
    now = apply(raw, made).transcript
    assert apply(raw, made + made).transcript == now
    if all(one.kind in ("split", "merge", "speaker") for one in made):
        assert _letters(now) == _letters(raw), "no word is lost or said twice"
    assert [turn.id for turn in now.turns] == [f"talk.txt#{number}" for number in range(len(now.turns))]
    assert [turn.index for turn in now.turns] == list(range(len(now.turns)))
    data = "".join(f"{one.line()}\n" for one in made).encode()
    assert read_corrections(data).corrections == tuple(made)
    order = list(made)
    random.shuffle(order)  # type: ignore[attr-defined]
    while order:
        order.pop()
        left = [one for one in made if one in order]
        applied = apply(raw, left)
        assert set(applied.places) | {one.id for one in applied.lost} == {one.id for one in left}
    assert apply(raw, ()).transcript == raw


def _drawn(raw: Transcript, made: list[Correction], kind: str, which: int, how: int) -> Correction | None:
    """A correction of a turn as the others have left it."""
    applied = apply(raw, made)
    number = which % len(applied.roots)
    root, text = applied.roots[number], applied.transcript.turns[number].text
    if kind == "words":
        said = f"said{how}"
        return replace(words(raw, root.turn, said, part=root.part), was=digest_of_words(text))
    if kind == "speaker":
        return speaker(raw, root.turn, f"Person {how}", part=root.part)
    if kind == "split":
        places = [at + 1 for at, letter in enumerate(text) if letter == " "]
        if not places:
            return None
        start = places[how % len(places)]
        return _about(raw, root.turn, "split", start=start, words=mark_at(text, start), part=root.part)
    if number + 1 == len(applied.roots):
        return None
    other = applied.roots[number + 1]
    turn = raw.turns[other.turn]
    return _about(
        raw, root.turn, "merge", next=digest_of(turn.speaker, turn.text), next_part=other.part, part=root.part
    )


def _letters(transcript: Transcript) -> str:
    return "".join(letter for turn in transcript.turns for letter in turn.text if letter != " ")
