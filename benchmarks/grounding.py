"""How well grounding tells what was said from what was not: `python -m benchmarks.grounding [--data DIR] [--json]`.

Grounds the labelled sentences of `examples/grounding.jsonl`, each against its turns, with the packaged models. Prints
for both halves (`tune`: the one that thresholds were chosen on; `held`: transcripts of their own) how each label fared,
and precision and recall of each verdict. With `--data` also the sentences that others judged (`benchmarks.judged`).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from benchmarks.judged import Pair, diasumfact, explainmeetsum
from index.readers import Source, group_names, read_group
from index.transcript import Speaker, Transcript
from index.vocabulary import has_question
from rag.answer import Passage, Support
from rag.grounding.verdict import Evidence, Grounded, ground
from rag.models import share_cores

EXAMPLES = Path(__file__).parents[1] / "examples"
FALSE = ("wrong_speaker", "wrong_number", "wrong_date", "negated", "invented")
TRUE = ("true", "paraphrased", "computed_date")
# What a verdict should mean, by label: a verdict is right where the label is among these.
RIGHT: dict[Support, tuple[str, ...]] = {
    "verbatim": TRUE, "supported": TRUE, "computed": ("computed_date",), "weak": TRUE, "unsupported": FALSE,
}  # fmt: skip

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]
Judge = Callable[[list[Pair], Sequence[Speaker]], "list[Outcome]"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A pair and what grounding made of it."""

    pair: Pair
    grounded: Grounded

    @property
    def cited(self) -> frozenset[int]:
        """The turns cited."""
        return frozenset(self.pair.evidence[turn].passage.turn.index for turn, _ in self.grounded.places)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables, or one object with the figures."""
    given = _parser().parse_args(arguments)
    share_cores()
    library = read_library(EXAMPLES / "transcripts")
    judge = packaged()
    own = judge(read_pairs(library), speakers_of(library))
    figures = {"own": own_figures(own)} | (judged_figures(given.data, judge, given.limit) if given.data else {})
    if given.json:
        print(json.dumps(figures, indent=1))
        return
    console = Console(width=110)
    for half in ("tune", "held"):
        chosen = [outcome for outcome in own if outcome.pair.half == half]
        console.print(_by_label(half, chosen), _by_verdict(half, chosen))
    if given.data:
        console.print_json(data={name: value for name, value in figures.items() if name != "own"})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grounding", description=__doc__)
    parser.add_argument("--data", type=Path, metavar="DIR", help="holds diasumfact*.jsonl and explainmeetsum*.jsonl")
    parser.add_argument("--json", action="store_true", help="print one object with all figures")
    parser.add_argument("--limit", type=int, metavar="N", help="of each of these a seeded sample of so many sentences")
    return parser


def packaged() -> Judge:
    """Grounds pairs with the packaged models."""
    from index.embedding.embedder import SentenceTransformerEmbedder
    from index.embedding.model_files import EMBEDDING_NAME, embedding_model

    encode = SentenceTransformerEmbedder(embedding_model(EMBEDDING_NAME, adapter="none")).encode
    return lambda pairs, speakers: grounded(pairs, speakers, encode)


def judged_figures(folder: Path, judge: Judge, limit: int | None = None) -> dict[str, Any]:
    """Of the sentences that others judged: what is kept, what is caught, and how right the turns cited are."""
    outcomes = judge(_sample(diasumfact(folder), limit), ())
    by_set = {
        name: [o for o in outcomes if o.pair.half == name] for name in dict.fromkeys(o.pair.half for o in outcomes)
    }
    true = judge(_sample(explainmeetsum(folder), limit), ())
    return {
        "diasumfact": {name: _balanced(found) for name, found in by_set.items()},
        "explainmeetsum": {"kept": round(kept(true), 4), **cited_right(true)},
        "calibration": {name: _calibration(found) for name, found in by_set.items()},
    }


def own_figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Of our own pairs: kept and caught in all and in each half, and the share of each label dealt with right."""
    halves = {half: _balanced([o for o in outcomes if o.pair.half == half]) for half in ("tune", "held")}
    labels = {label: [o for o in outcomes if o.pair.label == label] for label in (*TRUE, *FALSE)}
    fared = {label: caught(found) if label in FALSE else kept(found) for label, found in labels.items()}
    return {**_balanced(outcomes), **halves, "labels": {label: round(share, 4) for label, share in fared.items()}}


def _balanced(outcomes: Sequence[Outcome]) -> dict[str, float]:
    right, wrong = kept(outcomes), caught(outcomes)
    return {"kept": round(right, 4), "caught": round(wrong, 4), "balanced": round((right + wrong) / 2, 4)}


def cited_right(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Of true sentences kept: the share of the turns cited that are evidence, and of the evidence that is cited."""
    shown = [o for o in outcomes if o.grounded.support != "unsupported"]
    right = sum(len(o.cited & o.pair.supports) for o in shown)
    return {
        "precision": round(right / max(sum(len(o.cited) for o in shown), 1), 4),
        "recall": round(right / max(sum(len(o.pair.supports) for o in shown), 1), 4),
    }


def _calibration(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Of the sentences with each verdict: how many, and the share that holds."""
    verdicts = {name: [o for o in outcomes if o.grounded.support == name] for name in get_args(Support)}
    return {
        name: {"sentences": len(found), "hold": round(_share(o.pair.label in TRUE for o in found), 4)}
        for name, found in verdicts.items()
    }


def _sample(pairs: Sequence[Pair], limit: int | None) -> list[Pair]:
    if limit is None or limit >= len(pairs):
        return list(pairs)
    chosen = sorted(Random(0).sample(range(len(pairs)), limit))
    return [pairs[row] for row in chosen]


def read_library(folder: Path) -> dict[str, Transcript]:
    """The transcripts of a folder by id."""
    groups = group_names(path.name for path in folder.iterdir())
    read = [read_group([Source(name, (folder / name).read_bytes()) for name in group]) for group in groups]
    return {transcript.id: transcript for transcripts in read for transcript in transcripts}


def speakers_of(library: Mapping[str, Transcript]) -> list[Speaker]:
    """Everybody who speaks."""
    return [speaker for transcript in library.values() for speaker in transcript.speakers]


def read_pairs(library: Mapping[str, Transcript]) -> list[Pair]:
    """The labelled pairs."""
    lines = (EXAMPLES / "grounding.jsonl").read_text(encoding="utf-8").splitlines()
    return [_pair(json.loads(line), library) for line in lines]


def _pair(entry: Mapping[str, Any], library: Mapping[str, Transcript]) -> Pair:
    transcript = library[entry["transcript_id"]]
    evidence = tuple(_evidence(transcript, index) for index in entry["turns"])
    supports = frozenset(entry["supports"])
    return Pair(entry["id"], entry["half"], entry["sentence"], entry["label"], supports, evidence)


def _evidence(transcript: Transcript, index: int) -> Evidence:
    turn = transcript.turns[index]
    before = transcript.turns[index - 1].text if index else ""
    passage = Passage(turn, transcript.id, transcript.title, transcript.date, 0.0)
    return Evidence.of(passage, before if has_question(before) else "")


def grounded(pairs: Sequence[Pair], speakers: Sequence[Speaker], encode: Encode) -> list[Outcome]:
    """Each pair with its verdict."""
    texts = list(dict.fromkeys(text for pair in pairs for text in (pair.sentence, *_spans(pair))))
    row = {text: number for number, text in enumerate(texts)}
    vectors = encode(texts)
    return [_outcome(pair, speakers, vectors, row) for pair in pairs]


def _outcome(
    pair: Pair, speakers: Sequence[Speaker], vectors: npt.NDArray[np.float32], row: Mapping[str, int]
) -> Outcome:
    cosines = vectors[[row[pair.sentence]]] @ vectors[[row[text] for text in _spans(pair)]].T
    (found,) = ground([pair.sentence], pair.evidence, cosines, speakers=speakers)
    return Outcome(pair, found)


def _spans(pair: Pair) -> list[str]:
    return [span.text for item in pair.evidence for span in item.spans]


def caught(outcomes: Iterable[Outcome]) -> float:
    """The share of false sentences that are called unsupported."""
    return _share(o.grounded.support == "unsupported" for o in outcomes if o.pair.label not in TRUE)


def kept(outcomes: Iterable[Outcome], labels: Sequence[str] = TRUE) -> float:
    """The share of true sentences that are not called unsupported."""
    return _share(o.grounded.support != "unsupported" for o in outcomes if o.pair.label in labels)


def _share(values: Iterable[bool]) -> float:
    counted = list(values)
    return sum(counted) / max(len(counted), 1)


def _by_label(half: str, outcomes: Sequence[Outcome]) -> Table:
    verdicts: tuple[Support, ...] = get_args(Support)
    table = Table("label", *verdicts, "sentences", "caught or kept", title=f"Labels, half “{half}”")
    for label in (*TRUE, *FALSE):
        chosen = [outcome for outcome in outcomes if outcome.pair.label == label]
        counts = Counter(outcome.grounded.support for outcome in chosen)
        share = caught(chosen) if label in FALSE else kept(chosen)
        table.add_row(label, *(str(counts[verdict]) for verdict in verdicts), str(len(chosen)), f"{share:.3f}")
    table.add_section()
    table.add_row("all false: caught", *("",) * (len(verdicts) + 1), f"{caught(outcomes):.3f}")
    table.add_row("all true: kept", *("",) * (len(verdicts) + 1), f"{kept(outcomes):.3f}")
    table.add_row("cites a turn that says it", *("",) * (len(verdicts) + 1), f"{_cites_right(outcomes):.3f}")
    return table


def _cites_right(outcomes: Iterable[Outcome]) -> float:
    shown = (o for o in outcomes if o.pair.label in TRUE and o.grounded.support != "unsupported")
    return _share(bool(o.cited & o.pair.supports) for o in shown)


def _by_verdict(half: str, outcomes: Sequence[Outcome]) -> Table:
    table = Table("verdict", "given", "precision", "recall", title=f"Verdicts, half “{half}”")
    for verdict, given, precision, recall in _verdicts(outcomes):
        table.add_row(verdict, str(given), f"{precision:.3f}", f"{recall:.3f}")
    return table


def _verdicts(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, int, float, float]]:
    """(verdict, how often it was given, precision, recall of the labels it is right for)."""
    for verdict, labels in RIGHT.items():
        given = [o for o in outcomes if o.grounded.support == verdict]
        right = [o for o in given if o.pair.label in labels]
        due = [o for o in outcomes if o.pair.label in labels]
        yield verdict, len(given), len(right) / max(len(given), 1), len(right) / max(len(due), 1)


if __name__ == "__main__":
    main()
