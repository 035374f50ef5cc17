"""People hidden under letters: their labels, and their names in what anybody says. Pure.

What is hidden is rather too much than too little: whoever is called Mark loses the first word of "Mark my words" too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from unicodedata import category, normalize

from index.errors import NotFound
from index.language import CJK, IN_CJK
from index.speakers.labels import is_unidentified
from index.speakers.suggestions import introduced, is_voice, suggest, variants
from index.transcript import Event, Speaker, Turn

MOST = 200  # people hidden at once
LONGEST = 200  # characters of a name
SHORTEST = 3  # characters of a role: CEO
GLUED = 4  # characters of a name that is looked for within words
_PUNCTUATION = {number: " " for number in range(128) if not chr(number).isalnum() and chr(number) != "'"}
_ASCII = str.maketrans({**_PUNCTUATION, **{n: chr(n).lower() for n in range(128) if chr(n).isupper()}})
_BRACKETS = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
_HONORIFICS = "mr mrs ms mx miss sir madam dame dr doctor prof professor herr frau sr sra señor señora mme mlle".split()
_PARTICLES = frozenset("van von der den de del della di da dos la le el al bin ibn ter ten zu of the and".split())
# What a name is printed with, or under, and nobody's name.
_OFFICES = frozenset(
    "chair chairman chairwoman chairperson president speaker minister secretary clerk vice deputy acting moderator"
    " operator interviewer interviewee host guest reporter officer member judge justice court witness counsel mayor"
    " senator governor director general admiral premier chancellor representative rep sen gov councillor commissioner"
    " jr ii iii iv phd md esq qc kc mp mep m hon".split()
) | frozenset(_HONORIFICS)
_BEFORE_NAMES = _OFFICES | {"the", "of", "and"}
_OF_CJK = "先生 女士 小姐 老师 老師 教授 博士 主任 部长 部長 书记 書記 总 總 さん 様 氏 씨".split()
_BETWEEN = re.compile(
    r"(?:[\s,\-‐–'’\"“”]|\.(?=\S)|\b[A-ZÀ-Þ]\b\.?|\b(?:van|von|der|den|de|del|della|di|da|dos|la|le|el|al|bin|ibn)\b)*"
)
# What a role that is written small stands behind, where it means whoever has it.
_DETERMINED = re.compile(
    r"\b(?:the|our|your|this|madam|madame|mister|der|die|den|dem|unser\w*|le|la|el|il)[ \n]+$", re.I
)
_ANOTHERS = re.compile(r"\b(?:vice|deputy|former|assistant|under|co|shadow)[ \n-]+$", re.I)
_NAME_AHEAD = re.compile(r"[ \n]+(?=[A-ZÀ-ÖØ-Þ][\w’'-]+)")
_COMMON_ROLES = {"speaker", "member", "guest", "host", "jr", "hon", *_HONORIFICS}
_FAR = 14  # characters between two parts of one name: an initial, a particle


@dataclass(frozen=True, slots=True)
class Hidden:
    """Somebody who is hidden: the letter, the labels that are theirs, how they are called, and the roles that nobody
    else has, by which anybody would know them."""

    label: str
    speakers: frozenset[str]
    names: frozenset[str]
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """The characters `start`..`end` of a text that name somebody who is hidden under `label`."""

    start: int
    end: int
    label: str


class Redaction:
    """What hides people. `others` are names that stay; `texts` tell a name that is a word besides: Will, Rose."""

    def __init__(self, people: Sequence[Hidden], *, others: Iterable[str] = (), texts: Iterable[str] = ()) -> None:
        self.people = tuple(people)
        self._of_speaker = {name: one.label for one in self.people for name in one.speakers}
        self._labels: dict[str, str | None] = {}
        for one in self.people:
            for form in sorted({form for name in one.names for form in forms(name)}):
                self._labels.setdefault(form, one.label)
        self._roles: set[str] = set()
        for one in self.people:
            for role in one.roles - self._labels.keys():
                self._labels[role] = one.label
                self._roles.add(role)
        for name in others:
            if len(whole := _words(name)) > 1:
                self._labels.setdefault(" ".join(whole), None)
        parts = (word for one in self.people for name in one.names for word in _telling_words(name))
        self._words = _words_besides(parts, texts)

    def __bool__(self) -> bool:
        return bool(self.people)

    def hides(self, speaker: str | None) -> bool:
        """Whether this is a label of somebody who is hidden."""
        return speaker in self._of_speaker

    def speaker(self, name: str | None) -> str | None:
        """A label as it may be shown."""
        return name if name is None else self._of_speaker.get(name) or self.text(name)

    def text(self, text: str) -> str:
        """A text with everybody under their letter."""
        return self.piece(text, 0, len(text), self.found(text))

    def inside(self, text: str) -> str:
        """The same where names may stand within words, as in a file's name: reyes2026interview."""
        found = list(self.found(text))
        folded = _Folded(text)
        for match in self._glued.finditer(folded.text):
            start, end = folded.place(*match.span())
            label = self._labels[match[0]]
            if label is not None and not any(one.start < end and start < one.end for one in found):
                found.append(Found(start, end, label))
        return self.piece(text, 0, len(text), sorted(found, key=lambda one: one.start))

    def piece(self, text: str, start: int, end: int, found: Sequence[Found]) -> str:
        """The characters `start`..`end` of a text in which these were found; a name counts where it begins."""
        parts, at = [], start
        for one in found:
            if one.start >= end:
                break
            if one.end > start:
                parts += [text[at : max(at, one.start)]] + [one.label] * (one.start >= start)
                at = max(at, one.end)
        return "".join([*parts, text[at:end]])

    def found(self, text: str) -> tuple[Found, ...]:
        """Where a text names those who are hidden, parts of one name that stand beside each other as one."""
        joined: list[Found] = []
        for one in self._told_apart(text, tuple(self._single(text))):
            last = joined[-1] if joined else None
            if last is not None and last.label == one.label and _beside(text[last.end : one.start]):
                joined[-1] = replace(last, end=one.end)
            else:
                joined.append(one)
        return tuple(joined)

    def _told_apart(self, text: str, found: Sequence[Found]) -> Iterator[Found]:
        """What was found without the roles that are another's: Mayor Lee, and the vice mayor, are not Mayor Reyes."""
        for at, one in enumerate(found):
            named = _NAME_AHEAD.match(text, one.end)
            theirs = named is None or (at + 1 < len(found) and found[at + 1].start <= named.end())
            if not self._is_role(text[one.start : one.end]) or (theirs and not _ANOTHERS.search(text, 0, one.start)):
                yield one

    def _is_role(self, text: str) -> bool:
        words = _words(text)
        return bool(words) and (" ".join(words) in self._roles or " ".join(words[1:]) in self._roles)

    def turn(self, turn: Turn) -> Turn:
        """A turn as it may be shown: of whoever is hidden no role either; nothing of what its file prints."""
        hidden = self.hides(turn.speaker)
        return replace(
            turn,
            id="",
            speaker=self.speaker(turn.speaker),
            text=self.text(turn.text),
            segments=(),
            as_printed=(),
            role=None if hidden or turn.role is None else self.text(turn.role),
            affiliation=None if hidden or turn.affiliation is None else self.text(turn.affiliation),
            section=None if turn.section is None else self.text(turn.section),
            anchor=None,
            clock=None if turn.clock is None else self.text(turn.clock),
            originals=(),
            corrections=(),
        )

    def event(self, event: Event) -> Event:
        """A stage direction as it may be shown."""
        return replace(event, text=self.text(event.text), file="", line=None)

    def _single(self, text: str) -> Iterator[Found]:
        if self._pattern is None:
            return
        folded = _Folded(text)
        for match in self._pattern.finditer(folded.text):
            form = " ".join((match["name"] or match["cjk"]).split())
            label = self._labels.get(form) or self._labels.get(_stem(form, self._labels))
            start, end = folded.place(*match.span())
            name_start = folded.place(*match.span("name" if match["name"] else "cjk"))[0]
            small = text[name_start].islower()
            if form in self._roles and small and not _DETERMINED.search(text, 0, name_start):
                continue
            if label is not None and not (form in self._words and small):
                yield Found(start, end, label)

    @cached_property
    def _glued(self) -> re.Pattern[str]:
        """Names within words; of less than GLUED characters they would be anywhere."""
        known = sorted(
            (f for f in self._labels if len(f) >= GLUED and " " not in f), key=lambda form: (-len(form), form)
        )
        return re.compile("|".join(map(re.escape, known)) or "(?!)")

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        """The longest names first; a genitive's s goes with its name."""
        forms_ = sorted(self._labels, key=lambda form: (-len(form), form))
        if not any(self._labels.values()):
            return None
        latin = [re.escape(form).replace(r"\ ", " +") for form in forms_ if not IN_CJK.search(form)]
        cjk = [re.escape(form) for form in forms_ if IN_CJK.search(form)]
        titled = f"(?:(?:{'|'.join(_HONORIFICS)}) +)?"  # M. stays: it would take the m of I'm
        named = rf"(?<![^\W\d_]){titled}(?P<name>(?:{'|'.join(latin) or '(?!)'})(?:e?s)?)(?![^\W\d_{CJK}])"
        return re.compile(f"{named}|(?P<cjk>{'|'.join(cjk) or '(?!)'})")


def redaction(
    asked: Sequence[str], speakers: Sequence[Speaker], turns: Sequence[Turn], *, also: Iterable[str] = ()
) -> Redaction:
    """What hides these people in a transcript; of `also`, further texts of it, only the words count.

    Each is a speaker by name, a part of it or a label, somebody spoken of, or `CALLED = NAME` for what else a person is
    called. Raises NotFound for whoever neither speaks nor is spoken of: a slip of the pen would hide nobody.
    """
    if len(asked) > MOST or any(len(name) > LONGEST for name in asked):
        raise NotFound(f"more than {MOST} people to hide, or a name of more than {LONGEST} characters. Name fewer")
    texts = [*(turn.text for turn in turns), *also]
    people = _people(asked, speakers, turns)
    hidden = Redaction(people, others=_others(people, speakers), texts=texts)
    for one, name in zip(people, _grouped(asked), strict=True):
        alone = Redaction([one], texts=texts)
        if not one.speakers and not any(alone.found(text) for text in texts):
            known = ", ".join(speaker.canonical for speaker in speakers[:5])
            message = f"nobody called {name!r} speaks in the transcript or is named in it. Its speakers: {known}"
            raise NotFound(message, code="nobody_to_hide", name=repr(name), known=known)
    return hidden


def people_hidden(asked: Sequence[str], speakers: Sequence[Speaker]) -> tuple[Hidden, ...]:
    """Those who are to be hidden wherever they are named, whether anybody of the name speaks or not."""
    return _people(asked, speakers, ())


def forms(name: str) -> frozenset[str]:
    """How a name may stand in a text, folded: whole, without its initials, its parts.

    >>> sorted(forms("Ms. Reyes-Lopez")), sorted(forms("The Chair"))
    (['lopez', 'ms reyes lopez', 'r lopez', 'reyes', 'reyes lopez', 'reyeslopez', 'rlopez'], [])
    """
    words = _telling_words(name)
    telling = [word for word in words if len(word) > 1 or IN_CJK.search(word)]
    if not telling or is_voice(name) or is_unidentified(name):
        return frozenset()
    if any(map(IN_CJK.search, telling)):
        return frozenset(_forms_of_cjk("".join(words)))
    ends = [*telling[:1], *telling[1:][-1:]]
    run = (" ".join(telling[first:]) for first in range(len(telling)))
    # The last two as in an address: anareyes@, areyes@.
    first = telling[0][0]
    glued = ("".join(telling), f"{first}{telling[-1]}", f"{first} {telling[-1]}") if len(telling) > 1 else ()
    return frozenset([" ".join(_words(name)), " ".join(words), *telling, " ".join(ends), *run, *glued])


def _forms_of_cjk(name: str) -> Iterator[str]:
    yield name
    if len(name) > 2:
        yield name[1:]
    if len(name) <= 4:
        yield from (f"{name[0]}{title}" for title in _OF_CJK)


def _telling_words(name: str) -> list[str]:
    """The words of a name without what it is printed with: Mike Judge keeps his, Judge Lee hers."""
    words = _words(name)
    while words and words[0] in _BEFORE_NAMES:
        words = words[1:]
    ends = (0, len(words) - 1)
    return [word for at, word in enumerate(words) if at in ends or word not in _PARTICLES | _OFFICES]


def _people(asked: Sequence[str], speakers: Sequence[Speaker], turns: Sequence[Turn]) -> tuple[Hidden, ...]:
    taken = {speaker.canonical.casefold() for speaker in speakers}
    taken |= {label.casefold() for speaker in speakers for label in speaker.aliases}
    letters = (letter for letter in map(_letter, count()) if f"speaker {letter}".casefold() not in taken)
    own = list(introduced(turns)) + [(one.speaker, one.name) for one in suggest(turns)]
    people = []
    for name, called in _grouped(asked).items():
        theirs = _theirs(name, speakers)
        known = {name, *called, *(one.canonical for one in theirs), *(alias for one in theirs for alias in one.aliases)}
        who = {one.canonical for one in theirs}
        parts = {part for one in known for part in _words(one) if part not in _PARTICLES | _OFFICES}
        said = {word for speaker, word in own if speaker in who and (is_voice(speaker) or parts & set(_words(word)))}
        kind = "Speaker" if theirs else "Person"
        roles = _own_roles(who, speakers, turns)
        people.append(Hidden(f"{kind} {next(letters)}", frozenset(who), frozenset(known | said), roles))
    return tuple(people)


def _own_roles(who: Collection[str], speakers: Sequence[Speaker], turns: Sequence[Turn]) -> frozenset[str]:
    """The roles of one person's labels, folded, that nobody else in the transcripts has: whole, and by the office that
    they begin with. A label that is an office itself (THE CHAIR) is a role."""
    theirs, others = set[str](), set[str]()
    labels = ((one.canonical, text) for one in speakers for text in (one.canonical, *one.aliases))
    offices = ((speaker, text) for speaker, text in labels if not _telling_words(text))
    told = dict.fromkeys((one.canonical, one.role) for one in speakers)
    for speaker, text in (*offices, *told, *dict.fromkeys((turn.speaker, turn.role) for turn in turns)):
        (theirs if speaker in who else others).update(_roles(text or ""))
    return frozenset(theirs - others)


def _roles(text: str) -> Iterator[str]:
    """How a role may stand in a text, folded.

    >>> sorted(_roles("Mayor of Port Ellery")), list(_roles("Q"))
    (['mayor', 'mayor of port ellery'], [])
    """
    words = [word for word in _words(text) if word != "the"]
    if words and not is_voice(text):
        office = next((at for at, word in enumerate(words) if word not in _OFFICES), len(words))
        for part in {" ".join(words), " ".join(words[:office])} - _COMMON_ROLES:
            if len(part) >= SHORTEST:
                yield part


def _grouped(asked: Sequence[str]) -> dict[str, list[str]]:
    """Whom to hide, each with what else they are called."""
    found: dict[str, list[str]] = {}
    for text in asked:
        called, equals, name = text.partition("=")
        if whole := " ".join((name if equals else called).split()):
            found.setdefault(whole, []).extend([" ".join(called.split())] * bool(equals))
    return found


def _theirs(asked: str, speakers: Sequence[Speaker]) -> list[Speaker]:
    """The speakers that a name means: exactly so called, else the one with all of its words; and their variants."""
    folded = asked.casefold()
    found = [one for one in speakers if folded in {one.canonical.casefold(), *(a.casefold() for a in one.aliases)}]
    words = set(_words(asked))
    found = found or [one for one in speakers if words and words <= set(_words(one.canonical))]
    same = {frozenset((v.speaker, v.same_as)) for v in variants((one.canonical, 1) for one in speakers)}
    of_one = _joined({one.canonical for one in found[:1]}, same)
    if any(one.canonical not in of_one and one.canonical.casefold() != folded for one in found):
        names = ", ".join(one.canonical for one in found[:5])
        message = f"{asked!r} fits several speakers: {names}. Name one of them"
        raise NotFound(message, code="several_to_hide", name=repr(asked), known=names)
    chosen = _joined({one.canonical for one in found}, same)
    return [one for one in speakers if one.canonical in chosen]


def _joined(names: Collection[str], same: Collection[frozenset[str]]) -> set[str]:
    found = set(names)
    while more := {name for pair in same if pair & found for name in pair} - found:
        found |= more
    return found


def _others(people: Sequence[Hidden], speakers: Sequence[Speaker]) -> Iterator[str]:
    hidden = {name for one in people for name in one.speakers}
    return (one.canonical for one in speakers if one.canonical not in hidden)


def _letter(number: int) -> str:
    """A to Z, then AA."""
    return (_letter(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)


def _words(name: str) -> list[str]:
    return _Folded(_BRACKETS.sub(" ", name)).text.split()


def _stem(form: str, known: Collection[str]) -> str:
    """The name of a genitive."""
    return next((stem for stem in (form[:-1], form[:-2]) if form.endswith("s") and stem in known), "")


def _beside(between: str) -> bool:
    return len(between) <= _FAR and _BETWEEN.fullmatch(between) is not None


def _words_besides(names: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """The names that are words too: oftener written small than large, where large letters are written at all."""
    known, large, small = set(names), Counter[str](), Counter[str]()
    capitals = words = 0
    for text in texts:
        for word in re.findall(r"[^\W\d_]+", text):
            words += 1
            capitals += word[0].isupper()
            folded = word.casefold()
            if folded in known:
                (small if word[0].islower() else large)[folded] += 1
    if capitals * 50 < words:
        return frozenset()  # a recognizer that writes all small
    return frozenset(name for name in known if small[name] > large[name])


class _Folded:
    """A text as names are compared in it: small, without accents, punctuation as blanks; and where it stands."""

    def __init__(self, text: str) -> None:
        self._whole, self._places = text, list[int]()
        if text.isascii():
            self.text = text.translate(_ASCII)
            return
        parts, places = [], []
        for at, char in enumerate(text):
            apart = char if "\uac00" <= char <= "\ud7af" else normalize("NFKD", "'" if char in "’ʼ＇`´" else char)
            for one in apart.casefold():
                if not _is_unseen(one):
                    parts.append(one if one.isalnum() or one == "'" else " ")
                    places.append(at)
        self.text = "".join(parts)
        self._places = places

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the text as it was."""
        if not self._places:
            return start, end
        start, end = self._places[start], self._places[end - 1] + 1
        while end < len(self._whole) and _is_unseen(self._whole[end]):
            end += 1
        return start, end


def _is_unseen(char: str) -> bool:
    """Of an accent that stands by itself, or what nobody sees: it belongs to the letter before."""
    return category(char)[0] == "M" or category(char) in ("Cf", "Lm")
