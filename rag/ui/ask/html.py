"""Answers and sources as HTML. Pure: values in, HTML out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from rag.answer import Answer, Citation, Coverage, Passage, Sources
from rag.citations import of_several_days
from rag.export import FORMATS
from rag.export.clock import clock, when
from rag.export.columns import columns
from rag.feedback.store import LONGEST_NOTE, VERDICTS
from rag.ui.ask.conversation import NOTHING_BEYOND, Beyond, Exchange
from rag.ui.i18n import Words
from rag.ui.i18n.translate import translate, unreadable
from rag.ui.markup import Piece, excerpt
from rag.ui.permalink import Place, place_of
from rag.ui.protocol import TranscriptInfo
from rag.ui.template import render


@dataclass(frozen=True, slots=True)
class Link:
    """Words of a card that lead to their turn; the marker of a citation before them."""

    href: str
    words: Sequence[Piece]
    marker: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The transcript that cards stand under, and its day or the turns' own."""

    transcript_id: str
    title: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """A turn beside the chat: of which transcript, whose, when it is said there, and what of it."""

    under: Heading
    speaker: str | None
    time: str
    corrected: bool
    links: Sequence[Link]


def render_exchanges(conversation: Iterable[Exchange], say: Words) -> Markup:
    """Questions with their answers, oldest first."""
    return Markup().join(render_exchange(exchange, say, place=place) for place, exchange in enumerate(conversation))


def render_exchange(exchange: Exchange, say: Words, *, place: int = 0, latest: bool = False) -> Markup:
    """A question with its answer, how far that has come, or why there is none, and what can be done with it.

    `place` is its place in the conversation; the latest can be asked again, and without what was read from it.
    """
    answer = exchange.answer
    checked = render_answer(answer, say, exchange.beyond) if answer is not None else ""
    return render(
        "ask/exchange.html",
        say=say,
        exchange=exchange,
        place=place,
        latest=latest,
        checked=checked,
        by_marker=_by_marker,
        formats=FORMATS,
        verdicts=VERDICTS,
        longest_note=LONGEST_NOTE,
    )


def render_bar(say: Words) -> Markup:
    """What stands above the chat: a new conversation, those the browser has kept, their export."""
    return render("ask/bar.html", say=say, formats=FORMATS)


def render_record(record: str) -> Markup:
    """A conversation for the browser to keep; ask.js reads it."""
    return render("ask/record.html", record=record)


def render_file(name: str, text: str, *, once: str) -> Markup:
    """A file for the browser to save; ask.js does so, once for each `once`."""
    return render("file.html", name=name, value=text, once=once)


def render_welcome(library: Sequence[TranscriptInfo], examples: Sequence[str], say: Words) -> Markup:
    """What stands in an empty chat: what there is to ask about, questions to begin with, files that were not read."""
    ready = [info for info in library if info.state == "ready"]
    counts = (say("count.transcripts", n=len(ready)), say("count.turns", n=sum(info.turns for info in ready)))
    unread = [
        f"{info.id}: {'; '.join(unreadable(warning, say) for warning in info.warnings)}"
        for info in library
        if info.state != "ready"
    ]
    size = " · ".join(counts) if ready else say("ask.empty")
    return render("ask/welcome.html", say=say, size=size, examples=examples, unread=unread)


def render_answer(answer: Answer, say: Words, beyond: Beyond = NOTHING_BEYOND) -> Markup:
    """The checked answer: sentences with their citations, what was left out, what was searched, by which model."""
    left_out = [" – ".join(filter(None, (one.text, one.why))) for one in answer.dropped]
    footer = _footer(answer, beyond, say)
    above, sides = columns(answer)
    return render(
        "ask/answer.html",
        say=say,
        answer=answer,
        above=above,
        sides=sides,
        left_out=left_out,
        dated=of_several_days(answer.citations),
        footer=footer,
        by_marker=_by_marker,
    )


def render_sources(exchange: Exchange | None, say: Words) -> Markup:
    """The panel beside the chat: what the answer cites first, then what else was found."""
    if exchange is None:
        return _panel(say, note=say("sources.waiting"))
    if exchange.sources is None:
        return _panel(say, note=say("sources.searching") if exchange.pending else "")
    found, answer = exchange.sources, exchange.answer
    cited = answer.citations if answer is not None else ()
    texts = {passage.turn.id: passage.turn.text for passage in found.passages}
    groups = (
        (say("sources.cited"), _by_transcript(_cited_cards(cited, texts))),
        (_rest_title(answer, say), _by_transcript(_other_cards(found, {citation.turn_id for citation in cited}))),
    )
    note = "" if any(transcripts for _, transcripts in groups) else say("sources.nothing")
    return _panel(say, note=note, groups=groups, coverage=coverage_line(found.coverage, say, exchange.beyond))


def coverage_line(coverage: Coverage, say: Words, beyond: Beyond = NOTHING_BEYOND) -> str:
    """What was searched and what was not, in words."""
    counts = (say("count.transcripts", n=coverage.transcripts), say("count.turns", n=coverage.turns))
    searched = say("answer.searched", transcripts=counts[0], turns=counts[1])
    limits = f" ({'; '.join(translate(one, say) for one in coverage.filters)})" if coverage.filters else ""
    parts = [
        *([say("count.transcripts", n=beyond.transcripts)] if beyond.transcripts else []),
        *([say("answer.unread", n=beyond.files)] if beyond.files else []),
    ]
    rest = say("answer.unsearched", what=", ".join(parts)) if parts else ""
    return "; ".join(filter(None, (searched + limits, rest)))


def _by_marker(citations: Iterable[Citation]) -> Mapping[int, Citation]:
    return {citation.marker: citation for citation in citations}


def _footer(answer: Answer, beyond: Beyond, say: Words) -> str:
    parts = [coverage_line(answer.coverage, say, beyond), say("answer.model", model=answer.model)]
    if answer.timings_ms.total is not None:
        parts.append(f"{say.number(answer.timings_ms.total / 1000, '.1f')} s")
    return " · ".join(parts)


def _panel(
    say: Words,
    *,
    note: str,
    groups: Sequence[tuple[str, Mapping[Heading, Sequence[Card]]]] = (),
    coverage: str = "",
) -> Markup:
    return render("ask/sources.html", say=say, note=note, groups=groups, coverage=coverage)


def _rest_title(answer: Answer | None, say: Words) -> str:
    if answer is None:
        return say("sources.found")
    return say("sources.nearest") if answer.abstained else say("sources.others")


def _by_transcript(cards: Iterable[Card]) -> dict[Heading, list[Card]]:
    """The cards under their transcripts, in the order of each one's first."""
    under: dict[Heading, list[Card]] = {}
    for card in cards:
        under.setdefault(card.under, []).append(card)
    return under


def _cited_cards(cited: Sequence[Citation], texts: Mapping[str, str]) -> list[Card]:
    """A card for each cited turn, in order of first citation, with a link for each of its quotes."""
    turns: dict[str, list[Citation]] = {}
    for citation in cited:
        turns.setdefault(citation.turn_id, []).append(citation)
    return [
        _quote_card(quotes[0], [_quote_link(quote, texts, alone=len(quotes) == 1) for quote in quotes])
        for quotes in turns.values()
    ]


def _quote_card(said: Citation, links: Sequence[Link]) -> Card:
    under = Heading(said.transcript_id, said.title, said.date)
    return Card(under, said.speaker, clock(said.start), said.corrected, links)


def _quote_link(citation: Citation, texts: Mapping[str, str], *, alone: bool) -> Link:
    text = texts.get(citation.turn_id)
    if text is None or not alone:  # among several quotes of a turn, each stands for itself
        words = excerpt(citation.quote, 0, len(citation.quote))
    else:
        words = excerpt(text, citation.quote_start, citation.quote_end)
    return Link(place_of(citation).href(), words, citation.marker)


def _other_cards(found: Sources, cited: set[str]) -> list[Card]:
    """Cards of the turns found and not cited, best first."""
    quotes = {citation.turn_id: citation for citation in found.citations}
    return [
        _found_card(passage, quotes.get(passage.turn.id)) for passage in found.passages if passage.turn.id not in cited
    ]


def _found_card(passage: Passage, quote: Citation | None) -> Card:
    turn = passage.turn
    if quote is not None:
        words = excerpt(turn.text, quote.quote_start, quote.quote_end)
        return _quote_card(quote, [Link(place_of(quote).href(), words)])
    under = Heading(passage.transcript_id, passage.title, passage.date)
    links = [Link(Place(turn.id).href(), excerpt(turn.text, 0, 0))]
    return Card(under, turn.speaker, when(turn), bool(turn.originals), links)
