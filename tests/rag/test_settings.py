from pathlib import Path

import pytest
from pydantic import ValidationError

from rag.errors import SettingsError
from rag.settings import load_settings, resolve_index, resolve_library


def test_a_flag_goes_before_the_environment_and_that_before_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings(model=None).model == "auto"
    monkeypatch.setenv("OTR_MODEL", "local")
    assert load_settings(model=None).model == "local"
    assert load_settings(model="extractive").model == "extractive"


def test_an_unknown_variable_of_ours_is_refused_with_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTR_MODLE", "local")

    with pytest.raises(SettingsError, match=r"OTR_MODLE .*OTR_MODEL\b"):
        load_settings()


def test_an_unknown_flag_is_refused() -> None:
    with pytest.raises(SettingsError, match="modle"):
        load_settings(modle="local")


def test_a_value_that_cannot_be_used_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTR_THREADS", "many")

    with pytest.raises(SettingsError, match="OTR_THREADS"):
        load_settings()


def test_a_model_can_be_asked_in_two_ways_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings(model_style="structured").model_style == "structured"
    monkeypatch.setenv("OTR_MODEL_STYLE", "poetry")
    with pytest.raises(SettingsError, match=r"OTR_MODEL_STYLE.*plain"):
        load_settings()


def test_a_setting_counts_by_the_name_that_it_had_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings(rescorers="sparse:flag").rerankers == "sparse:flag"
    monkeypatch.setenv("OTR_RESCORERS", "sparse:old")
    assert load_settings().rerankers == "sparse:old"
    assert load_settings(rerankers="sparse:flag").rerankers == "sparse:flag"
    monkeypatch.setenv("OTR_RERANKERS", "sparse:new")
    assert load_settings().rerankers == "sparse:new"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load_settings().model = "local"


def test_the_default_library_is_the_folder_transcripts_and_its_index_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match="--library FOLDER"):
        resolve_library(load_settings())

    (tmp_path / "transcripts").mkdir()
    assert resolve_library(load_settings()) == Path("transcripts")
    assert resolve_index(load_settings()) == Path("transcripts/.ontherecord")
    assert resolve_index(load_settings(index=tmp_path / "i")) == tmp_path / "i"
