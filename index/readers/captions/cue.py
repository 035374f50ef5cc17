"""A cue, and the marks that lines of cues open with."""

import re
from typing import NamedTuple

DASH = re.compile(r"[ \t]*[-–—‐][ \t]*(?=\S)")
LINE = re.compile(r"[^\r\n]+")
# A tag that no caption format has: what stands in it may have been said, or heard, or it is who speaks.
ODD_TAG = re.compile(
    r"</?(?!(?:[bciuv]|ruby|rt|lang|font|span|br|s|em|strong)(?:[\s.>/]))(?P<inside>[A-Za-z][^<>\r\n]*)>", re.IGNORECASE
)


class Cue(NamedTuple):
    """A cue's times, where its payload stands, and where the whole of it stands, id and times included.

    `speaker` is who the cue's id names, in formats that do.
    """

    start: float | None
    end: float | None
    payload: tuple[int, int]
    chars: tuple[int, int]
    identifier: str | None = None
    speaker: str | None = None
