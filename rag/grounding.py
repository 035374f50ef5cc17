"""Sentence -> supporting turns, checked. Pure: similarities come in as numbers.

A sentence is held against every sentence of the evidence by meaning (cosine) and by words (the share of its content
words that the place says). Then come the checks that no similarity replaces: its numbers, names and quotations must
occur in the cited turns, what it denies must be denied there, and the speaker it credits must be the one who spoke.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag import wording
from rag.answer import Passage, Support
from rag.exchange import turn_asks
from rag.numerals import numbers
from rag.people import speakers_named
from rag.sentences import Span, split_sentences

SUPPORTED, WEAK = 0.55, 0.42  # chosen on the development sets: docs/quality.md
_SECOND_TURN = 0.2  # share of the content words that a second turn must add to be cited too

_REPORTS = re.compile(
    r"\b(?:sa(?:id|ys?)|ask(?:ed|s)?|explain(?:ed|s)?|state[ds]?|mention(?:ed|s)?|add(?:ed|s)|not(?:ed|es)|argue[ds]?"
    r"|answer(?:ed|s)?|repl(?:ied|ies)|nam(?:ed|es)|told|tells|suggest(?:ed|s)?|warn(?:ed|s)?|confirm(?:ed|s)?"
    r"|announce[ds]?|describe[ds]?|think(?:s)?|thought|believe[ds]?|want(?:ed|s)?|promise[ds]?|propose[ds]?)\b",
    re.I,
)

_ASKS = re.compile(r"\b(?:asked|asks|wanted to know|inquired)\b", re.I)

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
        """Speaker, role and date: evidence too. The title is not: it names what the whole hearing is about."""
        turn = self.passage.turn
        return " ".join(filter(None, (turn.speaker, turn.role, self.passage.date)))


@dataclass(frozen=True, slots=True)
class Grounded:
    """A sentence with its verdict and the (evidence, sentence in it) pairs that support it; `why` where it fell."""

    text: str
    support: Support
    places: tuple[tuple[int, int], ...] = ()
    why: str = ""


def ground(
    draft: Sequence[str], evidence: Sequence[Evidence], similarity: Similarity, *, speakers: Sequence[str]
) -> tuple[Grounded, ...]:
    """Each sentence of the draft with its verdict. `similarity` has a column for every sentence of the evidence."""
    return tuple(_ground(text, evidence, row, speakers) for text, row in zip(draft, similarity, strict=True))


def credited(text: str, speakers: Sequence[str]) -> tuple[str, ...]:
    """The speakers that a sentence says spoke: those named before its first reporting verb, or right after it.

    >>> credited("Ana Reyes said that Bo Lind was late.", ["Ana Reyes", "Bo Lind"])
    ('Ana Reyes',)
    """
    verb = _REPORTS.search(text)
    if verb is None:
        according = re.match(r"(?:according to|as)\s+(.{1,80}?)(?:,|$)", text, re.I)
        return speakers_named(according.group(1), speakers) if according else ()
    return speakers_named(text[: verb.start()], speakers)


def _ground(text: str, evidence: Sequence[Evidence], row: npt.NDArray[np.float32], speakers: Sequence[str]) -> Grounded:
    by = credited(text, speakers)
    scored = _score(text, evidence, row)
    asks = _ASKS.search(text) is not None
    own = [item for item in scored if _may_support(evidence[item[1]], by, asks)]
    if not own:
        return Grounded(text, "unsupported", why=f"no turn of {', '.join(by)} was found" if by else "nothing to go by")
    best, turn, span = max(own)
    if _is_verbatim(text, evidence[turn]):
        return Grounded(text, "verbatim", (_verbatim_place(text, evidence[turn], turn, span),))
    places = [(turn, span)]
    cited = [evidence[turn]]
    if second := _second(text, evidence[turn], own, evidence):
        places.append(second)
        cited.append(evidence[second[0]])
    if why := _violation(text, cited):
        return Grounded(text, "unsupported", tuple(places), why)
    if best < WEAK:
        return Grounded(text, "unsupported", tuple(places), "no turn says this")
    strong = best >= SUPPORTED and wording.is_negated(text) == _negated_there(cited[0], span)
    return Grounded(text, "supported" if strong else "weak", tuple(places))


def _may_support(item: Evidence, by: Sequence[str], asks: bool) -> bool:
    """Whether the turn is by the speaker credited, and asks where the sentence says that somebody asked."""
    turn = item.passage.turn
    return not by or (turn.speaker in by and (not asks or turn_asks(turn.text)))


def _score(text: str, evidence: Sequence[Evidence], row: npt.NDArray[np.float32]) -> list[tuple[float, int, int]]:
    """(score, turn, sentence) of every sentence of the evidence."""
    words = wording.content(text)
    scored: list[tuple[float, int, int]] = []
    column = 0
    for turn, item in enumerate(evidence):
        label = wording.content(f"{item.label} {item.prompting}")
        for place in range(len(item.spans)):
            near = " ".join(span.text for span in item.spans[max(place - 1, 0) : place + 2])
            said = wording.content(near)
            share = len(words & (said | label)) / len(words) if words else 0.0
            exact = len(words & wording.content(item.spans[place].text)) / len(words) if words else 0.0
            scored.append((0.4 * share + 0.1 * exact + 0.5 * float(row[column]), turn, place))
            column += 1
    return scored


def _second(
    text: str, first: Evidence, scored: Sequence[tuple[float, int, int]], evidence: Sequence[Evidence]
) -> tuple[int, int] | None:
    """Another turn that says what the first leaves open, if one does."""
    left = wording.content(text) - wording.content(f"{first.passage.turn.text} {first.label} {first.prompting}")
    total = len(wording.content(text)) or 1
    best: tuple[float, tuple[int, int]] | None = None
    for score, turn, span in scored:
        if evidence[turn] is first:
            continue
        gain = len(left & wording.content(evidence[turn].spans[span].text)) / total
        if gain >= _SECOND_TURN and score >= WEAK and (best is None or gain > best[0]):
            best = (gain, (turn, span))
    return best[1] if best else None


def _violation(text: str, cited: Sequence[Evidence]) -> str:
    """Why the cited turns cannot support the sentence; "" where nothing speaks against it."""
    said = " ".join(f"{item.passage.turn.text} {item.label} {item.prompting}" for item in cited)
    if missing := numbers(text) - numbers(said):
        return f"no cited turn says {', '.join(sorted(missing))}"
    known = wording.content(said) | wording.names(said) | {wording.stem(word) for word in said.split()}
    if missing := frozenset(n for n in wording.names(text) if n not in known and n not in wording.plain(said)):
        return f"no cited turn names {', '.join(sorted(missing))}"
    if len(cited) > 1 and not any(_meet(text, item) for item in cited):
        return "no cited turn says this number of this name"
    for quote in wording.quotations(text):
        if not any(wording.plain(quote).rstrip(".,") in wording.plain(item.passage.turn.text) for item in cited):
            return f"no cited turn has the words “{quote}”"
    return ""


def _meet(text: str, item: Evidence) -> bool:
    """Whether a number and a name of the sentence stand in the same turn, or it lacks one of them."""
    said = f"{item.passage.turn.text} {item.label} {item.prompting}"
    named, counted = wording.names(text), numbers(text)
    return not named or not counted or bool(counted & numbers(said) and named & wording.content(said))


def _negated_there(item: Evidence, place: int) -> bool:
    return wording.is_negated(item.spans[place].text)


def _is_verbatim(text: str, item: Evidence) -> bool:
    own = wording.plain(text).strip("\"' ")
    return len(own.split()) > 2 and own.rstrip(".") in wording.plain(item.passage.turn.text)


def _verbatim_place(text: str, item: Evidence, turn: int, otherwise: int) -> tuple[int, int]:
    own = wording.plain(text).strip("\"' ").rstrip(".")
    for place, span in enumerate(item.spans):
        if own in wording.plain(span.text):
            return turn, place
    return turn, otherwise
