"""Opening a language model by name: the right one, or the way out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import WeightsError
from rag import models
from rag.errors import ModelError
from rag.models import OpenedModel, open_model, share_cores


def open_quickly(name: str) -> OpenedModel:
    return open_model(name, threads=1, timeout=5)


def test_extractive_has_no_chat_and_asks_no_prompt() -> None:
    opened = open_quickly("extractive")
    assert (opened.chat, opened.name, opened.style, opened.note) == (None, "extractive", "none", None)
    opened.warm_up([])
    opened.close()


def test_auto_falls_back_to_extractive_where_the_weights_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "has_language_model", lambda: False)
    opened = open_quickly("auto")
    assert opened.chat is None
    assert opened.note is not None
    assert opened.note.startswith("No language model here (the packages with its weights are not installed)")


def test_auto_falls_back_to_extractive_where_llama_cpp_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "find_spec", lambda name: None)
    opened = open_quickly("auto")
    assert opened.style == "none"
    assert "xllamacpp is not installed" in str(opened.note)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "style"), [("openai:x", "structured"), ("ollama:x", "plain"), ("anthropic:x", "structured")]
)
def test_a_model_is_asked_as_its_provider_says_or_as_a_setting_does(
    name: str, style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "not-a-key")
    assert open_quickly(name).style == style
    assert open_model(name, threads=1, timeout=5, style="plain").style == "plain"
    assert open_model(name, threads=1, timeout=5, style="structured").style == "structured"


def test_no_setting_makes_extractive_write() -> None:
    assert open_model("extractive", threads=1, timeout=5, style="structured").style == "none"


@pytest.mark.parametrize("name", ["nonsense", "", "openai:", "GPT"])
def test_an_unknown_name_lists_what_is_known(name: str) -> None:
    with pytest.raises(ModelError, match="Use auto, local, extractive"):
        open_quickly(name)


@pytest.mark.parametrize("name", ["local:big", "extractive:x"])
def test_a_model_without_variants_takes_no_colon(name: str) -> None:
    with pytest.raises(ModelError, match="stands alone"):
        open_quickly(name)


def test_a_gguf_path_without_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"none\.gguf: no such file"):
        open_quickly(str(tmp_path / "none.gguf"))


def test_waiting_threads_do_not_spin_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOMP_SPINCOUNT", raising=False)
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    share_cores()
    assert os.environ["GOMP_SPINCOUNT"] == "1000"


@pytest.mark.parametrize("name", ["GOMP_SPINCOUNT", "OMP_WAIT_POLICY"])
def test_whoever_sets_the_waiting_keeps_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOMP_SPINCOUNT", raising=False)
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    monkeypatch.setenv(name, "7")
    before = dict(os.environ)
    share_cores()
    assert dict(os.environ) == before


@pytest.mark.slow
def test_asking_for_names_imports_no_provider() -> None:
    code = (
        "import sys; import rag.models; "
        "print([m for m in ('langchain_core', 'openai', 'xllamacpp', 'torch') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
