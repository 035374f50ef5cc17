"""Trains the reader: `python -m rag.training --squad FILE --qmsum DIR --real FOLDER… --out FILE`.

`--squad`: the development set of SQuAD 2.0, as it is published. `--qmsum`: the training part of QMSum in the normal
form (split `train`). `--real`: library sets (docs/evaluation.md), of which every fifth question is left for measuring.
In two stages: of the first two, then of the last with a few of them. `--start`: a reader that was trained before, which
has the first stage behind it. A run that was killed goes on where it last
wrote down what it had. docs/reader.md tells what the packaged file was trained on.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import torch
from rich.console import Console

from index import open_index
from index.embedding.adapter.lowrank import read_adapter, sha256_of
from index.embedding.adapter.training.data import TrainingDataError, read_material
from index.embedding.model_files import AdapterFile
from index.errors import OnTheRecordError
from rag.retrieval.reader import CUT
from rag.training.groups import of_library, of_meetings, of_squad
from rag.training.loop import Group, Recipe, Stage, train

_OF_SQUAD, _AGAIN = 1500, 100  # questions in the first stage, and in the second
_STEPS, _RATES = (376, 186), (6e-4, 4e-4)
_RECIPE = Recipe(longest=CUT.tokens)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write the file; 0 where it went well."""
    given = _parser().parse_args(arguments)
    console = Console(stderr=True)
    if given.threads:
        torch.set_num_threads(given.threads)
    try:
        start = AdapterFile(given.start, sha256_of(given.start)) if given.start else None
        stages = tuple(map(Stage, _groups(given), given.steps, given.rates))[1 if start else 0 :]
        for stage in stages:
            console.print(f"{len(stage.groups)} groups, {stage.steps} steps", highlight=False)
        recipe = replace(_RECIPE, seed=given.seed, rank=given.rank, size=given.size)
        learned = read_adapter(start.path, sha256=start.sha256) if start else None
        about = {"trained": "docs/reader.md"}
        sha256 = train(stages, recipe, given.out, start=learned, about=about, tell=console.print)
    except OnTheRecordError as error:
        console.print(str(error), style="red", highlight=False)
        return 1
    console.print(f"{given.out}: sha256 {sha256}", highlight=False)
    return 0


def _groups(given: argparse.Namespace) -> tuple[list[Group], list[Group]]:
    """What each stage learns from; the same for the same seed."""
    draw = Random(given.seed)
    squad = of_squad(given.squad, draw)
    squad = draw.sample(squad, min(len(squad), _OF_SQUAD + _AGAIN))
    meetings = list(of_meetings(read_material(given.qmsum, "train"), draw))
    first = [*squad[_AGAIN:], *meetings]
    second = [*squad[:_AGAIN], *(draw.sample(meetings, min(len(meetings), _AGAIN)) if given.start else ())]
    for folder in given.real:
        name = f"{given.out.stem}-work"
        with open_index(folder / "lib", given.out.with_name(name) / folder.resolve().name) as index:
            index.sync()
            second += of_library(folder, index, draw, drawn=given.drawn, every=given.every)
    if not first or not second:
        raise TrainingDataError("there is no question with words to choose from in what was given")
    return first, second


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m rag.training", description="Train the reader that chooses quotes (docs/reader.md)."
    )
    parser.add_argument("--squad", type=Path, required=True, help="dev-v2.0.json of SQuAD 2.0")
    parser.add_argument("--qmsum", type=Path, required=True, help="folder of QMSum's training part, in the normal form")
    parser.add_argument("--real", type=Path, nargs="+", required=True, help="folders of library sets")
    parser.add_argument(
        "--out", type=Path, required=True, help="the file to write; what a killed run had lies beside it"
    )
    parser.add_argument("--start", type=Path, help="a reader to go on from: the second stage alone")
    parser.add_argument(
        "--drawn", type=int, default=1, help="groups for each quote, with others that are wrong in each"
    )
    parser.add_argument("--every", action="store_true", help="every question of library sets: leave none for measuring")
    parser.add_argument("--steps", type=int, nargs=2, default=_STEPS, help="of each stage")
    parser.add_argument("--rates", type=float, nargs=2, default=_RATES, help="the highest learning rate of each")
    parser.add_argument("--rank", type=int, default=_RECIPE.rank, help="of the changes; at least that of --start")
    parser.add_argument("--size", type=int, default=_RECIPE.size, help="groups a step")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, help="cores to use")
    return parser


if __name__ == "__main__":
    sys.exit(main())
