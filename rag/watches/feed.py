"""A watched search as an Atom feed."""

from urllib.parse import urlencode

from rag.citations import turn_url
from rag.export.feed import Entry, atom
from rag.watches.store import Finder, Library, Watch


def feed_of(finder: Finder, watch: Watch, library: Library, *, base_url: str) -> str:
    """Everything the search finds, the newest first, as far as a feed has room. Raises OnTheRecordError."""
    found = finder.find(watch.query, watch.kind, watch.where(library))
    entries = [
        Entry(p.transcript_id, p.turn.speaker, p.title, p.date, p.turn.text, turn_url(base_url, p.turn.id))
        for p in (mention.passage for mention in finder.listed(found, 0, len(found.keys)))
    ]
    address = base_url.rstrip("/")
    query = query_of(watch)
    return atom(
        f"“{watch.query}”", address=f"{address}/feed?{query}", page=f"{address}/?view=mentions&{query}", entries=entries
    )


def query_of(watch: Watch) -> str:
    """The search as the page writes it into an address.

    >>> query_of(Watch("", "sea wall", "phrase", speakers=("Ana Reyes",)))
    'mentions=sea+wall&kind=phrase&speaker=Ana+Reyes'
    """
    kind = [("kind", watch.kind)] if watch.kind != "words" else []
    limits = (("after", watch.after), ("before", watch.before), ("scope", watch.scope))
    speakers, transcripts = (
        [(key, one) for one in several]
        for key, several in (("speaker", watch.speakers), ("transcript", watch.transcripts))
    )
    return urlencode(
        [("mentions", watch.query), *kind, *speakers, *transcripts, *((key, one) for key, one in limits if one)]
    )
