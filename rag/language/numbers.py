"""Numbers as speech and print have them, as one value: "four thousand two hundred", "4,200", "4.2 thousand". Pure."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TypeGuard

from rag.language.figures import in_figures
from rag.language.vocabulary import LARGE, SCALES, TENS, UNITS

_SMALL = {word: value for value, word in enumerate(UNITS)} | TENS
MEASURES = (
    "metre meter kilometre kilometer millimetre centimetre mile foot feet inch tonne ton kilo kilogram litre "
    "gallon megawatt second minute hour night day week month year percent"
).split()
_MEASURE = {form: name for name in MEASURES for form in (name, f"{name}s")} | {"%": "percent"}
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+|[.,;!?%€]")
# Thousands grouped by dots: "1.234.567", "4.200,50"; "4.200" alone only where this money, or its text, is written so.
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}\.\d{3},\d+")
_ONE_GROUP = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_GROUPED_MONEY = frozenset("€ eur euro euros kroner kronor lira lire pesetas reais guilders escudos".split())
_MONEY = ("dollars", "euros", "pounds")  # "three dollars eighty"
_CENTURIES = range(18, 22)  # "nineteen thirty-four", "twenty twenty-six"
_HOURS = "|".join([*UNITS[1:13], r"\d{1,2}"])
_MINUTES = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20, "twenty-five": 25, "half": 30}
_CLOCK = re.compile(rf"\b(?:(twenty-five|{'|'.join(_MINUTES)})(?: minutes)?) (past|to) ({_HOURS})\b")
_WORDS = "|".join([*_SMALL, *SCALES])
# "Half", "a third of", "two thirds"; not "the third quarter", "half past", "two and a half", "half-hearted".
_PARTS = {"third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_SMALLER = {"minute": (60, "second"), "hour": (60, "minute"), "day": (24, "hour"), "year": (12, "month")}
_FRACTION = re.compile(
    rf"(?<!and a )(?<!\w-)\b(?:(?:(?<!and )(?:an?|one)[ -])?half(?! past\b)"
    rf"|(?:an?|one)[ -](?P<one>{'|'.join(_PARTS)})(?= of\b)"
    rf"|(?P<count>{'|'.join(UNITS[2:10])}|[2-9])[ -](?P<several>{'|'.join(_PARTS)})s)\b(?!-)"
    rf"(?:(?: of)? an? (?:(?=(?:{'|'.join(SCALES)})\b)|(?P<unit>{'|'.join(_SMALLER)})\b))?"
)
_PART_NAMED = re.compile(
    r"(?:\b(?:(?P<more>more than|over|upwards of)|(?P<less>(?:just )?(?:less than|under)|fewer than|nearly|almost)"
    rf"|(?P<about>about|around|roughly|approximately))\s+)?(?P<part>{re.sub(r'[?]P<[a-z]+>', '?:', _FRACTION.pattern)})"
)
# How far a share may lie from a part that is so named.
_AT = {"more": (0.001, 0.25), "less": (-0.25, -0.001), "about": (-0.06, 0.06), "": (-0.005, 0.005)}
_SOME_OF = re.compile(
    r"\b(?P<some>[\w.,-]+) (?:out )?of (?:the |those |these |our |its |their |all )?(?P<all>[\w.,-]+)"
)
_OF_ALL = re.compile(
    r"\bof (?:the |those |these |our |its |their |all )?(?P<all>[\w-]+)(?: [^\W\d_]+){1,3}?,? (?P<some>[\w-]+)"
)
_NOT_NUMBER = re.compile(
    rf"\b(?:not|instead of|rather than) (?:a )?(?:{_WORDS}|\d[\d.,]*)\b(?:[ -](?:and )?(?:{_WORDS})\b)*", re.I
)
_LARGE = (1_000, 1_000_000)  # what speakers leave off once it is clear: "two hundred of that" (thousand)


def numbers(text: str) -> frozenset[str]:
    """Every number of a text as plain digits; clock times as hour and minute.

    >>> sorted(numbers("Four thousand two hundred homes for 4.6 million, one and a half tonnes at half past ten"))
    ['1.5', '10:30', '4200', '4600000']
    """
    return frozenset(number for number, _ in measures(text))


def measures(text: str) -> frozenset[tuple[str, str]]:
    """Every number of a text with the measure after it, "" where it counts something else or nothing is said.

    >>> sorted(measures("Forty tonnes on 36 piles"))
    [('36', ''), ('40', 'tonne')]
    """
    plain = _FRACTION.sub(_fraction, _CLOCK.sub(_clock, in_figures(text).casefold()))
    return frozenset(_measures(list(_ungrouped(_TOKEN.findall(plain)))))


def shares(text: str) -> frozenset[str]:
    """The percentages of a text as parts of one, as `numbers` has "half" and "two thirds".

    >>> sorted(shares("Fifty percent of the homes, 20 boats")), sorted(numbers("Half of the homes"))
    (['0.5'], ['0.5'])
    """
    return frozenset(
        _plain(float(number) / 100)
        for number, measure in measures(text)
        if measure == "percent" and float(number) < 100
    )


def percent_of(text: str, said: Collection[str]) -> frozenset[str]:
    """The percentages of a text that are said as a part: "50%" where "half" is.

    >>> percent_of("50% of the homes, 20% of the boats", numbers("Half of the homes"))
    frozenset({'50'})
    """
    percentages = (number for number, measure in measures(text) if measure == "percent")
    return frozenset(number for number in percentages if _plain(float(number) / 100) in said)


def parts_told(text: str, stated: str) -> frozenset[str]:
    """The parts that a text names, "half", "more than a third", which two numbers together make: nine of seventeen.

    >>> parts_told("More than half are.", "Nine of the seventeen are."), parts_told("Half are.", "12 and 24")
    (frozenset({'0.5'}), frozenset())
    """
    told = stated.casefold()
    found_of = (of for form in (_SOME_OF, _OF_ALL) for of in form.finditer(told))
    pairs = ([*numbers(of["some"]), *numbers(of["all"])] for of in found_of)
    counts = [(float(pair[0]), float(pair[1])) for pair in pairs if len(pair) == 2 and ":" not in "".join(pair)]
    shares = [some / whole for some, whole in counts if 0 < some < whole]
    found: set[str] = set()
    for match in _PART_NAMED.finditer(text.casefold()):
        for part in numbers(match["part"]):
            least, most = next((span for how, span in _AT.items() if how and match[how]), _AT[""])
            if any(least <= share - float(part) <= most for share in shares):
                found.add(part)
    return frozenset(found)


def is_stated(number: str, said: Collection[str], *, around: Collection[str] = ()) -> bool:
    """Whether a number is among those said, or is one of them with the scale that others said `around` them have.

    >>> is_stated("200000", {"265000", "200"}), is_stated("200000", {"200"})
    (True, False)
    """
    if number in said or ":" in number:
        return number in said
    scales = (
        scale for scale in _LARGE if any(":" not in other and float(other) >= scale for other in (*said, *around))
    )
    return any(_plain(float(number) / scale) in said for scale in scales)


def affirmed(text: str) -> str:
    """The text without the numbers that it says are not right: "nineteen weeks, not eleven".

    >>> affirmed("It took nineteen weeks, not eleven.")
    'It took nineteen weeks,  .'
    """
    return _NOT_NUMBER.sub(" ", text)


def _clock(match: re.Match[str]) -> str:
    hour = _SMALL.get(match[3]) or int(match[3])
    minutes = _MINUTES[match[1]]
    return f"{hour}:{minutes:02}" if match[2] == "past" else f"{(hour - 2) % 12 + 1}:{60 - minutes}"


def _fraction(match: re.Match[str]) -> str:
    count, part = match["count"] or "1", match["one"] or match["several"]
    of, unit = _SMALLER.get(match["unit"], (1, ""))  # half an hour is thirty minutes
    return f"{_plain(of * (_value(count) or 1) / _PARTS.get(part, 2))} {unit}"


def _ungrouped(tokens: Sequence[str]) -> Iterator[str]:
    """The tokens, numbers with dots between their thousands without these."""
    dotted = any(map(_GROUPED.fullmatch, tokens))
    for place, token in enumerate(tokens):
        beside = (*tokens[max(place - 1, 0) : place], *tokens[place + 1 : place + 2])
        grouped = _ONE_GROUP.fullmatch(token) and (dotted or not _GROUPED_MONEY.isdisjoint(beside))
        yield token.replace(".", "").replace(",", ".") if grouped or _GROUPED.fullmatch(token) else token


def _measures(tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(tokens):
        if ":" in tokens[place]:
            yield tokens[place], ""
        number, end = _read(tokens, place)
        if number is not None:
            yield _plain(number), next((_MEASURE[token] for token in tokens[end : end + 1] if token in _MEASURE), "")
        place = max(end, place + 1)


def _read(tokens: Sequence[str], start: int) -> tuple[float | None, int]:
    """The number that begins at a token, None where none does, and the token after it."""
    total: float = 0  # of the scales that are done: the four thousand of "four thousand two hundred"
    current: float | None = None
    place = start
    while place < len(tokens):
        token, following = tokens[place], tokens[place + 1 : place + 3]
        value = _value(token)
        if token in SCALES and (current is not None or tokens[max(place - 1, 0)] == "a"):
            # What is before a large one is done: what follows is added.
            scaled = (1 if current is None else current or 1) * SCALES[token]
            total, current = (total + scaled, 0) if token in LARGE else (total, scaled)
        elif value is not None and current is None:
            current = value
        elif value is not None and current is not None and _continues_number(current, value, token):
            current = current * 100 + value if current in _CENTURIES and value >= 10 else current + value
        elif token == "point" and _is_whole(current) and (decimals := _decimals(tokens[place + 1 :])):
            current, place = current + float(f"0.{decimals}"), place + len(decimals)
        elif token in _MONEY and current is not None and following and following[0] in _SMALL:
            cents, after = _read(tokens, place + 1)
            return total + current + (cents or 0) / 100, after
        elif token == "and" and current is not None and following == ["a", "half"]:
            current, place = current + 0.5, place + 2
        elif current is None or not _joins_number(tokens, start, place):
            break
        place += 1
    return (None if current is None else total + current), place


def _joins_number(tokens: Sequence[str], start: int, place: int) -> bool:
    """Whether an "and" or a comma is inside a number: "a hundred and fifty", "two million, three hundred thousand"."""
    joins = tokens[place] == "and" or (tokens[place] == "," and not tokens[start][0].isdecimal())
    return joins and tokens[place - 1] in SCALES and place + 1 < len(tokens) and tokens[place + 1] in _SMALL


def _is_whole(number: float | None) -> TypeGuard[float]:
    return number is not None and number % 1 == 0


def _decimals(tokens: Sequence[str]) -> str:
    """The digits after "point": "two eight"."""
    digits = ""
    for token in tokens:
        if _SMALL.get(token, 10) > 9:
            break
        digits += str(_SMALL[token])
    return digits


def _continues_number(current: float, value: float, token: str) -> bool:
    """Whether a number word goes on the number before it: "forty two" is one number, "six seven" are two."""
    in_words = not token[0].isdecimal()
    if current in _CENTURIES and value >= 10:
        return in_words
    return in_words and (current % 100 == 0 or (current % 10 == 0 and 0 < value < 10)) and value > 0


def _value(token: str) -> float | None:
    if token in _SMALL:
        return _SMALL[token]
    if token[0].isdecimal() and ":" not in token:
        digits = re.sub(r",(?=\d{3}\b)", "", token).replace(",", ".")
        return float(digits) if digits.count(".") <= 1 else None
    return None


def _plain(value: float) -> str:
    return f"{round(value, 6):.15g}" if value % 1 else f"{value:.0f}"
