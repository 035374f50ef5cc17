import pytest

from rag.answer import Sentence
from rag.evaluation.credit import Credit, credits_of, speaker_names
from tests.rag.evaluation.factories import make_answer, make_citation, make_source

SOURCE = make_source(
    "episode",
    "Joey Tribbiani: I ate the sandwich.",
    "Monica Geller: Ross, you did not.",
    "Ross Geller: I did, Monica.",
    "Project Manager: The project is late.",
    "Grad E: Fine.",
)
NAMES = speaker_names(SOURCE.turns)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Joey ate it.", "Joey Tribbiani"),
        ("According to Tribbiani's account, it was good.", "Joey Tribbiani"),
        ("Monica Geller said Joey did.", "Monica Geller"),
        ("The Gellers' sandwich was eaten.", None),
        ("Geller said so.", None),
        ("Project costs rose.", None),
        ("The Project Manager worries.", "Project Manager"),
        ("Grad E agrees.", "Grad E"),
        ("Graduates agree.", None),
        ("Someone ate it.", None),
    ],
)
def test_a_speaker_is_named_in_full_or_by_a_part_that_is_a_name(text: str, speaker: str | None) -> None:
    assert NAMES.first(text) == speaker


def test_a_transcript_that_names_nobody_credits_nobody() -> None:
    assert speaker_names([]).first("Joey said so.") is None


def test_a_sentence_credits_its_first_name_and_answers_to_its_own_citations() -> None:
    answer = make_answer(
        Sentence("Joey ate the sandwich, and Monica knew [1].", "supported", (1,)),
        Sentence("Ross did too [2].", "supported", (2,)),
        citations=[make_citation(SOURCE, 0), make_citation(SOURCE, 2, marker=2)],
    )

    assert credits_of(answer, NAMES) == (
        Credit("Joey Tribbiani", frozenset({"Joey Tribbiani"})),
        Credit("Ross Geller", frozenset({"Ross Geller"})),
    )


def test_a_name_inside_a_quotation_credits_nobody() -> None:
    citation = make_citation(SOURCE, 1)
    sentences = (
        Sentence("Ross, you did not.", "verbatim", (1,)),
        Sentence("Someone said “Ross, you did not.”", "supported", (1,)),
    )

    assert credits_of(make_answer(*sentences, citations=[citation]), NAMES) == ()


def test_a_quotation_credits_the_speaker_named_before_it() -> None:
    sentence = Sentence("Monica Geller: Ross, you did not. [1]", "verbatim", (1,))
    answer = make_answer(sentence, citations=[make_citation(SOURCE, 1)])

    assert [credit.speaker for credit in credits_of(answer, NAMES)] == ["Monica Geller"]


def test_a_sentence_without_citations_answers_to_all_of_them() -> None:
    answer = make_answer(Sentence("Ross did it.", "weak"), citations=[make_citation(SOURCE, 0)])

    assert credits_of(answer, NAMES) == (Credit("Ross Geller", frozenset({"Joey Tribbiani"})),)
