"""Broadcast captions tell a change of speaker by `>>`, a new story by `>>>`, often with a name: `>> ANA LEE: Hello.`"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from index.readers.pieces import Piece
from index.readers.shared.labels import INLINE, accepted
from index.readers.shared.mapped import MappedText, part, trimmed

MARK = re.compile(r"(?:\A|(?<=\s))>{2,3}(?!>)[ \t\u00a0]*")


def divided(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with each change a piece of its own, the mark taken off; as they are where nothing marks a change.

    Who speaks behind a mark without a name is unknown, and the same one up to the next mark.
    """
    if not any(">>" in piece.text.text for piece in pieces):
        return list(pieces)
    names = _names(pieces)
    found: list[Piece] = []
    unknown = False  # somebody without a name has the floor
    for piece in pieces:
        if piece.label is not None or piece.name is not None:
            unknown = False
        for number, (fresh, text) in enumerate(_parts(piece.text)):
            if not fresh:
                found.append(piece._replace(text=text, follows="turn" if unknown else piece.follows))
                continue
            label, words = _named(text, names)
            if label is None and number == 0:  # the mark stands behind a name that the piece has already
                label = piece.label
            unknown = label is None
            found.append(piece._replace(text=words, label=label, name=None, alone=unknown, follows="", events=()))
    return found


def _parts(text: MappedText) -> Iterator[tuple[bool, MappedText]]:
    """What stands before the first mark, if anything, and what stands behind each; whether a mark opens it."""
    marks = list(MARK.finditer(text.text)) if ">>" in text.text else []
    if not marks:
        yield False, text
        return
    if text.text[: marks[0].start()].strip():
        yield False, trimmed(part(text, 0, marks[0].start()))
    ends = [mark.start() for mark in marks[1:]] + [len(text.text)]
    for mark, end in zip(marks, ends, strict=True):
        yield True, trimmed(part(text, mark.end(), end))


def _names(pieces: Iterable[Piece]) -> frozenset[str]:
    counts: Counter[str] = Counter()
    for piece in pieces:
        for fresh, text in _parts(piece.text):
            match = INLINE.match(text.text) if fresh else None
            if match is not None:
                counts[match["label"]] += 1
    return accepted(counts)


def _named(text: MappedText, names: frozenset[str]) -> tuple[str | None, MappedText]:
    """The accepted label behind a mark, and the words behind that."""
    match = INLINE.match(text.text)
    if match is None or match["label"] not in names:
        return None, text
    return match["label"], trimmed(part(text, match.end(), len(text.text)))
