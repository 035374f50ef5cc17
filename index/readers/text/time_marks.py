"""Times alone on their lines between turns: of the day, or of the recording."""

import re
from collections.abc import Iterable, Sequence

from index.readers.shared.document import Line
from index.readers.shared.times import CLOCK, HALF_OF_DAY, find_date, seconds

_MARK = re.compile(rf"(?:\*\*|__)?(?P<open>[\[(])?(?P<time>{CLOCK}(?P<half>{HALF_OF_DAY})?)[\])]?(?:\*\*|__)?")
_LONGEST_MARK = 24  # characters
_CLOCK_OF_DAY = re.compile(r"\d{1,2}:\d\d")
_EARLY = 600.0  # seconds: a recording's first time mark comes within ten minutes


def time_mark(text: str) -> re.Match[str] | None:
    """A match where a line is but a time: `time`, its `half` of the day, and whether a bracket opens it (`open`)."""
    return _MARK.fullmatch(text) if len(text) <= _LONGEST_MARK else None


def are_offsets(lines: Iterable[Line], front: Sequence[Line]) -> bool:
    """Bracketed marks are times of day, unless they count up from the start and the file tells no such time."""
    first = next((mark for line in lines if (mark := time_mark(line.text)) is not None), None)
    if first is None or first["open"] is None:
        return True
    return (seconds(first["time"]) or 0.0) < _EARLY and not any(
        find_date(line.text) and _CLOCK_OF_DAY.search(line.text) for line in front
    )
