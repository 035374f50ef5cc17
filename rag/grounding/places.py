"""Where a sentence may be said: how near each sentence of the evidence is to it, by words and by meaning. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from rag.grounding.credited_speaker import credit
from rag.grounding.evidence import Claim, Evidence, around
from rag.grounding.thresholds import THRESHOLDS
from rag.language import words as wording
from rag.language.dates import moments
from rag.language.dialogue import turn_asks
from rag.language.names import Roster
from rag.language.numbers import is_stated, numbers
from rag.language.vocabulary import is_question

Place = tuple[float, int, int]  # score, turn, sentence


def may_support(item: Evidence, place: int, claim: Claim, roster: Roster) -> bool:
    """Whether the turn is by a speaker credited, or tells there what they said; and asks if somebody is said to ask."""
    turn, by = item.passage.turn, claim.credit.by
    if is_question(item.spans[place].text) and not claim.credit.asks:
        return False
    if claim.credit.asks and by:
        return turn.speaker in by and turn_asks(turn.text)
    told = {*credit(item.spans[place].text, roster).by}
    return not by or turn.speaker in by or any(told.issuperset(speakers) for speakers in claim.credit.each)


def scored_places(
    claim: Claim, evidence: Sequence[Evidence], row: npt.NDArray[np.float32], asked: frozenset[str]
) -> list[Place]:
    """How near every sentence of the evidence is."""
    scored: list[Place] = []
    asked = asked - claim.words
    column, limits = 0, THRESHOLDS
    for turn, item in enumerate(evidence):
        label = " ".join((item.label, *item.asked))
        for place, span in enumerate(item.spans):
            near = " ".join(other.text for other in item.spans[max(place - 1, 0) : place + 2])
            share, exact = (_share(claim, asked, text, item) for text in (f"{near} {label}", span.text))
            asks = limits.margin if is_question(span.text) and not claim.credit.asks else 0.0
            scored.append(
                (limits.words * share + limits.exact * exact + limits.meaning * float(row[column]) - asks, turn, place)
            )
            column += 1
    return scored


def _share(claim: Claim, asked: frozenset[str], said: str, item: Evidence) -> float:
    """The share of a claim that is said; less where it answers a question of which too little is said there."""
    total = len(claim.words) + len(claim.numbers) + len(claim.dates)
    found, known = _count_said(claim, said, item), len(asked & wording.matter(said))
    weight = THRESHOLDS.of_question
    return min(found / (total or 1), (found + weight * known) / (total + weight * len(asked) or 1))


def _count_said(claim: Claim, said: str, item: Evidence) -> int:
    """How many of the words, numbers and dates of a claim are said."""
    counted = numbers(said) if claim.numbers else ()
    dates = moments(said, item.passage.date) if claim.dates else ()
    return (
        len(claim.words & wording.matter(said))
        + sum(is_stated(number, counted) for number in claim.numbers)
        + sum(any(moment.states(date.printed) for moment in dates) for date in claim.dates)
    )


def second_turn(
    claim: Claim, first: Evidence, scored: Sequence[Place], evidence: Sequence[Evidence]
) -> tuple[int, int] | None:
    """Another turn that says what the first leaves open, if one does: many of the words, or a number close by."""
    left = _all_words(claim.text) - _all_words(first.said)
    missing = claim.numbers - numbers(first.stated(asking=claim.credit.asks))
    close = [id(item) for item in around([first], evidence, turns=2)]
    total = len(_all_words(claim.text)) or 1
    best: tuple[float, tuple[int, int]] | None = None
    for score, turn, span in scored:
        item = evidence[turn]
        if item is first:
            continue
        said = item.spans[span].text
        gain = len(left & _all_words(said)) / total
        enough = score >= THRESHOLDS.weak and gain >= THRESHOLDS.second_turn
        adds = id(item) in close and item.passage.turn.speaker == first.passage.turn.speaker and missing & numbers(said)
        if (enough or adds) and (best is None or gain > best[0]):
            best = (gain, (turn, span))
    return best[1] if best else None


def question_before(
    claim: Claim, first: Evidence, evidence: Sequence[Evidence], among: Collection[int] | None
) -> tuple[int, int] | None:
    """Where the turn before asks what a reply leaves open of a claim, if it does and may be cited."""
    asked, total = " ".join(first.asked[-1:]), len(_all_words(claim.text)) or 1
    left = _all_words(claim.text) & _all_words(asked) - _all_words(first.passage.turn.text)
    if len(left) < THRESHOLDS.second_turn * total:
        return None
    before = (first.passage.transcript_id, first.passage.turn.index - 1)
    for turn, item in enumerate(evidence):
        if (item.passage.transcript_id, item.passage.turn.index) == before and (among is None or turn in among):
            return next(((turn, n) for n, span in reversed([*enumerate(item.spans)]) if is_question(span.text)), None)
    return None


def _all_words(text: str) -> frozenset[str]:
    return wording.matter(text) | numbers(text)


def verbatim_place(text: str, item: Evidence, turn: int) -> tuple[int, int] | None:
    """The turn and its sentence where a text stands word for word; None where it does not."""
    own = wording.plain(text).strip("\"' ").rstrip(".")
    if len(own.split()) < 3 or not wording.has_words(item.passage.turn.text, own):
        return None
    return turn, next((place for place, span in enumerate(item.spans) if wording.has_words(span.text, own)), 0)
