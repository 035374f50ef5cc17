"""What was found in Mentions as HTML: the counts, the timeline, the turns. Pure."""

from collections.abc import Sequence

from rag.retrieval.concordance import Concordance, InTranscript, Mention
from rag.ui.i18n import Words
from rag.ui.i18n.translate import limit
from rag.ui.markup import name, plain, when
from rag.ui.mentions.permalink import search_of
from rag.ui.mentions.timeline import Bar, Timeline, timeline
from rag.ui.permalink import Place
from rag.ui.voices import voice

PAGE = 25  # turns of a page
SHOWN = 10  # lines of a count before the rest is behind a disclosure
WIDEST = 48  # pixels of a bar
WIDTH = 420  # characters of a turn that are shown, about


def render_start(say: Words) -> str:
    """Before anything is looked for."""
    return f'<p class="fine">{plain(say("mentions.start"))}</p>'


def render_problem(message: str) -> str:
    """Why nothing was looked for."""
    return f'<p class="problem" role="alert">{plain(message)}</p>'


def render_concordance(found: Concordance, mentions: Sequence[Mention], first: int, say: Words) -> str:
    """What was found: how many, by whom and when, then the turns from place `first` (0-based) on.

    With it goes the address of the search, which mentions.js puts into the browser's.
    """
    address = f'<data class="search" value="{plain(search_of(found).href())}"></data>'
    if not found.count:
        return f"{_summary(found, say)}{address}"
    cards = "".join(_card(mention, say) for mention in mentions)
    counts = f'<div class="tallies">{_by_speaker(found, say)}{_by_transcript(found, say)}</div>'
    return (
        f"{_summary(found, say)}{render_timeline(timeline(found.by_day), say)}{counts}"
        f'<h3 id="mentions-turns" tabindex="-1">{plain(_listed(found, mentions, first, say))}</h3>'
        f'<ol class="cards" start="{first + 1}">{cards}</ol>{_pager(found, first, say)}{address}'
    )


def render_timeline(line: Timeline, say: Words) -> str:
    """Bars that limit the search to their period when clicked, and the same as a table."""
    if len(line.bars) < 2:
        return ""
    most = max(bar.turns for bar in line.bars)
    bars = "".join(_bar(bar, most, say) for bar in line.bars)
    unit = plain(say(f"mentions.by_{line.unit}"))
    undated = f'<p class="fine">{plain(say("mentions.undated", n=line.undated))}</p>' if line.undated else ""
    axis = f"<span>{line.bars[0].label}</span><span>{line.bars[-1].label}</span>"
    width = WIDEST * len(line.bars)
    return (
        f'<figure class="timeline" style="max-width:{width}px"><figcaption>{unit}</figcaption><ol>{bars}</ol>'
        f'<p class="axis fine" aria-hidden="true">{axis}</p>{undated}{_table(line, say)}</figure>'
    )


def excerpt_around(text: str, spans: Sequence[tuple[int, int]], *, width: int = WIDTH) -> str:
    """About `width` characters of the text from a little before the first span on, every span in them highlighted."""
    begin = spans[0][0] if spans else 0
    first = _word_start(text, max(0, begin - width // 3)) if begin > width // 2 else 0
    last = len(text) if len(text) - first <= width * 5 // 4 else _word_end(text, first + width)
    last = max(last, spans[0][1] if spans else 0)
    parts: list[str] = []
    at = first
    for start, end in spans:
        if start >= last:
            break
        parts += [plain(text[at:start]), f"<mark>{plain(text[start : min(end, last)])}</mark>"]
        at = min(end, last)
    parts.append(plain(text[at:last]))
    return ("… " if first else "") + "".join(parts) + (" …" if last < len(text) else "")


def _summary(found: Concordance, say: Words) -> str:
    key = "none" if not found.count else "near" if not found.exhaustive else "found"
    line = say(
        f"mentions.{key}",
        n=found.count,
        query=found.query.strip(),
        transcripts=say("count.transcripts", n=len(found.by_transcript)),
        speakers=say("mentions.speakers", n=len(found.by_speaker)),
    )
    coverage = say(
        "answer.searched",
        transcripts=say("count.transcripts", n=found.searched.transcripts),
        turns=say("count.turns", n=found.searched.turns),
    )
    limits = f" ({'; '.join(limit(one, say) for one in found.searched.filters)})" if found.searched.filters else ""
    notes = [coverage + limits]
    if found.left_out:
        notes.append(say("mentions.left_out", words=", ".join(found.left_out)))
    if found.kind == "words" and found.count:
        notes.append(say("mentions.once"))
    if not found.exhaustive:
        notes.append(say("mentions.not_all"))
    fine = "".join(f'<p class="fine">{plain(note)}</p>' for note in notes)
    return f'<div role="status"><p class="summary">{plain(line)}</p>{fine}</div>'


def _by_speaker(found: Concordance, say: Words) -> str:
    most = found.by_speaker[0][1]
    lines = [
        _line(
            f'<span class="speaker {voice(speaker)}">{name(speaker, say)}</span>',
            turns,
            most,
            f'data-act="narrow" data-speaker="{plain(speaker)}"' if speaker else "",
            say,
        )
        for speaker, turns in found.by_speaker
    ]
    return _tally(say("mentions.by_speaker"), lines, say)


def _by_transcript(found: Concordance, say: Words) -> str:
    ranked = sorted(found.by_transcript, key=lambda one: -one.turns)
    most = ranked[0].turns

    def line(one: InTranscript) -> str:
        date = f' <span class="fine">{plain(one.date)}</span>' if one.date else ""
        act = f'data-act="narrow" data-transcript="{plain(one.transcript_id)}"'
        return _line(f"{plain(one.title)}{date}", one.turns, most, act, say)

    return _tally(say("mentions.by_transcript"), [line(one) for one in ranked], say)


def _tally(title: str, lines: Sequence[str], say: Words) -> str:
    rest = "".join(lines[SHOWN:])
    more = plain(say("mentions.more", n=len(lines) - SHOWN))
    behind = f"<details><summary>{more}</summary><ul>{rest}</ul></details>" if rest else ""
    return f'<section class="tally"><h3>{plain(title)}</h3><ul>{"".join(lines[:SHOWN])}</ul>{behind}</section>'


def _line(label: str, turns: int, most: int, act: str, say: Words) -> str:
    count = f'<span class="number-of">{plain(say("count.turns", n=turns))}</span>'
    bar = f'<span class="bar" style="width:{100 * turns / most:.1f}%" aria-hidden="true"></span>'
    inside = f'<span class="label">{label}</span>{count}{bar}'
    tag = f'button type="button" {act}' if act else "span"
    return f"<li><{tag}>{inside}</{tag.split()[0]}></li>"


def _bar(bar: Bar, most: int, say: Words) -> str:
    if not bar.turns:
        return '<li aria-hidden="true"></li>'
    label = plain(f"{bar.label}: {say('count.turns', n=bar.turns)}")
    return (
        f'<li><button type="button" data-act="narrow" data-after="{bar.first}" data-before="{bar.last}" '
        f'aria-label="{label}" title="{label}"><span style="height:{100 * bar.turns / most:.1f}%"></span></button></li>'
    )


def _table(line: Timeline, say: Words) -> str:
    rows = "".join(f'<tr><th scope="row">{bar.label}</th><td>{bar.turns:,}</td></tr>' for bar in line.bars if bar.turns)
    head = (
        f'<tr><th scope="col">{plain(say("mentions.period"))}</th>'
        f'<th scope="col">{plain(say("mentions.turns_column"))}</th></tr>'
    )
    summary = plain(say("mentions.table"))
    return f"<details><summary>{summary}</summary><table><thead>{head}</thead><tbody>{rows}</tbody></table></details>"


def _listed(found: Concordance, mentions: Sequence[Mention], first: int, say: Words) -> str:
    if found.count <= len(mentions):
        return say("mentions.all")
    return say("mentions.range", first=first + 1, last=first + len(mentions), n=found.count)


def _card(mention: Mention, say: Words) -> str:
    turn, passage = mention.passage.turn, mention.passage
    quote = mention.spans[0] if mention.spans else None
    parts = (passage.title, passage.date or "", when(turn))
    where = " · ".join(plain(part) for part in parts if part)
    speaker = f'<span class="speaker {voice(turn.speaker)}">{name(turn.speaker, say)}</span>'
    href = plain(Place(turn.id, quote=quote).href())
    return (
        f'<li class="card"><p class="head">{speaker} <span class="fine">{where}</span></p>'
        f'<a class="words" href="{href}">{excerpt_around(turn.text, mention.spans)}</a></li>'
    )


def _pager(found: Concordance, first: int, say: Words) -> str:
    total = len(found.keys)
    if total <= PAGE:
        return ""
    before = _page(max(0, first - PAGE), say("mentions.earlier"), enabled=first > 0)
    after = _page(first + PAGE, say("mentions.later"), enabled=first + PAGE < total)
    place = plain(say("mentions.page", n=first // PAGE + 1, pages=-(-total // PAGE)))
    return f'<nav class="pager" aria-label="{plain(say("mentions.pages"))}">{before}<span>{place}</span>{after}</nav>'


def _page(first: int, label: str, *, enabled: bool) -> str:
    state = "" if enabled else " disabled"
    return f'<button type="button" class="quiet" data-act="page" data-first="{first}"{state}>{plain(label)}</button>'


def _word_start(text: str, at: int) -> int:
    """`at`, moved forward to the next beginning of a word, where one is near."""
    space = text.find(" ", at, at + 30)
    return space + 1 if at and space >= 0 else at


def _word_end(text: str, at: int) -> int:
    """`at`, moved back to the last end of a word, where one is near."""
    space = text.rfind(" ", max(0, at - 30), at)
    return space if space > 0 else at
