"""Times as transcripts print them, in seconds, and dates as ISO."""

import re

# [hours:]minutes:seconds with an optional fraction after a point or a comma.
CLOCK = r"(?:\d{1,3}:)?\d{1,3}:[0-5]?\d(?:[.,]\d{1,9})?"
# Seconds of the recording as programs print them; a bare number without a fraction could be anything.
SECONDS = r"\d{1,6}(?:\.\d{1,9})?s|\d{1,6}\.\d{1,9}"
# A time of day, with its half of the day or its date, as chats print it; and a time as screen readers say it.
_HALF = r"[ \u00a0\u202f]?[AaPp]\.?[Mm]\b\.?"
_DAY = r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2})"
CLOCK_OF_DAY = rf"(?:{_DAY},?[ T]{CLOCK}(?:{_HALF})?|{CLOCK}{_HALF})"
IN_WORDS = (
    r"(?:\d{1,2} hours?(?:,? (?:and )?|\b))?(?:\d{1,2} minutes?(?:,? (?:and )?|\b))?(?:\d{1,2} seconds?)?(?<=[a-z])"
)
_IN_WORDS = re.compile(r"(\d{1,2}) (hour|minute|second)s?")
_PARTS = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:[.,](\d{1,9}))?")
_SECONDS = re.compile(SECONDS)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DATE = re.compile(
    rf"""(?<!\d)(?P<y1>(?:1[89]|20)\d\d)[-/.](?P<m1>\d{{1,2}})[-/.](?P<d1>\d{{1,2}})(?!\d)
      |\b(?P<m2>{_MONTH})\.?\ +(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\ +(?P<y2>(?:1[89]|20)\d\d)\b
      |\b(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\.?\ +(?:of\ +)?(?P<m3>{_MONTH})\.?,?\ +(?P<y3>(?:1[89]|20)\d\d)\b
      |(?P<y4>(?:1[89]|20)\d\d)\s*[年년]\s*(?P<m4>\d{{1,2}})\s*[月월]\s*(?P<d4>\d{{1,2}})\s*[日号일]""",
    re.IGNORECASE | re.VERBOSE,
)


def seconds(printed: str) -> float | None:
    """Seconds of `[h:]mm:ss[.fraction]`, None where it is no time.

    >>> seconds("01:02:03,500"), seconds("0:35"), seconds("soon")
    (3723.5, 35.0, None)
    """
    try:  # the usual hh:mm:ss.ttt, of which captions are full
        if len(printed) == 12 and printed[2] == printed[5] == ":":
            return int(printed[:2]) * 3600 + int(printed[3:5]) * 60 + int(printed[6:8]) + int(printed[9:]) / 1000
    except ValueError:
        return None
    match = _PARTS.fullmatch(printed.strip())
    if match is None:
        return None
    hours, minutes, whole, fraction = match.groups()
    total = int(hours or 0) * 3600 + int(minutes) * 60 + int(whole)
    return total + int(fraction) / 10 ** len(fraction) if fraction else float(total)


def offset(printed: str) -> float | None:
    """Seconds of a time on the clock, in words or of `SECONDS`, None where it is neither.

    >>> offset("1:02"), offset("62.5s"), offset("62"), offset("1 minute 2 seconds")
    (62.0, 62.5, None, 62.0)
    """
    if ":" in printed:
        return seconds(printed)
    if said := _IN_WORDS.findall(printed):
        return float(sum(int(number) * {"hour": 3600, "minute": 60, "second": 1}[unit] for number, unit in said))
    return float(printed.removesuffix("s")) if _SECONDS.fullmatch(printed) else None


def find_date(text: str) -> tuple[str, int, int] | None:
    """The first date in a text as ISO, and where it stands; None where there is none.

    >>> find_date("Aired May 06, 2025 - 06:30")
    ('2025-05-06', 6, 18)
    """
    for match in DATE.finditer(text):
        found = {name[0]: value for name, value in match.groupdict().items() if value}
        month = int(found["m"]) if found["m"].isdigit() else _month(found["m"])
        day = int(found["d"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            return f"{int(found['y']):04d}-{month:02d}-{day:02d}", match.start(), match.end()
    return None


def iso_date(text: str) -> str | None:
    """The first date in a text as ISO, None where there is none."""
    found = find_date(text)
    return found[0] if found else None


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name.lower()[:3]))
