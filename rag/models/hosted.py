"""Models that a server runs: whatever LangChain's `init_chat_model` opens, with its errors translated to ours."""

import os
import time
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import closing, contextmanager
from typing import Any, TypeVar, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableConfig

from rag.errors import ModelError
from rag.models.faults import explain
from rag.models.opened import OpenedModel, Options
from rag.models.vendors import Vendor, vendor_of

T = TypeVar("T")


class HostedChat(BaseChatModel):
    """Another chat model, whose vendor's errors come out as ModelError with the way out. `timeout` is in seconds."""

    inner: BaseChatModel
    vendor: Vendor
    name_given: str
    timeout: float

    @property
    def _llm_type(self) -> str:
        return self.vendor.provider

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        with self.translated():
            return self.inner._generate(messages, stop, run_manager, **kwargs)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        yield from self.in_time(self.inner._stream(messages, stop, run_manager, **kwargs))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        with self.translated():
            return await self.inner._agenerate(messages, stop, run_manager, **kwargs)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        with self.translated():
            async for chunk in self.inner._astream(messages, stop, run_manager, **kwargs):
                yield chunk

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[LanguageModelInput, Any]:
        """The vendor's own way to an object of that form, with its errors translated too."""
        settings = {**self.vendor.structured, **kwargs}
        with self.translated():
            return _Structured(self.inner.with_structured_output(schema, include_raw=include_raw, **settings), self)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Raises what is raised inside as a ModelError, where it is a vendor's error."""
        try:
            yield
        except Exception as error:
            address = self.vendor.destination(self.inner)
            fault = explain(error, self.vendor, self.name_given, timeout=self.timeout, address=address)
            if fault is None:
                raise
            raise fault from error

    def in_time(self, pieces: Iterator[T]) -> Iterator[T]:
        """The pieces as they come, errors translated. The vendor's own timeout counts from one piece to the next."""
        deadline = time.monotonic() + self.timeout
        with self.translated(), closing(cast(Generator[T, None, None], pieces)):
            for piece in pieces:
                yield piece
                if time.monotonic() > deadline:
                    raise TimeoutError


class _Structured(Runnable[LanguageModelInput, Any]):
    """A vendor's runnable to an object, in the time and with the errors of its chat model."""

    def __init__(self, inner: Runnable[LanguageModelInput, Any], chat: HostedChat) -> None:
        self._inner, self._chat = inner, chat

    def invoke(self, input: LanguageModelInput, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        with self._chat.translated():
            return self._inner.invoke(input, config, **kwargs)

    def stream(
        self, input: LanguageModelInput, config: RunnableConfig | None = None, **kwargs: Any | None
    ) -> Iterator[Any]:
        yield from self._chat.in_time(self._inner.stream(input, config, **kwargs))


def open_provider(name: str, options: Options) -> OpenedModel:
    """The model `provider:model`. Nothing is sent yet. Raises ModelError: package, key or provider missing."""
    provider, _, model = name.partition(":")
    vendor = vendor_of(provider)
    if vendor.keys and not any(os.environ.get(key) for key in vendor.keys):
        raise ModelError(f"language model {name}: no key. Put it into the environment variable {vendor.keys[0]}")
    inner = _init(vendor, model, options.timeout)
    return OpenedModel(
        chat=HostedChat(inner=inner, vendor=vendor, name_given=model, timeout=options.timeout),
        name=name,
        style=options.style,
        note=vendor.note(inner),
        leaves=vendor.is_elsewhere(inner, model),
    )


def _init(vendor: Vendor, model: str, timeout: float) -> BaseChatModel:
    # Deferred: it takes a second, and the local model does not need it.
    from langchain.chat_models import init_chat_model

    try:
        opened = init_chat_model(model, model_provider=vendor.langchain_name, **vendor.settings(timeout))
    except ImportError as error:
        install = f"pip install -c constraints.txt -e '.[{vendor.extra}]'" if vendor.extra else str(error)
        raise ModelError(
            f"language model {vendor.provider}:{model}: its package is not installed. "
            f"Install it, in the project folder: {install}"
        ) from error
    except ValueError as error:
        raise ModelError(f"language model {vendor.provider}:{model}: {error}") from error
    assert isinstance(opened, BaseChatModel)
    return opened
