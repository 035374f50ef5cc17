"""Scenarist Closed Captions (`.scc`): times, and behind them the codes of line-21 captions in hexadecimal.

After CEA-608: each byte has a parity bit on top; codes come in pairs, control codes twice. Pop-on captions are written
unseen (`RCL`) and shown by `EOC`; roll-up and paint-on ones are seen as they come. Only the first channel is read. The
characters stand nowhere in the file as such, so words point at their line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.readers.captions.recoded import Payload, parse_recoded
from index.readers.pieces import Fit, Parsed, Reader
from index.readers.shared.document import Document
from index.readers.shared.mapped import MappedText
from index.transcript import Dropped, Meta

_HEADER = re.compile(r"Scenarist_SCC\s+V1\.0", re.IGNORECASE)
_LINE = re.compile(r"(\d{1,2}):(\d\d):(\d\d)[:;.,](\d{1,2})\s+([0-9A-Fa-f\s]+)")
_FRAMES = 30  # in a second, as times count them
_BASIC = {0x2A: "á", 0x5C: "é", 0x5E: "í", 0x5F: "ó", 0x60: "ú", 0x7B: "ç", 0x7C: "÷", 0x7D: "Ñ", 0x7E: "ñ", 0x7F: "█"}
_SPECIAL = "®°½¿™¢£♪à èâêîôû"
_EXTENDED = {0x12: "ÁÉÓÚÜü‘¡*'—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»", 0x13: "ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤¦ÅåØø┌┐└┘"}
_RESUME, _ERASE, _NEW_LINE, _ERASE_UNSEEN, _END = 0x20, 0x2C, 0x2D, 0x2E, 0x2F
_ROLL_UP, _PAINT = (0x25, 0x26, 0x27), 0x29


@dataclass(slots=True)
class _Screen:
    """What is being written and what is seen, and where it began."""

    unseen: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    since: float = 0.0
    chars: tuple[int, int] = (0, 0)
    pops_on: bool = True
    last: tuple[int, int] | None = None

    @property
    def written(self) -> list[str]:
        return self.unseen if self.pops_on else self.seen

    def cleared(self, at: float) -> Iterator[Payload]:
        text = "\n".join(line for line in (" ".join(part.split()) for part in "".join(self.seen).split("\n")) if line)
        if text:
            yield Payload(MappedText(text), self.since, at, self.chars)
        self.seen = []


def _sniff(document: Document) -> Fit:
    first = next((line for line in document.head if line), "")
    return Fit(1.0, "opens with Scenarist_SCC") if _HEADER.match(first) else Fit(0.0, "no line Scenarist_SCC")


def _read(document: Document) -> Parsed:
    screen, payloads, dropped = _Screen(), list[Payload](), list[Dropped]()
    at = 0.0
    for start, end, text, _ in document.printed_lines:
        match = _LINE.fullmatch(text)
        if match is None:
            if not _HEADER.match(text):
                dropped.append(document.dropped("text outside of captions", start, end))
            continue
        hours, minutes, whole, frames = (int(part) for part in match.groups()[:4])
        at = hours * 3600 + minutes * 60 + whole + round(frames / _FRAMES, 3)
        for pair in _pairs(match[5]):
            payloads.extend(_payloads_of_pair(screen, pair, at, (start, end)))
    payloads.extend(screen.cleared(at))
    if not payloads:
        raise document.malformed("has no captions that are shown.", line=1, way_out="Export the captions again.")
    return parse_recoded(document, payloads, meta=Meta(), dropped=dropped)


def _pairs(printed: str) -> Iterator[tuple[int, int]]:
    """Two bytes each, less their parity bits."""
    for word in printed.split():
        if len(word) == 4:
            yield int(word[:2], 16) & 0x7F, int(word[2:], 16) & 0x7F


def _payloads_of_pair(screen: _Screen, pair: tuple[int, int], at: float, chars: tuple[int, int]) -> Iterator[Payload]:
    """What a pair of codes takes from the screen."""
    first, second = pair
    if first >= 0x20 or first == 0:
        screen.last = None
        _write(screen, "".join(_BASIC.get(code, chr(code)) for code in pair if code >= 0x20), at, chars)
        return
    repeated, screen.last = screen.last == pair, pair
    if repeated:
        screen.last = None
        return
    if first in (0x14, 0x15) and second < 0x40:
        yield from _payloads_of_control(screen, second, at, chars)
    elif first == 0x11 and 0x30 <= second < 0x40:
        _write(screen, _SPECIAL[second - 0x30], at, chars)
    elif first in _EXTENDED and 0x20 <= second < 0x40:
        del screen.written[-1:]  # they stand in for the plain letter before them
        _write(screen, _EXTENDED[first][second - 0x20], at, chars)
    elif 0x10 <= first < 0x18 and second >= 0x40:  # a row of the screen
        _write(screen, "\n", at, chars)
    elif first == 0x11:  # colours and italics take a place
        _write(screen, " ", at, chars)


def _write(screen: _Screen, text: str, at: float, chars: tuple[int, int]) -> None:
    if not screen.pops_on and text.strip() and not "".join(screen.seen).strip():
        screen.since, screen.chars = at, chars
    screen.written.extend(text)


def _payloads_of_control(screen: _Screen, code: int, at: float, chars: tuple[int, int]) -> Iterator[Payload]:
    if code == _RESUME:
        screen.pops_on = True
    elif code in _ROLL_UP or code == _PAINT:
        screen.pops_on = False
    elif code == 0x21:
        del screen.written[-1:]
    elif code == _ERASE_UNSEEN:
        screen.unseen = []
    elif code in (_ERASE, _NEW_LINE):
        yield from screen.cleared(at)
    elif code == _END:
        yield from screen.cleared(at)
        screen.seen, screen.unseen = screen.unseen, []
        screen.since, screen.chars, screen.pops_on = at, chars, True


READER = Reader("scc", frozenset({".scc"}), _sniff, _read)
