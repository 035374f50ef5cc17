"""Trains an adapter: `python -m index.embedding.adapter.training.train --data DIR --out FILE`.

docs/embedding.md tells how and on what.

Contrastive learning with the negatives of the batch (InfoNCE, van den Oord et al. 2018), over the texts that the index
embeds, turns and chunks apart. A run that was killed continues from what it last wrote; the same command
gives the same adapter (on the same machine).
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor, nn

from index.embedding.adapter.lowrank import Adapter, write_adapter
from index.embedding.adapter.training.batches import Batch, BatchMaker, BatchRule
from index.embedding.adapter.training.data import Material, TrainingDataError, read_material
from index.embedding.embedder import encoder, load_model, token_counter, weights_hash
from index.embedding.model_files import EMBEDDING_NAME, ModelFiles, embedding_model
from index.errors import OnTheRecordError

_FORWARD = 24  # texts of like length that go through the model together
_WARM_UP = 0.1  # of all steps the learning rate rises, then it falls to 0 as a cosine does
_CLIP = 1.0
_MARGIN = 0.2  # by which a right text should be nearer than the nearest wrong one, with the hinge loss
_LAYER = re.compile(r"encoder\.layer\.(\d+)\.")

Loss = Literal["infonce", "symmetric", "hinge"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is chosen for a run; written into the adapter's metadata.

    `loss`: InfoNCE of the texts for each query; the mean of that and of the queries for each text (symmetric, as CLIP
    has it, Radford et al. 2021); or how far the nearest wrong text comes within a margin of the right one (hinge).
    `turn_tokens`, `chunk_tokens`: where a text is cut in training only; a turn of talk has 15 tokens at the median.
    """

    steps: int = 300
    rank: int = 16
    rate: float = 5e-4
    temperature: float = 0.05
    loss: Loss = "infonce"
    decay: float = 0.01
    turn_tokens: int = 64
    chunk_tokens: int = 128
    lowest: int = 2  # layers below are left as they are: that spares their backward pass
    seed: int = 0
    batch: BatchRule = field(default_factory=BatchRule)


class Change(nn.Module):
    """What a linear layer's output gains: nothing at first."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.down = nn.Linear(layer.in_features, rank, bias=False)
        self.up = nn.Linear(rank, layer.out_features, bias=False)
        nn.init.normal_(self.down.weight, std=layer.in_features**-0.5)
        nn.init.zeros_(self.up.weight)

    def forward(self, inputs: Tensor) -> Tensor:
        gained: Tensor = self.up(self.down(inputs))
        return gained


class Trainer:
    """An embedding model with low-rank changes of its encoder's linear layers, and what is needed to train them."""

    def __init__(
        self, files: ModelFiles, materials: Sequence[Material], recipe: Recipe, *, device: str = "auto"
    ) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.step, self.base = recipe, 0, weights_hash(files)
        self.device = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
        self._model = load_model(files, float32=True)
        count = token_counter(self._model)
        self._model.to(self.device)
        self._changes = _changes_attached(encoder(self._model), rank=recipe.rank, lowest=recipe.lowest)
        self._parameters = [weights for change in self._changes.values() for weights in change.parameters()]
        self._optimizer = torch.optim.AdamW(self._parameters, lr=recipe.rate, weight_decay=recipe.decay)
        self._batches = BatchMaker(materials, count=count, seed=recipe.seed, rule=recipe.batch)

    def train_step(self) -> float:
        """One step; returns its loss."""
        loss = self._loss(self._batches.batch(self.step))
        for group in self._optimizer.param_groups:
            group["lr"] = self.recipe.rate * _schedule(self.step, self.recipe.steps)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own
        nn.utils.clip_grad_norm_(self._parameters, _CLIP)
        self._optimizer.step()
        self.step += 1
        return float(loss.detach())

    def adapter(self, about: dict[str, str] | None = None, *, strength: float = 1.0) -> Adapter:
        """What has been learned so far, times `strength`: between the base model (0) and the trained one (1)."""
        down = {name: change.down.weight for name, change in self._changes.items()}
        up = {name: strength * change.up.weight for name, change in self._changes.items()}
        how = {"recipe": str(self.recipe), "steps": str(self.step), "strength": str(strength)}
        return Adapter(self.base, down, up, {**(about or {}), **how})

    def save(self, path: Path) -> None:
        """Save where the run is."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        torch.save({"recipe": str(self.recipe), "base": self.base, "step": self.step, **self._state()}, unfinished)
        unfinished.replace(path)

    def resume(self, path: Path) -> None:
        """Continue from where a run of the same recipe was; OnTheRecordError where it was another."""
        state = torch.load(path, map_location=self.device, weights_only=True)
        if (state["recipe"], state["base"]) != (str(self.recipe), self.base):
            raise OnTheRecordError(f"{path}: a run with other settings. Delete it, or give another --work FOLDER")
        self.step = state["step"]
        for name, change in self._changes.items():
            change.load_state_dict(state["changes"][name])
        self._optimizer.load_state_dict(state["optimizer"])

    def _state(self) -> dict[str, Any]:
        changes = {name: change.state_dict() for name, change in self._changes.items()}
        return {"changes": changes, "optimizer": self._optimizer.state_dict()}

    def _loss(self, batch: Batch) -> Tensor:
        queries = self._vectors_of(batch.queries, most=self.recipe.turn_tokens)
        losses = []
        for view in batch.views:
            most = self.recipe.turn_tokens if view.name == "turn" else self.recipe.chunk_tokens
            cosines = queries[list(view.queries)] @ self._vectors_of(view.texts, most=most).T
            left_out = torch.from_numpy(view.left_out).to(cosines.device)
            right = torch.tensor(view.right, device=cosines.device)
            losses.append(contrast(cosines, right, left_out, self.recipe))
        return torch.stack(losses).mean()

    def _vectors_of(self, texts: Sequence[str], *, most: int) -> Tensor:
        """Unit vectors with their gradients, shape (len(texts), dimension), of the first `most` tokens of each text."""
        self._model.max_seq_length = most
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        parts = []
        for start in range(0, len(order), _FORWARD):
            features = self._model.preprocess([texts[row] for row in order[start : start + _FORWARD]])
            on_device = {k: v.to(self.device) if isinstance(v, Tensor) else v for k, v in features.items()}
            parts.append(self._model(on_device)["sentence_embedding"])
        place = torch.empty(len(order), dtype=torch.long)
        place[torch.tensor(order)] = torch.arange(len(order))
        return nn.functional.normalize(torch.cat(parts)[place.to(self.device)], dim=1)


def contrast(cosines: Tensor, right: Tensor, left_out: Tensor, recipe: Recipe) -> Tensor:
    """The loss of cosines (queries, texts), where `right` is the text of each query and `left_out` do not count."""
    logits = (cosines / recipe.temperature).masked_fill(left_out, -math.inf)
    if recipe.loss == "hinge":
        own = nn.functional.one_hot(right, cosines.shape[1]).bool()
        nearest = cosines.masked_fill(left_out | own, -1).max(dim=1).values
        return nn.functional.relu(_MARGIN - cosines[own] + nearest).mean()
    loss = nn.functional.cross_entropy(logits, right)
    if recipe.loss == "symmetric":
        rows = torch.arange(len(right), device=right.device)
        also_right = (right[:, None] == right) & (rows[:, None] != rows)
        back = logits[:, right].T.masked_fill(also_right, -math.inf)  # row by row a query's text, with every query
        loss = (loss + nn.functional.cross_entropy(back, rows)) / 2
    return loss


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write the adapter; 0 where it went well."""
    given = _parser().parse_args(arguments)
    console = Console(stderr=True)
    try:
        _run(given, console)
    except OnTheRecordError as error:
        console.print(str(error), style="red", highlight=False)
        return 1
    return 0


def _run(given: argparse.Namespace, console: Console) -> None:
    if given.threads:
        torch.set_num_threads(given.threads)
    materials = [one for folder in given.data for one in read_material(folder, given.split)]
    if not any(turn.words for one in materials for turn in one.transcript.turns):
        raise TrainingDataError(f"{given.data[0]}: no turn with words in split {given.split}")
    rule = BatchRule(given.transcripts, given.pairs, look_right=given.look_right)
    recipe = Recipe(
        given.steps, given.rank, given.rate, given.temperature, given.loss,
        lowest=given.lowest, seed=given.seed, batch=rule,
    )  # fmt: skip
    trainer = Trainer(embedding_model(given.embedder, adapter="none"), materials, recipe, device=given.device)
    work: Path = given.work or given.out.with_name(f"{given.out.stem}-work")
    state = work / "state.pt"
    if state.is_file():
        trainer.resume(state)
        console.print(f"Going on from step {trainer.step}", highlight=False)
    questions = sum(len(one.questions) for one in materials)
    console.print(f"{len(materials)} transcripts, {questions} questions; on {trainer.device}", highlight=False)
    about = {"data": ", ".join(folder.resolve().name for folder in given.data)}
    with _bar(console) as bar:
        task = bar.add_task("", total=recipe.steps, completed=trainer.step, loss=math.nan)
        mean = math.nan
        while trainer.step < recipe.steps:
            loss = trainer.train_step()
            mean = loss if math.isnan(mean) else 0.95 * mean + 0.05 * loss
            bar.update(task, completed=trainer.step, loss=mean)
            if trainer.step % given.keep_every == 0:
                trainer.save(state)
                write_adapter(work / f"step-{trainer.step}.safetensors", trainer.adapter(about))
                console.print(f"step {trainer.step}: loss {mean:.3f}", highlight=False)
    sha256 = write_adapter(given.out, trainer.adapter(about, strength=given.strength))
    console.print(f"{given.out}: {given.out.stat().st_size / 1e6:.1f} MB, sha256 {sha256}", highlight=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m index.embedding.adapter.training.train",
        description="Train an adapter of the embedding model on transcripts and questions in the normal form.",
        epilog="Use it: OTR_ADAPTER=FILE ontherecord index. Measure it: OTR_ADAPTER=FILE ontherecord eval retrieval …",
    )
    default = Recipe()
    add = parser.add_argument
    add("--data", type=Path, action="append", required=True, metavar="DIR", help="transcripts.SPLIT.jsonl, and "
        "questions.SPLIT.jsonl where there are any; may be given several times")  # fmt: skip
    add("--split", default="train")
    add("--out", type=Path, required=True, metavar="FILE", help="the adapter to write, .safetensors")
    add("--work", type=Path, metavar="FOLDER", help="where a killed run goes on from; default: beside --out")
    add("--steps", type=int, default=default.steps)
    add("--rank", type=int, default=default.rank)
    add("--rate", type=float, default=default.rate, help="highest learning rate")
    add("--temperature", type=float, default=default.temperature)
    add("--loss", choices=get_args(Loss), default=default.loss)
    add("--lowest", type=int, default=default.lowest, metavar="LAYER", help="layers below it are left as they are")
    add("--transcripts", type=int, default=default.batch.transcripts, metavar="N", help="of a batch")
    add("--pairs", type=int, default=default.batch.pairs, metavar="N", help="of each transcript of a batch")
    add("--look-right", action=argparse.BooleanOptionalAction, default=default.batch.look_right,
        help="with each pair a wrong turn that shares the most words with it")  # fmt: skip
    add("--strength", type=float, default=1.0, help="how much of what was learned is written: 0 none, 1 all")
    add("--seed", type=int, default=default.seed)
    add("--keep-every", type=int, default=50, metavar="STEPS", help="how often the run is written down")
    add("--embedder", default=EMBEDDING_NAME, help="base model: the packaged one, a folder, or a hub name")
    add("--threads", type=int)
    add("--device", default="auto", help="auto (a GPU where there is one), cpu, cuda")
    return parser


def _bar(console: Console) -> Progress:
    return Progress(
        BarColumn(), MofNCompleteColumn(), TextColumn("loss {task.fields[loss]:.3f}"), TimeRemainingColumn(),
        console=console,
    )  # fmt: skip


def _schedule(step: int, steps: int) -> float:
    warm = max(1, int(_WARM_UP * steps))
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def _changes_attached(transformer: nn.Module, *, rank: int, lowest: int) -> dict[str, Change]:
    """Freeze a model, without dropout, and let changes join the output of the linear layers of its upper encoder."""
    transformer.requires_grad_(False)
    transformer.eval()
    layers = {name: layer for name, layer in transformer.named_modules() if isinstance(layer, nn.Linear)}
    upper = {name: layer for name, layer in layers.items() if (at := _LAYER.match(name)) and int(at[1]) >= lowest}
    if not upper:
        raise OnTheRecordError(f"the embedding model has no layers named encoder.layer.{lowest} and up: no BERT")
    changes = {name: Change(layer, rank) for name, layer in upper.items()}
    for name, change in changes.items():
        change.to(next(transformer.parameters()).device)
        layers[name].register_forward_hook(lambda _, inputs, output, change=change: output + change(inputs[0]))
    return changes


if __name__ == "__main__":
    sys.exit(main())
