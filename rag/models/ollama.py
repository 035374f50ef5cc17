"""What a running Ollama has: its models by name, and the one that `auto` would take. Sends nothing of a library."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

PORT = 11434
WAIT = 2.0  # seconds for the list; a port of this machine where nobody listens refuses at once
# Billions of parameters. Below that the packaged model does as well; above it a machine without a graphics card takes
# minutes for an answer, so that somebody has to choose such a model by its name.
LEAST, MOST = 3.0, 15.0
_UNITS = {"K": 1e-6, "M": 1e-3, "B": 1.0, "T": 1e3}


@dataclass(frozen=True, slots=True)
class OllamaModel:
    """A model that Ollama lists. `size` is in bytes, `billions` of parameters; 0 where it does not say.

    `answers`: it writes text, unlike a model for embedding. `elsewhere`: it runs on another machine, and
    Ollama only passes on what it is sent.
    """

    name: str
    size: int = 0
    billions: float = 0.0
    answers: bool = True
    elsewhere: bool = False


def address() -> str:
    """Where Ollama is: `OLLAMA_HOST` as its own clients read it, else the usual port of this machine."""
    given = os.environ.get("OLLAMA_HOST", "").strip().strip("\"'") or f"127.0.0.1:{PORT}"
    scheme, mark, rest = given.partition("://")
    scheme, rest = (scheme, rest) if mark else ("http", given)
    host, slash, path = rest.partition("/")
    if not re.search(r":\d+$", host):
        host += {"http": ":80" if mark else f":{PORT}", "https": ":443"}.get(scheme, "")
    host = re.sub(r"^(?:0\.0\.0\.0|\[::\])?(?=:)", "127.0.0.1", host)  # what a server listens on is no place to go to
    return f"{scheme}://{host}{slash}{path}".rstrip("/")


def models_at(where: str) -> tuple[OllamaModel, ...] | None:
    """The models of the Ollama at an address, in its order; None where none answers there."""
    import httpx  # deferred: where a model is named no list is needed

    try:
        # No proxy from the environment: it knows nothing of this machine's ports.
        with httpx.Client(trust_env=False, timeout=WAIT) as client:
            listed = client.get(f"{where}/api/tags").raise_for_status().json()
        return tuple(_model(one) for one in listed["models"])
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError, AttributeError):
        return None  # another program's port, as likely as not


def suitable(models: Iterable[OllamaModel]) -> OllamaModel | None:
    """The largest model that `auto` may take: it answers, on this machine, with LEAST to MOST billions of parameters.

    >>> found = [OllamaModel("small", billions=1.5), OllamaModel("good", billions=7.6), OllamaModel("big", billions=70)]
    >>> best = suitable(found)
    >>> best.name if best else None
    'good'
    """
    fitting = [model for model in models if model.answers and not model.elsewhere and LEAST <= model.billions <= MOST]
    return max(fitting, key=lambda model: model.billions, default=None)


def _model(listed: Mapping[str, Any]) -> OllamaModel:
    name, details = str(listed["name"]), listed.get("details") or {}
    families = [*(details.get("families") or ()), details.get("family") or ""]
    return OllamaModel(
        name,
        size=int(listed.get("size") or 0),
        billions=_billions(str(details.get("parameter_size") or "")),
        answers="embed" not in name and not any("bert" in family for family in families),
        elsewhere=bool(listed.get("remote_host")) or name.endswith("cloud"),
    )


def _billions(text: str) -> float:
    """Parameters in billions, of "7.6B", "494.03M" or a number.

    >>> _billions("7.6B"), _billions("494.03M"), _billions("many")
    (7.6, 0.49403, 0.0)
    """
    found = re.fullmatch(r"([\d.]+)\s*([KMBT]?)", text.strip(), re.IGNORECASE)
    try:
        return round(float(found[1]) * _UNITS.get(found[2].upper(), 1e-9), 6) if found else 0.0
    except ValueError:
        return 0.0
