"""Who speaks in captions without voice tags: labels before the words, names in brackets, dashes where speakers change.

Every cue is looked at first; which labels are names is decided once, by all of them.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.readers.captions.cue import DASH, LINE, ODD_TAG, Cue
from index.readers.shared.document import Document
from index.readers.shared.label_evidence import (
    Sighting,
    bracketed_speakers,
    ends_sentence,
    speakers_of_captions,
)
from index.readers.shared.label_styles import Header, Place, names_above, other_styles
from index.readers.shared.labels import BRACKETED, label_at
from index.readers.shared.stage import is_stage_only
from index.readers.shared.times import CLOCK
from index.vocabulary import SPACED_ENDS

_TAG = re.compile(r"</?[A-Za-z][^<>\r\n]*>|\{\\[^{}\r\n]*\}|[\u200b\u200e\u200f\ufeff]")
_TIME = re.compile(rf"[ \t]*[\[(]{CLOCK}[\])](?=[ \t]*\S)")  # of the recording, before a label
_LATER_DASH = re.compile(rf"(?<=[{SPACED_ENDS}\"”])[ \t]+[-–—‐][ \t]*(?=[^\W\d_])")
_MAY_OPEN = re.compile("[:：\\[({（【〔<]")
_NICK = re.compile(rf"[ \t]*{ODD_TAG.pattern.replace('</?', '<')}[ \t]*:?[ \t]*", re.IGNORECASE)  # who speaks
_FEW_DASHES = 5  # one cue of so many opens with a dash where dashes tell speakers
_SAMPLE = 200  # parts of cues, in which a style shows
_PAUSE = 0.5  # seconds of silence, after which a cue begins something new


class Label(NamedTuple):
    """What a line of a cue may open with: the label as printed, where it begins and where its words do."""

    text: str
    start: int
    end: int
    bracketed: bool = False  # in brackets, with no colon


class CuePart(NamedTuple):
    """A stretch of a cue with a speaker of its own, and the labels that its lines may open with."""

    start: int
    end: int
    labels: list[Label]
    dashed: bool = False


def cue_parts(source: str, cues: Sequence[Cue], *, single: bool) -> list[list[CuePart]]:
    """For each cue the whole of it, or what follows each of its dashes, a `single` one too."""
    return [
        [
            CuePart(start, end, list(_labels(source, start, end)), dashed)
            for start, end, dashed in _spans(source, *cue.payload, single=single)
        ]
        for cue in cues
    ]


def accepted_labels(source: str, cues: Sequence[Cue], parts: Sequence[Sequence[CuePart]]) -> frozenset[str]:
    """The labels that name speakers, of those that open a cue or stand behind a dash."""
    prefixed, bracketed, blocks = list[Sighting](), list[Sighting](), 0
    before: Cue | None = None
    for cue, own in zip(cues, parts, strict=True):
        begins = before is None or _begins(source, before, cue)
        for number, part in enumerate(own):
            text = source[part.start : part.end]
            if not text.strip() or is_stage_only(text.strip()):
                continue
            blocks += 1
            label = part.labels[0] if part.labels else None
            if label is not None and not _untagged(source[part.start : label.start]).strip():
                seen = Sighting(label.text, begins or number > 0 or part.dashed)
                (bracketed if label.bracketed else prefixed).append(seen)
        before = cue
    return speakers_of_captions(prefixed, blocks) | bracketed_speakers(bracketed, blocks)


def other_labels(document: Document, parts: Sequence[Sequence[CuePart]]) -> list[list[CuePart]] | None:
    """The parts with labels that have no colon, where such explain the cues: `Rosa - words`, a name above the words."""
    flat = [part for own in parts for part in own]
    bare = [_bare(document.text, part.start, part.end) for part in flat]
    places = [Place(number, start, end) for number, (start, end) in enumerate(bare) if start < end]
    if not _styled(document, places[:_SAMPLE]):  # mostly none, and then the rest need not be looked at
        return None
    found = _styled(document, places)
    numbers = iter(range(len(flat)))
    return [[_with_header(part, found.get(next(numbers))) for part in own] for own in parts] if found else None


def _styled(document: Document, places: Sequence[Place]) -> dict[int, Header]:
    if not places:
        return {}
    return max(names_above(document, places), *other_styles(document, places, len(places)), key=len)


def _with_header(part: CuePart, header: Header | None) -> CuePart:
    labels = [] if header is None else [Label(header.label, part.start, header.text_at)]
    return part._replace(labels=labels)


def _begins(source: str, before: Cue, cue: Cue) -> bool:
    """Whether a cue may begin something new, and does not go on with the sentence of the one before."""
    if before.end is not None and cue.start is not None and cue.start - before.end > _PAUSE:
        return True
    last = _untagged(source[max(before.payload[0], before.payload[1] - 80) : before.payload[1]]).strip()
    return not last or ends_sentence(last)


def dashes_tell(source: str, cues: Sequence[Cue]) -> bool:
    """Whether a dash opens enough cues to be where the speaker changes, and no list."""
    opened = [_line_dashes(source, cue) for cue in cues if DASH.match(source, *_bare(source, *cue.payload))]
    return opened.count(1) > 1 and len(opened) * _FEW_DASHES >= len(cues)


def _line_dashes(source: str, cue: Cue) -> int:
    """How many lines of a cue open with a dash."""
    lines = LINE.finditer(source, *cue.payload)
    return sum(DASH.match(source, *_bare(source, line.start(), line.end())) is not None for line in lines)


def _bare(source: str, start: int, end: int) -> tuple[int, int]:
    """Where words begin behind the tags that open a cue."""
    while (tag := _TAG.match(source, start, end)) is not None:
        start = tag.end()
    return start, end


def _spans(source: str, start: int, end: int, *, single: bool) -> list[tuple[int, int, bool]]:
    """What follows each dash; the whole where there is but one, unless single dashes tell speakers too."""
    first = DASH.match(source, *_bare(source, start, end))
    if first is None:
        return [(start, end, False)]
    lines = [DASH.match(source, *_bare(source, line.start(), end)) for line in LINE.finditer(source, start, end)]
    begun = [dash for dash in lines if dash is not None]
    if single or len(begun) > 1:
        later = list(_LATER_DASH.finditer(source, first.end(), end))
        begun = sorted([*begun, *later], key=lambda dash: dash.start())
    if len(begun) < 2 and not single:
        return [(start, end, False)]
    ends = [*(dash.start() for dash in begun[1:]), end]
    return [(dash.end(), following, True) for dash, following in zip(begun, ends, strict=True)]


def _labels(source: str, start: int, end: int) -> Iterator[Label]:
    """The labels that the lines of a part may open with, behind any tags; one in brackets may have a line to itself."""
    if _MAY_OPEN.search(source, start, end) is None:  # most cues
        return
    lines = source[start:end].splitlines(keepends=True)
    for number, line in enumerate(lines):
        if _MAY_OPEN.search(line) is not None:
            bare = _blanked(line)
            match = label_at(bare)
            if match is not None and not match["label"].isdigit():
                yield Label(" ".join(match["label"].split()), start + _first(line), start + match.end())
            elif (name := BRACKETED.match(bare.rstrip() + " ." if number + 1 < len(lines) else bare)) is not None:
                told = name[name.lastgroup or 0].strip()
                yield Label(told, start + _first(line), start + min(name.end(), len(line)), bracketed=True)
            elif (tag := _NICK.match(line)) is not None:
                yield Label(tag["inside"], start + _first(line), start + tag.end(), bracketed=True)
        start += len(line)


def _first(text: str) -> int:
    return len(text) - len(text.lstrip())


def _untagged(text: str) -> str:
    """A text without its tags."""
    return _TAG.sub("", text) if _may_be_tagged(text) else text


def _blanked(line: str) -> str:
    """A line with its tags, and a time before its words, as blanks, every other character in its place."""
    line = _TAG.sub(_blank, line) if _may_be_tagged(line) else line
    return _TIME.sub(_blank, line, count=1) if _TIME.match(line) else line


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _may_be_tagged(text: str) -> bool:
    """Told at once, as most cues have no tag; marks of no width are beyond ASCII."""
    return "<" in text or "{\\" in text or not text.isascii()
