"""The library as HTML: its list, where files are dropped, and how far the work on it is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from index.readers import SUFFIXES
from index.readers.shared.limits import MAX_BYTES
from rag.scopes.store import Scope, folders
from rag.ui.i18n import Words
from rag.ui.i18n.translate import explain, translate, unreadable
from rag.ui.library.jobs import Job
from rag.ui.protocol import TranscriptInfo
from rag.ui.startup import describe
from rag.ui.template import render

if TYPE_CHECKING:
    from index.sync.report import SyncReport

PAGE = 50  # lines of the list at once
NAMES = 4  # speakers of a line of the list
NOTES = 20  # warnings of a line


def render_list(
    library: Sequence[TranscriptInfo],
    say: Words,
    *,
    manages: bool,
    wanted: str = "",
    first: int = 0,
    warnings: Sequence[str] = (),
    collections: Sequence[Scope] = (),
    scope: str = "",
    collects: bool = False,
) -> Markup:
    """Every transcript in the `scope` whose title, id or speakers hold what is `wanted`, newest first, each with the
    `collections` that it is in, and a way into others for a user who `collects`; before them what failed, and the
    `warnings` of the library as a whole."""
    ready = [info for info in library if info.state == "ready"]
    paths = folders(library)
    within = named(scope, collections, paths)
    found = [info for info in newest_first(ready) if within.holds(info.id) and _matches(info, wanted)]
    turns = say("count.turns", n=sum(info.turns for info in ready))
    return render(
        "library/list.html",
        say=say,
        manages=manages,
        warnings=warnings,
        failed=[info for info in library if info.state != "ready"],
        reasons=lambda info: "; ".join(unreadable(warning, say) for warning in info.warnings or (info.id,)),
        translated=lambda warnings: [translate(warning, say) for warning in warnings],
        size=f"{say('count.transcripts', n=len(ready))} · {turns}" if ready else say("library.empty"),
        ready=len(ready),
        wanted=wanted,
        scope=scope,
        collects=collects,
        scopes=dict.fromkeys((*(one.name for one in collections), *paths, *([scope] if scope else []))),
        tags_of=lambda info: dict.fromkeys(one.name for one in collections if one.holds(info.id)),
        shown=found[first : first + PAGE],
        found=len(found),
        first=first,
        most=PAGE,
        most_names=NAMES,
        most_notes=NOTES,
    )


def named(scope: str, collections: Sequence[Scope], paths: Sequence[str]) -> Scope:
    """The scope of this name; everything for "", and nothing for a name that is none."""
    if not scope:
        return Scope("", folders=("",))
    known = {one.name.casefold(): one for one in reversed(collections)}
    path = f"{scope.strip().strip('/')}/"
    return known.get(scope.strip().casefold()) or Scope(path, folders=(path,) if path in paths else ())


def newest_first(library: Sequence[TranscriptInfo]) -> list[TranscriptInfo]:
    """In order of date, the undated last."""
    return sorted(sorted(library, key=lambda info: info.id), key=lambda info: info.date or "", reverse=True)


def render_tools(say: Words, *, manages: bool) -> Markup:
    """Where files are dropped, and the buttons for the whole library."""
    suffixes = ",".join(sorted(SUFFIXES))
    return render("library/tools.html", say=say, manages=manages, suffixes=suffixes, megabytes=MAX_BYTES // 2**20)


def render_work(job: Job | None, waiting: int, say: Words) -> Markup:
    """How far the work on the library is, or how it ended."""
    if job is None:
        return Markup()
    return render("library/work.html", say=say, job=job, line=_line(job, waiting, say))


def _matches(info: TranscriptInfo, wanted: str) -> bool:
    text = wanted.casefold().strip()
    return not text or any(text in part.casefold() for part in (info.title, info.id, info.date or "", *info.speakers))


def _line(job: Job, waiting: int, say: Words) -> str:
    """The work in one line: why it failed, what it came to, or how far it is."""
    if job.problem is not None:
        return explain(job.problem, say)
    if job.report is not None:
        return _outcome(job.report, say)
    left = job.seconds_left
    parts = [
        describe(job.progress, say) if job.progress is not None else say("library.waiting"),
        *([say("library.left", time=_duration(left, say))] if left is not None else []),
        *([say("library.behind", n=waiting)] if waiting else []),
    ]
    return "; ".join(parts)


def _outcome(report: SyncReport, say: Words) -> str:
    counts = {"added": report.added, "updated": report.updated, "removed": report.removed}
    parts = [say(f"library.{key}", n=len(ids)) for key, ids in counts.items() if ids] or [say("library.unchanged")]
    total = say("library.now", turns=say("count.turns", n=report.turns), seconds=say.number(report.seconds, ",.1f"))
    return f"{'; '.join(parts)}. {total}"


def _duration(seconds: float, say: Words) -> str:
    if seconds < 60:
        return say("library.seconds", n=max(1, round(seconds)))
    return say("library.minutes", n=round(seconds / 60))
