"""The library as HTML: its list, where files are dropped, and how far the work on it is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.readers import SUFFIXES
from index.readers.shared.limits import MAX_BYTES
from rag.ui.i18n import Words
from rag.ui.i18n.translate import explain, unreadable
from rag.ui.library.jobs import Job
from rag.ui.markup import name, plain
from rag.ui.permalink import Place
from rag.ui.protocol import TranscriptInfo
from rag.ui.startup import describe
from rag.ui.voices import voice

if TYPE_CHECKING:
    from index.sync.sync import SyncReport

PAGE = 100  # lines of the list at once
NAMES = 4  # speakers of a line of the list
NOTES = 20  # warnings of a line


def render_list(
    library: Sequence[TranscriptInfo], say: Words, *, manages: bool, wanted: str = "", first: int = 0
) -> str:
    """Every transcript whose title, id or speakers hold what is `wanted`, newest first; before them what failed."""
    failed = [info for info in library if info.state != "ready"]
    ready = [info for info in library if info.state == "ready"]
    found = [info for info in newest_first(ready) if _holds(info, wanted)]
    count = say("count.transcripts", n=len(ready))
    turns = say("count.turns", n=sum(info.turns for info in ready))
    size = plain(f"{count} · {turns}" if ready else say("library.empty"))
    shown = found[first : first + PAGE]
    rows = "".join(_row(info, say, manages=manages) for info in shown)
    table = f'<table class="library"><thead>{_head(say, manages=manages)}</thead><tbody>{rows}</tbody></table>'
    nothing = f'<p class="fine">{plain(say("library.none_like", wanted=wanted))}</p>' if ready else ""
    return (
        f"{_failures(failed, say, manages=manages)}"
        f'<div class="list-head"><p class="fine">{size}</p>{_search(wanted, say) if len(ready) > 5 else ""}</div>'
        f"{table if shown else nothing}{_pager(len(found), first, say)}"
    )


def newest_first(library: Sequence[TranscriptInfo]) -> list[TranscriptInfo]:
    """In order of date, the undated last."""
    return sorted(sorted(library, key=lambda info: info.id), key=lambda info: info.date or "", reverse=True)


def _holds(info: TranscriptInfo, wanted: str) -> bool:
    text = wanted.casefold().strip()
    return not text or any(text in part.casefold() for part in (info.title, info.id, info.date or "", *info.speakers))


def _head(say: Words, *, manages: bool) -> str:
    keys = ("title", "date", "speakers", "turns", "format", "notes")
    columns = "".join(f'<th scope="col">{plain(say(f"library.column_{key}"))}</th>' for key in keys)
    return f"<tr>{columns}{_actions_head(say) if manages else ''}</tr>"


def _actions_head(say: Words) -> str:
    return f'<th scope="col"><span class="sr-only">{plain(say("library.column_actions"))}</span></th>'


def _row(info: TranscriptInfo, say: Words, *, manages: bool) -> str:
    link = (
        f'<a href="{plain(Place(f"{info.id}#0").href())}">{plain(info.title)}</a>' if info.turns else plain(info.title)
    )
    file = f'<span class="fine file">{plain(info.id)}</span>' if info.id != info.title else ""
    cells = (
        ("title", f"{link}{file}"),
        ("date", plain(info.date or "–")),
        ("speakers", _speakers(info.speakers, say)),
        ("turns", f"{info.turns:,}"),
        ("format", plain(info.format)),
        ("notes", _warnings(info.warnings, say)),
    )
    body = "".join(
        f'<{"th scope=row" if key == "title" else "td"} data-column="{plain(say(f"library.column_{key}"))}">{cell}'
        f"</{'th' if key == 'title' else 'td'}>"
        for key, cell in cells
    )
    return f"<tr>{body}{_row_actions(info, say) if manages else ''}</tr>"


def _row_actions(info: TranscriptInfo, say: Words) -> str:
    rename = button("speakers", say("library.rename"), label=say("library.rename_in", title=info.title), id=info.id)
    remove = button("ask-remove", say("library.remove"), label=say("library.remove_it", title=info.title), id=info.id)
    return f'<td class="acts">{rename if info.speakers else ""}{remove}</td>'


def _speakers(speakers: Sequence[str], say: Words) -> str:
    if not speakers:
        return plain(say("library.nobody"))
    shown = ", ".join(f'<span class="speaker {voice(one)}">{name(one, say)}</span>' for one in speakers[:NAMES])
    rest = speakers[NAMES:]
    if not rest:
        return shown
    more = plain(say("library.and_more", n=len(rest)))
    return f'{shown} <span class="fine" title="{plain(", ".join(rest))}">{more}</span>'


def _warnings(warnings: Sequence[str], say: Words) -> str:
    if not warnings:
        return f'<span class="sr-only">{plain(say("library.in_order"))}</span>'
    lines = "".join(f"<li>{plain(warning)}</li>" for warning in warnings[:NOTES])
    summary = plain(say("library.warnings", n=len(warnings)))
    return f'<details class="notes"><summary>{summary}</summary><ul>{lines}</ul></details>'


def _failures(failed: Sequence[TranscriptInfo], say: Words, *, manages: bool) -> str:
    if not failed:
        return ""
    lines = "".join(_failure(info, say, manages=manages) for info in failed)
    title = plain(say("ask.unread", n=len(failed)))
    return f'<section class="failed"><h3>{title}</h3><ul>{lines}</ul></section>'


def _failure(info: TranscriptInfo, say: Words, *, manages: bool) -> str:
    label = say("library.remove_it", title=info.id)
    remove = button("ask-remove", say("library.remove"), label=label, id=info.id) if manages else ""
    why = unreadable("; ".join(info.warnings) or info.id, say)
    return f'<li><p class="problem">{plain(why)}</p>{remove}</li>'


def _search(wanted: str, say: Words) -> str:
    label = plain(say("library.search"))
    return (
        f'<input type="search" data-field="wanted" aria-label="{label}" placeholder="{label}" value="{plain(wanted)}">'
    )


def _pager(total: int, first: int, say: Words) -> str:
    if total <= PAGE:
        return ""
    before = button("list-page", say("mentions.earlier"), disabled=first <= 0, first=str(max(0, first - PAGE)))
    after = button("list-page", say("mentions.later"), disabled=first + PAGE >= total, first=str(first + PAGE))
    place = plain(say("mentions.page", n=first // PAGE + 1, pages=-(-total // PAGE)))
    return f'<nav class="pager" aria-label="{plain(say("mentions.pages"))}">{before}<span>{place}</span>{after}</nav>'


def render_tools(say: Words, *, manages: bool) -> str:
    """Where files are dropped, and the buttons for the whole library."""
    if not manages:
        return f'<p class="fine">{plain(say("library.read_only"))}</p>'
    suffixes = sorted(SUFFIXES)
    return (
        '<section class="drop"><p>'
        f'<label for="library-files">{plain(say("library.choose"))}</label> {plain(say("library.or_drop"))}</p>'
        f'<input id="library-files" type="file" multiple accept="{",".join(suffixes)}" class="sr-only">'
        f'<p class="fine">{plain(say("library.limits", mb=MAX_BYTES // 2**20))}</p>'
        f'<p class="fine sending" role="status" data-sending="{plain(say("library.sending"))}"></p></section>'
        f'<p class="buttons">{button("sync", say("library.sync"))}{button("ask-rebuild", say("library.rebuild"))}</p>'
    )


def render_work(job: Job | None, waiting: int, say: Words) -> str:
    """How far the work on the library is, or how it ended."""
    if job is None:
        return ""
    title = plain(say(f"library.doing_{job.kind}", subject=job.subject))
    if job.problem is not None:
        return _work(title, f'<p class="problem" role="alert">{plain(explain(job.problem, say))}</p>', say, ended=True)
    if job.report is not None:
        return _work(title, _outcome(job.report, say), say, ended=True)
    line = describe(job.progress, say) if job.progress is not None else say("library.waiting")
    left = job.seconds_left
    parts = [line, *([say("library.left", time=_duration(left, say))] if left is not None else [])]
    if waiting:
        parts.append(say("library.behind", n=waiting))
    value = f' value="{job.share:.3f}"' if job.share is not None else ""
    bar = f'<progress max="1"{value} aria-label="{title}"></progress>'
    return _work(title, f'{bar}<p class="fine">{plain("; ".join(parts))}</p>', say, ended=False)


def _work(title: str, body: str, say: Words, *, ended: bool) -> str:
    close = button("dismiss", say("close")) if ended else ""
    return f'<section class="work" aria-label="{plain(say("library.work"))}">{close}<h3>{title}</h3>{body}</section>'


def _outcome(report: SyncReport, say: Words) -> str:
    counts = {"added": report.added, "updated": report.updated, "removed": report.removed}
    parts = [say(f"library.{key}", n=len(ids)) for key, ids in counts.items() if ids] or [say("library.unchanged")]
    total = say("library.now", turns=say("count.turns", n=report.turns), seconds=f"{report.seconds:,.1f}")
    failed = "".join(f'<li class="problem">{plain(unreadable(failure.error, say))}</li>' for failure in report.failed)
    problems = f"<p>{plain(say('ask.unread', n=len(report.failed)))}</p><ul>{failed}</ul>" if failed else ""
    return f'<p role="status">{plain("; ".join(parts))}. {plain(total)}</p>{problems}'


def _duration(seconds: float, say: Words) -> str:
    if seconds < 60:
        return say("library.seconds", n=max(1, round(seconds)))
    return say("library.minutes", n=round(seconds / 60))


def button(act: str, text: str, *, label: str = "", primary: bool = False, disabled: bool = False, **data: str) -> str:
    """A button that the view's script acts upon; `data` goes with what it sends."""
    said = f' aria-label="{plain(label)}"' if label else ""
    values = "".join(f' data-{key}="{plain(value)}"' for key, value in data.items())
    state = " disabled" if disabled else ""
    kind = "go" if primary else "quiet"
    return f'<button type="button" class="{kind}" data-act="{act}"{said}{values}{state}>{plain(text)}</button>'
