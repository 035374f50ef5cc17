"""What stands before a question, and before a text that is searched, as each embedding model was trained to read them.

A model's own config_sentence_transformers.json counts first. Where it says nothing, its family's publisher does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_DOCUMENTS = ("document", "passage", "corpus")  # the names that sentence-transformers' encode_document looks for


class Prompts(NamedTuple):
    """Words before a question and before what is searched, each "" where there are none."""

    query: str = ""
    document: str = ""


# By the last part of a model's name; from the usage sections of the publishers' model cards, November 2026.
_FAMILIES = tuple(
    (re.compile(pattern, re.IGNORECASE), prompts)
    for pattern, prompts in (
        # intfloat/e5-*, intfloat/multilingual-e5-*: "Each input text should start with" one of them
        (r"(?:multilingual-)?e5-(?:small|base|large)(?:-v2|-unsupervised)?", Prompts("query: ", "passage: ")),
        # BAAI/bge-*: the column "query instruction for retrieval"; passages take none, and bge-m3 takes none at all
        (
            r"bge-(?:small|base|large)-en(?:-v1\.5)?",
            Prompts("Represent this sentence for searching relevant passages: "),
        ),
        (r"bge-(?:small|base|large)-zh(?:-v1\.5)?", Prompts("为这个句子生成表示以用于检索相关文章：")),
        # nomic-ai/nomic-embed-text-*: "the text prompt must include a task instruction prefix"
        (r"nomic-embed-text-v(?:1|1\.5|2-moe)", Prompts("search_query: ", "search_document: ")),
        # thenlper/gte-*, Alibaba-NLP/gte-*-en-v1.5, gte-multilingual-base take none; gte-Qwen2-* has them in its config
    )
)


# e5 models were trained at a temperature of .01, and put everything within a few tenths of everything else. Of XQuAD's
# first paragraphs in English the right one has a cosine of .88, the best wrong one .79 (medians of 48); with MiniLM, to
# which what is decided by cosines was fitted, .64 and .24. So much wider apart they are nearly the same: .57 and .24.
_NARROW = re.compile(r"(?:multilingual-)?e5-.*", re.IGNORECASE)
_WIDER = 3.6


def spread_of(name: str) -> float:
    """How many times further from 1 a model's cosines are to be taken where they are held against a bound.

    >>> spread_of("multilingual-e5-small"), spread_of("all-MiniLM-L6-v2")
    (3.6, 1.0)
    """
    return _WIDER if _NARROW.fullmatch(name.rstrip("/").rpartition("/")[2]) else 1.0


def prompts_of(own: Mapping[str, str | None], name: str) -> Prompts:
    """What a model wants before texts: by its `own` configuration, else by its name on a hub or its folder's.

    >>> prompts_of({"query": "", "document": ""}, "intfloat/multilingual-e5-small")
    Prompts(query='query: ', document='passage: ')

    Empty prompts in its configuration count as none: sentence-transformers writes them where nobody said any.
    """
    said = Prompts(own.get("query") or "", next((text for key in _DOCUMENTS if (text := own.get(key))), ""))
    return said if any(said) else _of_family(name)


def _of_family(name: str) -> Prompts:
    last = name.rstrip("/").rpartition("/")[2]
    return next((prompts for pattern, prompts in _FAMILIES if pattern.fullmatch(last)), Prompts())
