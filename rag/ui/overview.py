"""Overviews as HTML: each line a link to its turn. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from markupsafe import Markup

from rag.overview.library import LibraryOverview
from rag.overview.values import KINDS, Kind
from rag.ui.i18n import Words
from rag.ui.template import render

PEOPLE = 12  # who are listed; the rest are counted
SCOPED: tuple[Kind, ...] = ("questions", "decisions", "actions", "points")


def render_overview(found: LibraryOverview, say: Words, *, asked: Mapping[str, str] | None = None) -> Markup:
    """What was found, in parts; of several transcripts each line with the one that it is of. `asked`: by what it was
    found, for the address of the same as Markdown."""
    return render(
        "overview.html",
        say=say,
        found=found,
        kinds=KINDS,
        of_one=len(found.transcripts) == 1,
        words=sum(one.words for one in found.people) or 1,
        most=PEOPLE,
        address=f"reader/overview.md?{urlencode(asked or [('transcript', one.id) for one in found.transcripts[:1]])}",
    )


def render_closed(say: Words) -> Markup:
    """Where the overview of an open transcript comes, when somebody opens it."""
    return render("overview_closed.html", say=say)


def render_scope(say: Words) -> Markup:
    """What is asked of the whole library: the kind of line, from when, until when."""
    return render("overview_scope.html", say=say, kinds=SCOPED)
