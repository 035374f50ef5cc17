"""Text kept without the words of the transcripts: where a turn says the same, only the place in the turn is kept.

What is left as it was are the pieces between, too short to be anybody's words. Removing a transcript so leaves nothing
of it in what was written about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from index.errors import NotFound
from index.transcript import Turn

LEAST = 3  # characters in a row, so many or more of which are kept as their place

Place = tuple[int, int, int]  # which of the turns, first and last character
Piece = str | Place


@dataclass(frozen=True, slots=True)
class Referred:
    """A text in pieces; `digest` tells whether it comes back as it was."""

    digest: str
    turns: tuple[str, ...] = ()  # ids
    pieces: tuple[Piece, ...] = ()  # none: of this text nothing may be kept


def refer(text: str, turns: Sequence[Turn]) -> Referred:
    """The text with whatever the turns say in their words as places in them, in the first of them that says most.

    >>> said = Turn("talk.txt#0", 0, "Ana", "The ferry leaves at nine.")
    >>> refer("Now at nine!", [said]).pieces
    ('Now', (0, 16, 24), '!')
    """
    places: list[Piece] = []
    at = unsaid = 0
    while at < len(text):
        place = _longest_place(text, at, turns)
        if place is None:
            at += 1
            continue
        if unsaid < at:
            places.append(text[unsaid:at])
        places.append(place)
        at = unsaid = at + place[2] - place[1]
    if unsaid < len(text):
        places.append(text[unsaid:])
    used = sorted({piece[0] for piece in places if not isinstance(piece, str)})
    renumbered = {number: position for position, number in enumerate(used)}
    return Referred(
        digest(text),
        tuple(turns[number].id for number in used),
        tuple(piece if isinstance(piece, str) else (renumbered[piece[0]], *piece[1:]) for piece in places),
    )


def unkept(text: str) -> Referred:
    """Nothing of the text, except what tells it from others."""
    return Referred(digest(text))


def spell(kept: Referred, turn: Callable[[str], Turn]) -> str | None:
    """The text again; None where a turn has left the library or says something else by now."""
    try:
        said = [turn(identifier).text for identifier in kept.turns]
    except NotFound:
        return None
    text = "".join(_text_pieces(kept.pieces, said))
    return text if digest(text) == kept.digest else None


def digest(text: str) -> str:
    """The same for the same text only."""
    return sha256(text.encode()).hexdigest()


def _text_pieces(pieces: Sequence[Piece], said: Sequence[str]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        else:
            number, start, end = piece
            yield said[number][start:end] if number < len(said) else ""


def _longest_place(text: str, at: int, turns: Sequence[Turn]) -> Place | None:
    """Where a turn says the most of the text from character `at` on; None where none says enough of it."""
    best: Place | None = None
    length = LEAST - 1
    for number, turn in enumerate(turns):
        start = turn.text.find(text[at : at + length + 1])
        while start >= 0 and at + length < len(text):
            length = _length_of_same(text, at, turn.text, start)
            best = (number, start, start + length)
            start = turn.text.find(text[at : at + length + 1], start + 1)
    return best


def _length_of_same(text: str, at: int, other: str, start: int) -> int:
    """How many characters from these places on are the same."""
    most = min(len(text) - at, len(other) - start)
    return next((n for n in range(most) if text[at + n] != other[start + n]), most)
