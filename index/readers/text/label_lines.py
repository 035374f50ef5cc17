"""Which lines of a text open with a speaker's label: every line that could is a candidate, then names are accepted."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from index.readers.shared.document import Document, Line
from index.readers.shared.label_evidence import Sighting, is_capital, is_orderly, speakers
from index.readers.shared.label_styles import Header, Place, inner_labels, other_styles
from index.readers.shared.label_words import LANGUAGES
from index.readers.shared.labels import (
    is_alone_label,
    label_at,
)
from index.readers.shared.times import CLOCK, HALF_OF_DAY, seconds
from index.readers.text.chance_labels import chance_labels
from index.readers.text.layout import begins
from index.readers.text.misprints import misprinted
from index.readers.text.names_alone import names_alone, nicks_above
from index.readers.text.page_heads import page_heads

_TIME_FIRST = re.compile(
    rf"[\[(<#]?(?P<time>{CLOCK})(?P<half>{HALF_OF_DAY})?(?:-\d#)?[\])>]?[ \t\u00a0]*(?:[-–—|][ \t\u00a0]*)?(?=\S)"
)
_QUESTION = re.compile(
    r"(?P<label>[QA])(?:\.[ \t\u00a0]+|[ \t\u00a0]{2,}|\t)(?=\S)|(?P<bare>Q)[ \t\u00a0]+(?=[A-Z(“\"‘'—–-])"
)
_INITIAL = re.compile(r"A\. (?:[A-Z][A-Z'’.-]+|[A-Z][\w'’.-]+ [A-Z][\w'’.-]+)(?: |,|$)")  # a name, not an answer
# Who asked what follows, as reports of questions with an answer say.
_ASKED = re.compile(
    r"(?P<label>(?:M(?:R|RS|S|ISS)|DR|PROF|HON)\. ?[A-Z][A-Z .'’-]{1,40}) asked the [^:\r\n]{2,90}:[-–—]{0,2}"
    r"(?=[\r\n]|\Z)"
)
_STENOGRAPHER = re.compile(r"(?:M(?:R|RS|S)\.|THE|SENIOR|SECRETARY|GENERAL|GOVERNOR|SENATOR|DR\.)\s")


# Who sent it, behind the time of day: Zoom's chat, also where it stands below notes.
FROM = re.compile(
    r"From[ \t]{1,4}(?P<name>[^\s:][^:\r\n]{0,79}?)(?:[ \t]{1,4}[Tt]o[ \t]{1,4}[^:\r\n]{1,80}?)?[ \t]{0,4}:(?=\s|\Z)"
)
_CHATBOT = re.compile(r"(?P<who>You|ChatGPT|Claude|Gemini|Copilot|Grok|Perplexity|AI|Assistant) (?:said|responded)")
_LINK = re.compile(r"[ \t]*<?https?://\S+[ \t]*")  # an address and nobody's words
_EXPLAINED = 4  # lines for each label, or fewer
_CAPTION = 80  # lines in which a court's caption stands
# Here and below, blanks are tried from the first of them only: else the time grows with the square of their number.
_EDGE = re.compile(r"(?:(?<![ \t\u00a0])[ \t\u00a0]{2,}:|^:)(?:[ \t]|$)")


def candidate(source: str, line: Line) -> Header | None:
    """The label a line may open with."""
    time, at = None, line.start
    if line.text[0] in "[(<#0123456789":
        match = _TIME_FIRST.match(source, line.start, line.end)
        if match is not None:
            time, at = None if match["half"] else seconds(match["time"]), match.end()
            if (sent := FROM.match(source, at, line.end)) is not None:
                return Header(sent["name"], sent.start("name"), sent.end(), sent.end() >= line.end)
    question = _QUESTION.match(source, at, line.end) if source[at] in "QA" else None
    match = label_at(source, at, line.end)
    if question is not None and not (match and _INITIAL.match(match["label"])):
        return Header(question["label"] or question["bare"], at, question.end(), False, time, True)
    if match is None and (asked := _ASKED.match(source, at, line.end)) is not None:
        return Header(asked["label"], asked.start("label"), line.end, True, time)
    if match is None or _LINK.match(source, match.end(), line.end):
        return None
    label = match["label"].strip("*_ \u00a0")
    if match.end() >= line.end and (said := _CHATBOT.fullmatch(label)) is not None:
        label = said["who"]
    if "**" in label:  # bold print that ends before the colon; what begins within is no label
        label = label.replace("**", "") if source.startswith("**", max(line.start, match.start("label") - 2)) else ""
        if not label:
            return None
    return Header(label, match.start("label"), match.end(), match.end() >= line.end, time)


class Talk(NamedTuple):
    """A text with its labels: the lines, the candidates by line, and which are names."""

    lines: list[Line]
    headers: dict[int, Header]
    names: frozenset[str]
    capitals: bool  # most labels are printed in capitals, so one may stand in the middle of a line
    inner: frozenset[str] = frozenset()  # labels that stand amid lines, where a whole talk is one
    apart: Mapping[int, str] = MappingProxyType({})  # lines that are nobody's words, and what they are
    other: bool = False  # most labels are of another print than with a colon


def talk_of(document: Document, roster: Sequence[str] = ()) -> Talk:
    """The lines of a text and the labels in it; names of the roster count as labels however they look."""
    return _talk(document, roster) if roster else document.once(_talk)


def _talk(document: Document, roster: Sequence[str] = ()) -> Talk:
    lines = document.printed_lines
    apart = dict.fromkeys(page_heads(lines), "page head") | dict.fromkeys(_languages(lines), "language")
    boxed = _boxed(lines)
    headers = {
        n: header
        for n, line in enumerate(lines)
        if n not in apart and n not in boxed and (header := candidate(document.text, line)) is not None
    }
    headers = _where_they_begin(lines, _without_chance_questions(headers), roster)
    counts = Counter(header.label for header in headers.values() if not header.question)
    alone = {header.label for header in headers.values() if header.alone}
    names = speakers(_sightings(lines, headers), roster=roster, blocks=len(lines))
    names = _of_one_style(names, counts, headers) | {label for label in alone if is_alone_label(label)}
    names -= chance_labels(document, lines, headers, names) | _heads(headers, counts, names)
    told_twice = {name for name in names if name.casefold() in LANGUAGES}  # the same words in several languages
    names -= told_twice if len(told_twice) > 1 else set()
    names |= {header.label for header in headers.values() if header.question}
    names |= {label for label in counts if label[-1] == "?" and label[:-1] in names}  # the typist was not sure
    sure = {name for name in names if counts[name] > 1}
    headers = dict(sorted({**headers, **misprinted(document, lines, headers, sure)}.items()))
    printed = sum(counts[name] for name in names)
    told = sum(header.label in names for header in headers.values())
    # Else colons explain the file, and nothing else is looked for.
    questions = sum(header.question for header in headers.values()) * 2 > told
    plain = questions or told * _EXPLAINED < len(lines) or max((counts[name] for name in names), default=0) == 1
    if plain and document.opening is not document:  # what a long text opens with is enough to tell its print
        plain = document.opening.once(_talk).other
    others = max(_others(document, lines, headers, apart), key=len) if plain else {}
    won = len(others) > told
    if won:
        below = {number + 1 for number, header in others.items() if header.alone}  # where such a label ends
        headers = dict(sorted({**{n: headers[n] for n in headers.keys() - below}, **others}.items()))
        names |= {header.label for header in others.values()}
    if not printed:
        counts = Counter(header.label for header in headers.values() if header.label in names and not header.question)
        printed = sum(counts.values())
    capitals = sum(counts[name] for name in names if name[:4] == name[:4].upper()) * 2 > printed
    inner = inner_labels(document, sum(header.label in names for header in headers.values()))
    return Talk(lines, headers, frozenset(names), capitals, inner, apart, won)


def _others(
    document: Document, lines: Sequence[Line], headers: Mapping[int, Header], apart: Collection[int]
) -> Iterator[dict[int, Header]]:
    """The labels of each print without a colon."""
    yield names_alone(document, lines, headers, apart)
    places = [Place(n, line.start, line.end, begins(lines, n)) for n, line in enumerate(lines) if n not in apart]
    blocks = sum(line.gap or number == 0 for number, line in enumerate(lines))
    yield from other_styles(document, places, max(blocks, len(lines) // 4))
    yield nicks_above(document, lines, apart)


def _sightings(lines: Sequence[Line], headers: Mapping[int, Header]) -> list[Sighting]:
    return [
        Sighting(header.label, begins(lines, number), header.time is not None)
        for number, header in headers.items()
        if not header.question
    ]


def _where_they_begin(lines: Sequence[Line], headers: dict[int, Header], roster: Sequence[str]) -> dict[int, Header]:
    """The candidates less those that a wrapped line merely opens with, where labels begin paragraphs."""
    seen = _sightings(lines, headers)
    if not is_orderly(seen, roster):
        return headers
    firm = Counter(sighting.label for sighting in seen if sighting.begins)
    return {
        number: header
        for number, header in headers.items()
        if header.question or begins(lines, number) or (firm[header.label] > 1 and is_capital(header.label))
    }


def _languages(lines: Sequence[Line]) -> frozenset[int]:
    """The lines that are but a language's name, where several are."""
    found = [
        n
        for n, line in enumerate(lines)
        if len(line.text) < 24 and line.text.strip("*_[]():： ").casefold() in LANGUAGES
    ]
    return frozenset(found) if len(found) > 1 else frozenset()


def _heads(headers: Mapping[int, Header], counts: Mapping[str, int], names: Collection[str]) -> frozenset[str]:
    """The labels alone on a line and seen once, right above one with words that comes again: `TRANSCRIPT BELOW:`."""
    found = set[str]()
    for number, header in headers.items():
        below = headers.get(number + 1)
        if header.alone and counts[header.label] == 1 and below is not None and not below.alone:
            found |= {header.label} if below.label in names and counts[below.label] > 1 else set()
    return frozenset(found)


def _boxed(lines: Sequence[Line]) -> frozenset[int]:
    """The lines of a court's caption, whose right edge is drawn with colons."""
    drawn = [number for number, line in enumerate(lines[:_CAPTION]) if _EDGE.search(line.text)]
    return frozenset(drawn) if len(drawn) > 1 else frozenset()


def _without_chance_questions(headers: dict[int, Header]) -> dict[int, Header]:
    """A line that opens with "Q" is a question only beside stenographers' labels or other such lines, "A" below one."""
    questions = [header for header in headers.values() if header.question]
    labels = sum(_STENOGRAPHER.match(header.label) is not None for header in headers.values())
    if labels or (len(questions) > 1 and any(header.label == "Q" for header in questions)):
        return headers
    return {number: header for number, header in headers.items() if not header.question}


def _of_one_style(names: frozenset[str], counts: Counter[str], headers: dict[int, Header]) -> frozenset[str]:
    """Where labels have lines of their own, a lone capitalised word before a colon is most likely speech."""
    alone = sum(header.alone and header.label in names for header in headers.values())
    once = {name for name in names if counts[name] == 1 and " " not in name and name.isascii() and name != name.upper()}
    inline = sum(not header.alone and header.label in names for header in headers.values())
    return names - once if alone > 2 and alone > 2 * inline else names
