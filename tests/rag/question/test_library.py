"""Which questions are about the transcripts themselves, and which only look so."""

from datetime import date

import pytest

from index.transcript import Speaker
from rag.language.names import Roster
from rag.question.date_range import Event
from rag.question.followup import Standalone
from rag.question.library import LibraryQuestion, asks_of_library
from rag.question.question import Question
from rag.question.reading import understood

ROSTER = Roster([Speaker("Ana Reyes", role="Mayor"), Speaker("Ben Ode"), Speaker("The Chair")])
TITLES = {
    "2025-03-12-ferry.txt": "Ferry hearing",
    "2026-09-16-roof.txt": "School roof hearing",
    "ES2012a.txt": "ES2012a",
    "seals.md": "Podcast: seals of the bay",
}
EVENTS = (Event("2025-03-12", "Ferry hearing"), Event("2026-09-16", "School roof hearing"))


def read(question: str) -> Question:
    return understood(Standalone(question, ""), ROSTER, EVENTS, today=date(2026, 11, 23), titles=TITLES)


BY_CODE = [
    ("Hello", "greeting"),
    ("hi there!", "greeting"),
    ("Good morning", "greeting"),
    ("你好", "greeting"),
    ("Thanks", "thanks"),
    ("ok, thank you very much", "thanks"),
    ("What can you do?", "help"),
    ("who are you?", "help"),
    ("What questions can I ask?", "help"),
    ("List all transcripts", "transcripts"),
    ("Can you show me all the transcripts please?", "transcripts"),
    ("Which transcripts are there?", "transcripts"),
    ("transcripts", "transcripts"),
    ("all the transcripts of March 2025", "transcripts"),
    ("What’s in this library?", "transcripts"),
    ("How many speakers?", "speakers"),
    ("How many transcripts do you have?", "transcripts"),
    ("Which transcripts are from March 2025?", "transcripts"),
    ("what hearings were held in 2026", "transcripts"),
    ("Which meetings did Ana Reyes speak in?", "transcripts"),
    ("List the transcripts with Ben Ode", "transcripts"),
    ("When did Ben Ode speak?", "transcripts"),
    ("Who spoke?", "speakers"),
    ("Who took part in the ferry hearing?", "speakers"),
    ("Who gave evidence at the ferry hearing?", "speakers"),
    ("Who testified at the ferry hearing?", "speakers"),
    ("who all spoke in March 2025", "speakers"),
    ("List the speakers", "speakers"),
    ("How many people spoke at the school roof hearing?", "speakers"),
    ("Who are the speakers in ES2012a?", "speakers"),
    ("Summarise the ferry hearing.", "points"),
    ("Can you give me a short overview of the school roof hearing?", "points"),
    ("What were the main points?", "points"),
    ("What was the ferry hearing about?", "points"),
    ("What was decided?", "decisions"),
    ("What did they agree on in the ferry hearing?", "decisions"),
    ("List the decisions that were made in March 2025", "decisions"),
    ("List the action items", "actions"),
    ("What actions were agreed at the end of the ferry hearing?", "actions"),
    ("Who is to do what?", "actions"),
    ("What questions were left open in the ferry hearing?", "questions"),
    ("Unanswered questions", "questions"),
    ("Who chaired the ferry hearing?", "chair"),
    ("Who was the chair?", "chair"),
    ("Who moderated?", "moderator"),
    ("Who hosted the podcast?", "host"),
    ("Who asked questions?", "askers"),
    ("Who asked the most questions in the ferry hearing?", "askers"),
    ("How many questions did Ana Reyes ask?", "askers"),
    ("How many turns did Ben Ode have?", "turns"),
    ("How many words did the mayor say in the roof hearing?", "turns"),
    ("How often did Ana speak?", "turns"),
    ("How many turns does each speaker have?", "turns"),
    ("Who spoke most?", "most"),
    ("Who did most of the talking in the hearing on 12 March 2025?", "most"),
    ("Who spoke the least in ES2012a?", "least"),
    ("Who spoke first at the ferry hearing?", "first"),
    ("Who was the last speaker?", "last"),
    ("When was the ferry hearing?", "when"),
    ("On what date did the school roof hearing take place?", "when"),
    ("When was the hearing in March 2025?", "when"),
    ("What is the date of the ferry hearing?", "when"),
    ("How long is the ferry hearing?", "length"),
    ("How long did the podcast last?", "length"),
    ("How many words are there?", "length"),
    ("Which sections are there?", "sections"),
    ("In which section did Ana Reyes speak?", "sections"),
]

LOOK_ALIKES = [
    "Who asked for more time?",
    "Who asked questions about the bridge?",
    "Who asked the mayor to resign?",
    "Who spoke about the ferry?",
    "Who spoke for the union at the rally?",
    "Who spoke to the police?",
    "Who spoke first about the seals?",
    "Who took part in the survey?",
    "Who was the first speaker of the House to resign?",
    "Who chaired the inquiry into the fire?",
    "Who chairs the harbour board?",
    "Who hosted the dinner?",
    "Who is the chair of the Federal Reserve?",
    "Who moderates the forum posts?",
    "When was the bridge built?",
    "When was the meeting with the union?",
    "When is the next hearing?",
    "When was it?",
    "When was the July hearing?",
    "When did the council meet?",
    "When did Ana speak to the union?",
    "When was the call?",
    "What day is the market held?",
    "How long was it?",
    "How long is the bridge?",
    "How long did the strike last?",
    "How long was the call with the governor?",
    "How long did the meeting with the union last?",
    "How many words are in the treaty?",
    "How many people are there on the island?",
    "How many people took part in the survey?",
    "How many times did Ana mention seals?",
    "How many questions are on the ballot?",
    "How many meetings were cancelled?",
    "How much does Ana have?",
    "How often did the governor speak?",
    "How often do they talk to the union?",
    "Which meetings are planned for next year?",
    "What documents are needed?",
    "Which transcript is that from?",
    "What is in the archive of the council?",
    "How many speakers did the hall have installed?",
    "documents for the licence",
    "Which files did they delete?",
    "List the conditions of the licence.",
    "List the speakers' demands.",
    "Show me what Ana said about the ferry.",
    "What can you do about the noise?",
    "What can the council do?",
    "Which section of the Act is repealed?",
    "Which sections of the bridge are closed?",
    "What is the date of the election?",
    "Hello Ferries: what is it?",
    "Did anyone say thank you?",
    "What was decided about the bridge?",
    "What decisions did Ana regret?",
    "Summarise the discussion of the crossing.",
    "What are the issues with the bridge?",
    "What happened to the ferry?",
    "What was the strike about?",
    "What actions did the police take?",
    "Who is to do the repairs?",
    "Which questions did the union leave open?",
]


@pytest.mark.parametrize(("question", "topic"), BY_CODE)
def test_a_question_about_the_transcripts_is_told_from_its_words(question: str, topic: str) -> None:
    asked = read(question).of_library
    assert asked is not None
    assert asked.topic == topic


@pytest.mark.parametrize("question", LOOK_ALIKES)
def test_a_question_about_what_was_said_is_none(question: str) -> None:
    assert read(question).of_library is None


def test_it_says_of_which_transcripts_and_of_whom() -> None:
    assert read("How many turns did Ben Ode have in the roof hearing?").of_library == LibraryQuestion(
        "turns", transcripts=("2026-09-16-roof.txt",), speakers=("Ben Ode",)
    )
    assert read("Which meetings did Ana Reyes speak in?").of_library == LibraryQuestion(
        "transcripts", beside=("Ana Reyes",)
    )
    assert read("Who spoke at the hearing with Ben Ode?").of_library == LibraryQuestion(
        "speakers", transcripts=("2025-03-12-ferry.txt", "2026-09-16-roof.txt"), beside=("Ben Ode",)
    )


def test_what_is_counted_is_counted() -> None:
    asked = read("Who mentioned the ferry?")
    assert asked.counted is not None
    assert asked.of_library is None


def test_a_limit_taken_away_is_no_longer_accounted_for() -> None:
    roster = ROSTER.named("Who spoke with Ben Ode?")
    assert asks_of_library("Who spoke with Ben Ode?", people=roster, titles=TITLES) is not None
    assert asks_of_library("Who spoke with Ben Ode?", titles=TITLES) is None
