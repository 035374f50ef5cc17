"""How dates are written in a text: "September 1", "3 de mayo de 2024", "3月4日", "last Thursday", "two years ago"."""

from __future__ import annotations

import re

from rag.language.vocabulary import FOREIGN_MONTHS, MONTHS, ORDINALS, SHORT_MONTHS, UNITS, WEEKDAYS, one_of

DAYS = ORDINALS[:31]
COUNTED = UNITS[1:13]
# With a capital: "may" and "march" are words before they are months.
_MONTH = rf"\b(?P<month>{one_of(map(str.capitalize, MONTHS))}\b|{one_of(map(str.capitalize, SHORT_MONTHS))}\b\.?)"
_DAY = rf"\b(?P<day>\d{{1,2}}(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)|(?i:{one_of(DAYS)}))\b"
# In small letters a month is one beside a day, but for "may" and "march", before a year, and after "on", "in" or "of".
_NUMBERED = r"\b(?P<day>\d{1,2}(?:st|nd|rd|th)?)"
_SMALL, _SMALL_MARCH, _ANY = (
    rf"\b(?i:(?P<month>{one_of(month for month in MONTHS if month not in kept)}))\b"
    for kept in (("may", "march"), ("may",), ())
)
_TIMED = r"\b(?i:on|by|until|since|before|after|from|in|during)\s+"
_YEAR = r"(?P<year>(?:18|19|20)\d\d)\b(?![:%]|[.,]\d)"
_WEEKDAY = rf"\b(?i:(?P<which>last|next|this|every)\s+)?(?P<weekday>{one_of(map(str.capitalize, WEEKDAYS))})\b"
# Months of other languages are taken beside a day or a year, behind a word for "in", and with a capital where it is a
# noun in German: "Mars" is not, nor "mayo" alone.
_OF = r"(?:\s+d(?:e|el|i|o|a)|\.)?\s+"
_FOREIGN = rf"\b(?i:(?P<month>{one_of(FOREIGN_MONTHS)}))\b"
_CERTAIN = one_of({*FOREIGN_MONTHS} - {"mars", "mayo", "mai", "mei"})
_IN_FOREIGN = r"(?i:im|seit|vom|anfang|mitte|ende|en|depuis|desde|de|del|di|em|sinds|fin|début)"
HAN_DIGITS = "〇一二三四五六七八九"  # each at its own value
_HAN_DATE = (
    rf"(?:(?P<year>(?:18|19|20)\d\d)\s*年\s*)?(?<![\d{HAN_DIGITS[1:]}十])(?P<number>1[0-2]|[1-9]|十[一二]?|[{HAN_DIGITS[1:]}])\s*月"
    rf"(?:\s*(?P<day>\d{{1,2}}|[二三]?十[{HAN_DIGITS[1:]}]?|[{HAN_DIGITS[1:]}])\s*[日号號])?"
)
PATTERNS = [  # the more a pattern says, the earlier it is tried
    re.compile(pattern)
    for pattern in (
        rf"\b{_YEAR}-(?P<number>\d\d)-{_DAY}",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+(?:of\s+)?(?:{_YEAR}|(?P<relative>(?:last|this|next) year)))?",
        rf"{_MONTH}\s+(?:the\s+)?{_DAY}(?:,?\s+{_YEAR})?",
        rf"{_MONTH},?\s+(?:of\s+)?(?:{_YEAR}|(?P<relative>(?:last|this|next) year))",
        rf"{_NUMBERED}\s+(?:of\s+)?{_SMALL_MARCH}(?:,?\s+(?:of\s+)?{_YEAR})?",
        rf"(?:{_NUMBERED}\s+(?:of\s+)?)?{_ANY},?\s+{_YEAR}",
        rf"{_DAY}\s+of\s+{_ANY}",
        rf"{_SMALL}\s+(?:the\s+)?{_DAY}(?:,?\s+{_YEAR})?",
        rf"{_TIMED}{_ANY}\s+(?:the\s+)?{_DAY}",
        # "on 3 may", not "on 3 may fall what did not fall on 2".
        rf"{_TIMED}{_NUMBERED}\s+(?i:(?P<month>may))\b(?=\s*(?:[.,;:!?)]|$)|\s+(?:and|at|in)\b)",
        rf"\b(?P<day>\d{{1,2}})(?:er|[ºª°])?{_OF}{_FOREIGN}(?:(?:\s+d(?:e|el|i|o))?,?\s+{_YEAR})?",
        rf"{_FOREIGN}(?:\s+d(?:e|el|i|o))?\s+{_YEAR}",
        rf"\b{_IN_FOREIGN}\s+{_FOREIGN}",
        rf"\b(?i:in|since|until|during)\s+(?:{_ANY}|(?i:(?P<certain>{_CERTAIN}))\b)",
        _HAN_DATE,
        rf"(?:(?<=[a-z] )|(?!May (?:I|we)\b)){_MONTH}",
        rf"\b(?i:in|since|of|by|until|before|after|from|during|year)\s+{_YEAR}",
        r"\b(?i:(?P<near>today|tonight|this (?:morning|evening|afternoon)|(?:the day before )?yesterday|last night"
        r"|tomorrow))\b",
        _WEEKDAY,
        # Not the end of "twenty-two years ago", "1.5 years ago", "half a year ago", "two or three years ago".
        rf"(?<![\d.,–-])(?<!half )(?<!or )(?<!to )(?<!ty )(?<!hundred )(?<!and )\b"
        rf"(?i:(?P<ago>a|{one_of(COUNTED)}|\d{{1,2}}) (?P<unit>day|week|month|year)s? ago)\b",
        r"\b(?i:a (?:few|couple of) (?:days|weeks|months|years) ago)\b",
        r"\b(?i:(?:the\s+|this\s+)?(?P<turn>last|past|this|next)\s+(?P<unit>weekend|week|month|year|summer|winter))\b",
        r"\b(?i:the)\s+(?P<alone>\d{1,2}(?:st|nd|rd|th))\b",
    )
]
