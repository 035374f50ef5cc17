"""Where a link to a search of Mentions points: what is looked for, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from rag.retrieval.concordance import KINDS, Concordance, Kind

LONGEST = 1000  # characters of a value of an address
MOST = 50  # speakers, or transcripts, of an address


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for; days as they were typed."""

    query: str
    kind: Kind = "words"
    speakers: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    after: str = ""
    before: str = ""
    scope: str = ""

    def href(self) -> str:
        """The search as a link relative to the page.

        >>> Search("sea wall", "phrase", speakers=("Ana Reyes",)).href()
        '?mentions=sea+wall&kind=phrase&speaker=Ana+Reyes'
        """
        values = [
            ("mentions", self.query),
            *([("kind", self.kind)] if self.kind != KINDS[0] else []),
            *(("speaker", speaker) for speaker in self.speakers),
            *(("transcript", transcript) for transcript in self.transcripts),
            *(
                (key, day)
                for key, day in (("after", self.after), ("before", self.before), ("scope", self.scope))
                if day
            ),
        ]
        return f"?{urlencode(values)}"


def search_of(found: Concordance) -> Search:
    """The search that found it."""
    where = found.where
    named = () if where.scope else where.transcripts
    return Search(
        found.query, found.kind, where.speakers, named, where.after or "", where.before or "", where.scope
    )  # fmt: skip


def parse_search(query: str) -> Search | None:
    """The search a query string names; None where it names none. Anyone can type one, so nothing is trusted.

    >>> parse_search("?view=mentions&mentions=ferry&kind=soup&speaker=Bo&speaker=Ana")
    Search(query='ferry', kind='words', speakers=('Bo', 'Ana'), transcripts=(), after='', before='', scope='')
    >>> parse_search("?view=mentions") is None
    True
    """
    try:
        values = parse_qs(query.lstrip("?"), max_num_fields=4 * MOST)
    except ValueError:
        return None
    wanted = _first_value(values.get("mentions", ())).strip()
    if not wanted:
        return None
    kind = next((kind for kind in KINDS if kind == _first_value(values.get("kind", ()))), KINDS[0])
    return Search(
        wanted,
        kind,
        _values(values.get("speaker", ())),
        _values(values.get("transcript", ())),
        _first_value(values.get("after", ())),
        _first_value(values.get("before", ())),
        _first_value(values.get("scope", ())),
    )


def _first_value(values: Sequence[str]) -> str:
    return values[0][:LONGEST] if values else ""


def _values(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:LONGEST] for value in values[:MOST]))
