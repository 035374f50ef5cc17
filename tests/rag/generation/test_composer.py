"""How answers are put together: with the days where these differ."""

from dataclasses import replace

from index.transcript import Turn
from rag.answer import Citation, Coverage, Passage, Sentence
from rag.citations import cite
from rag.generation.composer import Clock, Composer
from rag.language.sentences import Span
from rag.question.question import Question

COMPOSER = Composer(Question(), Coverage(2, 2), Clock(), "none", "0", 1, "")
HALF, FORTY = "The county pays half.", "The county pays forty percent."


def said(text: str, date: str | None) -> tuple[Passage, Span]:
    turn = Turn(f"{date}#0", 0, "Ana", text)
    return Passage(turn, str(date), "Hearing", date, 1.0), Span(0, len(text), text)


def cited(text: str, date: str | None) -> Citation:
    passage, span = said(text, date)
    return cite(1, passage, span, base_url="")


def test_where_days_differ_each_sentence_and_quote_has_its_own() -> None:
    written = Sentence(HALF, "supported", (1,))

    answer = COMPOSER.prose([written], [cited(HALF, "2025-03-12")], quotes=[said(FORTY, "2026-09-16")])

    assert answer.text == f"{HALF} [1] (12 March 2025)\n\nAna, 16 September 2026: “{FORTY}” [2]"
    assert [sentence.text for sentence in answer.sentences] == [HALF, FORTY]


def test_where_all_is_of_one_day_or_of_none_no_day_is_told() -> None:
    written = Sentence(HALF, "supported", (1,))

    for date in ("2025-03-12", None):
        answer = COMPOSER.prose([written], [cited(HALF, "2025-03-12")], quotes=[said(FORTY, date)])
        assert answer.text == f"{HALF} [1]\n\nAna: “{FORTY}” [2]"


def test_what_was_worked_out_over_many_turns_has_no_day_of_one() -> None:
    counted = Sentence("Ana has 40 turns.", "computed", (1,))

    assert COMPOSER.prose([counted], [cited(HALF, "2025-03-12")], quotes=[said(FORTY, "2026-09-16")]).text.startswith(
        "Ana has 40 turns. [1]\n"
    )


def test_a_sentence_of_two_days_has_none() -> None:
    second = replace(cited(FORTY, "2026-09-16"), marker=2)
    both = Sentence("The county pays half, then forty percent.", "supported", (1, 2))

    assert COMPOSER.prose([both], [cited(HALF, "2025-03-12"), second]).text == f"{both.text} [1] [2]"
