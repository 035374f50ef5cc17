"""Who does it to whom: whether a turn tells what a sentence tells the other way round. Pure.

No parser: a verb is any word of meaning that both have between two others. "The county pays the town" and "the town
pays the county" have the three in opposite orders; so have "the county pays the town" and "the town is paid by the
county", which say the same since one of the two is passive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product, takewhile

from index.catalog.fulltext import STOP_WORDS
from rag.grounding.thresholds import THRESHOLDS
from rag.language import words as wording

_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*|[^\w\s]")
_BREAK = frozenset(". , ; : ! ? … — ( ) that which who whom whose because while when if but so than as".split())
_BE = frozenset("is are was were be been being am get gets got".split())
# What two people do with each other, either may be said to do: "Ana met Bo", "it differs from that".
_LINKS = frozenset("and or with between each both together versus".split())
_MUTUAL = frozenset(
    map(wording.stem, "meet marry agree disagree equal resemble differ share compete match join border like".split())
)
# Behind these stands neither who does it nor whom it is done to.
_ASIDE = frozenset("and or at in on during of for with from about over onto into through after before under".split())
# Forms that a stemmer leaves apart, of verbs that one does to another.
_IRREGULAR = """
pay paid, give gave given, take took taken, sell sold, buy bought, beat beaten, see saw seen, know knew known,
tell told, teach taught, lend lent, send sent, bring brought, meet met, hear heard, lead led, choose chose chosen,
write wrote written, drive drove driven, fight fought, catch caught, find found, feed fed, hold held, show shown
"""
_VERB = {form: forms[0] for forms in (entry.split() for entry in _IRREGULAR.split(",")) for form in forms}


@dataclass(frozen=True, slots=True)
class _Act:
    """A word of meaning with those before and after it in its clause that are near enough to belong to it."""

    verb: str
    before: frozenset[str]
    after: frozenset[str]
    passive: bool
    mutual: bool

    def has(self, one: str, other: str) -> bool:
        """Whether one stands before it and the other after it, as they are named in the active voice."""
        first, last = (self.after, self.before) if self.passive else (self.before, self.after)
        return one in first and other in last


def reversed_roles(claim: str, said: str) -> frozenset[str]:
    """Two words of a claim that have changed places in what is said, as stems; empty where none have.

    >>> sorted(reversed_roles("The town pays the county.", "The county pays the town."))
    ['counti', 'town']
    >>> reversed_roles("The county was paid by the town.", "The town pays the county.")
    frozenset()
    """
    there = list(_acts(said))
    for mine in _acts(claim):
        theirs = [act for act in there if act.verb == mine.verb]
        if mine.mutual or not theirs or any(act.mutual for act in theirs):
            continue
        pairs = product(mine.before, mine.after)
        for one, other in ((b, a) for a, b in pairs) if mine.passive else pairs:
            if not any(act.has(one, other) for act in theirs) and any(act.has(other, one) for act in theirs):
                return frozenset((one, other))
    return frozenset()


def _acts(text: str) -> Iterator[_Act]:
    for words in _clauses(text):
        stems = [_stem(word) for word in words]
        for place, verb in enumerate(stems):
            near, then = _near(range(place - 1, -1, -1), words), _near(range(place + 1, len(words)), words)
            before, after = (frozenset(stems[n] for n in part if stems[n]) - {verb} for part in (near, then))
            if verb and before and after and words[place].islower():  # a name is no verb
                been = (
                    not words[place].endswith("ing")
                    and words[place - 1] != "to"
                    and not _BE.isdisjoint(words[max(place - 4, 0) : place])
                )
                passive = words[place + 1 : place + 2] == ["by"] or (been and "by" in [words[n] for n in then])
                mutual = verb in _MUTUAL or not _LINKS.isdisjoint(words[place + 1 : place + 3])
                yield _Act(verb, before - after, after - before, passive, mutual)


def _near(places: Sequence[int], words: Sequence[str]) -> list[int]:
    """The first of these places, up to a word behind which something else is told."""
    return list(takewhile(lambda n: words[n] not in _ASIDE, places[: THRESHOLDS.reach]))


def _clauses(text: str) -> Iterator[list[str]]:
    """The words of each clause, the first in small letters: it has its capital from the sentence."""
    clause: list[str] = []
    for word in (*_WORD.findall(text), "."):
        if word.casefold() not in _BREAK:
            clause.append(word if clause else word.casefold())
        elif clause:
            yield clause
            clause = []


def _stem(word: str) -> str:
    """The stem of a word of meaning, a verb's in its bare form; "" of any other."""
    plain = _VERB.get(word.casefold(), word.casefold())
    return "" if plain in STOP_WORDS or not plain[0].isalpha() else wording.stem(plain)
