"""Which lines of a text open with a speaker's label: every line that could is a candidate, then names are accepted."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from index.readers.shared.document import Document, Line
from index.readers.shared.labels import (
    accepted,
    bare,
    is_alone_label,
    is_capital_line,
    is_name_shaped,
    label_at,
)
from index.readers.shared.times import CLOCK, seconds
from index.readers.text.layout import furniture, heading, is_markdown

_TIME_FIRST = re.compile(rf"[\[(<]?(?P<time>{CLOCK})[\])>]?[ \t\u00a0]*[-–—|]?[ \t\u00a0]*(?=\S)")
_QUESTION = re.compile(
    r"(?P<label>[QA])(?:\.[ \t\u00a0]+|[ \t\u00a0]{2,}|\t)(?=\S)|(?P<bare>Q)[ \t\u00a0]+(?=[A-Z(“\"‘'—–-])"
)
_INITIAL = re.compile(r"A\. (?:[A-Z][A-Z'’.-]+|[A-Z][\w'’.-]+ [A-Z][\w'’.-]+)(?: |,|$)")  # a name, not an answer
_STENOGRAPHER = re.compile(r"(?:M(?:R|RS|S)\.|THE|SENIOR|SECRETARY|GENERAL|GOVERNOR|SENATOR|DR\.)\s")


class Header(NamedTuple):
    """A possible label: what it prints, where it and its words begin, whether it has the line to itself."""

    label: str
    at: int
    text_at: int
    alone: bool
    time: float | None = None
    question: bool = False  # Q or A without a colon


def candidate(source: str, line: Line) -> Header | None:
    """The label a line may open with."""
    time, at = None, line.start
    if line.text[0] in "[(<0123456789":
        match = _TIME_FIRST.match(source, line.start, line.end)
        if match is not None:
            time, at = seconds(match["time"]), match.end()
    question = _QUESTION.match(source, at, line.end) if source[at] in "QA" else None
    match = label_at(source, at, line.end)
    if question is not None and not (match and _INITIAL.match(match["label"])):
        return Header(question["label"] or question["bare"], at, question.end(), False, time, True)
    if match is None:
        return None
    label = match["label"].strip("*_ \u00a0")
    return Header(label, match.start("label"), match.end(), match.end() >= line.end, time)


class Talk(NamedTuple):
    """A text with its labels: the lines, the candidates by line, and which are names."""

    lines: list[Line]
    headers: dict[int, Header]
    names: frozenset[str]
    capitals: bool  # most labels are printed in capitals, so one may stand in the middle of a line


def talk_of(document: Document, roster: Sequence[str] = ()) -> Talk:
    """The lines of a text and the labels in it; names of the roster count as labels however they look."""
    lines = document.printed_lines
    headers = {n: header for n, line in enumerate(lines) if (header := candidate(document.text, line)) is not None}
    headers = _without_chance_questions(headers)
    counts = Counter(header.label for header in headers.values() if not header.question)
    alone = {header.label for header in headers.values() if header.alone}
    timed = {header.label for header in headers.values() if header.time is not None}
    bare_names = _without_colons(document, lines, headers)
    names = accepted(counts, roster=roster, sure=frozenset(label for label in timed if counts[label] > 1))
    names = _of_one_style(names, counts, headers) | {label for label in alone if is_alone_label(label)}
    names |= {header.label for header in headers.values() if header.question}
    printed = sum(counts[name] for name in names)
    if len(bare_names) > sum(header.label in names for header in headers.values()):
        headers = dict(sorted({**headers, **bare_names}.items()))
        names |= {header.label for header in bare_names.values()}
    capitals = sum(counts[name] for name in names if name[:4] == name[:4].upper()) * 2 > printed
    return Talk(lines, headers, frozenset(names), capitals)


def _without_colons(document: Document, lines: Sequence[Line], headers: Mapping[int, Header]) -> dict[int, Header]:
    """Names alone on their lines without a colon, in capitals or as headings of Markdown.

    Only where they come again as speakers' do and headings do not, with words under each.
    """
    markdown = is_markdown(document)
    found = {
        number: header
        for number, line in enumerate(lines[:-1])
        if number not in headers and (header := _bare_name(document, line, markdown=markdown)) is not None
    }
    counts = Counter(bare(header.label) for header in found.values())
    again = [number for number, header in found.items() if counts[bare(header.label)] > 1]
    # What stands before the first of them may be a title, unless words follow at once.
    talk = {n: header for n, header in found.items() if again and (n >= again[0] or not lines[n + 1].gap)}
    if len({bare(header.label) for header in talk.values()}) < 2 or len(again) * 2 <= len(talk):
        return {}
    others = [line.text for number, line in enumerate(lines) if number not in talk]
    if sum(text != text.upper() for text in others) * 3 < len(others) * 2:
        return {}  # all of it is in capitals
    spoken = sum(number + 1 not in talk for number in talk)
    return talk if spoken * 5 >= len(talk) * 4 else {}


def _bare_name(document: Document, line: Line, *, markdown: bool) -> Header | None:
    told = heading(document, line) if markdown else None
    if told is not None and told.text.runs:
        label = told.text.text.strip("*_:： ")
        at = line.start + line.text.find(label)
        return Header(label, at, line.end, True) if label and is_name_shaped(label) else None
    if furniture(line) is None and is_capital_line(line.text):
        return Header(line.text, line.start, line.end, True)
    return None


def _without_chance_questions(headers: dict[int, Header]) -> dict[int, Header]:
    """A line that opens with "Q" is a question only beside stenographers' labels or other such lines."""
    questions = [header for header in headers.values() if header.question]
    labels = sum(_STENOGRAPHER.match(header.label) is not None for header in headers.values())
    if labels or len(questions) > 1:
        return headers
    return {number: header for number, header in headers.items() if not header.question}


def _of_one_style(names: frozenset[str], counts: Counter[str], headers: dict[int, Header]) -> frozenset[str]:
    """Where labels have lines of their own, a lone capitalised word before a colon is most likely speech."""
    alone = sum(header.alone and header.label in names for header in headers.values())
    once = {name for name in names if counts[name] == 1 and " " not in name and name.isascii() and name != name.upper()}
    inline = sum(not header.alone and header.label in names for header in headers.values())
    return names - once if alone > 2 and alone > 2 * inline else names
