"""The sentences of a stored answer, checked as those of a new one are, against the transcripts as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from index.embedding.embedder import spread, without_adapter
from index.errors import NotFound
from index.filter import Filter
from rag.answer import Answer, Citation, Passage, Sentence
from rag.citations import cite
from rag.generation.composer import COMPUTED, COUNTED
from rag.generation.sources import as_spoken, evidence_of, neighbours
from rag.grounding.attribution import Attribution, Drafted
from rag.language.words import has_words, plain
from rag.question.question import Question
from rag.question.reading import QuestionReader
from rag.retrieval.ranker import Ranking

if TYPE_CHECKING:
    from index.index import Index


def check_again(answer: Answer, index: Index) -> tuple[Sentence, ...]:
    """Each sentence with the verdict that it has now by the turns that it cites, and why; markers stay as they were.

    What the program counted or worked out itself keeps its verdict: no turn says it.
    """
    question = QuestionReader(index).read(answer.question, Filter())
    cited = {citation.marker: citation for citation in answer.citations}
    return tuple(
        _sentence_checked(
            sentence, [cited[marker] for marker in sentence.citations if marker in cited], question, index
        )
        for sentence in answer.sentences
    )


def _sentence_checked(sentence: Sentence, cited: list[Citation], question: Question, index: Index) -> Sentence:
    if sentence.why in (COMPUTED, COUNTED):
        return sentence
    ranking = as_spoken(Ranking(tuple(_passages(cited, index)), 0.0, question))
    said = {passage.turn.id: passage.turn for passage in ranking.passages}
    quoted = plain(sentence.text)
    if sentence.support == "verbatim" and any(
        c.turn_id in said and said[c.turn_id].speaker == c.speaker and has_words(said[c.turn_id].text, quoted)
        for c in cited
    ):
        return sentence
    around, known = neighbours(index, ranking), {person.canonical for person in question.known}
    gone = {c.speaker for c in cited if c.speaker} - known  # a sentence may still credit them
    attribution = Attribution(
        evidence_of(ranking, (), around),
        (*question.known, *sorted(gone)),
        encode=without_adapter(index.embedder).encode,
        spread=partial(spread, index.embedder),
        cite=lambda marker, passage, span: cite(marker, passage, span, base_url=""),
        question=question,
    )
    found = attribution.take(attribution.judge(Drafted(sentence.text))).sentence
    return replace(found, text=sentence.text, citations=sentence.citations)


def _passages(cited: list[Citation], index: Index) -> Iterator[Passage]:
    """The turns cited that are still there, as they are now."""
    for citation in {citation.turn_id: citation for citation in cited}.values():
        try:
            turn, info = index.turn(citation.turn_id), index.info(citation.transcript_id)
        except NotFound:
            continue
        yield Passage(turn, info.id, info.title, turn.date or info.date, 0.0)
