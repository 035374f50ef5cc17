"""What a person wrote about who speaks: printed names become their names. Turns keep their words and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from unicodedata import normalize

from index.speakers.labels import Name, read_label, speakers_of
from index.transcript import Inferred, Speaker, Transcript, Turn

MAX_NAME = 200  # characters of a name with its role
Names = Mapping[str, Name]  # a folded label -> who that is
_QUOTED = re.compile(r'"([^"]+)"\s*(?:[,，]\s*(.+))?')


def folded(label: str) -> str:
    """A label as it is compared: letter case, white space and a closing colon aside.

    >>> folded(" SPEAKER  1: ")
    'speaker 1'
    """
    return " ".join(normalize("NFC", label).casefold().split()).rstrip(":：").rstrip()


def read_name(text: str) -> Name | None:
    """The name, and after a comma the role, that a person wrote; in quotation marks the name stays as it is.

    >>> read_name("Ana Reyes, mayor"), read_name('"Lin, Grace (Finance)", host')
    (Name(canonical='Ana Reyes', role='mayor'), Name(canonical='Lin, Grace (Finance)', role='host'))
    """
    text = " ".join(text.split())
    if len(text) > MAX_NAME:
        return None
    if quoted := _QUOTED.fullmatch(text):
        return Name(quoted[1].strip(), quoted[2]) if quoted[1].strip() else None
    name = read_label(text)
    return name if name.canonical else None


def labels_in(transcript: Transcript) -> set[str]:
    """Every label of a transcript, folded: what a name that somebody wrote may be about."""
    labels = {label for turn in transcript.turns for label in (*turn.as_printed, turn.speaker or "")}
    return {folded(label) for label in labels}


def renamed(transcript: Transcript, names_in: Callable[[str], Names]) -> Transcript:
    """The transcript with other speakers; `names_in` gives the names that hold for the turns of a file.

    What is printed stays in `as_printed`, and a renamed turn is marked as resolved. Neighbouring turns that turn out to
    be one person's stay two: turn numbers, and what cites them, outlast a correction.
    """
    known = {speaker.canonical: speaker.role for speaker in transcript.speakers}
    former: dict[str, dict[str, None]] = {}
    chosen: dict[tuple[str, str | None], Name | None] = {}
    turns = []
    for turn in transcript.turns:
        file = turn.segments[0].file if turn.segments else transcript.id
        name = _chosen_names(turn, names_in(file)) or (None if turn.as_printed else chosen.get((file, turn.speaker)))
        chosen[file, turn.speaker] = name
        if name is not None:
            former.setdefault(name.canonical, {})[turn.speaker or ""] = None
            turn = _spoken_by(turn, name, known.get(name.canonical))
        turns.append(turn)
    if tuple(turns) == transcript.turns:
        return transcript
    roles = known | {name.canonical: name.role for name in chosen.values() if name is not None and name.role}
    return replace(transcript, turns=tuple(turns), speakers=_speakers(tuple(turns), roles, former))


def _chosen_names(turn: Turn, names: Names) -> Name | None:
    """Who speaks by these names: what is printed counts before what was made of it."""
    labels = [*turn.as_printed, *([turn.speaker] if turn.speaker else [])]
    return next((name for label in labels if (name := names.get(folded(label)))), None) if names else None


def _spoken_by(turn: Turn, name: Name, role: str | None) -> Turn:
    role = name.role or turn.role or role
    if name.canonical == turn.speaker:
        return replace(turn, role=role)
    segments = tuple(replace(segment, inferred=_marked(segment.inferred)) for segment in turn.segments)
    return replace(turn, speaker=name.canonical, role=role, inferred=_marked(turn.inferred), segments=segments)


def _marked(inferred: Inferred) -> Inferred:
    return "resolved" if inferred == "none" else inferred


def _speakers(
    turns: tuple[Turn, ...], roles: Mapping[str, str | None], former: Mapping[str, Mapping[str, None]]
) -> tuple[Speaker, ...]:
    """The speakers, each with the labels printed for them and the names they had before."""
    found = []
    for speaker in speakers_of(turns, roles):
        labels = dict.fromkeys([*speaker.aliases, *former.get(speaker.canonical, ())])
        aliases = tuple(label for label in labels if label and label != speaker.canonical)
        found.append(replace(speaker, aliases=aliases))
    return tuple(found)
