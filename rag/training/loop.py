"""Trains a scorer of pairs: low-rank changes of the upper layers of the packaged MiniLM, and a head.

It learns from groups, of whose pairs at most one is right: the loss is that of a softmax over the pairs of each group
that has a right one, and half of the log loss of every pair. Batches are of groups of like length, in an order that
depends on the seed alone; a killed run continues where it stopped.
"""

from __future__ import annotations

import math
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from index.embedding.adapter.lowrank import Adapter, write_adapter
from index.embedding.embedder import computes_bfloat16
from index.embedding.model_files import EMBEDDING_NAME, embedding_model
from index.errors import OnTheRecordError
from rag.scorers.pair_scorer import HEAD, LONGEST, encoded, load_encoder, load_tokenizer

_LAYER = re.compile(r"encoder\.layer\.(\d+)\.")
_CLIP = 1.0
_WARM_UP = 0.08
_KEEP_EVERY = 100  # steps
_POOL = 50  # batches that are sorted by length together


@dataclass(frozen=True, slots=True)
class Group:
    """A text and others to score beside it. The first of these is the right one, or (`answered` False) none is."""

    first: str
    seconds: tuple[str, ...]
    answered: bool = True

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What is scored."""
        return [(self.first, second) for second in self.seconds]


@dataclass(frozen=True, slots=True)
class Stage:
    """Groups, for how many steps they are learned from, and the highest learning rate."""

    groups: Sequence[Group]
    steps: int
    rate: float


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a scorer is trained. `size`: groups a step; `head`: the head's learning rate, times that of the layers.

    `lowest`: the layers below it stay as they are and get no gradient. `pairs`: what their log loss counts beside the
    softmax of the groups.
    """

    size: int = 6
    head: float = 3.0
    rank: int = 32
    lowest: int = 2
    longest: int = LONGEST
    dropout: float = 0.1
    decay: float = 0.01
    pairs: float = 0.5
    seed: int = 0


class Change(nn.Module):
    """What a linear layer's output gains: nothing at first."""

    def __init__(self, inputs: int, outputs: int, rank: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.down, self.up = nn.Linear(inputs, rank, bias=False), nn.Linear(rank, outputs, bias=False)
        self.dropout = nn.Dropout(dropout)
        nn.init.normal_(self.down.weight, std=inputs**-0.5)
        nn.init.zeros_(self.up.weight)

    def forward(self, inputs: Tensor) -> Tensor:
        gained: Tensor = self.up(self.down(self.dropout(inputs)))
        return gained


class Trainer:
    """An encoder with its changes and a head, and the order in which groups are seen."""

    def __init__(self, stages: Sequence[Stage], recipe: Recipe, start: Adapter | None = None) -> None:
        """`start`: a scorer that was trained before, of the same layers and no higher rank, to go on from."""
        torch.manual_seed(recipe.seed)
        files = embedding_model(EMBEDDING_NAME, adapter="none")
        self.recipe, self.step, self._stages, self.base = recipe, 0, stages, files.sha256 or ""
        self.steps = sum(stage.steps for stage in stages)
        self._encoder, self._tokenizer = load_encoder(files), load_tokenizer(files, longest=recipe.longest)
        self.changes = nn.ModuleDict(
            {name.replace(".", "/"): change for name, change in attached(self._encoder, recipe).items()}
        )
        self._half = computes_bfloat16()
        self.head = Change(2 * _width(self._encoder), 1, 8, recipe.dropout)
        nn.init.normal_(self.head.up.weight, std=0.1)
        if start:
            self._begin_from(start)
        self._optimizer = torch.optim.AdamW(
            [
                {"params": list(self.changes.parameters()), "times": 1.0},
                {"params": list(self.head.parameters()), "times": recipe.head},
            ],
            weight_decay=recipe.decay,
        )

    def train_step(self) -> float:
        """One step; returns its loss."""
        torch.manual_seed(self.recipe.seed * 1_000_003 + self.step)  # dropout: the same after a kill
        stage, step = self._stage_and_step()
        lengths = [sum(len(first) + len(second) for first, second in group.pairs) for group in stage.groups]
        batch = [stage.groups[row] for row in batch_rows(lengths, self.recipe, step)]
        self.changes.train()
        self.head.train()
        pairs = [pair for group in batch for pair in group.pairs]
        with torch.autocast("cpu", torch.bfloat16, enabled=self._half):  # in half the time
            loss = self._loss(batch, self.head(encoded(self._encoder, self._tokenizer, pairs)).squeeze(1))
        for group in self._optimizer.param_groups:
            group["lr"] = group["times"] * stage.rate * _schedule(step, stage.steps)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own
        nn.utils.clip_grad_norm_([*self.changes.parameters(), *self.head.parameters()], _CLIP)
        self._optimizer.step()
        self.step += 1
        return float(loss.detach())

    def adapter(self, about: dict[str, str] | None = None) -> Adapter:
        """What has been learned so far."""
        learned: dict[str, Change] = {name.replace("/", "."): change for name, change in self._changes_by_name()}
        learned[HEAD] = self.head
        down = {name: change.down.weight for name, change in learned.items()}
        up = {name: change.up.weight for name, change in learned.items()}
        return Adapter(self.base, down, up, {**(about or {}), "recipe": self._plan_as_text(), "steps": str(self.step)})

    def save(self, path: Path) -> None:
        """Write down where the run is."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        state: dict[str, Any] = {
            "plan": self._plan_as_text(), "step": self.step, "changes": self.changes.state_dict(),
            "head": self.head.state_dict(), "optimizer": self._optimizer.state_dict(),
        }  # fmt: skip
        torch.save(state, unfinished)
        unfinished.replace(path)

    def resume(self, path: Path) -> None:
        """Go on from where a run of the same plan was; OnTheRecordError where it was another."""
        state = torch.load(path, weights_only=True)
        if state["plan"] != self._plan_as_text():
            raise OnTheRecordError(f"{path}: a run with other settings. Delete it, or give another --out FILE")
        self.step = state["step"]
        self.changes.load_state_dict(state["changes"])
        self.head.load_state_dict(state["head"])
        self._optimizer.load_state_dict(state["optimizer"])

    def _begin_from(self, start: Adapter) -> None:
        learned = {name.replace("/", "."): change for name, change in self._changes_by_name()} | {HEAD: self.head}
        if start.base != self.base or start.down.keys() != learned.keys():
            raise OnTheRecordError("the scorer to start from changes other layers, or those of another model")
        with torch.no_grad():
            for name, change in learned.items():
                rank = len(start.down[name])
                if rank > len(change.down.weight):
                    raise OnTheRecordError(f"the scorer to start from has rank {rank}, more than is trained")
                change.down.weight[:rank] = start.down[name]
                change.up.weight.zero_()
                change.up.weight[:, :rank] = start.up[name]

    def _stage_and_step(self) -> tuple[Stage, int]:
        """The stage that the next step belongs to, and the step's place in it."""
        step = self.step
        for stage in self._stages:
            if step < stage.steps:
                return stage, step
            step -= stage.steps
        raise ValueError(f"all {self.steps} steps are done")

    def _loss(self, batch: Sequence[Group], logits: Tensor) -> Tensor:
        right = torch.tensor([g.answered and place == 0 for g in batch for place in range(len(g.seconds))])
        of_pairs = nn.functional.binary_cross_entropy_with_logits(logits, right.to(logits.dtype))
        ends = zip(batch, accumulate(len(group.seconds) for group in batch), strict=True)
        chosen = [-logits[end - len(g.seconds) : end].log_softmax(0)[0] for g, end in ends if g.answered]
        return self.recipe.pairs * of_pairs + (torch.stack(chosen).mean() if chosen else 0.0)

    def _plan_as_text(self) -> str:
        return f"{self.recipe} {[(len(stage.groups), stage.steps, stage.rate) for stage in self._stages]}"

    def _changes_by_name(self) -> list[tuple[str, Change]]:
        return [(name, change) for name, change in self.changes.items() if isinstance(change, Change)]


def train(
    stages: Sequence[Stage],
    recipe: Recipe,
    out: Path,
    *,
    start: Adapter | None = None,
    about: dict[str, str] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> str:
    """Train, going on where an earlier run was killed, else from `start`; write the file and return its sha256."""
    trainer = Trainer(stages, recipe, start)
    state = out.with_name(f"{out.stem}-work") / "state.pt"
    if state.is_file():
        trainer.resume(state)
        tell(f"going on from step {trainer.step}")
    mean, began, first = math.nan, time.monotonic(), trainer.step
    while trainer.step < trainer.steps:
        loss = trainer.train_step()
        mean = loss if math.isnan(mean) else 0.98 * mean + 0.02 * loss
        if trainer.step % 20 == 0:
            pace = (time.monotonic() - began) / (trainer.step - first)
            tell(f"step {trainer.step}: loss {mean:.3f}, {pace:.2f} s a step")
        if trainer.step % _KEEP_EVERY == 0:
            trainer.save(state)
            write_adapter(state.with_name(f"step-{trainer.step}.safetensors"), trainer.adapter(about))
    return write_adapter(out, trainer.adapter(about))


def batch_rows(lengths: Sequence[int], recipe: Recipe, step: int) -> list[int]:
    """The rows of the batch of a step: of like length, and each row once an epoch."""
    epoch, place = divmod(step, max(1, len(lengths) // recipe.size))
    order = random.Random(f"{recipe.seed} epoch {epoch}").sample(range(len(lengths)), len(lengths))
    start = place // _POOL * _POOL * recipe.size
    pool = sorted(order[start : start + _POOL * recipe.size], key=lambda row: lengths[row])
    batches = [pool[at : at + recipe.size] for at in range(0, len(pool), recipe.size)]
    random.Random(f"{recipe.seed} epoch {epoch} pool {start}").shuffle(batches)
    return batches[place % _POOL]


def attached(encoder: nn.Module, recipe: Recipe) -> dict[str, Change]:
    """Freeze an encoder, and let changes join the output of the linear layers of its upper part."""
    encoder.requires_grad_(False)
    layers = {name: layer for name, layer in encoder.named_modules() if isinstance(layer, nn.Linear)}
    upper = {
        name: layer for name, layer in layers.items() if (at := _LAYER.match(name)) and int(at[1]) >= recipe.lowest
    }
    changes = {
        name: Change(layer.in_features, layer.out_features, recipe.rank, recipe.dropout)
        for name, layer in upper.items()
    }
    for name, change in changes.items():
        layers[name].register_forward_hook(lambda _, inputs, output, change=change: output + change(inputs[0]))
    return changes


def _width(encoder: nn.Module) -> int:
    return int(next(layer for layer in encoder.modules() if isinstance(layer, nn.Embedding)).embedding_dim)


def _schedule(step: int, steps: int) -> float:
    warm = max(1, int(_WARM_UP * steps))
    if step < warm:
        return (step + 1) / warm
    return max(0.02, 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm))))
