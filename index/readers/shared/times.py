"""Times as transcripts print them, in seconds, and dates as ISO."""

import re

from index.vocabulary import MONTH, MONTHS_ELSEWHERE, month_number

# [hours:]minutes:seconds with an optional fraction after a point or a comma; of video, with the number of a frame.
CLOCK = r"(?:\d{1,2}:\d\d:\d\d[:;]\d\d(?!\d)|(?:\d{1,3}:)?\d{1,3}:[0-5]?\d(?:[.,]\d{1,9})?)"
# Seconds of the recording as programs print them; a bare number without a fraction could be anything.
SECONDS = r"\d{1,6}(?:\.\d{1,9})?s|\d{1,6}\.\d{1,9}"
# A time of day, with its half of the day or its date, as chats print it; and a time as screen readers say it.
_HALF = r"[ \u00a0\u202f]?[AaPp]\.?[Mm]\b\.?"
_DAY = r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}-[A-Z][a-z]{2}-\d{2,4})"
CLOCK_OF_DAY = rf"(?:{_DAY},?[ T]{CLOCK}(?:{_HALF}|Z|[+-]\d\d:?\d\d)?|{CLOCK}{_HALF})"
# The half of the day behind a time, and the zone: 2:05 P.M. EDT.
HALF_OF_DAY = r"(?:[ \u00a0\u202f]?[AaPp]\.?[Mm]\b\.?(?:[ \u00a0](?:[A-Z]{1,3}T|GMT|UTC)\b\.?)?)"
LATEST_START = 5 * 3600.0  # a first time later than this is a time of day and not one of the recording
IN_WORDS = (
    r"(?:\d{1,2} hours?(?:,? (?:and )?|\b))?(?:\d{1,2} minutes?(?:,? (?:and )?|\b))?(?:\d{1,2} seconds?)?(?<=[a-z])"
)
_IN_WORDS = re.compile(r"(\d{1,2}) (hour|minute|second)s?")
# Hours, minutes and seconds with their letters: 1h 02m 03s, 62m3s.
LETTERED = r"(?:\d{1,2}[ ]?h[ ]?\d{1,2}[ ]?m(?:in)?(?:[ ]?\d{1,2}[ ]?s)?|\d{1,3}[ ]?m(?:in)?[ ]?\d{1,2}[ ]?s)(?![^\W_])"
_LETTERED = re.compile(r"(?:(\d{1,2}) ?h ?)?(\d{1,3}) ?m(?:in)?(?: ?(\d{1,2}) ?s)?")
_PARTS = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:[.,](\d{1,9}))?")
_FRAME = re.compile(r"(?<=\d:\d\d:\d\d)[:;]\d\d\Z")
_SECONDS = re.compile(SECONDS)
# Japanese eras with the year before their first, and numbers in digits of either width or in ideograms.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_NUMBER = "(?:\\d{1,2}|[一二三四五六七八九十]{1,3})"
_IDEOGRAMS = "〇一二三四五六七八九"
DATE = re.compile(
    rf"""(?<!\d)(?P<y1>(?:1[89]|20)\d\d)[-/.](?P<m1>\d{{1,2}})[-/.](?P<d1>\d{{1,2}})(?!\d)
      |\b(?P<m2>{MONTH})\.?\ +(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\ +(?P<y2>(?:1[89]|20)\d\d)\b
      |\b(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\.?\ +(?:of\ +)?(?P<m3>{MONTH})\.?,?\ +(?P<y3>(?:1[89]|20)\d\d)\b
      |(?P<y4>(?:1[89]|20)\d\d)\s*[年년]\s*(?P<m4>\d{{1,2}})\s*[月월]\s*(?P<d4>\d{{1,2}})\s*[日号일]
      |(?P<era>{"|".join(_ERAS)})\s*(?P<y5>元|{_NUMBER})\s*年\s*(?P<m5>{_NUMBER})\s*月\s*(?P<d5>{_NUMBER})\s*日
      |\b(?P<d6>\d{{1,2}})(?:er|º|°|\.)?\ +(?:de\ +)?(?P<m6>{"|".join(MONTHS_ELSEWHERE)})\.?,?
        \ +(?:del?\ +)?(?P<y6>(?:1[89]|20)\d\d)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def seconds(printed: str) -> float | None:
    """Seconds of `[h:]mm:ss[.fraction]`, None where it is no time.

    >>> seconds("01:02:03,500"), seconds("0:35"), seconds("01:02:03:12"), seconds("soon")
    (3723.5, 35.0, 3723.0, None)
    """
    try:  # the usual hh:mm:ss.ttt, of which captions are full
        if len(printed) == 12 and printed[2] == printed[5] == ":":
            return int(printed[:2]) * 3600 + int(printed[3:5]) * 60 + int(printed[6:8]) + int(printed[9:]) / 1000
    except ValueError:
        return None
    printed = printed.strip()
    match = _PARTS.fullmatch(printed) or _PARTS.fullmatch(_FRAME.sub("", printed))
    if match is None:
        return None
    hours, minutes, whole, fraction = match.groups()
    total = int(hours or 0) * 3600 + int(minutes) * 60 + int(whole)
    return total + int(fraction) / 10 ** len(fraction) if fraction else float(total)


def offset(printed: str) -> float | None:
    """Seconds of a time on the clock, in words or of `SECONDS`, None where it is neither.

    >>> offset("1:02"), offset("62.5s"), offset("62"), offset("1 minute 2 seconds"), offset("1m 2s")
    (62.0, 62.5, None, 62.0, 62.0)
    """
    if ":" in printed:
        return seconds(printed)
    if lettered := _LETTERED.fullmatch(printed):
        return float(sum(int(part or 0) * unit for part, unit in zip(lettered.groups(), (3600, 60, 1), strict=True)))
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
        month, day = _month(found["m"]), _number(found["d"])
        year = _number(found["y"]) + _ERAS.get(found.get("e", ""), 0)
        if 1 <= month <= 12 and 1 <= day <= 31:
            return f"{year:04d}-{month:02d}-{day:02d}", match.start(), match.end()
    return None


def _month(printed: str) -> int:
    """1 to 12 for a month in digits or by its name in any of the languages; 0 for anything else."""
    name = printed.casefold()
    return _number(printed) or MONTHS_ELSEWHERE.get(name) or month_number(name) or 0


def _number(printed: str) -> int:
    """A number up to 99 in digits or ideograms, the first year of an era; 0 for anything else.

    >>> _number("12"), _number("二十三"), _number("十"), _number("元")
    (12, 23, 10, 1)
    """
    if printed.isdecimal():
        return int(printed)
    if printed == "元":
        return 1
    tens, ten, ones = printed.rpartition("十")
    if any(sign not in _IDEOGRAMS for sign in tens + ones):
        return 0
    return (_IDEOGRAMS.index(tens) if tens else 1) * 10 * bool(ten) + (_IDEOGRAMS.index(ones) if ones else 0)


def iso_date(text: str) -> str | None:
    """The first date in a text as ISO, None where there is none."""
    found = find_date(text)
    return found[0] if found else None
