"""Where stage directions and narrative stand among the turns. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from index.transcript import Event, Segment, Turn

Place = tuple[int, int]  # a turn's index, and the character of its text before which something stands


def spoken_within(events: Iterable[Event], turn: Turn) -> tuple[tuple[int, int], ...]:
    """The spans of the turn's text that are stage directions."""
    return tuple(event.span for event in events if event.turn == turn.index and event.span is not None)


def placed(events: Iterable[Event], turns: Sequence[Turn], files: Sequence[str]) -> Mapping[Place, list[Event]]:
    """The events that are in no turn's text, each at the character before which it was printed.

    `turns` may be a page of the transcript, with the turn after it: what is before the first of them is placed only
    where that is the transcript's first turn. An event without a line stands at the end of its file.
    """
    order = {file: number for number, file in enumerate(files)}
    pieces = [(turn, segment) for turn in turns for segment in turn.segments]
    printed = [(order.get(segment.file, 0), segment.line_start) for _, segment in pieces]
    found: dict[Place, list[Event]] = {}
    for event in events:
        if event.turn is not None or not pieces:
            continue
        line = float("inf") if event.line is None else event.line
        at = bisect_right(printed, (order.get(event.file, 0), line)) - 1
        if at >= 0:
            turn, segment = pieces[at]
            place = (turn.index, _place_in(turn, segment, event))
        elif turns[0].index == 0:
            place = (0, 0)
        else:
            continue
        found.setdefault(place, []).append(event)
    return found


def _place_in(turn: Turn, segment: Segment, event: Event) -> int:
    """The character of the turn before which an event stands that was printed after the segment's first line.

    Inside the segment it stands where the file has something that the turn has not, long enough to be the event.
    """
    if event.line is not None and segment.line_start < event.line < segment.line_end:
        share = (event.line - segment.line_start) / (segment.line_end - segment.line_start)
        first, last = segment.char_start or 0, segment.char_end or 0
        gaps = [
            (abs(first + share * (last - first) - after.char_start), after.text_start)
            for run, after in pairwise(segment.runs)
            if after.char_start - run.char_start - run.length >= len(event.text)
        ]
        if gaps:
            return min(gaps)[1]
    return len(turn.text) if segment == turn.segments[-1] else segment.text_end
