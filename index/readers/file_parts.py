"""Which files of a library may be parts of one transcript, by their names alone."""

import re
from collections.abc import Iterable

# "hearing-1", "hearing_part2", "briefing page 3", "01-briefing-page1"; not "2024-01-05", which is a date.
_PART = re.compile(
    r"(?P<lead>\d{1,3}[-_. ]+)?(?P<name>.*?)(?P<word>[-_. ]*(?:page|part|teil|p|pt)[-_. ]*|[-_ ]+)(?P<number>\d{1,3})",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{4}[-_.]?\d{1,2}[-_.]?\d{1,2}$")


def group_names(names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The names in groups: candidates for one transcript in part order, all others alone; groups by their first name.

    >>> group_names(["b.txt", "talk-2.txt", "talk-1.txt"])
    (('b.txt',), ('talk-1.txt', 'talk-2.txt'))
    """
    alone: list[tuple[str, ...]] = []
    numbered: dict[tuple[str, str, str, str], dict[int, list[str]]] = {}
    for name in sorted(set(names)):
        key, number = _key(name)
        if number is None:
            alone.append((name,))
        else:
            numbered.setdefault(key, {}).setdefault(number, []).append(name)
    return tuple(sorted([*alone, *(group for parts in numbered.values() for group in _runs(parts))]))


def _key(name: str) -> tuple[tuple[str, str, str, str], int | None]:
    folder, _, file = name.rpartition("/")
    stem, _, suffix = file.rpartition(".")
    match = _PART.fullmatch(stem)
    if match is None or _DATED.search(stem):
        return (folder, stem, "", suffix), None
    # A leading counter that goes up with the pages ("01-x-page1", "02-x-page2") is no part of the name.
    counted = match["lead"] is not None and int(re.sub(r"\D", "", match["lead"])) == int(match["number"])
    base = match["name"] if counted else (match["lead"] or "") + match["name"]
    return (folder, base.lower(), match["word"].lower(), suffix.lower()), int(match["number"])


def _runs(parts: dict[int, list[str]]) -> list[tuple[str, ...]]:
    """One group of the numbers that follow one another from 0 or 1; what is out of order stays alone."""
    first = min(parts)
    run: list[str] = []
    if first in (0, 1):
        number = first
        while number in parts and len(parts[number]) == 1:
            run.append(parts[number][0])
            number += 1
    rest: list[tuple[str, ...]] = [(name,) for names in parts.values() for name in names if name not in run]
    return [tuple(run), *rest] if run else rest
