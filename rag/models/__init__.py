"""Language models by name: `auto`, `local`, a .gguf file, `extractive`, or `provider:model`.

A new provider is one file with `open_provider` and one line in `_PROVIDERS`.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from index.weights import Progress, has_language_model
from rag.errors import ModelError
from rag.models.opened import OpenedModel, Options, Style

_Opener = Callable[[str, Options], OpenedModel]

# The module that opens what stands before the colon; imported when it is asked for, as providers are slow to import.
_PROVIDERS = {
    "local": "rag.models.local",
    "extractive": "rag.models.extractive",
    "openai": "rag.models.hosted",
    "anthropic": "rag.models.hosted",
    "ollama": "rag.models.hosted",
}
# Whatever else LangChain's init_chat_model knows, as `provider:model`.
_ANY_OTHER_PROVIDER = "rag.models.hosted"


def open_model(name: str, *, threads: int | None, timeout: float, progress: Progress | None = None) -> OpenedModel:
    """The language model of that name, ready to be asked.

    Raises ModelError, or WeightsError for a packaged model, with the way out: unknown name, missing package, missing
    key, a file that is no model. A server that cannot be reached shows when it is first asked, as a ModelError too.
    """
    options = Options(threads=threads, timeout=timeout, progress=progress)
    if name == "auto":
        return _open_auto(options)
    return _opener(name)(name, options)


def share_cores() -> None:
    """Lets this process's number crunching wait without hogging a core; call it before torch or llama.cpp is imported.

    Both compute with GNU OpenMP, whose threads wait for each other in a busy loop. Where other programs want the
    cores too, the waiting thread takes the time the working one needs: generating on two busy cores fell to
    1 token/s. After 1,000 turns of the loop instead of 300,000 it is 10 there, and still 22 on idle ones (with no
    busy loop at all: 9 and 16). OpenMP reads this when it is loaded; there is no other way in.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")


def _opener(name: str) -> _Opener:
    provider, colon, model = name.partition(":")
    if name.endswith(".gguf"):
        module = _PROVIDERS["local"]
    elif provider in ("local", "extractive"):
        if colon:
            raise ModelError(f"language model {name}: `{provider}` stands alone, without a colon")
        module = _PROVIDERS[provider]
    elif model:
        module = _PROVIDERS.get(provider, _ANY_OTHER_PROVIDER)
    else:
        raise ModelError(
            f"language model {name!r} is not known. Use auto, local, extractive, a path ending in .gguf, "
            "or PROVIDER:MODEL with one of openai, anthropic, ollama"
        )
    return cast(_Opener, import_module(module).open_provider)


def _open_auto(options: Options) -> OpenedModel:
    if find_spec("xllamacpp") is None:
        lacking = "xllamacpp is not installed"
    elif not has_language_model():
        lacking = "the packages with its weights are not installed"
    else:
        return _opener("local")("local", options)
    note = (
        f"No language model here ({lacking}): answers are the transcripts' own sentences. "
        "`make` in the project folder installs one; or name another with --model."
    )
    return replace(_opener("extractive")("extractive", options), note=note)


__all__ = ["OpenedModel", "Style", "open_model", "share_cores"]
