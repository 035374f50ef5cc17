"""What people said of answers, and the evaluation set made of it."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.index import Index
from rag.answer import Answer, Citation, Coverage, Sentence
from rag.cli import main
from rag.errors import FeedbackError
from rag.evaluation.dataset import load_dataset, retrieval_questions
from rag.feedback import store as feedback
from tests.index.double import Library

TALK = "ANA: Ship on Friday.\nBO: It costs nine euros.\nANA: Fine.\n"


def cite(marker: int, turn: int, transcript: str = "talk.txt") -> Citation:
    return Citation(marker, f"{transcript}#{turn}", transcript, "Talk", None, turn, "ANA", None, None, "x", 0, 1, "")


def answered(
    *turns: int, question: str = "When do we ship?", abstained: bool = False, text: str = "On Friday."
) -> Answer:
    citations = tuple(cite(marker, turn) for marker, turn in enumerate(turns, start=1))
    sentences = (Sentence(text, "supported", tuple(c.marker for c in citations)),)
    coverage = Coverage(1, 3, ())
    return Answer(question, text, abstained, None, sentences, citations, coverage, "m", "1", 1)


@pytest.fixture
def index(on_either: Library) -> Index:
    on_either.write("talk.txt", TALK)
    on_either.index.sync()
    return on_either.index


def judged(answer: Answer, verdict: feedback.Verdict, index: Index, **said: Any) -> feedback.Judgement:
    """What is said of an answer from the index as it is."""
    return feedback.judge(replace(answer, generation=index.generation), verdict, index, **said)


def exported(index: Index, to: Path, *judgements: feedback.Judgement) -> list[dict[str, Any]]:
    for judgement in judgements:
        feedback.add(index.kept, judgement)
    feedback.export(index.kept, index, to)
    return [json.loads(line) for line in (to / "questions.feedback.jsonl").read_text("utf-8").splitlines()]


def test_a_right_answer_gives_a_question_that_retrieval_can_be_measured_on(index: Index, tmp_path: Path) -> None:
    exported(index, tmp_path, judged(answered(0), "right", index, note="yes"))
    dataset = load_dataset(tmp_path, "feedback")
    (question,) = retrieval_questions(dataset)
    assert (question.question, question.gold_ids, question.gold_mode) == ("When do we ship?", ("talk.txt#0",), "all")
    assert question.answers == ("On Friday.",)
    assert [turn.text for turn in dataset.transcripts[0].turns] == [t.text for t in index.turns("talk.txt")]


def test_a_wrong_citation_leaves_the_others_as_gold(index: Index, tmp_path: Path) -> None:
    (question,) = exported(index, tmp_path, judged(answered(0, 1), "citation", index, wrong=[2]))
    assert (question["gold_turns"], question["clean"], question["answers"]) == ([0], True, ["On Friday."])


def test_where_no_citation_is_named_none_is_gold_and_the_question_waits_for_somebody(
    index: Index, tmp_path: Path
) -> None:
    (question,) = exported(index, tmp_path, judged(answered(0, 1), "citation", index))
    assert (question["gold_turns"], question["clean"]) == ([], False)
    assert retrieval_questions(load_dataset(tmp_path, "feedback")) == ()


def test_a_wrong_answer_is_kept_with_its_note_and_not_measured_on(index: Index, tmp_path: Path) -> None:
    (question,) = exported(index, tmp_path, judged(answered(1), "wrong", index, note="  It was Thursday.  "))
    assert (question["answers"], question["clean"], question["note"]) == ([], False, "It was Thursday.")


def test_a_right_abstention_is_a_question_that_cannot_be_answered(index: Index, tmp_path: Path) -> None:
    (question,) = exported(index, tmp_path, judged(answered(abstained=True), "right", index))
    assert (question["answerable"], question["gold_mode"], question["clean"]) == (False, "none", True)
    assert load_dataset(tmp_path, "feedback").questions[0].transcript_id == "talk.txt"


def test_the_last_judgement_of_an_answer_counts(index: Index, tmp_path: Path) -> None:
    questions = exported(
        index,
        tmp_path,
        judged(answered(0), "wrong", index),
        judged(answered(0), "right", index, note="after all"),
    )
    assert [question["verdict"] for question in questions] == ["right"]


def test_what_has_left_the_library_leaves_the_set(index: Index, tmp_path: Path) -> None:
    gone = answered()
    gone = replace(gone, citations=(cite(1, 0, "gone.txt"),))
    feedback.add(index.kept, feedback.judge(gone, "right", index))
    done = feedback.export(index.kept, index, tmp_path)
    assert (done.questions, done.left_out) == (0, 1)


def test_judgements_of_many_at_once_are_all_kept_whole(index: Index) -> None:
    judgements = [judged(answered(0, question=f"Q{number}?" * 200), "right", index) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda judgement: feedback.add(index.kept, judgement), judgements))
    assert {judgement.question for judgement in feedback.read(index.kept)} == {j.question for j in judgements}


def test_a_line_that_is_none_is_named_and_swallows_no_other(index: Index) -> None:
    feedback.add(index.kept, judged(answered(0), "right", index))
    with index.kept.changing(feedback.FILE) as lines:
        lines.append('{"at": "2026-')
    feedback.add(index.kept, judged(answered(1), "wrong", index))
    with pytest.raises(FeedbackError, match=r"feedback\.jsonl:2: not a judgement.*remove the line"):
        feedback.read(index.kept)
    assert len(index.kept.lines(feedback.FILE)) == 3


def test_a_line_cut_off_by_a_crash_swallows_no_other(library: Library) -> None:
    library.write("talk.txt", TALK)
    library.index.sync()
    (library.index.folder / feedback.FILE).write_text('{"at": "2026-')
    feedback.add(library.index.kept, judged(answered(1), "wrong", library.index))
    assert len(library.index.kept.lines(feedback.FILE)) == 2


def test_the_command_writes_the_set_and_says_what_to_do_with_it(
    index: Index, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    feedback.add(index.kept, judged(answered(0), "right", index))
    if index.catalog_url:
        monkeypatch.setenv("OTR_CATALOG_URL", index.catalog_url)
    monkeypatch.setattr("sys.argv", [
        "ontherecord", "feedback", "export", str(tmp_path / "set"), "--index", str(index.folder), "--json",
    ])  # fmt: skip
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out) == {
        "folder": str(tmp_path / "set"), "questions": 1, "complete": 1, "transcripts": 1, "left_out": 0,
    }  # fmt: skip


def test_a_removed_transcript_leaves_nothing_in_what_was_said_of_its_answers(tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    library.write("talk.txt", TALK)
    library.write("gone.txt", "ANA: Who feeds the zebra at noon?\nBO: Quixotic keepers, on Friday.\nANA: Fine.\n")
    library.index.sync()
    told = answered(0, 1, question="Who feeds the zebra at noon?", text="Ship on Friday, says a keeper, quixotic.")
    told = replace(told, citations=(cite(1, 0), cite(2, 0, "gone.txt")), generation=library.index.generation)
    feedback.add(library.index.kept, feedback.judge(told, "right", library.index, found=["gone.txt#1"]))
    plain = replace(told, question="When do we ship?", text="Ship on Friday.", citations=told.citations[:1])
    feedback.add(library.index.kept, feedback.judge(plain, "right", library.index))
    feedback.export(library.index.kept, library.index, tmp_path)
    assert load_dataset(tmp_path, "feedback").questions[0].answers == (told.text,)

    (library.folder / "gone.txt").unlink()
    library.index.sync()
    left = b"".join(path.read_bytes() for path in library.index.folder.rglob("*") if path.is_file())
    for word in (b"zebra", b"noon", b"uixot", b"keeper"):
        assert word not in left.lower()
    done = feedback.export(library.index.kept, library.index, tmp_path / "after")
    assert (done.questions, done.left_out) == (1, 1)
    assert load_dataset(tmp_path / "after", "feedback").questions[0].answers == ("Ship on Friday.",)
    library.index.close()


def test_of_an_answer_from_an_index_that_has_changed_since_no_word_is_kept(index: Index, tmp_path: Path) -> None:
    old = replace(answered(0, text="A quixotic answer."), generation=0)
    (question,) = exported(index, tmp_path, feedback.judge(old, "right", index))
    assert (question["gold_turns"], question["answers"]) == ([0], [])
    assert "quixotic" not in "\n".join(index.kept.lines(feedback.FILE))


def test_the_text_of_an_answer_is_not_what_a_changed_turn_makes_of_it(tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    library.write("talk.txt", TALK)
    library.index.sync()
    told = replace(answered(0, text="Ship on Friday."), generation=library.index.generation)
    judgement = feedback.judge(told, "right", library.index)
    library.write("talk.txt", TALK.replace("Friday", "Sunday"))
    library.index.sync()
    (question,) = exported(library.index, tmp_path, judgement)
    assert question["answers"] == []
    library.index.close()
