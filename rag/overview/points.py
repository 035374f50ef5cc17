"""The main points of a transcript: its most central sentences, spread over its length and unlike each other. Pure.

Extractive summaries are hard to beat by choosing what is central (TextRank, SumBasic), unlike what is chosen already
(maximal marginal relevance, Carbonell and Goldstein 1998) and from every part of a meeting.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from index.transcript import Turn
from rag.language.vocabulary import NO, YES, one_of
from rag.overview.statements import Statement
from rag.overview.values import Line, Place
from rag.retrieval.standard_scores import standard_scores

Vectors = Mapping[int, npt.NDArray[np.float32]]  # unit vectors of turns, by their number


@dataclass(frozen=True, slots=True)
class Weights:
    """What a sentence is chosen by: set by hand and looked at on training meetings of QMSum (docs/overview.md)."""

    fewest: int = 5  # points of a transcript of some length
    most: int = 8
    doubled: int = 2_500  # words from which on each doubling has one point more
    short_talk: int = 250  # words of talk for each point, where there is less than for five
    matter: int = 4  # stems of a sentence that tells something
    lengths: range = range(9, 46)  # words of a sentence that tells something and can be read at a glance
    good_lengths: tuple[int, int] = (14, 34)
    pool: int = 240  # sentences that are compared with each other
    enough: int = 25  # words that can be understood without those around them
    together: int = 60  # words of a sentence with those that it is understood by
    early: int = 3  # sentences of a reply that the question before it belongs to
    central: float = 1.0  # words that many sentences have
    dense: float = 0.8  # near to what is said in the whole
    cue: float = 0.5  # phrases that announce something
    spoken: float = 6.0  # for each filler a word, taken off
    tells: float = 0.4  # a name, or a figure
    too_long: float = 0.05  # for each word beyond the good lengths, taken off
    alone: float = 2.0  # understood only by a sentence that is not shown with it, taken off
    beside: float = 0.5  # understood only by one that is, taken off
    like: float = 2.8  # how like it is to a chosen one, taken off
    crowded: float = 0.7  # for each chosen one of its part of the talk, taken off
    same: float = 0.8  # alike from here on: only one of them is chosen


WEIGHTS = Weights()

_CUE_WORDS = re.compile(
    r"\b(?:in (?:summary|short|conclusion|a nutshell)|to sum(?:mari[sz]e| up)|the (?:main|key|bottom|important"
    r"|whole|real"
    r"|basic|big|first|second|third) (?:point|thing|idea|issue|question|problem|reason|goal|line|challenge"
    r"|priority)s?"
    r"|the (?:point|goal|idea|problem|purpose|aim|issue|reason|plan|objective) (?:is|was|here|of)"
    r"|(?:we|i)(?:['’]ve| have)? (?:agreed|decided|concluded|found|announced?|propose[ds]?|recommend(?:ed)?|need to)"
    r"|(?:is|are|am) (?:announcing|proposing|launching|introducing|recommending)|today,? (?:we|i|the)"
    r"|important(?:ly)?|essential|crucial|priority|because|therefore|as a result|should|must|will)\b",
    re.I,
)
_FILLER = re.compile(
    r"\b(?:uh+|um+|erm?|hmm+|mm|you know|i mean|sort of|kind of|like,|blah)\b|\w+ -|\b(\w+),? \1\b", re.I
)

# How a sentence begins that is understood only by the one before it: with what goes on, or with who or what was named.
_YES_OR_NO = one_of((*YES, *NO))
_GOES_ON = re.compile(
    rf"(?i:(?:(?:{_YES_OR_NO}|ok(?:ay)?|well|so|and|but|or|now|then|also|because|i think|i mean|you know),? )*"
    rf"(?:{_YES_OR_NO}|ok(?:ay)?|well|but|or|because|which|that['’]?s?|it['’]?(?:s|ll|d)?|they(?:['’]\w+)?|them|he|she"
    r"|him|her|his|their|its|this|those|these|both|such|either|neither|otherwise|instead|therefore|also|so|and))\b|[a-z]"
)
# What tells something of its own: a name, or a figure.
_OWN = re.compile(r"(?<=[a-z,;] )[A-ZÀ-ÖØ-Þ][a-zà-ÿ]+|\d")


def points(said: Sequence[Statement], turns: Sequence[Turn], vectors: Vectors | None = None) -> tuple[Line, ...]:
    """The five to eight sentences that best sum a transcript up, in its order; fewer where little is said."""
    pool = [one for one in said if _tells(one)]
    wanted = _number_wanted(sum(turn.words for turn in turns), len(pool))
    if not wanted:
        return ()
    scores = _scores(pool, said, turns, vectors or {})
    best = sorted(np.argsort(-scores, kind="stable")[: WEIGHTS.pool].tolist())
    pool, scores = [pool[n] for n in best], scores[best]
    chosen = _spread(pool, scores, _similarities(pool, vectors or {}), _parts(pool, turns, wanted), wanted)
    return tuple(_line(pool[n], said, float(scores[n])) for n in sorted(chosen))


def _line(one: Statement, said: Sequence[Statement], score: float) -> Line:
    """A point with what it is understood by: those around it, where it is short or goes on from them, and the question
    that they answer."""
    first = last = said.index(one)
    while (more := _sentence_around(said, first, last)) is not None:
        first, last = min(first, more), max(last, more)
    place = replace(one.place, start=said[first].span.start, end=said[last].span.end)
    return Line(place, round(score, 4), beside=_question(said, first))


def _sentence_around(said: Sequence[Statement], first: int, last: int) -> int | None:
    """The sentence of the turn that is to be read with these; None where they tell enough."""
    goes_on = _GOES_ON.match(said[first].span.text) is not None
    words = sum(one.words for one in said[first : last + 1])
    room = WEIGHTS.together if goes_on else WEIGHTS.enough
    for near in (first - 1, *([last + 1] if not goes_on else [])):
        beside = said[near] if 0 <= near < len(said) else None
        if beside is None or beside.at != said[first].at or beside.asks or beside.is_courtesy:
            continue
        if words < room and words + beside.words <= WEIGHTS.together:
            return near
    return None


def _question(said: Sequence[Statement], place: int) -> Place | None:
    """The question that a sentence near the beginning of a turn replies to; None where nobody asked."""
    one = said[place]
    opening = place
    while opening and said[opening - 1].at == one.at:
        opening -= 1
    asked = said[opening - 1] if opening else None
    if (
        asked is None
        or place - opening >= WEIGHTS.early
        or asked.turn.speaker == one.turn.speaker
        or one.at - asked.at != 1
    ):
        return None
    return asked.place if asked.asks and len(asked.matter) > 1 else None


def _number_wanted(words: int, available: int) -> int:
    """Five points and one more for each doubling from 2,500 words on; a short talk has fewer."""
    by_length = WEIGHTS.fewest + math.floor(math.log2(max(words / WEIGHTS.doubled, 1)))
    return min(WEIGHTS.most, by_length, max(1, words // WEIGHTS.short_talk), available)


def _tells(one: Statement) -> bool:
    return one.words in WEIGHTS.lengths and not one.asks and len(one.matter) >= WEIGHTS.matter and not one.is_courtesy


def _scores(
    pool: Sequence[Statement], said: Sequence[Statement], turns: Sequence[Turn], vectors: Vectors
) -> npt.NDArray[np.float64]:
    asking = {one.at for one in said if one.asks}
    central = standard_scores([_weight(one, frequency) for frequency in (_frequencies(said),) for one in pool])
    dense = standard_scores(_dense(pool, turns, vectors))
    cues = np.array([float(len(_CUE_WORDS.findall(one.span.text)) > 0) for one in pool])
    rough = np.array([len(_FILLER.findall(one.span.text)) / one.words for one in pool])
    own = np.array([float(_OWN.search(one.span.text) is not None) for one in pool])
    beside = np.array([_leaning(one, said) + (one.at in asking) for one in pool])
    score = WEIGHTS.central * central + WEIGHTS.dense * dense + WEIGHTS.cue * cues + WEIGHTS.tells * own
    return np.asarray(score - WEIGHTS.spoken * rough + _length(pool) - beside)


def _leaning(one: Statement, said: Sequence[Statement]) -> float:
    """How much a sentence is understood only by others: more where they are not there to come with it."""
    if _GOES_ON.match(one.span.text) is None:
        return 0.0
    place = said.index(one)
    alone = place == 0 or said[place - 1].at != one.at
    return WEIGHTS.alone if alone and _question(said, place) is None else WEIGHTS.beside


def _length(pool: Sequence[Statement]) -> npt.NDArray[np.float64]:
    low, high = WEIGHTS.good_lengths
    return np.array([-WEIGHTS.too_long * (max(low - one.words, 0) + max(one.words - high, 0)) for one in pool])


def _frequencies(said: Sequence[Statement]) -> Counter[str]:
    """In how many sentences each stem stands."""
    return Counter(stem for one in said for stem in one.matter)


def _weight(one: Statement, frequency: Mapping[str, int]) -> float:
    """How much a sentence says of what is spoken of most; a word that is said once tells nothing of the whole."""
    return sum(math.log(frequency[stem]) for stem in one.matter) / (len(one.matter) + 4)


def _dense(pool: Sequence[Statement], turns: Sequence[Turn], vectors: Vectors) -> list[float]:
    """How near each sentence's turn is to what is said in the whole."""
    if not vectors:
        return [0.0] * len(pool)
    weights = {turn.index: turn.words for turn in turns}
    centre = np.sum([vector * weights.get(number, 0) for number, vector in vectors.items()], axis=0)
    centre = centre / (np.linalg.norm(centre) or 1.0)
    return [float(vectors[one.turn.index] @ centre) if one.turn.index in vectors else 0.0 for one in pool]


def _similarities(pool: Sequence[Statement], vectors: Vectors) -> npt.NDArray[np.float64]:
    """How alike each two sentences are: shared words, and the nearness of their turns."""
    stems = {stem: n for n, stem in enumerate(sorted({stem for one in pool for stem in one.matter}))}
    table = np.zeros((len(pool), len(stems)))
    for row, one in enumerate(pool):
        table[row, [stems[stem] for stem in one.matter]] = 1 / math.sqrt(len(one.matter))
    shared = table @ table.T
    if not vectors:
        return np.asarray(shared)
    size = len(next(iter(vectors.values())))
    meant = np.stack([vectors.get(one.turn.index, np.zeros(size, dtype=np.float32)) for one in pool])
    return np.asarray((shared + np.clip(meant @ meant.T, 0, 1)) / 2)


def _parts(pool: Sequence[Statement], turns: Sequence[Turn], wanted: int) -> list[int]:
    """Which of `wanted` parts of the talk, alike in words, each sentence is in."""
    before = np.concatenate([[0], np.cumsum([turn.words for turn in turns])])
    whole = max(int(before[-1]), 1)
    return [min(wanted - 1, int(before[one.at]) * wanted // whole) for one in pool]


def _spread(
    pool: Sequence[Statement],
    scores: npt.NDArray[np.float64],
    alike: npt.NDArray[np.float64],
    parts: Sequence[int],
    wanted: int,
) -> list[int]:
    """The best sentences, each less by how like it is to one that is chosen, and by how many its part has already."""
    chosen: list[int] = []
    room = np.ones(len(pool), dtype=bool)
    scale = float(scores.std()) or 1.0
    while len(chosen) < wanted and room.any():
        nearest = alike[:, chosen].max(axis=1) if chosen else np.zeros(len(pool))
        crowded = np.array([sum(parts[other] == part for other in chosen) for part in parts])
        values = np.where(room, scores - scale * (WEIGHTS.like * nearest + WEIGHTS.crowded * crowded), -np.inf)
        best = int(values.argmax())
        chosen.append(best)
        room[best] = False
        room &= alike[best] < WEIGHTS.same
    return chosen
