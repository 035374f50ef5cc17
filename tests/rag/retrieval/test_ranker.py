"""Which turns come first, over a real index whose embedder counts words."""

import pytest

from index.filter import Filter
from rag.question.followup import History
from rag.retrieval.ranker import Fusion, Ranking, TurnRanker
from tests.index.double import CountingEmbedder, Library
from tests.rag.retrieval.rerankers.double import FakeReranker

TALK = """Ana Reyes:

We ship the new ferry timetable on Friday.

Ben Ode:

Could you explain who pays for the ferry tests? Thank you.

Ana Reyes:

The council pays for the ferry tests.

Cleo Marsh:

Yes.
"""


@pytest.fixture(scope="module")
def talk(kept_library: Library) -> Library:
    kept_library.write("2026-03-12-talk.txt", TALK)
    kept_library.write(
        "2025-01-02-other.txt", "Dan Fell:\n\nThe roof of the library leaks.\n\nAna Reyes:\n\nWho repairs it?\n"
    )
    kept_library.index.sync()
    return kept_library


def first(library: Library, question: str, **where: object) -> str:
    return TurnRanker(library.index).rank(question, where=Filter(**where)).passages[0].turn.text  # type: ignore[arg-type]


def test_the_turn_that_says_it_comes_first(talk: Library) -> None:
    assert first(talk, "the council pays for the ferry tests") == "The council pays for the ferry tests."


def test_a_filter_admits_no_other_turn(talk: Library) -> None:
    for where in (
        Filter(speakers=("Ana Reyes",)),
        Filter(transcripts=("2025-01-02-other.txt",)),
        Filter(after="2026-01-01"),
        Filter(before="2025-12-31"),
    ):
        ranking = TurnRanker(talk.index).rank("ferry roof", where=where)
        assert ranking.passages
        for passage in ranking.passages:
            assert not where.speakers or passage.turn.speaker == "Ana Reyes"
            assert not where.transcripts or passage.transcript_id == "2025-01-02-other.txt"
            assert not where.after or passage.transcript_id == "2026-03-12-talk.txt"
            assert not where.before or passage.transcript_id == "2025-01-02-other.txt"


def test_a_filter_that_admits_nothing_finds_nothing(talk: Library) -> None:
    assert TurnRanker(talk.index).rank("ferry", where=Filter(after="2030-01-01")).passages == ()


def test_whoever_asked_is_looked_for_among_turns_that_ask(talk: Library) -> None:
    ranking = TurnRanker(talk.index).rank("Who asked about the ferry tests?")

    assert [passage.turn.speaker for passage in ranking.passages] == ["Ben Ode", "Ana Reyes"]
    assert all("?" in passage.turn.text for passage in ranking.passages)


def test_the_speaker_a_question_names_is_preferred(talk: Library) -> None:
    ranking = TurnRanker(talk.index).rank("What did Ben say about who pays for the ferry tests?")

    assert ranking.named == ("Ben Ode",)
    assert ranking.passages[0].turn.speaker == "Ben Ode"
    known = {speaker.canonical for speaker in ranking.question.known}
    assert known == {
        "Ana Reyes",
        "Ben Ode",
        "Cleo Marsh",
        "Dan Fell",
    }


def test_no_more_than_asked_for_best_first_each_once(talk: Library) -> None:
    passages = TurnRanker(talk.index).rank("ferry", k=3).passages

    assert len({passage.turn.id for passage in passages}) == len(passages) == 3
    assert [p.score for p in passages] == sorted((p.score for p in passages), reverse=True)


def test_a_reranker_reads_labelled_turns_and_sorts_them_anew(talk: Library) -> None:
    reranker = FakeReranker(like=lambda text: "Yes." in text)
    ranker = TurnRanker(talk.index, Fusion(reranking=100), [reranker])

    assert ranker.rank("ferry", k=1).passages[0].turn.text == "Yes."
    question, texts = reranker.asked[0]
    assert question == "ferry"
    assert "Ana Reyes: The council pays for the ferry tests." in texts
    assert len(texts) == 6


def test_a_reranker_that_reads_prompts_is_shown_the_question_a_turn_answers(talk: Library) -> None:
    reranker = FakeReranker(like=len, reads_prompts=True)
    where = Filter(speakers=("Ana Reyes",), transcripts=("2026-03-12-talk.txt",))
    TurnRanker(talk.index, rerankers=[reranker]).rank("ferry", where=where)

    ((_, texts),) = reranker.asked
    assert sorted(texts) == [
        "Ana Reyes: We ship the new ferry timetable on Friday.",
        "Ben Ode: Could you explain who pays for the ferry tests? Thank you.\n"
        "Ana Reyes: The council pays for the ferry tests.",
    ]


def test_a_reranker_that_prefers_nothing_leaves_the_ranking_as_it_is(talk: Library) -> None:
    plain = TurnRanker(talk.index).rank("ferry roof").passages

    assert TurnRanker(talk.index, rerankers=[FakeReranker(like=lambda _: 0.0)]).rank("ferry roof").passages == plain


def follow_up(library: Library, question: str, history: History) -> Ranking:
    ranker = TurnRanker(library.index)
    return ranker.rank(ranker.read(question, history=history))


def test_a_follow_up_finds_what_the_question_before_was_about(talk: Library) -> None:
    ranking = follow_up(talk, "And who pays?", (("How are the ferry tests going?", ""),))
    assert ranking.passages[0].turn.text == "The council pays for the ferry tests."


def test_a_rewrite_does_not_lose_what_the_words_as_asked_find(talk: Library) -> None:
    ranking = follow_up(talk, "And the library roof?", (("Who pays for the ferry tests?", ""),))
    assert "The roof of the library leaks." in [passage.turn.text for passage in ranking.passages[:2]]


def test_the_place_of_the_answer_before_lifts_turns_and_makes_nothing_nearer(talk: Library) -> None:
    told = "Ana Reyes: We ship the new ferry timetable on Friday."
    ranker = TurnRanker(talk.index, Fusion(home=0.0))
    without, near = (ranker.rank(ranker.read("Why?", history=(("Anything new?", answer),))) for answer in ("", told))
    first_turns = [ranking.passages[0].turn.text for ranking in (without, near)]
    assert first_turns == ["Who repairs it?", "We ship the new ferry timetable on Friday."]
    assert near.best_cosine == without.best_cosine


@pytest.mark.parametrize(("home", "away"), [("winter", "summer"), ("summer", "winter")])
def test_a_conversation_stays_with_the_transcript_that_answered_last(library: Library, home: str, away: str) -> None:
    for name in ("winter", "summer"):
        said = f"Ana Reyes:\n\nThis is the {name} session.\n\nBen Ode:\n\nThe ferry is repaired on Monday.\n"
        library.write(f"{name}.txt", said)
    library.index.sync()
    answered = ((f"Which session is the {home} one?", f"Ana Reyes: This is the {home} session."),)

    assert follow_up(library, "When is the ferry repaired?", answered).passages[0].transcript_id == f"{home}.txt"
    leads_away = follow_up(library, f"When is the ferry repaired, by the {away} session?", answered)
    assert leads_away.passages[0].transcript_id == f"{away}.txt"


def test_of_a_comparison_each_side_is_found(talk: Library) -> None:
    question = "What was said about the ferry in January 2025 and then in March 2026?"
    days = [passage.date for passage in TurnRanker(talk.index).rank(question).passages]

    assert days[:4] == ["2025-01-02", "2026-03-12"] * 2
    within = TurnRanker(talk.index).rank(question, where=Filter(after="2026-01-01")).passages
    assert {passage.date for passage in within} == {"2026-03-12"}


def test_an_answer_that_was_refused_leads_nothing(talk: Library) -> None:
    asked = "Who repairs the roof of the library?"
    refused = follow_up(talk, asked, (("Who pays for the ferry tests?", ""),))

    assert refused.passages == follow_up(talk, asked, ()).passages
    assert refused.question.home == ""


def test_the_latest_and_the_first_of_what_fits_alike_come_by_date(library: Library) -> None:
    for year, month in (("2024", "March"), ("2026", "May"), ("2025", "June")):
        text = f"Ana Reyes:\n\nThe ferry terminal reopens in {month}.\n\nBen Ode:\n\nThe roof leaks.\n"
        library.write(f"{year}-01-10-hearing.txt", text)
    library.index.sync()

    def first_date(question: str) -> str | None:
        return TurnRanker(library.index).rank(question).passages[0].date

    assert first_date("What is the latest on when the ferry terminal reopens?") == "2026-01-10"
    assert first_date("When was the ferry terminal originally to reopen?") == "2024-01-10"


def test_a_question_in_another_language_is_searched_as_it_is_where_the_model_knows_it(talk: Library) -> None:
    asked = "Wie viele bezahlt der Rat für die Prüfung?"
    for name, foreign in (("all-MiniLM-L6-v2", True), ("multilingual-e5-small", False)):
        with talk.opened(embedder=CountingEmbedder(name=name)) as index:
            index.sync()
            ranker = TurnRanker(index)
            assert ranker.is_foreign(ranker.read(asked, Filter(), (), ())) is foreign
