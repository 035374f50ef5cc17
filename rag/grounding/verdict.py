"""Sentence -> supporting turns, checked. Pure: similarities come in as numbers.

A sentence is held against every sentence of the evidence by meaning (cosine) and by words (the share of its content
words that the place says). Then come the checks that no nearness replaces: the speaker it credits must be the one who
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
from rag.grounding.credited_speaker import credit, credited_parts
from rag.grounding.evidence import Claim, Evidence, around, read_claim
from rag.grounding.places import Place, may_support, question_before, scored_places, second_turn, verbatim_place
from rag.grounding.thresholds import THRESHOLDS
from rag.grounding.why import heard, in_favour, listed, unsaid_words
from rag.language.names import Roster, roster_of
from rag.language.vocabulary import is_question

_AGREES = re.compile(r"agree", re.I)  # what was agreed to was said by somebody else
_FROM_BEST: tuple[Support, ...] = ("verbatim", "supported", "computed", "weak", "unsupported")
Cosines = npt.NDArray[np.float32]  # (sentences of the draft, sentences of the evidence)


@dataclass(frozen=True, slots=True)
class Grounded:
    """A sentence with its verdict, the (evidence, sentence in it) pairs that support it, and why, as a clause."""

    text: str
    support: Support
    places: tuple[tuple[int, int], ...] = ()
    why: str = ""


__all__ = ["Evidence", "Grounded", "credited", "ground"]


def ground(
    draft: Sequence[str],
    evidence: Sequence[Evidence],
    cosines: Cosines,
    *,
    speakers: Sequence[str | Speaker],
    among: Collection[int] | None = None,
    asked: frozenset[str] = frozenset(),
) -> tuple[Grounded, ...]:
    """Each sentence of the draft with its verdict. `cosines` has a column for every sentence of the evidence.

    `speakers`: whom a sentence may credit, the speakers of the evidence among them; their roles are looked up too.
    `among`: the items of the evidence that may be cited, where somebody says which (None: any). `asked`: the
    words of the question, where the draft is no more than what answers it.
    """
    roster = roster_of(tuple(dict.fromkeys((*map(_speaker, speakers), *_speakers_of(evidence)))))
    return tuple(
        _joined(
            text,
            [
                _ground(read_claim(part, roster), evidence, row, roster, among, asked)
                for part in credited_parts(text, roster)
            ],
            evidence,
        )
        for text, row in zip(draft, cosines, strict=True)
    )


def credited(text: str, speakers: Sequence[str | Speaker]) -> tuple[str, ...]:
    """The speakers that a sentence says spoke.

    >>> credited("Ana Reyes said that Bo Lind was late.", ["Ana Reyes", "Bo Lind"])
    ('Ana Reyes',)
    """
    return credit(text, roster_of(tuple(map(_speaker, speakers)))).by


def _joined(text: str, parts: Sequence[Grounded], evidence: Sequence[Evidence]) -> Grounded:
    """A sentence of whose parts each credits somebody: it holds where all do, and cites what each rests on."""
    worst = max(parts, key=lambda part: _FROM_BEST.index(part.support))
    if len(parts) == 1 or worst.support == "unsupported":
        return replace(worst, text=text)
    support: Support = "supported" if worst.support == "verbatim" else worst.support
    return _grounded(text, support, tuple(dict.fromkeys(at for part in parts for at in part.places)), evidence)


def _speaker(speaker: str | Speaker) -> Speaker:
    return Speaker(speaker) if isinstance(speaker, str) else speaker


def _speakers_of(evidence: Sequence[Evidence]) -> Iterator[Speaker]:
    for item in evidence:
        if item.passage.turn.speaker:
            yield Speaker(item.passage.turn.speaker, role=item.passage.turn.role)


def _ground(
    claim: Claim,
    evidence: Sequence[Evidence],
    row: npt.NDArray[np.float32],
    roster: Roster,
    among: Collection[int] | None,
    asked: frozenset[str],
) -> Grounded:
    text, by = claim.text, claim.credit.by
    scored = sorted(scored_places(claim, evidence, row, asked), reverse=True)
    own = [place for place in scored if may_support(evidence[place[1]], place[2], claim, roster)]
    if not own:
        return Grounded(text, "unsupported", why=_why_nobody(by, scored, evidence))
    if by and not _AGREES.match(claim.credit.body) and (another := _who_else(own, scored, evidence)):
        return Grounded(text, "unsupported", (own[0][1:],), f"{another} says this, not {' or '.join(by)}")
    first: Grounded | None = None
    for place in _worth_trying(own, among):
        found, final = _try(claim, place, own, evidence, roster, among)
        if final:
            return found
        first = first or found
    return first or Grounded(text, "unsupported")


def _worth_trying(own: Sequence[Place], among: Collection[int] | None) -> list[Place]:
    """The best place of each turn (of those `among` which one must be) that comes near the best of all."""
    best: dict[int, Place] = {}
    for place in own:
        if place[0] >= own[0][0] - THRESHOLDS.margin and (among is None or place[1] in among):
            best.setdefault(place[1], place)
    return list(best.values())[: THRESHOLDS.tried]


def _try(
    claim: Claim,
    place: Place,
    own: Sequence[Place],
    evidence: Sequence[Evidence],
    roster: Roster,
    among: Collection[int] | None,
) -> tuple[Grounded, bool]:
    """The verdict at a place, and whether it is final: another place may still support what this one does not."""
    score, turn, span = place
    if (exact := verbatim_place(claim.text, evidence[turn], turn)) is not None:
        return _grounded(claim.text, "verbatim", (exact,), evidence), True
    second = second_turn(claim, evidence[turn], [p for p in own if among is None or p[1] in among], evidence)
    places = ((turn, span), second) if second else ((turn, span),)
    if score < THRESHOLDS.weak:
        return Grounded(claim.text, "unsupported", places, _why_unsaid(claim, evidence)), False
    if against := objection(claim, places, evidence, roster):
        return Grounded(claim.text, "unsupported", places, against.why + heard(evidence[turn], span)), against.final
    joining = invited(claim, [evidence[at] for at, _ in places], evidence, roster)
    for speakers in (*claim.credit.each, *((person,) for person in joining)):  # each must have said it, or agreed
        if not any(_is_by(evidence[at], place, speakers, roster) for at, place in places):
            theirs = _place_of_other(claim, speakers, places, own, evidence, roster)
            if theirs is None:
                why = f"no turn of {' or '.join(speakers)} says this"
                return Grounded(claim.text, "unsupported", places, why), False
            places = (*places, theirs)
    support = _support(claim, score, [evidence[at] for at, _ in places])
    asked = question_before(claim, evidence[turn], evidence, among)
    if asked and claim.credit.asker and evidence[asked[0]].passage.turn.speaker not in claim.credit.asker:
        why = f"{evidence[asked[0]].passage.turn.speaker} asks this, not {' or '.join(claim.credit.asker)}"
        return Grounded(claim.text, "unsupported", places, why), False
    places = (*places, asked) if asked and asked[0] not in dict(places) else places
    return _grounded(claim.text, support, places, evidence), True


def _grounded(
    text: str, support: Support, places: tuple[tuple[int, int], ...], evidence: Sequence[Evidence]
) -> Grounded:
    says = [evidence[turn] for turn, at in places if not is_question(evidence[turn].spans[at].text)]
    asks = [item for turn, _ in places if says and (item := evidence[turn]) not in says]
    return Grounded(text, support, places, in_favour(support, text, says or [evidence[at] for at, _ in places], asks))


def _why_nobody(by: Sequence[str], scored: Sequence[Place], evidence: Sequence[Evidence]) -> str:
    """That nothing there could say it, and who says instead what comes near, if somebody does."""
    if not by:
        return "nothing to go by"
    score, turn, span = next((p for p in scored if not _asks(evidence, p)), (0.0, 0, 0))
    instead = heard(evidence[turn], span) if score >= THRESHOLDS.supported else ""
    return f"no turn of {' or '.join(by)} was found{instead}"


def _why_unsaid(claim: Claim, evidence: Sequence[Evidence]) -> str:
    """That no turn says it, and which of its words none of them has."""
    missing = listed(unsaid_words(claim.text, evidence))
    return f"no turn says this; none has {missing}" if missing else "no turn says this"


def _is_by(item: Evidence, place: int, speakers: Collection[str], roster: Roster) -> bool:
    """Whether one of these speaks there, or is told to have said so."""
    told = credit(item.spans[place].text, roster).by
    return item.passage.turn.speaker in speakers or not {*speakers}.isdisjoint(told)


def _place_of_other(
    claim: Claim,
    speakers: Collection[str],
    places: Sequence[tuple[int, int]],
    own: Sequence[Place],
    evidence: Sequence[Evidence],
    roster: Roster,
) -> tuple[int, int] | None:
    """Where another of those credited says the same, or agrees just after it is said; None where nowhere."""
    after = [id(item) for turn, _ in places for item in _next_turn(evidence[turn], evidence)]
    for score, turn, span in own:
        if not _is_by(evidence[turn], span, speakers, roster):
            continue
        if id(evidence[turn]) in after and evidence[turn].affirms:
            return turn, 0
        if score >= THRESHOLDS.weak and objection(claim, [(turn, span)], evidence, roster) is None:
            return turn, span
    return None


def _next_turn(item: Evidence, evidence: Sequence[Evidence]) -> Iterator[Evidence]:
    """The turn that follows one, if it is among the evidence."""
    turn = item.passage.turn
    return (other for other in around([item], evidence) if other.passage.turn.index == turn.index + 1)


def _who_else(own: Sequence[Place], scored: Sequence[Place], evidence: Sequence[Evidence]) -> str:
    """Who says, much nearer to the sentence, what it credits to somebody else; "" where nobody does."""
    score, turn, span = next((p for p in scored if not _asks(evidence, p)), own[0])
    theirs = evidence[turn].passage.turn.speaker
    return theirs if theirs and (score, turn, span) not in own and score > own[0][0] + THRESHOLDS.margin else ""


def _asks(evidence: Sequence[Evidence], place: Place) -> bool:
    return is_question(evidence[place[1]].spans[place[2]].text)


def _support(claim: Claim, best: float, cited: Sequence[Evidence]) -> Support:
    if best < THRESHOLDS.supported:
        return "weak"
    return "computed" if "computed" in (how_stated(date, cited) for date in claim.dates) else "supported"
