"""Which words of the turns found are quoted: the windows that answer best. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from index.filter import Filter
from index.transcript import Turn, turn_id
from rag.answer import Citation, Passage
from rag.citations import has_marker
from rag.language.dates import When, calendar, moments
from rag.language.dialogue import answers, only_asks, turn_asks
from rag.language.sentences import Span, split_sentences
from rag.question.day import DENIES
from rag.question.kind import GATHERED, Kind
from rag.retrieval.reader import UNREAD, Window, go_on, windows

Quote = tuple[Passage, Span]


@dataclass(frozen=True, slots=True)
class Quoting:
    """How much is quoted.

    `fact`, `gathered`: quotes for one fact, and for what is gathered from several turns; `behind`: log odds that a
    further quote may be behind the best; `words`: of a quote, the best window and its better neighbours; `of_a_turn`:
    quotes that one turn may give, and `again`: log odds by which a second must be better than another turn's.
    docs/reader.md has what each is worth.
    """

    fact: int = 3
    gathered: int = 8
    behind: float = 8.0
    words: int = 130
    of_a_turn: int = 2
    again: float = 0.5


_QUOTING = Quoting()


def choose_quotes(
    found: Sequence[Window], kind: Kind, *, sides: Sequence[Filter] = (), quoting: Quoting = _QUOTING
) -> list[Quote]:
    """The windows that answer best, with what stands beside them, best first; no words are quoted twice.

    Of a comparison those of each of its `sides` take turns.
    """
    most = quoting.gathered if kind in GATHERED else quoting.fact
    parts: list[Sequence[Window]] = [
        [w for w in found if side.holds(w.passage.turn.speaker, w.passage.date)] for side in sides
    ] or [found]
    levels = zip_longest(*(_best_quotes(part, most, quoting) for part in parts))
    quotes: list[Quote] = []
    for passage, span in (quote for level in levels for quote in level if quote is not None):
        same = (other for quoted, other in quotes if quoted.turn.id == passage.turn.id)
        if not overlaps(span, same):  # sides may overlap
            quotes.append((passage, span))
    return quotes[:most]


def _best_quotes(found: Sequence[Window], most: int, quoting: Quoting) -> list[Quote]:
    odds = {(window.passage.turn.id, window.span.start): window.odds for window in found}
    left = [window for window in found if window.score >= found[0].score - quoting.behind]
    chosen: list[Quote] = []
    of_turn: dict[str, list[Span]] = defaultdict(list)
    while left and len(chosen) < most:
        best = max(left, key=lambda window: window.score - quoting.again * len(of_turn[window.passage.turn.id]))
        left.remove(best)
        others = of_turn[best.passage.turn.id]
        span = _with_neighbours(best, odds, quoting.words, others)
        if len(others) < quoting.of_a_turn and not overlaps(span, others):
            others.append(span)
            chosen.append((best.passage, span))
    return chosen


def with_replies(quotes: Sequence[Quote], neighbours: Mapping[str, Turn], within: Sequence[Filter]) -> list[Quote]:
    """The quotes, behind the first that ends in a question how the reply to it begins.

    Who asks the same says no answer, and is chosen as well as who does. `neighbours`: the turns after them, by id;
    `within`: whose replies, and of which days, may be quoted, by each of these.
    """
    quoted = {passage.turn.id for passage, _ in quotes}
    for place, (passage, span) in enumerate(quotes, start=1):
        reply = neighbours.get(turn_id(passage.transcript_id, passage.turn.index + 1))
        if reply is None or reply.id in quoted or not asks(passage, span) or not answers(passage.turn, reply):
            continue
        replied = replace(passage, turn=reply, date=reply.date or passage.date)
        if all(one.holds(reply.speaker, replied.date) for one in within) and (begins := _beginning(replied)):
            return [*quotes[:place], *begins, *quotes[place:]]
    return list(quotes)


def denial_of(quotes: Sequence[Quote], found: Sequence[Window]) -> Quote | None:
    """The window of a later day that denies a day which the first quote names; None where there is none.

    "We plan to reopen on September 1" answers better than "It will not reopen on September 1", and holds no longer.
    """
    if not quotes:
        return None
    passage, span = quotes[0]
    days = [moment.printed for moment in calendar(span.text) if moment.printed.day]
    later = (w for w in found if w.passage.date and passage.date and w.passage.date > passage.date)
    return next(((w.passage, w.span) for w in later if any(_denies(w, day) for day in days)), None)


def with_denial(quotes: Sequence[Quote], denial: Quote) -> list[Quote]:
    """The quotes, the denial of the first behind it and not twice, and no more than there were, but for it."""
    passage, span = denial
    others = [quote for quote in quotes[1:] if quote[0].turn.id != passage.turn.id or not overlaps(span, [quote[1]])]
    return [quotes[0], denial, *others][: max(len(quotes), 2)]


def _denies(window: Window, day: When) -> bool:
    said_on = window.passage.date
    return any(
        DENIES.search(sentence.text) and any(moment.states(day) for moment in moments(sentence.text, said_on))
        for sentence in split_sentences(window.span.text)
    )


def best(quotes: Sequence[Quote]) -> Sequence[Quote]:
    """The first quote, with the reply to it where it asks."""
    return quotes[: 2 if quotes and asks(*quotes[0]) else 1]


def asks(passage: Passage, span: Span) -> bool:
    """Whether a quote goes to the end of a turn that ends in a question."""
    return turn_asks(span.text) and not passage.turn.text[span.end :].strip()


def _beginning(passage: Passage) -> list[Quote]:
    """How a turn begins that says something, in whole windows of so many words as a quote may have."""
    text = passage.turn.text
    if only_asks(text) or not (spans := windows(text)):
        return []
    span = _with_neighbours(Window(passage, spans[0], UNREAD, UNREAD), {}, _QUOTING.words, ())
    return [] if has_marker(span.text) else [(passage, span)]


def beside(quotes: Sequence[Quote], citations: Sequence[Citation]) -> list[Quote]:
    """The quotes that have no words of what is cited; together with the turns cited no more than the quotes were."""
    cited: dict[str, list[Span]] = defaultdict(list)
    for citation in citations:
        cited[citation.turn_id].append(Span(citation.quote_start, citation.quote_end, citation.quote))
    rest = [(passage, span) for passage, span in quotes if not overlaps(span, cited.get(passage.turn.id, []))]
    return rest[: max(len(quotes) - len(citations), 0)]


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span has a character of one of the others."""
    return any(span.start < other.end and other.start < span.end for other in others)


def _with_neighbours(window: Window, odds: Mapping[tuple[str, int], float], words: int, others: Sequence[Span]) -> Span:
    """A window and, while so many words are not full, the better one of those that stand beside it, up to `others`."""
    turn = window.passage.turn
    spans = windows(turn.text)
    first = last = spans.index(window.span)
    while beside := [place for place in (first - 1, last + 1) if 0 <= place < len(spans)]:
        place = max(beside, key=lambda place: odds.get((turn.id, spans[place].start), UNREAD))
        low, high = min(first, place), max(last, place)
        text = turn.text[spans[low].start : spans[high].end]
        joined = go_on(spans[low], spans[low + 1]) if place < first else go_on(spans[high - 1], spans[high])
        taken = overlaps(Span(spans[low].start, spans[high].end, text), others)
        if len(text.split()) > words or not joined or has_marker(text) or taken:
            break
        first, last = low, high
    return Span(spans[first].start, spans[last].end, turn.text[spans[first].start : spans[last].end])
