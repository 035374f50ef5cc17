"""A transcript with its corrections applied. Pure.

They are applied one after the other, in the order in which they were made: later corrections see a split turn as two.
One whose turn is no longer in the file, or says something else now, is left out and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.corrections.correction import Correction, beginning, digest_of, digest_of_words, unseen
from index.corrections.cutting import cut, joined
from index.corrections.edit import Edit
from index.speakers.labels import speakers_of
from index.transcript import Event, Original, ReaderWarning, Speaker, Transcript, Turn, turn_id

ALONE = 6  # words: a turn of so many is the same turn at the same place, or where it is there once, without neighbours
MARK = 60  # characters that tell where a turn is split
LONGEST_MARK = 1000  # characters of words that somebody gives to tell it: a pattern is made of them


@dataclass(frozen=True, slots=True)
class Root:
    """The turn of the file that a turn begins with, which piece of it, and the last turn of the file in it; the digest
    of the words that it was given when it was split or joined, "" where they are those of the turn of the file."""

    turn: int
    part: int
    last: int
    given: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """A transcript as corrected: where each of its turns comes from, the turn that each correction is in by its id,
    and the corrections that apply no longer."""

    transcript: Transcript
    roots: tuple[Root, ...]
    places: Mapping[str, int]
    lost: tuple[Correction, ...]


def corrected(transcript: Transcript, corrections: Sequence[Correction], *, file: str = "") -> Transcript:
    """The transcript as corrected; a warning about `file` for each correction that applies no longer."""
    applied = apply(transcript, corrections)
    if not applied.lost:
        return applied.transcript
    warnings = (ReaderWarning("correction", file, None, _why_not_applied(one)) for one in applied.lost)
    return replace(applied.transcript, warnings=(*applied.transcript.warnings, *warnings))


def apply(transcript: Transcript, corrections: Iterable[Correction]) -> Applied:
    """Apply the corrections to a transcript as its files have it."""
    work = _Work(transcript)
    lost = [one for one in {one.id: one for one in corrections}.values() if not work.apply(one)]
    numbered = reversed(list(enumerate(work.pieces)))  # of the pieces of a split turn the first counts
    places = {identifier: number for number, piece in numbered for identifier in piece.ids}
    roots = tuple(work.root(piece) for piece in work.pieces)
    return Applied(work.finished() if places else transcript, roots, places, tuple(lost))


def anchor(transcript: Transcript, number: int) -> Mapping[str, str]:
    """What a correction keeps of a turn of the file to recognize it, by the names of its fields."""
    turn = transcript.turns[number]
    digests = _Digests(transcript.turns)
    return {
        "digest": digests[number],
        "before": digests[number - 1],
        "after": digests[number + 1],
        "said": beginning(turn.speaker, turn.text),
    }


def mark_at(text: str, start: int) -> str:
    """The words by which the place `start` of a text is recognized."""
    line = text[start:].split("\n")[0]
    return line if len(line) <= MARK else line[:MARK].rpartition(" ")[0] or line[:MARK]


def find_mark(text: str, mark: str, start: int) -> int | None:
    """Where in a text the words stand by which it is split, at `start` or else where they are there once."""
    if len(mark) > LONGEST_MARK:
        return None
    words = re.compile(r"\s+".join(map(re.escape, mark.split())))
    if 0 < start < len(text) and words.match(text, start):
        return start
    found = [match.start() for match in words.finditer(text) if match.start()]
    return found[0] if len(found) == 1 and mark else None


def _why_not_applied(one: Correction) -> str:
    return (
        f"the correction {one.id} ({one.kind}) of turn {one.turn} no longer applies: the turn, “{one.said}”, is not "
        "there any more, or says something else"
    )


class _Digests:
    """The digests of the turns of a file; "" before the first and after the last."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._all = [digest_of(turn.speaker, turn.text) for turn in turns]

    def __getitem__(self, number: int) -> str:
        return self._all[number] if 0 <= number < len(self._all) else ""

    def places(self) -> Mapping[str, list[int]]:
        """The numbers of the turns that have each digest."""
        found: dict[str, list[int]] = {}
        for number, digest in enumerate(self._all):
            found.setdefault(digest, []).append(number)
        return found


@dataclass(slots=True, eq=False)
class _Piece:
    """A turn as the corrections so far have made it."""

    turn: Turn
    root: int
    part: int
    last: int
    given: str  # its words as they were split or joined, before any of them was mended
    ids: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Printed:
    """An event, and the piece in which it now is."""

    event: Event
    piece: _Piece | None
    span: tuple[int, int] | None


class _Work:
    """The turns of a transcript while corrections are applied."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._digests = _Digests(transcript.turns)
        self._places = self._digests.places()
        self.pieces = [_Piece(turn, number, 0, number, turn.text) for number, turn in enumerate(transcript.turns)]
        self._printed = [
            _Printed(event, None if event.turn is None else self.pieces[event.turn], event.span)
            for event in transcript.events
        ]

    def apply(self, one: Correction) -> bool:
        """Apply a correction; whether that was possible."""
        root = self._turn_of_file(one)
        at = None if root is None else self._piece_at(root, one.part)
        if at is None:
            return False
        piece = self.pieces[at]
        if one.kind in ("speaker", "split") and one.was and digest_of_words(piece.given) != one.was:
            return False  # nobody said of these words who says them
        match one.kind:
            case "words":
                return self._correct_words(piece, one)
            case "speaker":
                self._set_speaker(piece, one.speaker)
                piece.ids.append(one.id)
                return True
            case "split":
                return self._split(at, one)
            case "merge":
                return self._merge(at, one)

    def root(self, piece: _Piece) -> Root:
        """Where a turn as it is now comes from."""
        whole = piece.given == self._transcript.turns[piece.root].text
        return Root(piece.root, piece.part, piece.last, "" if whole else digest_of_words(piece.given))

    def finished(self) -> Transcript:
        """The transcript with the turns as they are now."""
        turns = tuple(self._numbered(number, piece) for number, piece in enumerate(self.pieces))
        numbers = {id(piece): number for number, piece in enumerate(self.pieces)}
        events = tuple(
            replace(one.event, turn=None if one.piece is None else numbers[id(one.piece)], span=one.span)
            for one in self._printed
        )
        speakers = tuple(self._speakers(turns))
        return replace(self._transcript, turns=turns, events=events, speakers=speakers)

    def _numbered(self, number: int, piece: _Piece) -> Turn:
        turn = piece.turn if piece.turn.index == number else replace(
            piece.turn, index=number, id=turn_id(self._transcript.id, number)
        )  # fmt: skip
        if not piece.ids:
            return turn
        before = self._transcript.turns[piece.root : piece.last + 1]
        originals = tuple(Original(one.index, one.speaker, one.text) for one in before)
        return replace(turn, originals=originals, corrections=tuple(dict.fromkeys(piece.ids)))

    def _speakers(self, turns: Sequence[Turn]) -> Iterator[Speaker]:
        known = {speaker.canonical: speaker for speaker in self._transcript.speakers}
        for speaker in speakers_of(turns, {name: one.role for name, one in known.items()}):
            old = known[speaker.canonical].aliases if speaker.canonical in known else ()
            yield replace(speaker, aliases=tuple(dict.fromkeys([*old, *speaker.aliases])))

    # -- finding the turn ---------------------------------------------------------------------------------------------

    def _turn_of_file(self, one: Correction) -> int | None:
        """The turn of the file that a correction is about: the same words of the same speaker with a neighbour of
        before; or where they are many, at the same place, or there once."""
        places = self._places.get(one.digest, [])
        best = max(places, key=lambda number: self._likeness(number, one), default=None)
        if best is None:
            return None
        near, there, _ = self._likeness(best, one)
        many = self._transcript.turns[best].words >= ALONE  # "Yes." is said in every talk
        return best if near or (many and (there or len(places) == 1)) else None

    def _likeness(self, number: int, one: Correction) -> tuple[int, bool, int]:
        before, after = self._digests[number - 1] == one.before, self._digests[number + 1] == one.after
        near = 2 if before and after else int((before and bool(one.before)) or (after and bool(one.after)))
        return near, number == one.turn, -abs(number - one.turn)

    def _piece_at(self, root: int, part: int) -> int | None:
        found = (at for at, piece in enumerate(self.pieces) if (piece.root, piece.part) == (root, part))
        return next(found, None)

    # -- the four kinds of correction ---------------------------------------------------------------------------------

    def _correct_words(self, piece: _Piece, one: Correction) -> bool:
        old, new = piece.turn.text, one.words
        if digest_of_words(old) != one.was or not unseen(new) <= unseen(old):
            return False
        edit = Edit(old, new)
        piece.turn = replace(piece.turn, text=new, segments=tuple(map(edit.segment, piece.turn.segments)))
        piece.ids.append(one.id)
        for printed in self._printed:
            if printed.piece is piece and printed.span is not None:
                printed.span = edit.kept(*printed.span)
                printed.piece = piece if printed.span is not None else None
        return True

    def _set_speaker(self, piece: _Piece, speaker: str) -> None:
        """Give a turn another speaker: what is printed names somebody else, and no longer counts."""
        like = next((turn for turn in self._transcript.turns if turn.speaker == speaker), None)
        piece.turn = replace(
            piece.turn,
            speaker=speaker,
            as_printed=(),
            inferred="none",
            role=like.role if like else None,
            affiliation=like.affiliation if like else None,
        )

    def _split(self, at: int, one: Correction) -> bool:
        piece = self.pieces[at]
        turn = piece.turn
        start = find_mark(turn.text, one.words, one.start)
        end = len(turn.text[:start].rstrip()) if start is not None else 0
        if start is None or not end:
            return False
        first, second = cut(turn, end, start)
        for later in self.pieces:
            if later.root == piece.root and later.part > piece.part:
                later.part += 1
        piece.turn, piece.given = first, first.text
        new = _Piece(second, piece.root, piece.part + 1, piece.last, second.text, [*piece.ids, one.id])
        piece.ids.append(one.id)
        self.pieces.insert(at + 1, new)
        self._divide_events(piece, new, end, start)
        if one.speaker:
            self._set_speaker(new, one.speaker)
        return True

    def _divide_events(self, first: _Piece, second: _Piece, end: int, start: int) -> None:
        """Give each stage direction of a split turn to the half that holds it."""
        for printed in self._printed:
            if printed.piece is not first or printed.span is None:
                continue
            if printed.span[0] >= start:
                printed.piece, printed.span = second, (printed.span[0] - start, printed.span[1] - start)
            elif printed.span[1] > end:
                printed.piece = printed.span = None

    def _merge(self, at: int, one: Correction) -> bool:
        if at + 1 == len(self.pieces):
            return False
        piece, other = self.pieces[at : at + 2]
        if (self._digests[other.root], other.part) != (one.next, one.next_part):
            return False
        base = len(piece.turn.text) + 1
        piece.turn = joined(piece.turn, other.turn, base)
        piece.given = piece.turn.text
        piece.last = max(piece.last, other.last)
        piece.ids += [*other.ids, one.id]
        del self.pieces[at + 1]
        for printed in self._printed:
            if printed.piece is other:
                printed.piece = piece
                printed.span = (printed.span[0] + base, printed.span[1] + base) if printed.span else None
        return True
