"""Numbers as speech and print have them, as one value: "four thousand two hundred", "4,200", "4.2 thousand". Pure."""

import re
from collections.abc import Iterator

_SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {word: 10 * tens for tens, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_POINT = re.compile(rf"\b({'|'.join(_SMALL)}|\d+) point ({'|'.join(_SMALL)}|\d+)\b")
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")


def numbers(text: str) -> frozenset[str]:
    """Every number of a text as plain digits; clock times as they stand.

    >>> sorted(numbers("Four thousand two hundred homes for 4.6 million, 1,200 jobs at 10:30"))
    ['10:30', '1200', '4200', '4600000']
    """
    spelled = _POINT.sub(
        lambda match: ".".join(str(_SMALL.get(part, part)) for part in match.groups()), text.casefold()
    )
    return frozenset(_numbers(_TOKEN.findall(spelled)))


def _numbers(tokens: list[str]) -> Iterator[str]:
    total: float = 0  # of the scales that are done: the four thousand of "four thousand two hundred"
    current: float | None = None
    for place, token in enumerate(tokens):
        value = _value(token)
        if token in _SCALES and current is not None:
            scaled = (current or 1) * _SCALES[token]
            total, current = (total, scaled) if token == "hundred" else (total + scaled, 0)
        elif token == "and" and current is not None and tokens[place - 1] in _SCALES:
            continue
        elif value is not None and current is not None and _continues(current, value, token):
            current += value
        else:
            if current is not None:
                yield _plain(total + current)
            total, current = 0, value
            if value is None and ":" in token:
                yield token
    if current is not None:
        yield _plain(total + current)


def _continues(current: float, value: float, token: str) -> bool:
    """Whether a number word goes on the number before it: "forty two" is one number, "six seven" are two."""
    in_words = not token[0].isdigit()
    return in_words and (current % 100 == 0 or (current % 10 == 0 and 0 < value < 10)) and value > 0


def _value(token: str) -> float | None:
    if token in _SMALL:
        return _SMALL[token]
    if token[0].isdigit() and ":" not in token:
        digits = re.sub(r",(?=\d{3}\b)", "", token).replace(",", ".")
        return float(digits) if digits.count(".") <= 1 else None
    return None


def _plain(value: float) -> str:
    return str(round(value)) if abs(value - round(value)) < 1e-6 else f"{value:g}"
