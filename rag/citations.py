"""A place in a turn as a citation: the verbatim quote, its span, and the link that opens it. Pure."""

import re
from collections.abc import Iterable
from urllib.parse import quote as percent_encoded

from rag.answer import Citation, Passage
from rag.language import words as wording
from rag.language.sentences import Span, split_sentences
from rag.language.vocabulary import SPACED_ENDS

MOVED_WITHIN = 30  # turns before and after, in which words that have moved are looked for
_FEWEST = 3  # words: fewer are no quote that a person could judge by
_MARKER = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")


def cite(marker: int, passage: Passage, span: Span, *, base_url: str) -> Citation:
    """The citation of a span of a passage's turn."""
    turn = passage.turn
    return Citation(
        marker=marker,
        turn_id=turn.id,
        transcript_id=passage.transcript_id,
        title=passage.title,
        date=passage.date,
        turn=turn.index,
        speaker=turn.speaker,
        start=turn.start,
        end=turn.end,
        quote=span.text,
        quote_start=span.start,
        quote_end=span.end,
        url=turn_url(base_url, turn.id),
        corrected=bool(turn.originals),
    )


def nearest_sentence(question: str, text: str) -> Span:
    """The sentence of a text that shares most words with the question; of equals the first."""
    asked = wording.content(question)
    spans = split_sentences(text) or (Span(0, len(text), text),)
    return max(spans, key=lambda span: len(asked & wording.content(span.text)))


def find_quote(quote: str, text: str) -> Span | None:
    """Where a text has these words in this order, whatever stands between them; None for fewer than three.

    >>> find_quote("we ship: on Friday", "As I said, we ship on Friday.").text
    'we ship on Friday.'
    """
    words = re.findall(r"\w+", quote)
    if len(words) < _FEWEST:
        return None
    same = r"[\W_]+".join(map(re.escape, words))
    found = re.search(rf"(?<!\w){same}(?!\w)[{SPACED_ENDS}]*", text, re.IGNORECASE)
    return Span(found.start(), found.end(), found[0]) if found else None


def without_markers(text: str) -> str:
    """The text without citation markers.

    >>> without_markers("They ship on Friday [1], Ana said [2, 3].")
    'They ship on Friday, Ana said.'
    """
    return _MARKER.sub("", text)


def has_marker(text: str) -> bool:
    """Whether a text has what would be taken for a citation marker."""
    return _MARKER.search(text) is not None


def turn_url(base_url: str, identifier: str) -> str:
    """The link that opens a transcript at a turn.

    >>> turn_url("http://127.0.0.1:7860", "a b.txt#3")
    'http://127.0.0.1:7860/?turn=a%20b.txt%233'
    """
    return f"{base_url.rstrip('/')}/?turn={percent_encoded(identifier, safe='')}"


def of_several_days(citations: Iterable[Citation]) -> bool:
    """Whether some were said on other days than others, so that each is to be shown with its day."""
    return len({citation.date for citation in citations if citation.date}) > 1
