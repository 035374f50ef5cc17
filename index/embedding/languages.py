"""Which languages an embedding model knows, and what is said of a library in another one. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from index.language import name_of
from index.message import Message, message

# By the last part of a model's name; what the publishers' model cards say, November 2026.
_KNOWN = tuple(
    (re.compile(pattern, re.IGNORECASE), frozenset(languages.split()))
    for pattern, languages in (
        (r"all-(?:MiniLM|mpnet|distilroberta|roberta)-.*|(?:multi-qa|msmarco)-(?!.*multilingual).*", "en"),
        (r"(?:e5|gte)-(?:small|base|large)(?:-v2|-unsupervised)?|.*-en(?:-v[\d.]+)?|nomic-embed-text-v1(?:\.5)?", "en"),
        (r"(?:bge|gte)-(?:small|base|large)-zh(?:-v1\.5)?", "zh en"),
    )
)  # fmt: skip


_MANY = re.compile(r".*multilingual.*|bge-m3|LaBSE|.*xlm-r.*", re.IGNORECASE)  # models of a hundred languages


def is_multilingual(model: str) -> bool:
    """Whether a model, by its name, brings what is said in many languages near each other.

    >>> is_multilingual("multilingual-e5-small"), is_multilingual("all-MiniLM-L6-v2")
    (True, False)
    """
    return _MANY.fullmatch(model.rstrip("/").rpartition("/")[2]) is not None


def knows(model: str, language: str | None) -> bool:
    """Whether a model, by its name on a hub or its folder's, knows a language; True where nobody can tell.

    >>> knows("sentence-transformers/all-MiniLM-L6-v2", "es"), knows("multilingual-e5-small", "es")
    (False, True)
    """
    last = model.rstrip("/").rpartition("/")[2]
    known = next((languages for pattern, languages in _KNOWN if pattern.fullmatch(last)), None)
    return known is None or language is None or language in known


def unknown(model: str, languages: Mapping[str, int]) -> tuple[Message, ...]:
    """What to say of a library with so many transcripts in each language: nothing where the model knows them all.

    >>> [told] = unknown("all-MiniLM-L6-v2", {"en": 3, "de": 1, "es": 2})
    >>> str(told).partition(":")[0]
    'the embedding model all-MiniLM-L6-v2 does not know the language of 3 transcripts, Spanish (es) 2, German (de) 1'
    """
    strange = {code: number for code, number in languages.items() if not knows(model, code)}
    most_first = sorted(strange.items(), key=lambda one: -one[1])
    if not strange:
        return ()
    return (
        message(
            "languages_not_known",
            "the embedding model {model} does not know the language of {number} transcripts, {languages}: their turns "
            "are found by words alone. Set OTR_EMBEDDER to multilingual-e5-small, which knows a hundred languages; "
            "where the language is another, say so in a file beside the transcript (language: en)",
            model=model,
            number=sum(strange.values()),
            languages=", ".join(f"{_name_and_code(code)} {number}" for code, number in most_first),
        ),
    )


def not_known(model: str, language: str | None) -> tuple[Message, ...]:
    """What to say of one transcript in this language: nothing where the model knows it."""
    if language is None or knows(model, language):
        return ()
    return (
        message(
            "language_not_known",
            "the embedding model {model} does not know the language, {language}: turns are found by words alone. Set "
            "OTR_EMBEDDER to multilingual-e5-small, which knows a hundred languages; where the language is another, "
            "say so in a file beside the transcript (language: en)",
            model=model,
            language=_name_and_code(language),
        ),
    )


def _name_and_code(code: str) -> str:
    return f"{name_of(code)} ({code})"
