"""What is embedded and searched: single turns, and overlapping chunks of whole consecutive turns.

A short turn alone is a bad thing to embed and the right thing to cite, so both are indexed: *turn entries* (one a turn,
or several *parts* of a turn too long for the embedding model) and *chunk entries* (two neighbouring blocks of turns, so
that each block is in two chunks). Block boundaries are chosen by the words themselves (content-defined chunking, as in
Muthitacharoen et al., "A Low-bandwidth Network File System", 2001): an edit moves no boundary beyond the next one
that both versions share, so little is embedded again. Pure: no file, no model; lengths come from the caller's counter.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

from index.transcript import Chunk, Transcript, Turn
from index.vocabulary import CLOSERS, SPACED_ENDS, UNSPACED_ENDS

RULE = "4"  # changes whenever the texts made here change: part of the index fingerprint

TokenCounter = Callable[[Sequence[str]], list[int]]  # texts -> tokens each takes in the embedding model

# After a Latin full stop only where white space follows: "3.14" is no end of a sentence.
_SENTENCE_END = re.compile(rf"(?<=[{SPACED_ENDS}])[{CLOSERS}]*\s+|(?<=[{UNSPACED_ENDS}])[{CLOSERS}]*\s*")
_LEAST = 8  # tokens of a turn's own words in a piece, however long its label


@dataclass(frozen=True, slots=True)
class ChunkRule:
    """Sizes in tokens of the embedding model. `limit` is what the model reads; nothing longer is ever embedded."""

    limit: int = 256
    block_min: int = 50
    block_max: int = 95
    boundary: int = 3  # one turn in so many closes a block that has reached its minimum


@dataclass(frozen=True, slots=True)
class _Piece:
    """A whole turn, or a part of a long one, with the text that is embedded for it."""

    turn: int
    part: int
    text: str
    tokens: int


def turn_entries(transcript: Transcript, *, count: TokenCounter, rule: ChunkRule | None = None) -> list[Chunk]:
    """One entry a turn, in order; a turn too long for the model becomes several parts, none of its words left out.

    A turn without words has none.
    """
    rule = rule or ChunkRule()
    heads = _Heads(transcript, count=count, limit=rule.limit)
    pieces = _pieces(transcript, room=heads.room, limit=rule.limit, count=count)
    return [heads.put_over(p.text, first=p, last=p) for p in pieces]


def chunk_entries(transcript: Transcript, *, count: TokenCounter, rule: ChunkRule | None = None) -> list[Chunk]:
    """Overlapping windows over whole turns, in order: every turn with words is in one at least, most are in two."""
    rule = rule or ChunkRule()
    heads = _Heads(transcript, count=count, limit=rule.limit)
    size = min(rule.block_max, heads.room // 2)
    blocks = list(_blocks(_pieces(transcript, room=size, limit=rule.limit, count=count), size=size, rule=rule))
    windows = [a + b for a, b in pairwise(blocks)] or blocks
    return [heads.put_over("\n".join(p.text for p in window), first=window[0], last=window[-1]) for window in windows]


def labelled(turn: Turn, text: str) -> str:
    """The text as a transcript prints it, under its speaker's label."""
    return f"{turn.speaker}: {text}" if turn.speaker else text


def heading(transcript: Transcript, turn: Turn) -> str:
    """What stands over a turn's words wherever they are embedded: date and printed title.

    A title made of the file name is left out, and so is a date from there: a rename must embed nothing.
    """
    own = turn.date if turn.date != transcript.meta.date else None
    return " · ".join(part for part in (transcript.meta.date, transcript.meta.title, own) if part)


class _Heads:
    """Date and title over each text of a transcript, cut to a quarter of what the model reads."""

    def __init__(self, transcript: Transcript, *, count: TokenCounter, limit: int) -> None:
        self._transcript = transcript
        whole = {heading(transcript, turn) for turn in transcript.turns}
        self._short = {head: _shortened(head, room=limit // 4, count=count) for head in whole}
        self.room = limit - max(count([f"{head}\n" for head in self._short.values()]), default=0)

    def put_over(self, text: str, *, first: _Piece, last: _Piece) -> Chunk:
        head = self._short[heading(self._transcript, self._transcript.turns[first.turn])]
        whole = f"{head}\n{text}" if head else text
        return Chunk(self._transcript.id, first.turn, last.turn, whole, first.part, head)


def _shortened(label: str, *, room: int, count: TokenCounter) -> str:
    """As much of a label as fits, from its beginning: titles of a hundred words exist, and the turn counts more."""
    return label if count([label])[0] <= room else next(iter(split_text(label, room=room, count=count)), "")


def _pieces(transcript: Transcript, *, room: int, limit: int, count: TokenCounter) -> Iterator[_Piece]:
    spoken = [turn for turn in transcript.turns if turn.text.strip()]
    texts = [labelled(turn, turn.text) for turn in spoken]
    for turn, text, tokens in zip(spoken, texts, count(texts), strict=True):
        if tokens <= room:
            yield _Piece(turn.index, 0, text, tokens)
            continue
        label = _shortened(labelled(turn, ""), room=min(limit // 4, room - _LEAST), count=count)
        words = split_text(turn.text, room=room - count([label])[0], count=count)
        parts = [f"{label.rstrip()} {part}" if label else part for part in words]
        for part, (piece, size) in enumerate(zip(parts, count(parts), strict=True)):
            yield _Piece(turn.index, part, piece, size)


def split_text(text: str, *, room: int, count: TokenCounter) -> list[str]:
    """Consecutive pieces of a text of at most `room` tokens, cut at sentence ends, else between words, else anywhere.

    Joined they hold every character of the text but the white space at the cuts.
    """
    units = [unit for sentence in _cut(text, _SENTENCE_END) for unit in _fit(sentence, room=room, count=count)]
    sizes = count(units)
    pieces: list[str] = []
    used = room + 1
    for unit, size in zip(units, sizes, strict=True):
        if used + size > room:
            pieces.append(unit)
            used = size
        else:
            pieces[-1] += unit
            used += size
    return [piece.strip() for piece in pieces if piece.strip()]


def _cut(text: str, mark: re.Pattern[str]) -> list[str]:
    ends = [match.end() for match in mark.finditer(text) if match.end() < len(text)]
    return [text[a:b] for a, b in pairwise([0, *ends, len(text)])]


def _fit(unit: str, *, room: int, count: TokenCounter) -> list[str]:
    """Halves, quarters ... of a unit, until each fits; between words while there are any."""
    if len(unit) < 2 or count([unit])[0] <= room:
        return [unit]
    middle = len(unit) // 2
    space = unit.rfind(" ", 1, middle) + 1
    at = space if space > 1 else middle
    return [*_fit(unit[:at], room=room, count=count), *_fit(unit[at:], room=room, count=count)]


def _blocks(pieces: Iterator[_Piece], *, size: int, rule: ChunkRule) -> Iterator[list[_Piece]]:
    block: list[_Piece] = []
    tokens = 0
    for piece in pieces:
        if block and tokens + piece.tokens > size:
            yield block
            block, tokens = [], 0
        block.append(piece)
        tokens += piece.tokens
        if tokens >= rule.block_min and _is_boundary(piece.text, rule.boundary):
            yield block
            block, tokens = [], 0
    if block:
        yield block


def _is_boundary(text: str, one_in: int) -> bool:
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest(), "big") % one_in == 0
