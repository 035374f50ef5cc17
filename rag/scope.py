"""A person's words for speakers, transcripts and dates -> a Filter. Says what it knows where it does not understand."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from index.errors import NotFound
from index.filter import Filter
from rag.errors import SettingsError
from rag.people import speakers_named

if TYPE_CHECKING:
    from index.library import Index


def make_filter(
    index: Index,
    *,
    speakers: Sequence[str] = (),
    transcripts: Sequence[str] = (),
    after: str | None = None,
    before: str | None = None,
) -> Filter:
    """The filter that these words mean. Raises NotFound for a speaker or transcript the index does not have, with the
    nearest it has, and SettingsError for a date that is not one."""
    known = [name for name, _, _ in index.speakers()] if speakers else []
    listed = {t.id: t.title for t in index.transcripts() if t.state == "ready"} if transcripts else {}
    return Filter(
        speakers=tuple(dict.fromkeys(name for asked in speakers for name in _speakers(asked, known))),
        transcripts=tuple(dict.fromkeys(_transcript(asked, listed) for asked in transcripts)),
        after=_date(after, last=False),
        before=_date(before, last=True),
    )


def _speakers(asked: str, known: Sequence[str]) -> tuple[str, ...]:
    exact = tuple(name for name in known if name.casefold() == asked.strip().casefold())
    if found := exact or speakers_named(asked, known):
        return found
    near = _nearest(asked, known, cutoff=0.5)
    hint = f" Did you mean: {', '.join(near)}?" if near else " See: ontherecord speakers"
    raise NotFound(f"no speaker {asked!r} in the index.{hint}")


def _nearest(asked: str, known: Sequence[str], *, cutoff: float) -> list[str]:
    """The nearest of what is known, letter case aside: many transcripts print their labels in capitals."""
    by_folded = {name.casefold(): name for name in known}
    return [by_folded[name] for name in get_close_matches(asked.casefold(), by_folded, n=3, cutoff=cutoff)]


def _transcript(asked: str, listed: dict[str, str]) -> str:
    if asked in listed:
        return asked
    wanted = asked.casefold()
    fits = [i for i, title in listed.items() if wanted in i.casefold() or wanted in title.casefold()]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise NotFound(f"{asked!r} fits {len(fits)} transcripts: {', '.join(fits[:5])}. Name one of them")
    near = _nearest(asked, list(listed), cutoff=0.4)
    hint = f" Did you mean: {', '.join(near)}?" if near else " See: ontherecord transcripts"
    raise NotFound(f"no transcript {asked!r} in the index.{hint}")


def _date(text: str | None, *, last: bool) -> str | None:
    """An ISO date; a year or a month alone means its first day, or its last."""
    if text is None or not text.strip():
        return None
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        if month is None:
            month = 12 if last else 1
        if day is None:
            day = monthrange(year, month)[1] if last else 1
        return date(year, month, day).isoformat()
    except ValueError:
        raise SettingsError(f"{text!r} is not a date. Write it as 2026-03-04, 2026-03 or 2026") from None
