"""Turns as an Atom feed (RFC 4287), for a feed reader: it tells by itself what is new. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from xml.sax.saxutils import escape, quoteattr

MOST = 50  # entries
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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


def atom(title: str, *, address: str, page: str, entries: Sequence[Entry]) -> str:
    """The feed at `address` of a search that `page` shows, the newest MOST entries first."""
    newest = sorted(entries, key=lambda entry: entry.day or "", reverse=True)[:MOST]
    updated = _time(newest[0].day if newest else None)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{_text(title)}</title><id>{_text(address)}</id><updated>{updated}</updated>"
        f'<link rel="self" href={_attribute(address)}/><link href={_attribute(page)}/>'
        f"<author><name>On the Record</name></author>{''.join(map(_entry, newest))}</feed>\n"
    )


def _entry(entry: Entry) -> str:
    digest = sha256(f"{entry.transcript_id}\0{entry.text}".encode()).hexdigest()
    who = entry.speaker or "Unnamed speaker"
    return (
        f"<entry><title>{_text(f'{who}, {entry.title}')}</title><id>urn:sha256:{digest}</id>"
        f"<updated>{_time(entry.day)}</updated><author><name>{_text(who)}</name></author>"
        f'<link href={_attribute(entry.url)}/><content type="text">{_text(entry.text)}</content></entry>'
    )


def _time(day: str | None) -> str:
    return f"{day or _UNDATED}T00:00:00Z"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))
