"""Captions that another format carries encoded (entities in XML, strings in JSON): decoded, read, mapped back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from index.readers.captions.cue import Cue
from index.readers.captions.cues import parse_cues
from index.readers.pieces import Parsed, Piece
from index.readers.shared.document import Document
from index.readers.shared.mapped import MappedText, joined, through
from index.transcript import Dropped, Meta

_BETWEEN = "\n\n"


class Payload(NamedTuple):
    """A cue's decoded payload, its times, and where the whole cue stands in the file."""

    text: MappedText
    start: float | None
    end: float | None
    chars: tuple[int, int]


def parse_recoded(
    document: Document, payloads: Sequence[Payload], *, meta: Meta | None = None, dropped: Sequence[Dropped] = ()
) -> Parsed:
    """The pieces of captions, with labels, dashes and markup as in any caption file."""
    cues, at = [], 0
    for payload in payloads:
        end = at + len(payload.text.text)
        cues.append(Cue(payload.start, payload.end, (at, end), payload.chars))
        at = end + len(_BETWEEN)
    whole = joined([payload.text for payload in payloads], _BETWEEN)
    parsed = parse_cues(replace(document, text=whole.text), cues, meta=meta, dropped=dropped, file=document)
    return replace(parsed, pieces=[_mapped_back(piece, whole) for piece in parsed.pieces])


def _mapped_back(piece: Piece, whole: MappedText) -> Piece:
    """The piece, its runs through the decoded text to the file."""
    return piece._replace(text=through(piece.text, whole))
