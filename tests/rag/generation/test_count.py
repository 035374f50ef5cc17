import pytest

from rag.generation.count import Count, describe_count
from rag.question.counting import MentionQuestion


@pytest.mark.parametrize(
    ("kind", "by_speaker", "sentence"),
    [
        ("whether", {"Ana": 3}, "Yes: Ana (3 turns) mentions “fares”."),
        ("whether", {}, "No: none of the 40 turns searched mentions “fares”."),
        ("who", {"Ana": 1, "Ben": 2}, "Ben (2 turns) and Ana (1 turn) mention “fares”."),
        (
            "how often",
            {"Ana": 1, None: 2},
            "“fares” is mentioned in 3 turns: unnamed speakers (2 turns) and Ana (1 turn).",
        ),
    ],
)
def test_a_count_says_what_was_counted(kind: str, by_speaker: dict[str | None, int], sentence: str) -> None:
    asked = MentionQuestion(kind, "“fares”")  # type: ignore[arg-type]  # the kinds of the table
    assert describe_count(Count(asked, (), by_speaker, 40)) == sentence
