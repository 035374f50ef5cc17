"""Times as people read them: of a recording in hours, minutes and seconds, of the day as printed."""

import re

from index.transcript import Turn

_PADDED = re.compile(r"\b0+(?=\d\d:\d\d)")


def clock(seconds: float | None) -> str:
    """A time in a recording; empty where there is none.

    >>> clock(3723.4), clock(65), clock(None)
    ('1:02:03', '1:05', '')
    """
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def time_of_day(printed: str) -> str:
    """A time of the day as printed, its hours of two digits where a file has three.

    >>> time_of_day("009:30:00"), time_of_day("019:43:00"), time_of_day("6:30 p.m."), time_of_day("00:15")
    ('09:30:00', '19:43:00', '6:30 p.m.', '00:15')
    """
    return _PADDED.sub("", printed)


def when(turn: Turn) -> str:
    """The time of a turn in words: seconds into the recording, else the time of day, else nothing."""
    return clock(turn.start) or time_of_day(turn.clock or "")
