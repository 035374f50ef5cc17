"""Models are asked as their publishers say: prompts and pooling, which the fingerprint names."""

from pathlib import Path

import numpy as np
import pytest

from index import open_index
from index.embedding.embedder import SentenceTransformerEmbedder
from index.embedding.model_files import EMBEDDING_NAME, ModelFiles, embedding_model
from index.embedding.prompts import prompts_of
from tests.index.double import Library

pytestmark = pytest.mark.model

WORDS = "query passage : who pays the town bridge ana".split()
OWN = {"query": "who ", "passage": "bridge the "}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random transformer that knows a few words, without sentence-transformers' configuration."""
    torch = pytest.importorskip("torch")
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("model")
    vocabulary = {word: at for at, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS])}
    torch.manual_seed(0)
    BertModel(
        BertConfig(
            vocab_size=len(vocabulary),
            max_position_embeddings=32,
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
        )
    ).save_pretrained(folder)
    BertTokenizer(vocab=vocabulary, model_max_length=32).save_pretrained(folder)
    return folder


def opened(
    bare: Path, folder: Path, *, prompts: dict[str, str] | None = None, pooling: str = "mean"
) -> SentenceTransformerEmbedder:
    """The model as a folder of this name, with prompts in its own configuration."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    transformer = Transformer(str(bare))
    modules = [transformer, Pooling(transformer.get_embedding_dimension(), pooling_mode=pooling)]
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save_pretrained(
        str(folder), create_model_card=False
    )
    return SentenceTransformerEmbedder(ModelFiles(folder.name, str(folder), sha256="one"))


def test_questions_and_what_is_searched_are_read_behind_the_models_own_prompts(bare: Path, tmp_path: Path) -> None:
    plain, own = opened(bare, tmp_path / "plain"), opened(bare, tmp_path / "own", prompts=OWN)
    assert not np.allclose(own.encode(["ana pays"]), plain.encode(["ana pays"]), atol=1e-3)
    assert np.allclose(own.encode(["ana pays"]), plain.encode(["bridge the ana pays"]), atol=1e-2)
    assert np.allclose(own.encode_query(["ana pays"]), plain.encode(["who ana pays"]), atol=1e-2)


def test_a_model_without_prompts_gets_those_that_its_publisher_asks_for(bare: Path, tmp_path: Path) -> None:
    plain, family = opened(bare, tmp_path / "plain"), opened(bare, tmp_path / "multilingual-e5-small")
    assert family.prompts == ("query: ", "passage: ")
    assert np.allclose(family.encode(["ana"]), plain.encode(["passage: ana"]), atol=1e-2)
    assert np.allclose(family.encode_query(["ana"]), plain.encode(["query: ana"]), atol=1e-2)
    assert prompts_of(OWN, "multilingual-e5-small") == ("who ", "bridge the ")


@pytest.mark.parametrize(
    ("name", "query", "document"),
    [
        ("e5-base-v2", "query: ", "passage: "),
        ("bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("bge-m3", "", ""),
        ("nomic-embed-text-v1.5", "search_query: ", "search_document: "),
        ("gte-base", "", ""),
        ("e5-mistral-7b-instruct", "", ""),
    ],
)
def test_a_family_is_known_by_its_name(name: str, query: str, document: str) -> None:
    assert prompts_of({}, name) == prompts_of({"query": "", "document": ""}, f"somebody/{name}") == (query, document)


def test_prompts_and_pooling_are_in_the_fingerprint(bare: Path, tmp_path: Path) -> None:
    ways = [
        opened(bare, tmp_path / "0" / "m"),
        opened(bare, tmp_path / "1" / "m", prompts={"query": "who "}),
        opened(bare, tmp_path / "2" / "m", prompts={"document": "who "}),
        opened(bare, tmp_path / "3" / "m", pooling="cls"),
    ]
    assert len({way.fingerprint for way in ways}) == len(ways)
    assert ways[0].fingerprint == "m:one:32"


def test_the_fingerprint_of_the_packaged_model_is_the_one_of_indices_made_before_there_were_prompts() -> None:
    made = {a: SentenceTransformerEmbedder(embedding_model(EMBEDDING_NAME, adapter=a)) for a in ("auto", "none")}
    assert made["auto"].fingerprint == "all-MiniLM-L6-v2:53aa51172d142c89+f3c0d7c1da4208a1:256"
    assert made["none"].fingerprint == "all-MiniLM-L6-v2:53aa51172d142c89:256"
    assert np.array_equal(made["auto"].encode_query(["Who pays?"]), made["auto"].encode(["Who pays?"]))


def test_the_prompt_takes_room_of_the_text(bare: Path, tmp_path: Path) -> None:
    own = opened(bare, tmp_path / "own", prompts=OWN)
    assert own.limit == 30
    full = "ana " * 28  # with two special tokens at the limit
    assert own.count_tokens([full]) == [30]
    assert not np.allclose(own.encode([full]), own.encode([full.removesuffix("ana ") + "town"]), atol=1e-4)


def test_a_search_asks_as_the_model_wants_questions(library: Library, bare: Path, tmp_path: Path) -> None:
    own = opened(bare, tmp_path / "own", prompts=OWN)
    library.write("a.txt", "ANA: the town pays\n\nBEN: who pays the bridge")
    with open_index(library.folder, embedder=own) as index:
        index.sync()
        found = index.search("turn_dense", "ana pays")
        turns = own.encode(["ANA: the town pays", "BEN: who pays the bridge"])
    assert sorted(found.scores) == pytest.approx(sorted(own.encode_query(["ana pays"])[0] @ turns.T), abs=1e-2)
    assert sorted(found.scores) != pytest.approx(sorted(own.encode(["ana pays"])[0] @ turns.T), abs=1e-2)
