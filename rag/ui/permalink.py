"""Where a link of the page points: a turn, and the quote in it."""

from dataclasses import dataclass
from urllib.parse import parse_qs, quote

from index.transcript import split_turn_id
from rag.answer import Citation

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A turn to open; `quote` spans its text."""

    turn_id: str
    quote: Span | None = None

    def href(self) -> str:
        """The place as a link relative to the page.

        >>> Place("july.vtt#3", quote=(4, 9)).href()
        '?turn=july.vtt%233&quote=4-9'
        """
        parts = [f"turn={quote(self.turn_id, safe='')}"]
        if self.quote:
            parts.append("quote={}-{}".format(*self.quote))
        return "?" + "&".join(parts)


def place_of(citation: Citation) -> Place:
    """The turn a citation points at, its quote marked."""
    return Place(citation.turn_id, quote=(citation.quote_start, citation.quote_end))


def parse_place(query: str) -> Place | None:
    """The place a query string names; None where it names no turn. Anyone can type one, so nothing is trusted.

    >>> parse_place("?turn=july.vtt%233&quote=4-9")
    Place(turn_id='july.vtt#3', quote=(4, 9))
    >>> parse_place("?theme=dark") is None
    True
    """
    values = {name: found[0] for name, found in parse_qs(query.lstrip("?")).items()}
    try:
        split_turn_id(values.get("turn", ""))
    except ValueError:
        return None
    return Place(values["turn"], quote=_span(values.get("quote")))


def _span(text: str | None) -> Span | None:
    start, dash, end = (text or "").partition("-")
    # Nine digits are more than any transcript has; int() of thousands of digits raises.
    if not dash or not all(part.isascii() and part.isdigit() and len(part) <= 9 for part in (start, end)):
        return None
    return (int(start), int(end)) if int(start) <= int(end) else None
