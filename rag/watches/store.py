"""Searches that are watched: which turns each had found when its news was last shown, kept beside the index.

Of a turn found no word is kept, only a digest of its transcript and its text: what a new name or a moved turn number
changes is not news; what is said again is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal, Protocol

from pydantic import TypeAdapter

from index.catalog.kept import Kept
from index.errors import LibraryError, NotFound
from index.filter import Filter
from index.library.json_lines import JsonLines
from rag.answer import Passage
from rag.errors import BadArgument
from rag.retrieval.concordance import Concordance, Kind, Mention
from rag.scopes import store as scopes

FILE = "watches.jsonl"
MOST = 100  # watched by one person
MOST_OF_ALL = 5000

Watched = Literal["words", "phrase"]  # what is nearest to an idea changes with every transcript added


class Finder(Protocol):
    """Finds where something is said; see `rag.retrieval.concordance`."""

    def find(self, query: str, kind: Kind, where: Filter | None = None) -> Concordance: ...
    def listed(self, found: Concordance, first: int, number: int) -> Sequence[Mention]: ...


class Library(Protocol):
    """Where scopes are kept, and the transcripts that they hold: an index."""

    @property
    def kept(self) -> Kept: ...
    def transcripts(self) -> Sequence[scopes.Listed]: ...


@dataclass(frozen=True, slots=True)
class Watch:
    """A search that somebody watches; `owner` is their name, empty where nobody signs in. A `scope` is kept by its
    name, so that what comes into it is new.

    `at` is when its news was last shown (UTC, ISO 8601), `seen` what it had found until then.
    """

    owner: str
    query: str
    kind: Watched = "words"
    speakers: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    after: str | None = None
    before: str | None = None
    at: str = ""
    seen: tuple[str, ...] = ()
    scope: str = ""

    @property
    def id(self) -> str:
        """A digest of what is looked for, and of who watches it."""
        asked = (self.owner, self.query, self.kind, self.speakers, self.transcripts, self.after, self.before)
        return sha256(repr((*asked, self.scope) if self.scope else asked).encode()).hexdigest()[:12]

    def where(self, library: Library) -> Filter:
        """The limits of the search, with what its scope holds now. Raises NotFound for a scope that is gone."""
        held = scopes.find(library.kept, self.owner, self.scope, library.transcripts()) if self.scope else ()
        return Filter(self.speakers, self.transcripts or held, self.after, self.before, self.scope)


@dataclass(frozen=True, slots=True)
class News:
    """What a watched search finds now: how many turns, and those that are new, in order of date and place."""

    watch: Watch
    count: int
    new: tuple[Mention, ...]
    now: tuple[str, ...]  # digests of all that is found


_WATCHES = JsonLines(FILE, TypeAdapter(Watch))


def make_watch(query: str, *, owner: str = "", kind: str = "words", where: Filter | None = None) -> Watch:
    """A search to watch. Raises BadArgument where nothing is looked for, or an idea."""
    where = where or Filter()
    if not query.strip():
        raise BadArgument("query: needs a word or a phrase to watch")
    if kind not in ("words", "phrase"):
        raise BadArgument(f"kind: {kind!r} cannot be watched; words or phrase can")
    chosen: Watched = "phrase" if kind == "phrase" else "words"
    named = () if where.scope else where.transcripts
    return Watch(owner, query.strip(), chosen, where.speakers, named, where.after, where.before, scope=where.scope)


def look(finder: Finder, watch: Watch, library: Library) -> News:
    """What the search finds now, and what of it is new; all of it where it was never shown. Raises OnTheRecordError."""
    found = finder.find(watch.query, watch.kind, watch.where(library))
    mentions = finder.listed(found, 0, len(found.keys))
    seen, digests = set(watch.seen), [_digest(mention.passage) for mention in mentions]
    new = tuple(mention for mention, digest in zip(mentions, digests, strict=True) if digest not in seen)
    return News(watch, found.count, new, tuple(dict.fromkeys(digests)))


def read(kept: Kept, owner: str) -> tuple[Watch, ...]:
    """What this owner watches, in the order in which they began."""
    return tuple(watch for watch in _WATCHES.read(kept) if watch.owner == owner)


def known(kept: Kept, watch: Watch) -> Watch | None:
    """The same search as it was last shown; None where nobody watches it."""
    return next((one for one in _WATCHES.read(kept) if one.id == watch.id), None)


def mark_seen(kept: Kept, news: News) -> None:
    """Keep that this was shown, so that it is no longer new. Raises LibraryError where it cannot be kept."""
    watch = replace(news.watch, at=datetime.now(UTC).isoformat(timespec="seconds"), seen=news.now)
    with _WATCHES.changing(kept) as watches:
        for at, old in enumerate(watches):
            if old.id == watch.id:
                watches[at] = watch
                return
        if sum(old.owner == watch.owner for old in watches) >= MOST or len(watches) >= MOST_OF_ALL:
            raise LibraryError(f"there are {MOST} watched searches already. Forget some first")
        watches.append(watch)


def forget(kept: Kept, owner: str, identifier: str) -> None:
    """Watch a search no longer. Raises NotFound."""
    with _WATCHES.changing(kept) as watches:
        left = [watch for watch in watches if (watch.owner, watch.id) != (owner, identifier)]
        if len(left) == len(watches):
            raise NotFound(f"no watched search {identifier[:80]!r}. See: ontherecord watch --list")
        watches[:] = left


def _digest(passage: Passage) -> str:
    return sha256(f"{passage.transcript_id}\0{passage.turn.text}".encode()).hexdigest()[:16]
