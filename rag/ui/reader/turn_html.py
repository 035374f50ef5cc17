"""One turn as HTML: who speaks, when, in which words; the quote asked for marked, stage directions set apart. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.transcript import Event, Turn
from rag.ui.i18n import Words
from rag.ui.markup import clock, name, plain, when
from rag.ui.permalink import Place, Span
from rag.ui.protocol import TranscriptInfo
from rag.ui.reader import stage_directions as events
from rag.ui.voices import voice


@dataclass(frozen=True, slots=True)
class Shown:
    """What turns are drawn with: their transcript, the place asked for, the question that prompted it."""

    info: TranscriptInfo
    place: Place | None = None
    question: int | None = None  # index of a turn
    playable: bool = False
    printed: Sequence[Event] = ()
    between: Mapping[events.Place, Sequence[Event]] = field(default_factory=dict)


def render_turn(turn: Turn, shown: Shown, say: Words) -> str:
    """One turn, with what was printed around it; where it is the one asked for, its quote highlighted."""
    target = shown.place is not None and turn.id == shown.place.turn_id
    quoted = shown.place.quote if target and shown.place is not None and shown.place.quote else (0, 0)
    asked = turn.index == shown.question
    classes = f"turn{' target' if target else ''}{' asked' if asked else ''} {voice(turn.speaker)}"
    label = plain(" · ".join(part for part in (turn.speaker or say("speaker.unnamed"), when(turn)) if part))
    return (
        f'<article class="{classes}" data-turn="{turn.index}" data-cite="{plain(attribution(turn, shown.info, say))}" '
        f'tabindex="-1" aria-posinset="{turn.index + 1}" aria-setsize="{shown.info.turns}" aria-label="{label}"'
        f"{' aria-current=true' if target else ''}>{_outside(shown.between.get((turn.index, 0)))}"
        f"{_asks(say) if asked else ''}{_turn_head(turn, shown, say)}"
        f'<p class="words">{_words(turn, quoted, shown)}</p>'
        f"{_outside(shown.between.get((turn.index, len(turn.text)))) if turn.text else ''}</article>"
    )


def attribution(turn: Turn, info: TranscriptInfo, say: Words) -> str:
    """Who said a turn, where and when, as one writes it under a quotation.

    A date of the turn's own counts before its transcript's.
    """
    who = ", ".join(part for part in (turn.speaker or say("speaker.unnamed"), turn.role or "") if part)
    return " · ".join(part for part in (who, info.title, turn.date or info.date or "", when(turn)) if part)


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


def _turn_head(turn: Turn, shown: Shown, say: Words) -> str:
    role = f' <span class="fine">{plain(turn.role)}</span>' if turn.role else ""
    inferred = f' <span class="fine">{plain(say("reader.inferred"))}</span>' if turn.inferred != "none" else ""
    permalink = (
        f'<a class="permalink" href="{plain(Place(turn.id).href())}" '
        f'aria-label="{plain(say("reader.permalink", turn=turn.index))}">#{turn.index}</a>'
    )
    copy = (
        f'<button type="button" class="copy" data-act="copy" title="{plain(say("reader.copy.what"))}" '
        f'aria-label="{plain(say("reader.copy.what"))}">{plain(say("reader.copy"))}</button>'
    )
    speaker = f'<span class="speaker {voice(turn.speaker)}">{name(turn.speaker, say)}</span>'
    right = f"{copy}{_time(turn, shown, say)}{permalink}{_about(turn, shown, say)}"
    return f'<div class="head">{speaker}{role}{inferred}<span class="right">{right}</span></div>'


def _time(turn: Turn, shown: Shown, say: Words) -> str:
    if not when(turn):
        return ""
    if shown.playable and turn.start is not None:
        label = plain(say("reader.play", time=clock(turn.start)))
        return f'<button type="button" class="time" data-act="play" aria-label="{label}">▶ {plain(when(turn))}</button>'
    return f'<span class="time">{plain(when(turn))}</span>'


def _about(turn: Turn, shown: Shown, say: Words) -> str:
    """What else is known of a turn, behind a disclosure."""
    printed = ", ".join(label for label in dict.fromkeys(turn.as_printed) if label != turn.speaker)
    facts = (
        ("date", turn.date or shown.info.date or ""),
        ("source", source_lines(turn, say)),
        ("printed", printed),
        ("affiliation", turn.affiliation or ""),
        ("section", turn.section or ""),
        ("page", turn.page or ""),
    )
    rows = "".join(
        f"<div><dt>{plain(say(f'reader.about.{key}'))}</dt><dd>{plain(value)}</dd></div>"
        for key, value in facts
        if value
    )
    summary = plain(say("reader.about", turn=turn.index))
    return (
        f'<details class="about"><summary aria-label="{summary}" title="{summary}">⋯</summary><dl>{rows}</dl></details>'
    )


def _asks(say: Words) -> str:
    return f'<p class="asks">{plain(say("reader.asks"))}</p>'


def _outside(found: Sequence[Event] | None) -> str:
    """What was printed before or after a turn."""
    return "".join(f'<p class="{event.kind}">{plain(event.text)}</p>' for event in found or ())


def _words(turn: Turn, quoted: Span, shown: Shown) -> str:
    """The turn's text: the quote marked, stage directions set apart, what was printed in between where it was.

    What is in no turn's text is in `.outside`, for the script counts the characters of the text.
    """
    start, end = (min(place, len(turn.text)) for place in quoted)
    staged = events.spoken_within(shown.printed, turn)
    inserted = {
        at: found for (index, at), found in shown.between.items() if index == turn.index and 0 < at < len(turn.text)
    }
    cuts = sorted({0, len(turn.text), start, end, *inserted, *(place for span in staged for place in span)})
    cuts = [cut for cut in cuts if 0 <= cut <= len(turn.text)]
    pieces = []
    for first, last in pairwise(cuts):
        outside = "".join(f'<span class="outside {e.kind}">{plain(e.text)}</span>' for e in inserted.get(first, ()))
        stage = any(span[0] <= first and last <= span[1] for span in staged)
        text = f'<i class="stage">{plain(turn.text[first:last])}</i>' if stage else plain(turn.text[first:last])
        pieces.append((outside, f"<mark>{text}</mark>" if start <= first and last <= end else text))
    return "".join(outside + text for outside, text in pieces)
