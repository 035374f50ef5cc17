"""What a reranker is, and what all that load a model have in common."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.doctor import Check
from index.errors import OnTheRecordError, WeightsError

Floats = npt.NDArray[np.float64]
Score = Callable[[str, Sequence[str]], Floats]  # a question and texts -> a score each, higher is better


class Reranker(Protocol):
    """Scores a few texts against a question."""

    @property
    def name(self) -> str:
        """As the setting names it."""

    @property
    def reads_prompts(self) -> bool:
        """Whether a text should begin with the question that somebody answers there."""

    def scores(self, question: str, texts: Sequence[str]) -> Floats:
        """A score for each text, higher is better, on any scale. Raises WeightsError where there is no such model."""


class ModelReranker:
    """A reranker whose model is loaded at the first question. Safe to use from several threads."""

    def __init__(self, name: str, load: Callable[[], Score], *, reads_prompts: bool = False) -> None:
        self.name, self.reads_prompts = name, reads_prompts
        self._load = load
        self._score: Score | None = None
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> Floats:
        # One at a time: tokenizers fail when used by two threads at once, which would only share the cores anyway.
        with self._lock:
            if self._score is None:
                self._score = self._score_function()
            return self._score(question, texts)

    def _score_function(self) -> Score:
        from safetensors import SafetensorError
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # no type information in transformers
        try:
            score = self._load()
            score("What was said?", ["This was said."])  # what does not fit together shows here
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            raise WeightsError(
                f"reranker {self.name}: the model cannot be loaded: {_reason(error)}. "
                "Name a folder that holds it, or a model of a hub that can be reached, in OTR_RERANKERS; "
                "or unset it to search without"
            ) from error
        return score


def model_path(named: str, name: str) -> str:
    """The folder of that name, else the name itself, which is then a hub's.

    Raises WeightsError, naming the reranker, where the name is a path and there is no folder.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return str(folder)
    if name.startswith((".", "~", os.sep)) or name.count("/") > 1:
        raise WeightsError(f"reranker {named}: no such folder. Give OTR_RERANKERS a folder, or a hub name")
    return name


def compared(model: Any, **options: Any) -> Score:
    """Scores by the similarity of what an encoder makes of the question and of each text, with its own prompts.

    `options` go to the encoder.
    """
    options = {"convert_to_tensor": True, "show_progress_bar": False, **options}

    def score(question: str, texts: Sequence[str]) -> Floats:
        asked = model.encode_query([question], **options)
        said = model.encode_document(list(texts), **options)
        similar: Floats = model.similarity(asked, said)[0].double().cpu().numpy()
        return similar

    return score


def check(reranker: Reranker) -> Check:
    """For `ontherecord doctor`: whether a model can be loaded and gives a score. Takes as long as loading does."""
    try:
        reranker.scores("What was said?", ["This was said."])
    except OnTheRecordError as error:
        return Check("reranker", False, str(error), "Do what the message says")
    return Check("reranker", True, f"{reranker.name}: scores the best turns once more")


def _reason(error: Exception) -> str:
    """The first line: what follows of a hub's message is general advice."""
    return str(error).partition("\n")[0].rstrip(". ")
