"""Names without a colon on lines of their own: in capitals, as headings, in print of their own; nicks of a chat."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from index.readers.shared.document import Document, Line
from index.readers.shared.label_styles import Header, Place, names_above
from index.readers.shared.label_words import ASKING
from index.readers.shared.labels import bare, is_capital_line, is_name_shaped
from index.readers.shared.stage import is_heard
from index.readers.text.chance_labels import are_words
from index.readers.text.layout import begins, furniture, heading, is_markdown

_LONGEST_NAME = 90  # characters of a line that is but a name and what its bearer is
# Headings of calls and hearings, alone on their lines as names are.
_SECTIONS = frozenset(
    {"participants", "corporate participants", "conference call participants", "presentation", "appearances"}
    | {"questions and answers", "question and answer", "q&a", "q & a", "proceedings", "transcript", "introduction"}
)
# A name in bold print or italics, in brackets or between dashes.
_IN_PRINT = re.compile(
    r"(?:[*_]{1,3}|[\[（【〔]|<(?:b|strong)>|<|-{1,3} )(?P<label>[^\W\d_][^*_<>\[\]（）【】〔〕:]{0,60}?):?"
    r"(?:[*_]{1,3}|[\]）】〕]|</(?:b|strong)>|>| -{1,3}):?"
)
_BESIDE = re.compile(r"(?<!\s)\s+[-–—|]+\s+|,\s+|(?<!\s)\s(?=\([^()]{2,60}\)(?:\s\([^()]{2,40}\))?\Z)")
_NAME_LINE = re.compile(r"[^\W\d_][\w.'’-]*(?:[ \u00a0](?:&|[^\W\d_][\w.'’-]*|\d{1,2}))*")
_NICK = re.compile(r"[^\W\d_][\w.-]{1,30}\w")


def names_alone(
    document: Document, lines: Sequence[Line], headers: Mapping[int, Header], apart: Collection[int]
) -> dict[int, Header]:
    """Names alone on their lines without a colon, in capitals or as headings of Markdown.

    Only where they come again as speakers' do and headings do not, with words under each.
    """
    markdown = is_markdown(document)
    found = {
        number: header
        for number, line in enumerate(lines[:-1])
        if number not in headers
        and number not in apart
        and (header := _bare_name(document, line, begin=begins(lines, number), markdown=markdown)) is not None
    }
    counts = Counter(_name_of(header) for header in found.values())
    counts.update(holder for header in found.values() if (holder := _holder_of(header)) is not None)
    again = [n for n, header in found.items() if max(counts[_name_of(header)], counts[_holder_of(header) or ""]) > 1]
    # What stands before the first of them may be a title, unless words follow at once.
    talk = {n: header for n, header in found.items() if again and (n >= again[0] or not lines[n + 1].gap)}
    prints = Counter(_print_of(lines[n]) for n in again)
    usual, many = prints.most_common(1)[0] if prints else ("", 0)
    if usual in ("*", "_") and len({_name_of(found[n]) for n in again}) < 2:
        return {}  # what stands below pictures is in such print too
    if many * 10 >= len(again) * 9:  # then headings and lines of another print are none of them
        talk = {n: header for n, header in talk.items() if n in again or _print_of(lines[n]) == usual}
    names = {_name_of(header) for header in talk.values()}
    changes = sum(one != other for one, other in pairwise(_name_of(header) for header in talk.values()))
    if len(names) < 2 or len(again) * 2 <= len(talk) or changes * 2 <= len(talk) - 1 or are_words(document, names):
        return {}
    others = [
        line.text for number, line in enumerate(lines) if number not in talk and line.text.casefold() not in _SECTIONS
    ]
    if sum(text != text.upper() or text == text.lower() for text in others) * 3 < len(others) * 2:
        return {}  # all of it is in capitals
    spoken = sum(number + 1 not in talk for number in talk)
    return talk if spoken * 5 >= len(talk) * 4 else {}


def _print_of(line: Line) -> str:
    """The mark that sets a line apart: of a heading, of bold print; none in plain print."""
    return line.text[0] if line.text[0] in "#*_[<" else ""


def _name_of(header: Header) -> str:
    return bare(_BESIDE.split(header.label, maxsplit=1)[0])


def _holder_of(header: Header) -> str | None:
    """Who holds the office that a line names: `The Secretary of State (Helen Marsh)`."""
    name, _, inside = header.label.rstrip(")").partition(" (")
    return inside if inside and is_name_shaped(inside) and " " in inside and name != header.label else None


def _bare_name(document: Document, line: Line, *, begin: bool, markdown: bool) -> Header | None:
    told = heading(document, line) if markdown else None
    if told is not None and told.text.runs:
        label = told.text.text.strip("*_:： ")
        at = line.start + line.text.find(label)
        return Header(label, at, line.end, True) if label == "You" or is_name_shaped(label) else None
    if len(line.text) > _LONGEST_NAME and line.text != line.text.upper():  # most lines of prose
        return None
    if line.text.casefold() in _SECTIONS:
        return None
    if (printed := _IN_PRINT.fullmatch(line.text)) is not None:
        label = printed["label"].strip()
        shaped = (
            (is_name_shaped(label) or label in ASKING) and label.casefold() not in _SECTIONS and not is_heard(label)
        )
        return Header(label, line.start + printed.start("label"), line.end, True) if shaped else None
    if furniture(line) is None and (is_capital_line(line.text) or _is_plain_name(line, begins=begin)):
        return Header(line.text, line.start, line.end, True)
    return None


def _is_plain_name(line: Line, *, begins: bool) -> bool:
    """Whether a line that stands apart is but a name, in small letters too, with or without what its bearer is."""
    if not begins or len(line.text) > _LONGEST_NAME:
        return False
    name = _BESIDE.split(line.text, maxsplit=1)[0]
    plain = len(name.split()) <= (8 if line.text[-1] == ")" else 5) and _NAME_LINE.fullmatch(name) is not None
    return plain and is_name_shaped(name) and (name[-1] == line.text[-1] or is_name_shaped(line.text))


def nicks_above(document: Document, lines: Sequence[Line], apart: Collection[int]) -> dict[int, Header]:
    """The names on lines of their own, each above its words, where most blocks are such: a chat that is copied."""
    first = [n for n, line in enumerate(lines) if (line.gap or n == 0) and n not in apart]
    places = [Place(n, lines[n].start, lines[after - 1].end) for n, after in pairwise([*first, len(lines)])]
    places = [place for place in places if place.end > lines[place.number].end]
    found = names_above(document, places) if len(places) * 5 >= len(first) * 4 else {}
    if len(found) * 5 < len(places) * 4 or not all(header.label[-1].isalnum() for header in found.values()):
        return {}
    once = [place.number for place in places if place.number not in found and _NICK.fullmatch(lines[place.number].text)]
    heads = {number: Header(lines[number].text, lines[number].start, lines[number].end, True) for number in once}
    return heads | {number: header._replace(alone=True) for number, header in found.items()}
