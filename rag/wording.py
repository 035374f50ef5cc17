"""Words that carry meaning, numbers, names and quotations of a text: what can be compared between two texts. Pure."""

import re
from functools import lru_cache

from snowballstemmer import stemmer

from index.fulltext import STOP_WORDS

_STEM = stemmer("english").stemWord
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_NAME = re.compile(r"(?<![.!?:“\"‘]\s)(?<!^)\b[A-Z][\w’'&-]*")
_QUOTE = re.compile(r"[“\"]([^”\"]{3,})[”\"]")
_NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|neither|nor|without|cannot|\w+n[’']t|refus\w*|den(?:y|ies|ied))\b", re.I
)
_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}
# Words of questions and of reported speech that say nothing of the matter itself.
_REPORTING = frozenset(
    _STEM(word)
    for word in "say said says tell told ask asked asks mention mentioned mentions name named names speak spoke "
    "talk talked discuss discussed think thought explain explained describe described state stated add added "
    "answer answered question comment according speaker transcript summarize kind much many".split()
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a word, letter case and possessive endings aside.

    >>> stem("Bridges"), stem("bridge's")
    ('bridg', 'bridg')
    """
    plain = re.sub(r"[’']s?$", "", word.casefold()).replace("’", "'")
    return str(_STEM(plain))


def content(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning; each character where a script has no spaces; number words as digits.

    >>> sorted(content("What did the minister say about four bridges?"))
    ['4', 'bridg', 'minist']
    """
    found = set()
    for word in _WORD.findall(text):
        lower = word.casefold()
        if _CJK.search(word):
            found.update(lower)
        elif lower in _NUMBER_WORDS:
            found.add(_NUMBER_WORDS[lower])
        elif (lower not in STOP_WORDS and len(lower) > 1) or lower.isdigit():
            found.add(stem(word))
    return frozenset(found - _REPORTING)


def names(text: str) -> frozenset[str]:
    """Stems of capitalised words that do not open a sentence."""
    return frozenset(stem(word) for word in _NAME.findall(text) if word.casefold() not in STOP_WORDS and len(word) > 1)


def quotations(text: str) -> tuple[str, ...]:
    """What stands between quotation marks, of two words or more."""
    return tuple(quote for quote in _QUOTE.findall(text) if len(quote.split()) > 1)


def is_negated(text: str) -> bool:
    """Whether the text says that something is not so."""
    return _NEGATION.search(text) is not None


def plain(text: str) -> str:
    """The text for a verbatim comparison: letter case, kinds of quotes and dashes, and runs of white space aside."""
    folded = text.casefold().translate(str.maketrans("“”‘’–—", "\"\"''--"))
    return " ".join(folded.split())
