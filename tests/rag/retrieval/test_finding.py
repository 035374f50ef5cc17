"""Turns are found with the real embedding model: in the examples everywhere, in the dev meetings where they are."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index import open_index
from index.filter import Filter
from index.index import Index
from rag.evaluation.dataset import Dataset, load_dataset, to_transcripts
from rag.evaluation.retrieval import evaluate_retrieval
from rag.retrieval.ranker import TurnRanker

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[3]
BENCH = ROOT.parent / "shared" / "bench"
# Set, transcripts taken from it, metric, and a floor well under what was measured (docs/evaluation.md).
DEV_SETS = [("qmsum", 1, "R@10", 0.15), ("friendsqa_ep", 1, "hit@10", 0.5)] if BENCH.is_dir() else []


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with open_index(ROOT / "examples" / "transcripts", tmp_path_factory.mktemp("examples")) as index:
        index.sync()
        yield index


def test_the_examples_questions_find_their_turns(examples: Index) -> None:
    ranker = TurnRanker(examples)
    lines = (ROOT / "examples" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [q for q in map(json.loads, lines) if q["answerable"] and q["kind"] != "followup"]
    found = 0
    for question in questions:
        where = Filter(transcripts=(question["transcript_id"],))
        best = {p.turn.index for p in ranker.rank(question["question"], where=where, k=10).passages}
        found += bool(best & set(question["gold_turns"]))
    assert found / len(questions) > 0.8


@pytest.mark.parametrize(("name", "transcripts", "metric", "floor"), DEV_SETS)
def test_the_dev_meetings_questions_find_their_turns(
    name: str, transcripts: int, metric: str, floor: float, tmp_path: Path
) -> None:
    dataset = _some(load_dataset(BENCH / name, "dev"), transcripts)
    with open_index(folder=tmp_path) as index:
        index.load(to_transcripts(dataset))
        ranker = TurnRanker(index)

        def rank(question: str, transcript: str | None, k: int) -> list[str]:
            where = Filter(transcripts=(transcript,)) if transcript else Filter()
            return [passage.turn.id for passage in ranker.rank(question, where=where, k=k).passages]

        report = evaluate_retrieval(dataset, rank, limit=30)
    mean = report.metrics["per_transcript"][metric].mean
    assert mean is not None
    assert mean >= floor


def _some(dataset: Dataset, count: int) -> Dataset:
    """The first transcripts of a set, with their questions."""
    kept = dataset.transcripts[:count]
    names = {transcript.transcript_id for transcript in kept}
    return replace(dataset, transcripts=kept, questions=tuple(q for q in dataset.questions if q.transcript_id in names))
