"""Trains a scorer of pairs: low-rank changes of the upper layers of the packaged MiniLM, and a head, by log loss.

Batches are of pairs of like length, in an order that depends on the seed alone; a killed run goes on where it was.
"""

from __future__ import annotations

import math
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from index.embedding.adapter.lowrank import Adapter, write_adapter
from index.embedding.model_files import EMBEDDING_NAME, embedding_model
from index.errors import OnTheRecordError
from rag.scorers.pair_scorer import HEAD, LONGEST, encoded, load_encoder, load_tokenizer

_LAYER = re.compile(r"encoder\.layer\.(\d+)\.")
_CLIP = 1.0
_WARM_UP = 0.08
_POOL = 50  # batches that are sorted by length together


@dataclass(frozen=True, slots=True)
class Example:
    """Two texts and what the score should say of them: 1 yes, 0 no; `weight`: what a mistake here counts."""

    first: str
    second: str
    label: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a scorer is trained. `lowest`: the layers below it stay as they are and get no gradient."""

    steps: int = 800
    size: int = 24
    rate: float = 1e-3
    head_rate: float = 3e-3
    rank: int = 16
    lowest: int = 2
    longest: int = LONGEST
    dropout: float = 0.1
    decay: float = 0.01
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
    """An encoder with its changes and a head, and the order in which examples are seen."""

    def __init__(self, examples: Sequence[Example], recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        files = embedding_model(EMBEDDING_NAME, adapter="none")
        self.recipe, self.step, self._examples, self.base = recipe, 0, examples, files.sha256 or ""
        self._encoder, self._tokenizer = load_encoder(files), load_tokenizer(files, longest=recipe.longest)
        self.changes = nn.ModuleDict(
            {name.replace(".", "/"): change for name, change in attached(self._encoder, recipe).items()}
        )
        self.head = Change(2 * _width(self._encoder), 1, 8, recipe.dropout)
        nn.init.normal_(self.head.up.weight, std=0.1)
        self._optimizer = torch.optim.AdamW(
            [
                {"params": list(self.changes.parameters()), "top": recipe.rate},
                {"params": list(self.head.parameters()), "top": recipe.head_rate},
            ],
            lr=recipe.rate,
            weight_decay=recipe.decay,
        )

    def train_step(self) -> float:
        """One step; returns its loss."""
        torch.manual_seed(self.recipe.seed * 1_000_003 + self.step)  # dropout: the same after a kill
        rows = batch_rows([len(e.first) + len(e.second) for e in self._examples], self.recipe, self.step)
        batch = [self._examples[row] for row in rows]
        self.changes.train()
        self.head.train()
        logits = self.head(encoded(self._encoder, self._tokenizer, [(e.first, e.second) for e in batch])).squeeze(1)
        labels, weights = torch.tensor([float(e.label) for e in batch]), torch.tensor([e.weight for e in batch])
        losses = nn.functional.binary_cross_entropy_with_logits(logits, labels, reduction="none")
        loss = (losses * weights).sum() / weights.sum()
        for group in self._optimizer.param_groups:
            group["lr"] = group["top"] * _schedule(self.step, self.recipe.steps)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own
        nn.utils.clip_grad_norm_([*self.changes.parameters(), *self.head.parameters()], _CLIP)
        self._optimizer.step()
        self.step += 1
        return float(loss.detach())

    def adapter(self, about: dict[str, str] | None = None) -> Adapter:
        """What has been learned so far."""
        learned: dict[str, Change] = {name.replace("/", "."): change for name, change in self._named()}
        learned[HEAD] = self.head
        down = {name: change.down.weight for name, change in learned.items()}
        up = {name: change.up.weight for name, change in learned.items()}
        return Adapter(self.base, down, up, {**(about or {}), "recipe": str(self.recipe), "steps": str(self.step)})

    def save(self, path: Path) -> None:
        """Write down where the run is."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        state: dict[str, Any] = {
            "recipe": str(self.recipe), "step": self.step, "changes": self.changes.state_dict(),
            "head": self.head.state_dict(), "optimizer": self._optimizer.state_dict(),
        }  # fmt: skip
        torch.save(state, unfinished)
        unfinished.replace(path)

    def resume(self, path: Path) -> None:
        """Go on from where a run of the same recipe was; OnTheRecordError where it was another."""
        state = torch.load(path, weights_only=True)
        if state["recipe"] != str(self.recipe):
            raise OnTheRecordError(f"{path}: a run with other settings. Delete it, or give another --work FOLDER")
        self.step = state["step"]
        self.changes.load_state_dict(state["changes"])
        self.head.load_state_dict(state["head"])
        self._optimizer.load_state_dict(state["optimizer"])

    def _named(self) -> list[tuple[str, Change]]:
        return [(name, change) for name, change in self.changes.items() if isinstance(change, Change)]


def train(
    examples: Sequence[Example],
    recipe: Recipe,
    out: Path,
    *,
    about: dict[str, str] | None = None,
    keep_every: int = 100,
    tell: Callable[[str], None] = lambda _: None,
) -> str:
    """Train, going on where an earlier run was killed, and write the file; returns its sha256."""
    trainer = Trainer(examples, recipe)
    state = out.with_name(f"{out.stem}-work") / "state.pt"
    if state.is_file():
        trainer.resume(state)
        tell(f"going on from step {trainer.step}")
    mean, began, first = math.nan, time.monotonic(), trainer.step
    while trainer.step < recipe.steps:
        loss = trainer.train_step()
        mean = loss if math.isnan(mean) else 0.98 * mean + 0.02 * loss
        if trainer.step % 20 == 0:
            pace = (time.monotonic() - began) / (trainer.step - first)
            tell(f"step {trainer.step}: loss {mean:.3f}, {pace:.2f} s a step")
        if trainer.step % keep_every == 0:
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
