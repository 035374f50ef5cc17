"""Sentence -> supporting turns, checked. Pure: similarities come in as numbers.

A sentence is held against every sentence of the evidence by meaning (cosine) and by words (the share of its content
words that the place says). Then come the checks that no similarity replaces: the speaker it credits must be the one who
spoke, its numbers, dates, names and quotations must occur in the cited turns and be about the same thing, and what it
affirms must not be denied there, nor the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from index.transcript import Speaker
from rag import wording
from rag.answer import Passage, Support
from rag.crediting import Credit, credit, named
from rag.exchange import turn_asks
from rag.figures import misplaced, other_measure
from rag.moments import Moment, calendar, moments, without
from rag.numerals import affirmed, is_stated, numbers
from rag.people import Roster, name_words
from rag.polarity import Signed, contradiction, says_no, signed
from rag.sentences import Span, split_sentences

# Chosen on one half of the labelled sentences, checked on the other: docs/quality.md.
SUPPORTED, WEAK = 0.55, 0.42
_SECOND_TURN = 0.2  # share of the content words that a second turn must add to be cited too
_QUESTION = 0.15  # what a sentence that asks loses as support for one that does not
_ANOTHER = 0.15  # how much nearer the words of somebody else have to be for the speaker credited to be the wrong one
_NEAR = 0.15  # how far below the best place another one may be and still be tried
_TRIED = 4  # places

_YES = re.compile(r"\s*(?:yes|yeah|right|exactly|correct|indeed|certainly|of course|that is|that[’']s|there is|it is)\b(?! no)", re.I)
_SAYS_OTHERWISE = "the turn says otherwise"
_PRESUMES = re.compile(
    r"(?:[\w.]+,?\s+){0,3}(?:(?:why|how|what|who|which)\b|(?:when|where)\s+(?:is|are|was|were|do|does|did|will|would|can|shall)\b)",
    re.I,
)
_BARE = 5  # words: a reply so short is read with the question as one sentence
_AGREES = re.compile(r"agree", re.I)  # what was agreed to was said by somebody else
_INFERS = re.compile(r"(?:so|then)\b", re.I)

Similarity = npt.NDArray[np.float32]  # (sentences of the draft, sentences of the evidence)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A turn that may support a sentence, with its own sentences and what else is known of it."""

    passage: Passage
    spans: tuple[Span, ...]
    prompting: str = ""  # the question just before: what "yes, in March" is about

    @classmethod
    def of(cls, passage: Passage, prompting: str = "") -> Evidence:
        """The evidence of one passage."""
        return cls(passage, split_sentences(passage.turn.text), prompting)

    @property
    def label(self) -> str:
        """Speaker and role: evidence too. The title is not: it names what the whole hearing is about."""
        turn = self.passage.turn
        return " ".join(filter(None, (turn.speaker, turn.role)))

    @property
    def said(self) -> str:
        """All that the turn says, with what it answers and who speaks."""
        return f"{self.passage.turn.text}\n{self.prompting}\n{self.label}"

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions put just before."""
        return tuple(span.text for span in split_sentences(self.prompting) if span.text.endswith("?"))

    def stated(self, *, asking: bool = False) -> str:
        """What the turn says without what it only asks, and the question before it where the reply builds on that."""
        text = self.passage.turn.text
        told = " ".join(span.text for span in self.spans if asking or not span.text.endswith("?"))
        asked = self.asked[-1:]
        if not asked or not (_YES.match(text) or _PRESUMES.match(asked[0])):
            return told
        return f"{asked[0].rstrip(' ?')}{' ' if len(self.spans[0].text.split()) < _BARE else '. '}{told}"


@dataclass(frozen=True, slots=True)
class Grounded:
    """A sentence with its verdict and the (evidence, sentence in it) pairs that support it; `why` where it fell."""

    text: str
    support: Support
    places: tuple[tuple[int, int], ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A sentence of the draft as it is checked."""

    text: str
    credit: Credit
    dates: tuple[Moment, ...]
    words: frozenset[str]  # of what is claimed, not of who said it
    numbers: frozenset[str]

    @property
    def undated(self) -> str:
        """The text without its dates."""
        return without(self.text, self.dates)


_Place = tuple[float, int, int]  # score, turn, sentence


def ground(
    draft: Sequence[str], evidence: Sequence[Evidence], similarity: Similarity, *, speakers: Sequence[str | Speaker]
) -> tuple[Grounded, ...]:
    """Each sentence of the draft with its verdict. `similarity` has a column for every sentence of the evidence.

    `speakers`: whom a sentence may credit, the speakers of the evidence among them; their roles are looked up too.
    """
    roster = _roster(tuple(dict.fromkeys((*map(_speaker, speakers), *_speakers_of(evidence)))))
    return tuple(
        _ground(_claim(text, roster), evidence, row, roster) for text, row in zip(draft, similarity, strict=True)
    )


def credited(text: str, speakers: Sequence[str | Speaker]) -> tuple[str, ...]:
    """The speakers that a sentence says spoke.

    >>> credited("Ana Reyes said that Bo Lind was late.", ["Ana Reyes", "Bo Lind"])
    ('Ana Reyes',)
    """
    return credit(text, _roster(tuple(map(_speaker, speakers)))).by


@lru_cache(maxsize=16)
def _roster(people: tuple[Speaker, ...]) -> Roster:
    return Roster(people)


def _speaker(speaker: str | Speaker) -> Speaker:
    return Speaker(speaker) if isinstance(speaker, str) else speaker


def _speakers_of(evidence: Sequence[Evidence]) -> Iterator[Speaker]:
    for item in evidence:
        if item.passage.turn.speaker:
            yield Speaker(item.passage.turn.speaker, role=item.passage.turn.role)


def _claim(text: str, roster: Roster) -> _Claim:
    credits, dates = credit(text, roster), calendar(text)
    words = wording.matter(without(credits.body, calendar(credits.body)))
    of_labels = numbers(" ".join(named(text, roster, roles=False)))  # of SPEAKER_04
    return _Claim(text, credits, dates, words, numbers(without(text, dates)) - of_labels - {"1"})


# -- the verdict -----------------------------------------------------------------------------------------------------


def _ground(claim: _Claim, evidence: Sequence[Evidence], row: npt.NDArray[np.float32], roster: Roster) -> Grounded:
    text, by = claim.text, claim.credit.by
    scored = sorted(_score(claim, evidence, row), reverse=True)
    own = [place for place in scored if _may_support(evidence[place[1]], place[2], claim, roster)]
    if not own:
        return Grounded(text, "unsupported", why=f"no turn of {', '.join(by)} was found" if by else "nothing to go by")
    if by and not _AGREES.match(claim.credit.body) and (another := _another(own, scored, evidence)):
        return Grounded(text, "unsupported", (own[0][1:],), f"{another} says this")
    tried: list[Grounded] = []
    for place in _worth_trying(own):
        tried.append(_try(claim, place, own, evidence, roster))
        if tried[-1].support != "unsupported":
            return tried[-1]
        if tried[-1].why.startswith(_SAYS_OTHERWISE):
            return tried[-1]
    return tried[0]


def _worth_trying(own: Sequence[_Place]) -> list[_Place]:
    """The best place of each turn that comes near the best of all."""
    best: dict[int, _Place] = {}
    for place in own:
        if place[0] >= own[0][0] - _NEAR:
            best.setdefault(place[1], place)
    return list(best.values())[:_TRIED]


def _try(claim: _Claim, place: _Place, own: Sequence[_Place], evidence: Sequence[Evidence], roster: Roster) -> Grounded:
    score, turn, span = place
    if (exact := _verbatim_place(claim.text, evidence[turn], turn)) is not None:
        return Grounded(claim.text, "verbatim", (exact,))
    places = [(turn, span)]
    if second := _second(claim, evidence[turn], own, evidence):
        places.append(second)
    cited = [evidence[at] for at, _ in places]
    if score < WEAK:
        return Grounded(claim.text, "unsupported", tuple(places), "no turn says this")
    if why := _violation(claim, cited, evidence, roster) or _contradiction(claim, places, evidence):
        return Grounded(claim.text, "unsupported", tuple(places), why)
    return Grounded(claim.text, _support(claim, score, cited), tuple(places))


def _another(own: Sequence[_Place], scored: Sequence[_Place], evidence: Sequence[Evidence]) -> str:
    """Who says, much nearer to the sentence, what it credits to somebody else; "" where nobody does."""
    score, turn, span = next((p for p in scored if not _asks(evidence, p)), own[0])
    theirs = evidence[turn].passage.turn.speaker
    return theirs if theirs and (score, turn, span) not in own and score > own[0][0] + _ANOTHER else ""


def _asks(evidence: Sequence[Evidence], place: _Place) -> bool:
    return evidence[place[1]].spans[place[2]].text.endswith("?")


def _support(claim: _Claim, best: float, cited: Sequence[Evidence]) -> Support:
    if best < SUPPORTED:
        return "weak"
    return "computed" if "computed" in (_stated(date, cited) for date in claim.dates) else "supported"


def _may_support(item: Evidence, place: int, claim: _Claim, roster: Roster) -> bool:
    """Whether the turn is by a speaker credited, or tells there what they said; and asks if somebody is said to ask."""
    turn, by = item.passage.turn, claim.credit.by
    if item.spans[place].text.endswith("?") and not claim.credit.asks:
        return False
    if claim.credit.asks and by:
        return turn.speaker in by and turn_asks(turn.text)
    return not by or turn.speaker in by or set(by) <= set(credit(item.spans[place].text, roster).by)


# -- where it may be said --------------------------------------------------------------------------------------------


def _score(claim: _Claim, evidence: Sequence[Evidence], row: npt.NDArray[np.float32]) -> list[_Place]:
    """How near every sentence of the evidence is."""
    scored: list[_Place] = []
    total = len(claim.words) + len(claim.numbers) + len(claim.dates) or 1
    column = 0
    for turn, item in enumerate(evidence):
        label = " ".join((item.label, *item.asked))
        for place, span in enumerate(item.spans):
            near = " ".join(other.text for other in item.spans[max(place - 1, 0) : place + 2])
            share, exact = (_found(claim, text, item) / total for text in (f"{near} {label}", span.text))
            asks = _QUESTION if span.text.endswith("?") and not claim.credit.asks else 0.0
            scored.append((0.4 * share + 0.1 * exact + 0.5 * float(row[column]) - asks, turn, place))
            column += 1
    return scored


def _found(claim: _Claim, said: str, item: Evidence) -> int:
    """How many of the words, numbers and dates of a claim are said."""
    counted = numbers(said) if claim.numbers else ()
    dates = moments(said, item.passage.date) if claim.dates else ()
    return (
        len(claim.words & wording.matter(said))
        + sum(is_stated(number, counted) for number in claim.numbers)
        + sum(any(moment.states(date.printed) for moment in dates) for date in claim.dates)
    )


def _second(
    claim: _Claim, first: Evidence, scored: Sequence[_Place], evidence: Sequence[Evidence]
) -> tuple[int, int] | None:
    """Another turn that says what the first leaves open, if one does: many of the words, or a number close by."""
    left = _all_words(claim.text) - _all_words(first.said)
    missing = claim.numbers - numbers(first.stated(asking=claim.credit.asks))
    close = [id(item) for item in _around([first], evidence, turns=2)]
    total = len(_all_words(claim.text)) or 1
    best: tuple[float, tuple[int, int]] | None = None
    for score, turn, span in scored:
        item = evidence[turn]
        if item is first:
            continue
        said = item.spans[span].text
        gain = len(left & _all_words(said)) / total
        enough = score >= WEAK and gain >= _SECOND_TURN
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


# -- what no similarity replaces -------------------------------------------------------------------------------------


def _violation(claim: _Claim, cited: Sequence[Evidence], evidence: Sequence[Evidence], roster: Roster) -> str:
    """Why the cited turns cannot support the sentence; "" where nothing speaks against it."""
    said = " ".join(item.said for item in cited)
    if missing := [str(date.printed) for date in claim.dates if _stated(date, cited) is None]:
        return f"no cited turn says {', '.join(missing)}"
    stated = " ".join(item.stated(asking=claim.credit.asks) for item in cited)
    counted, around = numbers(stated), numbers(" ".join(item.passage.turn.text for item in evidence))
    right = numbers(affirmed(claim.undated)) & claim.numbers
    if missing := sorted(n for n in right if is_stated(n, counted) and not is_stated(n, numbers(affirmed(stated)))):
        return f"the turn says that it is not {', '.join(missing)}"
    if not claim.credit.by and (denied := sorted(right & _numbers_denied(_around(cited, evidence, turns=2)))):
        return f"a turn close by says that it is not {', '.join(denied)}"
    if missing := [number for number in sorted(claim.numbers) if not is_stated(number, counted, around=around)]:
        return f"no cited turn says {', '.join(missing)}"
    if other := other_measure(claim.undated, said):
        return f"no cited turn says {other}"
    if actor := _actor_missing(claim, cited, evidence, roster):
        return f"no cited turn is by {actor} or about them"
    if missing := sorted(_names_missing(claim, cited, evidence, roster)):
        return f"no cited turn names {', '.join(missing)}"
    if len(cited) > 1 and not any(_meet(claim, item) for item in cited):
        return "no cited turn says this number of this name"
    turns = [(item.stated(asking=claim.credit.asks), item.passage.date) for item in cited]
    if figure := misplaced(claim.credit.body, turns, around=around):
        return f"{figure.strip()} is said of something else"
    for quote in wording.quotations(claim.text):
        if not any(wording.has_words(item.passage.turn.text, wording.plain(quote).rstrip(".,")) for item in cited):
            return f"no cited turn has the words “{quote}”"
    return ""


def _numbers_denied(items: Iterable[Evidence]) -> frozenset[str]:
    text = " ".join(item.passage.turn.text for item in items)
    return numbers(text) - numbers(affirmed(text))


def _stated(date: Moment, cited: Sequence[Evidence]) -> str | None:
    """How the cited turns say a date: in so many words, or so that it follows from the day they were said on."""
    found: str | None = None
    for item in cited:
        on = item.passage.date
        for moment in (*moments(f"{item.prompting} {item.passage.turn.text}", on), *moments(on or "")):
            how = moment.states(date.printed)
            found = "said" if how == "said" else found or how
    return found


def _names_missing(
    claim: _Claim, cited: Sequence[Evidence], evidence: Sequence[Evidence], roster: Roster
) -> frozenset[str]:
    """Names that the cited turns do not have; those they speak to, in the turns around them, are known as well."""
    said = " ".join(item.said for item in cited)
    known = wording.content(said) | wording.names(said) | {wording.stem(word) for word in said.split()}
    known |= {wording.stem(word) for item in _around(cited, evidence, turns=2) for word in re.findall(r"\w+", item.said)}
    known |= {wording.stem(word) for name in claim.credit.by for word in name_words(name)}
    names, plain = wording.names(claim.undated), wording.plain(said)
    written = {wording.stem(word) for word in re.findall(r"\w+", claim.text)}
    for person in named(claim.text, roster, roles=False):  # one word of a name is enough to know the rest
        parts = {wording.stem(word) for word in name_words(person)}
        names = names - parts if parts & known else names | (parts & written)
    return frozenset(name for name in names if name not in known and name not in plain)


def _actor_missing(
    claim: _Claim, cited: Sequence[Evidence], evidence: Sequence[Evidence], roster: Roster
) -> str:
    """The speaker who is said to have done something without a word from or about them; "" where nobody is."""
    acting = () if claim.credit.by else named(" ".join(claim.text.split()[:3]), roster, roles=False)
    told = " ".join((*(i.said for i in cited), *(i.passage.turn.text for i in _around(cited, evidence, turns=2))))
    known = {wording.stem(word) for word in re.findall(r"\w+", told)}
    return next((person for person in acting if not known & set(map(wording.stem, name_words(person)))), "")


def _around(cited: Sequence[Evidence], evidence: Sequence[Evidence], *, turns: int = 1) -> Iterator[Evidence]:
    """The evidence within so many turns of what is cited, that itself left out."""
    places = {(item.passage.transcript_id, item.passage.turn.index) for item in cited}
    for item in evidence:
        if any(item.passage.transcript_id == t and 0 < abs(item.passage.turn.index - i) <= turns for t, i in places):
            yield item


def _meet(claim: _Claim, item: Evidence) -> bool:
    """Whether a number and a name of the sentence stand in the same turn, or it lacks one of them."""
    names, counted = wording.names(claim.undated), claim.numbers
    return not names or not counted or bool(counted & numbers(item.said) and names & wording.content(item.said))


def _contradiction(claim: _Claim, places: Sequence[tuple[int, int]], evidence: Sequence[Evidence]) -> str:
    """What the cited turns deny of the claim, or the claim of them; "" where they may agree."""
    mine = signed(claim.credit.body)
    cited = [evidence[turn] for turn, _ in places]
    there = signed("\n".join(item.stated(asking=claim.credit.asks) for item in cited))
    if against := contradiction(mine, there):
        return f"{_SAYS_OTHERWISE}: {', '.join(sorted(against))}"
    answered = " ".join(item.prompting for item in cited if says_no(item.passage.turn.text))
    asked = signed(answered, denied=True) if answered else Signed()
    if against := contradiction(mine, asked):
        return f"{_SAYS_OTHERWISE}: no, {', '.join(sorted(against))}"
    near = signed("\n".join(item.passage.turn.text for item in _around(cited, evidence, turns=2)))
    replied = near.denied if any(turn_asks(item.passage.turn.text) for item in cited) else ()
    if any(_is_answered_no(evidence[turn], place, evidence) for turn, place in places):
        return "the next turn says no"
    if mine.negates and not (there.negates or asked.negates or replied):
        return "no cited turn denies anything"
    known = there.affirmed | there.denied | wording.matter(" ".join(item.said for item in cited))
    if against := (mine.affirmed - known) & near.denied - near.affirmed:
        return f"denied nearby: {', '.join(sorted(against))}"
    return ""


def _is_answered_no(item: Evidence, place: int, evidence: Sequence[Evidence]) -> bool:
    """Whether a turn ends by inferring this, "So you get your money back", and somebody else answers no."""
    if place < len(item.spans) - 1 or not _INFERS.match(item.spans[place].text):
        return False
    turn = item.passage.turn
    return any(
        other.passage.turn.speaker != turn.speaker and says_no(other.passage.turn.text)
        for other in _around([item], evidence)
        if other.passage.turn.index == turn.index + 1
    )
