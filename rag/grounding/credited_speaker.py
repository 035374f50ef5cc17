"""Whom a sentence says to have spoken, and what it says that they said. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.language import words as wording
from rag.language.names import Naming, Roster, name_words
from rag.language.vocabulary import ASKING, CREDITING, is_question

_REPORTS = re.compile(rf"\b{CREDITING}\b", re.I)
_SAID_LAST = re.compile(rf"[,”\"]\s*{CREDITING}\s+(?P<who>[^,;]{{1,60}}?)[.]?$", re.I)
_LAST_SAID = re.compile(rf"[,”\"]\s*(?P<who>[^,;]{{1,60}}?)\s+{CREDITING}[.]?$", re.I)
_ACCORDING = re.compile(r"\b(?:according to|as)\s+(?P<who>[^,;]{1,60}?)(?:,|\.?$)", re.I)
_LABEL = re.compile(r"^(?P<who>(?:[^\s:]+ ){0,3}[^\s:]+):\s+(?P<said>\S.*)", re.S)  # a line copied with its speaker
_STAMP = r"(?:[\[(][^\[\]()]{0,20}\d:\d\d[^\[\]()]{0,20}[\])]|\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?)"
# The same with the time it was said at, or as marked up: "Ana [10:32]:", "(10:32) Ana:", "**Ana**, 10:32 –".
_STAMPED = re.compile(
    rf"^[*_]*(?P<before>{_STAMP}\s*[-–—]?\s*)?[*_]*(?P<who>(?:[^\s:*_\[(]+ ){{0,3}}?[^\s:*_\[(,]+?)[*_]*"
    rf"(?:\s\([^()\d]{{1,40}}\))?(?P<after>(?:,| at| [-–—])?\s*{_STAMP})?[*_]*(?P<end>:| [-–—])[*_]*\s+(?P<said>\S.*)",
    re.S,
)
_FULL_NAME = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Dr)\.? )?(?!(?:The|A|An|In|On|At|For|To)\b)(?:[A-Z][\w’'-]+ ){1,3}[A-Z][\w’'-]+"
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|be|being|as)\s+(?:\w+ly\s+)?$", re.I)
_STANDS = re.compile(
    r"(?:dis)?agree|refuse|want|think|thought|believe", re.I
)  # verbs that say themselves what somebody is for or against
_PRONOUN = re.compile(
    r"\b(?:he|she|they|it|we|you|i|who|somebody|someone|nobody)\s+(?:\w+ly\s+|has\s+|had\s+|also\s+)*$", re.I
)
_DENIED = re.compile(r"\b(?:not|never)\b|n[’']t\b", re.I)
_ASKS = re.compile(rf"\b{ASKING}\b", re.I)
_AND = re.compile(r"\s*(?:,|,?\s*(?:and|as well as|&))(?:\s+(?:both|the|mr|mrs|ms|dr)\b\.?)*\s*", re.I)
_JOINED = re.compile(r"(?:[,;]\s+(?:while|whereas|but|and|then)|\s+(?:while|whereas))\s+", re.I)
# "Asked whether it sails, Ana said no.", "Ana, asked why, said …", "Bo asked whether it sails, and Ana said no."
_WHAT = (
    r"asked (?:by (?P<by>[^,]{1,40}?),? )?"
    r"(?P<asked>(?:whether|if|about|why|how|what|when|where|who|which)\b[^.]{3,300})"
)
_WHEN = r"(?:when|after being|on being) "
_SAYS = rf"[^,]{{0,60}}?\b{CREDITING}\b.*"
_ASKED = (
    re.compile(rf"(?P<who>[^,]{{2,60}}, )?(?:{_WHEN})?{_WHAT}?,\s+(?P<told>(?!and\b|but\b){_SAYS})", re.I | re.S),
    re.compile(rf"(?P<asker>[^,]{{2,60}} ){_WHAT}?,? (?:and|but)\s+(?P<told>{_SAYS})", re.I | re.S),
    re.compile(rf"(?P<told>.+?),?\s+{_WHEN}{_WHAT}\.?$", re.I | re.S),
)
_THEY_SAID = re.compile(rf"(?:he|she|they)\s+(?:\w+ly\s+)?{CREDITING}\b", re.I)
_OF = re.compile(r"\b(?:to|by|of|with|from|about|for)\s+(?:(?:the|mr|mrs|ms|dr)\.?\s+)*$", re.I)


@dataclass(frozen=True, slots=True)
class Credit:
    """Who is said to have spoken (nobody: nobody in particular), what they are said to have said, whether they ask.

    `each`: the speakers that each of several names may mean. "Ana and the clerk agree" is of both; "Ana thanked
    Bo and said" is of one of the two. `asked`: what they are said to reply to, and `asker`: who
    asked it; with a bare yes or no the question is of the body.
    """

    each: tuple[tuple[str, ...], ...]
    body: str
    asks: bool = False
    asked: str = ""
    asker: tuple[str, ...] = ()

    @property
    def by(self) -> tuple[str, ...]:
        """Every speaker it may mean, once."""
        return tuple(dict.fromkeys(speaker for speakers in self.each for speaker in speakers))


def credit(text: str, roster: Roster) -> Credit:
    """Whom a sentence credits: by name, part of a name or role, before its first reporting verb or at its end.

    >>> from index.transcript import Speaker
    >>> credit("The engineer said that it was late.", Roster([Speaker("Ana Reyes", role="Engineer")]))
    Credit(each=(('Ana Reyes',),), body='that it was late.', asks=False, asked='', asker=())
    """
    text = unstamped(text, roster)
    if (reply := _reply(text, roster)) is not None:
        return reply
    label = _LABEL.match(text)
    if label and (each := _named(label["who"], roster) or _stranger(label["who"])):
        return Credit(each, label["said"], is_question(label["said"].rstrip()))
    for pattern in (_SAID_LAST, _LAST_SAID, _ACCORDING):
        match = pattern.search(text)
        if match and (
            each := _named(match["who"], roster) or (_stranger(match["who"]) if pattern is _ACCORDING else ())
        ):
            return Credit(each, f"{text[: match.start()]}{text[match.end() :]}")
    for verb in _verbs(text):
        if each := _subjects(text[: verb.start()], roster):
            start = verb.start() if _STANDS.match(verb[0]) else verb.end()
            start = 0 if _DENIED.search(text, 0, verb.start()) else start  # "Ana never said that"
            return Credit(each, text[start:].strip(), _ASKS.match(verb[0]) is not None)
    return Credit((), text, _ASKS.search(text) is not None)


def _reply(text: str, roster: Roster) -> Credit | None:
    """Who is said to have replied what to which question; None where nobody is."""
    found = next((match for form in _ASKED if (match := form.match(text))), None)
    if found is None:
        return None
    parts = found.groupdict(default="")
    told = credit(f"{parts.get('who', '').rstrip(', ')} {found['told']}".strip(), roster)
    said = _THEY_SAID.match(told.body)
    if not told.by and said is None:
        return None
    body = told.body[said.end() :].strip() if said else told.body
    asker = named(parts["by"] or parts.get("asker", ""), roster)
    body = body if wording.matter(body) - {"yes"} else f"{found['asked']}: {body}"
    return Credit(told.each, body, asked=found["asked"], asker=asker)


def credited_parts(text: str, roster: Roster) -> tuple[str, ...]:
    """The parts of a sentence that credit somebody each, itself where it has no such parts.

    >>> from index.transcript import Speaker
    >>> people = Roster([Speaker("Ana Reyes"), Speaker("Ben Lind")])
    >>> credited_parts("Ana said that it was late, while Ben said it was early.", people)
    ('Ana said that it was late', 'Ben said it was early.')
    >>> credited_parts("Ana said that it was late, and Ben was early.", people)
    ('Ana said that it was late, and Ben was early.',)
    """
    for joint in _JOINED.finditer(text) if _reply(text, roster) is None else ():
        first, rest = text[: joint.start()], text[joint.end() :]
        verb = next(_verbs(rest), None)
        subject = rest[: verb.start()] if verb else ","
        if "," not in subject and _subjects(subject, roster) and credit(first, roster).by:
            return (first, *credited_parts(rest, roster))
    return (text,)


def unstamped(text: str, roster: Roster) -> str:
    """The text with the label that it begins with as "Name: ", where it has a time or marks as well.

    >>> unstamped("[10:32] **Ana Reyes**: It is late.", Roster(())), unstamped("We met at 10:32: all came.", Roster(()))
    ('Ana Reyes: It is late.', 'We met at 10:32: all came.')
    """
    label = _STAMPED.match(text)
    if label is None or not (label["end"] == ":" or label["before"] or label["after"]):
        return text
    who = label["who"]
    known = any(name_words(naming.words) == name_words(who) for naming in _namings(who, roster) if _is_sure(naming))
    return f"{who}: {label['said']}" if known or _stranger(who) else text


def named(text: str, roster: Roster, *, roles: bool = True) -> tuple[str, ...]:
    """The speakers that a text names beyond doubt; where a role fits two or three, all of them."""
    return tuple(dict.fromkeys(speaker for speakers in _named(text, roster, roles=roles) for speaker in speakers))


def _named(text: str, roster: Roster, *, roles: bool = True) -> tuple[tuple[str, ...], ...]:
    return _each(text, [naming for naming in _namings(text, roster) if _is_sure(naming, roles)])


def _namings(text: str, roster: Roster) -> list[Naming]:
    """Whom a text names, also by a first name that no label has: "Karine Jean-Pierre" is "MS. JEAN-PIERRE"."""
    found = list(roster.named(text))
    known = {speaker for naming in found for speaker in naming.speakers}
    for match in _FULL_NAME.finditer(text):
        surname = name_words(match[0])[-1:]
        people = tuple(p.canonical for p in roster.people if name_words(p.canonical) == surname)
        if len(people) == 1 and not known & {*people}:
            found.append(Naming(match[0], people, "name"))
    return found


def _stranger(who: str) -> tuple[tuple[str, ...], ...]:
    """A full name that nobody who speaks has: nobody's words can be theirs."""
    return ((who,),) if _FULL_NAME.fullmatch(who) else ()


def _each(text: str, namings: Sequence[Naming]) -> tuple[tuple[str, ...], ...]:
    """The speakers of every name where nothing but "and" stands between them, else all of them as one."""
    each = tuple(dict.fromkeys(naming.speakers for naming in namings))
    places = sorted((text.find(naming.words), naming.words) for naming in namings)
    gaps = [text[at + len(words) : after] for (at, words), (after, _) in pairwise(places)]
    if len(each) < 2 or all(map(_AND.fullmatch, gaps)):
        return each
    return (tuple(dict.fromkeys(speaker for speakers in each for speaker in speakers)),)


def _is_sure(naming: Naming, roles: bool = True) -> bool:
    if naming.how == "role":
        return roles
    own = name_words(naming.words)
    return naming.how != "spelling" and len(naming.speakers) == 1 and bool({*own} & {*name_words(naming.speakers[0])})


def _verbs(text: str) -> Iterator[re.Match[str]]:
    """Reporting verbs of somebody named: "it was said" and "he said" credit nobody."""
    for match in _REPORTS.finditer(text):
        if not _PASSIVE.search(text, 0, match.start()) and not _PRONOUN.search(text, 0, match.start()):
            yield match


def _subjects(before: str, roster: Roster) -> tuple[tuple[str, ...], ...]:
    """The speakers named before a verb, those left out who come after a preposition: "asked by Ana, Bo said"."""
    found: list[Naming] = []
    for part in re.split(r"[,;]", before):
        for naming in _namings(part, roster):
            owns = naming.words.endswith(("'s", "’s", "s'", "s’"))  # "Ana's office said"
            if _is_sure(naming) and not owns and not _OF.search(part, 0, max(part.find(naming.words), 0)):
                found.append(naming)
    return _each(before, found)
