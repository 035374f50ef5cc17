"""`ontherecord watch`: what is new about a word or a phrase."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.options import (
    AsJson,
    IndexFolder,
    Library,
    Scope,
    filter_of,
    open_existing,
    print_values,
    settings_of,
)

if TYPE_CHECKING:
    from index.index import Index
    from rag.settings import Settings
    from rag.watches.store import News

SOMETHING_NEW = 10  # exit code


def watch(
    query: Annotated[str, typer.Argument(help="The words, all of which a turn must have.")] = "",
    phrase: Annotated[bool, typer.Option("--phrase", help="Just this phrase, word for word.")] = False,
    speaker: Annotated[list[str] | None, typer.Option("--speaker", help="Only turns of this speaker.")] = None,
    transcript: Annotated[str | None, typer.Option("--transcript", help="Only this transcript: id or title.")] = None,
    after: Annotated[str | None, typer.Option("--after", help="Only from this date on.")] = None,
    before: Annotated[str | None, typer.Option("--before", help="Only up to this date, itself included.")] = None,
    scope: Scope = None,
    peek: Annotated[bool, typer.Option("--peek", help="Tell, and tell it again the next time.")] = False,
    feed: Annotated[Path | None, typer.Option("--feed", help="Write all that is found as an Atom feed, too.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List what is watched.")] = False,
    forget: Annotated[str | None, typer.Option("--forget", help="Watch no longer: an id of the list.")] = None,
    user: Annotated[str, typer.Option("--user", help="Who watches: the name they sign in with.")] = "",
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Say what was said of QUERY since the last time; exit code 10 when there is something, else 0.

    The first time there is nothing to compare with: what is found is counted. It looks at the index as it is;
    `ontherecord index` makes it follow the library.
    """
    from rag.api import values
    from rag.cli import printing
    from rag.watches import store

    settings = settings_of(library=library, index=index)
    opened = open_existing(settings)
    if listed:
        print_values(values.watched(store.read(opened.kept, user)), as_json, printing.watched)
        return
    if forget is not None:
        store.forget(opened.kept, user, forget)
        print_values({"forgotten": forget}, as_json, lambda _: typer.echo(f"No longer watched: {forget}"))
        return
    news, first = _news(opened, settings, query, phrase, speaker, transcript, after, before, scope, user)
    if not peek:
        store.mark_seen(opened.kept, news)
    if feed is not None:
        feed.write_text(_feed(opened, settings, news), "utf-8")
    told = values.news(news, first=first, base_url=settings.base_url)
    print_values(told, as_json, printing.news)
    if told["new"]:
        raise typer.Exit(SOMETHING_NEW)


def _news(
    opened: Index,
    settings: Settings,
    query: str,
    phrase: bool,
    speaker: list[str] | None,
    transcript: str | None,
    after: str | None,
    before: str | None,
    scope: str | None,
    user: str,
) -> tuple[News, bool]:
    """What is found now, and whether it was never looked for before."""
    from rag.watches import store

    where = filter_of(opened, speaker, transcript, after, before, scope, user)
    asked = store.make_watch(query, owner=user, kind="phrase" if phrase else "words", where=where)
    before_now = store.known(opened.kept, asked)
    return store.look(_finder(opened, settings), before_now or asked, opened), before_now is None


def _finder(opened: Index, settings: Settings) -> Any:
    from rag.retrieval.concordance import Concordances
    from rag.retrieval.ranker import open_ranker

    return Concordances(opened, lambda: open_ranker(opened, settings))


def _feed(opened: Index, settings: Settings, news: News) -> str:
    from rag.watches.feed import feed_of

    return feed_of(_finder(opened, settings), news.watch, opened, base_url=settings.base_url)
