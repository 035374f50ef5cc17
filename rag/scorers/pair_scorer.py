"""A pair of texts -> one number: the packaged MiniLM reads both at once, with low-rank changes and a head of its own.

A file in the adapter's format (index/embedding/adapter/lowrank.py) holds the changes of the encoder's layers and, under
`head`, the direction in the pooled output that is the score. What a score means, the one who trained the file says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.embedding.adapter.lowrank import Adapter, merge, read_adapter
from index.embedding.embedder import on_threads
from index.embedding.model_files import EMBEDDING_NAME, AdapterFile, embedding_model
from index.errors import WeightsError

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor, nn

    from index.embedding.model_files import ModelFiles

HEAD = "head"  # the layer of the file that is no layer of the encoder
LONGEST = 160  # tokens of a pair; the longer text of the two is cut
_BATCH = 16


class PairScorer:
    """Scores pairs with a trained file; loaded at once, safe to use from several threads.

    In bfloat16 where the processor computes in it, on one thread: 64 pairs take .27 s there, their scores within .08 of
    float32's. A second thread gains a tenth of a second on idle cores and loses seconds on busy ones.
    """

    def __init__(self, file: AdapterFile, *, longest: int = LONGEST, threads: int | None = None) -> None:
        """Raises WeightsError where the file is not the one published, or was trained on another base model."""
        from torch import bfloat16

        from index.embedding.embedder import computes_bfloat16

        files = embedding_model(EMBEDDING_NAME, adapter="none")
        adapter = read_adapter(file.path, sha256=file.sha256)
        if adapter.base != files.sha256 or HEAD not in adapter.down:
            raise WeightsError(f"{file.path}: not a scorer of pairs for {files.name!r}. Install the program again")
        layers, self._head = _layers_and_head(adapter)
        self._encoder, self._tokenizer = load_encoder(files), load_tokenizer(files, longest=longest)
        merge(self._encoder, layers, name=str(file.path))
        if computes_bfloat16():
            self._encoder.to(bfloat16)
            threads = threads or 1
        self._threads = threads

    def scores(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        """A score for each pair, in their order; higher is more."""
        import torch

        out = np.zeros(len(pairs), dtype=np.float32)
        with torch.inference_mode(), on_threads(self._threads):
            for rows in by_length(pairs, size=_BATCH):
                pooled = encoded(self._encoder, self._tokenizer, [pairs[row] for row in rows])
                out[rows] = (pooled.float() @ self._head).numpy()
        return out


def load_encoder(files: ModelFiles) -> nn.Module:
    """The transformer of a packaged model in float32, ready to score."""
    from index.embedding.embedder import encoder, load_model

    model = encoder(load_model(replace(files, adapter=None), float32=True))
    model.eval()
    return model


def load_tokenizer(files: ModelFiles, *, longest: int) -> Tokenizer:
    """The model's tokenizer, which cuts pairs at so many tokens."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(f"{files.path}/tokenizer.json")
    tokenizer.enable_truncation(longest, strategy="longest_first")
    tokenizer.enable_padding()
    return tokenizer


def encoded(encoder: nn.Module, tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]]) -> Tensor:
    """What the encoder makes of each pair: its first token's vector and the mean of all, shape (pairs, 2 * width)."""
    import torch

    read = tokenizer.encode_batch([(first, second) for first, second in pairs])
    mask = torch.tensor([one.attention_mask for one in read])
    states = encoder(
        input_ids=torch.tensor([one.ids for one in read]),
        token_type_ids=torch.tensor([one.type_ids for one in read]),
        attention_mask=mask,
    ).last_hidden_state
    weights = mask.unsqueeze(-1).to(states.dtype)
    return torch.cat([states[:, 0], (states * weights).sum(1) / weights.sum(1)], dim=1)


def by_length(pairs: Sequence[tuple[str, str]], *, size: int) -> Iterator[list[int]]:
    """Rows of pairs of like length together: padding is work."""
    order = sorted(range(len(pairs)), key=lambda row: -len(pairs[row][0]) - len(pairs[row][1]))
    for start in range(0, len(order), size):
        yield order[start : start + size]


def _layers_and_head(adapter: Adapter) -> tuple[Adapter, Tensor]:
    """The changes of the encoder's layers, and the head as one vector."""
    head = (adapter.up[HEAD].float() @ adapter.down[HEAD].float()).squeeze(0)
    down = {layer: tensor for layer, tensor in adapter.down.items() if layer != HEAD}
    up = {layer: tensor for layer, tensor in adapter.up.items() if layer != HEAD}
    return replace(adapter, down=down, up=up), head
