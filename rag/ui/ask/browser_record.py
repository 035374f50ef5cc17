"""A conversation as the browser keeps it, and back. What comes back may have been changed by anyone: it is checked.

Quotes, speakers and times are not kept but read from the index again, so that a citation that comes back is one that
holds now; one whose turn no longer says its words comes back as lost. Times of answering and scores are not kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError

from index.errors import NotFound
from index.message import dump, load
from rag.answer import Answer, Citation, Coverage, Passage, Sentence, Sources, Support
from rag.citations import cite
from rag.language.sentences import Span
from rag.ui.ask.conversation import (
    NOTHING_BEYOND,
    Beyond,
    Conversation,
    Exchange,
    Opinion,
)
from rag.ui.protocol import Index

LARGEST = 2_000_000  # characters of a record that is read at all

Id = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Place = tuple[str, int, int]  # turn id, first and last character of the quote


class KeptSentence(NamedTuple):
    """A sentence; records of earlier versions have no reason."""

    text: str
    support: Support
    citations: tuple[int, ...] = ()
    why: str | None = None


@dataclass(frozen=True)
class KeptAnswer:
    """An answer without what the index knows."""

    sentences: tuple[KeptSentence, ...]
    dropped: tuple[KeptSentence | str, ...]
    citations: tuple[tuple[int, str, int, int, str], ...]  # marker, turn id, span of the quote, its words
    base: Annotated[str, Field(pattern=r"^(https?://[^\s<>\"?#]*)?$")]  # of the links
    coverage: Coverage
    model: str
    prompt_version: str
    generation: int
    text: str | None = None  # where it is not the sentences
    reason: str | None = None
    abstained: bool = False


@dataclass(frozen=True)
class KeptSources:
    """What was found, best first."""

    found: tuple[Place, ...]
    coverage: Coverage
    read: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeptExchange:
    """A question and what came of it."""

    question: str
    without: tuple[str, ...] = ()
    answer: KeptAnswer | None = None
    sources: KeptSources | None = None
    draft: str = ""
    problem: str | None = None
    opinion: Opinion | None = None
    beyond: Beyond = NOTHING_BEYOND


@dataclass(frozen=True)
class Record:
    """A conversation."""

    id: Id
    exchanges: Annotated[tuple[KeptExchange, ...], Field(min_length=1, max_length=500)]
    version: Literal[1] = 1


_RECORD = TypeAdapter(Record)


def to_record(conversation: Conversation) -> str:
    """The conversation as JSON for the browser; empty for none."""
    if not conversation:
        return ""
    kept = Record(conversation[0].talk, tuple(_keep(exchange) for exchange in conversation))
    return _RECORD.dump_json(kept, exclude_defaults=True).decode()


def from_record(text: str, index: Index) -> Conversation:
    """The conversation of a record, its citations read from the index; nothing where it is not one that the page made.

    An exchange that was cut off comes back as stopped.
    """
    if len(text) > LARGEST:
        return ()
    try:
        record = _RECORD.validate_json(text)
    except ValidationError:
        return ()
    return tuple(_restore(exchange, record.id, index) for exchange in record.exchanges)


def _keep(exchange: Exchange) -> KeptExchange:
    answer, found = exchange.answer, exchange.sources
    return KeptExchange(
        question=exchange.question,
        without=exchange.without,
        answer=_keep_answer(answer) if answer is not None else None,
        sources=_keep_sources(found) if found is not None else None,
        draft="" if answer is not None else exchange.draft,
        problem=exchange.problem,
        opinion=exchange.opinion,
        beyond=exchange.beyond,
    )


def _keep_answer(answer: Answer) -> KeptAnswer:
    first = answer.citations[0] if answer.citations else None
    return KeptAnswer(
        sentences=tuple(map(_keep_sentence, answer.sentences)),
        dropped=tuple(map(_keep_sentence, answer.dropped)),
        citations=tuple((c.marker, c.turn_id, c.quote_start, c.quote_end, c.quote) for c in answer.citations),
        base=first.url.partition("/?turn=")[0] if first is not None else "",
        coverage=_map(dump, answer.coverage),
        model=answer.model,
        prompt_version=answer.prompt_version,
        generation=answer.generation,
        text=None if answer.text == _text_of(answer.sentences) else answer.text,
        reason=answer.reason and dump(answer.reason),
        abstained=answer.abstained,
    )


def _keep_sentence(sentence: Sentence) -> KeptSentence:
    return KeptSentence(sentence.text, sentence.support, sentence.citations, sentence.why)


def _keep_sources(found: Sources) -> KeptSources:
    quotes = {c.turn_id: (c.turn_id, c.quote_start, c.quote_end) for c in found.citations}
    places = tuple(quotes.get(p.turn.id, (p.turn.id, 0, 0)) for p in found.passages)
    return KeptSources(places, _map(dump, found.coverage), tuple(map(dump, found.read)))


def _restore(kept: KeptExchange, talk: str, index: Index) -> Exchange:
    answer = _restore_answer(kept.question, kept.answer, index) if kept.answer is not None else None
    return Exchange(
        question=kept.question,
        talk=talk,
        sources=_restore_sources(kept.sources, index) if kept.sources is not None else None,
        draft=kept.draft,
        answer=answer,
        problem=kept.problem,
        stopped=answer is None and kept.problem is None,
        without=kept.without,
        opinion=kept.opinion,
        beyond=kept.beyond,
    )


def _restore_answer(question: str, kept: KeptAnswer, index: Index) -> Answer:
    sentences = tuple(Sentence(*sentence) for sentence in kept.sentences)
    citations = (_citation(*citation, base=kept.base, index=index) for citation in kept.citations)
    return Answer(
        question=question,
        text=_text_of(sentences) if kept.text is None else kept.text,
        abstained=kept.abstained,
        reason=kept.reason and load(kept.reason),
        sentences=sentences,
        citations=tuple(citation for citation in citations if citation is not None),
        coverage=_map(load, kept.coverage),
        model=kept.model,
        prompt_version=kept.prompt_version,
        generation=kept.generation,
        dropped=tuple(Sentence(one, "unsupported") if isinstance(one, str) else Sentence(*one) for one in kept.dropped),
    )


def _restore_sources(kept: KeptSources, index: Index) -> Sources:
    passages, citations = [], []
    for marker, (turn, start, end) in enumerate(kept.found, start=1):
        passage = _passage(turn, index)
        if passage is None:
            continue
        passages.append(passage)
        if 0 <= start < end <= len(passage.turn.text):
            span = Span(start, end, passage.turn.text[start:end])
            citations.append(replace(cite(marker, passage, span, base_url=""), url=""))
    return Sources(tuple(passages), _map(load, kept.coverage), tuple(citations), tuple(map(load, kept.read)))


def _map(change: Callable[[str], str], coverage: Coverage) -> Coverage:
    return replace(coverage, filters=tuple(map(change, coverage.filters)))


def _citation(marker: int, turn: str, start: int, end: int, quote: str, *, base: str, index: Index) -> Citation | None:
    """The citation where its turn says its words, at their place or another; else None."""
    passage = _passage(turn, index)
    if passage is None or not quote:
        return None
    text = passage.turn.text
    if text[max(0, start) : end] != quote:
        start = text.find(quote)
    if start < 0:
        return None
    citation = cite(marker, passage, Span(start, start + len(quote), quote), base_url=base)
    return citation if base else replace(citation, url="")


def _passage(identifier: str, index: Index) -> Passage | None:
    try:
        turn = index.turn(identifier)
        info = index.info(turn.id.rpartition("#")[0])
    except (NotFound, ValueError, OverflowError):  # SQLite holds no index of twenty digits
        return None
    return Passage(turn, info.id, info.title, info.date, score=0.0)


def _text_of(sentences: Sequence[Sentence]) -> str:
    return " ".join(sentence.text for sentence in sentences)
