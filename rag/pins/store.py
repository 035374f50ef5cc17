"""What people pin: places in turns, kept beside the index, one line each.

No word of the transcripts is kept, so that removing a transcript leaves nothing of it: a pin is a turn, a span and the
digest of the words there. What the turn says is read when the pins are, and where a new version of the file has moved
the words, they are looked for in the turns around.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol
from uuid import uuid4

from pydantic import TypeAdapter

from index.catalog.kept import Kept
from index.corrections.edit import Edit
from index.errors import LibraryError, NotFound
from index.library.json_lines import JsonLines
from index.transcript import Turn, split_turn_id
from rag.answer import Citation, Passage
from rag.citations import MOVED_WITHIN, cite
from rag.language.sentences import Span

FILE = "pins.jsonl"
LONGEST_NOTE = 4000  # characters
MOST = 2000  # pins of one person
MOST_OF_ALL = 50_000


class Titled(Protocol):
    """What is shown of a transcript beside a quote."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def date(self) -> str | None: ...


class Turns(Protocol):
    """Where turns are read from: an index."""

    def info(self, transcript_id: str) -> Titled: ...
    def turn(self, turn_id: str) -> Turn: ...
    def turns(self, transcript_id: str, first: int | None = None, last: int | None = None) -> Sequence[Turn]: ...


@dataclass(frozen=True, slots=True)
class Pin:
    """A place that somebody pinned; `owner` is their name, empty where nobody signs in."""

    id: str
    owner: str
    at: str  # UTC, ISO 8601
    turn_id: str
    start: int  # characters of the turn's text
    end: int
    digest: str  # of the words there
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A pin with what its turn says now: `citation` is None where no turn says the words any more."""

    pin: Pin
    citation: Citation | None
    role: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The pin as plain values, with those of a citation where its words are still said."""
        found = self.citation.to_dict() if self.citation is not None else None
        if found is not None:
            del found["marker"]
        return {
            "id": self.pin.id,
            "at": self.pin.at,
            "turn_id": self.pin.turn_id if found is None else found["turn_id"],
            "note": self.pin.note,
            "role": self.role,
            "quote": found,
        }


_PINS = JsonLines(FILE, TypeAdapter(Pin))


def make_pin(index: Turns, turn_id: str, *, owner: str, span: tuple[int, int] | None = None, note: str = "") -> Pin:
    """A pin of the turn, or of the characters `span` of it, made now. Raises NotFound, also for a span that is none."""
    turn = index.turn(turn_id)
    start, end = span if span is not None else (0, len(turn.text))
    words = turn.text[start:end] if start >= 0 else ""
    if not words.strip():
        raise NotFound(f"turn {turn_id} has no words from character {start} to {end}")
    start, end = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
    return Pin(
        id=uuid4().hex[:12],
        owner=owner,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        turn_id=turn.id,
        start=start,
        end=end,
        digest=_digest(turn.text[start:end]),
        note=_note(note),
    )


def span_of(index: Turns, turn_id: str, quote: str) -> tuple[int, int]:
    """Where the turn says these words, blanks aside. Raises NotFound where it does not."""
    text = index.turn(turn_id).text
    start = text.find(quote.strip())
    if start < 0 or not quote.strip():
        raise NotFound(f"turn {turn_id} does not say {quote[:80]!r}. See: ontherecord show")
    return start, start + len(quote.strip())


def add(kept: Kept, pin: Pin) -> Pin:
    """Keep the pin; where its owner has pinned the same place before, that pin stays, with the new note if it has one.

    Raises LibraryError where they have MOST already.
    """
    with _PINS.changing(kept) as pins:
        for at, old in enumerate(pins):
            if (old.owner, old.turn_id, old.start, old.end) == (pin.owner, pin.turn_id, pin.start, pin.end):
                pins[at] = replace(old, note=pin.note or old.note, digest=pin.digest)
                return pins[at]
        if sum(old.owner == pin.owner for old in pins) >= MOST or len(pins) >= MOST_OF_ALL:
            raise LibraryError(f"there are {MOST} pins already. Remove some first")
        pins.append(pin)
    return pin


def annotate(kept: Kept, owner: str, identifier: str, note: str) -> None:
    """Give a pin of this owner another note. Raises NotFound."""
    with _PINS.changing(kept) as pins:
        at = _place(pins, owner, identifier)
        pins[at] = replace(pins[at], note=_note(note))


def remove(kept: Kept, owner: str, identifier: str) -> None:
    """Forget a pin of this owner. Raises NotFound."""
    with _PINS.changing(kept) as pins:
        del pins[_place(pins, owner, identifier)]


def read(kept: Kept, owner: str) -> tuple[Pin, ...]:
    """The pins of this owner, oldest first."""
    return tuple(pin for pin in _PINS.read(kept) if pin.owner == owner)


def within(pins: Iterable[Pin], transcripts: Collection[str]) -> tuple[Pin, ...]:
    """The pins in these transcripts; all of them where none are named."""
    return tuple(pin for pin in pins if not transcripts or split_turn_id(pin.turn_id)[0] in transcripts)


def resolve(pins: Iterable[Pin], index: Turns, *, base_url: str) -> tuple[Pinned, ...]:
    """The pins with what their turns say now, numbered from 1 by the citations' markers."""
    return tuple(_pinned_now(number, pin, index, base_url) for number, pin in enumerate(pins, start=1))


def _pinned_now(number: int, pin: Pin, index: Turns, base_url: str) -> Pinned:
    for turn, start, end in _places(pin, index):
        words = Span(start, end, turn.text[start:end])
        with suppress(NotFound):
            info = index.info(split_turn_id(turn.id)[0])
            passage = Passage(turn, info.id, info.title, turn.date or info.date, score=0.0)
            return Pinned(pin, cite(number, passage, words, base_url=base_url), turn.role)
    return Pinned(pin, None)


def _places(pin: Pin, index: Turns) -> Iterator[tuple[Turn, int, int]]:
    """Where the words of a pin are said: at its place, else in the turns around, the nearest first; else where they
    were said until somebody corrected them."""
    transcript, number = split_turn_id(pin.turn_id)
    with suppress(NotFound):
        turns = index.turns(transcript, max(0, number - MOVED_WITHIN), number + MOVED_WITHIN)
        for turn in sorted(turns, key=lambda turn: abs(turn.index - number)):
            first = [pin.start] if turn.index == number else []
            for start in (*first, *_word_starts(turn.text)):
                if _digest(turn.text[start : start + pin.end - pin.start]) == pin.digest:
                    yield turn, start, start + pin.end - pin.start
        for turn in sorted(turns, key=lambda turn: abs(turn.index - number)):
            for original in turn.originals:
                if _digest(original.text[pin.start : pin.end]) == pin.digest:
                    start, end = Edit(original.text, turn.text).span(pin.start, pin.end)
                    yield (turn, start, end) if turn.text[start:end].strip() else (turn, 0, len(turn.text))


def _word_starts(text: str) -> Iterator[int]:
    return (at for at in range(len(text)) if not text[at].isspace() and (at == 0 or not text[at - 1].isalnum()))


def _place(pins: Sequence[Pin], owner: str, identifier: str) -> int:
    for at, pin in enumerate(pins):
        if (pin.owner, pin.id) == (owner, identifier):
            return at
    shown = repr(identifier[:80])
    raise NotFound(f"no pin {shown}. See: ontherecord pins list", code="no_pin", pin=shown)


def _note(text: str) -> str:
    return text.strip()[:LONGEST_NOTE]


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
