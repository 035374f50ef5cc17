"""Models that a server runs: whatever LangChain's `init_chat_model` opens, with its errors translated to ours."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from rag.errors import ModelError
from rag.models.opened import OpenedModel, Options

_EXTRAS = ("openai", "anthropic", "ollama")
_KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
# Where a provider's client keeps the address it talks to, and the one it takes when told nothing.
_ADDRESSES = {
    "openai": ("openai_api_base", "https://api.openai.com/v1"),
    "anthropic": ("anthropic_api_url", "https://api.anthropic.com"),
    "ollama": ("base_url", "http://127.0.0.1:11434"),
}


class HostedChat(BaseChatModel):
    """Another chat model, whose vendor's errors come out as ModelError with the way out."""

    inner: BaseChatModel
    provider: str
    model_name: str

    @property
    def _llm_type(self) -> str:
        return self.provider

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        with self._translated():
            return self.inner._generate(messages, stop, run_manager, **kwargs)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        with self._translated():
            yield from self.inner._stream(messages, stop, run_manager, **kwargs)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        with self._translated():
            return await self.inner._agenerate(messages, stop, run_manager, **kwargs)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        with self._translated():
            async for chunk in self.inner._astream(messages, stop, run_manager, **kwargs):
                yield chunk

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            reason = explain(error, provider=self.provider, model=self.model_name)
            if reason is None:
                raise
            raise ModelError(f"language model {self.provider}:{self.model_name}: {reason}") from error


def open_provider(name: str, options: Options) -> OpenedModel:
    """The model `provider:model`. Nothing is sent yet. Raises ModelError: package, key or provider missing."""
    provider, _, model = name.partition(":")
    key = _KEYS.get(provider)
    if key and not os.environ.get(key):
        raise ModelError(f"language model {name}: no key. Put it into the environment variable {key}")
    inner = _init(provider, model, options.timeout)
    return OpenedModel(
        chat=HostedChat(inner=inner, provider=provider, model_name=model),
        name=name,
        style="structured",
        note=f"Each question, and the turns it is answered from, go to {_destination(provider, inner)}.",
    )


def explain(error: Exception, *, provider: str, model: str) -> str | None:
    """What a vendor's error means and what to do; None where it is none we know.

    By status and by name, as the vendors' packages need not be installed to be told apart.
    """
    status = getattr(error, "status_code", None)
    if status in (401, 403):
        key = _KEYS.get(provider)
        return "the server refuses the key." + (f" Check {key}" if key else "")
    if status == 404:
        pull = f", or get it with: ollama pull {model}" if provider == "ollama" else ""
        return f"the server has no model of this name. Check the name after `{provider}:`{pull}"
    if status == 429:
        return "the server's limit is reached (requests or credit). Wait, or check the account"
    names = {parent.__name__ for parent in type(error).__mro__}
    if names & {"APITimeoutError", "TimeoutException", "TimeoutError"}:
        return "no answer in time. Allow more with OTR_MODEL_TIMEOUT"
    if names & {"APIConnectionError", "ConnectError", "ConnectionError"}:
        start = " Start it with: ollama serve" if provider == "ollama" else " Is this machine online?"
        return f"the server cannot be reached.{start}"
    return f"the server answers with status {status}: {error}" if isinstance(status, int) else None


def _init(provider: str, model: str, timeout: float) -> BaseChatModel:
    # Deferred: it takes a second, and the local model does not need it.
    from langchain.chat_models import init_chat_model

    # No temperature for the others: some of the newest models refuse any but their own.
    settings = (
        {"client_kwargs": {"timeout": timeout}, "temperature": 0} if provider == "ollama" else {"timeout": timeout}
    )
    try:
        return init_chat_model(model, model_provider=provider, **settings)
    except ImportError as error:
        install = f"pip install -c constraints.txt -e '.[{provider}]'" if provider in _EXTRAS else str(error)
        raise ModelError(
            f"language model {provider}:{model}: its package is not installed. "
            f"Install it, in the project folder: {install}"
        ) from error
    except ValueError as error:
        raise ModelError(f"language model {provider}:{model}: {error}") from error


def _destination(provider: str, inner: BaseChatModel) -> str:
    field, default = _ADDRESSES.get(provider, ("base_url", provider))
    if provider == "ollama":
        default = os.environ.get("OLLAMA_HOST", default)
    return str(getattr(inner, field, None) or default)
