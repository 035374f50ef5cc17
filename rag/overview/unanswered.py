"""Questions that nobody answered: they are put off in the reply, or nobody replies. Pure.

What is left out matters as much: a question that its asker answers, one to get on with the talk ("Can you hear me?"),
and one whose reply is short and says something ("Yes.", "In May.").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.transcript import Turn
from rag.language import words as wording
from rag.language.dialogue import only_asks
from rag.language.sentences import Span, split_sentences
from rag.language.vocabulary import ASSENT, NO, one_of
from rag.overview.statements import Statement
from rag.overview.values import Line, Place, Why


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a question and its reply are looked at; tuned on briefings and meetings (docs/overview.md)."""

    fewest: int = 6  # words of a question that can be understood on its own
    goes_on: int = 25  # words after a question, by the one who asked it: it was not put to be answered
    looked_at: int = 12  # turns after a question
    murmur: int = 4  # words of a turn that only shows that somebody listens
    besides: int = 60  # words that a reply may have beside those that put the question off
    others: int = 40  # words that others may say to it then
    early: int = 3  # sentences of a reply, one of which puts the question off
    opening: int = 40  # characters before what puts a question off, in its sentence
    together: int = 4  # sentences before the last question of a turn, the questions among which are looked at
    again: int = 6  # turns after a question in which the same one may be put again
    same: float = 0.5  # share of the fewer stems from which on it is the same
    hardly: int = 25  # words of a reply that says it does not know, those of others with it


_BOUNDS = Bounds()

_VERY = r"(?: \w+){0,2}?"
_NOT = r"(?:do not|don['’]?t|does not|doesn['’]?t|did not|didn['’]?t)"
# Who says this gives no answer.
_PUTS_OFF = re.compile(
    rf"\b{_NOT}{_VERY} have (?:— )?(?:anything\b|(?:any|an|the|that|those|a)?{_VERY} ?(?:details?|information"
    rf"|numbers?|specifics|updates?|figures?"
    r"|comments?|readouts?|response|answers?|timelines?|announcements?|data)\b|any more\b|that (?:number"
    r"|information|figure|with me|in front)|(?:it|them) (?:with me|in front)|any \w+ to (?:share|preview|announce"
    r"|read|add|predict))"
    rf"|\b(?:have|['’]ve got|got) (?:nothing|no (?:\w+ )?(?:announcements?|updates?|comments?|information|details?"
    rf"|idea)\b)"
    r"|\bno comment\b|\bnothing (?:\w+ ){0,2}(?:to (?:share|announce|add|preview|report|read out)|for you)\b"
    rf"|\b(?:['’]ll|will|would|['’]d|have to|need to|can|let me|going to|gonna){_VERY} (?:(?:get|come|circle) back to"
    r"|check (?:on|into|with|for)|look into (?:that|it|this)|follow up (?:with|on)|take (?:that|it|this"
    r"|the question|your question)"
    r" ?(?:question|one)? ?(?:back|on notice|under advisement|away|offline)|take (?:the|that) question|refer (?:you"
    r"|that|it)"
    r"|defer (?:to|that))"
    r"|\b(?:refer you (?:\w+ )?to|(?:i|we) (?:would )?defer to|take (?:that|it) on notice)\b"
    rf"|\b(?:not|isn['’]?t|ain['’]?t){_VERY} (?:going to|gonna|able to|in a position to|prepared to"
    rf"|at liberty to){_VERY}"
    r" (?:get (?:into|ahead)|comment|speculate|speak|discuss|answer|say|go into|talk|engage|share|confirm|preview"
    r"|announce|detail"
    r"|disclose|respond|provide|characteri[sz]e|address|predict)\b"
    rf"|\b(?:can['’]?t|cannot|could not|couldn['’]?t|won['’]?t|will not|wouldn['’]?t|would not){_VERY} (?:comment"
    rf"|speculate|speak (?:to|for)"
    r"|discuss|answer (?:that|this|the|it)|confirm|talk about|go into|get into|predict|give you (?:a|an|any|that|the)"
    r"|want to (?:speculate|get (?:into|ahead)|comment)|say (?:any|at this|right now|more|yet))\b"
    rf"|\b{_NOT} (?:want|wish|like) to (?:speculate|get (?:into|ahead)|comment|prejudge|pre-empt|predict)\b"
    r"|\btoo (?:early|soon) (?:to|for)\b|\bremains to be seen\b",
    re.I,
)
# So does this, where it is nearly all of a reply.
_KNOWS_NOT = re.compile(
    rf"\b{_NOT}{_VERY} (?:know|recall|remember)\b(?! (?:how to|of any|that|exactly because))"
    r"|(?:['’]m|\bam|['’]re|\bare) not (?:\w+ )?(?:sure|certain|aware|familiar)\b(?! that)"
    r"|\bno idea\b|\bwe(?:['’]ll| will) (?:have to )?see\b|\bhave(?:n['’]?t| not) (?:yet )?(?:decided|determined"
    r"|seen)\b"
    r"|\b(?:difficult|hard|impossible) to (?:know|say|tell)\b|\b(?:that['’]s a |a )?(?:very |really )?good question\b"
    r"|\boff the top of my head\b|\b(?:have|need) to (?:check|find out|look)\b|\bi can (?:check|find out)\b",
    re.I,
)
# Nor is it put off by who says yes or no, at least so far as that; "Yeah, I have nothing on it" puts it off.
_YES_OR_NO = re.compile(
    r"^\W*(?:i mean,? |well,? |oh,? )*(?:no|yes|not really|absolutely|of course|(?:we|i|they) (?:do|did|are)"
    r"|it (?:is|does|was|did))\b(?! (?:not|too|hard|difficult|\w+ to (?:say|know)))(?=\W+\w|\W*$)"
    r"|\bnot that i(?:['’]m| am) aware\b",
    re.I,
)
# What is no question to the others: it is about the talk itself, or proposes something, or only wants a nod.
_OF_THE_TALK = re.compile(
    r"\b(?:(?:can|could|did|do) (?:you|everybody|everyone|they|i|we) (?:hear|see|read|repeat|say that|turn|follow"
    r"|all)"
    r"|(?:can|could|may|might) (?:i|we) (?:\w+ )?(?:ask|get|have|go|follow|say|clarify|add|make|interrupt|come"
    r"|start|stop|move|sneak|put|turn)"
    r"|shall we|why (?:do not|don['’]?t|not)|should we (?:go|move|start|begin|stop)|maybe (?:we|you|i)"
    r"|do you want to|would you like|you want me to|you were g"
    r"|(?:any(?:body|one)?|other|more|further) (?:\w+ )?(?:questions?|comments?|thoughts?)"
    r"|are (?:you|we) (?:ready|done|finished|ok(?:ay)?|all set)|is (?:that|this) (?:ok(?:ay)?|all right|fine"
    r"|correct|clear|what)"
    r"|follow[- ]?up|will (?:he|she|the \w+(?: \w+){0,3}) give way|would (?:you|he|she) (?:not )?agree)\b"
    r"|\b(?:you know|right|ok(?:ay)?|yeah|correct|huh|sorry|pardon|or what|or not|or something|eh|no|yes"
    r"|(?:is|are|was|were|do|does|did|have|has|would|could|should|ca|wo)n['’]t (?:it|we|you|they|he|she|i|there"
    r"|that))\W*$",
    re.I,
)
_ANSWERS_SHORTLY = re.compile(
    r"^\W*(?:(?:oh|well|uh|um|so|and|but)\b,? |i (?:think|believe|guess) )*(?:sure|correct|right"
    rf"|{one_of((*ASSENT, *NO))}|absolutely|definitely|probably|maybe|perhaps|not|true|it|they|he|she|there|i|we"
    r"|you|that['’]?s?|this"
    r"|because|mm[- ]?hmm|uh[- ]?huh|the|a|an|in|on|at|by|for|to|from)\b|\d",
    re.I,
)
_NEXT_PLEASE = re.compile(
    r"\b(?:next question|go ahead|last question|other questions?|move on|next (?:caller|person|speaker)|your turn"
    r"|in the back|let['’]?s (?:go|move)|time (?:has|is) (?:expired|up)|thank you (?:all|everyone|everybody"
    r"|very much))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Reply:
    """The turns of others that follow a question, until it is asked again or another is."""

    turns: tuple[Turn, ...]

    @property
    def words(self) -> int:
        return sum(turn.words for turn in self.turns)


def unanswered(said: Sequence[Statement], turns: Sequence[Turn]) -> tuple[Line, ...]:
    """The questions that nobody answers, each with what put it off where somebody did."""
    found: list[Line] = []
    for asked in _questions(said, turns):
        line = _line_if_open(asked, turns)
        if line is not None and not _is_repeated(asked, found, turns):
            found.append(line)
    return tuple(found)


def _questions(said: Sequence[Statement], turns: Sequence[Turn]) -> Iterator[Statement]:
    """The questions put to the others: of several in one turn the one of most matter, among those at its end."""
    by_turn: dict[int, list[Statement]] = {}
    for one in said:
        by_turn.setdefault(one.at, []).append(one)
    for at, sentences in by_turn.items():
        last = next((n for n in range(len(sentences) - 1, -1, -1) if sentences[n].asks), None)
        if last is None or sum(one.words for one in sentences[last + 1 :]) > _BOUNDS.goes_on:
            continue
        together = sentences[max(0, last - _BOUNDS.together) : last + 1]
        put = [one for one in together if one.asks and _is_substantial(one)]
        if put and turns[at].speaker is not None:
            yield max(put, key=lambda one: len(one.matter))


def _is_substantial(one: Statement) -> bool:
    return one.words >= _BOUNDS.fewest and len(one.matter) >= 2 and _OF_THE_TALK.search(one.span.text) is None


def _line_if_open(asked: Statement, turns: Sequence[Turn]) -> Line | None:
    """The question as a line, where it is open."""
    reply = _reply(asked, turns)
    if not reply.turns:
        return None
    put_off = _place_put_off(reply, asked)
    if put_off is not None:
        return Line(asked.place, round(len(asked.matter) / 10, 3), beside=put_off, why="deflected")
    why: Why = "nobody"
    return Line(asked.place, round(len(asked.matter) / 12, 3), why=why) if _says_nothing(reply, asked) else None


def _reply(asked: Statement, turns: Sequence[Turn]) -> _Reply:
    """What the others say next; the one who asked may go on in a few words."""
    found: list[Turn] = []
    for turn in turns[asked.at + 1 : asked.at + 1 + _BOUNDS.looked_at]:
        if turn.speaker == asked.turn.speaker:
            if turn.words > _BOUNDS.murmur and (found or turn.words > _BOUNDS.goes_on):
                break
            continue
        if found and found[-1].speaker != turn.speaker and only_asks(turn.text) and turn.words > _BOUNDS.murmur:
            break
        found.append(turn)
    return _Reply(tuple(found))


def _place_put_off(reply: _Reply, asked: Statement) -> Place | None:
    """The sentence that puts the question off, where the reply says little beside it."""
    first = next((turn for turn in reply.turns if turn.words > _BOUNDS.murmur or _is_at_a_loss(turn.text)), None)
    if first is None:
        return None
    others = sum(turn.words for turn in reply.turns if turn is not first and not _defers(turn.text))
    sentences = split_sentences(first.text)
    if _YES_OR_NO.search(first.text):
        return None
    for span in sentences[: _BOUNDS.early]:
        strong, weak = _PUTS_OFF.search(span.text), _KNOWS_NOT.search(span.text)
        rest = [one for one in sentences if not _defers(one.text) and not _NEXT_PLEASE.search(one.text)]
        beside = sum(len(one.text.split()) for one in rest)
        room = _BOUNDS.besides if _speaks_of_it(rest, asked) else 2 * _BOUNDS.besides
        if strong and beside <= room and others <= _BOUNDS.others:
            return Place(first.index, span.start, span.end)
        if weak and weak.start() <= _BOUNDS.opening and first.words + others <= _BOUNDS.hardly:
            return Place(first.index, span.start, span.end)
    return None


def _is_at_a_loss(text: str) -> bool:
    return _defers(text) or _KNOWS_NOT.search(text) is not None


def _speaks_of_it(rest: Sequence[Span], asked: Statement) -> bool:
    """Whether what is said beside speaks of what was asked about."""
    return len(asked.matter & wording.content(" ".join(one.text for one in rest))) > 1


def _defers(text: str) -> bool:
    return _PUTS_OFF.search(text) is not None


def _says_nothing(reply: _Reply, asked: Statement) -> bool:
    """Whether what follows takes no notice of the question: the word is given to somebody else, or another asks."""
    texts = [turn.text for turn in reply.turns[:3]]
    if _ANSWERS_SHORTLY.search(texts[0]) or asked.matter & wording.content(" ".join(texts)):
        return False
    first = reply.turns[0]
    return first.words <= 2 * _BOUNDS.murmur and (_NEXT_PLEASE.search(first.text) is not None)


def _is_repeated(asked: Statement, found: Sequence[Line], turns: Sequence[Turn]) -> bool:
    """Whether the question before is the same one, put again."""
    if not found:
        return False
    last = found[-1].place
    turn = turns[_offset(turns, last.turn)]
    near = asked.turn.index - last.turn <= _BOUNDS.again and turn.speaker == asked.turn.speaker
    before = wording.content(turn.text[last.start : last.end])
    return near and len(before & asked.matter) >= _BOUNDS.same * min(len(before), len(asked.matter))


def _offset(turns: Sequence[Turn], number: int) -> int:
    return number - turns[0].index
