"""What was decided, and what of what was proposed somebody else agreed to. Pure.

By phrases that decide, less where they are denied, doubted or only proposed. The phrases are English; of other
languages there are none here, and nothing is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.dialogue import agrees
from rag.language.vocabulary import YES, one_of
from rag.overview.resolutions import BOUNDS, surest_lines
from rag.overview.statements import Statement
from rag.overview.values import Line, Place

_WE = r"(?:we|the (?:board|committee|council|government|house|team|group|cabinet|court|commission|department|panel))"
_NOW = r"(?:['’]ve| have| had)?(?: now| all| just| already| finally| also| both)*"


def _forms(*weighted: tuple[float, str]) -> tuple[tuple[float, re.Pattern[str]], ...]:
    return tuple((weight, re.compile(pattern, re.I)) for weight, pattern in weighted)


# Each with how sure it is.
_DECIDES = _forms(
    (
        1.0,
        r"\b(?:motion|resolution|amendments?|ordinance|proposal|item|question) (?:\w+ ){0,6}?(?:carries|carried"
        r"|passes"
        r"|passed|fails|failed|(?:is|was|are|were) (?:adopted|approved|carried|agreed|defeated|rejected))\b",
    ),
    (1.0, r"\bthe (?:ayes|noes) have it\b|\b(?:carried|approved|adopted|passed|agreed) unanimously\b"),
    (0.5, r"\bso ordered\b|\bwithout objection\b"),
    (
        1.0,
        rf"\b{_WE}{_NOW} (?:agreed|decided|resolved|voted|concluded|determined|opted|settled|chosen|approved|adopted)"
        r" (?:to|that|on|upon|for|not|against|by|unanimously|the|a|an|it|w\w+['’](?:re|ll))\b",
    ),
    (0.9, rf"\bi{_NOW} (?:decided|directed|ordered|instructed|signed|authori[sz]ed) (?:to|that|the|a|an)\b"),
    (
        0.9,
        r"\bwe(?:['’]ll| will|['’]re going to| are going to)(?: just| definitely| probably)* (?:go (?:with|for|ahead"
        r" with)|stick (?:with|to)|settle (?:for|on)|leave it at)\b",
    ),
    (
        0.8,
        r"\bwe(?:['’]re| are)(?: definitely| gonna| going to| just)* (?:going (?:with|for|ahead with)|go (?:with|for)"
        r"|sticking with|not (?:going to|gonna) (?:have|use|do|include|need))\b",
    ),
    (0.9, r"\b(?:the|our|a|my) (?:final |joint )?decision (?:is|was|has been) (?:to|that|made|taken)\b"),
    (0.8, r"\bit (?:was|has been|is) (?:hereby )?(?:agreed|decided|resolved|approved)\b"),
    (
        0.8,
        r"\b(?:we|i|the (?:president|government|minister|administration|prime minister))(?:['’]re| are|['’]m| am| is"
        r"|['’]ll be| will be) (?:also |today |proudly |pleased to |proud to |now )*(?:announc(?:e|ing)|launching"
        r"|unveiling)\b",
    ),
    (0.8, r"\btoday,? (?:we|i|the \w+(?: \w+)?) (?:announce[sd]?|launch(?:es)?|signed|issued)\b"),
    (
        0.7,
        rf"^\W*(?:(?:ok(?:ay)?|right|so|{one_of(YES)}|good|all right)[,. ]*)?(?:agreed|(?:that|it)['’]s (?:agreed"
        r"|settled))\b",
    ),
)
# What somebody only proposes is decided where somebody else agrees.
_PROPOSES = re.compile(
    r"\b(?:i|we)(?:['’]d| would)?(?: like to| also)? (?:propose|suggest|recommend|move (?:that|to|we|adoption"
    r"|approval))\b"
    r"|\b(?:let['’]?s|let us|we (?:can|could)|shall we)(?: just| maybe| probably)* (?:go (?:with|for|ahead with)"
    r"|stick (?:with|to)|settle (?:for|on)|leave it at)\b"
    r"|\b(?:let['’]?s|let us)(?: just)? (?:agree|decide|vote|adopt|approve|close|open|keep|cancel|choose)\b",
    re.I,
)
# How the talk goes on is no decision that matters afterwards: "Let's start with the first presentation."
_OF_THE_TALK = re.compile(r"\b(?:start|begin|continue|move on|go (?:on|back|ahead|first|with you)|break|hear)\b", re.I)
_UNSURE = re.compile(
    r"\b(?:if|whether|unless|until|might|may|could|would|supposed|haven['’]?t|hasn['’]?t|have not|has not|hadn['’]?t"
    r"|not (?:yet )?(?:been )?(?:agreed|decided|determined)|never|can['’]t decide|when (?:we|you|they|i)|think about"
    r"|try(?:ing)? to|want(?:ed)? to|what (?:we|they|you)|years? ago|last (?:year|month|decade)|in (?:19|20)\d\d"
    r"|used to|remember)\b",
    re.I,
)


def decisions(said: Sequence[Statement]) -> tuple[Line, ...]:
    """What was decided, each with what was proposed where the words that decide say little themselves."""
    found: list[Line] = []
    for place, one in enumerate(said):
        weight = max(
            (sure for sure, form in _DECIDES if (at := form.search(one.span.text)) and _decides(one, at)), default=0.0
        )
        if one.asks or one.words > BOUNDS.longest or _UNSURE.search(one.span.text):
            continue
        bare = len(one.matter) < BOUNDS.bare
        if bare and (proposal := _agreed_to(said, place)) is not None:
            if any(line.beside == proposal.place for line in found):  # one after the other agrees
                continue
            found.append(Line(one.place, max(weight, BOUNDS.agreed) + _worth(proposal), beside=proposal.place))
            continue
        about = _proposal(said, place) if bare else None
        if not weight or (bare and (about is None or weight < BOUNDS.sure)):
            continue
        found.append(Line(one.place, weight + _worth(one), beside=about))
    return surest_lines(found, said)


def _worth(one: Statement) -> float:
    return min(len(one.matter), BOUNDS.most_matter_decided) / BOUNDS.matter


def _decides(one: Statement, at: re.Match[str]) -> bool:
    """Whether what decides is not itself only proposed: "I move that the amendment is adopted"."""
    return _PROPOSES.search(one.span.text, 0, at.start()) is None


def _agreed_to(said: Sequence[Statement], place: int) -> Statement | None:
    """What somebody else proposed just before, where these words agree."""
    if not agrees(said[place].span.text):
        return None
    for one in reversed(said[max(0, place - BOUNDS.sentences) : place]):
        if one.turn.speaker == said[place].turn.speaker or said[place].at - one.at > BOUNDS.replied:
            return None
        if _PROPOSES.search(one.span.text) and one.words <= BOUNDS.longest:
            return None if _OF_THE_TALK.search(one.span.text) else one
        if one.words > BOUNDS.remark:
            return None
    return None


def _proposal(said: Sequence[Statement], place: int) -> Place | None:
    """What a decision of few words is about: the last sentence before it that says something."""
    decided = said[place]
    for one in reversed(said[max(0, place - BOUNDS.sentences) : place]):
        if decided.at - one.at > BOUNDS.before:
            return None
        if len(one.matter) >= BOUNDS.bare and not one.is_courtesy and one.words <= BOUNDS.longest:
            return one.place
    return None
