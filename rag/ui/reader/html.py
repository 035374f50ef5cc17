"""A transcript to read: its frame, its turns a page at a time, the one asked for marked. Pure, except `open_place`.

A frame holds every page of the transcript, most of them empty: reader.js fetches a page when somebody comes near it, so
that three hours open as fast as three minutes, and any place can be scrolled to.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from index import stage_directions as events
from index.corrections.correction import MAX_WORDS
from index.errors import NotFound
from index.speakers.apply import MAX_NAME
from index.transcript import split_turn_id
from rag.language.dialogue import prompting
from rag.ui.i18n import Words
from rag.ui.i18n.translate import explain
from rag.ui.overview import render_closed
from rag.ui.permalink import Place
from rag.ui.protocol import Index, TranscriptInfo
from rag.ui.reader.exporting import render_export
from rag.ui.reader.recordings import Recording, recording_of
from rag.ui.reader.turn_html import Shown, render_turns
from rag.ui.template import render

# One script of the page, in this order.
SCRIPTS = tuple(Path(__file__).parent / f"{name}.js" for name in ("reader", "find", "turn", "whole", "player", "acts"))
PAGE = 40  # turns
BEFORE = 6  # turns looked through for the question that prompted the one asked for

# What the script says by itself.
SPOKEN = (
    "copied", "pinned", "by_hand", "found", "found.none", "changed", "failed", "no_more", "silent", "save_first",
    "written",
)  # fmt: skip


def open_place(index: Index, place: Place, say: Words, *, manages: bool = False) -> Markup:
    """The transcript at the place; where there is no such turn (any more), a panel that says so.

    Who `manages` the library finds in it how to correct a turn.
    """
    transcript_id, position = split_turn_id(place.turn_id)
    try:
        info = index.info(transcript_id)
        drawn = pages_at(index, info, place, say)
        recordings = recordings_of(index, transcript_id)
    except NotFound as error:
        return render_missing(explain(error, say), say)
    if position >= info.turns:
        return render_missing(say("reader.no_turn", turn=position, title=info.title, last=info.turns - 1), say)
    return render_frame(info, drawn, recordings, say, manages=manages)


def pages_at(index: Index, info: TranscriptInfo, place: Place, say: Words) -> dict[int, Markup]:
    """The pages around the place by number, as HTML, the place marked. Raises NotFound."""
    _, position = split_turn_id(place.turn_id)
    question = question_before(index, info.id, position)
    around = {number for at in (position - BEFORE, position, position + BEFORE) if (number := at // PAGE) >= 0}
    around = {number for number in around if number * PAGE < info.turns}
    return {number: page(index, info, number, say, place=place, question=question) for number in sorted(around)}


def page(
    index: Index,
    info: TranscriptInfo,
    number: int,
    say: Words,
    *,
    place: Place | None = None,
    question: int | None = None,
) -> Markup:
    """The turns of one page, as HTML; nothing where there is no such page. Raises NotFound."""
    first = number * PAGE
    # One more, which tells what is printed after the page's last turn and what further on.
    turns = index.turns(info.id, first=first, last=first + PAGE)
    printed, files = index.events(info.id), index.files(info.id)
    shown = Shown(
        info,
        place,
        question,
        playable=any(recordings_of(index, info.id)),
        printed=printed,
        between=events.placed(printed, turns, files),
    )
    return render_turns(turns[:PAGE], shown, say)


def question_before(index: Index, transcript_id: str, position: int) -> int | None:
    """The index of the turn that asks what the turn at `position` answers; None where nobody asks."""
    turns = index.turns(transcript_id, first=max(0, position - BEFORE), last=position)
    if not turns or turns[-1].index != position:
        return None
    asked = prompting(turns[:-1], turns[-1])
    return asked.index if asked is not None else None


def recordings_of(index: Index, transcript_id: str) -> tuple[Recording | None, ...]:
    """What can be played of each of the transcript's files. Raises NotFound."""
    if index.library is None:
        return ()
    return tuple(recording_of(index.library, file) for file in index.files(transcript_id))


def render_frame(
    info: TranscriptInfo,
    drawn: Mapping[int, Markup],
    recordings: Sequence[Recording | None],
    say: Words,
    *,
    manages: bool = False,
) -> Markup:
    """Title, tools, player and pages, those in `drawn` filled; with `manages`, what a turn is corrected with."""
    return render(
        "reader/frame.html",
        say=say,
        info=info,
        size=PAGE,
        facts=" · ".join(part for part in (info.date or "", say("count.turns", n=info.turns), info.id) if part),
        words=json.dumps({key: say.texts[f"reader.{key}"][0] for key in SPOKEN}, ensure_ascii=False),
        overview=render_closed(say),
        export=render_export(info, say),
        recordings=[(part, recording) for part, recording in enumerate(recordings) if recording is not None],
        recording_address=recording_address,
        pages=[(number, drawn.get(number, "")) for number in range(-(-info.turns // PAGE))],
        manages=manages,
        longest_name=MAX_NAME,
        longest_words=MAX_WORDS,
    )


def render_missing(reason: str, say: Words) -> Markup:
    """A panel for a link that leads nowhere."""
    return render("reader/missing.html", say=say, reason=reason)


def render_waiting(say: Words) -> Markup:
    """A panel for a link opened before the library is."""
    return render("reader/waiting.html", say=say)


def recording_address(transcript_id: str, part: int) -> str:
    """Where the page finds the recording of a part of a transcript, relative to the page.

    >>> recording_address("hearings/july.vtt", 0)
    'recording?transcript=hearings%2Fjuly.vtt&part=0'
    """
    return f"recording?transcript={quote(transcript_id, safe='')}&part={part}"
