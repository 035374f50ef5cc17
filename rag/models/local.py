"""llama.cpp in this process, through xllamacpp: no key, no server to start, nothing leaves the machine."""

import atexit
import math
import os
import platform
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel, generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.output_parsers import JsonOutputParser
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import Field, PrivateAttr

from rag.errors import ModelError
from rag.models.opened import OpenedModel, Options
from rag.models.packaged import language_model
from rag.models.reply_cache import Replies

# Tokens of the prompt and the answer together. A context of 220 words is some 310 tokens.
CONTEXT = 4096
# Three short sentences are some 80 tokens: the limit only stops a model that repeats itself.
MAX_TOKENS = 320
# Five sentences with their quotes.
MAX_FORM_TOKENS = 800
INSTALL = "pip install -c constraints.txt -e '.[local]'"


class LocalChat(BaseChatModel):
    """A LangChain chat model that calls llama.cpp directly.

    Not through its HTTP endpoint: a call needs no client library, and closing the stream stops the generation.
    """

    server: Any = Field(exclude=True, repr=False)  # xllamacpp.Server, which ships no types; None once closed
    model_name: str
    timeout: float
    _under_way: dict[threading.Thread, threading.Event] = PrivateAttr(default_factory=dict)
    _replies: Replies = PrivateAttr(default_factory=Replies)

    @property
    def _llm_type(self) -> str:
        return "xllamacpp"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_name": self.model_name}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        stops = {"stop": stop} if stop else {}
        for choice in self._choices(messages, **stops, **kwargs):
            text = choice["delta"].get("content") or ""
            reason = choice.get("finish_reason")
            message = AIMessageChunk(content=text, response_metadata={"finish_reason": reason} if reason else {})
            chunk = ChatGenerationChunk(message=message)
            if run_manager and text:
                run_manager.on_llm_new_token(text, chunk=chunk)
            yield chunk

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[LanguageModelInput, Any]:
        """Objects of a JSON schema, which grow while they are streamed: llama.cpp lets the model write nothing else."""
        if include_raw or kwargs or not isinstance(schema, dict):
            # llama.cpp takes a JSON schema; of the other forms that LangChain allows nothing here makes use.
            raise ValueError(
                f"language model {self.model_name}: structured output takes a JSON schema as a dict and gives the "
                "object alone; a pydantic class has one: Model.model_json_schema()"
            )
        form = {"type": "json_schema", "json_schema": {"name": schema.get("title", "reply"), "schema": schema}}
        return self.bind(response_format=form, max_tokens=MAX_FORM_TOKENS) | JsonOutputParser()

    def warm_up(self, messages: Sequence[BaseMessage]) -> None:
        """Evaluates these messages; a later prompt that begins as they do is evaluated from there on."""
        for _ in self._choices(messages, max_tokens=1):
            pass

    def probability_of_yes(self, messages: Sequence[BaseMessage]) -> float:
        """How likely the reply begins with yes rather than with no; 0.5 where neither is among the likely words."""
        for choice in self._choices(messages, max_tokens=1, logprobs=True, top_logprobs=20):
            if logprobs := choice.get("logprobs"):
                return yes_share(logprobs["content"][0]["top_logprobs"])
        raise ModelError(f"language model {self.model_name}: it replied with nothing")

    def close(self) -> None:
        """Cuts off the answers under way, stops llama.cpp and gives its memory back."""
        self.server = None
        for thread, abandoned in list(self._under_way.items()):
            abandoned.set()
            thread.join()

    def _choices(self, messages: Sequence[BaseMessage], **settings: Any) -> Iterator[Mapping[str, Any]]:
        request = {
            "messages": convert_to_openai_messages(messages),
            "stream": True,
            "temperature": 0,
            "seed": 0,
            "max_tokens": MAX_TOKENS,
            **settings,
        }
        # At temperature 0 with one seed, the same request has the same reply.
        yield from self._replies.of(request) or self._replies.keeping(request, self._choices_to(request))

    def _choices_to(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for event in self._events(request):
            if isinstance(event, Exception):
                raise ModelError(f"language model {self.model_name}: {event}") from event
            if "error" in event:
                raise ModelError(f"language model {self.model_name}: {_explain(event['error'])}")
            yield from event["choices"]

    def _events(self, request: dict[str, Any]) -> Iterator[dict[str, Any] | Exception]:
        """What llama.cpp reports, as it comes. It calls back from a thread of its own, so that we can stop waiting."""
        server = self.server
        if server is None:
            raise ModelError(f"language model {self.model_name}: it has been closed")
        events: SimpleQueue[dict[str, Any] | Exception | None] = SimpleQueue()
        abandoned = threading.Event()
        arguments = (server, request, events, abandoned)
        thread = threading.Thread(target=self._converse, args=arguments, name="llama.cpp", daemon=True)
        self._under_way[thread] = abandoned
        thread.start()
        deadline = time.monotonic() + self.timeout
        try:
            while (event := events.get(timeout=max(0.0, deadline - time.monotonic()))) is not None:
                yield event
        except Empty:
            raise ModelError(
                f"language model {self.model_name}: no answer within {self.timeout:g} seconds. "
                "Allow more with OTR_MODEL_TIMEOUT, or give it less to read with OTR_CONTEXT_WORDS"
            ) from None
        finally:
            abandoned.set()

    def _converse(
        self,
        server: Any,
        request: dict[str, Any],
        events: "SimpleQueue[dict[str, Any] | Exception | None]",
        abandoned: threading.Event,
    ) -> None:
        def receive(event: dict[str, Any]) -> bool:
            events.put(event)
            return abandoned.is_set()  # True stops the generation

        try:
            server.handle_chat_completions(request, receive)
        except (ValueError, RuntimeError) as error:
            events.put(error)
        finally:
            events.put(None)
            del self._under_way[threading.current_thread()]


def open_provider(name: str, options: Options) -> OpenedModel:
    """The packaged model for `local`, else the .gguf file at the path `name`. Raises ModelError, WeightsError."""
    files = language_model(name, progress=options.progress)
    server = _start(Path(files.path), threads=options.threads or usable_cores())
    chat = LocalChat(server=server, model_name=files.name, timeout=options.timeout)
    # Python's end would abort the process while llama.cpp is calling back into it.
    atexit.register(chat.close)
    return OpenedModel(
        chat=chat,
        name=files.name,
        style=options.style,
        close=chat.close,
        warm_up=chat.warm_up,
        probability_of_yes=chat.probability_of_yes,
    )


def usable_cores() -> int:
    """How many cores this process may use: in a container often fewer than the machine has."""
    return len(os.sched_getaffinity(0))


def yes_share(likely: Sequence[dict[str, Any]]) -> float:
    """The probability of yes among the likely first words that say yes or no, in whatever spelling.

    >>> round(yes_share([{"token": "Yes", "logprob": -0.1}, {"token": " no", "logprob": -2.3}]), 2)
    0.9
    >>> yes_share([{"token": "Perhaps", "logprob": -0.1}])
    0.5
    """
    mass = {"yes": 0.0, "no": 0.0}
    for word in likely:
        said = word["token"].strip().lower()
        if said in mass:
            mass[said] += math.exp(word["logprob"])
    total = mass["yes"] + mass["no"]
    return mass["yes"] / total if total else 0.5


def _start(path: Path, *, threads: int) -> Any:
    try:
        import xllamacpp
    except ModuleNotFoundError as error:
        raise ModelError(
            f"language model {path.name}: xllamacpp is not installed. Install it, in the project folder: {INSTALL}; "
            "or answer without a language model: --model extractive"
        ) from error
    except ImportError as error:  # a system library it needs, which slim container images leave out
        raise ModelError(
            f"language model {path.name}: xllamacpp cannot be loaded ({error}). On Debian: apt install libgomp1; "
            "or answer without a language model: --model extractive"
        ) from error
    try:
        return xllamacpp.Server(_parameters(xllamacpp.CommonParams(), path, threads=threads))
    except RuntimeError as error:
        raise ModelError(
            f"language model {path}: llama.cpp cannot open it. Is it a whole GGUF file of a chat model, "
            "and is there memory for it (its size and a third)?"
        ) from error


def _parameters(params: Any, path: Path, *, threads: int) -> Any:
    params.model.path = str(path)
    params.n_ctx = CONTEXT
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    # Two conversations at once, sharing the context between them instead of halving it.
    params.n_parallel, params.kv_unified = 2, True
    params.cache_ram_mib = 256  # prompts evaluated before; the default would let this grow to 8 GiB
    # On x86 a second copy of the weights in another layout buys nothing: two cores read 82 and write 22 tokens/s
    # without it, 75 and 27 with it, which comes out even for 310 tokens read and 40 written. It costs 600 MB and
    # doubles the time to load. On ARM it is worth having. Flash attention, 8-bit keys and values, and other batch
    # sizes made no difference that could be measured.
    params.no_extra_bufts = platform.machine() in ("x86_64", "AMD64")
    params.verbosity = -1  # it would write on standard output, which is for answers
    # xllamacpp always listens on a port of 127.0.0.1 too. Nobody has the key to it.
    params.api_keys, params.ui, params.endpoint_slots = [secrets.token_urlsafe()], False, False
    params.n_threads_http = 1
    params.endpoint_metrics = True  # counts what is computed: `handle_metrics`, which tests read
    return params


def _explain(error: dict[str, Any]) -> str:
    if error.get("type") == "exceed_context_size_error":
        return (
            f"the prompt has {error['n_prompt_tokens']} tokens and {error['n_ctx']} fit. "
            "Give it less to read with OTR_CONTEXT_WORDS"
        )
    return str(error.get("message", error))
