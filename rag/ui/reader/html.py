"""A transcript to read: its frame, its turns a page at a time, the one asked for marked. Pure, save `open_place`.

A frame holds every page of the transcript, most of them empty: reader.js fetches a page when somebody comes near it, so
that three hours open as fast as three minutes, and any place can be scrolled to.
"""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from index.errors import NotFound
from index.transcript import split_turn_id
from rag.language.dialogue import prompting
from rag.ui.i18n import Words
from rag.ui.i18n.translate import explain
from rag.ui.markup import plain
from rag.ui.permalink import Place
from rag.ui.protocol import Index, TranscriptInfo
from rag.ui.reader import stage_directions as events
from rag.ui.reader.recordings import Recording, recording_of
from rag.ui.reader.turn_html import Shown, render_turn

PAGE = 40  # turns
BEFORE = 6  # turns looked through for the question that prompted the one asked for

# What the script says by itself.
SPOKEN = ("copied", "by_hand", "found", "found.none", "changed", "failed", "no_more", "silent")


def open_place(index: Index, place: Place, say: Words) -> str:
    """The transcript at the place; where there is no such turn (any more), a panel that says so."""
    transcript_id, position = split_turn_id(place.turn_id)
    try:
        info = index.info(transcript_id)
        drawn = pages_at(index, info, place, say)
        recordings = recordings_of(index, transcript_id)
    except NotFound as error:
        return render_missing(explain(error, say), say)
    if position >= info.turns:
        return render_missing(say("reader.no_turn", turn=position, title=info.title, last=info.turns - 1), say)
    return render_frame(info, drawn, recordings, say)


def pages_at(index: Index, info: TranscriptInfo, place: Place, say: Words) -> dict[int, str]:
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
) -> str:
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
    return "".join(render_turn(turn, shown, say) for turn in turns[:PAGE])


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
    info: TranscriptInfo, drawn: Mapping[int, str], recordings: Sequence[Recording | None], say: Words
) -> str:
    """Title, tools, player and pages, those in `drawn` filled."""
    facts = " · ".join(part for part in (info.date or "", say("count.turns", n=info.turns), info.id) if part)
    pages = "".join(_page(number, drawn.get(number, ""), info) for number in range(-(-info.turns // PAGE)))
    words = json.dumps({key: say.texts[f"reader.{key}"] for key in SPOKEN}, ensure_ascii=False)
    return _panel(
        f'<h2 tabindex="-1">{plain(info.title)}</h2><p class="fine">{plain(facts)}</p>{_tools(say)}',
        f'{_players(info, recordings, say)}<div class="turns" tabindex="0" role="feed" '
        f'aria-label="{plain(say("reader.turns"))}">{pages}</div>'
        '<p class="said" role="status"></p>',
        say,
        about=f' data-transcript="{plain(info.id)}" data-turns="{info.turns}" data-size="{PAGE}" '
        f'data-words="{plain(words)}"',
    )


def render_missing(reason: str, say: Words) -> str:
    """A panel for a link that leads nowhere."""
    return _panel(
        f'<h2 tabindex="-1">{plain(say("reader.missing"))}</h2>',
        f'<p class="problem">{plain(reason)}</p><p class="fine">{plain(say("reader.missing.why"))}</p>',
        say,
    )


def render_waiting(say: Words) -> str:
    """A panel for a link opened before the library is."""
    return _panel(f'<h2 tabindex="-1">{plain(say("reader.waiting"))}</h2>', "", say)


def _panel(head: str, body: str, say: Words, *, about: str = "") -> str:
    close = f'<button type="button" class="quiet" data-act="close">{plain(say("reader.close"))}</button>'
    return (
        f'<section class="transcript" aria-label="{plain(say("reader"))}"{about}>'
        f"<header>{close}{head}</header>{body}</section>"
    )


def _page(number: int, turns: str, info: TranscriptInfo) -> str:
    count = min(PAGE, info.turns - number * PAGE)
    return f'<div class="page" data-page="{number}" style="--turns: {count}">{turns}</div>'


def _tools(say: Words) -> str:
    """Finding words, and going from turn to turn of one speaker; the speakers come with the outline: see reader.js."""
    return (
        f'<div class="tools"><div class="find" role="search"><input type="search" class="query" autocomplete="off" '
        f'spellcheck="false" aria-label="{plain(say("reader.find"))}" placeholder="{plain(say("reader.find"))}">'
        f'<output class="count fine" aria-live="polite"></output>{_steps("find", say)}</div>'
        f'<div class="jump"><select class="people" aria-label="{plain(say("reader.speaker"))}">'
        f'<option value="">{plain(say("reader.speaker"))}</option></select>{_steps("speaker", say)}</div></div>'
    )


def _steps(what: str, say: Words) -> str:
    buttons = (("back", "↑", f"reader.{what}.back"), ("on", "↓", f"reader.{what}.on"))
    return "".join(
        f'<button type="button" class="step" data-act="{what}-{way}" disabled title="{plain(say(key))}" '
        f'aria-label="{plain(say(key))}">{sign}</button>'
        for way, sign, key in buttons
    )


def _players(info: TranscriptInfo, recordings: Sequence[Recording | None], say: Words) -> str:
    """A player for each file that has a recording beside it, the first of them shown."""
    found = [(part, recording) for part, recording in enumerate(recordings) if recording is not None]
    if not found:
        return ""
    label = plain(say("reader.recording"))
    players = "".join(
        f'<{one.kind} controls playsinline preload="metadata" data-part="{part}" aria-label="{label}" '
        f'src="{plain(recording_address(info.id, part))}"{" hidden" if part != found[0][0] else ""}></{one.kind}>'
        for part, one in found
    )
    return (
        f'<div class="player">{players}<button type="button" class="quiet follow" data-act="follow" '
        f'aria-pressed="true">{plain(say("reader.follow"))}</button></div>'
    )


def recording_address(transcript_id: str, part: int) -> str:
    """Where the page finds the recording of a part of a transcript, relative to the page.

    >>> recording_address("hearings/july.vtt", 0)
    'recording?transcript=hearings%2Fjuly.vtt&part=0'
    """
    return f"recording?transcript={quote(transcript_id, safe='')}&part={part}"
