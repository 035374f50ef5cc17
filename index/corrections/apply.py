"""A transcript with its corrections laid over it. Pure.

They are applied one after the other, in the order in which they were made: a turn that was split is two to whatever was
corrected later. One whose turn is not in the file any more, or says something else by now, is left out and told of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.corrections.correction import Correction, beginning, digest_of, digest_of_words, unseen
from index.speakers.labels import speakers_of
from index.transcript import Event, Original, ReaderWarning, Run, Segment, Speaker, Transcript, Turn, turn_id

ALONE = 6  # words: a turn of so many is the same turn at the same place, or there once, whatever stands around it
MARK = 60  # characters that tell where a turn is split


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
    """Lay the corrections over a transcript as its files have it."""
    work = _Work(transcript)
    lost = [one for one in {one.id: one for one in corrections}.values() if not work.apply(one)]
    numbered = reversed(list(enumerate(work.pieces)))  # of the pieces of a split turn the first counts
    places = {identifier: number for number, piece in numbered for identifier in piece.ids}
    roots = tuple(work.root(piece) for piece in work.pieces)
    return Applied(work.finished() if places else transcript, roots, places, tuple(lost))


def anchor(transcript: Transcript, number: int) -> Mapping[str, str]:
    """What a correction keeps of a turn of the file to know it again, by the names of its fields."""
    turn = transcript.turns[number]
    digests = _Digests(transcript.turns)
    return {
        "digest": digests[number],
        "before": digests[number - 1],
        "after": digests[number + 1],
        "said": beginning(turn.speaker, turn.text),
    }


def mark_at(text: str, start: int) -> str:
    """The words by which the place `start` of a text is known again."""
    line = text[start:].split("\n")[0]
    return line if len(line) <= MARK else line[:MARK].rpartition(" ")[0] or line[:MARK]


def find_mark(text: str, mark: str, start: int) -> int | None:
    """Where in a text the words stand by which it is split, at `start` or else where they are there once."""
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
    """Of the turns of a file; "" before the first and behind the last."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._all = [digest_of(turn.speaker, turn.text) for turn in turns]

    def __getitem__(self, number: int) -> str:
        return self._all[number] if 0 <= number < len(self._all) else ""

    def places(self) -> Mapping[str, list[int]]:
        """Where each is."""
        found: dict[str, list[int]] = {}
        for number, digest in enumerate(self._all):
            found.setdefault(digest, []).append(number)
        return found


@dataclass(slots=True, eq=False)
class _Piece:
    """A turn as it becomes, with the stage directions in it."""

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
        """Whether the correction applies; it is done then."""
        root = self._root(one)
        at = None if root is None else self._at(root, one.part)
        if at is None:
            return False
        piece = self.pieces[at]
        if one.kind in ("speaker", "split") and one.was and digest_of_words(piece.given) != one.was:
            return False  # nobody said of these words who says them
        match one.kind:
            case "words":
                return self._word(piece, one)
            case "speaker":
                self._name(piece, one.speaker)
                piece.ids.append(one.id)
                return True
            case "split":
                return self._split(at, one)
            case "merge":
                return self._merge(at, one)

    def root(self, piece: _Piece) -> Root:
        """Where a turn as it has become comes from."""
        whole = piece.given == self._transcript.turns[piece.root].text
        return Root(piece.root, piece.part, piece.last, "" if whole else digest_of_words(piece.given))

    def finished(self) -> Transcript:
        """The transcript with the turns as they have become."""
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

    def _root(self, one: Correction) -> int | None:
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

    def _at(self, root: int, part: int) -> int | None:
        found = (at for at, piece in enumerate(self.pieces) if (piece.root, piece.part) == (root, part))
        return next(found, None)

    # -- what is done to it -------------------------------------------------------------------------------------------

    def _word(self, piece: _Piece, one: Correction) -> bool:
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

    def _name(self, piece: _Piece, speaker: str) -> None:
        """Another speaker: what is printed names somebody else, and no longer counts."""
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
        first, second = _cut(turn, end, start)
        for later in self.pieces:
            if later.root == piece.root and later.part > piece.part:
                later.part += 1
        piece.turn, piece.given = first, first.text
        new = _Piece(second, piece.root, piece.part + 1, piece.last, second.text, [*piece.ids, one.id])
        piece.ids.append(one.id)
        self.pieces.insert(at + 1, new)
        self._share(piece, new, end, start)
        if one.speaker:
            self._name(new, one.speaker)
        return True

    def _share(self, first: _Piece, second: _Piece, end: int, start: int) -> None:
        """The stage directions of a turn, between the two that it has become."""
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
        piece.turn = _joined(piece.turn, other.turn, base)
        piece.given = piece.turn.text
        piece.last = max(piece.last, other.last)
        piece.ids += [*other.ids, one.id]
        del self.pieces[at + 1]
        for printed in self._printed:
            if printed.piece is other:
                printed.piece = piece
                printed.span = (printed.span[0] + base, printed.span[1] + base) if printed.span else None
        return True


def _cut(turn: Turn, end: int, start: int) -> tuple[Turn, Turn]:
    """A turn up to a character, and from a later one on."""
    time = _time_at(turn, start)
    before = tuple(_within(turn.segments, 0, end, time))
    after = tuple(_within(turn.segments, start, len(turn.text), time))
    begins = after[0].start if after else None
    exact = any(segment.text_start == start for segment in turn.segments)
    first = replace(turn, text=turn.text[:end], segments=before, end=before[-1].end if before else None)
    second = replace(
        turn,
        text=turn.text[start:],
        segments=after,
        start=begins,
        clock=None,
        anchor=None,
        time_quality="none" if begins is None else turn.time_quality if exact else "block",
    )
    return first, second


def _joined(turn: Turn, other: Turn, base: int) -> Turn:
    """Both as one turn of whoever is named first; the words of the second begin at `base`."""
    who = turn if turn.speaker is not None else other
    same = turn.speaker is None or turn.speaker == other.speaker
    end_page, end_line = other.end_page or other.page, other.end_line or other.line
    return replace(
        turn,
        speaker=who.speaker,
        role=who.role,
        affiliation=who.affiliation,
        as_printed=tuple(dict.fromkeys([*turn.as_printed, *(other.as_printed if same else ())])),
        text=f"{turn.text} {other.text}",
        segments=(*turn.segments, *(_moved(segment, base) for segment in other.segments)),
        end=turn.end if other.end is None else other.end,
        end_page=end_page if end_page != turn.page else None,
        end_line=end_line if (end_line, end_page) != (turn.line, turn.page) else None,
    )


class Edit:
    """One text made another: what both begin and end with stands unchanged in the file."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        most = min(len(old), len(new))
        begin = next((at for at in range(most) if old[at] != new[at]), most)
        rest = most - begin
        alike = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
        # What is before `begin`, and from `end` of the old text on, is in the new one too, the latter further on.
        self._spans = (begin, len(old) - alike, len(new) - len(old))

    def segment(self, segment: Segment) -> Segment:
        """A segment of the old text as one of the new; what was typed is nowhere in the file."""
        begin, end, by = self._spans
        runs = []
        for run in segment.runs:
            stop = run.text_start + run.length
            runs += [_part(run, run.text_start, min(stop, begin), 0), _part(run, max(run.text_start, end), stop, by)]
        kept = tuple(run for run in runs if run.length > 0)
        return replace(
            segment, text_start=self._place(segment.text_start), text_end=self._place(segment.text_end), runs=kept
        )

    def kept(self, start: int, stop: int) -> tuple[int, int] | None:
        """Where in the new text this span of the old one is; None where it is no more, or not just once."""
        begin, end, by = self._spans
        if stop <= begin:
            return start, stop
        if start >= end:
            return start + by, stop + by
        words = self.old[start:stop]
        at = self.new.find(words) if self.new.count(words) == 1 else -1
        return (at, at + len(words)) if at >= 0 else None

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """Where in the new text the characters of the old one are, or what was typed for them, at least about."""
        return self._place(start), self._place(stop)

    def _place(self, at: int) -> int:
        begin, end, by = self._spans
        if at <= begin:
            return at
        if at >= end:
            return at + by
        return begin + (at - begin) * (end + by - begin) // (end - begin)


def _part(run: Run, start: int, stop: int, by: int) -> Run:
    """The characters `start` to `stop` of a run's text, moved on by so many."""
    return Run(start + by, run.char_start + start - run.text_start, stop - start)


def _within(segments: Iterable[Segment], start: int, stop: int, time: float | None) -> Iterator[Segment]:
    """What the segments have between two characters of their turn, as segments of a turn of its own; one that is cut
    begins and ends there at `time`."""
    for segment in segments:
        first, last = max(segment.text_start, start), min(segment.text_end, stop)
        if first >= last:
            continue
        runs = (
            _part(run, max(run.text_start, start), min(run.text_start + run.length, stop), -start)
            for run in segment.runs
        )
        yield replace(
            segment,
            text_start=first - start,
            text_end=last - start,
            runs=tuple(run for run in runs if run.length > 0),
            start=time if first > segment.text_start and time is not None else segment.start,
            end=time if last < segment.text_end and time is not None else segment.end,
        )


def _moved(segment: Segment, by: int) -> Segment:
    runs = tuple(_part(run, run.text_start, run.text_start + run.length, by) for run in segment.runs)
    return replace(segment, text_start=segment.text_start + by, text_end=segment.text_end + by, runs=runs)


def _time_at(turn: Turn, start: int) -> float | None:
    """When the words at this character are said: as their segment says, or between its times by its length."""
    for segment in turn.segments:
        if start <= segment.text_start:
            return segment.start
        if start < segment.text_end:
            if segment.start is None or segment.end is None:
                return segment.start
            share = (start - segment.text_start) / (segment.text_end - segment.text_start)
            return round(segment.start + share * (segment.end - segment.start), 3)
    return turn.end
