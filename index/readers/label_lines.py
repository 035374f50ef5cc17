"""Which lines of a text open with a speaker's label: every line that could is a candidate, then names are accepted."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from index.readers.document import Document, Line
from index.readers.labels import accepted, is_alone_label, label_at
from index.readers.times import CLOCK, seconds

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


def _candidate(source: str, line: Line) -> Header | None:
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
    headers = {n: header for n, line in enumerate(lines) if (header := _candidate(document.text, line)) is not None}
    headers = _without_chance_questions(headers)
    counts = Counter(header.label for header in headers.values() if not header.question)
    alone = {header.label for header in headers.values() if header.alone}
    timed = {header.label for header in headers.values() if header.time is not None}
    names = accepted(counts, roster=roster, sure=frozenset(label for label in timed if counts[label] > 1))
    names = _of_one_style(names, counts, headers) | {label for label in alone if is_alone_label(label)}
    names |= {header.label for header in headers.values() if header.question}
    printed = sum(counts[name] for name in names)
    capitals = sum(counts[name] for name in names if name[:4] == name[:4].upper()) * 2 > printed
    return Talk(lines, headers, frozenset(names), capitals)


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
