"""What a running Ollama has, and what `auto` makes of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from rag import models
from rag.models import open_model
from rag.models.offers import offers
from rag.models.ollama import OllamaModel, address, models_at, suitable
from tests.rag.models.endpoint import Endpoint, serving


def listed(name: str, size: str = "7.6B", **more: Any) -> dict[str, Any]:
    return {"name": name, "size": 4_700_000_000, "details": {"family": "qwen2", "parameter_size": size}, **more}


GOOD = listed("qwen2.5:7b")
EMBEDDING = {"name": "all-minilm", "details": {"family": "bert", "parameter_size": "23M"}}


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    with serving(Endpoint(listed={"models": [GOOD, EMBEDDING]})) as endpoint:
        monkeypatch.setenv("OLLAMA_HOST", endpoint.url)
        yield endpoint


@pytest.mark.parametrize(
    ("given", "where"),
    [
        (None, "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:8000", "http://127.0.0.1:8000"),
        (":8000", "http://127.0.0.1:8000"),
        ("gpu.example", "http://gpu.example:11434"),
        ("https://gpu.example", "https://gpu.example:443"),
        ("http://gpu.example:1/ollama/", "http://gpu.example:1/ollama"),
    ],
)
def test_its_address_is_read_as_its_own_clients_read_it(
    given: str | None, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    if given is not None:
        monkeypatch.setenv("OLLAMA_HOST", given)
    assert address() == where


def test_its_models_are_listed_with_what_each_is(ollama: Endpoint) -> None:
    assert models_at(ollama.url) == (
        OllamaModel("qwen2.5:7b", size=4_700_000_000, billions=7.6),
        OllamaModel("all-minilm", billions=0.023, answers=False),
    )


@pytest.mark.parametrize("said", [None, [], {"models": [{}]}, {"models": 3}])
def test_what_is_no_list_of_models_is_no_ollama(said: Any, ollama: Endpoint) -> None:
    ollama.listed = said
    assert models_at(ollama.url) is None


def test_nobody_there_is_no_ollama() -> None:
    assert models_at("http://127.0.0.1:1") is None


def test_a_model_that_ollama_only_passes_on_to_is_never_taken_unasked(ollama: Endpoint) -> None:
    passed_on = (listed("big:cloud"), listed("other", remote_host="https://ollama.com:443"))
    ollama.listed = {"models": list(passed_on)}
    assert suitable(models_at(ollama.url) or ()) is None
    found = {offer.name: offer.sends_to for offer in offers().models if offer.kind == "ollama"}
    assert found == {"ollama:big:cloud": "ollama.com", "ollama:other": "ollama.com"}


def test_auto_takes_a_suitable_model_of_an_ollama_that_runs_here_and_says_so(ollama: Endpoint) -> None:
    opened = open_model("auto", threads=1, timeout=5)
    assert (opened.name, opened.style) == ("ollama:qwen2.5:7b", "plain")
    assert str(opened.note).startswith("Ollama runs on this machine, so its qwen2.5:7b answers")
    assert "nothing leaves the machine" in str(opened.note)
    assert ollama.asked == []


@pytest.mark.parametrize("there", [[], [EMBEDDING], [listed("small", "1.5B")], [listed("vast", "70.6B")]])
def test_auto_stays_with_the_packaged_model_where_ollama_has_none_that_suits(
    there: list[dict[str, Any]], ollama: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    ollama.listed = {"models": there}
    monkeypatch.setattr(models, "has_language_model", lambda: False)  # or it would be opened
    assert open_model("auto", threads=1, timeout=5).name == "extractive"


def test_auto_asks_no_ollama_of_another_machine(monkeypatch: pytest.MonkeyPatch, no_network: list[str]) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "http://gpu.example:11434")
    monkeypatch.setattr(models, "has_language_model", lambda: False)
    assert open_model("auto", threads=1, timeout=5).name == "extractive"
    assert no_network == []


def test_what_ollama_is_asked_leaves_room_for_what_is_read(ollama: Endpoint) -> None:
    opened = open_model("ollama:qwen2.5:7b", threads=1, timeout=5)
    assert opened.chat is not None
    assert opened.chat.invoke("When?").content == "On Friday."
    assert ollama.asked[0]["options"]["num_ctx"] == 8192


def test_every_model_says_what_it_lacks_and_where_it_sends(ollama: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "not-a-key")
    monkeypatch.setenv("OPENAI_API_BASE", "http://127.0.0.1:9/v1")
    found = offers()
    by_name = {offer.name: offer for offer in found.models}
    assert found.ollama_runs
    assert [offer.kind for offer in found.models][:3] == ["packaged", "ollama", "extractive"]
    assert by_name["ollama:qwen2.5:7b"].sends_to is None
    assert by_name["local"].sends_to is None
    assert (by_name["openai:"].lacking, by_name["openai:"].sends_to) == ("OPENAI_API_KEY", "http://127.0.0.1:9/v1")
    assert (by_name["anthropic:"].lacking, by_name["anthropic:"].sends_to) == (None, "https://api.anthropic.com")
