"""TTML: Timed Text of the W3C, with DFXP, SMPTE-TT, EBU-TT and IMSC, and the transcripts of Apple Podcasts.

After "Timed Text Markup Language 2" (w3.org/TR/ttml2): times are clocks, clocks with frames, or offsets (`1.5s`, `90f`,
`120t`), counted from the element around unless that is a sequence; `ttm:agent` says who speaks. Apple's files mark
each word as a `span`, often without spaces between, and print seconds alone.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from index.readers.captions.recoded import Payload, parse_recoded
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.located_json import number
from index.readers.shared.mapped import MappedText, joined, squeezed
from index.readers.shared.xml_tree import Element, Tree, parse_xml, root_name
from index.transcript import Meta, Person

_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:(\.\d{1,9})|[:;](\d{1,3})(?:\.\d{1,3})?)?")
_OFFSET = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)(h|ms|m|s|f|t)?")


class _Rates(NamedTuple):
    """How many frames and ticks are in a second."""

    frames: float
    ticks: float


class _Shown(NamedTuple):
    """A paragraph or a timed span of one."""

    text: MappedText
    start: float | None
    end: float | None
    agent: str | None
    chars: tuple[int, int]


def _sniff(document: Document) -> Fit:
    return Fit(1.0, "its root element is tt") if root_name(document) == "tt" else Fit(0.0, "its root element is not tt")


def _read(document: Document) -> Parsed:
    tree = parse_xml(document)
    agents = dict(_agents(tree))
    shown = [
        found for body in tree.root.named("body") for found in _walk(tree, body, _rates(tree.root), (None, None), None)
    ]
    head = tree.root.child("head")
    meta = Meta(
        title=tree.words(head.first("title")) if head is not None else None,
        language=tree.root.get("xml:lang"),
    )
    if any(found.agent for found in shown):
        pieces = [_piece(found, agents) for found in shown]
        return Parsed(pieces, meta, tuple(Person(name) for name in agents.values()))
    payloads = [Payload(found.text, found.start, found.end, found.chars) for found in shown if found.text.text]
    return parse_recoded(document, payloads, meta=meta)


def _agents(tree: Tree) -> Iterator[tuple[str, str]]:
    """The people that the head lists, by their identifiers."""
    for agent in tree.root.all("agent"):
        who, names = agent.get("xml:id") or "", agent.named("name")
        best = next((name for name in names if name.get("type") == "full"), names[0] if names else agent.child("desc"))
        if who and (name := tree.words(best)):
            yield who, name


def _piece(found: _Shown, agents: Mapping[str, str]) -> Piece:
    agent = (found.agent or "").split(" ")[0] or None
    text = squeezed(found.text)
    return Piece(text, found.chars, None, agent, agents.get(agent or ""), start=found.start, end=found.end)


def _rates(root: Element) -> _Rates:
    frames = number(root.get("frameRate")) or 30.0
    numerator, _, denominator = (root.get("frameRateMultiplier") or "1 1").replace(":", " ").partition(" ")
    multiplier = (number(numerator) or 1.0) / (number(denominator) or 1.0)
    ticks = number(root.get("tickRate")) or frames * (number(root.get("subFrameRate")) or 1.0)
    return _Rates(frames * multiplier or 30.0, ticks or 1.0)


def _walk(
    tree: Tree, element: Element, rates: _Rates, around: tuple[float | None, float | None], agent: str | None
) -> Iterator[_Shown]:
    """The paragraphs of a body, each with its own time, or with that of the spans in it or of what is around it."""
    start, end = _times(element, rates, around)
    agent = element.get("agent") or agent
    if element.tag != "p":
        for child in element.children:
            yield from _walk(tree, child, rates, (start, end), agent)
        return
    spans = [span for span in element.named("span") if span.get("begin")]
    if spans and element.get("begin") is None:
        for span in spans:
            begun, ended = _times(span, rates, (start, end))
            text = _lines(tree, span)
            yield _Shown(text, begun, ended, span.get("agent") or agent, (span.start, span.end))
        return
    inner = next((span.get("agent") for span in element.all("span") if span.get("agent")), None)
    yield _Shown(
        _lines(tree, element), start, end, element.get("agent") or inner or agent, (element.start, element.end)
    )


def _times(
    element: Element, rates: _Rates, around: tuple[float | None, float | None]
) -> tuple[float | None, float | None]:
    begin, end, lasts = (_seconds(element.get(name), rates) for name in ("begin", "end", "dur"))
    base = around[0] or 0.0
    start = around[0] if begin is None else round(base + begin, 6)
    if end is not None:
        return start, round(base + end, 6)
    if lasts is not None:
        return start, round((start or 0.0) + lasts, 6)
    return start, around[1] if element.tag in ("p", "span") and begin is not None else None


def _seconds(printed: str | None, rates: _Rates) -> float | None:
    """Seconds of a clock or an offset.

    >>> _seconds("00:00:01:15", _Rates(30, 1)), _seconds("1500ms", _Rates(30, 1)), _seconds("1:02.5", _Rates(30, 1))
    (1.5, 1.5, 62.5)
    """
    if printed is None:
        return None
    if (clock := _CLOCK.fullmatch(printed)) is not None:
        hours, minutes, whole, fraction, frames = clock.groups()
        total = int(hours or 0) * 3600 + int(minutes) * 60 + int(whole)
        return total + float(fraction or 0) + (int(frames) / rates.frames if frames else 0.0)
    if (offset := _OFFSET.fullmatch(printed)) is None:
        return None
    units = {"h": 3600.0, "m": 60.0, "ms": 0.001, "f": 1 / rates.frames, "t": 1 / rates.ticks}
    return round(float(offset[1]) * units.get(offset[2] or "s", 1.0), 9)


def _lines(tree: Tree, paragraph: Element) -> MappedText:
    """The words, a line break where the paragraph has one; words in spans of their own have a space between."""
    words = [span for span in paragraph.all("span") if span.get("unit") == "word"]
    if words:
        return joined([text for word in words if (text := tree.text(word)).text])
    lines, at = [], paragraph.inside
    for mark in paragraph.all("br"):
        lines.append(tree.stretch(at, mark.start, _notes(paragraph)))
        at = mark.end
    lines.append(tree.stretch(at, paragraph.content_end, _notes(paragraph)))
    return joined([line for line in lines if line.text], "\n")


def _notes(paragraph: Element) -> list[Element]:
    return list(paragraph.all("metadata"))


READER = Reader("ttml", frozenset({".ttml", ".dfxp", ".xml", ".itt"}), _sniff, _read)
