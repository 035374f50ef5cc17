"""A person's words for speakers, transcripts and dates -> a Filter. Says what it knows where it does not understand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from index.errors import NotFound
from index.filter import Filter
from rag.errors import BadArgument, SettingsError
from rag.language.names import speakers_named
from rag.question.bounds import bounded
from rag.question.day import days_of
from rag.scopes.store import find

if TYPE_CHECKING:
    from index.index import Index

_MOST = 1_000  # speakers and transcripts of one filter


def make_filter(
    index: Index,
    *,
    speakers: Sequence[str] = (),
    transcripts: Sequence[str] = (),
    after: str | None = None,
    before: str | None = None,
    scope: str | None = None,
    owner: str = "",
) -> Filter:
    """The filter that these words mean; `scope` is a folder or a collection that `owner` may use, and transcripts named
    beside it must be in it. Raises NotFound for a speaker, transcript or scope there is not, with the nearest,
    BadArgument for too many or too long words, and SettingsError for a date that is not one."""
    if len(speakers) + len(transcripts) > _MOST:
        raise BadArgument(f"a search may be limited to {_MOST} speakers and transcripts. Name fewer")
    for text in (*speakers, *transcripts, after or "", before or "", scope or ""):
        bounded(text)
    entries = index.transcripts() if transcripts or scope else ()
    held = find(index.kept, owner, scope, entries) if scope else None
    listed = {t.id: t.title for t in entries if t.state == "ready" and (held is None or t.id in set(held))}
    chosen = tuple(dict.fromkeys(_transcript(asked, listed) for asked in transcripts)) or held or ()
    known = [name for name, _, _ in index.speakers()] if speakers else []
    labels = _labels(index, chosen) if speakers else {}
    return Filter(
        speakers=tuple(dict.fromkeys(name for asked in speakers for name in _speakers(asked, known, labels))),
        transcripts=chosen,
        after=_date(after, last=False),
        before=_date(before, last=True),
        scope=(scope or "").strip() if not transcripts else "",
    )


def _labels(index: Index, transcripts: Sequence[str]) -> dict[str, list[str]]:
    """Each label as printed, small, with those it stands for in these transcripts (none given: in any)."""
    found: dict[str, list[str]] = {}
    for facts in index.catalog.facts():
        for speaker in facts.people if not transcripts or facts.id in transcripts else ():
            for label in speaker.aliases:
                found.setdefault(label.casefold(), []).append(speaker.canonical)
    return found


def _speakers(asked: str, known: Sequence[str], labels: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Speakers of this name, and those whom a transcript prints so; else whom the words name beyond doubt."""
    folded = asked.strip().casefold()
    exact = [*(name for name in known if name.casefold() == folded), *labels.get(folded, ())]
    if found := tuple(exact) or speakers_named(asked, known):
        return found
    near = _nearest_known(asked, known, at_least=50)
    hint = f" Did you mean: {', '.join(near)}?" if near else " See: ontherecord speakers"
    raise NotFound(f"no speaker {asked!r} in the index.{hint}")


def _nearest_known(asked: str, known: Sequence[str], *, at_least: int) -> list[str]:
    """The nearest of what is known, so many percent alike; letter case aside, for many labels are in capitals."""
    by_folded = {name.casefold(): name for name in known}
    near = process.extract(asked.casefold(), list(by_folded), scorer=fuzz.ratio, limit=3, score_cutoff=at_least)
    return [by_folded[name] for name, *_ in near]


def _transcript(asked: str, listed: dict[str, str]) -> str:
    if asked in listed:
        return asked
    wanted = asked.casefold()
    fits = [i for i, title in listed.items() if wanted in i.casefold() or wanted in title.casefold()]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise NotFound(f"{asked!r} fits {len(fits)} transcripts: {', '.join(fits[:5])}. Name one of them")
    near = _nearest_known(asked, list(listed), at_least=40)
    hint = f" Did you mean: {', '.join(near)}?" if near else " See: ontherecord transcripts"
    raise NotFound(f"no transcript {asked!r} in the index.{hint}")


def _date(text: str | None, *, last: bool) -> str | None:
    """An ISO date; a year or a month alone means its first day, or its last."""
    if text is None or not text.strip():
        return None
    match = re.fullmatch(r"(\d{4})(?:-(0?[1-9]|1[0-2])(?:-(0?[1-9]|[12]\d|3[01]))?)?", text.strip())
    year, month, day = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    days = days_of(year, month or None, day or None)
    if days is None:
        raise SettingsError(f"{text!r} is not a date. Write it as 2026-03-04, 2026-03 or 2026")
    return days[last].isoformat()
