"""How well follow-ups find their turns: `python -m benchmarks.follow_ups`.

Asks the conversations of `examples/conversations.jsonl` of the whole example library: each follow-up as asked,
rewritten, fused as the product does, and as a person would put it in full. What an earlier question was answered with
are its gold turns. `lost`: follow-ups that have a gold turn among the first five as asked, and not in this form. Then
asks `examples/questions.jsonl` alone and in the middle of another conversation, which must not make them worse.

The rules of `rag.question.followup` were chosen on every other conversation, beginning with the first
(docs/decisions/005).
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any

from index import open_index
from index.filter import Filter
from index.index import Index
from rag.evaluation.dataset import GoldMode
from rag.evaluation.metrics import recall, reciprocal_rank
from rag.models import share_cores
from rag.question.followup import History
from rag.question.reading import QuestionReader
from rag.retrieval.ranker import TurnRanker

EXAMPLES = Path(__file__).parents[1] / "examples"
_DEPTH = 200  # turns ranked, for the mean reciprocal rank
_METRICS = ("R@5", "R@10", "hit@1", "MRR")

Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Step:
    """A question within a conversation, and the turns that answer it."""

    question: str
    standalone: str
    gold: tuple[str, ...]
    mode: GoldMode
    history: History


class Asker:
    """Asks an index a step in each of its forms."""

    def __init__(self, index: Index) -> None:
        self._ranker, self._reader = TurnRanker(index), QuestionReader(index)
        self.forms: Mapping[str, Callable[[Step], Scores]] = {
            "as asked": lambda step: self.scores(step, step.question),
            "rewritten": lambda step: self.scores(step, self._rewritten(step)),
            "fused (default)": lambda step: self.scores(step, step.question, history=step.history),
            "written in full": lambda step: self.scores(step, step.standalone),
        }

    def scores(self, step: Step, question: str, *, history: History = ()) -> Scores:
        """The metrics of the ranking that a question gets."""
        asked = self._reader.read(question, Filter(), history)
        ranked = [p.turn.id for p in self._ranker.rank(asked, k=_DEPTH).passages]
        rank = reciprocal_rank(ranked, step.gold)
        found = {f"R@{k}": recall(ranked[:k], step.gold, mode=step.mode) for k in (5, 10)}
        return found | {"hit@1": float(rank == 1.0), "MRR": rank}

    def _rewritten(self, step: Step) -> str:
        return self._reader.read(step.question, Filter(), step.history).standalone.search


def main() -> None:
    """Print the tables."""
    share_cores()
    with TemporaryDirectory() as folder, open_index(EXAMPLES / "transcripts", Path(folder)) as index:
        index.sync()
        asker = Asker(index)
        conversations = list(_conversations(index))
        found = [[_in_every_form(asker, step) for step in steps[1:]] for steps in conversations]
        for name, part in (("chosen on", found[::2]), ("not looked at", found[1::2]), ("all", found)):
            _print_table(f"follow-ups, {name}", [scores for steps in part for scores in steps])
        begun = [(steps[0], steps[1].history) for steps in conversations]
        _print_table("questions", [_in_company(asker, step) for step in _questions(begun)], base="alone")


def _in_every_form(asker: Asker, step: Step) -> Mapping[str, Scores]:
    return {name: ask(step) for name, ask in asker.forms.items()}


def _in_company(asker: Asker, step: Step) -> Mapping[str, Scores]:
    asked_in = asker.scores(step, step.question, history=step.history)
    return {"alone": asker.scores(step, step.question), "in another conversation": asked_in}


def _print_table(title: str, rows: Sequence[Mapping[str, Scores]], *, base: str = "as asked") -> None:
    print(f"{f'{title} ({len(rows)})':<32}" + "".join(f"{metric:>8}" for metric in _METRICS) + f"{'lost':>8}")
    for form in rows[0]:
        lost = sum(row[base]["R@5"] > row[form]["R@5"] for row in rows)
        means = "".join(f"{mean(row[form][metric] for row in rows):8.3f}" for metric in _METRICS)
        print(f"{form:<32}{means}{lost:>8}")
    print()


def _conversations(index: Index) -> Iterator[list[Step]]:
    for conversation in _lines("conversations.jsonl"):
        steps: list[Step] = []
        history: list[tuple[str, str]] = []
        for written in conversation["steps"]:
            gold = tuple(written["gold_turns"])
            steps.append(Step(written["question"], written["standalone"], gold, written["gold_mode"], tuple(history)))
            history.append((written["question"], _said(index, gold)))
        yield steps


def _questions(begun: Sequence[tuple[Step, History]]) -> Iterator[Step]:
    """The questions of the examples, each after an exchange about another transcript."""
    answerable = (entry for entry in _lines("questions.jsonl") if entry["answerable"])
    for place, entry in enumerate(answerable):
        about = f"{entry['transcript_id']}#"
        others = (history for opening, history in begun[place % len(begun) :] if about not in opening.gold[0])
        gold = tuple(f"{about}{turn}" for turn in entry["gold_turns"])
        yield Step(entry["question"], entry["question"], gold, entry["gold_mode"], next(others))


def _said(index: Index, turns: Sequence[str]) -> str:
    found = (index.turn(turn) for turn in turns)
    return " ".join(f"{turn.speaker}: {turn.text}" for turn in found)


def _lines(name: str) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, (EXAMPLES / name).read_text(encoding="utf-8").splitlines())


if __name__ == "__main__":
    main()
