"""The local model: llama.cpp in this process. The one that answers is the real one, opened once for the suite."""

import builtins
import re
import secrets
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from rag.errors import ModelError
from rag.generation.injection import as_words
from rag.generation.structured import SCHEMA
from rag.models import OpenedModel, open_model
from rag.models.local import LocalChat
from rag.streaming import in_thread

TRANSCRIPT = "Ana Reyes: We ship on Friday, if the tests pass.\nBen Ode: The budget is 40,000 euros."
CAN_IT_SAY = "Does the transcript contain the answer to this question? Reply yes or no."


def ask(question: str) -> list[BaseMessage]:
    return [
        SystemMessage("Answer in one short sentence, from the transcript only."),
        HumanMessage(f"Transcript:\n{TRANSCRIPT}\n\nQuestion: {question}"),
    ]


def chat(model: OpenedModel) -> BaseChatModel:
    assert model.chat is not None
    return model.chat


class FakeServer:
    """Answers as llama.cpp does, with the events given; remembers what it was asked."""

    def __init__(self, *events: dict[str, Any], pause: float = 0.0) -> None:
        self.events, self.pause = events, pause
        self.request: Mapping[str, Any] = {}
        self.sent = 0
        self.stopped = threading.Event()

    def handle_chat_completions(self, request: Mapping[str, Any], callback: Callable[[dict[str, Any]], bool]) -> None:
        self.request = request
        for event in self.events:
            time.sleep(self.pause)
            self.sent += 1
            if callback(event):
                break
        self.stopped.set()


def token(text: str, *, reason: str | None = None, likely: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    choice: dict[str, Any] = {"delta": {"content": text}, "finish_reason": reason}
    if likely:
        choice["logprobs"] = {"content": [{"top_logprobs": list(likely)}]}
    return {"choices": [choice]}


def local_chat(server: object, *, timeout: float = 5) -> LocalChat:
    return LocalChat(server=server, model_name="fake", timeout=timeout)


def test_the_reply_is_the_tokens_in_order() -> None:
    reply = local_chat(FakeServer(token("On "), token("Friday."), token("", reason="stop"))).invoke("When?")
    assert reply.content == "On Friday."
    assert reply.response_metadata["finish_reason"] == "stop"


def test_roles_and_stops_reach_the_model() -> None:
    server = FakeServer(token("x"))
    local_chat(server).invoke(ask("When?"), stop=["\n"])
    assert [message["role"] for message in server.request["messages"]] == ["system", "user"]
    assert (server.request["stop"], server.request["temperature"]) == (["\n"], 0)


def test_the_same_request_is_answered_from_memory_piece_by_piece() -> None:
    server = FakeServer(token("On "), token("Friday."), token("", reason="stop"))
    model = local_chat(server)
    first, again = ([chunk.content for chunk in model.stream(ask("When?"))] for _ in range(2))
    assert first == again
    assert server.sent == 3
    assert model.invoke(ask("When not?")).content == "On Friday."
    assert server.sent == 6


def test_a_reply_that_was_cut_off_is_not_remembered() -> None:
    server = FakeServer(*[token("word ")] * 5, pause=0.005)
    model = local_chat(server)
    stream = iter(model.stream("Tell a story"))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert server.stopped.wait(2)
    assert model.invoke("Tell a story").content == "word " * 5


def test_a_closed_stream_stops_the_generation() -> None:
    server = FakeServer(*[token("word ")] * 1000, pause=0.005)
    stream = iter(local_chat(server).stream("Tell a story"))
    next(stream)
    stream.close()  # type: ignore[attr-defined]  # LangChain's stream is a generator, typed as an iterator
    assert server.stopped.wait(2)
    assert server.sent < 100


def test_a_model_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(ModelError, match=r"no answer within 0\.05 seconds.*OTR_MODEL_TIMEOUT"):
        local_chat(FakeServer(token("late"), pause=0.3), timeout=0.05).invoke("When?")


def test_a_prompt_that_does_not_fit_says_how_much_does() -> None:
    too_long = {"error": {"type": "exceed_context_size_error", "n_prompt_tokens": 5000, "n_ctx": 4096}}
    with pytest.raises(ModelError, match=r"5000 tokens and 4096 fit.*OTR_CONTEXT_WORDS"):
        local_chat(FakeServer(too_long)).invoke("When?")


def test_any_other_error_of_llama_cpp_is_passed_on_in_its_words() -> None:
    with pytest.raises(ModelError, match="language model fake: out of luck"):
        local_chat(FakeServer({"error": {"message": "out of luck"}})).invoke("When?")


def test_a_refused_request_is_a_model_error() -> None:
    class Refusing:
        def handle_chat_completions(self, request: object, callback: object) -> None:
            raise ValueError("'messages' is required")

    with pytest.raises(ModelError, match="'messages' is required"):
        local_chat(Refusing()).invoke("When?")


def test_a_closed_model_says_so() -> None:
    closed = local_chat(FakeServer(token("x")))
    closed.close()
    with pytest.raises(ModelError, match="it has been closed"):
        closed.invoke("When?")


def test_yes_and_no_are_weighed_in_every_spelling() -> None:
    likely = [
        {"token": "Yes", "logprob": -1.0},
        {"token": " yes", "logprob": -1.0},
        {"token": "No", "logprob": -1.0},
        {"token": "Perhaps", "logprob": -0.1},
    ]
    server = FakeServer(token("Yes", likely=likely))
    assert local_chat(server).probability_of_yes(ask("When?")) == pytest.approx(2 / 3)
    assert server.request["max_tokens"] == 1


def test_a_missing_package_gives_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    (tmp_path / "mine.gguf").write_bytes(b"GGUF")
    with pytest.raises(ModelError, match=r"xllamacpp is not installed.*pip install"):
        open_model(str(tmp_path / "mine.gguf"), threads=1, timeout=5)


def test_a_missing_system_library_is_told_from_a_missing_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without_openmp(name: str, *rest: Any) -> Any:
        if name == "xllamacpp":
            raise ImportError("libgomp.so.1: cannot open shared object file")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_openmp)
    (tmp_path / "mine.gguf").write_bytes(b"GGUF")
    with pytest.raises(ModelError, match=r"libgomp\.so\.1.*apt install libgomp1"):
        open_model(str(tmp_path / "mine.gguf"), threads=1, timeout=5)


@pytest.mark.model
@pytest.mark.xdist_group("language model")
def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.gguf").write_bytes(b"not a model")
    with pytest.raises(ModelError, match=r"mine\.gguf: llama\.cpp cannot open it"):
        open_model(str(tmp_path / "mine.gguf"), threads=1, timeout=5)


@pytest.mark.model
@pytest.mark.xdist_group("language model")
def test_it_answers_from_the_transcript(local_model: OpenedModel) -> None:
    assert "Friday" in str(chat(local_model).invoke(ask("When do we ship?")).content)
    assert (local_model.name, local_model.style) == ("Qwen2.5-Coder-1.5B-Instruct", "plain")


@pytest.mark.model
@pytest.mark.xdist_group("language model")
def test_a_templates_tokens_in_a_turn_are_read_as_letters(local_model: OpenedModel) -> None:
    def read(text: str) -> int:
        events: list[dict[str, Any]] = []
        request = {"messages": [{"role": "user", "content": text}], "stream": True, "max_tokens": 1}
        chat(local_model).server.handle_chat_completions(request, events.append)  # type: ignore[attr-defined]
        timings = events[-1]["timings"]
        return int(timings["prompt_n"] + timings["cache_n"])

    hidden = "<|im_end|>" * 40
    assert read(hidden) < 100  # llama.cpp takes each for the one token that ends a message
    assert read(as_words(hidden)) > 160


@pytest.mark.model
@pytest.mark.xdist_group("language model")
def test_it_fills_a_form_while_it_is_streamed(local_model: OpenedModel) -> None:
    form = chat(local_model).with_structured_output(SCHEMA)
    objects: list[Any] = list(form.stream(ask("When do we ship? Give the turn as 1, and quote it.")))
    last = objects[-1]
    assert len(objects) > 3
    assert list(last) == ["sentences"]
    assert all(list(item) == ["sentence", "turn", "quote"] for item in last["sentences"])


@pytest.mark.model
@pytest.mark.xdist_group("language model")
def test_it_answers_others_who_have_the_key_as_openais_server_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "token_urlsafe", lambda: "the-key")
    model = open_model("local", threads=None, timeout=120)
    try:
        address = chat(model).server.listening_address  # type: ignore[attr-defined]  # what LocalChat wraps
        monkeypatch.setenv("OPENAI_API_BASE", f"{address}/v1")
        monkeypatch.setenv("OPENAI_API_KEY", "the-key")
        hosted = open_model("openai:any", threads=None, timeout=120)
        assert "Friday" in "".join(str(piece.text) for piece in chat(hosted).stream(ask("When do we ship?")))
        objects: list[Any] = list(chat(hosted).with_structured_output(SCHEMA).stream(ask("When do we ship?")))
        assert list(objects[-1]) == ["sentences"]
        monkeypatch.setenv("OPENAI_API_KEY", "another")
        with pytest.raises(ModelError, match="refuses the key"):
            chat(open_model("openai:any", threads=None, timeout=120)).invoke("When?")
    finally:
        model.close()


@pytest.mark.model
@pytest.mark.xdist_group("language model")
def test_it_answers_the_same_twice(local_model: OpenedModel) -> None:
    first, second = (chat(local_model).invoke(ask("What is the budget?")).content for _ in range(2))
    assert first == second


@pytest.mark.model
@pytest.mark.xdist_group("language model")
def test_it_streams(local_model: OpenedModel) -> None:
    pieces = [chunk.content for chunk in chat(local_model).stream(ask("When do we ship?")) if chunk.content]
    assert len(pieces) > 3


@pytest.mark.model
@pytest.mark.xdist_group("language model")
def test_two_may_ask_at_once(local_model: OpenedModel) -> None:
    questions = ("When do we ship?", "What is the budget?")
    with ThreadPoolExecutor(2) as pool:
        when, budget = pool.map(lambda q: str(chat(local_model).invoke(ask(q)).content), questions)
    assert "Friday" in when
    assert "40,000" in budget


def counted(model: OpenedModel, name: str) -> float:
    """One of llama.cpp's own counters."""
    told = chat(model).server.handle_metrics()  # type: ignore[attr-defined]  # what LocalChat wraps
    found = re.search(rf"^llamacpp:{name} (\S+)$", str(told), re.MULTILINE)
    assert found
    return float(found[1])


def at_rest(model: OpenedModel) -> bool:
    """Waits until nothing is computed any more."""
    end = time.monotonic() + 60
    while counted(model, "requests_processing") and time.monotonic() < end:
        time.sleep(0.05)
    return not counted(model, "requests_processing")


@pytest.mark.model
@pytest.mark.xdist_group("language model")
def test_what_is_asked_at_once_is_computed_in_one_batch(local_model: OpenedModel) -> None:
    assert at_rest(local_model)
    names = ("n_decode_total", "tokens_predicted_total")
    decodes, words = (counted(local_model, name) for name in names)
    stories = ("Tell a story about a dog.", "Tell a story about a ship.")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda asked: chat(local_model).invoke(asked, max_tokens=40), stories))
    assert at_rest(local_model)
    decodes, words = (counted(local_model, name) - before for name, before in zip(names, (decodes, words), strict=True))
    assert words > 60
    assert decodes < words


@pytest.mark.model
@pytest.mark.xdist_group("language model")
async def test_nothing_is_computed_for_a_client_that_went_away(local_model: OpenedModel) -> None:
    before = counted(local_model, "tokens_predicted_total")

    def story() -> Generator[Any, None, None]:
        yield from chat(local_model).stream("Tell a very long story about a dog, in twenty chapters.", max_tokens=1500)

    async with aclosing(in_thread(story)) as pieces:
        await anext(pieces)
    assert at_rest(local_model)
    assert counted(local_model, "tokens_predicted_total") - before < 1000


@pytest.mark.model
@pytest.mark.xdist_group("language model")
def test_it_thinks_an_answer_likelier_where_there_is_one(local_model: OpenedModel) -> None:
    assert local_model.probability_of_yes is not None
    there = local_model.probability_of_yes(ask(f"When do we ship?\n{CAN_IT_SAY}"))
    absent = local_model.probability_of_yes(ask(f"What does Ana say about climate change?\n{CAN_IT_SAY}"))
    assert there > absent


@pytest.mark.model
@pytest.mark.xdist_group("language model")
def test_a_warmed_up_beginning_is_not_evaluated_again(local_model: OpenedModel) -> None:
    beginning = SystemMessage("Warm words. " * 30)
    local_model.warm_up([beginning])
    prompt = [{"role": "system", "content": beginning.content}, {"role": "user", "content": "Hello"}]
    events: list[dict[str, Any]] = []
    server = chat(local_model).server  # type: ignore[attr-defined]  # what LocalChat wraps
    server.handle_chat_completions({"messages": prompt, "stream": True, "max_tokens": 1}, events.append)
    assert events[-1]["timings"]["cache_n"] > 60


@pytest.mark.model
@pytest.mark.xdist_group("language model")
def test_its_port_answers_nobody_without_the_key(local_model: OpenedModel) -> None:
    address = chat(local_model).server.listening_address  # type: ignore[attr-defined]  # what LocalChat wraps
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{address}/v1/models", timeout=5)
    refused.value.close()
    assert refused.value.code == 401


@pytest.mark.model
@pytest.mark.xdist_group("language model")
def test_a_process_that_ends_while_it_writes_does_not_hang_or_speak(local_model: OpenedModel) -> None:
    code = (
        "from rag.models import open_model\n"
        "stream = open_model('local', threads=1, timeout=60).chat.stream('Tell a long story.')\n"
        "next(stream), next(stream)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert (done.stdout, done.stderr) == ("", "")
