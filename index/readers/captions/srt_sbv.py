"""SubRip (.srt) and SBV captions: times, words, sometimes a name in front."""

import re

from index.readers.captions.cue import Cue
from index.readers.captions.cues import beside_times, parse_cues
from index.readers.pieces import Fit, Parsed, Reader
from index.readers.shared.document import Document
from index.readers.shared.times import seconds
from index.transcript import Dropped

_TIME = r"\d{1,4}:\d{1,2}:\d{1,2}(?:[.,]\d{1,9})?"
_SHORT = r"(?:\d{1,4}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,9})?"
_EDGE = r"(?:^|(?<=\r))[ \t]*"
_END = r"[^\S\r\n]*(?:\r\n?|\n|\Z)"
_SRT = re.compile(rf"{_EDGE}({_SHORT})[ \t]*-->[ \t]*({_SHORT})([ \t][^\r\n]*)?{_END}", re.MULTILINE)
_SBV = re.compile(rf"{_EDGE}({_TIME})[ \t]*,[ \t]*({_TIME})(){_END}", re.MULTILINE)
_FENCE = re.compile(r"[ \t]*(?:`{3}|~{3})[ \t]*(?=[\r\n]|\Z)")  # where Markdown's code ends
_GLUED = re.compile(r"(?:\A|(?<=[\r\n]))[ \t]*(\d{1,9})[ \t]*(?:\r\n?|\n)[ \t\r\n]*\Z")


def _sniff_srt(document: Document) -> Fit:
    if any(line.startswith("WEBVTT") for line in document.head[:1]):
        return Fit(0.0, "opens with WEBVTT")
    found = _SRT.search(document.text, 0, 20_000)
    if found is None:
        return Fit(0.0, "no `hh:mm:ss,ttt --> hh:mm:ss,ttt` line")
    beside = [match[3] is not None and match[3].strip() != "" for match in _SRT.finditer(document.text, 0, 20_000)]
    lines = len(document.opening.printed_lines)
    if all(beside) and len(beside) * 4 > lines * 3:
        return Fit(0.4, "the words stand beside the times")
    above = document.text[: found.start()].strip()
    return Fit(0.9, "has SubRip times") if not above or above.isdigit() else Fit(0.6, "has SubRip times further down")


def _sniff_sbv(document: Document) -> Fit:
    first = next((line for line in document.head if line), "")
    if _SBV.fullmatch(first):
        return Fit(0.9, "opens with `h:mm:ss.ttt,h:mm:ss.ttt`")
    return Fit(0.0, "no `h:mm:ss.ttt,h:mm:ss.ttt` line")


def _read_srt(document: Document) -> Parsed:
    return _read(document, _SRT)


def _read_sbv(document: Document) -> Parsed:
    return _read(document, _SBV)


def _read(document: Document, timing: re.Pattern[str]) -> Parsed:
    """Cues are what stands between the times; an index right above a time belongs to it."""
    text, timings = document.text, list(timing.finditer(document.text))
    if not timings:
        raise document.malformed("has no cue times.", line=1, way_out="Export the captions again.")
    dropped: list[Dropped] = list(beside_times(document, timings))
    cues: list[Cue] = []
    begins = _begins(text, 0, timings[0].start())
    if text[:begins].strip():
        dropped.append(document.dropped("text outside of cues", 0, begins))
    fenced = "```" in text[:begins] or "~~~" in text[:begins]
    for number, match in enumerate(timings):
        following = timings[number + 1].start() if number + 1 < len(timings) else None
        end = len(text) if following is None else _begins(text, match.end(), following)
        closed = _FENCE.search(text, match.end(), end) if fenced else None
        if closed is not None:
            dropped.append(document.dropped("text outside of cues", closed.start(), end))
        last = _last(text, match.end(), end if closed is None else closed.start())
        cues.append(Cue(_start(match[1], match[2]), seconds(match[2]), (match.end(), last), (begins, last)))
        begins = end
    return parse_cues(document, cues, dropped=dropped)


def _start(printed: str, end: str) -> float | None:
    """Seconds of a cue's start, less the cue's number where that is glued before its hours."""
    over = printed.find(":") - end.find(":")
    return seconds(printed[over:] if over > 0 and len(printed) - len(end) == over else printed)


def _begins(text: str, start: int, timing: int) -> int:
    """Where the cue of the time at `timing` begins: at the index above it, if there is one."""
    window = max(start, timing - 40)
    match = _GLUED.search(text, window, timing)
    return match.start(1) if match else timing


def _last(text: str, start: int, end: int) -> int:
    """The end of a cue's words, less the blank lines behind them."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


SRT = Reader("srt", frozenset({".srt"}), _sniff_srt, _read_srt, version=3)
SBV = Reader("sbv", frozenset({".sbv"}), _sniff_sbv, _read_sbv, version=2)
