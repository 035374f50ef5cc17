"""A question with the slips of its typing mended: words that no transcript has, where one has a word so near."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from index.catalog.fulltext import STOP_WORDS
from index.message import Message, message
from rag.language import slips
from rag.language.sentences import split_sentences
from rag.language.vocabulary import NEGATIONS_AHEAD
from rag.question.bounds import BOUNDS

if TYPE_CHECKING:
    from index.index import Index

_WORD = re.compile(r"(?<![\w@#./’'])[^\W\d_]{2,}(?![\w@]|[./’']\w{2})")
_QUOTED = re.compile(r"[\"“「][^\"”」]+[\"”」]")
_NAME = re.compile(r"(?<!^)\b[^\W\d_a-z]\w*|\b\w+[A-Z]\w*")  # of a sentence


@dataclass(frozen=True, slots=True)
class Slip:
    """A word as somebody wrote it, and the word that the transcripts have."""

    written: str
    meant: str

    @property
    def limit(self) -> Message:
        """The name by which it is shown and taken away."""
        return message("spelling", "spelling: {what}", what=f"{self.written} → {self.meant}")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A question with these slips mended."""

    text: str
    slips: tuple[Slip, ...] = ()


class Speller:
    """Mends questions by the words of one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._meant = lru_cache(maxsize=1024)(self._look_up)

    def mend(self, text: str, *, leave: Iterable[str] = (), without: Collection[str] = ()) -> Spelled:
        """The question less its slips. Words to `leave` stay, and slips that are to be none after all (`without`)."""
        words = set(_WORD.findall(text))
        strange = self._strange_words(word for word in words if word.casefold() not in STOP_WORDS)
        if len(strange) > max(1, BOUNDS.strange * len(words)):
            return Spelled(text)
        names = (name for sentence in split_sentences(text) for name in _NAME.findall(sentence.text))
        kept = {word for part in (*_QUOTED.findall(text), *names, *leave) for word in _WORD.findall(part)}
        found = []
        for word in sorted(strange - kept - NEGATIONS_AHEAD, key=text.find)[: BOUNDS.mended]:
            meant = self._meant(word.casefold(), self._index.generation)
            if meant is not None:
                found.append(Slip(word, meant.capitalize() if word[0].isupper() else meant))
        mended = tuple(slip for slip in found if slip.limit not in without)
        for slip in mended:
            text = re.sub(rf"(?<!\w){slip.written}(?!\w)", slip.meant, text)
        return Spelled(text, mended)

    def _strange_words(self, words: Iterable[str]) -> frozenset[str]:
        """Words that no transcript has, and for which the embedding model has no token, as it has for common words."""
        lacked = sorted(self._index.catalog.vocabulary.lacks(words))
        if not lacked:
            return frozenset()
        common, *tokens = self._index.embedder.count_tokens(["the", *lacked])
        return frozenset(word for word, size in zip(lacked, tokens, strict=True) if size > common)

    def _look_up(self, word: str, generation: int) -> str | None:
        vocabulary = self._index.catalog.vocabulary
        like = slips.stems_like(word, vocabulary.stems(generation)) if slips.wrong_letters(word) else ()
        return slips.meant(word, vocabulary.beside(like)) if like else None
