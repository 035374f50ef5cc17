"""Which turns a language model reads: the best ones, the questions that prompted them, in transcript order. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.transcript import Turn
from rag.answer import Passage
from rag.generation.injection import as_words
from rag.language import words as wording
from rag.language.dates import in_words, worked_out
from rag.language.dialogue import answers, is_unanswered, only_asks
from rag.language.sentences import Span, split_sentences

Relevance = Callable[[Sequence[str]], Sequence[float]]  # sentences -> how near each comes to the question

_GAP = " … "
_UNANSWERED = " (Nobody answers this.)"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a turn is read; set by hand, with the words of all together measured (docs/decisions/010).

    `long`: share of the words to be read, and `least`: words, of a turn that are read whole or as its best sentences,
    the more of the two; `short`: words up to which a turn is understood by the question before it; `question`: words of
    that question; `same`: share of the words asked with that a turn has which asks the same; `left`: words still to be
    read, with fewer of which the rest is left: a turn as short rarely says anything.
    """

    long: float = 0.25
    least: int = 35
    short: int = 12
    question: int = 40
    same: float = 0.67
    left: int = 8


EXTENT = Extent()


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A turn as the model reads it: whole, or an excerpt of its sentences. `number` is its marker in the prompt.

    `unanswered`: it asks something that nobody answers.
    """

    number: int
    passage: Passage
    text: str
    unanswered: bool = False


def choose_context(
    passages: Sequence[Passage],
    *,
    words: int,
    relevance: Relevance,
    neighbours: Mapping[str, Turn],
    question: str = "",
) -> tuple[ShownTurn, ...]:
    """The turns the model reads, within so many words, in transcript order.

    `passages` come best first; `neighbours` holds the turn before and the two after each, by id. A short answer
    brings the question before it; a turn that only asks, or asks this question, brings the turn after it, or the note
    that none answers.
    """
    asked = wording.content(question)
    shown: dict[str, tuple[Passage, str]] = {}
    room, long = words, max(int(EXTENT.long * words), EXTENT.least)
    for passage in passages:
        for candidate, limit in (
            (_prompting(passage, neighbours), EXTENT.question),
            (passage, long),
            (_reply(passage, neighbours, asked), long),
        ):
            if candidate is None or candidate.turn.id in shown:
                continue
            text = excerpt(candidate.turn.text, words=min(limit, room), relevance=relevance)
            used = len(text.split())
            if not used or used > room:
                continue
            shown[candidate.turn.id] = (candidate, text)
            room -= used
        if room < EXTENT.left:
            break
    ordered = sorted(shown.values(), key=lambda item: (item[0].date or "", item[0].transcript_id, item[0].turn.index))
    return tuple(
        ShownTurn(number, passage, text, _is_unanswered(passage, neighbours))
        for number, (passage, text) in enumerate(ordered, start=1)
    )


def format_context(shown: Sequence[ShownTurn], *, numbered: bool = True, asks_when: bool = False) -> str:
    """The turns as the prompt prints them: a line a turn, under a line a transcript and a day of it.

    Every token is read before the first word of the answer: no numbers (`numbered`) for a model that cites none,
    and a title once. Where the question `asks_when`, what "yesterday" was stands behind it.
    """
    lines: list[str] = []
    before = ""
    for (transcript, title, date), turns in groupby(
        shown, key=lambda s: (s.passage.transcript_id, s.passage.title, s.passage.date)
    ):
        head = (title if transcript != before else "", in_words(date) if date else "")
        lines.append(as_words(f"{', '.join(filter(None, head))}:"))
        lines += [_line(turn, numbered=numbered, said_on=date if asks_when else None) for turn in turns]
        before = transcript
    return "\n".join(lines)


def _line(shown: ShownTurn, *, numbered: bool, said_on: str | None) -> str:
    number = f"[{shown.number}] " if numbered else ""
    text = as_words(worked_out(shown.text, said_on) if said_on else shown.text)
    speaker = as_words(shown.passage.turn.speaker or "") or "Unnamed speaker"
    return f"{number}{speaker}: {text}{_UNANSWERED if shown.unanswered else ''}"


def excerpt(text: str, *, words: int, relevance: Relevance) -> str:
    """The text, or its most relevant sentences within so many words, in order, gaps marked; "" where none fits."""
    if len(text.split()) <= words:
        return text
    spans = split_sentences(text)
    scores = relevance([span.text for span in spans])
    chosen: set[int] = set()
    room = words
    for place in sorted(range(len(spans)), key=lambda i: -scores[i]):
        size = len(spans[place].text.split())
        if size <= room:
            chosen.add(place)
            room -= size
    return _join(spans, sorted(chosen)) if chosen else ""


def _join(spans: Sequence[Span], chosen: Sequence[int]) -> str:
    text = ""
    for place in chosen:
        gap = "" if not text else " " if place - 1 in chosen else _GAP
        text += gap + spans[place].text
    return text


def _prompting(passage: Passage, neighbours: Mapping[str, Turn]) -> Passage | None:
    """The question just before a short turn, where another speaker asked it."""
    before = neighbours.get(f"{passage.transcript_id}#{passage.turn.index - 1}")
    if before is None or not answers(before, passage.turn) or len(passage.turn.text.split()) > EXTENT.short:
        return None
    return _beside(passage, before)


def _reply(passage: Passage, neighbours: Mapping[str, Turn], asked: frozenset[str]) -> Passage | None:
    """The turn just after one that only asks, or that asks what is asked here."""
    after, text = neighbours.get(f"{passage.transcript_id}#{passage.turn.index + 1}"), passage.turn.text
    if after is None or not (only_asks(text) or _asks_so(text, asked)):
        return None
    return _beside(passage, after)


def _asks_so(text: str, asked: frozenset[str]) -> bool:
    """Whether a turn ends in a question and has most of the words asked with: its reply is the answer."""
    ends = split_sentences(text)[-1:]
    return (
        bool(asked and ends)
        and only_asks(ends[0].text)
        and len(asked & wording.content(text)) >= EXTENT.same * len(asked)
    )


def _is_unanswered(passage: Passage, neighbours: Mapping[str, Turn]) -> bool:
    ids = (f"{passage.transcript_id}#{passage.turn.index + step}" for step in (1, 2))
    return passage.turn.id in neighbours and is_unanswered(
        passage.turn, [neighbours[i] for i in ids if i in neighbours]
    )


def _beside(passage: Passage, turn: Turn) -> Passage:
    return Passage(turn, passage.transcript_id, passage.title, turn.date or passage.date, passage.score)
