"""Labels without a colon: in brackets, before a full stop or a dash, behind a sign; and labels amid one long line.

Words look like each of these now and then, so each is believed only where it explains the file.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.readers.shared.document import Document, Line
from index.readers.shared.label_evidence import Sighting, bracketed_speakers
from index.readers.shared.labels import bare, bracketed_at, is_name_shaped, is_role_word
from index.readers.shared.stage import is_stage_only

_DASHED = re.compile(r"(?P<label>[^\W\d_][^:：\r\n–—]{0,90}?)\.[ \u00a0]{0,2}[–—-]{1,2}[ \u00a0]+(?=\S)")
_TITLED = r"(?:(?:The|Chair(?:man|woman)?|M(?:r|rs|s)\.?|Dr\.?|Senator|Hon\.?|Vice)[ ])*"
_FRENCH = r"(?:M\.|Mme|Mlle|MM\.|Mmes) [^.:\r\n]{2,60}?|Un député|Plusieurs députés"
_STOPPED = re.compile(
    rf"(?P<label>{_TITLED}[A-Z][A-Z'’-]+(?:[ ][A-Z][A-Z.'’-]*){{0,5}}(?: \([^()]{{2,40}}\))?|{_FRENCH})"
    r"\.[ \u00a0]+(?=[^\W\d_a-z]|[\"“«(¡¿—–-])"
)
_SIGNED = re.compile(r"[○◎●◇◆■▲△▼▽□★☆▶▷][ \u3000]{0,2}(?P<label>[^\s:：]{1,30}?)[ \t\u3000]+(?=\S)")
INNER = re.compile(r"(?<=[.!?…。！？\"”’)\]])[ \t]+(?P<label>[^\W\d_][\w.'’-]*(?: [\w.'’-]+){0,3}):(?=\s)")
_LEAST = 3  # labels without a colon that a file must have
_SHARE = 3  # one of so many paragraphs opens with one


class Header(NamedTuple):
    """A possible label: what it prints, where it and its words begin, whether it has the line to itself."""

    label: str
    at: int
    text_at: int
    alone: bool
    time: float | None = None
    question: bool = False  # Q or A without a colon


def other_styles(document: Document, lines: Sequence[Line]) -> Iterator[dict[int, Header]]:
    """The labels of each style that explains the file; none where it does not."""
    blocks = sum(line.gap or number == 0 for number, line in enumerate(lines))
    yield _bracketed(document, lines, max(blocks, len(lines) // 4))
    for style in (_DASHED, _STOPPED, _SIGNED):
        yield _styled(document, lines, style, max(blocks, len(lines) // 4))


def _bracketed(document: Document, lines: Sequence[Line], blocks: int) -> dict[int, Header]:
    found = dict[int, Header]()
    for number, line in enumerate(lines):
        if line.text[0] in "[({（【〔<*▲○◇" and not is_stage_only(line.text):
            told = bracketed_at(document.text, line.start, line.end)
            if told is not None and not told[0].isdigit():
                found[number] = Header(told[0], line.start, told[1], False)
    names = bracketed_speakers([Sighting(header.label) for header in found.values()], blocks)
    return {number: header for number, header in found.items() if header.label in names}


def _styled(document: Document, lines: Sequence[Line], style: re.Pattern[str], blocks: int) -> dict[int, Header]:
    found = dict[int, Header]()
    for number, line in enumerate(lines):
        match = style.match(document.text, line.start, line.end)
        if match is not None and _may_name(match["label"]):
            found[number] = Header(match["label"], match.start("label"), match.end(), False)
    counts = Counter(bare(header.label) for header in found.values())
    enough = len(found) >= _LEAST and len(found) * _SHARE >= blocks and len(counts) > 1
    return found if enough and max(counts.values(), default=0) > 1 else {}


def _may_name(label: str) -> bool:
    french = re.match(r"(?:M|MM)\.|M(?:me|mes|lle) |Un |Plusieurs ", label)
    return french is not None or is_name_shaped(label) or not bare(label).isascii()


def inner_labels(document: Document, headed: int) -> frozenset[str]:
    """The labels amid lines, where a talk stands on one: they alternate and are many more than lines with a label."""
    if document.text.count(":") < _LEAST:
        return frozenset()
    found = [match["label"] for match in INNER.finditer(document.text)]
    counts: Mapping[str, int] = Counter(found)
    names = {label for label, count in counts.items() if count > 1 or is_name_shaped(label) or is_role_word(label)}
    seen = [label for label in found if label in names]
    enough = len(seen) >= _LEAST and len(seen) > 2 * headed and max((counts[label] for label in names), default=0) > 1
    changes = sum(one != other for one, other in pairwise(seen))
    return frozenset(names) if enough and changes * 3 >= len(seen) - 1 else frozenset()
