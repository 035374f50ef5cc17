"""Groups that the reader learns from: a question, a window that answers, and others that do not.

Windows, and the form in which they are read, are those of `rag.retrieval.reader`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from index.embedding.adapter.training.data import Material, TrainingDataError
from index.transcript import Turn, turn_id
from rag.answer import Passage
from rag.language import words as wording
from rag.language.sentences import Span
from rag.retrieval.ranker import TurnRanker
from rag.retrieval.reader import as_read, windows
from rag.training.loop import Group

if TYPE_CHECKING:
    from index.index import Index

WRONG = 4  # windows of a group that do not answer
FOUND = 45  # turns that a search finds: what is wrong among them is hard to tell from what is right
_FEWEST_WORDS = 5  # of a window that is to answer a question about a meeting
_ALIKE = 90.0  # per cent of a quote's characters that a turn must have in one place
_HELD_OUT = 5  # every so many-th question of a library set is left for measuring


@dataclass(frozen=True, slots=True)
class Piece:
    """A window of a turn, and how the reader reads it."""

    turn: int
    span: Span
    text: str

    def shares(self, place: Span) -> int:
        """How many characters it has in common with a place of its turn."""
        return min(self.span.end, place.end) - max(self.span.start, place.start)


def pieces(transcript_id: str, turns: Iterable[Turn], around: Sequence[Turn] = ()) -> list[Piece]:
    """The windows of turns of one transcript. `around`: turns of it that may stand before them."""
    turns = list(turns)
    before = {turn.id: turn for turn in (*around, *turns)}
    read = [(Passage(turn, transcript_id, "", None, 0.0), span) for turn in turns for span in windows(turn.text)]
    return [Piece(passage.turn.index, span, as_read(passage, span, before)) for passage, span in read]


def of_squad(file: Path, draw: Random) -> list[Group]:
    """Questions of every other article of a SQuAD 2.0 file. Where none answers, nothing of its paragraph does.

    Raises TrainingDataError where the file has another form.
    """
    try:
        articles = json.loads(file.read_bytes())["data"][::2]
        return [group for article in articles for group in _of_article(article, draw)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingDataError(f"{file}: not a file of SQuAD 2.0 ({error!r})") from error


def _of_article(article: dict[str, Any], draw: Random) -> Iterator[Group]:
    name, paragraphs = article["title"], article["paragraphs"]
    turns = [Turn(turn_id(name, n), n, None, paragraph["context"]) for n, paragraph in enumerate(paragraphs)]
    every = pieces(name, turns)
    for number, paragraph in enumerate(paragraphs):
        own, others = _in_two(every, {number})
        for asked in paragraph["qas"]:
            if asked["is_impossible"]:
                yield from _group(asked["question"], None, own, draw)
                continue
            answer = asked["answers"][0]
            place = _span(answer["answer_start"], answer["text"])
            right = max(own, key=lambda piece: piece.shares(place))
            beside = [piece for piece in own if piece.shares(place) <= 0]
            more = draw.sample(others, min(len(others), WRONG - len(beside))) if len(beside) < WRONG else []
            yield from _group(asked["question"], right, [*beside, *more], draw)


def of_meetings(materials: Iterable[Material], draw: Random) -> Iterator[Group]:
    """Questions about meetings: a window of a turn that answers, and of others that share words with the question."""
    for material in materials:
        every = pieces(material.transcript.id, material.transcript.turns)
        said = [wording.content(piece.text) for piece in every]
        for question in material.questions:
            asked = wording.content(question.text)
            order = sorted(range(len(every)), key=lambda at: -len(asked & said[at]))
            nearest = [every[at] for at in order]
            right = [p for p in nearest if p.turn in question.right and len(p.span.text.split()) >= _FEWEST_WORDS]
            wrong = [piece for piece in nearest if piece.turn not in question.right | question.unclear][:FOUND]
            if right:
                yield from _group(question.text, draw.choice(right), wrong, draw)


def of_library(folder: Path, index: Index, draw: Random, *, drawn: int = 1, every: bool = False) -> Iterator[Group]:
    """Four fifths of the questions of a library set (docs/evaluation.md) that `index` has the transcripts of, or every.

    For each gold quote so many groups as are `drawn`; what is wrong is of the turns that the search finds. Raises
    TrainingDataError.
    """
    ranker, known = TurnRanker(index), {one.id for one in index.transcripts()}
    for place, line in enumerate(_lines(folder / "questions.jsonl")):
        if every or place % _HELD_OUT < _HELD_OUT - 1:
            gold = [quoted for quoted in line["gold"] if quoted["file"] in known]
            yield from _of_question({**line, "gold": gold}, index, ranker, draw, drawn)


def _of_question(line: dict[str, Any], index: Index, ranker: TurnRanker, draw: Random, drawn: int) -> Iterator[Group]:
    asked = ranker.read(line["question"], history=[(q, a) for q, a in line.get("history") or ()])
    question = asked.standalone.search
    right, gold = [], set[tuple[str, int]]()
    for quoted in line["gold"]:
        turns = index.turns(quoted["file"])
        for turn in turns:
            if place := _place(quoted["quote"], turn.text):
                held = pieces(quoted["file"], [turn], turns[max(0, turn.index - 1) : turn.index])
                right.append(max(held, key=lambda piece: piece.shares(place)))
                gold.add((quoted["file"], turn.index))
                break
    wrong = []
    for passage in ranker.rank(asked, k=FOUND).passages:
        at = passage.turn.index
        if (passage.transcript_id, at) not in gold:
            before = index.turns(passage.transcript_id, at - 1, at - 1) if at else ()
            wrong += pieces(passage.transcript_id, [passage.turn], before)
    for one in right if line["answerable"] else [None]:
        for _ in range(drawn):
            yield from _group(question, one, wrong, draw)


def _group(question: str, right: Piece | None, wrong: Sequence[Piece], draw: Random) -> Iterator[Group]:
    """One group, where there is enough for one."""
    chosen = draw.sample(wrong, min(len(wrong), WRONG + (right is None)))
    if chosen:
        seconds = [piece.text for piece in ([right] if right else []) + chosen]
        yield Group(question, tuple(seconds), answered=right is not None)


def _in_two(every: Sequence[Piece], turns: set[int]) -> tuple[list[Piece], list[Piece]]:
    return [p for p in every if p.turn in turns], [p for p in every if p.turn not in turns]


def _place(quote: str, text: str) -> Span | None:
    """Where a turn has a quote, give or take a few characters of markup."""
    if len(text) < _ALIKE / 100 * len(quote):
        return None
    found = fuzz.partial_ratio_alignment(quote.lower(), text.lower(), score_cutoff=_ALIKE)
    return _span(found.dest_start, text[found.dest_start : found.dest_end]) if found else None


def _span(start: int, text: str) -> Span:
    return Span(start, start + len(text), text)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            value = json.loads(line)
            if not {"question", "answerable", "gold"} <= value.keys():
                raise ValueError("a question needs `question`, `answerable` and `gold`")
            yield value
    except (OSError, ValueError) as error:
        raise TrainingDataError(f"{path}: {error}") from error
