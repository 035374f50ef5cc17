"""Labels with a time beside them, and whether the file as a whole bears out that they are labels."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.readers.shared.document import Document, Line
from index.readers.shared.label_evidence import Sighting, speakers
from index.readers.shared.labels import bare, is_name_shaped, is_role_word
from index.readers.shared.times import find_date, offset
from index.readers.text.label_lines import candidate
from index.readers.text.layout import begins

_FEW = 3  # headers, of which one that looks like speech is no evidence

_LOOSE = 4  # one of so many headers, or more, is firm where no loose one is believed; lines of a turn
_LONG_TURN = 60  # lines: fewer headers explain too little of the file


class TimedLabel(NamedTuple):
    """A label with its time; how many lines it takes, and where words on the same line begin.

    `weak`: words that people say can look the same ("See you Friday 10:30"), so the file has to bear it out;
    `loose`: with words right behind the time, so that any sentence with a time looks the same;
    `heading`: printed as a heading of Markdown; `above`: the time stands on the line above.
    """

    label: str
    time: str
    lines: int
    text_at: int | None = None
    until: str | None = None
    weak: bool = False
    heading: bool = False
    above: bool = False
    loose: bool = False


def borne_out(lines: Sequence[Line], found: Mapping[int, TimedLabel]) -> dict[int, TimedLabel]:
    """The headers less those that the file does not bear out: weak ones, and headings with a time of their own."""
    firm = {number: header for number, header in found.items() if not header.loose}
    found = firm if len(firm) * _LOOSE >= len(found) or not _open_lines(lines, found) else found
    counts = Counter(header.label for header in found.values())
    first = next(iter(found), None)
    if first is not None and counts[found[first].label] == 1 and _is_headline(found[first], found.values()):
        found = {number: header for number, header in found.items() if number != first}
    weak = {number: header for number, header in found.items() if header.weak and not header.heading}
    headings = {number: header for number, header in found.items() if header.heading}
    gone = set[int]()
    if not _are_labels(lines, weak, found, counts):
        gone |= set(weak)
    if sum(counts[header.label] > 1 for header in headings.values()) * 2 <= len(headings):
        gone |= set(headings)
    return {number: header for number, header in found.items() if number not in gone}


def _is_headline(header: TimedLabel, headers: Collection[TimedLabel]) -> bool:
    """Whether a header is the title with the day and hour of the recording, which those of turns do not have."""
    dated = sum(find_date(other.time) is not None for other in headers)
    return header.weak and dated == 1 < len(headers) and find_date(header.time) is not None


def _open_lines(lines: Sequence[Line], found: Mapping[int, TimedLabel]) -> bool:
    """Whether loose headers open most of what is there, of people who speak more than once."""
    counts = Counter(header.label for header in found.values() if header.loose)
    again = sum(count for count in counts.values() if count > 1)
    blocks = max(sum(line.gap for line in lines) + 1, len(lines) // _LOOSE)
    return len(counts) > 1 and again * 3 >= sum(counts.values()) * 2 and sum(counts.values()) * 2 >= blocks


def _are_labels(
    lines: Sequence[Line], weak: Mapping[int, TimedLabel], found: Mapping[int, TimedLabel], counts: Mapping[str, int]
) -> bool:
    """Whether weak headers come again as names do, have words under them, and times that go on."""
    if not weak:
        return False
    if (len(weak) == 1 and len(found) < _FEW) or len(found) * _LONG_TURN < len(lines):
        return False
    strong = [header for number, header in found.items() if number not in weak and not header.heading]
    if len(strong) > len(weak):
        return all(is_name_shaped(header.label) for header in weak.values())
    again = sum(counts[header.label] > 1 for header in weak.values())
    shaped = sum(
        is_name_shaped(header.label)
        or is_role_word(header.label)
        or (counts[header.label] > 1 and " " not in header.label)  # what somebody calls themselves in a chat
        for header in weak.values()
    )
    spoken = sum(_has_words(lines, number, header, found) for number, header in weak.items())
    if any(header.above for header in weak.values()):  # else the words below times would be names
        return again * 3 >= len(weak) * 2 and len({header.label for header in weak.values()}) > 1
    named = again * 2 >= len(weak) or shaped * 10 >= len(weak) * 9
    return named and shaped * 2 >= len(weak) and spoken * 5 >= len(weak) * 4 and _goes_on(weak)


def _has_words(lines: Sequence[Line], number: int, header: TimedLabel, found: Mapping[int, TimedLabel]) -> bool:
    following = number + header.lines
    return header.text_at is not None or (following < len(lines) and following not in found)


def _goes_on(headers: Mapping[int, TimedLabel]) -> bool:
    """Whether the times go forward, as the times of speech do."""
    times = [time for header in headers.values() if (time := offset(header.time)) is not None]
    back = sum(after < before for before, after in pairwise(times))
    return back * 5 <= len(times)


def leftovers(lines: Sequence[Line], headers: Mapping[int, TimedLabel]) -> frozenset[int]:
    """The lines above headers that a copied page leaves behind: what a picture is called, a name's initials."""
    taken = {number + below for number, header in headers.items() for below in range(header.lines)}
    above = [number - 1 for number in headers if number and number - 1 not in taken]
    counts = Counter(lines[number].text for number in above)
    return frozenset(
        number
        for number in above
        if lines[number].text.isdecimal()
        or (counts[lines[number].text] > 1 and counts[lines[number].text] * 2 >= len(headers))
        or lines[number].text == _initials(headers[number + 1].label)
    )


def without_initials(label: str) -> str:
    """A label less the initials before it, which stand in the place of a picture.

    >>> without_initials("AR Ana Reyes"), without_initials("MS Lee")
    ('Ana Reyes', 'MS Lee')
    """
    initials, _, name = label.partition(" ")
    return name if name and initials == _initials(name) else label


def _initials(label: str) -> str:
    return "".join(word[0] for word in label.split() if word[0].isalpha()).upper()


def untimed(document: Document, lines: Sequence[Line], headers: Mapping[int, TimedLabel]) -> dict[int, TimedLabel]:
    """The labels without a time, before a colon, in a file whose timed labels have their words on the same line."""
    inline = [header for header in headers.values() if header.text_at is not None]
    if len(inline) * 2 <= len(headers):
        return {}
    found = {
        number: header
        for number, line in enumerate(lines)
        if number not in headers and (header := candidate(document.text, line)) is not None and not header.question
    }
    seen = [Sighting(bare(header.label)) for header in headers.values()]
    seen += [Sighting(header.label, begins(lines, number)) for number, header in found.items()]
    names = speakers(seen, roster=[bare(header.label) for header in headers.values()])
    return {
        number: TimedLabel(header.label, "", 1, None if header.alone else header.text_at)
        for number, header in found.items()
        if header.label in names and begins(lines, number)
    }
