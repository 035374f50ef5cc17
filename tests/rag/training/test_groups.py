"""The groups that the reader learns from, and a run that ends in a file that can be read."""

import json
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from index.embedding.adapter.training.data import Material, Question, TrainingDataError
from index.embedding.model_files import AdapterFile
from rag.scorers.pair_scorer import PairScorer
from rag.training.__main__ import main
from rag.training.groups import of_library, of_meetings, of_squad
from tests.index.double import Library, make_transcript
from tests.rag.evaluation.factories import write_lines

RIVER = "The Ouse rises in the hills. " + "It flows past mills and meadows and many small towns on its way. " * 8
SEA = "In the end the river reaches the sea at Kilnsea. " + "There are seals and gulls and a lighthouse there. " * 8
HARBOUR = "\n".join(
    ["ANA: The ferry sails on Friday at noon.", "BEN: And the fare?", "ANA: The fare is three euros for all of us."]
    + [f"BEN: The fare was {n} crowns in the old days of the ferry." for n in range(6)]
)


def squad(tmp_path: Path) -> Path:
    def paragraph(context: str, question: str, answer: str | None) -> dict[str, object]:
        answers = [] if answer is None else [{"text": answer, "answer_start": context.index(answer)}]
        return {
            "context": context,
            "qas": [{"question": question, "is_impossible": answer is None, "answers": answers}],
        }

    articles = [
        {"title": "Ouse", "paragraphs": [paragraph(RIVER, "Where does the Ouse rise?", "in the hills"),
                                         paragraph(SEA, "Who owns the lighthouse?", None)]},
        {"title": "Left out", "paragraphs": [paragraph(SEA, "Where does it reach the sea?", "Kilnsea")]},
        {"title": "Again", "paragraphs": [paragraph(SEA, "Where does the river end?", "Kilnsea")]},
    ]  # fmt: skip
    file = tmp_path / "squad.json"
    file.write_text(json.dumps({"data": articles}), "utf-8")
    return file


def test_of_an_article_the_window_with_the_answer_is_right_and_no_other_has_it(tmp_path: Path) -> None:
    rises, owns, ends = of_squad(squad(tmp_path), Random(0))

    assert "rises in the hills" in rises.seconds[0]
    assert len(rises.seconds) == 5
    assert not any("rises in the hills" in second for second in rises.seconds[1:])
    assert not owns.answered
    assert any("seals" in second for second in owns.seconds)
    assert not any("mills" in second.rpartition(" | ")[2] for second in owns.seconds)
    assert "Kilnsea" in ends.seconds[0]
    assert of_squad(squad(tmp_path), Random(0)) == [rises, owns, ends]


def test_of_a_meeting_turns_that_may_answer_are_never_wrong() -> None:
    meeting = make_transcript(
        "ANA: We meet on Friday in the old hall.",
        "BEN: Friday or Monday in the hall, I think.",
        *(f"CY: The hall has {n} doors to the yard." for n in range(9)),
    )
    asked = Question("When do we meet in the hall?", frozenset({0}), unclear=frozenset({1}))
    (group,) = of_meetings([Material(meeting, (asked,))], Random(0))

    assert group.first == "When do we meet in the hall?"
    assert group.seconds[0] == "ANA: We meet on Friday in the old hall."
    assert len(group.seconds) == 5
    assert not any("Monday" in second.rpartition(" | ")[2] for second in group.seconds[1:])


def asked(qid: int, question: str, *quotes: str) -> dict[str, object]:
    gold = [{"file": "harbour.txt", "speaker": "ANA", "quote": quote} for quote in quotes]
    return {"qid": str(qid), "question": question, "kind": "fact", "answerable": bool(gold), "gold": gold}


QUESTIONS = [
    asked(0, "What is the fare of the ferry?", "The fare is three euros"),
    asked(1, "Who owns the ferry?"),
    *(asked(n, "When does the ferry sail?", "The ferry sails on Friday") for n in (2, 3)),
    asked(4, "Is this question held out?", "The ferry sails on Friday"),
]


def test_of_a_library_the_quoted_words_are_right_and_what_the_search_finds_beside_them_is_wrong(
    library: Library, tmp_path: Path
) -> None:
    library.write("harbour.txt", HARBOUR)
    library.index.sync()
    write_lines(tmp_path / "questions.jsonl", *QUESTIONS)

    fare, owner, *sails = of_library(tmp_path, library.index, Random(0))

    assert fare.seconds[0] == "And the fare? | ANA: The fare is three euros for all of us."
    assert len(fare.seconds) == 5
    assert not any("three euros for" in second.rpartition(" | ")[2] for second in fare.seconds[1:])
    assert (owner.answered, len(owner.seconds)) == (False, 5)
    assert [group.first for group in sails] == ["When does the ferry sail?"] * 2


def test_each_quote_may_give_several_groups_and_no_question_need_be_held_out(library: Library, tmp_path: Path) -> None:
    library.write("harbour.txt", HARBOUR)
    library.index.sync()
    write_lines(tmp_path / "questions.jsonl", *QUESTIONS)

    found = list(of_library(tmp_path, library.index, Random(0), drawn=3, every=True))

    assert [group.first for group in found].count("Is this question held out?") == 3
    assert len(found) == 3 * len(QUESTIONS)


def test_what_is_no_training_data_is_named(tmp_path: Path, library: Library) -> None:
    library.write("harbour.txt", HARBOUR)
    library.index.sync()
    (tmp_path / "questions.jsonl").write_text('{"question": "Who?"}\n', "utf-8")

    with pytest.raises(TrainingDataError, match=r"questions.jsonl: a question needs"):
        list(of_library(tmp_path, library.index, Random(0)))
    with pytest.raises(TrainingDataError, match=r"questions.jsonl: not a file of SQuAD"):
        of_squad(tmp_path / "questions.jsonl", Random(0))


@pytest.mark.model
def test_a_run_writes_a_file_that_the_scorer_of_pairs_reads(tmp_path: Path) -> None:
    meeting, harbour, out = tmp_path / "qmsum", tmp_path / "harbour", tmp_path / "reader.safetensors"
    turns = [{"i": n, "speaker": "ANA", "text": f"We meet on Friday in hall number {n}."} for n in range(6)]
    meeting.mkdir()
    write_lines(meeting / "transcripts.train.jsonl", {"transcript_id": "m", "title": "m", "turns": turns})
    question = {"qid": "1", "transcript_id": "m", "question": "When do we meet?", "gold_turns": [0]}
    write_lines(meeting / "questions.train.jsonl", question)
    (harbour / "lib").mkdir(parents=True)
    (harbour / "lib" / "harbour.txt").write_text(HARBOUR, "utf-8")
    write_lines(harbour / "questions.jsonl", *QUESTIONS)

    given = ["--squad", squad(tmp_path), "--qmsum", meeting, "--real", harbour, "--out", out, "--steps", 1, 1]
    assert main([str(value) for value in given]) == 0

    scorer = PairScorer(AdapterFile(out, sha256(out.read_bytes()).hexdigest()))
    assert scorer.scores([("When do we meet?", "ANA: On Friday.")]).shape == (1,)
    further = tmp_path / "further.safetensors"
    assert main([str(value) for value in (*given[:6], "--start", out, "--every", "--out", further, *given[8:])]) == 0
    assert further.read_bytes() != out.read_bytes()
    assert sorted(path.name for path in (harbour / "lib").iterdir()) == ["harbour.txt"]
