"""People hidden under letters: their labels, and their names in what anybody says. Pure.

Rather too much is hidden than too little: where a Mark is hidden, so is the first word of "Mark my words".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from index.errors import NotFound
from index.language import CJK, IN_CJK
from index.speakers.hidden_people import Hidden, grouped, people_of
from index.speakers.name_forms import HONORIFICS, Folded, forms, telling_words, words_of
from index.transcript import Event, Speaker, Turn

MOST = 200  # people hidden at once
LONGEST = 200  # characters of a name
GLUED = 4  # characters of a name that is looked for within words
_BETWEEN = re.compile(
    r"(?:[\s,\-‐–'’\"“”]|\.(?=\S)|\b[A-ZÀ-Þ]\b\.?|\b(?:van|von|der|den|de|del|della|di|da|dos|la|le|el|al|bin|ibn)\b)*"
)
# What stands before a role in small letters that means the person who has it.
_DETERMINED = re.compile(
    r"\b(?:the|our|your|this|madam|madame|mister|der|die|den|dem|unser\w*|le|la|el|il)[ \n]+$", re.I
)
_OTHER_OFFICE = re.compile(r"\b(?:vice|deputy|former|assistant|under|co|shadow)[ \n-]+$", re.I)
_NAME_AHEAD = re.compile(r"[ \n]+(?=[A-ZÀ-ÖØ-Þ][\w’'-]+)")
_FAR = 14  # characters between two parts of one name: an initial, a particle


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
            if len(whole := words_of(name)) > 1:
                self._labels.setdefault(" ".join(whole), None)
        parts = (word for one in self.people for name in one.names for word in telling_words(name))
        self._words = _names_that_are_words(parts, texts)

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
        folded = Folded(text)
        for match in self._names_in_words.finditer(folded.text):
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
        for one in self._without_roles_of_others(text, tuple(self._found_names(text))):
            last = joined[-1] if joined else None
            if last is not None and last.label == one.label and _beside(text[last.end : one.start]):
                joined[-1] = replace(last, end=one.end)
            else:
                joined.append(one)
        return tuple(joined)

    def _without_roles_of_others(self, text: str, found: Sequence[Found]) -> Iterator[Found]:
        """What was found without the roles that are another's: Mayor Lee, and the vice mayor, are not Mayor Reyes."""
        for at, one in enumerate(found):
            named = _NAME_AHEAD.match(text, one.end)
            theirs = named is None or (at + 1 < len(found) and found[at + 1].start <= named.end())
            if not self._is_role(text[one.start : one.end]) or (
                theirs and not _OTHER_OFFICE.search(text, 0, one.start)
            ):
                yield one

    def _is_role(self, text: str) -> bool:
        words = words_of(text)
        return bool(words) and (" ".join(words) in self._roles or " ".join(words[1:]) in self._roles)

    def turn(self, turn: Turn) -> Turn:
        """A turn as it may be shown: hidden people without their role; nothing of what the file prints."""
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

    def _found_names(self, text: str) -> Iterator[Found]:
        if self._pattern is None:
            return
        folded = Folded(text)
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
    def _names_in_words(self) -> re.Pattern[str]:
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
        titled = f"(?:(?:{'|'.join(HONORIFICS)}) +)?"  # M. stays: it would take the m of I'm
        named = rf"(?<![^\W\d_]){titled}(?P<name>(?:{'|'.join(latin) or '(?!)'})(?:e?s)?)(?![^\W\d_{CJK}])"
        return re.compile(f"{named}|(?P<cjk>{'|'.join(cjk) or '(?!)'})")


def redaction(
    asked: Sequence[str], speakers: Sequence[Speaker], turns: Sequence[Turn], *, also: Iterable[str] = ()
) -> Redaction:
    """What hides these people in a transcript; of `also`, further texts of it, only the words count.

    Each is a speaker by name, a part of it or a label, somebody spoken of, or `CALLED = NAME` for what else a person is
    called. Raises NotFound for a name that neither speaks nor is spoken of: a misspelt one would hide nobody.
    """
    if len(asked) > MOST or any(len(name) > LONGEST for name in asked):
        raise NotFound(f"more than {MOST} people to hide, or a name of more than {LONGEST} characters. Name fewer")
    texts = [*(turn.text for turn in turns), *also]
    people = people_of(asked, speakers, turns)
    hidden = Redaction(people, others=_others(people, speakers), texts=texts)
    for one, name in zip(people, grouped(asked), strict=True):
        alone = Redaction([one], texts=texts)
        if not one.speakers and not any(alone.found(text) for text in texts):
            known = ", ".join(speaker.canonical for speaker in speakers[:5])
            message = f"nobody called {name!r} speaks in the transcript or is named in it. Its speakers: {known}"
            raise NotFound(message, code="nobody_to_hide", name=repr(name), known=known)
    return hidden


def _others(people: Sequence[Hidden], speakers: Sequence[Speaker]) -> Iterator[str]:
    hidden = {name for one in people for name in one.speakers}
    return (one.canonical for one in speakers if one.canonical not in hidden)


def _stem(form: str, known: Collection[str]) -> str:
    """The known name that a genitive is of, "" for none."""
    return next((stem for stem in (form[:-1], form[:-2]) if form.endswith("s") and stem in known), "")


def _beside(between: str) -> bool:
    return len(between) <= _FAR and _BETWEEN.fullmatch(between) is not None


def _names_that_are_words(names: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """The names that are words too: more often in small letters than with a capital, where capitals are used at all."""
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
