"""Rerankers by name, with tiny models from a folder."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.errors import WeightsError
from rag.errors import SettingsError
from rag.retrieval.rerankers import check, open_rerankers
from tests.rag.retrieval.rerankers.double import save_model

QUESTION = "Who pays for the ferry?"
TEXTS = ["Ana: The council pays.", "Ben: The roof.", "Ana: The ferry sails on Friday."]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders with models of four sorts."""
    folder = tmp_path_factory.mktemp("models")
    save_model(folder / "pairs", "BertForSequenceClassification", num_labels=1)
    save_model(folder / "classes", "BertForSequenceClassification", num_labels=3)
    save_model(folder / "words", "BertForMaskedLM")
    save_model(folder / "plain", "BertModel")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("named", ["cross-encoder:pairs", "sparse:words", "dense:plain"])
def test_each_kind_gives_a_score_a_text_whatever_their_order(models: Path, named: str) -> None:
    kind, name = named.split(":")
    (reranker,) = open_rerankers(f"{kind}:{models / name}")
    scores = reranker.scores(QUESTION, TEXTS)

    assert scores.shape == (3,)
    assert scores.dtype == np.float64
    assert len(set(scores.tolist())) == 3
    np.testing.assert_allclose(reranker.scores(QUESTION, TEXTS[::-1])[::-1], scores, atol=1e-5)
    assert not np.allclose(reranker.scores("The roof?", TEXTS), scores)


def test_a_cross_encoder_gives_the_logits_of_the_model_itself(models: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model = AutoModelForSequenceClassification.from_pretrained(models / "pairs")
    tokens = AutoTokenizer.from_pretrained(models / "pairs")([QUESTION], [TEXTS[0]], return_tensors="pt")
    with torch.no_grad():
        expected = model(**tokens).logits.item()

    (reranker,) = open_rerankers(f"cross-encoder:{models / 'pairs'}")
    assert reranker.scores(QUESTION, TEXTS[:1])[0] == pytest.approx(expected, abs=1e-5)


@pytest.mark.model
def test_the_packaged_embedding_model_is_a_dense_reranker_too(embedding_weights: Path) -> None:
    (reranker,) = open_rerankers("dense:all-MiniLM-L6-v2")

    assert reranker.scores("When does the ferry sail?", TEXTS).argmax() == 2


def test_several_are_opened_in_their_order_and_none_where_none_is_named(models: Path) -> None:
    opened = open_rerankers(f"cross-encoder:{models / 'pairs'}, sparse:a/b,")

    assert [reranker.name for reranker in opened] == [f"cross-encoder:{models / 'pairs'}", "sparse:a/b"]
    assert [reranker.reads_prompts for reranker in opened] == [True, False]
    assert open_rerankers(None) == open_rerankers(" ") == ()


def test_several_threads_load_a_model_once_and_get_the_same_scores(models: Path) -> None:
    (reranker,) = open_rerankers(f"cross-encoder:{models / 'pairs'}")
    loaded, load, start = [], reranker._load, threading.Barrier(4)  # type: ignore[attr-defined]
    reranker._load = lambda: loaded.append(1) or load()  # type: ignore[attr-defined,func-returns-value]

    def ask(_: int) -> list[float]:
        start.wait()
        return reranker.scores(QUESTION, TEXTS).tolist()  # type: ignore[no-any-return]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))
    assert len(loaded) == 1
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("names", ["reranker:x", "cross-encoder", "sparse:", "x"])
def test_a_kind_that_is_not_known_is_an_error_with_those_there_are(names: str) -> None:
    with pytest.raises(SettingsError, match=r"OTR_RERANKERS.*cross-encoder:NAME, sparse:NAME, dense:NAME"):
        open_rerankers(names)


@pytest.mark.parametrize("kind", ["cross-encoder", "sparse", "dense"])
def test_a_path_without_a_folder_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    with pytest.raises(WeightsError, match=r"nowhere: no such folder"):
        open_rerankers(f"{kind}:{tmp_path / 'nowhere'}")


@pytest.mark.parametrize("kind", ["cross-encoder", "sparse", "dense"])
def test_a_model_that_no_hub_gives_is_an_error_with_the_way_out(kind: str) -> None:
    (reranker,) = open_rerankers(f"{kind}:nobody/nothing")

    with pytest.raises(WeightsError, match=rf"reranker {kind}:nobody/nothing: .*OTR_RERANKERS"):
        reranker.scores(QUESTION, TEXTS)


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ("cross-encoder:plain", "not a cross-encoder"),
        ("cross-encoder:classes", "3 numbers"),
        ("sparse:plain", "not a sparse model"),
    ],
)
def test_a_model_that_would_score_at_random_is_refused(models: Path, named: str, reason: str) -> None:
    kind, name = named.split(":")
    (reranker,) = open_rerankers(f"{kind}:{models / name}")

    with pytest.raises(WeightsError, match=reason):
        reranker.scores(QUESTION, TEXTS)


def test_a_damaged_model_is_an_error_that_names_it(tmp_path: Path) -> None:
    folder = Path(save_model(tmp_path / "pairs", "BertForSequenceClassification", num_labels=1))
    (folder / "model.safetensors").write_bytes(b"not a model")
    (reranker,) = open_rerankers(f"cross-encoder:{folder}")

    with pytest.raises(WeightsError, match="pairs: the model cannot be loaded"):
        reranker.scores(QUESTION, TEXTS)


def test_the_doctor_says_whether_a_reranker_works(models: Path) -> None:
    good, bad = open_rerankers(f"cross-encoder:{models / 'pairs'}, sparse:nobody/nothing")

    assert check(good).ok
    assert (check(bad).ok, "nobody/nothing" in check(bad).detail) == (False, True)
