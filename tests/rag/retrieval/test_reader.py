"""Windows of turns, as the reader reads and orders them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.generation.quotes import choose_quotes
from rag.retrieval.reader import CUT, Depth, LazyReader, read, reordered, sentences, windows
from tests.rag.double import WordReader, make_passages, neighbours_of

LONG = " ".join(f"Sentence {n} is about the harbour and says no more." for n in range(20))


@given(st.lists(st.sampled_from(["It rains today.", "Why?", "A", "We met at the harbour wall, and then we left it."])))
def test_every_word_is_in_a_window_and_a_window_is_what_stands_there(said: list[str]) -> None:
    text = " ".join(said)
    found = windows(text)

    assert all(text[span.start : span.end] == span.text for span in found)
    assert {n for span in found for n in range(span.start, span.end)} >= {n for n, c in enumerate(text) if c.strip()}


def test_windows_are_whole_sentences_of_no_more_words_than_are_read() -> None:
    found = windows(LONG)

    assert len(found) > 3
    assert all(len(span.text.split()) <= CUT.words for span in found)
    assert all(span.text.startswith("Sentence") and span.text.endswith("more.") for span in found)


def test_no_window_and_no_quote_reaches_over_words_that_were_blanked() -> None:
    text = "We ship on Friday.\n" + " " * 40 + "\nThe council pays."
    (passage,) = make_passages(f"ANA: {text.replace(chr(10), ' ')}")
    (quote,) = choose_quotes(read("When do we ship?", [passage], WordReader(), {}), "fact")

    assert [span.text for span in windows(text)] == ["We ship on Friday.", "The council pays."]
    assert passage.turn.text[quote[1].start : quote[1].end] == quote[1].text


def test_what_would_be_taken_for_a_citation_is_not_quoted_where_anything_else_is_said() -> None:
    passages = make_passages("ANA: The council pays, see [4].", "BEN: The council pays.")
    found = read("Who pays?", passages, WordReader(), neighbours_of(passages))

    assert {window.span.text for window in found} == {"The council pays."}
    assert read("Who pays?", passages[:1], WordReader(), {})


def test_turns_come_in_the_order_of_their_best_windows() -> None:
    passages = make_passages("ANA: The roof leaks.", "BEN: The council pays for the harbour tests.")
    found = read("Who pays for the harbour tests?", passages, WordReader(), neighbours_of(passages))

    assert [p.turn.speaker for p in reordered(passages, found)] == ["BEN", "ANA"]
    assert next(w.span.text for w in sentences(found)) == "The council pays for the harbour tests."
    assert read("Who pays?", [], WordReader(), {}) == ()


def test_words_that_have_what_is_asked_for_come_before_words_as_near_that_do_not() -> None:
    passages = make_passages("ANA: The council pays the sum agreed.", "BEN: The council pays the sum of 40,000.")

    def first(depth: Depth) -> str:
        return read("What sum does the council pay?", passages, WordReader(), {}, depth, gives=has_digit)[0].span.text

    def has_digit(words: str) -> bool:
        return any(c.isdigit() for c in words)

    assert first(Depth(given=0.0)) == "The council pays the sum agreed."
    assert first(Depth(given=9.0)) == "The council pays the sum of 40,000."


@pytest.mark.model
def test_the_packaged_reader_scores_an_answer_above_another_matter_the_same_on_every_run() -> None:
    asked = "How many people can the launch carry?"
    pairs = [(asked, "Ana: She carries forty-eight people."), (asked, "Ana: The roof leaks.")]
    answer, other = LazyReader().scores(pairs)

    assert answer > other
    assert LazyReader().scores(pairs[::-1]).tolist() == pytest.approx([other, answer], abs=1e-3)
