"""How good answers are: words, citations, credited speakers, abstaining, verdicts and time.

Metrics, each over the questions it applies to:

- `token_recall`, `f1`, `em`: answerable, with worded gold answers; markers are taken out of the text, and an
  abstention counts as an empty text.
- `citation_precision`, `citation_recall`, `citation_f1`, and the same `_within_1`: answerable, with gold
  turns; exact, and with a neighbouring turn accepted. An abstention, or no citation, is 0.
- `abstention_recall`: the share of unanswerable questions on which it abstains. `false_refusals`: of
  answerable ones.
- `speaker_right`: of the answers to answerable questions that credit a speaker (see `credit`), the share in
  which every sentence that does credits the speaker of a turn it cites or of a gold turn.
  `speaker_right_gold`: gold only.
- `sentences_<verdict>`: the share of drafted sentences, shown or dropped, with that verdict;
  `sentences_dropped`.
- `closed_book_token_recall`, `closed_book_f1`, `closed_book_em`: where asked for, of the same model without
  transcripts (see `closed_book`).
- `seconds_first_source`, `seconds_first_word`, `seconds_last_word`: means; with `_p50`, medians.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, get_args

from index.transcript import split_turn_id
from rag.answer import Answer, Sentence, Support
from rag.citations import without_markers
from rag.errors import DatasetError
from rag.evaluation.bootstrap import Interval, mean_interval, median_interval, ratio_interval
from rag.evaluation.credit import Names, credits_of, speaker_names
from rag.evaluation.dataset import Dataset, Question, SourceTranscript, answer_questions, sample_questions
from rag.evaluation.metrics import abstention_scores, citation_scores, exact_match, token_f1, token_recall
from rag.evaluation.retrieval import Progress
from rag.evaluation.workfile import append_answer, open_work

Ask = Callable[[str, str], Answer]  # question, transcript id

VERDICTS: tuple[Support, ...] = get_args(Support)
SECONDS = ("seconds_first_source", "seconds_first_word", "seconds_last_word")
MEANS = (
    "token_recall", "f1", "em",
    *(f"citation_{part}{within}" for within in ("", "_within_1") for part in ("precision", "recall", "f1")),
    "abstention_recall", "false_refusals", "speaker_right", "speaker_right_gold", *SECONDS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerScores:
    """The metrics that apply to one question, and how many of its drafted sentences got which verdict."""

    qid: str
    kind: str
    answerable: bool
    scores: Mapping[str, float]
    sentences: int
    verdicts: Mapping[str, int]  # with `dropped`


@dataclass(frozen=True, slots=True)
class AnswersReport:
    """Metrics overall and by kind of question; `scores` are those of each question, for paired comparison."""

    metrics: Mapping[str, Interval]
    by_kind: Mapping[str, Mapping[str, Interval]]
    config: Mapping[str, Any]
    scores: tuple[AnswerScores, ...]

    @property
    def n(self) -> int:
        return len(self.scores)

    def values(self, metric: str) -> dict[str, float]:
        """The metric of each question it applies to, by its id: what `paired_difference` takes."""
        return {score.qid: score.scores[metric] for score in self.scores if metric in score.scores}

    def to_dict(self) -> dict[str, Any]:
        """The command line's `--json`; a metric that applies to no question has None for its figures."""
        counts = {kind: sum(score.kind == kind for score in self.scores) for kind in self.by_kind}
        return {
            "n": self.n,
            "metrics": _plain_values(self.metrics),
            "by_kind": {kind: {"n": counts[kind], **_plain_values(metrics)} for kind, metrics in self.by_kind.items()},
            "config": dict(self.config),
        }

    def by_question(self) -> dict[str, dict[str, float]]:
        """The metrics of each question by its id, for a record that later runs are compared with."""
        return {score.qid: dict(score.scores) for score in self.scores}


def evaluate_answers(
    dataset: Dataset,
    ask: Ask,
    *,
    limit: int | None = None,
    seed: int = 0,
    work: Path | None = None,
    config: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> AnswersReport:
    """Ask each question of its transcript and score the answers.

    With `work`, answers are kept in that file and a run that was cut short continues; a larger `limit` asks
    what is new. Raises DatasetError where there is no question, or `work` is of a run with other data or
    another `config`; a fault of `ask` ends the run, what was answered being kept.
    """
    questions = sample_questions(answer_questions(dataset), limit=limit, seed=seed)
    if not questions:
        raise DatasetError(f"{dataset.name}, split {dataset.split}: there is no question to ask")
    given = dict(config or {})
    header = {"data": dataset.name, "split": dataset.split, "config": given}
    kept = open_work(work, header) if work else {}
    sources = {source.transcript_id: source for source in dataset.transcripts}
    names = {name: speaker_names(sources[name].turns) for name in {q.transcript_id for q in questions}}
    scores = []
    for done, question in enumerate(questions, start=1):
        answer = kept.get(question.qid) or _ask(question, ask, work)
        scores.append(
            score_answer(question, answer, names=names[question.transcript_id], source=sources[question.transcript_id])
        )
        if progress:
            progress(done, len(questions))
    run = {"data": dataset.name, "split": dataset.split, "limit": limit, "seed": seed}
    return summarize(tuple(scores), _intervals, config=run | given, seed=seed)


def summarize(
    scores: tuple[AnswerScores, ...],
    intervals: Callable[[Sequence[AnswerScores], int], dict[str, Interval]],
    *,
    config: Mapping[str, Any],
    seed: int,
) -> AnswersReport:
    """The metrics that `intervals` makes of scores and a seed, overall and by kind of question."""
    kinds = sorted({score.kind for score in scores})
    answerable = sum(score.answerable for score in scores)
    return AnswersReport(
        metrics=intervals(scores, seed),
        by_kind={kind: intervals([score for score in scores if score.kind == kind], seed) for kind in kinds},
        config={**config, "answerable": answerable, "unanswerable": len(scores) - answerable},
        scores=scores,
    )


def values_of(scores: Sequence[AnswerScores], metric: str) -> list[float]:
    """The metric of each question that it applies to."""
    return [score.scores[metric] for score in scores if metric in score.scores]


def score_answer(question: Question, answer: Answer, *, names: Names, source: SourceTranscript) -> AnswerScores:
    """The metrics that apply to one answer. Pure."""
    scores = abstention_scores(abstained=answer.abstained, answerable=question.answerable)
    if question.answerable:
        scores |= _word_scores(question, answer) | _citation_scores(question, answer)
        scores |= _speaker_scores(question, answer, names, source)
    drafted = (*answer.sentences, *answer.dropped)
    return AnswerScores(
        qid=question.qid,
        kind=question.kind,
        answerable=question.answerable,
        scores=scores | _seconds(answer),
        sentences=len(drafted),
        verdicts=_verdict_counts(drafted) | {"dropped": len(answer.dropped)},
    )


def _ask(question: Question, ask: Ask, work: Path | None) -> Answer:
    answer = ask(question.question, question.transcript_id)
    if work:
        append_answer(work, question.qid, answer)
    return answer


def _word_scores(question: Question, answer: Answer) -> dict[str, float]:
    if not question.answers:
        return {}
    text = "" if answer.abstained else without_markers(answer.text)
    return {
        "token_recall": token_recall(text, question.answers),
        "f1": token_f1(text, question.answers),
        "em": exact_match(text, question.answers),
    }


def _citation_scores(question: Question, answer: Answer) -> dict[str, float]:
    if not question.gold_turns:
        return {}
    cited = [] if answer.abstained else [split_turn_id(citation.turn_id) for citation in answer.citations]
    gold = [(question.transcript_id, turn) for turn in question.gold_turns]
    scores = {}
    for tolerance, within in ((0, ""), (1, "_within_1")):
        found = citation_scores(cited, gold, mode=question.gold_mode, tolerance=tolerance)
        scores[f"citation_precision{within}"] = found.precision
        scores[f"citation_recall{within}"] = found.recall
        scores[f"citation_f1{within}"] = found.f1
    return scores


def _speaker_scores(question: Question, answer: Answer, names: Names, source: SourceTranscript) -> dict[str, float]:
    found = () if answer.abstained else credits_of(answer, names)
    if not found:
        return {}
    gold = {source.turns[turn].speaker for turn in question.gold_turns}
    scores = {"speaker_right": float(all(credit.speaker in credit.cited | gold for credit in found))}
    if gold:
        scores["speaker_right_gold"] = float(all(credit.speaker in gold for credit in found))
    return scores


def _verdict_counts(sentences: Sequence[Sentence]) -> dict[str, int]:
    return {verdict: sum(sentence.support == verdict for sentence in sentences) for verdict in VERDICTS}


def _seconds(answer: Answer) -> dict[str, float]:
    timings = answer.timings_ms
    steps = (timings.sources, timings.first_token, timings.total)
    return {name: step / 1000 for name, step in zip(SECONDS, steps, strict=True) if step is not None}


def _intervals(scores: Sequence[AnswerScores], seed: int) -> dict[str, Interval]:
    values = partial(values_of, scores)
    wholes = [score.sentences for score in scores]
    shares = {
        f"sentences_{verdict}": ratio_interval([score.verdicts[verdict] for score in scores], wholes, seed=seed)
        for verdict in (*VERDICTS, "dropped")
    }
    means = {metric: mean_interval(values(metric), seed=seed) for metric in MEANS}
    medians = {f"{metric}_p50": median_interval(values(metric), seed=seed) for metric in SECONDS}
    return means | medians | shares


def _plain_values(metrics: Mapping[str, Interval]) -> dict[str, dict[str, float | None]]:
    return {metric: interval.to_dict() for metric, interval in metrics.items()}
