"""Hosted models, against a server on this machine that speaks their vendors' protocols."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from langchain_google_genai import ChatGoogleGenerativeAI

from rag.errors import ModelError
from rag.generation.structured import SCHEMA
from rag.models import OpenedModel, open_model
from rag.models.faults import explain
from rag.models.hosted import HostedChat
from rag.models.vendors import vendor_of
from tests.rag.models.endpoint import Endpoint, serving

pytestmark = pytest.mark.slow

FORM = {"sentences": [{"sentence": "They ship on Friday.", "turn": 1, "quote": "We ship on Friday"}]}
PIECES = tuple(json.dumps(FORM)[start : start + 25] for start in range(0, len(json.dumps(FORM)), 25))


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    with serving(Endpoint()) as endpoint:
        monkeypatch.setenv("OPENAI_API_BASE", f"{endpoint.url}/v1")
        monkeypatch.setenv("ANTHROPIC_API_URL", endpoint.url)
        monkeypatch.setenv("OLLAMA_HOST", endpoint.url)
        for key in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY"):
            monkeypatch.setenv(key, "not-a-key")
        yield endpoint


def opened(name: str = "openai:some-model", *, timeout: float = 60) -> OpenedModel:
    return open_model(name, threads=None, timeout=timeout)


def google(endpoint: Endpoint) -> OpenedModel:
    """Google's client takes no address from the environment."""
    model = opened("google:some-model")
    assert isinstance(model.chat, HostedChat)
    inner = ChatGoogleGenerativeAI(model="some-model", base_url=endpoint.url, **vendor_of("google").settings(60))
    return OpenedModel(model.chat.model_copy(update={"inner": inner}), model.name, model.style)


VENDORS: list[tuple[str, Callable[[Endpoint], OpenedModel]]] = [
    ("openai", lambda _: opened()),
    ("anthropic", lambda _: opened("anthropic:some-model")),
    ("ollama", lambda _: opened("ollama:some-model")),
    ("google", google),
]
EACH = pytest.mark.parametrize("open_it", [make for _, make in VENDORS], ids=[name for name, _ in VENDORS])


def chat(model: OpenedModel) -> HostedChat:
    assert isinstance(model.chat, HostedChat)
    return model.chat


def ask(model: OpenedModel) -> str:
    return "".join(str(piece.text) for piece in chat(model).stream("When do we ship?"))


@EACH
def test_its_words_are_streamed(open_it: Callable[[Endpoint], OpenedModel], endpoint: Endpoint) -> None:
    assert ask(open_it(endpoint)) == "On Friday."
    assert "some-model" in json.dumps(endpoint.asked[0]) + endpoint.paths[0]


@EACH
def test_a_form_is_filled_while_it_is_streamed(open_it: Callable[[Endpoint], OpenedModel], endpoint: Endpoint) -> None:
    endpoint.words = PIECES
    objects = list(chat(open_it(endpoint)).with_structured_output(SCHEMA).stream("When do we ship?"))

    assert objects[-1] == FORM
    assert len(objects) > 3
    assert "cited_answer" in (sent := json.dumps(endpoint.asked[0])) or "quote" in sent


def test_a_form_can_be_had_at_once(endpoint: Endpoint) -> None:
    endpoint.words = PIECES
    assert chat(opened()).with_structured_output(SCHEMA).invoke("When do we ship?") == FORM


@EACH
@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "the server refuses the key"),
        (404, "no model of this name. Check the name after `"),
        (429, "the server's limit is reached"),
        (500, "status 500"),
    ],
)
def test_a_refusal_says_what_to_mend(
    status: int, message: str, open_it: Callable[[Endpoint], OpenedModel], endpoint: Endpoint
) -> None:
    endpoint.status = status
    model = open_it(endpoint)
    with pytest.raises(ModelError) as caught:
        ask(model)
    assert str(caught.value).startswith(f"language model {model.name}: ")
    assert message in str(caught.value)


@EACH
def test_a_server_that_hangs_up_in_the_middle_is_told(
    open_it: Callable[[Endpoint], OpenedModel], endpoint: Endpoint
) -> None:
    endpoint.words, endpoint.breaks = ("On ",) * 50, True
    with pytest.raises(ModelError, match=r"broke off|cannot be used|cannot be reached"):
        ask(open_it(endpoint))


def test_it_answers_and_streams_asynchronously(endpoint: Endpoint) -> None:
    model = chat(opened())

    async def both() -> tuple[object, list[object]]:
        return (await model.ainvoke("When?")).content, [p.content async for p in model.astream("When?") if p.content]

    assert asyncio.run(both()) == ("On Friday.", ["On ", "Friday."])


@pytest.mark.parametrize("status", [429, 503])
def test_what_passes_by_is_tried_again(status: int, endpoint: Endpoint) -> None:
    endpoint.statuses = [status]
    assert ask(opened()) == "On Friday."
    assert len(endpoint.asked) == 2


def test_a_limit_that_stays_is_not_tried_for_ever(endpoint: Endpoint) -> None:
    endpoint.status = 429
    with pytest.raises(ModelError, match="limit is reached"):
        ask(opened())
    assert len(endpoint.asked) == 3


def test_a_server_that_says_nothing_is_given_up(endpoint: Endpoint) -> None:
    endpoint.pause = 2
    with pytest.raises(ModelError, match=r"no answer within 0\.2 seconds.*OTR_MODEL_TIMEOUT"):
        ask(opened(timeout=0.2))


def test_one_that_writes_for_ever_is_given_up_too(endpoint: Endpoint) -> None:
    endpoint.words, endpoint.pause = ("word ",) * 400, 0.02
    with pytest.raises(ModelError, match=r"no answer within 0\.3 seconds"):
        ask(opened(timeout=0.3))


def test_a_server_that_takes_no_form_says_how_to_ask_for_plain_sentences(endpoint: Endpoint) -> None:
    endpoint.status, endpoint.said = 400, '{"error": {"message": "response_format is not supported"}}'
    with pytest.raises(ModelError, match="OTR_MODEL_STYLE=plain"):
        list(chat(opened()).with_structured_output(SCHEMA).stream("When?"))


def test_opening_it_sends_nothing_and_says_what_will_be_sent_where(endpoint: Endpoint) -> None:
    note = opened().note
    assert endpoint.asked == []
    assert note == (
        "Each question, the turns found for it (words, speakers, titles, dates) and the conversation's earlier "
        f"questions go to {endpoint.url}/v1, on this machine."
    )


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("openai:x", "go to https://api.openai.com/v1."),
        ("anthropic:x", "go to https://api.anthropic.com."),
        ("google:x", "go to https://generativelanguage.googleapis.com."),
        ("ollama:x", "go to http://127.0.0.1:11434, on this machine."),
    ],
)
def test_where_text_goes_is_said_for_each(name: str, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    for key in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.setenv(key, "not-a-key")
    assert str(opened(name).note).endswith(where)


@pytest.mark.parametrize("name", ["openai:x", "ollama:x"])
def test_a_server_that_is_not_there_is_a_model_error(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_BASE", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:1")
    monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
    with pytest.raises(
        ModelError, match=r"cannot be reached at http://127\.0\.0\.1:1\S*\. (?:Is it running|Start it with)"
    ):
        ask(opened(name))


@pytest.mark.parametrize(
    ("provider", "key"),
    [("openai", "OPENAI_API_KEY"), ("anthropic", "ANTHROPIC_API_KEY"), ("google", "GOOGLE_API_KEY")],
)
def test_a_missing_key_is_named(provider: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(key, raising=False)
    monkeypatch.delenv("GEMINI_API_KEY", raising=False)
    with pytest.raises(ModelError, match=f"no key. Put it into the environment variable {key}"):
        opened(f"{provider}:x")


def test_a_missing_package_gives_the_command() -> None:
    # In a process of its own: LangChain remembers what it has imported.
    code = (
        "import sys; sys.modules['langchain_ollama'] = None\n"
        "from rag.models import open_model\n"
        "open_model('ollama:qwen3', threads=None, timeout=5)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert re.search(r"ModelError: .*package is not installed.*\.\[ollama\]", done.stderr)


def test_an_unknown_provider_is_a_model_error() -> None:
    with pytest.raises(ModelError, match="language model nobody:x: Unsupported"):
        opened("nobody:x")


def test_ollama_says_how_to_start_it_and_how_to_get_a_model() -> None:
    class ResponseError(Exception):
        status_code = 404

    ollama = vendor_of("ollama")
    assert "ollama serve" in str(explain(ConnectionError(), ollama, "qwen3", timeout=1))
    assert "ollama pull qwen3" in str(explain(ResponseError(), ollama, "qwen3", timeout=1))


def test_a_fault_of_our_own_is_not_disguised() -> None:
    assert explain(KeyError("x"), vendor_of("openai"), "x", timeout=1) is None
