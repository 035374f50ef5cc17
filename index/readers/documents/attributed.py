"""Pages that say in an attribute who speaks, and nowhere in their words: `<div data-speaker="Ana Reyes">`.

After Canada's House of Commons as openparliament.ca keeps it (`data-person-speaking-attribution`, with the headings in
`data-h1` to `data-h3` and the hour in `data-timestamp`) and the pages that players of transcripts write.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from index.readers.documents.page_flow import PageFlow, words_in
from index.readers.pieces import Parsed, Piece
from index.readers.shared.document import Document
from index.readers.shared.entities import unescape
from index.readers.shared.labels import bare, is_name_shaped, is_role_word
from index.readers.shared.mapped import MappedText, bounds, part, squeezed, trimmed
from index.readers.shared.times import iso_date
from index.transcript import Dropped, Meta

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>div|p|section|article|li|blockquote|span|tr|dd)\b"
    r"(?P<rest>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"\b(data-[\w-]{1,60})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_NAMING = re.compile(r"speak|voice", re.IGNORECASE)
_HEADINGS = ("data-h1", "data-h2", "data-h3")
_HOUR = re.compile(r"\b(?:[01]?\d|2[0-3]):[0-5]\d\b")
_LEAST = 3  # elements


class _Element(NamedTuple):
    """An element with its data: where it begins and ends, and where its words do."""

    data: Mapping[str, str]
    start: int
    inside: int
    content_end: int
    end: int


def read_attributed(document: Document, meta: Meta, left_out: Sequence[tuple[int, int, str]]) -> Parsed | None:
    """The transcript of a page whose elements name their speakers; None where they do not, or the words name them."""
    elements = list(_elements(document.text)) if _NAMING.search(document.text) else []
    key = _naming_key(document.text, elements)
    if key is None:
        return None
    pieces, dropped, at = list[Piece](), list[Dropped](), 0
    for element in sorted((element for element in elements if key in element.data), key=lambda one: one.start):
        if element.start >= at:
            between = _words(document.text, at, element.start, left_out)
            if between.text and at:
                pieces.append(Piece(between, bounds([between]), kind="narrative"))
            elif between.text:
                line = document.line_at(element.start)
                dropped.append(Dropped("above the first speaker", document.path, line, between.text))
            pieces.extend(_said(document.text, element, key))
            at = element.end
    behind = _words(document.text, at, len(document.text), left_out)
    if behind.text:
        dropped.append(Dropped("below the last speaker", document.path, document.line_at(at), behind.text))
    meta = replace(meta, date=meta.date or iso_date(meta.title or ""))
    return Parsed(pieces, meta, dropped=dropped, naming="printed", separator="\n\n")


def _elements(source: str) -> Iterator[_Element]:
    """The elements with data that says who speaks."""
    opened: list[re.Match[str]] = []
    counts = Counter[str]()
    for tag in _TAG.finditer(source):
        name = tag["name"].lower()
        if not tag["close"]:
            opened.append(tag)
            counts[name] += 1
        elif counts[name]:
            while (last := opened.pop())["name"].lower() != name:  # elements that never close
                counts[last["name"].lower()] -= 1
            counts[name] -= 1
            if _NAMING.search(last["rest"]):
                data = {key: unescape(one or other) for key, one, other in _ATTRIBUTE.findall(last["rest"])}
                yield _Element(data, last.start(), last.end(), tag.start(), tag.end())


def _naming_key(source: str, elements: Sequence[_Element]) -> str | None:
    """The attribute that holds names, of people whom the words do not name as well; None where none does."""
    counts = Counter(key for element in elements for key in element.data if _NAMING.search(key))
    for key, count in counts.most_common():
        held = [element for element in elements if element.data.get(key, "")[:1].isupper()]
        named = sum(is_name_shaped(element.data[key]) or is_role_word(element.data[key]) for element in held)
        labelled = sum(
            words_in(source, element.inside, element.content_end).text.startswith(bare(element.data[key]))
            for element in held
        )
        if len(held) >= max(_LEAST, count * 0.9) and named * 3 >= len(held) * 2 and labelled * 2 < len(held):
            return key
    return None


def _said(source: str, element: _Element, key: str) -> Iterator[Piece]:
    """A piece for each paragraph of an element."""
    headings = [told for name in _HEADINGS if (told := element.data.get(name))]
    hour = next(
        (found for name, value in element.data.items() if "time" in name and (found := _HOUR.search(value))), None
    )
    begun = False
    for text in _paragraphs(source, element):
        chars = bounds([text]) or (element.inside, element.content_end)
        yield Piece(
            text,
            chars if begun else (element.start, chars[1]),
            label=None if begun else element.data[key],
            section=" > ".join(headings) or None,
            clock=None if begun or hour is None else hour[0],
            follows="segment" if begun else "",
        )
        begun = True


def _paragraphs(source: str, element: _Element) -> Iterator[MappedText]:
    flow = PageFlow(source)
    flow.walk(element.inside, element.content_end, ())
    text = flow.result()
    for found in re.finditer(r"\S(?:[^\n]|\n(?!\n))*", text.text):
        yield trimmed(squeezed(part(text, *found.span())))


def _words(source: str, start: int, end: int, left_out: Sequence[tuple[int, int, str]]) -> MappedText:
    flow = PageFlow(source)
    flow.walk(start, end, [hole for hole in left_out if start <= hole[0] and hole[1] <= end])
    return trimmed(squeezed(flow.result()))
