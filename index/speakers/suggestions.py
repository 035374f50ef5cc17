"""Who unnamed speakers may be, by what is said, and which names may be one person's. Offered, never applied. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from index.speakers.labels import is_unidentified
from index.speakers.resolving import resolve
from index.transcript import Turn
from index.vocabulary import NO, YES

Kind = Literal["introduces", "thanked", "called"]

# What a recognizer calls a voice: it tells people apart and names nobody. Q and "Unidentified male" tell nobody apart.
_VOICE = re.compile(
    r"(?:speaker|spk|participant|voice|person|guest|sprecher(?:in)?|locut(?:eur|rice)|说话人|发言人|發言人)"
    r"[\s_#-]*(?:\d{1,3}|[A-Z])",
    re.IGNORECASE,
)
_NAME = (
    r"(?P<name>(?:(?:Mr|Mrs|Ms|Dr|Prof)\.? )?[A-ZÀ-ÖØ-Þ][\w'’-]+"
    r"(?: (?:[A-Z]\. |(?:van|von|de|del|della|di|da|al|el|bin) )*[A-ZÀ-ÖØ-Þ][\w'’-]+){0,3})"
)
_I_AM = r"\b[Ii](?:['’]m| am)|\b[Mm]y name(?:['’]s| is)"
_INTRODUCES = re.compile(
    rf"(?:{_I_AM}) {_NAME}|\b[Tt]his is {_NAME.replace('name', 'here')} (?:speaking|here)\b"
    r"|我叫(?P<han>[\u4e00-\u9fff·]{2,6}?)(?=[，。！、,.!]|$)"
)
_THANKED = re.compile(
    rf"^(?:(?:[Oo]kay|[Gg]reat)[,.] )?(?:[Tt]hanks|[Tt]hank you)(?: very much| so much)?,? {_NAME}(?=[,.!?—–]|$)"
)
_CALLED = re.compile(
    rf"(?:(?:[Oo]ver to you|[Gg]o ahead|[Yy]our turn|[Pp]lease)[,:]? {_NAME}[.!?…]?"
    rf"|(?:^|[.!?…] ){_NAME.replace('name', 'asked')}(?:, [^.!?…]{{3,160}})?\?|, {_NAME.replace('name', 'last')}\?)$"
)
# Written large and nobody's name. Other words that are no names stand in small letters elsewhere in the transcript.
_NOBODY = frozenset(
    "everyone everybody all guys folks god lord sir madam ladies gentlemen team chair chairman chairwoman mayor "
    "minister president senator councillor commissioner judge doctor professor your and but so well okay now"
    .split()
) | {*YES, *NO}  # fmt: skip
_WEIGHT: Mapping[Kind, int] = {"introduces": 3, "thanked": 1, "called": 1}
_CLEAR = 2  # times as much must speak for a name as for the next


@dataclass(frozen=True, slots=True)
class Evidence:
    """The characters `start`..`end` of a turn's text that name somebody, and how: their own words, or another's."""

    turn: int
    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that an unnamed speaker may have, with what speaks for it, the strongest first."""

    speaker: str
    name: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """Two names that may be one person's: `speaker` is the shorter one, or the one of fewer turns."""

    speaker: str
    same_as: str


def is_voice(speaker: str | None) -> bool:
    """Whether a name is a recognizer's number for a voice.

    >>> is_voice("Speaker 1"), is_voice("SPEAKER_00"), is_voice("Ana Reyes"), is_voice("Q"), is_voice(None)
    (True, True, False, False, False)
    """
    return speaker is not None and _VOICE.fullmatch(speaker) is not None


def suggest(turns: Sequence[Turn]) -> tuple[Suggestion, ...]:
    """A name for each unnamed speaker where something clearly says one, in order of first appearance.

    >>> told = [("Speaker 1", "Good morning, I'm Ana Reyes."), ("Speaker 2", "Hello."), ("Speaker 1", "Thanks, Ben.")]
    >>> [(s.speaker, s.name) for s in suggest([Turn(f"t#{n}", n, who, text) for n, (who, text) in enumerate(told)])]
    [('Speaker 1', 'Ana Reyes'), ('Speaker 2', 'Ben')]
    """
    if not any(is_voice(turn.speaker) for turn in turns):
        return ()
    small = {word for turn in turns for word in re.findall(r"\b[^\W\d_]\w*", turn.text) if word[0].islower()}
    taken = {word for turn in turns if turn.speaker and not is_voice(turn.speaker) for word in _words(turn.speaker)}
    found: dict[str, dict[str, list[Evidence]]] = defaultdict(lambda: defaultdict(list))
    for speaker, name, evidence in _evidence_of_names(turns):
        words = _words(name)
        if is_voice(speaker) and not (words & _NOBODY or words & small or words & taken):
            found[speaker][name].append(evidence)
    clear = {speaker: best for speaker, names in found.items() if (best := _clear(names)) is not None}
    return tuple(
        Suggestion(speaker, *clear[speaker])
        for speaker in dict.fromkeys(turn.speaker for turn in turns)
        if speaker in clear and _is_theirs(speaker, clear)
    )


def introduced(turns: Sequence[Turn]) -> Iterator[tuple[str, str]]:
    """(speaker, name) of every place where somebody says their own name.

    >>> list(introduced([Turn("t#0", 0, "Ana", "Hello, I'm Ana Reyes.")]))
    [('Ana', 'Ana Reyes')]
    """
    return ((speaker, name) for speaker, name, evidence in _evidence_of_names(turns) if evidence.kind == "introduces")


def variants(speakers: Iterable[tuple[str, int]]) -> tuple[Variant, ...]:
    """The names among these (with their numbers of turns) that may be one person's.

    >>> [(v.speaker, v.same_as) for v in variants([("MR. KIRBY", 40), ("Kirby", 3), ("John Kirby", 9), ("Ana", 2)])]
    [('MR. KIRBY', 'John Kirby'), ('Kirby', 'John Kirby')]
    """
    turns = Counter[str]()
    for name, number in speakers:
        if not is_voice(name) and not is_unidentified(name):
            turns[name] += number
    prints: dict[str, list[str]] = defaultdict(list)
    for name in turns:
        prints[" ".join(name.casefold().replace(".", " ").split())].append(name)
    leading = {name: max(same, key=lambda one: turns[one]) for same in prints.values() for name in same}
    short = resolve(list(dict.fromkeys(leading.values())))
    pairs = ((name, short.get(leading[name], leading[name])) for name in turns)
    return tuple(Variant(name, same_as) for name, same_as in pairs if name != same_as)


def _evidence_of_names(turns: Sequence[Turn]) -> Iterator[tuple[str, str, Evidence]]:
    """(speaker, name, evidence) of every place where somebody names themselves or another."""
    for place, turn in enumerate(turns):
        for introduced in _INTRODUCES.finditer(turn.text):
            yield from _evidence(turn.speaker, turn, introduced, "introduces")
        before = _neighbour(turns, place, -1)
        if before is not None and (found := _THANKED.search(turn.text)) is not None:
            yield from _evidence(before.speaker, turn, found, "thanked")
        after = _neighbour(turns, place, 1)
        if after is not None and (found := _CALLED.search(turn.text)) is not None:
            yield from _evidence(after.speaker, turn, found, "called")


def _evidence(speaker: str | None, turn: Turn, found: re.Match[str], kind: Kind) -> Iterator[tuple[str, str, Evidence]]:
    name = next((text for text in found.groupdict().values() if text), None)
    if speaker is not None and name is not None:
        start = found.start() + len(found[0]) - len(found[0].lstrip(" .!?…"))
        yield speaker, name, Evidence(turn.index, start, found.end(), kind)


def _neighbour(turns: Sequence[Turn], place: int, step: int) -> Turn | None:
    """The turn next to one, where another speaks in it."""
    if not 0 <= place + step < len(turns):
        return None
    other = turns[place + step]
    return other if other.speaker != turns[place].speaker else None


def _clear(names: Mapping[str, Sequence[Evidence]]) -> tuple[str, tuple[Evidence, ...]] | None:
    """The one name that is clearly theirs, what is said of a part of it counted too; None where two compete."""
    whole = {name: next((o for o in names if o != name and _words(name) < _words(o)), name) for name in names}
    joined: dict[str, list[Evidence]] = defaultdict(list)
    for name, evidence in names.items():
        joined[whole[name]] += evidence
    ranked = sorted(((_weight(evidence), name) for name, evidence in joined.items()), reverse=True)
    if len(ranked) > 1 and ranked[0][0] < _CLEAR * ranked[1][0]:
        return None
    best = ranked[0][1]
    return best, tuple(sorted(joined[best], key=lambda one: (-_WEIGHT[one.kind], one.turn)))


def _is_theirs(speaker: str, clear: Mapping[str, tuple[str, tuple[Evidence, ...]]]) -> bool:
    """Whether no other speaker has as good a claim to the name."""
    name, evidence = clear[speaker]
    return all(
        _weight(other_evidence) < _weight(evidence)
        for other, (other_name, other_evidence) in clear.items()
        if other != speaker and _words(name) & _words(other_name)
    )


def _weight(evidence: Iterable[Evidence]) -> int:
    return sum(_WEIGHT[one.kind] for one in evidence)


def _words(name: str) -> frozenset[str]:
    return frozenset(name.casefold().replace(".", "").split())
