"""The answer to a question about the transcripts themselves, worked out by code from what the catalog knows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.answer import Passage
from rag.language.dates import in_words
from rag.language.vocabulary import QUESTION_MARKS
from rag.language.words import count_of, enumerated
from rag.retrieval.search import turns_of

if TYPE_CHECKING:
    from index.catalog.rows import Spoken
    from index.filter import Filter
    from index.index import Index
    from rag.question.library import LibraryQuestion
    from rag.question.library_forms import Topic
    from rag.question.question import Question

_MOST_NAMED = 12  # speakers or sections that a sentence names
_MOST_LISTED = 30  # transcripts, each with a sentence of its own
_ASKS = re.compile(f"[{QUESTION_MARKS}]+")
_OFFICES: dict[Topic, re.Pattern[str]] = {
    "chair": re.compile(
        r"(?<!vice )(?<!vice-)(?<!deputy )\b(?:chair(?:man|woman|person)?|presiding officer|speaker pro tempore)\b",
        re.I,
    ),
    "moderator": re.compile(r"\bmoderator\b", re.I),
    "host": re.compile(r"\bhost\b", re.I),
}
_WHAT_IT_DOES = (
    "Ask what was said, who said it, when or why, or for a summary: every sentence cites the turns that say it.",
    "Ask also who spoke, who asked questions, how often something was mentioned, how long a transcript is, or for a"
    " list of the transcripts: that is counted over every turn.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that code worked out, and the turns it cites."""

    text: str
    cited: tuple[Passage, ...] = ()


def told_by_catalog(index: Index, question: Question, where: Filter) -> tuple[Told, ...]:
    """The sentences that answer a question about the library; none where the catalog does not know.

    `where`: the turns that it is about (`Question.narrowed`).
    """
    asked = question.of_library
    if asked is None:
        return ()
    if asked.topic in ("greeting", "thanks", "help"):
        return tuple(map(Told, _spoken_to(asked.topic, index, where)))
    admitted = index.scorer.admitted(where)
    turns = index.catalog.spoken(None if admitted is None else admitted.tolist())
    if asked.beside:
        there = {turn.transcript_id for turn in turns if turn.speaker in asked.beside}
        turns = tuple(turn for turn in turns if turn.transcript_id in there)
    lines = _ANSWERS[asked.topic](_Asked(asked, turns)) if turns else ()
    return tuple(Told(text, tuple(turns_of(index, keys))) for text, keys in lines)


def _spoken_to(topic: Topic, index: Index, where: Filter) -> tuple[str, ...]:
    if topic == "thanks":
        return ("You are welcome; ask on whenever you like.",)
    transcripts, turns = index.admitted_counts(where)
    there = f"{count_of(transcripts, 'transcript')} with {count_of(turns, 'turn')} can be asked here."
    return ("Hello.", there, _WHAT_IT_DOES[0]) if topic == "greeting" else (there, *_WHAT_IT_DOES)


Line = tuple[str, Sequence[int]]  # what is told, and the keys of the turns that it cites


@dataclass(frozen=True, slots=True)
class _Group:
    """Turns of one speaker, or of one section."""

    name: str | None
    turns: Sequence[Spoken]

    @property
    def words(self) -> int:
        return sum(len(turn.text.split()) for turn in self.turns)

    @property
    def questions(self) -> int:
        return sum(map(_questions, self.turns))

    @property
    def first(self) -> int:
        return self.turns[0].key

    def size(self) -> str:
        """How much it is, in words."""
        return f"{count_of(len(self.turns), 'turn')} with {count_of(self.words, 'word')}"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked, of which turns."""

    of: LibraryQuestion
    turns: tuple[Spoken, ...]

    def transcripts(self) -> list[_Group]:
        return _groups(self.turns, lambda turn: turn.transcript_id)

    def speakers(self) -> list[_Group]:
        """Those who are named, most turns first; where some are asked about, these alone."""
        groups = _groups((t for t in self.turns if t.speaker), lambda turn: turn.speaker)
        chosen = [group for group in groups if not self.of.speakers or group.name in self.of.speakers]
        return sorted(chosen, key=lambda group: -len(group.turns))

    @property
    def place(self) -> str:
        there = self.transcripts()
        return f"“{there[0].turns[0].title}”" if len(there) == 1 else count_of(len(there), "transcript")


def _speakers(asked: _Asked) -> list[Line]:
    groups = asked.speakers()
    if not groups:
        return [(f"Nobody is named as a speaker in {asked.place}.", ())]
    said = f"{count_of(len(groups), 'speaker')} {'is' if len(groups) == 1 else 'are'} named in {asked.place}"
    return [_listing(said, groups, lambda group: count_of(len(group.turns), "turn"))]


def _turns(asked: _Asked) -> list[Line]:
    groups = asked.speakers()
    if asked.of.speakers:
        absent = [name for name in asked.of.speakers if name not in {group.name for group in groups}]
        told: list[Line] = [
            (f"{group.name} has {group.size()} in {replace(asked, turns=tuple(group.turns)).place}.", (group.first,))
            for group in groups
        ]
        return [*told, *((f"{name} has no turn in {asked.place}.", ()) for name in absent)]
    return [_listing(f"{_Group(None, asked.turns).size()} in {asked.place}", groups, _Group.size)]


def _most(asked: _Asked) -> list[Line]:
    ordered = sorted(asked.speakers(), key=lambda group: -group.words)
    if len(ordered) < 2:
        return []
    word = "most" if asked.of.topic == "most" else "least"
    first, *rest = ordered if word == "most" else ordered[::-1]
    told = f"{first.name} speaks {word} in {asked.place}: {first.size()}."
    return [(told, (first.first,)), _listing("Next", rest[:3], _Group.size)]


def _askers(asked: _Asked) -> list[Line]:
    asking = replace(asked, turns=tuple(turn for turn in asked.turns if _questions(turn)))
    groups = sorted(asking.speakers(), key=lambda group: -group.questions)
    if not groups:
        return []
    said = f"{count_of(sum(group.questions for group in groups), 'question')} in {asked.place}"
    return [_listing(said, groups, lambda group: count_of(group.questions, "question"))]


def _office(asked: _Asked) -> list[Line]:
    """Whom a label or a role names so; where none does, the turns may say it."""
    form = _OFFICES[asked.of.topic]
    holding = replace(asked, turns=tuple(t for t in asked.turns if form.search(f"{t.speaker or ''}, {t.role or ''}")))
    lines: list[Line] = []
    for there in holding.transcripts():
        groups = replace(holding, turns=tuple(there.turns)).speakers()
        named = enumerated([str(group.name) for group in groups])
        verb = "is" if len(groups) == 1 else "are"
        lines.append(
            (f"{named} {verb} named as {asked.of.topic} in “{there.turns[0].title}”.", [g.first for g in groups])
        )
    return _at_most_listed(lines)


def _in_order(asked: _Asked) -> list[Line]:
    lines: list[Line] = []
    for there in asked.transcripts():
        named = [turn for turn in there.turns if turn.speaker]
        if named:
            turn = named[0 if asked.of.topic == "first" else -1]
            lines.append((f"{turn.speaker} speaks {asked.of.topic} in “{turn.title}”.", (turn.key,)))
    return _at_most_listed(lines)


def _when(asked: _Asked) -> list[Line]:
    dated = [group for group in asked.transcripts() if group.turns[0].date]
    return _at_most_listed([(f"“{g.turns[0].title}” is of {_days(g.turns)}.", (g.first,)) for g in dated])


def _length(asked: _Asked) -> list[Line]:
    lines: list[Line] = []
    for there in asked.transcripts():
        ends = [turn.end for turn in there.turns if turn.end is not None]
        clock = f", {max(1, round(max(ends) / 60))} minutes by its times" if ends else ""
        lines.append((f"“{there.turns[0].title}” has {there.size()}{clock}.", (there.first,)))
    return _at_most_listed(lines)


def _transcripts(asked: _Asked) -> list[Line]:
    there = asked.transcripts()
    lines: list[Line] = []
    for group in there:
        people = {turn.speaker for turn in group.turns if turn.speaker}
        day = f" ({_days(group.turns)})" if group.turns[0].date else ""
        size = f"{count_of(len(group.turns), 'turn')}, {count_of(len(people), 'speaker')}"
        told = f"“{group.turns[0].title}”{day}: {size}."
        lines.append((told, (group.first,)))
    verb = "is" if len(there) == 1 else "are"
    return [(f"There {verb} {count_of(len(there), 'transcript')}.", ()), *_at_most_listed(lines)]


def _sections(asked: _Asked) -> list[Line]:
    """Where any are marked, those of each transcript."""
    turns = (t for t in asked.turns if t.section and (not asked.of.speakers or t.speaker in asked.of.speakers))
    lines: list[Line] = []
    for there in _groups(turns, lambda turn: turn.transcript_id):
        groups = _groups(there.turns, lambda turn: turn.section)
        said = f"{count_of(len(groups), 'section')} of “{there.turns[0].title}”"
        lines.append(_listing(said, groups, lambda group: count_of(len(group.turns), "turn")))
    return _at_most_listed(lines)


_ANSWERS: dict[Topic, Callable[[_Asked], list[Line]]] = {
    "transcripts": _transcripts, "speakers": _speakers, "chair": _office, "moderator": _office, "host": _office,
    "askers": _askers, "turns": _turns, "most": _most, "least": _most, "first": _in_order, "last": _in_order,
    "when": _when, "length": _length, "sections": _sections,
}  # fmt: skip


def _groups(turns: Iterable[Spoken], name: Callable[[Spoken], str | None]) -> list[_Group]:
    found: dict[str | None, list[Spoken]] = defaultdict(list)
    for turn in turns:
        found[name(turn)].append(turn)
    return [_Group(name, group) for name, group in found.items()]


def _listing(said: str, groups: Sequence[_Group], size: Callable[[_Group], str]) -> Line:
    """What is said of groups, with the first of them by name, each with its first turn."""
    named = [f"{group.name} ({size(group)})" for group in groups[:_MOST_NAMED]]
    more = [f"{len(groups) - _MOST_NAMED} more"] if len(groups) > _MOST_NAMED else []
    return f"{said}: {enumerated([*named, *more])}.", [group.first for group in groups[:_MOST_NAMED]]


def _at_most_listed(lines: list[Line]) -> list[Line]:
    more = len(lines) - _MOST_LISTED
    return [*lines[:_MOST_LISTED], (f"And {count_of(more, 'more transcript')}.", ())] if more > 0 else lines


def _questions(turn: Spoken) -> int:
    return len(_ASKS.findall(turn.text))


def _days(turns: Sequence[Spoken]) -> str:
    days = sorted({turn.date for turn in turns if turn.date})
    return " to ".join(in_words(day) for day in dict.fromkeys((days[0], days[-1])))
