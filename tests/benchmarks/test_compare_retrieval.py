"""The comparison counts words for every system as the evaluation counts them for this one."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from benchmarks import compare_retrieval
from benchmarks.compare_retrieval import Measured, OnTheRecord, main, measure, table, turns_read
from benchmarks.talk import Span, Talk
from rag.evaluation.dataset import Question
from rag.evaluation.metrics import within_words
from tests.index.double import CountingEmbedder, long_talk, make_transcript

TALK = Talk(make_transcript("ANA: one two three four", "BEN: five six", "without a label", "ANA: seven"))


def question(gold: int) -> Question:
    return Question("q", TALK.id, "Who?", (gold,), "all", (), answerable=True)


class Fixed:
    """Finds the same places whatever it is asked."""

    name = "fixed"

    def __init__(self, *spans: Span) -> None:
        self.spans, self.talks = spans, 0

    def index(self, talks: Sequence[Talk]) -> None:
        self.talks = len(talks)

    def find(self, question: str, talk: Talk) -> Iterator[Span]:
        assert self.talks
        yield from self.spans


def test_a_talk_is_a_line_a_turn_and_knows_where_its_own_words_are() -> None:
    assert TALK.text == "ANA: one two three four\nBEN: five six\nwithout a label\nANA: seven"
    assert [TALK.text[a:b] for a, b in TALK.spans] == [turn.text for turn in TALK.transcript.turns]
    assert [TALK.text[a:b] for a, b, _ in TALK.words[4:7]] == ["five", "six", "without"]


@pytest.mark.parametrize("budget", [0, 3, 4, 5, 6, 100])
def test_whole_turns_are_counted_as_the_evaluation_counts_them(budget: int) -> None:
    order = [1, 0, 3, 2]
    expected = within_words(order, dict(TALK.lengths), budget=budget)

    assert turns_read(TALK, [TALK.spans[turn] for turn in order], budget=budget) == set(expected)


def test_a_turn_that_a_chunk_holds_half_of_is_found_and_one_it_holds_less_of_is_not() -> None:
    def held(text: str) -> set[int]:
        start = TALK.text.index(text)
        return turns_read(TALK, [(start, start + len(text))], budget=10)

    assert held("ANA: one two three four\nBEN: five") == {0, 1}
    assert held("o three four\nBEN: five six") == {0, 1}
    assert held("three four\nBEN: five six") == {0, 1}
    assert held("four\nBEN: five six\nwithout") == {1}


def test_words_that_two_chunks_share_are_read_once() -> None:
    chunk = (0, TALK.spans[1][1])

    assert turns_read(TALK, [chunk, chunk, TALK.spans[3]], budget=7) == {0, 1, 3}
    assert turns_read(TALK, [chunk, chunk, TALK.spans[3]], budget=6) == {0, 1}


def test_a_system_is_measured_by_the_gold_turns_among_what_is_read() -> None:
    measured = measure(Fixed(TALK.spans[1], TALK.spans[3]), [TALK], [question(3), question(2)])

    assert measured.recalls == {200: (1.0, 0.0), 700: (1.0, 0.0)}
    assert len(measured.asking) == 2


def test_this_program_finds_the_turn_with_the_words_of_the_question(tmp_path: Path) -> None:
    talk = Talk(make_transcript(*long_talk(40), "ANA: The ferry sails on Friday."))
    ours = OnTheRecord(CountingEmbedder(), tmp_path)
    asked = Question("q", talk.id, "When does the ferry sail?", (40,), "all", (), answerable=True)

    assert measure(ours, [talk], [asked]).recalls[200] == (1.0,)


def test_the_table_has_ratios_to_the_first_row() -> None:
    first = Measured("ours", 2.0, 3.0, (0.010, 0.020), {200: (0.5, 0.5), 700: (1.0, 1.0)})
    other = Measured("other", 1.0, 0.3, (0.005,), {200: (0.25, 0.25), 700: (0.0, 1.0)})
    lines = list(table([first, other]))

    assert len({line.count("|") for line in lines}) == 1
    assert lines[2].startswith("| ours | 0.500 [0.500, 0.500] | 1.00 |")
    assert lines[3].startswith("| other | 0.250 [0.250, 0.250] | 0.50 | 0.500 ")
    assert lines[3].endswith("| 1.0 | 0.3 | 0.10 | 5 | 5 |")


def test_missing_packages_are_named_with_the_extra_that_has_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(compare_retrieval, "find_spec", lambda name: None if name == "txtai" else object())

    with pytest.raises(SystemExit) as ended:
        main(["--data", "anywhere"])
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("not installed: txtai. Run: pip install -c constraints.txt -e '.[bench]'")
