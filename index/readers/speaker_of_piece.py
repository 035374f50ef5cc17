"""Who speaks in each piece: labels become names, pieces without one take a neighbour's where the format allows it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from index.readers.pieces import Carry, Parsed, Piece
from index.readers.shared.label_evidence import introduced
from index.readers.shared.stage import is_stage_only
from index.speakers.labels import Name, office_holder, read_label
from index.speakers.resolving import resolve
from index.transcript import Inferred, Person


class Voice(NamedTuple):
    """Who speaks in a piece, None where nobody knows, and how that is known."""

    speaker: str | None
    role: str | None = None
    inferred: Inferred = "none"


_NOBODY = Voice(None)


def has_speakers(parts: Iterable[Parsed]) -> bool:
    """Whether anybody is named in any of the files."""
    return any(piece.label is not None or piece.name is not None for parsed in parts for piece in parsed.pieces)


def is_event(piece: Piece) -> bool:
    """Whether an unlabelled piece is only a stage direction, in a file that names speakers."""
    return piece.label is None and piece.name is None and is_stage_only(piece.text.text)


def voices(parts: Sequence[Parsed]) -> list[list[Voice]]:
    """For each file the voice of each piece, in order."""
    names = _names(parts)
    names |= _offices(names, parts)
    roster = [*(person for parsed in parts for person in parsed.roster), *_introduced(names)]
    printed = [name.canonical for name in names.values()] if parts and parts[0].naming == "printed" else []
    fuller = resolve(list(dict.fromkeys(printed)), roster, order=_order(names, parts)) if printed else {}
    roles = roles_of(names.values(), [person for parsed in parts for person in parsed.roster])
    found: list[list[Voice]] = []
    for parsed in parts:
        known: dict[tuple[str | None, str | None, str | None, Inferred], Voice] = {}
        named = []
        for piece in parsed.pieces:
            key = (piece.name, piece.label, piece.role, piece.inferred)
            voice = known.get(key)
            if voice is None:
                voice = known[key] = _named(piece, names, fuller, roles)
            named.append(voice)
        found.append(_carried(parsed.pieces, named, parsed.carry))
    return found


def _names(parts: Sequence[Parsed]) -> dict[tuple[str | None, str | None], Name]:
    """What each distinct label says, once however often it is printed."""
    names: dict[tuple[str | None, str | None], Name] = {}
    for parsed in parts:
        for piece in parsed.pieces:
            key = (piece.name, piece.label)
            if key not in names and key != (None, None):
                names[key] = _read(piece, parsed)
    return names


def _introduced(names: Mapping[tuple[str | None, str | None], Name]) -> Iterator[Person]:
    """The people whom a label gives initials: `Peter McCormack (PM)`."""
    for (_, label), name in names.items():
        if label is not None and (initials := introduced(label)) is not None:
            yield Person(name.canonical, initials)


def _order(names: Mapping[tuple[str | None, str | None], Name], parts: Iterable[Parsed]) -> list[str]:
    """Who speaks, piece by piece."""
    spoken = (names.get((piece.name, piece.label)) for parsed in parts for piece in parsed.pieces)
    return [name.canonical for name in spoken if name is not None]


def _offices(
    names: Mapping[tuple[str | None, str | None], Name], parts: Sequence[Parsed]
) -> dict[tuple[str | None, str | None], Name]:
    """The labels that name an office, and in brackets somebody who speaks by that name too or is on the roster."""
    known = {name.canonical for name in names.values()} | {person.name for parsed in parts for person in parsed.roster}
    printed = parts and parts[0].naming == "printed"
    labels = [key for key in names if printed and key[0] is None and key[1] is not None]
    return {key: held for key in labels if (held := office_holder(key[1] or "", known)) is not None}


def _read(piece: Piece, parsed: Parsed) -> Name:
    if piece.name is not None:
        return Name(" ".join(piece.name.split()))
    return read_label(piece.label or "", naming=parsed.naming)


def roles_of(names: Iterable[Name], roster: Iterable[Person]) -> dict[str, str | None]:
    """The role of each name: from the roster, else from where it is first printed with one."""
    roles: dict[str, str | None] = {person.name: person.role for person in roster if person.role}
    for name in names:
        if name.role:
            roles.setdefault(name.canonical, name.role)
    return roles


def _named(
    piece: Piece,
    names: dict[tuple[str | None, str | None], Name],
    fuller: dict[str, str],
    roles: dict[str, str | None],
) -> Voice:
    name = names.get((piece.name, piece.label))
    if name is None or not name.canonical:
        return _NOBODY if piece.inferred == "none" else Voice(None, None, piece.inferred)
    speaker = fuller.get(name.canonical, name.canonical)
    inferred: Inferred = "resolved" if speaker != name.canonical else piece.inferred
    return Voice(speaker, piece.role or name.role or roles.get(speaker), inferred)


def _carried(pieces: list[Piece], named: list[Voice], carry: Carry) -> list[Voice]:
    if carry == "changes":
        return _from_the_last(pieces, named)
    return _from_both_sides(pieces, named) if carry == "between" else named


def _from_the_last(pieces: list[Piece], named: list[Voice]) -> list[Voice]:
    """An unlabelled piece is the last speaker's; a dash, which tells speakers apart without naming them, ends that."""
    last, found = _NOBODY, []
    for piece, voice in zip(pieces, named, strict=True):
        if voice.speaker is not None:
            last = voice
        elif piece.alone:
            last = _NOBODY
        elif last.speaker is not None and piece.kind == "speech" and not is_event(piece):
            voice = Voice(last.speaker, last.role, "carried")
        found.append(voice)
    return found


def _from_both_sides(pieces: list[Piece], named: list[Voice]) -> list[Voice]:
    """Unlabelled pieces between two of the same speaker are theirs."""
    found, waiting = list(named), list[int]()
    last = _NOBODY
    for index, (piece, voice) in enumerate(zip(pieces, named, strict=True)):
        if voice.speaker is None:
            if piece.text.text and not is_event(piece):
                waiting.append(index)
            continue
        if last.speaker == voice.speaker:
            for between in waiting:
                found[between] = Voice(last.speaker, last.role, "carried")
        last, waiting = voice, []
    return found
