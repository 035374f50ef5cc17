"""The language models to choose from on this machine: what each is, what it lacks, and where it sends what it reads."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from rag.models import ollama
from rag.models.packaged import LANGUAGE_MODEL, has_language_model
from rag.models.vendors import HOSTED, is_here

OfferKind = Literal["packaged", "extractive", "ollama", "hosted"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A model by the name that `OTR_MODEL` takes; of a hosted one the provider, the model's name to be added.

    `sends_to` is the address that the question and the turns read go to, None where they stay on this machine.
    `lacking` names what has to be there first: a package, or the variable of a key. `size` is in bytes, `billions` of
    parameters, 0 where nobody says.
    """

    name: str
    kind: OfferKind
    title: str
    sends_to: str | None = None
    lacking: str | None = None
    size: int = 0
    billions: float = 0.0


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be chosen, and where an Ollama was looked for and whether one answered."""

    models: tuple[Offer, ...]
    ollama: str
    ollama_runs: bool


def offers() -> Offers:
    """What can be chosen now. Asks the Ollama at its address for its list, and nobody else for anything."""
    where = ollama.address()
    listed = ollama.models_at(where)
    lacking = None if find_spec("langchain_ollama") else "langchain-ollama"
    found = (
        _packaged_offer(),
        *(_of_ollama(model, where, lacking) for model in listed or () if model.answers),
        Offer("extractive", "extractive", "extractive"),
        *map(_hosted_offer, HOSTED),
    )
    return Offers(found, where, listed is not None)


def _packaged_offer() -> Offer:
    lacking = None if find_spec("xllamacpp") else "xllamacpp"
    if lacking is None and not has_language_model():
        lacking = "models.txt"
    return Offer("local", "packaged", LANGUAGE_MODEL.name, lacking=lacking, size=LANGUAGE_MODEL.size)


def _of_ollama(model: ollama.OllamaModel, where: str, lacking: str | None) -> Offer:
    sends_to = "ollama.com" if model.elsewhere else None if is_here(where) else where
    return Offer(f"ollama:{model.name}", "ollama", model.name, sends_to, lacking, model.size, model.billions)


def _hosted_offer(provider: str) -> Offer:
    vendor = HOSTED[provider]
    key = None if any(os.environ.get(name) for name in vendor.keys) else vendor.keys[0]
    package = f"langchain_{vendor.langchain_name}"
    sends_to = next((set_to for name in vendor.variables if (set_to := os.environ.get(name))), vendor.default)
    return Offer(
        f"{provider}:", "hosted", provider, sends_to, key or (None if find_spec(package) else package.replace("_", "-"))
    )
