"""A reranker whose scores a test chooses, and tiny models on disk, made of random numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from rag.retrieval.rerankers.base import Floats

_WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] the ferry sails on friday who pays for roof council ana ben :".split()
_SIZE: dict[str, Any] = {
    "vocab_size": len(_WORDS), "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
    "intermediate_size": 16, "max_position_embeddings": 64, "initializer_range": 1.0,
}  # fmt: skip


@dataclass
class FakeReranker:
    """Scores a text by `like`; keeps what it was asked."""

    like: Callable[[str], float]
    reads_prompts: bool = False
    name: str = "fake"
    asked: list[tuple[str, list[str]]] = field(default_factory=list)

    def scores(self, question: str, texts: Sequence[str]) -> Floats:
        self.asked.append((question, list(texts)))
        return np.array([self.like(text) for text in texts], dtype=np.float64)


def save_model(folder: Path, kind: str, **config: Any) -> str:
    """The folder with a model of class `kind` of transformers in it, and its tokenizer."""
    import torch
    import transformers

    torch.manual_seed(0)
    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(_WORDS), encoding="utf-8")
    model = getattr(transformers, kind)(transformers.BertConfig(**_SIZE, **config))
    model.save_pretrained(folder)
    transformers.BertTokenizer(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    return str(folder)
