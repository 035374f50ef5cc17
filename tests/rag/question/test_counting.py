import pytest

from rag.language.names import Naming
from rag.question.counting import MentionQuestion, asks_for_mentions

MAYOR = (Naming("mayor", ("Ines Calloway",), "role"),)


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
        ("Where does the word ballast occur?", MentionQuestion("every", "ballast")),
        ("In which hearing does the sea wall come up, and who names it?", MentionQuestion("every", "sea wall")),
        ("Which transcripts mention the tariff?", MentionQuestion("every", "tariff")),
        ("Who mentioned the seals, and where?", MentionQuestion("who", "seals")),
        ("Did the subject of fares ever come up?", MentionQuestion("whether", "fares")),
        ("Was there any mention of the tide?", MentionQuestion("whether", "tide")),
    ],
)
def test_questions_for_every_mention_are_known(question: str, asked: MentionQuestion) -> None:
    assert asks_for_mentions(question, people=MAYOR if "mayor" in question else ()) == asked


@pytest.mark.parametrize(
    "question",
    [
        "Who said that the bridge is safe?",
        "What did the mayor mention first?",
        "How often does the ferry run?",
        "Did the mayor promise a bridge?",
        "Did the report mention cracks?",  # no speaker: somebody may have said what is in it
        "List the action items.",
        "Did the ferry appear damaged?",
        "Did the accident occur at night?",
        "Did the water come up in the basement?",
        "Where did the accident occur?",
        "Did Reyes talk about the dam and how it broke?",
        "Where does the road come up against the sea?",
    ],
)
def test_other_questions_are_not(question: str) -> None:
    assert asks_for_mentions(question) is None
