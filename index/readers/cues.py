"""What captions share: cues with times, voices, prefixed labels, two speakers by dashes, rolling lines."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from index.readers.chevrons import divided
from index.readers.document import Document
from index.readers.labels import accepted, label_at
from index.readers.mapped import MappedText, cleaned, unfolded
from index.readers.pieces import Carry, Parsed, Piece
from index.transcript import Dropped, Meta

VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:[ \t]+([^<>\r\n]*))?>|</v>")
MARKUP = re.compile(
    r"</?[A-Za-z][^<>\r\n]*>|<\d[\d:.,]*>|&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});|\{\\[^{}\r\n]*\}|\r\n?|\n"
)
_WORD_TIME = re.compile(r"<\d\d:\d\d:\d\d\.\d{3}>")
# A tag that no caption format has: what stands in it may have been said, or heard.
_ODD_TAG = re.compile(
    r"</?(?!(?:[bciuv]|ruby|rt|lang|font|span|br|s|em|strong)(?:[\s.>/]))[A-Za-z][^<>\r\n]*>", re.IGNORECASE
)
_SETTINGS = re.compile(r"(?:\s*(?:align|position|line|size|vertical|region|[XY][12]):\S*)*\s*")
_DASH = re.compile(r"[ \t]*[-–—‐][ \t]*(?=\S)")
_LINE = re.compile(r"[^\r\n]+")
_SHORTEST = 0.0505  # seconds: shorter cues of rolling captions only repeat


class Cue(NamedTuple):
    """A cue's times, where its payload stands, and where the whole of it stands, id and times included."""

    start: float | None
    end: float | None
    payload: tuple[int, int]
    chars: tuple[int, int]
    identifier: str | None = None


def parse_cues(
    document: Document,
    cues: Sequence[Cue],
    *,
    meta: Meta | None = None,
    dropped: Sequence[Dropped] = (),
    file: Document | None = None,
) -> Parsed:
    """The pieces of a caption file; `file` is where whole cues stand, if their payloads stand elsewhere."""
    text, left, file = document.text, list(dropped), file or document
    carry: Carry = "changes"
    if _is_rolling(text, cues):
        pieces = list(_rolling(text, cues, file, left))
    elif VOICE.search(text):
        pieces = [piece for cue in cues for piece in _voices(text, cue)]
        carry = "never" if "</v>" in text else carry
    else:
        parts = [_parts(text, cue) for cue in cues]
        labels = _labels(text, parts)
        pieces = [piece for cue, own in zip(cues, parts, strict=True) for piece in _prefixed(text, cue, own, labels)]
    if "<" in text:
        left.extend(_odd_tags(text, cues, file))
    if ">>" in text or "&gt;&gt;" in text:
        pieces = divided(pieces)
    return Parsed(pieces, meta=meta or Meta(), dropped=left, carry=carry)


def beside_times(document: Document, timings: Iterable[re.Match[str]]) -> Iterator[Dropped]:
    """What stands behind the times on their line (group 3) and is no setting of the cue."""
    for match in timings:
        if match[3] and not _SETTINGS.fullmatch(match[3]):
            yield document.dropped("text beside the times", *match.span(3))


def _odd_tags(source: str, cues: Sequence[Cue], file: Document) -> Iterator[Dropped]:
    for cue in cues:
        for match in _ODD_TAG.finditer(source, *cue.payload):
            yield Dropped("tag", file.path, file.line_at(cue.chars[0]), match[0])


def plain(markup: str) -> str:
    """What a tag, an entity or a line break inside a cue stands for."""
    if markup[0] == "&":
        return unescape(markup)
    return " " if markup[0] in "\r\n" else ""


def _text(source: str, start: int, end: int) -> MappedText:
    words = source[start:end]
    if "<" in words or "&" in words or "{" in words:
        return cleaned(source, start, end, MARKUP, plain)
    return unfolded(source, start, end)


def _piece(cue: Cue, text: MappedText, label: str | None = None, *, alone: bool = False) -> Piece:
    return Piece(text, cue.chars, None, label, start=cue.start, end=cue.end, anchor=cue.identifier, alone=alone)


def _voices(source: str, cue: Cue) -> Iterator[Piece]:
    """A piece for each voice of a cue, and for words outside of any; a dash before a voice is not text."""
    start, end = cue.payload
    label: str | None = None
    for match in VOICE.finditer(source, start, end):
        if start < match.start():
            yield from _spoken(source, cue, start, match.start(), label)
        label = _voice_name(match[1])
        start = match.end()
    if start < end:
        yield from _spoken(source, cue, start, end, label)


def _voice_name(printed: str | None) -> str | None:
    """The name in a voice tag; None at its end, and where it is empty."""
    if not printed:
        return None
    return (unescape(printed) if "&" in printed else printed).strip() or None


def _spoken(source: str, cue: Cue, start: int, end: int, label: str | None) -> Iterator[Piece]:
    text = _text(source, start, end)
    if text.text and (label is not None or text.text.strip(" -–—‐")):
        yield _piece(cue, text, label)


def _labels(source: str, parts: Sequence[list[tuple[int, int]]]) -> frozenset[str]:
    """The accepted "Name:" prefixes of the file's cues."""
    counts: Counter[str] = Counter()
    for own in parts:
        for start, _ in own:
            match = label_at(source, start, own[-1][1])
            if match is not None:
                counts[match["label"]] += 1
    return accepted(counts)


def _parts(source: str, cue: Cue) -> list[tuple[int, int]]:
    """The stretches of a cue with a speaker of their own: the whole, or what follows each of several dashes."""
    start, end = cue.payload
    dash = _DASH.match(source, start, end)
    if dash is None:
        return [(start, end)]
    starts = [match.start() for match in _LINE.finditer(source, start, end) if _DASH.match(source, match.start(), end)]
    if len(starts) < 2:
        return [(start, end)]
    return list(zip((_after_dash(source, at, end) for at in starts), [*starts[1:], end], strict=True))


def _after_dash(source: str, at: int, end: int) -> int:
    match = _DASH.match(source, at, end)
    return match.end() if match else at


def _prefixed(source: str, cue: Cue, parts: list[tuple[int, int]], labels: frozenset[str]) -> Iterator[Piece]:
    """A cue without voice tags: its prefix names the speaker, and so does an accepted one at a later line's start."""
    for start, end in parts:
        if labels:
            yield from _labelled(source, cue, start, end, labels, alone=len(parts) > 1)
        else:
            yield _piece(cue, _text(source, start, end), alone=len(parts) > 1)


def _labelled(source: str, cue: Cue, start: int, end: int, labels: frozenset[str], *, alone: bool) -> Iterator[Piece]:
    label, begun = None, start
    for line in _LINE.finditer(source, start, end):
        match = label_at(source, line.start(), line.end())
        if match is None or match["label"] not in labels:
            continue
        if source[begun : line.start()].strip():
            yield _piece(cue, _text(source, begun, line.start()), label, alone=alone and label is None)
        label, begun = match["label"], match.end()
    text = _text(source, begun, end)
    if text.text or label:
        yield _piece(cue, text, unescape(label) if label else None, alone=alone and label is None)


def _is_rolling(source: str, cues: Sequence[Cue]) -> bool:
    """Whether each cue repeats the line of the one before, as automatic captions do."""
    if _WORD_TIME.search(source):
        return True
    sample = [_lines(source, cue) for cue in cues[:200]]
    pairs = [(before[-1].text, after[0].text) for before, after in pairwise(sample) if before and after]
    return len(pairs) >= 4 and sum(before == after for before, after in pairs) * 2 >= len(pairs)


def _lines(source: str, cue: Cue) -> list[MappedText]:
    lines = (_text(source, match.start(), match.end()) for match in _LINE.finditer(source, *cue.payload))
    return [line for line in lines if line.text]


def _rolling(source: str, cues: Sequence[Cue], file: Document, left: list[Dropped]) -> Iterator[Piece]:
    """Each line once: when it differs from the last line of the cue before; its repetitions go to `left`."""
    last = ""
    for cue in cues:
        lines = _lines(source, cue)
        place = file.line_at(cue.chars[0])
        if not lines or (cue.start is not None and cue.end is not None and 0 <= cue.end - cue.start <= _SHORTEST):
            left.extend(Dropped("short cue", file.path, place, line.text) for line in lines)
            continue
        for line in lines:
            if line.text != last:
                yield _piece(cue, line)
            else:
                left.append(Dropped("repeated line", file.path, place, line.text))
        last = lines[-1].text
