"""A turn cut in two, and two joined to one, with their segments and times. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.corrections.edit import shifted_run
from index.transcript import Segment, Turn


def cut(turn: Turn, end: int, start: int) -> tuple[Turn, Turn]:
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


def joined(turn: Turn, other: Turn, base: int) -> Turn:
    """Both as one turn of the first speaker that is named; the words of the second begin at `base`."""
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
        segments=(*turn.segments, *(_shifted_segment(segment, base) for segment in other.segments)),
        end=turn.end if other.end is None else other.end,
        end_page=end_page if end_page != turn.page else None,
        end_line=end_line if (end_line, end_page) != (turn.line, turn.page) else None,
    )


def _within(segments: Iterable[Segment], start: int, stop: int, time: float | None) -> Iterator[Segment]:
    """What the segments have between two characters of their turn, as segments of a turn of its own; one that is cut
    begins and ends there at `time`."""
    for segment in segments:
        first, last = max(segment.text_start, start), min(segment.text_end, stop)
        if first >= last:
            continue
        runs = (
            shifted_run(run, max(run.text_start, start), min(run.text_start + run.length, stop), -start)
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


def _shifted_segment(segment: Segment, by: int) -> Segment:
    runs = tuple(shifted_run(run, run.text_start, run.text_start + run.length, by) for run in segment.runs)
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
