"""Texts to vectors: the Embedder protocol, and sentence-transformers behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from index.embedding.adapter.lowrank import merge, read_adapter
from index.embedding.prompts import Prompts, prompts_of, spread_of
from index.embedding.safe_files import loading_options, safe_folder
from index.errors import WeightsError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import nn

    from index.embedding.model_files import AdapterFile, ModelFiles

Vectors = npt.NDArray[np.float32]
# One model at a time: while it loads one, transformers sets the number type of the whole process, and of two loaded at
# once, one in bfloat16, a part may come out in the other's.
_LOADING = Lock()
Spread = TypeVar("Spread", float, Vectors)
EncodeProgress = Callable[[int], None]  # how many more texts are done

_BATCH = 32


class Embedder(Protocol):
    """What the index needs of an embedding model."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would get another vector."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def limit(self) -> int:
        """Tokens the model reads; what is longer must be split before."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens each text takes, special tokens included."""

    def encode(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        """One unit vector for each text that is searched, shape (len(texts), dimension)."""

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """One unit vector for each question: many models want other words before it than before what is searched."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model on the processor, bfloat16 where the processor computes in it.

    That is two to three times as fast, with a cosine to float32 above 0.9999; elsewhere it is emulated and slower.
    Safe to use from several threads.
    """

    def __init__(self, files: ModelFiles, *, threads: int | None = None) -> None:
        if threads is not None:
            _share(threads)
        self._files = files
        self._model = load_model(files)
        self.count_tokens = token_counter(self._model)
        self._threads = threads or _threads_now()
        self._model.encode(["warm"], show_progress_bar=False)  # sets truncation, before there are other threads
        self.prompts = prompts_of(self._model.prompts, files.name)
        # What stands before a text takes room of it; special tokens are counted with each text.
        document, nothing = self.count_tokens([self.prompts.document, ""])
        self.limit = int(self._model.max_seq_length or 256) - (document - nothing)
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.adapted = files.adapter is not None
        adapter = f"+{files.adapter.sha256[:16]}" if files.adapter else ""
        self.fingerprint = (
            f"{files.name}:{weights_hash(files)[:16]}{adapter}:{self.limit}{_settings(self._model, self.prompts)}"
        )

    def encode(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        return self._encode(texts, partial(self._model.encode_document, prompt=self.prompts.document), progress)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, partial(self._model.encode_query, prompt=self.prompts.query), None)

    def _encode(self, texts: Sequence[str], encode: Callable[..., Any], progress: EncodeProgress | None) -> Vectors:
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # A question alone is too little work to divide: two threads wait for each other, and for what else uses the
        # cores, longer than they compute. SQLite looks for its words on the other core meanwhile.
        with on_threads(1 if len(texts) == 1 else self._threads):
            for rows in _by_length(texts):
                vectors = encode(
                    [texts[row] for row in rows],
                    batch_size=_BATCH,
                    convert_to_tensor=True,
                    show_progress_bar=False,
                )
                out[rows] = vectors.float().cpu().numpy()
                if progress is not None:
                    progress(len(rows))
        return _unit(out)

    @cached_property
    def plain(self) -> Embedder:
        """The model without its adapter; loaded when first asked for, with the table of words of this one."""
        if self._files.adapter is None:
            return self
        plain = SentenceTransformerEmbedder(replace(self._files, adapter=None))
        encoder(plain._model).embeddings = encoder(self._model).embeddings  # half of the model's size
        return plain


def is_adapted(embedder: Embedder) -> bool:
    """Whether an adapter changes the model's vectors."""
    return isinstance(embedder, SentenceTransformerEmbedder) and embedder.adapted


def spread(embedder: Embedder, cosines: Spread) -> Spread:
    """Cosines as they are held against a bound: those of models that put everything close together are spread."""
    times = spread_of(embedder.fingerprint.partition(":")[0])
    return 1.0 - times * (1.0 - cosines) if times != 1.0 else cosines


def without_adapter(embedder: Embedder) -> Embedder:
    """What compares sentences with each other: an adapter is trained to find the turns that answer a question."""
    return embedder.plain if isinstance(embedder, SentenceTransformerEmbedder) else embedder


def _settings(model: SentenceTransformer, prompts: Prompts) -> str:
    """What a fingerprint holds of prompts and pooling; nothing for the mean of the tokens of a text as it is."""
    ways = [str(module.pooling_mode) for module in model.children() if hasattr(module, "pooling_mode")]
    used = [
        *(way for way in ways if way != "mean"),
        *([f"{prompts.query}\0{prompts.document}"] if any(prompts) else []),
    ]
    return f":{sha256(repr(used).encode()).hexdigest()[:16]}" if used else ""


def text_hash(fingerprint: str, text: str) -> bytes:
    """Key of a text's vector in the cache: 16 bytes of SHA-256 over model and text."""
    return sha256(f"{fingerprint}\0{text}".encode("utf-8", "surrogatepass")).digest()[:16]


def _by_length(texts: Sequence[str]) -> Iterator[list[int]]:
    """Batches of texts of similar length: padding is work."""
    order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = vectors / np.maximum(lengths, 1e-12)
    return unit


def _content(path: str) -> str:
    """A hash over a folder's files, the large ones by size, beginning and end; a hub name stands for itself."""
    digest = sha256(path.encode() if not Path(path).is_dir() else b"")
    for file in sorted(file for file in Path(path).rglob("*") if file.is_file()):
        size = file.stat().st_size
        digest.update(f"{file.relative_to(path)}\0{size}\0".encode("utf-8", "surrogateescape"))
        with file.open("rb") as data:
            digest.update(data.read(1 << 20))
            data.seek(max(size - (1 << 20), 0))
            digest.update(data.read())
    return digest.hexdigest()


def weights_hash(files: ModelFiles) -> str:
    """What stands for a model's base weights: their sha256 where one is pinned, else a hash over the folder."""
    return files.sha256 or _content(files.path)


def encoder(model: SentenceTransformer) -> nn.Module:
    """The transformer inside a model."""
    module: nn.Module = model[0].auto_model  # type: ignore[assignment]  # torch says "Tensor or Module" of any attribute
    return module


def token_counter(model: SentenceTransformer) -> Callable[[Sequence[str]], list[int]]:
    """Counts the tokens of each text, special ones included, beyond the model's limit too."""
    # A copy of its own: the model sets truncation on its tokenizer, which fails while another thread counts.
    tokenizer = deepcopy(model.tokenizer.backend_tokenizer)
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def count(texts: Sequence[str]) -> list[int]:
        return [len(encoding) for encoding in tokenizer.encode_batch_fast(list(texts))] if texts else []

    return count


def load_model(files: ModelFiles, *, float32: bool = False) -> SentenceTransformer:
    """The model on the processor with its adapter, if any, in its weights; `float32` even where bfloat16 is faster.

    Raises WeightsError where it cannot be loaded, or the adapter does not fit it.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    # 0.1 s of loading is nothing to show, least of all under `--json`.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # no type information in transformers
    options: dict[str, Any] = {"dtype": torch.bfloat16} if computes_bfloat16() and not float32 else {}
    try:
        with _LOADING:
            model = SentenceTransformer(safe_folder(files.path), **loading_options(**options))
    except (OSError, ValueError) as error:
        raise WeightsError(
            f"embedding model {files.name!r} cannot be loaded: {error}. "
            "Name a folder that holds a sentence-transformers model, or unset OTR_EMBEDDER for the packaged one"
        ) from error
    if files.adapter is not None:
        _adapt(model, files, files.adapter)
    return model


def _adapt(model: SentenceTransformer, files: ModelFiles, file: AdapterFile) -> None:
    adapter = read_adapter(file.path, sha256=file.sha256)
    if adapter.base != weights_hash(files):
        raise WeightsError(
            f"adapter {file.path}: it was trained on other weights than those of {files.name!r}. "
            "Set OTR_EMBEDDER to the model it was trained on, or OTR_ADAPTER to auto or none"
        )
    merge(encoder(model), adapter, name=str(file.path))


def _share(threads: int) -> None:
    import torch

    torch.set_num_threads(threads)


def _threads_now() -> int:
    import torch

    return int(torch.get_num_threads())


@contextmanager
def on_threads(number: int | None) -> Iterator[None]:
    """While this thread computes on so many threads (None: as many as before); each thread of the program has a number
    of its own."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(number or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def computes_bfloat16() -> bool:
    """Whether the processor computes in bfloat16; where it does not, that is emulated and slower than float32."""
    import torch

    supports = getattr(torch.cpu, "_is_avx512_bf16_supported", None)  # absent in some builds: then float32
    return bool(supports and supports())
