"""What was found in Mentions as HTML: the counts, the timeline, the turns. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from rag.retrieval.concordance import Concordance, Mention
from rag.ui.i18n import Words
from rag.ui.i18n.translate import translate
from rag.ui.markup import Piece, ellipses, word_end, word_start
from rag.ui.mentions.permalink import search_of
from rag.ui.mentions.timeline import Timeline, timeline
from rag.ui.template import render

PAGE = 25  # turns of a page
SHOWN = 10  # lines of a count before the rest is behind a disclosure
WIDEST = 48  # pixels of a bar
WIDTH = 420  # characters of a turn that are shown, about


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a count: its name, how many turns, which share of the most that another has.

    `narrows`: what limits the search to it, the kind of limit and its value; None where nothing does.
    """

    label: str | None
    turns: int
    share: float
    narrows: tuple[str, str] | None
    is_speaker: bool = False
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Speaking:
    """That somebody speaks in a transcript: its title, their first turn, how many there are."""

    title: str
    turn_id: str
    turns: int


def render_start(say: Words) -> Markup:
    """Before anything is looked for."""
    return render("note.html", text=say("mentions.start"))


def render_problem(message: str) -> Markup:
    """Why nothing was looked for."""
    return render("problem.html", text=message)


def render_concordance(
    found: Concordance, mentions: Sequence[Mention], first: int, say: Words, *, speaks: Sequence[Speaking] = ()
) -> Markup:
    """What was found: how many, by whom and when, then the turns from place `first` (0-based) on; before them where
    somebody who is looked for `speaks`, for their own turns seldom say their name.

    With it goes the address of the search, which mentions.js puts into the browser's.
    """
    return render(
        "mentions/found.html",
        say=say,
        found=found,
        address=search_of(found).href(),
        summary=_summary(found, say),
        notes=_notes(found, say),
        speaks=speaks,
        timeline=render_timeline(timeline(found.by_day), say),
        speakers=_by_speaker(found),
        transcripts=_by_transcript(found),
        listed=_listed(found, mentions, first, say),
        mentions=mentions,
        excerpt_around=excerpt_around,
        first=first,
        total=len(found.keys),
        size=PAGE,
        shown=SHOWN,
    )


def render_timeline(line: Timeline, say: Words) -> Markup:
    """Bars that limit the search to their period when clicked, and the same as a table."""
    if len(line.bars) < 2:
        return Markup()
    most = max(bar.turns for bar in line.bars)
    return render("mentions/timeline.html", say=say, line=line, most=most, width=WIDEST * len(line.bars))


def excerpt_around(text: str, spans: Sequence[tuple[int, int]], *, width: int = WIDTH) -> tuple[Piece, ...]:
    """About `width` characters of the text from a little before the first span on, every span in them quoted."""
    begin = spans[0][0] if spans else 0
    first = word_start(text, max(0, begin - width // 3)) if begin > width // 2 else 0
    last = len(text) if len(text) - first <= width * 5 // 4 else word_end(text, first + width)
    last = max(last, spans[0][1] if spans else 0)
    parts: list[Piece] = []
    at = first
    for start, end in spans:
        if start >= last:
            break
        parts += [(text[at:start], False), (text[start : min(end, last)], True)]
        at = min(end, last)
    parts.append((text[at:last], False))
    return ellipses(parts, before=first > 0, after=last < len(text))


def _summary(found: Concordance, say: Words) -> str:
    key = "none" if not found.count else "near" if not found.exhaustive else "found"
    return say(
        f"mentions.{key}",
        n=found.count,
        query=found.query.strip(),
        transcripts=say("count.transcripts", n=len(found.by_transcript)),
        speakers=say("mentions.speakers", n=len(found.by_speaker)),
    )


def _notes(found: Concordance, say: Words) -> list[str]:
    """What was searched, and what the counts leave out."""
    coverage = say(
        "answer.searched",
        transcripts=say("count.transcripts", n=found.searched.transcripts),
        turns=say("count.turns", n=found.searched.turns),
    )
    limits = f" ({'; '.join(translate(one, say) for one in found.searched.filters)})" if found.searched.filters else ""
    notes = [coverage + limits]
    if found.left_out:
        notes.append(say("mentions.left_out", words=", ".join(found.left_out)))
    if found.kind == "words" and found.count:
        notes.append(say("mentions.once"))
    if not found.exhaustive:
        notes.append(say("mentions.not_all"))
    return notes


def _by_speaker(found: Concordance) -> list[Line]:
    most = max((turns for _, turns in found.by_speaker), default=1)
    return [
        Line(speaker, turns, turns / most, ("speaker", speaker) if speaker else None, is_speaker=True)
        for speaker, turns in found.by_speaker
    ]


def _by_transcript(found: Concordance) -> list[Line]:
    ranked = sorted(found.by_transcript, key=lambda one: -one.turns)
    return [
        Line(one.title, one.turns, one.turns / ranked[0].turns, ("transcript", one.transcript_id), date=one.date)
        for one in ranked
    ]


def _listed(found: Concordance, mentions: Sequence[Mention], first: int, say: Words) -> str:
    if found.count <= len(mentions):
        return say("mentions.all")
    return say("mentions.range", first=first + 1, last=first + len(mentions), n=found.count)
