"""The overview of one transcript or of many, every line a citation: what the page, the command and programs show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.errors import NotFound
from index.filter import Filter
from index.transcript import Turn
from rag.answer import Citation, Passage
from rag.citations import cite
from rag.errors import BadArgument
from rag.language.sentences import Span
from rag.overview.cache import overview_of
from rag.overview.values import KINDS, Kind, Line, Overview, Place, Why

if TYPE_CHECKING:
    from index.catalog.rows import Facts, TranscriptInfo
    from index.index import Index

MOST = 200  # lines of a kind that are listed at once
_EACH = 2  # points, names and numbers of each of several transcripts
_FEW: frozenset[Kind] = frozenset({"points", "names", "numbers"})


@dataclass(frozen=True, slots=True)
class Cited:
    """A line of an overview with its citation; `beside`, `who`, `when`, `why` and `count` as a `Line` has them."""

    citation: Citation
    beside: Citation | None = None
    who: str | None = None
    when: str | None = None
    why: Why | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Speaking:
    """Somebody's share of what is said, and their first turn."""

    speaker: str | None
    role: str | None
    turns: int
    words: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Headed:
    """A section of the one transcript that is looked at, and its first turn."""

    name: str
    turns: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class LibraryOverview:
    """What one transcript or several come to. `counts`: how many lines there are of each kind, listed or not."""

    transcripts: tuple[TranscriptInfo, ...]
    people: tuple[Speaking, ...]
    sections: tuple[Headed, ...]
    lines: dict[Kind, tuple[Cited, ...]]
    counts: dict[Kind, int]


@dataclass(frozen=True, slots=True)
class _WithOverview:
    """A transcript with its overview."""

    info: TranscriptInfo
    found: Overview
    turns: Sequence[Turn]
    base_url: str

    def cite(self, place: Place) -> Citation:
        turn = self.turns[place.turn]
        passage = Passage(turn, self.info.id, self.info.title, turn.date or self.info.date, 1.0)
        span = Span(place.start, place.end, turn.text[place.start : place.end])
        return cite(1, passage, span, base_url=self.base_url)

    def opening(self, number: int) -> Citation:
        """The beginning of a turn."""
        return self.cite(Place(number, 0, len(self.turns[number].text.partition("\n")[0][:80])))

    def people(self) -> Iterator[Speaking]:
        """Everybody who speaks in it."""
        for one in self.found.people:
            yield Speaking(one.speaker, one.role, one.turns, one.words, self.opening(one.first))

    def sections(self) -> tuple[Headed, ...]:
        """Its sections."""
        return tuple(Headed(one.name, one.turns, self.opening(one.first)) for one in self.found.sections)

    def cited(self, line: Line) -> Cited:
        when = self.cite(line.when).quote if line.when else None
        beside = self.cite(line.beside) if line.beside else None
        return Cited(self.cite(line.place), beside, line.who, when, line.why, line.count)


def kinds_of(names: Collection[str]) -> tuple[Kind, ...]:
    """The kinds of lines with these names; all of them for none. Raises BadArgument for another name.

    >>> kinds_of(["questions"])
    ('questions',)
    """
    for name in names:
        if name not in KINDS:
            raise BadArgument(f"kind: {name!r} is not one of: {', '.join(KINDS)}")
    return tuple(kind for kind in KINDS if not names or kind in names)


def look(
    index: Index,
    where: Filter | None = None,
    *,
    kinds: Collection[Kind] = KINDS,
    most: int = MOST,
    base_url: str = "",
) -> LibraryOverview:
    """The overview of the transcripts that a filter admits, in order of date: of one of them whole, of several its
    decisions, actions and open questions, and of the rest the best of each.

    `most`: lines of a kind that are listed. A filter for speakers leaves what these say, and what they are to do.
    """
    chosen = [*transcripts_within(index, where or Filter())]
    whole = len(chosen) == 1
    infos: list[TranscriptInfo] = []
    people: list[Speaking] = []
    sections: tuple[Headed, ...] = ()
    lines: dict[Kind, list[Cited]] = {kind: [] for kind in kinds}
    for one in _with_overviews(
        index, chosen, base_url
    ):  # cited one by one: all their turns are more than memory may hold
        infos.append(one.info)
        people += one.people()
        sections = one.sections() if whole else ()
        for kind, found in lines.items():
            found += _lines(one, kind, where, whole=whole)
        del one
    if "names" in lines and not whole:
        lines["names"] = _names_once(lines["names"])
    return LibraryOverview(
        tuple(infos),
        _people(people),
        sections,
        {kind: tuple(found[:most]) for kind, found in lines.items()},
        {kind: len(found) for kind, found in lines.items()},
    )


def transcripts_within(index: Index, where: Filter) -> Iterator[TranscriptInfo]:
    """The transcripts that a filter admits, its speakers aside, in order of date."""
    days = {facts.id: facts for facts in index.catalog.facts()}
    ready = [info for info in index.transcripts() if info.state == "ready" and info.turns]
    for info in sorted(ready, key=lambda info: (info.date or "", info.id)):
        if (not where.transcripts or info.id in where.transcripts) and _is_of_days(days.get(info.id), where):
            yield info


def _with_overviews(index: Index, chosen: Iterable[TranscriptInfo], base_url: str) -> Iterator[_WithOverview]:
    for info in chosen:
        try:
            found, turns = overview_of(index, info.id)
        except NotFound:  # removed meanwhile
            continue
        yield _WithOverview(info, found, turns, base_url)
        del found, turns  # not while those of the next are read


def _is_of_days(facts: Facts | None, where: Filter) -> bool:
    if not (where.after or where.before):
        return True
    if facts is None or facts.first_date is None or facts.last_date is None:
        return False
    return facts.last_date >= (where.after or "") and facts.first_date <= (where.before or "9999")


def _lines(told: _WithOverview, kind: Kind, where: Filter | None, *, whole: bool) -> Iterator[Cited]:
    found = told.found.lines(kind)
    if kind in _FEW and not whole:
        best = sorted(found, key=lambda line: -line.score)[:_EACH]
        found = tuple(line for line in found if line in best)
    speakers = {name.casefold() for name in where.speakers} if where else set()
    for cited in map(told.cited, found):
        day, who = cited.citation.date or "", (cited.citation.speaker or "", cited.who or "")
        if where and ((where.after and day < where.after) or (where.before and day > where.before)):
            continue
        if not speakers or not speakers.isdisjoint(name.casefold() for name in who):
            yield cited


def _names_once(names: Sequence[Cited]) -> list[Cited]:
    """Names of several transcripts, each once, the most often said first."""
    counts = Counter[str]()
    first: dict[str, Cited] = {}
    for one in names:
        counts[one.citation.quote] += one.count
        first.setdefault(one.citation.quote, one)
    return [replace(first[name], count=count) for name, count in counts.most_common()]


def _people(speaking: Iterable[Speaking]) -> tuple[Speaking, ...]:
    """Everybody who speaks in several transcripts, each once, by number of words, most first."""
    found: dict[str | None, list[Speaking]] = defaultdict(list)
    for person in speaking:
        found[person.speaker].append(person)
    added = (
        replace(
            theirs[0],
            turns=sum(one.turns for one in theirs),
            words=sum(one.words for one in theirs),
        )
        for theirs in found.values()
    )
    return tuple(sorted(added, key=lambda one: -one.words))
