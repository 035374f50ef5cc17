"""What differs between the servers that run models: extras, keys, addresses, and how an object is asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from index.message import Message, message

OLLAMA_CONTEXT = 8192  # tokens of prompt and answer: twice what `OTR_CONTEXT_WORDS` gives a list or a summary to read
RETRIES = 2  # of a request that met a limit, a broken connection or a fault of the server, with growing pauses


@dataclass(frozen=True, slots=True)
class Vendor:
    """A provider of hosted models.

    `extra` installs its package, `keys` are the variables one of which must hold a key, `address` is the field in which
    its client keeps the address it talks to, `default` what that is where nothing else is set; `variables` are
    where another may be set.
    """

    provider: str
    langchain_name: str
    extra: str = ""
    keys: tuple[str, ...] = ()
    address: str = "base_url"
    default: str = ""
    variables: tuple[str, ...] = ()
    structured: Mapping[str, Any] = field(
        default_factory=dict
    )  # what `with_structured_output` is given beside the form

    def settings(self, timeout: float) -> dict[str, Any]:
        """What a chat model is opened with. No temperature for most: some of the newest refuse any but their own."""
        if self.provider == "ollama":
            # Ollama cuts silently what goes beyond its own default, which has been as low as 2,048 tokens.
            return {"client_kwargs": {"timeout": timeout}, "temperature": 0, "num_ctx": OLLAMA_CONTEXT}
        # Google's other way, gRPC, is stopped by many proxies.
        over = {"transport": "rest"} if self.provider == "google" else {}
        return {"timeout": timeout, "max_retries": RETRIES, **over}

    def destination(self, inner: object) -> str:
        """The address that a chat model sends to."""
        default = os.environ.get("OLLAMA_HOST", self.default) if self.provider == "ollama" else self.default
        return str(getattr(inner, self.address, None) or default or self.provider)

    def is_elsewhere(self, inner: object, model: str) -> bool:
        """Whether what is sent leaves this machine; an Ollama here hands on what its cloud models are asked."""
        return not is_here(self.destination(inner)) or (self.provider == "ollama" and model.endswith("cloud"))

    def note(self, inner: object) -> Message:
        """Which text leaves this program, and where it goes."""
        address = self.destination(inner)
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
        if host in ("127.0.0.1", "localhost", "::1", "0.0.0.0"):
            address = message("here", "{address}, on this machine", address=address)
        english = (
            "Each question, the turns found for it (words, speakers, titles, dates) and the conversation's earlier "
            "questions go to {address}."
        )
        return message("goes_to", english, address=address)


_VENDORS = {
    vendor.provider: vendor
    for vendor in (
        Vendor(
            "openai",
            "openai",
            extra="openai",
            keys=("OPENAI_API_KEY",),
            address="openai_api_base",
            default="https://api.openai.com/v1",
            variables=("OPENAI_API_BASE", "OPENAI_BASE_URL"),
            structured={"method": "json_schema", "strict": True},
        ),
        Vendor(
            "anthropic",
            "anthropic",
            extra="anthropic",
            keys=("ANTHROPIC_API_KEY",),
            address="anthropic_api_url",
            default="https://api.anthropic.com",
            variables=("ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL"),
        ),
        Vendor(
            "google",
            "google_genai",
            extra="google",
            keys=("GOOGLE_API_KEY", "GEMINI_API_KEY"),
            default="https://generativelanguage.googleapis.com",
            structured={"method": "json_schema"},  # a function's arguments would come all at once
        ),
        Vendor("ollama", "ollama", extra="ollama", default="http://127.0.0.1:11434"),
    )
}

HOSTED: Mapping[str, Vendor] = {name: vendor for name, vendor in _VENDORS.items() if vendor.keys}  # ask for a key


def is_here(address: str) -> bool:
    """Whether an address is one of this machine.

    >>> is_here("http://127.0.0.1:11434"), is_here("https://api.openai.com/v1")
    (True, False)
    """
    host = urlsplit(address if "//" in address else f"//{address}").hostname
    return host in ("127.0.0.1", "localhost", "::1", "0.0.0.0")


def vendor_of(provider: str) -> Vendor:
    """The vendor of that name; of another that LangChain knows, what can be said without knowing it."""
    name = "google" if provider == "google_genai" else provider
    return _VENDORS.get(name) or Vendor(provider, provider)
