"""A transcript opened at a turn: which turns are shown, and the HTML of them."""

from collections.abc import Sequence

from index.errors import NotFound
from index.transcript import Turn, split_turn_id
from rag.ui.markup import marked, name, plain, voice, when
from rag.ui.place import Place, Span
from rag.ui.protocol import Index, TranscriptInfo

AROUND = 6  # turns shown on either side of the one asked for
MORE = 20  # turns that "earlier" and "later" add
LARGEST = 400  # turns shown on either side at most: an address typed by hand must not ask for a whole archive


def open_place(index: Index, place: Place) -> str:
    """The transcript at the place; where there is no such turn (any more), a panel that says so."""
    transcript_id, position = split_turn_id(place.turn_id)
    try:
        info = index.info(transcript_id)
        index.turn(place.turn_id)
    except NotFound as error:
        return render_missing(str(error))
    window = window_of(place, position, count=info.turns)
    turns = index.turns(transcript_id, first=window[0], last=window[1])
    return render_transcript(info, turns, place, window)


def window_of(place: Place, position: int, *, count: int) -> Span:
    """The first and last turn to show: the window asked for, kept inside the transcript and around the turn."""
    first, last = place.window or (position - AROUND, position + AROUND)
    first = max(0, min(first, position), position - LARGEST)
    last = min(count - 1, max(last, position), position + LARGEST)
    return first, last


def render_transcript(info: TranscriptInfo, turns: Sequence[Turn], place: Place, window: Span) -> str:
    """The turns, the one asked for marked, with links to what is before and after."""
    first, last = window
    earlier = _more("Earlier turns", place, (max(0, first - MORE), last)) if first > 0 else ""
    later = _more("Later turns", place, (first, last + MORE)) if last < info.turns - 1 else ""
    body = "".join(render_turn(turn, place) for turn in turns)
    facts = " · ".join(plain(part) for part in (info.date or "", f"{info.turns:,} turns", info.id) if part)
    return _frame(
        f'<h2 tabindex="-1">{plain(info.title)}</h2><p class="fine">{facts}</p>',
        f'<div class="turns" tabindex="0" role="region" aria-label="Turns">{earlier}{body}{later}</div>',
    )


def render_turn(turn: Turn, place: Place) -> str:
    """One turn; where it is the one asked for, its quote highlighted."""
    target = turn.id == place.turn_id
    span = place.quote if target and place.quote else (0, 0)
    inferred = ' <span class="fine">speaker inferred</span>' if turn.inferred != "none" else ""
    role = f' <span class="fine">{plain(turn.role)}</span>' if turn.role else ""
    stamp = f'<span class="time">{plain(when(turn))}</span> ' if when(turn) else ""
    permalink = (
        f'<a class="permalink" href="{plain(Place(turn.id).href())}" aria-label="Link to turn {turn.index}">'
        f"#{turn.index}</a>"
    )
    state = ' target" aria-current="true"' if target else '"'
    return (
        f'<article class="turn{state}>'
        f'<p class="head"><span class="speaker {voice(turn.speaker)}">{name(turn.speaker)}</span>{role}{inferred}'
        f'<span class="right">{stamp}{permalink}</span></p><p class="words">{marked(turn.text, *span)}</p></article>'
    )


def render_missing(reason: str) -> str:
    """A panel for a link that leads nowhere."""
    return _frame(
        '<h2 tabindex="-1">Not in the library</h2>',
        f'<p class="problem">{plain(reason)}</p>'
        '<p class="fine">The transcript may have been removed or renamed since the link was made.</p>',
    )


def render_waiting() -> str:
    """A panel for a link opened before the library is."""
    return _frame('<h2 tabindex="-1">Opening the transcript…</h2>', "")


def _frame(head: str, body: str) -> str:
    close = '<button type="button" class="quiet" data-act="close">Close</button>'
    return f'<section class="transcript" aria-label="Transcript"><header>{close}{head}</header>{body}</section>'


def _more(label: str, place: Place, window: Span) -> str:
    kind = label.split()[0].lower()
    href = plain(Place(place.turn_id, quote=place.quote, window=window).href())
    return f'<a class="more {kind}" href="{href}">{label}</a>'
