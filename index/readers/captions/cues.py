"""What captions share: cues with times, voices, prefixed labels, two speakers by dashes, rolling lines."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from index.readers.captions.chevrons import divided
from index.readers.captions.cue import LINE, ODD_TAG, Cue
from index.readers.captions.cue_labels import CuePart, accepted_labels, cue_parts, dashes_tell, other_labels
from index.readers.pieces import Carry, Parsed, Piece
from index.readers.shared.document import Document
from index.readers.shared.entities import unescape
from index.readers.shared.mapped import MappedText, cleaned, unfolded
from index.transcript import Dropped, Meta

VOICE = re.compile(r"<v(?:\.(?P<classes>[^\s<>]*))?(?:[ \t]+(?P<name>[^<>\r\n]*))?>|</v>")
MARKUP = re.compile(
    r"</?[A-Za-z][^<>\r\n]*>|<\d[\d:.,]*>|&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});|\{\\[^{}\r\n]*\}|\r\n?|\n"
)
_WORD_TIME = re.compile(r"<\d\d:\d\d:\d\d\.\d{3}>")
_SETTINGS = re.compile(r"(?:\s*(?:align|position|line|size|vertical|region|[XY][12]):\S*)*\s*")
_SHORTEST = 0.0505  # seconds: shorter cues of rolling captions only repeat


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
    names: frozenset[str] = frozenset()
    voiced = VOICE.search(text) is not None
    if not voiced and _is_rolling(text, cues):
        pieces = list(_rolling(text, cues, file, left))
    elif voiced:
        pieces = [piece for cue in cues for piece in _voices(text, cue)]
        carry = "never" if "</v>" in text else carry
    else:
        single = dashes_tell(text, cues)
        parts = cue_parts(text, cues, single=single)
        told = sum(cue.speaker is not None for cue in cues) * 2 > len(cues)  # by ids: then colons are speech
        names = frozenset() if told else accepted_labels(text, cues, parts)
        if not told and not names and (others := other_labels(document, parts)) is not None:
            parts, names = others, frozenset(label.text for own in others for part in own for label in part.labels)
        cut = zip(cues, parts, strict=True)
        pieces = [piece for cue, own in cut for piece in _prefixed(text, cue, own, names)]
        pieces = list(_going_on(pieces)) if single else pieces
    if ODD_TAG.search(text):
        left.extend(_odd_tags(text, cues, file, names))
    if ">>" in text or "&gt;&gt;" in text:
        pieces = divided(pieces)
    return Parsed(pieces, meta=meta or Meta(), dropped=left, carry=carry)


def beside_times(document: Document, timings: Iterable[re.Match[str]]) -> Iterator[Dropped]:
    """What stands behind the times on their line (group 3) and is no setting of the cue."""
    for match in timings:
        if match[3] and not _SETTINGS.fullmatch(match[3]):
            yield document.dropped("text beside the times", *match.span(3))


def _odd_tags(source: str, cues: Sequence[Cue], file: Document, names: frozenset[str]) -> Iterator[Dropped]:
    """The tags that are not in the words and do not name who speaks."""
    for cue in cues:
        for match in ODD_TAG.finditer(source, *cue.payload):
            if match["inside"] in names:
                continue
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
        label = _voice_name(match["name"]) or (match["classes"] or "").split(".")[0] or None
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


def _prefixed(source: str, cue: Cue, parts: Sequence[CuePart], names: frozenset[str]) -> Iterator[Piece]:
    """A cue without voice tags: its prefix names the speaker, and so does an accepted one at a later line's start."""
    for part in parts:
        name, begun = cue.speaker, part.start
        for label in part.labels:
            if label.text not in names:
                continue
            if plain_text(source[begun : label.start]):
                yield _piece(cue, _text(source, begun, label.start), name, alone=part.dashed and name is None)
            name, begun = unescape(label.text), label.end
        yield _piece(cue, _text(source, begun, part.end), name, alone=part.dashed and name is None)


def plain_text(markup: str) -> str:
    """The words of a stretch without its tags."""
    return MARKUP.sub("", markup).strip() if markup.strip() else ""


def _going_on(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces; what follows a dash whose speaker nobody names goes on with it until the next dash or label."""
    unknown = False
    for piece in pieces:
        if piece.alone or piece.label is not None:
            unknown = piece.alone
            yield piece
        else:
            yield piece._replace(follows="turn") if unknown else piece


def _is_rolling(source: str, cues: Sequence[Cue]) -> bool:
    """Whether each cue repeats the line of the one before, as automatic captions do."""
    if _WORD_TIME.search(source):
        return True
    sample = [_lines(source, cue) for cue in cues[:200]]
    pairs = [(before[-1].text, after[0].text) for before, after in pairwise(sample) if before and after]
    return len(pairs) >= 4 and sum(before == after for before, after in pairs) * 2 >= len(pairs)


def _lines(source: str, cue: Cue) -> list[MappedText]:
    lines = (_text(source, match.start(), match.end()) for match in LINE.finditer(source, *cue.payload))
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
