"""Pieces become turns: same-speaker neighbours merge, each piece kept as a segment; stage directions become events."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.readers.pieces import Parsed, Piece, line_above, line_of
from index.readers.shared.document import Document
from index.readers.shared.mapped import MappedText, joined
from index.readers.shared.stage import directions, has_brackets, is_stage_only
from index.readers.speaker_of_piece import Voice, is_event
from index.speakers.labels import is_unidentified
from index.transcript import Dropped, Event, Inferred, Run, Segment, Turn, turn_id
from index.vocabulary import SENTENCE_END

_WORD = re.compile(r"\w")
LONGEST_PAUSE = 2.0  # seconds between cues of one block, where nobody is named
LONGEST_BLOCK = 60.0  # seconds, after which such a block ends with its sentence


@dataclass(slots=True)
class _Block:
    """A segment being collected: the pieces of one printed header, or one cue."""

    document: Document
    pieces: list[Piece]
    inferred: Inferred
    separator: str


@dataclass(slots=True)
class _Draft:
    """A turn being collected."""

    voice: Voice
    first: Piece
    blocks: list[_Block] = field(default_factory=list)

    @property
    def last(self) -> Piece:
        return self.blocks[-1].pieces[-1]


class TurnBuilder:
    """Takes the pieces of one file after another; `finish` gives turns, events and what held no words."""

    def __init__(self, transcript_id: str, *, named: bool) -> None:
        self._id, self._named = transcript_id, named
        self._draft: _Draft | None = None
        self._broken = False  # narrative stands between the last turn and what comes
        self._section: list[str] = []  # the headings over the last piece
        self.turns: list[Turn] = []
        self.events: list[Event] = []
        self.dropped: list[Dropped] = []

    def take(self, document: Document, parsed: Parsed, voices: list[Voice]) -> None:
        """Add a file's pieces."""
        opening = document.part > 0
        for piece, voice in zip(parsed.pieces, voices, strict=True):
            if piece.section is not None:
                self._headings(document, piece, piece.section.split(" > "))
            if piece.kind == "narrative":
                self._narrative(document, piece)
            elif not piece.text.text:
                self._empty(document, piece)
            elif piece.kind == "stage" or (self._named and is_event(piece)):
                self.events.append(Event("stage", piece.text.text, document.path, line_of(document, piece)))
            else:
                opening = opening and _may_continue(piece, voice, parsed)
                self._speech(_block(document, piece, voice, parsed), voice, continues=opening)

    def finish(self) -> tuple[Turn, ...]:
        """All turns; events and dropped are complete from here on."""
        self._close()
        return tuple(self.turns)

    def _narrative(self, document: Document, piece: Piece) -> None:
        self._close()
        self.events.append(Event("narrative", piece.text.text, document.path, line_of(document, piece)))
        self._broken = True

    def _headings(self, document: Document, piece: Piece, section: list[str]) -> None:
        """The headings that stand over a piece and not over the one before, as events."""
        before, self._section = self._section, section
        same = next(
            (n for n, (one, other) in enumerate(zip(before, section, strict=False)) if one != other), len(before)
        )
        for heading in section[same:]:
            self.events.append(Event("stage", heading, document.path, line_above(document, piece, heading)))

    def _empty(self, document: Document, piece: Piece) -> None:
        if piece.label:
            self.dropped.append(Dropped("label without words", document.path, line_of(document, piece), piece.label))

    def _speech(self, block: _Block, voice: Voice, *, continues: bool) -> None:
        draft, piece = self._draft, block.pieces[0]
        before = draft.last.clock if draft is not None else None
        if draft is None:
            self._draft = _Draft(voice, piece, [block])
        elif continues:
            block.inferred = "continuation"
            draft.blocks.append(block)
        elif piece.follows == "segment" and not self._broken:
            draft.blocks[-1].pieces.append(piece)
        elif piece.follows == "turn" and not self._broken:
            block.inferred = draft.blocks[0].inferred
            draft.blocks.append(block)
        elif not self._broken and self._same_turn(draft, piece, voice):
            draft.blocks.append(block)
        else:
            self._close()
            self._draft = _Draft(voice, piece, [block])
        if self._draft is draft and piece.clock is not None and piece.clock != before:  # a turn has but one
            self.dropped.append(
                Dropped("time of day", block.document.path, line_of(block.document, piece), piece.clock)
            )
        self._broken = False

    def _same_turn(self, draft: _Draft, piece: Piece, voice: Voice) -> bool:
        if draft.first.section != piece.section or draft.first.date != piece.date:
            return False
        if not self._named:
            return _same_block(draft, piece)
        if voice.speaker != draft.voice.speaker:
            return False
        return voice.inferred == "carried" or not is_unidentified(voice.speaker)

    def _close(self) -> None:
        """Turn the draft into a turn, or into a dropped line where it holds no words."""
        draft, self._draft = self._draft, None
        if draft is None:
            return
        if not _has_words(draft):
            for block in draft.blocks:
                for piece in block.pieces:
                    where = line_of(block.document, piece)
                    self._empty(block.document, piece)
                    self.dropped.append(Dropped("no words", block.document.path, where, piece.text.text))
            return
        turn, events = _finished(draft, self._id, len(self.turns))
        self.turns.append(turn)
        self.events.extend(events)


def _has_words(draft: _Draft) -> bool:
    for block in draft.blocks:
        for piece in block.pieces:
            if _WORD.search(piece.text.text) is not None:
                return True
    return False


def _may_continue(piece: Piece, voice: Voice, parsed: Parsed) -> bool:
    """Whether the unlabelled opening of a later part goes on with the turn of the part before."""
    printed = parsed.naming == "printed" or parsed.carry == "changes"
    return printed and voice.speaker is None and piece.label is None and not piece.alone


def _block(document: Document, piece: Piece, voice: Voice, parsed: Parsed) -> _Block:
    return _Block(document, [piece], voice.inferred, parsed.separator)


def _same_block(draft: _Draft, piece: Piece) -> bool:
    """Where nobody is named: timed pieces up to a pause, or up to a minute at a sentence end."""
    if piece.start is None or piece.alone or draft.first.alone or draft.first.start is None:
        return piece.inferred == draft.last.inferred == "continuation"
    last = draft.last
    if last.end is not None and piece.start - last.end > LONGEST_PAUSE:
        return False
    reached = last.end if last.end is not None else piece.start
    return reached - draft.first.start < LONGEST_BLOCK or SENTENCE_END.search(last.text.text) is None


def _finished(draft: _Draft, transcript_id: str, index: int) -> tuple[Turn, list[Event]]:
    segments: list[Segment] = []
    texts: list[str] = []
    length = 0
    for block in draft.blocks:
        if texts:
            texts.append(block.separator)
            length += len(block.separator)
        segment, text = _segment(block, length)
        segments.append(segment)
        texts.append(text)
        length += len(text)
    turn = _turn(draft, turn_id(transcript_id, index), index, "".join(texts), tuple(segments))
    return turn, list(_events(turn, draft))


def _segment(block: _Block, base: int) -> tuple[Segment, str]:
    """A block as a segment whose text begins at `base` in its turn, and that text."""
    first, last = block.pieces[0], block.pieces[-1]
    text, runs = first.text if len(block.pieces) == 1 else _joined(block)
    line_start, line_end, chars = _place(block.document, first, last)
    segment = Segment(
        block.document.path,
        line_start,
        line_end,
        base,
        base + len(text),
        chars[0] if chars else None,
        chars[1] if chars else None,
        first.start,
        last.end if last.end is not None else first.end,
        first.label,
        block.inferred,
        tuple([Run(base + at, char, length) for at, char, length in runs]),
    )
    return segment, text


def _joined(block: _Block) -> MappedText:
    return joined([piece.text for piece in block.pieces], block.separator)


def _place(document: Document, first: Piece, last: Piece) -> tuple[int, int, tuple[int, int] | None]:
    if first.chars is not None and last.chars is not None:
        start, end = first.chars[0], last.chars[1]
        return *document.lines_of(start, end), (start, end)
    lines = (first.lines or (1, 1))[0], (last.lines or first.lines or (1, 1))[1]
    return lines[0], lines[1], None


def _turn(draft: _Draft, identifier: str, index: int, text: str, segments: tuple[Segment, ...]) -> Turn:
    first, last = draft.first, draft.last
    labels = [segment.as_printed for segment in segments if segment.as_printed is not None]
    inferred: Inferred = next((segment.inferred for segment in segments if segment.inferred != "none"), "none")
    start = segments[0].start
    return Turn(
        identifier,
        index,
        draft.voice.speaker,
        text,
        segments,
        tuple(dict.fromkeys(labels)),
        draft.voice.role,
        first.affiliation,
        inferred,
        first.section,
        first.page,
        last.page if last.page != first.page else None,
        first.line,
        _end_line(first, last),
        first.anchor,
        start,
        segments[-1].end,
        first.clock,
        "none" if start is None else first.time_quality,
        first.date,
    )


def _end_line(first: Piece, last: Piece) -> str | None:
    end = last.end_line if last.end_line is not None else last.line
    return end if (end, last.page) != (first.line, first.page) else None


def _events(turn: Turn, draft: _Draft) -> Iterator[Event]:
    if not has_brackets(turn.text) and not any(piece.events for block in draft.blocks for piece in block.pieces):
        return
    for block, segment in zip(draft.blocks, turn.segments, strict=True):
        text = turn.text[segment.text_start : segment.text_end]
        spans = directions(text, block=is_stage_only(text))
        for start, end in sorted({*spans, *_marked(block)}):
            span = (segment.text_start + start, segment.text_start + end)
            line = _line_of(block.document, segment, span[0])
            yield Event("stage", text[start:end], segment.file, line, turn.index, span)


def _marked(block: _Block) -> Iterator[tuple[int, int]]:
    """The stage directions that markup tells, as spans of the block's text."""
    base = 0
    for piece in block.pieces:
        yield from ((base + start, base + end) for start, end in piece.events)
        base += len(piece.text.text) + len(block.separator)


def _line_of(document: Document, segment: Segment, position: int) -> int:
    """The physical line of a character of the turn's text."""
    if segment.char_start is None:
        return segment.line_start
    before = bisect_right(segment.runs, position, key=_text_start)
    if before == 0:
        return document.line_at(segment.char_start)
    run = segment.runs[before - 1]
    return document.line_at(run.char_start + min(position - run.text_start, run.length))


def _text_start(run: Run) -> int:
    return run.text_start
