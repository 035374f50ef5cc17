"""Turns as an Atom feed (RFC 4287), for a feed reader: it tells by itself what is new. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from rag.export.xml_template import render

MOST = 50  # entries
_UNDATED = "1970-01-01"


@dataclass(frozen=True, slots=True)
class Entry:
    """A turn: `day` is ISO or None. The same words in the same transcript are the same entry, whatever their number."""

    transcript_id: str
    speaker: str | None
    title: str
    day: str | None
    text: str
    url: str

    @property
    def who(self) -> str:
        """The speaker as the feed names them."""
        return self.speaker or "Unnamed speaker"

    @property
    def id(self) -> str:
        """What a feed reader knows the entry by."""
        digest = sha256(f"{self.transcript_id}\0{self.text}".encode()).hexdigest()
        return f"urn:sha256:{digest}"

    @property
    def updated(self) -> str:
        """The day, as a feed writes it."""
        return _time(self.day)


def atom(title: str, *, address: str, page: str, entries: Sequence[Entry]) -> str:
    """The feed at `address` of a search that `page` shows, the newest MOST entries first."""
    newest = sorted(entries, key=lambda entry: entry.day or "", reverse=True)[:MOST]
    updated = _time(newest[0].day if newest else None)
    return render("atom.xml", title=title, address=address, page=page, updated=updated, entries=newest)


def _time(day: str | None) -> str:
    return f"{day or _UNDATED}T00:00:00Z"
