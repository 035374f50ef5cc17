"""Words that carry meaning, numbers, names and quotations of a text: what can be compared between two texts. Pure."""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import cast

from snowballstemmer import stemmer

from index.catalog.fulltext import STOP_WORDS, UNSPACED
from rag.language.figures import in_figures
from rag.language.numbers import numbers
from rag.language.tongues import TONGUES, tongue_of
from rag.language.vocabulary import SCALES, SPACED_ENDS, TENS, UNITS, forms

_STEM = stemmer("english").stemWord
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_ELIDED = r"^(?:[cdjlmnst]|qu|jusqu)[’'](?=\w)"  # "l'eau", "d'enfants"
_UNSPACED = re.compile(f"[{UNSPACED}]")
_NAME = re.compile(rf"(?<![{SPACED_ENDS}:“\"‘]\s)(?<!^)\b[A-Z][\w’'&-]*")
_QUOTE = re.compile(r"[“\"]([^”\"]{3,})[”\"]")
_NUMBER_WORDS = frozenset((*UNITS, *TENS, *SCALES))
# Words of questions and of reported speech that say nothing of the matter itself.
_REPORTING = frozenset(
    _STEM(word)
    for word in (
        *forms("say", "tell", "ask", "mention", "name", "speak", "talk", "discuss", "think", "explain", "describe"),
        *forms("state", "add", "answer"),
        *"question comment according speaker transcript summarize kind much many whether".split(),
    )
)

_OF_NUMBERS = frozenset(map(_STEM, (*SCALES, *"dollar euro percent per cent point half".split())))


@lru_cache(maxsize=65536)
def stem(word: str, language: str | None = None) -> str:
    """The stem of a word, letter case and possessive endings aside; `language` as of `tongue_of`.

    >>> stem("Bridges"), stem("bridge's"), stem("puentes", "es"), stem("puente", "es")
    ('bridg', 'bridg', 'puent', 'puent')
    """
    if language is not None:
        return str(_stemmer(TONGUES[language].stemmer)(word.casefold()))
    plain = re.sub(r"[’']s?$", "", word.casefold()).replace("’", "'")
    return str(_STEM(plain))


@cache
def _stemmer(name: str) -> Callable[[str], str]:
    return cast(Callable[[str], str], stemmer(name).stemWord if name else str)


def content(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning; each character where a script has no spaces; numbers in digits.

    >>> sorted(content("What did the minister say about twenty-two bridges?"))
    ['22', 'bridg', 'minist']
    """
    found: set[str] = set()
    counts = False
    language = tongue_of(text)
    little = TONGUES[language].little if language else frozenset()
    text = in_figures(text)
    for word in _WORD.findall(text):
        lower = word.casefold()
        counts = counts or lower in _NUMBER_WORDS or lower[0].isdigit()
        if _UNSPACED.search(word):
            found.update(lower if not little else set(lower) - little)
        elif language and (lower in little or len(lower) == 1):
            continue
        elif not (lower in STOP_WORDS or len(lower) == 1 or lower in UNITS or lower in TENS or lower[0].isdigit()):
            found.add(stem(re.sub(_ELIDED, "", word), language) if language else stem(word))
    return frozenset(found - _REPORTING) | (numbers(text) if counts else frozenset())


def matter(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning, numbers left out with what belongs to them: "million", "percent".

    >>> sorted(matter("The four bridges cost 4.6 million dollars."))
    ['bridg', 'cost']
    """
    return frozenset(word for word in content(text) - _OF_NUMBERS if not word[0].isdigit())


def names(text: str) -> frozenset[str]:
    """Stems of capitalised words that do not open a sentence."""
    return frozenset(stem(word) for word in _NAME.findall(text) if word.casefold() not in STOP_WORDS and len(word) > 1)


def quotations(text: str) -> tuple[str, ...]:
    """What stands between quotation marks, of two words or more."""
    return tuple(quote for quote in _QUOTE.findall(text) if len(quote.split()) > 1)


def has_words(text: str, words: str) -> bool:
    """Whether words in their plain form stand in a text: whole ones, so that "May 2" is not in "May 22"."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", plain(text)) is not None


def enumerated(parts: Sequence[str]) -> str:
    """Parts of a sentence in a row, of which there is at least one.

    >>> enumerated(["Ana", "Ben", "Cara"])
    'Ana, Ben and Cara'
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def count_of(count: int, noun: str) -> str:
    """A number of things: "1 turn", "1,200 turns"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def plain(text: str) -> str:
    """The text for a verbatim comparison: letter case, kinds of quotes and dashes, and runs of white space aside."""
    folded = text.casefold().translate(str.maketrans("“”‘’–—", "\"\"''--"))
    return " ".join(folded.split())
