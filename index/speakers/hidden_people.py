"""Which people are to be hidden in a transcript: who is meant by each name, and what they are called there. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import count

from index.errors import NotFound
from index.speakers.name_forms import OFFICES, PARTICLES, forms_of_role, telling_words, words_of
from index.speakers.suggestions import introduced, is_voice, suggest, variants
from index.transcript import Speaker, Turn


@dataclass(frozen=True, slots=True)
class Hidden:
    """Somebody who is hidden: their letter, their labels, their names, and the roles that only they have, by which
    anybody would recognize them."""

    label: str
    speakers: frozenset[str]
    names: frozenset[str]
    roles: frozenset[str] = frozenset()


def people_hidden(asked: Sequence[str], speakers: Sequence[Speaker]) -> tuple[Hidden, ...]:
    """Those who are to be hidden wherever they are named, whether or not anybody of the name speaks."""
    return people_of(asked, speakers, ())


def people_of(asked: Sequence[str], speakers: Sequence[Speaker], turns: Sequence[Turn]) -> tuple[Hidden, ...]:
    """Those who are to be hidden in these turns, in the order asked. Raises NotFound for a name of several people."""
    taken = {speaker.canonical.casefold() for speaker in speakers}
    taken |= {label.casefold() for speaker in speakers for label in speaker.aliases}
    letters = (letter for letter in map(_letter, count()) if f"speaker {letter}".casefold() not in taken)
    own = list(introduced(turns)) + [(one.speaker, one.name) for one in suggest(turns)]
    people = []
    for name, called in grouped(asked).items():
        theirs = _speakers_meant(name, speakers)
        known = {name, *called, *(one.canonical for one in theirs), *(alias for one in theirs for alias in one.aliases)}
        who = {one.canonical for one in theirs}
        parts = {part for one in known for part in words_of(one) if part not in PARTICLES | OFFICES}
        said = {word for speaker, word in own if speaker in who and (is_voice(speaker) or parts & set(words_of(word)))}
        kind = "Speaker" if theirs else "Person"
        roles = _own_roles(who, speakers, turns)
        people.append(Hidden(f"{kind} {next(letters)}", frozenset(who), frozenset(known | said), roles))
    return tuple(people)


def _own_roles(who: Collection[str], speakers: Sequence[Speaker], turns: Sequence[Turn]) -> frozenset[str]:
    """The roles of one person's labels, folded, that nobody else in the transcripts has: whole, and by the office that
    they begin with. A label that is an office itself (THE CHAIR) is a role."""
    theirs, others = set[str](), set[str]()
    labels = ((one.canonical, text) for one in speakers for text in (one.canonical, *one.aliases))
    offices = ((speaker, text) for speaker, text in labels if not telling_words(text))
    given = dict.fromkeys((one.canonical, one.role) for one in speakers)
    for speaker, text in (*offices, *given, *dict.fromkeys((turn.speaker, turn.role) for turn in turns)):
        (theirs if speaker in who else others).update(forms_of_role(text or ""))
    return frozenset(theirs - others)


def grouped(asked: Sequence[str]) -> dict[str, list[str]]:
    """The names of those to hide, each with their other names."""
    found: dict[str, list[str]] = {}
    for text in asked:
        called, equals, name = text.partition("=")
        if whole := " ".join((name if equals else called).split()):
            found.setdefault(whole, []).extend([" ".join(called.split())] * bool(equals))
    return found


def _speakers_meant(asked: str, speakers: Sequence[Speaker]) -> list[Speaker]:
    """The speakers that a name means: exactly so called, else the one with all of its words; and their variants."""
    folded = asked.casefold()
    found = [one for one in speakers if folded in {one.canonical.casefold(), *(a.casefold() for a in one.aliases)}]
    words = set(words_of(asked))
    found = found or [one for one in speakers if words and words <= set(words_of(one.canonical))]
    same = {frozenset((v.speaker, v.same_as)) for v in variants((one.canonical, 1) for one in speakers)}
    of_one = _with_variants({one.canonical for one in found[:1]}, same)
    if any(one.canonical not in of_one and one.canonical.casefold() != folded for one in found):
        names = ", ".join(one.canonical for one in found[:5])
        message = f"{asked!r} fits several speakers: {names}. Name one of them"
        raise NotFound(message, code="several_to_hide", name=repr(asked), known=names)
    chosen = _with_variants({one.canonical for one in found}, same)
    return [one for one in speakers if one.canonical in chosen]


def _with_variants(names: Collection[str], same: Collection[frozenset[str]]) -> set[str]:
    found = set(names)
    while more := {name for pair in same if pair & found for name in pair} - found:
        found |= more
    return found


def _letter(number: int) -> str:
    """A to Z, then AA."""
    return (_letter(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)
