"""Words with a meaning of their own, once: yes and no, numbers, days, months, verbs of saying. Pure.

What reading files needs too, months, question marks and the verbs themselves, stands in `index.vocabulary`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.vocabulary import (
    MONTH,
    MONTHS,
    NO,
    NOUNS,
    QUESTION_MARKS,
    REPORTED,
    SPACED_ENDS,
    UNSPACED_ENDS,
    WEEKDAYS,
    YES,
    finite,
    forms,
    has_question,
    is_question,
    month_number,
    months_of,
)

__all__ = [
    "ASKING", "ASSENT", "CREDITING", "DENYING", "FOREIGN_MONTHS", "LARGE", "MONTH", "MONTHS", "NEGATIONS",
    "NEGATIONS_AHEAD", "NO", "ORDINALS", "QUESTION_MARKS", "SAYS_YES", "SCALES", "SHORT_MONTHS", "SPACED_ENDS",
    "SURELY", "TENS", "UNITS", "UNSPACED_ENDS", "WEEKDAYS", "YES", "family", "finite", "forms", "has_question",
    "is_question", "month_number", "one_of", "saying",
]  # fmt: skip

SHORT_MONTHS = (*(month[:3] for month in MONTHS if len(month) > 3), "sept")
# Of the languages that questions are read in; the Dutch december, which German does not have, is left to English.
FOREIGN_MONTHS = {
    name: number for name, number in months_of("de", "fr", "es", "it", "pt", "nl").items() if name != "december"
} | {"jänner": 1, "setiembre": 9}

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()  # each at its own value
TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
LARGE = tuple(scale for scale, value in SCALES.items() if value >= 1_000)
_FIRST = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
).split()
ORDINALS = (
    *_FIRST,
    *(f"{tens[:-1]}ieth" if unit is None else f"{tens}-{unit}" for tens in TENS for unit in (None, *_FIRST[:9])),
)  # of the days of a month those up to the thirty-first

SURELY = ("certainly", "of course")
SAYS_YES = (*YES, *SURELY)
ASSENT = (*SAYS_YES, "exactly", "indeed")
NEGATIONS = frozenset((*NO, *"nobody none nothing neither nor never".split()))  # they deny what stands before them too
_UNMARKED = "do does did is are was were would could should has have had ca wo".split()  # as chats have it: "dont"
NEGATIONS_AHEAD = frozenset(("not", "cannot", "hardly", "no-one", *(f"{verb}nt" for verb in _UNMARKED)))


def one_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first.

    >>> one_of(["brings up", "bring up"])
    '(?:brings up|bring up)'
    """
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))})".replace(r"\ ", " ")


def saying(*verbs: str) -> str:
    """A pattern for every form of these verbs of saying."""
    return one_of(forms(*verbs))


def family(*verbs: str) -> str:
    """A pattern for every form of these verbs of saying and the nouns made of them: "promising", "proposal"."""
    return f"(?:{'|'.join(re.sub('e$', '', verb) for verb in verbs)})\\w*"


DENYING = rf"\b{one_of(NEGATIONS | NEGATIONS_AHEAD)}\b|n[’']t\b"
# Forms that credit somebody with what was said; not those that are as often a noun.
CREDITING = one_of(form for verb, found in REPORTED.items() for form in found[verb in NOUNS :])
HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
ASKING = one_of(finite("ask", "inquire", "wonder", "want to know"))
