"""What somebody undertook to do, and by when; how long lines are and which are the surest. Pure.

By phrases that commit, less where they are denied, doubted or reported of others. The phrases are English;
of other languages there are none here, and nothing is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from index.transcript import Speaker, Turn
from rag.language.dates import moments
from rag.language.names import Roster, roster_of
from rag.language.vocabulary import UNITS, WEEKDAYS, one_of
from rag.overview.statements import Statement
from rag.overview.values import Line, Place


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long lines are and how many; looked at on training meetings of QMSum (docs/overview.md)."""

    most: int = 12  # decisions, and actions, of one transcript
    longest: int = 60  # words of a sentence
    bare: int = 4  # stems: a decision of fewer is understood by what was proposed
    before: int = 3  # turns before a bare decision that are looked at for the proposal
    sentences: int = 8  # of these turns
    agreed: float = 0.8  # how sure it is what somebody agrees to
    replied: int = 2  # turns up to which a proposal is agreed to
    remark: int = 6  # words of a sentence between the two that is nothing else to agree to
    sure: float = 0.5  # how sure a bare decision is at least
    fewest: int = 5  # words of an action
    fewest_listed: int = 3  # of one in a list of actions
    when: float = 0.3  # what an action counts more that says by when
    matter: int = 40  # stems count as the share they are of so many, up to
    most_matter: int = 10  # in an action
    most_matter_decided: int = 12  # in a decision
    good_length: int = 30  # words of an action
    too_long: float = 0.02  # for each word beyond them, taken off
    same: float = 0.7  # share of the fewer stems from which on two lines say the same


BOUNDS = Bounds()

_DOES = (
    r"(?:send|e-?mail|write (?:up|to|down|a|the)|draft|prepare|submit|circulate|forward|post|upload|check|look into"
    r"|find out|figure out|ask (?:the|them|him|her|for|[A-Z]\w+)|contact|call (?:you|him|her|them|back)|talk to"
    r"|speak to|follow up|report back"
    r"|get (?:back|in touch|(?:you|them|him|her) (?:the|a|that|those|some))|come back (?:to you )?with"
    r"|take (?:that|it|this|the|your)(?: question)? ?(?:back|on notice|away|under advisement|question)|set up|arrange"
    r"|schedule|organi[sz]e|book|put together|work on|update|revise|finish|complete|design|build|implement|bring"
    r"|order|review|collect|take (?:the )?notes|make (?:a |some )?(?:cop(?:y|ies)|list|draft|note)|do the"
    r"|provide (?:you|the|a))"
)
_LY = r"(?: \w+ly| also| just| then| go(?: and)?| try (?:to|and)| please| maybe| perhaps)*"
Whose = Literal["own", "all", "other", "third"]  # who is to do it
_WHOSE: dict[str, Whose] = {whose: whose for whose in get_args(Whose)}
_COMMITS = tuple(
    (weight, _WHOSE[whose], re.compile(pattern, flags))
    for weight, whose, pattern, flags in (
        (
            1.0,
            "all",
            r"\b(?:action items?|action points?|to-do)\b.*\b(?:is|are|for|to)\b|\bnext steps? (?:is|are) to\b",
            re.I,
        ),
        (0.9, "own", rf"\bi(?:['’]ll| will|['’]m going to| am going to|['’]m gonna){_LY}(?: have to)? {_DOES}\b", re.I),
        (1.0, "own", r"\btake (?:that|it|this)(?: question)? (?:on notice|back)\b", re.I),
        (1.0, "own", r"\b(?:we|i)(?:['’]ll| will| can)(?: \w+)? (?:get|come) back to (?:you|him|her|them|the)\b", re.I),
        (
            0.8,
            "own",
            r"\b(?:i can|let me|i(?:['’]d| would) be happy to|i need to|i(?:['’]ve| have) (?:got )?to)(?: \w+ly"
            r"| just)?"
            r" (?:send|e-?mail|circulate|draft|prepare|follow up|get (?:you|that to)|look into|find out|forward"
            r"|set up)\b",
            re.I,
        ),
        (
            0.7,
            "all",
            rf"\b(?:we(?:['’]ll| will|['’]re going to| are going to|['’]re gonna)|let['’]?s){_LY} (?:send|e-?mail"
            rf"|draft"
            r"|submit|circulate|schedule|set up|arrange|meet|follow up|look into|find out|report back"
            r"|put together)\b",
            re.I,
        ),
        (0.9, "other", rf"\b(?:can|could|will|would) you{_LY} {_DOES}\b", re.I),
        (
            0.8,
            "other",
            rf"\b(?:you(?:['’]ll| will|['’]re going to)|i(?:['’]d| would) (?:like|ask) you to){_LY} {_DOES}\b",
            re.I,
        ),
        (
            0.8,
            "third",
            rf"\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){{0,2}} (?:will|is going to|has agreed to|is to)(?: do| {_DOES})\b",
            0,
        ),
    )
)
_NO_ACTION = re.compile(
    r"\b(?:if|whether|unless|might|would have|could have|used to|years? ago|yesterday|back then|supposed to"
    r"|don['’]?t|won['’]?t"
    r"|not going|never|how (?:do|can|will|are)|what (?:do|can|will|are) (?:you|we|they)|why|in (?:this"
    r"|today['’]s) meeting)\b"
    r"|\bi(?:['’]ll| will) (?:order|call|bring|finish|complete|check) (?:on |up |it |this |my |order"
    r"|the (?:committee|meeting|vote))"
    r"|\bask\b.*\bquestion|\b(?:meet(?:ing)?) (?:the|that|this|these|those|our|their) (?:\w+ )?(?:timeline|need"
    r"|demand|goal|target|challenge|obligation)",
    re.I,
)
# Before who does what, one after another.
_LISTS = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|right|so|well|now|and)\b[,. ]*)*(?:the |our )?(?:actions?|action (?:items?|points?)"
    r"|to[- ]?dos?|next steps|who does what)\b[\w, ]{0,24}[.:]?\s*$",
    re.I,
)
_UNIT = r"(?:minutes?|hours?|days?|weeks?|months?)"
_DAY = one_of(WEEKDAYS)
_BY = re.compile(
    rf"\b(?:(?:by|before|until|on|for|at|in|within|after) )?(?:the )?(?:end of (?:the )?(?:day|week|month|year)"
    rf"|tomorrow|tonight|next (?:meeting|time|week|month|session|year|{_DAY})|(?:this )?(?:afternoon|evening|{_DAY})"
    rf"|this (?:week|month|summer|fall))\b|\b(?:in|within) (?:about |the next )?(?:an?|the|{one_of(UNITS[1:11])}"
    rf"|\d+|half an|(?:a )?(?:few|couple of)|several)(?: \w+)? {_UNIT}\b|\b(?:two|three|\d+) {_UNIT} from now\b"
    rf"|\bin the coming {_UNIT}\b|\b(?:as soon as (?:possible|we can|i can)|right (?:away|after (?:this|the) \w+)"
    r"|immediately|later today|shortly|after (?:the|this) (?:call|meeting|briefing)|by (?:noon|lunch))\b",
    re.I,
)


def actions(said: Sequence[Statement], turns: Sequence[Turn]) -> tuple[Line, ...]:
    """What somebody undertook or was asked to do: who, as far as it is said, and when."""
    roster = roster_of(tuple(dict.fromkeys(Speaker(turn.speaker) for turn in turns if turn.speaker)))
    found = []
    listed = _list_items(said)
    for one in said:
        committed = (1.0, listed[one.place]) if one.place in listed else _commitment(one)
        few = BOUNDS.fewest_listed if one.place in listed else BOUNDS.fewest
        if committed is None or one.words > BOUNDS.longest or one.words < few or not one.matter or one.is_courtesy:
            continue
        weight, whose = committed
        when = _due_place(one)
        who = _who_is_to_do_it(one, whose, turns, roster)
        if whose in ("other", "third") and who is None:
            continue
        score = weight + BOUNDS.when * (when is not None) + min(len(one.matter), BOUNDS.most_matter) / BOUNDS.matter
        score -= BOUNDS.too_long * max(one.words - BOUNDS.good_length, 0)
        found.append(Line(one.place, score, who=who, when=when))
    return surest_lines(found, said)


def _list_items(said: Sequence[Statement]) -> dict[Place, Whose]:
    """What stands after "Actions, then." in the same turn: a line for each sentence, for the person it begins with."""
    found: dict[Place, Whose] = {}
    at = -1
    for one in said:
        if one.at == at and not one.asks:
            found[one.place] = "own" if re.match(r"I\b", one.span.text) else "third"
        elif _LISTS.match(one.span.text):
            at = one.at
    return found


def _commitment(one: Statement) -> tuple[float, Whose] | None:
    if _NO_ACTION.search(one.span.text):
        return None
    for weight, whose, form in _COMMITS:
        if form.search(one.span.text) and (not one.asks or whose == "other"):
            return weight, whose
    return None


def _who_is_to_do_it(one: Statement, whose: Whose, turns: Sequence[Turn], roster: Roster) -> str | None:
    """Who is to do it: the speaker who says so of themselves, a person named, or one who is spoken to and answers."""
    if whose == "own":
        return one.turn.speaker
    if whose == "all":
        return None
    named = [naming.speakers[0] for naming in roster.named(one.span.text) if len(naming.speakers) == 1]
    if named:
        return named[0]
    if whose == "third":
        return None
    following = next((turn for turn in turns[one.at + 1 : one.at + 2] if turn.speaker != one.turn.speaker), None)
    return following.speaker if following is not None else None


def _due_place(one: Statement) -> Place | None:
    """The words that say by when."""
    text, start = one.span.text, one.span.start
    by = _BY.search(text)
    if by is not None:
        return Place(one.turn.index, start + by.start(), start + by.end())
    named = [one for one in moments(text) if one.printed.month or one.printed.day]
    return Place(one.turn.index, start + named[0].start, start + named[0].end) if named else None


def surest_lines(found: Sequence[Line], said: Sequence[Statement]) -> tuple[Line, ...]:
    """The surest lines, none of them twice, in the order of the transcript."""
    matter = {one.place: one.matter for one in said}
    chosen: list[Line] = []
    for line in sorted(found, key=lambda line: -line.score):
        words = matter[line.place]
        if all(not _are_alike(words, matter[other.place]) for other in chosen):
            chosen.append(line)
    return tuple(sorted(chosen[: BOUNDS.most], key=lambda line: (line.place.turn, line.place.start)))


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= BOUNDS.same * max(min(len(one), len(other)), 1)
