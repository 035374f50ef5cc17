import pytest

from rag.language.names import Naming
from rag.question.counting import Count, MentionQuestion, asks_for_mentions, describe_count
from rag.question.kind import Reading

MAYOR = Reading(people=(Naming("mayor", ("Ines Calloway",), "role"),))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Did the mayor mention the linkspan?", MentionQuestion("whether", "linkspan", ("Ines Calloway",))),
        ("Did anyone bring up asbestos?", MentionQuestion("whether", "asbestos")),
        ("Was the swimming pool mentioned?", MentionQuestion("whether", "swimming pool")),
        ("How often did the mayor talk about lorries?", MentionQuestion("how often", "lorries", ("Ines Calloway",))),
        ("How many times was “sea wall” mentioned in the transcripts?", MentionQuestion("how often", "“sea wall”")),
        ("How often does the word promise come up?", MentionQuestion("how often", "promise")),
        ("Who mentioned the seals?", MentionQuestion("who", "seals")),
        ("Who said “over my dead body”?", MentionQuestion("who", "“over my dead body”")),
        ("Who used the word guess?", MentionQuestion("who", "guess")),
        ("List every mention of the ferry.", MentionQuestion("every", "ferry")),
        ("Show me all turns that mention fares", MentionQuestion("every", "fares")),
        ("Where is the leaflet mentioned?", MentionQuestion("every", "leaflet")),
    ],
)
def test_questions_for_every_mention_are_known(question: str, asked: MentionQuestion) -> None:
    assert asks_for_mentions(question, MAYOR if "mayor" in question else Reading()) == asked


@pytest.mark.parametrize(
    "question",
    [
        "Who said that the bridge is safe?",
        "What did the mayor mention first?",
        "How often does the ferry run?",
        "Did the mayor promise a bridge?",
        "Did the report mention cracks?",  # no speaker: somebody may have said what is in it
        "List the action items.",
    ],
)
def test_other_questions_are_not(question: str) -> None:
    assert asks_for_mentions(question, Reading()) is None


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
