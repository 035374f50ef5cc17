"""What is asked of a transcript in training, and which turns should be found: labelled questions, and pairs that the
transcript itself gives without anybody's labels. Pure; the same dice give the same pairs.

Without labels: a turn that asks, with the turn that answers; a sentence, cut out of its turn, with what is left of the
turn and of the exchange around it (the inverse cloze task of Lee et al. 2019); a question made of a speaker's label and
words that few turns hold, with the turn that holds them.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from random import Random

from index.catalog.catalog import View
from index.catalog.fulltext import STOP_WORDS
from index.embedding.adapter.training.data import Material, Question
from index.transcript import Turn
from index.vocabulary import SPACED_ENDS, is_question

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SENTENCE_END = re.compile(rf"(?<=[{SPACED_ENDS}])\s+")
_FILLERS = frozenset(
    "um uh mm hmm yeah okay ok oh well right yes like know think mean really just gonna kind sort".split()
)
_LEAST_WORDS = 6  # of a turn that is to be found: "Okay." answers nothing
_HARD_POOL = 8  # of the wrong turns most like a question, one is drawn

_ABOUT_SOMEBODY = (
    "What did {who} say about {what}?", "What does {who} think of {what}?", "Why did {who} mention {what}?",
    "When did {who} talk about {what}?", "How did {who} describe {what}?", "{who} and {what}",
    "What is it about {what} that {who} brought up?", "What happened to {who} with {what}?",
)  # fmt: skip
_ABOUT_NOBODY = (
    "Who talked about {what}?", "What was said about {what}?", "{what}", "What do we know about {what}?",
    "Who mentioned {what}?",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """A text to search with and the turns that should come first: any of `right`, while `unclear` ones do not count.

    `cut`: what is left of turns that lost the words asked with. `wrong`: turns that look right and are not.
    """

    query: str
    right: frozenset[int]
    unclear: frozenset[int] = frozenset()
    views: tuple[View, ...] = ("turn", "chunk")
    cut: tuple[tuple[int, str], ...] = ()
    wrong: tuple[int, ...] = ()


class PairMaker:
    """Makes pairs of one transcript."""

    def __init__(self, material: Material) -> None:
        self._turns, self._questions = material.transcript.turns, material.questions
        self._holding: dict[str, set[int]] = defaultdict(set)
        for turn in self._turns:
            for word in words(turn.text):
                self._holding[word].add(turn.index)
        self._long = [turn for turn in self._turns if turn.words >= _LEAST_WORDS]
        self._asking = [turn for turn in self._long if self._is_answered(turn)]

    def pairs(self, dice: Random, *, most: int) -> tuple[Pair, ...]:
        """At most `most` pairs: up to half of labelled questions, the rest of the three kinds without labels."""
        labelled = dice.sample(self._questions, min(len(self._questions), (most + 1) // 2))
        made = [pair for question in labelled if (pair := self._pair_labelled(question, dice))]
        kinds: tuple[Callable[[Random], Pair | None], ...] = (
            self._pair_answered,
            self._cloze,
            self._pair_named,
            self._pair_named,
        )
        for attempt in range(4 * most):
            if len(made) >= most or not self._long:
                break
            if pair := kinds[attempt % len(kinds)](dice):
                made.append(pair)
        return tuple(made)

    def _pair_labelled(self, question: Question, dice: Random) -> Pair | None:
        spoken = frozenset(index for index in question.right if self._turns[index].text.strip())
        telling = frozenset(index for index in spoken if self._turns[index].words >= _LEAST_WORDS) or spoken
        if not telling:
            return None
        unclear = question.unclear | (question.right - telling)
        return Pair(question.text, telling, unclear, wrong=self._look_right(question.text, telling | unclear, dice))

    def _is_answered(self, turn: Turn) -> bool:
        """Whether a turn asks and somebody else says more than a word right after it."""
        after = self._turns[turn.index + 1 : turn.index + 2]
        answered = any(other.words >= _LEAST_WORDS and other.speaker != turn.speaker for other in after)
        return answered and is_question(turn.text.rstrip())

    def _pair_answered(self, dice: Random) -> Pair | None:
        """A turn that asks, and the next turn, of somebody else."""
        if not self._asking:
            return None
        asking = dice.choice(self._asking)
        right = frozenset({asking.index + 1})
        near = frozenset({asking.index, asking.index + 2, asking.index + 3})
        wrong = self._look_right(asking.text, right | near, dice)
        return Pair(_last_words(asking.text), right, near, views=("turn",), wrong=wrong)

    def _cloze(self, dice: Random) -> Pair | None:
        turn = dice.choice(self._long)
        sentences = _SENTENCE_END.split(turn.text)
        telling = [place for place, sentence in enumerate(sentences) if 6 <= len(sentence.split()) <= 30]
        if len(sentences) < 3 or not telling:
            return None
        place = dice.choice(telling)
        rest = " ".join(sentences[:place] + sentences[place + 1 :])
        right = frozenset({turn.index})
        near = frozenset(range(turn.index - 2, turn.index + 3)) - right
        wrong = self._look_right(sentences[place], right | near, dice)
        return Pair(sentences[place], right, near, cut=((turn.index, rest),), wrong=wrong)

    def _pair_named(self, dice: Random) -> Pair | None:
        turn = dice.choice(self._long)
        what = self._rare_words(turn, dice)
        if not what:
            return None
        form = dice.choice(_ABOUT_SOMEBODY if turn.speaker and dice.random() < 0.7 else _ABOUT_NOBODY)
        query = form.format(who=turn.speaker, what=what)
        right = frozenset({turn.index})
        others = frozenset.intersection(*(frozenset(self._holding[word]) for word in words(what))) - right
        return Pair(query, right, others, wrong=self._look_right(query, right | others, dice))

    def _rare_words(self, turn: Turn, dice: Random) -> str:
        """One to three neighbouring words of a turn that few turns hold."""
        rarity = {run: sum(self._rarity(word) for word in run) / len(run) ** 0.5 for run in _runs(turn.text)}
        best = sorted(rarity, key=lambda run: -rarity[run])[:3]
        return " ".join(dice.choice(best)) if best else ""

    def _rarity(self, word: str) -> float:
        return math.log(len(self._turns) / len(self._holding.get(word.casefold()) or self._turns))

    def _look_right(self, query: str, but: frozenset[int], dice: Random) -> tuple[int, ...]:
        """One of the turns that share the most words with a query, rare ones counting more."""
        gain: dict[int, float] = defaultdict(float)
        for word in words(query):
            holding = self._holding.get(word, ())
            for index in holding:
                gain[index] += self._rarity(word)
        long = [index for index in gain if index not in but and self._turns[index].words >= _LEAST_WORDS]
        best = sorted(long, key=lambda index: (-gain[index] / math.log(8 + self._turns[index].words), index))[
            :_HARD_POOL
        ]
        return (dice.choice(best),) if best else ()


def words(text: str) -> set[str]:
    """The words of a text that mean something by themselves, in small letters."""
    return {word for match in _WORD.finditer(text) if (word := match[0].casefold()) not in STOP_WORDS and len(word) > 2}


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Runs of neighbouring words that mean something, up to three, at their beginnings."""
    for sentence in re.split(rf"[{SPACED_ENDS},;:]", text):
        found = [match[0] for match in _WORD.finditer(sentence)]
        for place in range(len(found)):
            run = tuple(takewhile(_means_something, found[place : place + 3]))
            if run:
                yield run


def _means_something(word: str) -> bool:
    folded = word.casefold()
    return len(folded) > 3 and folded not in STOP_WORDS and folded not in _FILLERS and not folded.isdigit()


def _last_words(text: str, most: int = 40) -> str:
    return " ".join(text.split()[-most:])
