"""Sentence -> supporting turns, checked. Pure: similarities come in as numbers.

A sentence is held against every sentence of the evidence by meaning (cosine) and by words (the share of its content
words that the place says). Then come the checks that no similarity replaces: the speaker it credits must be the one who
spoke, its numbers, dates, names and quotations must occur in the cited turns and be about the same thing, and what it
affirms must not be denied there, nor the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from index.transcript import Speaker
from rag.answer import Support
from rag.grounding.checks import how_stated, invited, objection
from rag.grounding.credited_speaker import credit
from rag.grounding.evidence import Claim, Evidence, around, read_claim
from rag.grounding.thresholds import THRESHOLDS
from rag.grounding.why import heard, in_favour, listed, unsaid_words
from rag.language import words as wording
from rag.language.dates import moments
from rag.language.dialogue import turn_asks
from rag.language.names import Roster, roster_of
from rag.language.numbers import is_stated, numbers
from rag.language.vocabulary import is_question

_AGREES = re.compile(r"agree", re.I)  # what was agreed to was said by somebody else
Similarity = npt.NDArray[np.float32]  # (sentences of the draft, sentences of the evidence)


@dataclass(frozen=True, slots=True)
class Grounded:
    """A sentence with its verdict, the (evidence, sentence in it) pairs that support it, and why, as a clause."""

    text: str
    support: Support
    places: tuple[tuple[int, int], ...] = ()
    why: str = ""


__all__ = ["Evidence", "Grounded", "credited", "ground"]

_Place = tuple[float, int, int]  # score, turn, sentence


def ground(
    draft: Sequence[str],
    evidence: Sequence[Evidence],
    similarity: Similarity,
    *,
    speakers: Sequence[str | Speaker],
    among: Collection[int] | None = None,
    asked: frozenset[str] = frozenset(),
) -> tuple[Grounded, ...]:
    """Each sentence of the draft with its verdict. `similarity` has a column for every sentence of the evidence.

    `speakers`: whom a sentence may credit, the speakers of the evidence among them; their roles are looked up too.
    `among`: the items of the evidence that may be cited, where somebody says which (None: any). `asked`: the
    words of the question, where the draft is no more than what answers it.
    """
    roster = roster_of(tuple(dict.fromkeys((*map(_speaker, speakers), *_speakers_of(evidence)))))
    return tuple(
        replace(_ground(read_claim(text, roster), evidence, row, roster, among, asked), text=text)
        for text, row in zip(draft, similarity, strict=True)
    )


def credited(text: str, speakers: Sequence[str | Speaker]) -> tuple[str, ...]:
    """The speakers that a sentence says spoke.

    >>> credited("Ana Reyes said that Bo Lind was late.", ["Ana Reyes", "Bo Lind"])
    ('Ana Reyes',)
    """
    return credit(text, roster_of(tuple(map(_speaker, speakers)))).by


def _speaker(speaker: str | Speaker) -> Speaker:
    return Speaker(speaker) if isinstance(speaker, str) else speaker


def _speakers_of(evidence: Sequence[Evidence]) -> Iterator[Speaker]:
    for item in evidence:
        if item.passage.turn.speaker:
            yield Speaker(item.passage.turn.speaker, role=item.passage.turn.role)


# -- the verdict -----------------------------------------------------------------------------------------------------


def _ground(
    claim: Claim,
    evidence: Sequence[Evidence],
    row: npt.NDArray[np.float32],
    roster: Roster,
    among: Collection[int] | None,
    asked: frozenset[str],
) -> Grounded:
    text, by = claim.text, claim.credit.by
    scored = sorted(_score(claim, evidence, row, asked), reverse=True)
    own = [place for place in scored if _may_support(evidence[place[1]], place[2], claim, roster)]
    if not own:
        return Grounded(text, "unsupported", why=_nobody(by, scored, evidence))
    if by and not _AGREES.match(claim.credit.body) and (another := _another(own, scored, evidence)):
        return Grounded(text, "unsupported", (own[0][1:],), f"{another} says this, not {' or '.join(by)}")
    first: Grounded | None = None
    for place in _worth_trying(own, among):
        found, final = _try(claim, place, own, evidence, roster, among)
        if final:
            return found
        first = first or found
    return first or Grounded(text, "unsupported")


def _worth_trying(own: Sequence[_Place], among: Collection[int] | None) -> list[_Place]:
    """The best place of each turn (of those `among` which one must be) that comes near the best of all."""
    best: dict[int, _Place] = {}
    for place in own:
        if place[0] >= own[0][0] - THRESHOLDS.margin and (among is None or place[1] in among):
            best.setdefault(place[1], place)
    return list(best.values())[: THRESHOLDS.tried]


def _try(
    claim: Claim,
    place: _Place,
    own: Sequence[_Place],
    evidence: Sequence[Evidence],
    roster: Roster,
    among: Collection[int] | None,
) -> tuple[Grounded, bool]:
    """The verdict at a place, and whether it is final: another place may still support what this one does not."""
    score, turn, span = place
    if (exact := _verbatim_place(claim.text, evidence[turn], turn)) is not None:
        return _grounded(claim, "verbatim", (exact,), evidence), True
    second = _second(claim, evidence[turn], [p for p in own if among is None or p[1] in among], evidence)
    places = ((turn, span), second) if second else ((turn, span),)
    if score < THRESHOLDS.weak:
        return Grounded(claim.text, "unsupported", places, _unsaid(claim, evidence)), False
    if against := objection(claim, places, evidence, roster):
        return Grounded(claim.text, "unsupported", places, against.why + heard(evidence[turn], span)), against.final
    joining = invited(claim, [evidence[at] for at, _ in places], evidence, roster)
    for speakers in (*claim.credit.each, *((person,) for person in joining)):  # each must have said it, or agreed
        if not any(_is_by(evidence[at], place, speakers, roster) for at, place in places):
            theirs = _said_too(claim, speakers, places, own, evidence, roster)
            if theirs is None:
                why = f"no turn of {' or '.join(speakers)} says this"
                return Grounded(claim.text, "unsupported", places, why), False
            places = (*places, theirs)
    return _grounded(claim, _support(claim, score, [evidence[at] for at, _ in places]), places, evidence), True


def _grounded(
    claim: Claim, support: Support, places: tuple[tuple[int, int], ...], evidence: Sequence[Evidence]
) -> Grounded:
    return Grounded(claim.text, support, places, in_favour(support, claim.text, [evidence[at] for at, _ in places]))


def _nobody(by: Sequence[str], scored: Sequence[_Place], evidence: Sequence[Evidence]) -> str:
    """That nothing there could say it, and who says instead what comes near, if somebody does."""
    if not by:
        return "nothing to go by"
    score, turn, span = next((p for p in scored if not _asks(evidence, p)), (0.0, 0, 0))
    instead = heard(evidence[turn], span) if score >= THRESHOLDS.supported else ""
    return f"no turn of {' or '.join(by)} was found{instead}"


def _unsaid(claim: Claim, evidence: Sequence[Evidence]) -> str:
    """That no turn says it, and which of its words none of them has."""
    missing = listed(unsaid_words(claim.text, evidence))
    return f"no turn says this; none has {missing}" if missing else "no turn says this"


def _is_by(item: Evidence, place: int, speakers: Collection[str], roster: Roster) -> bool:
    """Whether one of these speaks there, or is told to have said so."""
    told = credit(item.spans[place].text, roster).by
    return item.passage.turn.speaker in speakers or not {*speakers}.isdisjoint(told)


def _said_too(
    claim: Claim,
    speakers: Collection[str],
    places: Sequence[tuple[int, int]],
    own: Sequence[_Place],
    evidence: Sequence[Evidence],
    roster: Roster,
) -> tuple[int, int] | None:
    """Where another of those credited says the same, or agrees just after it is said; None where nowhere."""
    after = [id(item) for turn, _ in places for item in _just_after(evidence[turn], evidence)]
    for score, turn, span in own:
        if not _is_by(evidence[turn], span, speakers, roster):
            continue
        if id(evidence[turn]) in after and evidence[turn].affirms:
            return turn, 0
        if score >= THRESHOLDS.weak and objection(claim, [(turn, span)], evidence, roster) is None:
            return turn, span
    return None


def _just_after(item: Evidence, evidence: Sequence[Evidence]) -> Iterator[Evidence]:
    """The turn that follows one, if it is among the evidence."""
    turn = item.passage.turn
    return (other for other in around([item], evidence) if other.passage.turn.index == turn.index + 1)


def _another(own: Sequence[_Place], scored: Sequence[_Place], evidence: Sequence[Evidence]) -> str:
    """Who says, much nearer to the sentence, what it credits to somebody else; "" where nobody does."""
    score, turn, span = next((p for p in scored if not _asks(evidence, p)), own[0])
    theirs = evidence[turn].passage.turn.speaker
    return theirs if theirs and (score, turn, span) not in own and score > own[0][0] + THRESHOLDS.margin else ""


def _asks(evidence: Sequence[Evidence], place: _Place) -> bool:
    return is_question(evidence[place[1]].spans[place[2]].text)


def _support(claim: Claim, best: float, cited: Sequence[Evidence]) -> Support:
    if best < THRESHOLDS.supported:
        return "weak"
    return "computed" if "computed" in (how_stated(date, cited) for date in claim.dates) else "supported"


def _may_support(item: Evidence, place: int, claim: Claim, roster: Roster) -> bool:
    """Whether the turn is by a speaker credited, or tells there what they said; and asks if somebody is said to ask."""
    turn, by = item.passage.turn, claim.credit.by
    if is_question(item.spans[place].text) and not claim.credit.asks:
        return False
    if claim.credit.asks and by:
        return turn.speaker in by and turn_asks(turn.text)
    told = {*credit(item.spans[place].text, roster).by}
    return not by or turn.speaker in by or any(told.issuperset(speakers) for speakers in claim.credit.each)


# -- where it may be said --------------------------------------------------------------------------------------------


def _score(
    claim: Claim, evidence: Sequence[Evidence], row: npt.NDArray[np.float32], asked: frozenset[str]
) -> list[_Place]:
    """How near every sentence of the evidence is."""
    scored: list[_Place] = []
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
    found, known = _found(claim, said, item), len(asked & wording.matter(said))
    weight = THRESHOLDS.of_question
    return min(found / (total or 1), (found + weight * known) / (total + weight * len(asked) or 1))


def _found(claim: Claim, said: str, item: Evidence) -> int:
    """How many of the words, numbers and dates of a claim are said."""
    counted = numbers(said) if claim.numbers else ()
    dates = moments(said, item.passage.date) if claim.dates else ()
    return (
        len(claim.words & wording.matter(said))
        + sum(is_stated(number, counted) for number in claim.numbers)
        + sum(any(moment.states(date.printed) for moment in dates) for date in claim.dates)
    )


def _second(
    claim: Claim, first: Evidence, scored: Sequence[_Place], evidence: Sequence[Evidence]
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


def _all_words(text: str) -> frozenset[str]:
    return wording.matter(text) | numbers(text)


def _verbatim_place(text: str, item: Evidence, turn: int) -> tuple[int, int] | None:
    own = wording.plain(text).strip("\"' ").rstrip(".")
    if len(own.split()) < 3 or not wording.has_words(item.passage.turn.text, own):
        return None
    return turn, next((place for place, span in enumerate(item.spans) if wording.has_words(span.text, own)), 0)
