import hashlib
from pathlib import Path
from typing import Any

import pytest

from rag.errors import DatasetError
from rag.evaluation.dataset import (
    SourceTranscript,
    SourceTurn,
    answer_questions,
    load_dataset,
    parse_when,
    retrieval_questions,
    sample_questions,
    to_transcripts,
)
from tests.rag.evaluation.factories import make_dataset, make_question, make_source, write_lines

BENCH = Path(__file__).parents[4] / "shared" / "bench"  # the development sets, where they are at hand
TRANSCRIPT = {
    "transcript_id": "standup",
    "title": "Stand-up",
    "turns": [
        {"i": 0, "speaker": "Ana", "text": "Ship on Friday.", "when": "1:56 pm on 8 May, 2023", "session": 1},
        {"i": 1, "speaker": "Ben", "text": "", "start": 4},
    ],
}


def question(qid: str = "q1", **fields: Any) -> dict[str, Any]:
    values = {
        "qid": qid, "transcript_id": "standup", "question": "When?", "gold_turns": [0], "gold_mode": "all",
        "answers": ["Friday"], "answerable": True, "kind": "when",
    }  # fmt: skip
    return values | fields


def write_set(folder: Path, *questions: object, transcripts: tuple[object, ...] = (TRANSCRIPT,)) -> Path:
    write_lines(folder / "transcripts.dev.jsonl", *transcripts)
    write_lines(folder / "questions.dev.jsonl", *questions)
    return folder


def test_transcripts_and_questions_are_read_with_unknown_fields_ignored(tmp_path: Path) -> None:
    dataset = load_dataset(write_set(tmp_path, question(extra=1)), "dev")

    assert dataset.name == tmp_path.name
    assert dataset.transcripts[0].turns[1] == SourceTurn(i=1, text="", speaker="Ben", start=4.0)
    assert dataset.questions[0].gold_ids == ("standup#0",)
    assert dataset.questions[0].clean


def test_a_small_split_takes_the_transcripts_of_the_whole_one(tmp_path: Path) -> None:
    write_set(tmp_path, question())
    write_lines(tmp_path / "questions.dev.small.jsonl", question("small"))

    dataset = load_dataset(tmp_path, "dev.small")

    assert [q.qid for q in dataset.questions] == ["small"]
    assert [t.transcript_id for t in dataset.transcripts] == ["standup"]


def test_transcripts_can_come_from_another_folder(tmp_path: Path) -> None:
    (tmp_path / "meetings").mkdir()
    write_set(tmp_path / "meetings")
    (tmp_path / "cross").mkdir()
    write_lines(tmp_path / "cross" / "questions.dev.jsonl", question())

    dataset = load_dataset(tmp_path / "cross", "dev", tmp_path / "meetings")

    assert [t.transcript_id for t in dataset.transcripts] == ["standup"]


def test_a_missing_file_is_named_with_the_way_out(tmp_path: Path) -> None:
    write_lines(tmp_path / "questions.dev.jsonl", question())

    with pytest.raises(DatasetError, match=r"transcripts\.dev\.jsonl: cannot be read .*--transcripts DIR"):
        load_dataset(tmp_path, "dev")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{not json", r"questions\.dev\.jsonl:2: Invalid JSON"),
        (question("q2", answerable="yes"), r"questions\.dev\.jsonl:2: `answerable`: Input should be a valid boolean"),
        (question("q2", gold_turns=[0, "1"]), r":2: `gold_turns.1`: Input should be a valid integer"),
        (question("q2", gold_turns=[2]), r":2: question 'q2': gold turn 2 is not one of .* 0 to 1"),
        (question("q2", transcript_id="retro"), r":2: question 'q2': there is no transcript 'retro'"),
        (question("q2", gold_mode="none"), r":2: question 'q2': it has gold turns, but"),
        (question("q1"), r":2: question 'q1': its qid occurs twice"),
    ],
)
def test_a_question_out_of_form_is_named_by_file_and_line(tmp_path: Path, line: object, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        load_dataset(write_set(tmp_path, question(), line), "dev")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (TRANSCRIPT, r"transcripts\.dev\.jsonl:2: transcript 'standup' occurs twice"),
        ({"transcript_id": "b", "turns": [{"i": 1, "text": "x"}]}, r":2: `i` of the turns must count 0, 1, 2"),
        ({"transcript_id": "b"}, r":2: `turns`: "),
    ],
)
def test_a_transcript_out_of_form_is_named_by_file_and_line(tmp_path: Path, line: object, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        load_dataset(write_set(tmp_path, transcripts=(TRANSCRIPT, line)), "dev")


def test_line_ends_inside_json_text_do_not_end_a_line(tmp_path: Path) -> None:
    folder = write_set(tmp_path, '{"qid":"q","transcript_id":"standup","question":"a\u2028b","gold_turns":[],'
                                 '"gold_mode":"none","answers":[],"answerable":false}')  # fmt: skip

    assert load_dataset(folder, "dev").questions[0].question == "a\u2028b"


def test_retrieval_leaves_out_what_it_cannot_be_measured_on() -> None:
    questions = [
        make_question("good"),
        make_question("unanswerable", gold=(), answerable=False),
        make_question("no gold", gold=()),
        make_question("wrong label", clean=False),
        make_question("who speaks", speaker_answer=True),
    ]
    dataset = make_dataset([make_source("standup", "Ana: Friday.")], questions)

    assert [q.qid for q in retrieval_questions(dataset)] == ["good"]
    assert [q.qid for q in answer_questions(dataset)] == ["good", "unanswerable", "no gold", "who speaks"]


def test_a_sample_is_spread_over_transcripts_and_keeps_the_order() -> None:
    questions = [make_question(f"{t}{n}", transcript=t) for t in "abcd" for n in range(10)]

    sample = sample_questions(questions, limit=8, seed=1)

    assert [q.transcript_id for q in sample] == list("aabbccdd")
    assert list(sample) == [q for q in questions if q in sample]


def test_a_sample_keeps_the_share_of_unanswerable_questions() -> None:
    questions = [make_question(f"q{n}", answerable=n % 4 > 0) for n in range(40)]

    assert sum(not q.answerable for q in sample_questions(questions, limit=20, seed=3)) == 5


def test_a_sample_depends_on_its_seed_alone() -> None:
    questions = [make_question(f"q{n}") for n in range(50)]

    assert sample_questions(questions, limit=10, seed=1) == sample_questions(questions, limit=10, seed=1)
    assert sample_questions(questions, limit=10, seed=1) != sample_questions(questions, limit=10, seed=2)
    assert sample_questions(questions, limit=60) == tuple(questions)


def test_a_sample_of_nothing_is_refused() -> None:
    with pytest.raises(DatasetError, match="takes a number from 1"):
        sample_questions([make_question()], limit=0)


@pytest.mark.parametrize(
    ("when", "date"),
    [
        ("1:56 pm on 8 May, 2023", "2023-05-08"),
        ("10:04 am on 19 June, 2023", "2023-06-19"),
        ("2024-02-29T10:00", "2024-02-29"),
        ("Sept. 3rd, 2021", "2021-09-03"),
        ("31 February, 2023", None),
        ("3 Mayhem 2023", None),
        ("last Tuesday", None),
    ],
)
def test_a_date_is_read_from_when(when: str, date: str | None) -> None:
    assert parse_when(when) == date


def test_transcripts_become_values_of_the_index(tmp_path: Path) -> None:
    folder = write_set(tmp_path, question())
    line = (folder / "transcripts.dev.jsonl").read_bytes().rstrip(b"\n")

    (transcript,) = to_transcripts(load_dataset(folder, "dev"))

    assert transcript.id == "standup"
    assert transcript.title == "Stand-up"
    assert transcript.revision == hashlib.sha256(line).hexdigest()
    assert [(turn.id, turn.speaker, turn.text) for turn in transcript.turns] == [
        ("standup#0", "Ana", "Ship on Friday."),
        ("standup#1", "Ben", ""),
    ]
    assert [(turn.date, turn.start) for turn in transcript.turns] == [("2023-05-08", None), (None, 4.0)]


def test_a_turn_without_a_speaker_names_nobody() -> None:
    source = SourceTranscript("t", turns=(SourceTurn(i=0, text="Hello", speaker=""),))

    assert to_transcripts(make_dataset([source], []))[0].turns[0].speaker is None


@pytest.mark.slow
def test_every_development_set_at_hand_can_be_read() -> None:
    for file in BENCH.glob("*/questions.*.jsonl"):
        folder, split = file.parent, file.name.removeprefix("questions.").removesuffix(".jsonl")
        dataset = load_dataset(folder, split, BENCH / "qmsum" if folder.name == "qmsum_cross" else None)

        dated = [turn.date for transcript in to_transcripts(dataset) for turn in transcript.turns]
        assert dataset.questions, file
        assert all(dated) if folder.name == "locomo" else not any(dated), file
