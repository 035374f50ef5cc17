"""Language models by name: `auto`, `local`, a .gguf file, `extractive`, or `provider:model`.

A new provider is one file with `open_provider` and one line in `_PROVIDERS`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Literal, cast

from index.embedding.verified_files import Progress
from index.message import message
from rag.cores import share_cores
from rag.errors import ModelError
from rag.models import ollama
from rag.models.opened import OpenedModel, Options, Style
from rag.models.packaged import has_language_model
from rag.models.vendors import is_here

_Opener = Callable[[str, Options], OpenedModel]


@dataclass(frozen=True, slots=True)
class Provider:
    """The module that opens what stands before the colon, imported when it is asked for, and how its models are asked.

    Plain where the model is likely a small one: it answers well, and fills a form badly.
    """

    module: str
    style: Style


_PROVIDERS = {
    "local": Provider("rag.models.local", "plain"),
    "extractive": Provider("rag.models.extractive", "none"),
    "openai": Provider("rag.models.hosted", "structured"),
    "anthropic": Provider("rag.models.hosted", "structured"),
    "google_genai": Provider("rag.models.hosted", "structured"),
    "ollama": Provider("rag.models.hosted", "plain"),
}
_ALIASES = {"google": "google_genai"}  # LangChain's own name is the longer one
# Whatever else LangChain's init_chat_model knows, as `provider:model`.
_ANY_OTHER_PROVIDER = Provider("rag.models.hosted", "structured")


def open_model(
    name: str,
    *,
    threads: int | None,
    timeout: float,
    style: Style | Literal["auto"] = "auto",
    progress: Progress | None = None,
) -> OpenedModel:
    """The language model of that name, ready to be asked in this `style` (`auto`: as its registry entry says).

    Raises ModelError, or WeightsError for a packaged model, with the way out: unknown name, missing package, missing
    key, a file that is no model. A server that cannot be reached shows when it is first asked, as a ModelError too.
    """
    note = None
    if name == "auto":
        name, note = _auto()
    provider = _provider(name)
    options = Options(threads, timeout, provider.style if style == "auto" else style, progress)
    opener = cast(_Opener, import_module(provider.module).open_provider)
    opened = opener(name, options)
    return replace(opened, note=note) if note else opened


def _provider(name: str) -> Provider:
    provider, colon, model = name.partition(":")
    if name.endswith(".gguf"):
        return _PROVIDERS["local"]
    if provider in ("local", "extractive"):
        if colon:
            raise ModelError(f"language model {name}: `{provider}` stands alone, without a colon")
        return _PROVIDERS[provider]
    if model:
        return _PROVIDERS.get(_ALIASES.get(provider, provider), _ANY_OTHER_PROVIDER)
    raise ModelError(
        f"language model {name!r} is not known. Use auto, local, extractive, a path ending in .gguf, "
        "or PROVIDER:MODEL with one of openai, anthropic, google, ollama"
    )


def _auto() -> tuple[str, str | None]:
    """The model that `auto` means, and what to say where it is not the packaged one."""
    model = _of_ollama()
    if model is not None and find_spec("langchain_ollama") is not None:
        english = (
            "Ollama runs on this machine, so its {model} answers; nothing leaves the machine. "
            "`--model local` takes the packaged model."
        )
        return f"ollama:{model}", message("ollama_answers", english, model=model)
    if find_spec("xllamacpp") is None:
        lacking = "xllamacpp is not installed"
    elif not has_language_model():
        lacking = "the packages with its weights are not installed"
    else:
        return "local", None
    english = (
        "No language model here ({lacking}): answers are the transcripts' own sentences. "
        "`make` in the project folder installs one; or name another with --model."
    )
    return "extractive", message("no_model", english, lacking=lacking)


def _of_ollama() -> str | None:
    """The best model of an Ollama that runs on this machine; never one elsewhere, which would be sent the turns."""
    where = ollama.address()
    best = ollama.suitable(ollama.models_at(where) or ()) if is_here(where) else None
    return best.name if best is not None else None


__all__ = ["OpenedModel", "Provider", "Style", "open_model", "share_cores"]
