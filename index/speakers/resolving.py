"""Which labels of a transcript are one person's: a short name becomes the one fuller name that it fits."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from index.speakers.labels import HONORIFIC, INITIALS, OFFICES, is_full, is_initial, is_unidentified, name_words
from index.transcript import Person

_MOST_NAMESAKES = 50  # more people of one name, and a short label tells nobody apart
_AMID_INITIALS = re.compile(r"(?<=\b[^\W\d_]\.) (?=[^\W\d_]\.)")


def resolve(
    names: Collection[str], roster: Iterable[Person] = (), *, order: Sequence[str] | None = None
) -> dict[str, str]:
    """Short names with the one fuller name each fits; those that fit none or several are left out.

    `order` is who speaks, turn by turn: a first name stands for a full one only where the file changes from one to the
    other once, because a name printed both ways again and again is of two people.

    >>> resolve(["MARK O'NEIL", "ANNA O'NEIL", "M. O'NEIL", "O'NEIL"])
    {"M. O'NEIL": "MARK O'NEIL"}
    >>> resolve(["MR. KIRBY", "Kirby"]), resolve(["MR. LEE", "MS. LEE", "Grace Lee"])
    ({'Kirby': 'MR. KIRBY'}, {})
    """
    names, roster = list(names), list(roster)
    full = {name for name in [*names, *(person.name for person in roster)] if is_full(name)}
    by_word: dict[str, set[str]] = {}
    for name in full:
        words = name_words(name)
        for word in {words[0], words[-1]}:
            by_word.setdefault(word, set()).add(name)
    shortened = set(names) if order is None else _shortened(order)
    titled = _titled(name for name in names if name not in full)
    initials = _initials_of(roster)
    found = _in_one_case(names, order or names)
    for name in names:
        if name in initials:
            found[name] = initials[name]
            continue
        if name in found:
            continue
        if name in full or is_unidentified(name) or _is_office(name):
            continue
        namesakes = titled.get(name_words(name)[-1], {})
        only = _only_name_for(name, by_word) if len(namesakes) < 2 else None
        if only is not None and _is_first_name(name, only) and name not in shortened:
            only = None
        if only := only or _name_of_title(name, namesakes):
            found[name] = only
    return {name: found.get(other, other) for name, other in found.items()}


def _in_one_case(names: Sequence[str], order: Sequence[str]) -> dict[str, str]:
    """Names that are another but for the case of their letters or the blanks amid initials, now so and now so.

    >>> _in_one_case(["dka", "Alex", "DKA"], ["dka", "DKA", "Alex", "dka"])
    {'DKA': 'dka'}
    >>> _in_one_case(["P. D. KUMAR", "P.D. KUMAR"], ["P. D. KUMAR"])
    {'P.D. KUMAR': 'P. D. KUMAR'}
    """
    counts = Counter(order)
    most: dict[str, str] = {}
    for name in names:
        best = most.setdefault(_spelled(name), name)
        most[_spelled(name)] = max(best, name, key=lambda one: counts[one])
    return {name: best for name in names if (best := most[_spelled(name)]) != name and not is_unidentified(name)}


def _spelled(name: str) -> str:
    return _AMID_INITIALS.sub("", name.casefold())


def _initials_of(roster: Iterable[Person]) -> dict[str, str]:
    """Initials with whom they stand for: one person only of those that the front matter lists, who may give their own.

    >>> people = [Person("Lisa Monk"), Person("Harold Pence", "HAP"), Person("Leo Marr")]
    >>> _initials_of(people) == {"HP": "Harold Pence", "HAP": "Harold Pence"}
    True
    """
    given, made = dict[str, set[str]](), dict[str, set[str]]()
    for person in roster:
        words = [word for word in person.name.split() if word[0].isupper()]
        told = [((person.role or "").strip("() "), given), ("".join(word[0] for word in words), made)]
        for initials, found in told:
            if INITIALS.fullmatch(initials):
                found.setdefault(initials, set()).add(person.name)
    return {initials: people.pop() for initials, people in (made | given).items() if len(people) == 1}


def _shortened(order: Sequence[str]) -> set[str]:
    """The names that come up only behind the last of each full name that begins with them."""
    first, last = dict[str, int](), dict[str, int]()
    for place, name in enumerate(order):
        first.setdefault(name, place)
        last[name] = place
    ends: dict[str, int] = {}
    for name, place in last.items():
        words = name_words(name)
        if len(words) > 1:
            ends[words[0]] = max(ends.get(words[0], 0), place)
    return {name for name, place in first.items() if place > ends.get(name.casefold(), -1)}


def _is_first_name(name: str, full: str) -> bool:
    words = name_words(full)
    return name_words(name) == words[:1] and words[:1] != words[-1:]


def _titled(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """By surname, who is called by it with a title: the name first printed for each of Mr., Ms. and so on."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        match = HONORIFIC.match(name)
        words = name_words(name[match.end() :]) if match and not is_initial(name) else []
        if match is not None and len(words) == 1:
            title = match[0].strip().rstrip(".").casefold()
            found.setdefault(words[0], {}).setdefault({"mrs": "ms", "miss": "ms"}.get(title, title), name)
    return found


def _name_of_title(name: str, namesakes: Mapping[str, str]) -> str | None:
    """The one with a title whom a bare surname, or the same title in another print, names."""
    match = HONORIFIC.match(name)
    if match is None:
        return next(iter(namesakes.values())) if len(namesakes) == 1 and len(name_words(name)) == 1 else None
    title = match[0].strip().rstrip(".").casefold()
    only = namesakes.get({"mrs": "ms", "miss": "ms"}.get(title, title))
    return only if only is not None and only != name and _are_printed_alike(only, name) else None


def _are_printed_alike(one: str, other: str) -> bool:
    return one.casefold().replace(".", "") == other.casefold().replace(".", "")


def _is_office(name: str) -> bool:
    """Whether a name is an office and nobody's: Chair is not Vice Chair."""
    return all(word.strip(".") in OFFICES for word in name_words(name) if word != "the")


def _only_name_for(short: str, by_word: Mapping[str, set[str]]) -> str | None:
    """The one full name that a surname, an initial with a surname, or a first name fits."""
    stripped = HONORIFIC.match(short)
    words = name_words(short[stripped.end() :] if stripped and not is_initial(short) else short)
    if not words:
        return None
    surname, initials = words[-1], [word.rstrip(".") for word in words[:-1]]
    if any(len(initial) != 1 for initial in initials):
        return None
    candidates = by_word.get(surname, set())
    fits = set()
    for name in candidates if len(candidates) <= _MOST_NAMESAKES else ():
        full = name_words(name)
        by_first_name = not initials and stripped is None and full[0] == surname
        by_surname = full[-1] == surname and all(word.startswith(i) for word, i in zip(full, initials, strict=False))
        if by_first_name or by_surname:
            fits.add(name)
    return fits.pop() if len(fits) == 1 else None
