"""What a whole file says about its labels: evidence gathered once over all lines or cues, then one decision.

A label that stands where a paragraph or cue begins and comes again is a speaker's. One that is seen once needs more: a
name's shape, the print of the file's other labels, and no wrapped line that it merely happens to open.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from index.readers.shared.labels import accepted, bare, is_name_shaped, is_role_word, is_sentence, may_repeat
from index.readers.shared.stage import is_heard
from index.vocabulary import SPACED_ENDS, UNSPACED_ENDS

_MANY = 8  # sightings of labels that come again, from which the file's print is known
_SPARSE = 5  # labels in fewer than one of so many blocks are chance, unless one comes again
_SENTENCE_ENDS = re.compile(rf"(?:[{SPACED_ENDS}{UNSPACED_ENDS}:：;»\]）)】>♪—–-]|--)['\"”’)\]»*_]*\Z")
_IDEOGRAMS = re.compile(r"[\u30a0-\u30ff\u3400-\u9fff・]{1,8}")  # no hiragana, in which verbs end
_TAGS = frozenset(
    "b i u s c v p br em font strong span ruby rt table tr td th ul ol li div a hr h1 h2 h3 h4 code pre img".split()
)
_CLOCK = re.compile(r"\d:\d\d")
_INTRODUCED = re.compile(r" \(([A-Z]{2,3})\)\Z")
_NUMBER = re.compile(r"\d{1,3}")
_CAPITALS = re.compile(r"[^\W\d_a-zß-öø-ÿ][^\W\d_a-zß-öø-ÿ]{2,}")


class Sighting(NamedTuple):
    """A label as it is seen once: whether it stands where a paragraph or a cue begins, and with a time of its own."""

    label: str
    begins: bool = True
    timed: bool = False


def ends_sentence(text: str) -> bool:
    """Whether a line may end a paragraph, so that what follows begins one.

    >>> ends_sentence("the people of East"), ends_sentence("He left (Laughter.)"), ends_sentence("So --")
    (False, True, True)
    """
    return _SENTENCE_ENDS.search(text) is not None


def speakers(
    sightings: Sequence[Sighting], *, roster: Collection[str] = (), least: int = 1, blocks: int = 0
) -> frozenset[str]:
    """The labels that name speakers, as all sightings together tell; from `least` on they tell where labels stand.

    `blocks` is how many cues or lines there are: where each opens with a label, those like a speaker's are all names.
    """
    if is_orderly(sightings, roster, least):
        sightings = [sighting for sighting in sightings if sighting.begins]
    counts = Counter(sighting.label for sighting in sightings)
    timed = {sighting.label for sighting in sightings if sighting.timed and counts[sighting.label] > 1}
    names = accepted(counts, roster=roster, sure=timed)
    names |= _printed_alike(names, counts) | _in_small_letters(names, counts)
    if 0 < blocks * 9 <= sum(counts.values()) * 10 and any(counts[name] > 1 for name in names):
        names |= {label for label in counts if may_repeat(label)}
    return names - _of_another_print(names, counts, roster)


def speakers_of_captions(sightings: Sequence[Sighting], blocks: int) -> frozenset[str]:
    """The same for captions of so many cues, where a credit or a sign has a colon too and carries on to the end."""
    names = speakers(sightings, least=_MANY, blocks=blocks)
    counts = Counter(sighting.label for sighting in sightings if sighting.label in names)
    seen = sum(counts.values())
    if max(counts.values(), default=0) > 1:
        return names
    telling = len(names) > 1 or seen * 2 >= blocks or all(map(is_capital, names))
    return names if telling and seen * _SPARSE >= blocks else frozenset()


def bracketed_speakers(sightings: Sequence[Sighting], blocks: int, *, nicks: Collection[str] = ()) -> frozenset[str]:
    """Names in brackets with no colon, of blocks that are words: they come again, and no sound is among them.

    `nicks` are those in angle brackets, which name somebody in small letters too.

    >>> sorted(bracketed_speakers([Sighting(name) for name in ("You", "m1", "You", "laughs")], 5))
    ['You', 'm1']
    """
    counts = Counter(sighting.label for sighting in sightings)
    told = {label for label, count in counts.items() if _may_stand_in_brackets(label, count, nicks)}
    named = {label: counts[label] for label in told | _printed_alike(told, counts)}
    again = max(named.values(), default=0) > 1
    enough = sum(named.values()) * _SPARSE >= blocks * (1 if len(named) > 1 else 4)
    return frozenset(named) if again and enough and sum(named.values()) * 2 > len(sightings) else frozenset()


def _printed_alike(names: Iterable[str], counts: Mapping[str, int]) -> frozenset[str]:
    """The labels printed as one that comes again, but for numbers and capital words: `speaker 3`, `El señor GÓMEZ`."""
    prints = {told for name in names if counts[name] > 1 and not is_sentence(name) and (told := _print_of(name))}
    return frozenset(label for label in counts if prints and _print_of(label) in prints)


def _in_small_letters(names: Iterable[str], counts: Mapping[str, int]) -> frozenset[str]:
    """The labels in small letters that are seen once, where those that come again are in small letters and are most."""
    again = sum(counts[name] for name in names if counts[name] > 1 and name.islower())
    few = again * 2 > sum(counts.values())
    words = max((len(name.split()) for name in names if counts[name] > 1 and name.islower()), default=0)
    alike = (label for label in counts if label.islower() and may_repeat(label) and len(label.split()) <= words)
    return frozenset(alike) if few else frozenset()


def _print_of(label: str) -> str | None:
    """The small words of a label, its numbers and capital words as signs; None where nothing else is left."""
    words = [_NUMBER.sub("#", word) if not word[0].isupper() else "X" for word in bare(label).split()]
    return " ".join(words) if any(word != "X" for word in words) else None


def _may_stand_in_brackets(label: str, count: int, nicks: Collection[str]) -> bool:
    if label in nicks:
        return label.casefold() not in _TAGS
    if is_heard(label) or _CLOCK.search(label) or (label[:1].islower() and label.isalpha() and label.isascii()):
        return False
    return is_name_shaped(label) or _IDEOGRAMS.fullmatch(label) is not None or (count > 1 and len(label.split()) <= 4)


def is_orderly(sightings: Sequence[Sighting], roster: Collection[str] = (), least: int = 1) -> bool:
    """Whether labels stand where paragraphs begin: then one that does not is a wrapped line's."""
    names = accepted(Counter(sighting.label for sighting in sightings), roster=roster)
    counts = Counter(sighting.label for sighting in sightings)
    again = [sighting for sighting in sightings if sighting.label in names and counts[sighting.label] > 1]
    once = [sighting for sighting in sightings if sighting.label in names]
    telling = again or [sighting for sighting in once if is_capital(sighting.label)] or once
    return len(telling) >= least and sum(sighting.begins for sighting in telling) * 10 >= len(telling) * 9


def _of_another_print(names: Iterable[str], counts: Counter[str], roster: Collection[str]) -> set[str]:
    """Names seen once in small letters, where the labels that come again are printed in capitals."""
    again = {name: counts[name] for name in names if counts[name] > 1}
    if sum(again.values()) < _MANY:
        return set()
    capitals = sum(count for name, count in again.items() if is_capital(name))
    if capitals * 20 < sum(again.values()) * 19:
        return set()
    known = {name.casefold() for name in roster}
    return {
        name
        for name in names
        if counts[name] == 1
        and not is_capital(name)
        and bare(name).casefold() not in known
        and not ((initials := introduced(name)) and initials in again)
        and not (is_role_word(name) and name[:1].isupper())
    }


def introduced(label: str) -> str | None:
    """The initials that a label gives somebody, by whom they are called from then on.

    >>> introduced("Peter McCormack (PM)"), introduced("Ana Reyes (Ottawa)")
    ('PM', None)
    """
    match = _INTRODUCED.search(label)
    return match[1] if match else None


def is_capital(label: str) -> bool:
    """Whether a label is printed in capitals, or a name in it is: `Dr. WALENSKY`, `Q`.

    >>> [is_capital(label) for label in ("MS. LEE", "Mr. KIRBY", "Ottawa")]
    [True, True, False]
    """
    name = bare(label)
    return (name == name.upper() and name != name.lower()) or _CAPITALS.search(name) is not None
