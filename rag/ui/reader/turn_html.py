"""Turns as HTML: who speaks, when, in which words; the quote asked for marked, stage directions set apart. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup

from index import stage_directions as events
from index.transcript import Event, Turn
from rag.export.clock import when
from rag.ui.i18n import Words
from rag.ui.permalink import Place
from rag.ui.protocol import TranscriptInfo
from rag.ui.template import render


@dataclass(frozen=True, slots=True)
class Shown:
    """What turns are drawn with: their transcript, the place asked for, the question that prompted it."""

    info: TranscriptInfo
    place: Place | None = None
    question: int | None = None  # index of a turn
    playable: bool = False
    printed: Sequence[Event] = ()
    between: Mapping[events.Place, Sequence[Event]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a turn's text; `before` it was printed what is in no turn's text."""

    text: str
    quoted: bool
    stage: bool
    before: Sequence[Event] = ()


def render_turns(turns: Sequence[Turn], shown: Shown, say: Words) -> Markup:
    """Turns, with what was printed around them; of the one asked for the quote is highlighted."""
    return render(
        "reader/turns.html",
        say=say,
        turns=turns,
        shown=shown,
        attribution=attribution,
        facts=lambda turn: _facts(turn, shown, say),
        pieces=lambda turn: _pieces(turn, shown),
    )


def attribution(turn: Turn, info: TranscriptInfo, say: Words) -> str:
    """Who said a turn, where and when, as it is written under a quotation.

    A date of the turn's own counts before its transcript's.
    """
    who = ", ".join(part for part in (turn.speaker or say("speaker.unnamed"), turn.role or "") if part)
    mark = say("correct.mark") if turn.originals else ""
    return " · ".join(part for part in (who, info.title, turn.date or info.date or "", when(turn), mark) if part)


def source_lines(turn: Turn, say: Words) -> str:
    """Where a turn stands in its file, or in each of its files, in words.

    >>> from index.transcript import Segment
    >>> from rag.ui.i18n import ENGLISH
    >>> source_lines(Turn("a#0", 0, "Ana", "Hi.", (Segment("a.vtt", 4, 6, 0, 3),)), ENGLISH)
    'a.vtt, lines 4–6'
    """
    spans: dict[str, tuple[int, int]] = {}
    for segment in turn.segments:
        first, last = spans.get(segment.file, (segment.line_start, segment.line_end))
        spans[segment.file] = (min(first, segment.line_start), max(last, segment.line_end))
    return "; ".join(
        say("reader.lines" if last > first else "reader.line", file=file, first=first, last=last)
        for file, (first, last) in spans.items()
    )


def _facts(turn: Turn, shown: Shown, say: Words) -> tuple[tuple[str, str | None], ...]:
    """What else is known of a turn, by the key of its name."""
    printed = ", ".join(label for label in dict.fromkeys(turn.as_printed) if label != turn.speaker)
    return (
        ("date", turn.date or shown.info.date),
        ("source", source_lines(turn, say)),
        ("printed", printed),
        ("affiliation", turn.affiliation),
        ("section", turn.section),
        ("page", turn.page),
    )


def _pieces(turn: Turn, shown: Shown) -> list[Piece]:
    """The turn's text cut where a quote or a stage direction begins or ends, or something was printed in between."""
    asked = shown.place is not None and turn.id == shown.place.turn_id
    quoted = shown.place.quote if asked and shown.place is not None and shown.place.quote else (0, 0)
    start, end = (min(place, len(turn.text)) for place in quoted)
    staged = events.spoken_within(shown.printed, turn)
    inserted = {
        at: found for (index, at), found in shown.between.items() if index == turn.index and 0 < at < len(turn.text)
    }
    cuts = sorted({0, len(turn.text), start, end, *inserted, *(place for span in staged for place in span)})
    return [
        Piece(
            turn.text[first:last],
            quoted=start <= first and last <= end,
            stage=any(span[0] <= first and last <= span[1] for span in staged),
            before=inserted.get(first, ()),
        )
        for first, last in pairwise(cut for cut in cuts if 0 <= cut <= len(turn.text))
    ]
