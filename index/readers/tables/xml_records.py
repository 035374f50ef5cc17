"""XML of one's own: elements alike that say who speaks and what, in attributes or in elements inside them.

`<turn speaker="Ana" start="2">words</turn>`, `<line><speaker>Ana</speaker><text>words</text></line>`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Reader
from index.readers.shared.columns import Layout, Table, layout_of
from index.readers.shared.document import Document
from index.readers.shared.mapped import EMPTY, MappedText
from index.readers.shared.rows import Row, read_rows
from index.readers.shared.xml_tree import Element, Tree, parse_xml, root_name
from index.transcript import Meta
from index.vocabulary import SENTENCE_END

_TAG = re.compile(
    r"<(?P<tag>[A-Za-z][\w:.-]{0,40})(?P<attributes>(?:\s+[\w:.-]{1,40}\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*/?>"
)
_NAME = re.compile(r"([\w:.-]{1,40})\s*=")
_OPENING = 20_000  # characters
_CONTENT = "content"  # what the words of an element itself are called
_LEAST = 2


class _Kind(NamedTuple):
    """Elements alike, the keys that their attributes and inner elements are, and which of these hold what."""

    elements: list[Element]
    keys: list[str]
    layout: Layout


def _sniff(document: Document) -> Fit:
    if root_name(document).lower() in ("", "html"):
        return Fit(0.0, "no XML")
    tags: dict[str, int] = {}
    attributes = set[str]()
    for match in _TAG.finditer(document.text, 0, _OPENING):
        tags[match["tag"]] = tags.get(match["tag"], 0) + 1
        attributes.update(_NAME.findall(match["attributes"]))
    keys = [*(tag for tag, count in tags.items() if count >= _LEAST), *attributes, _CONTENT]
    layout = layout_of(keys)
    named = layout is not None and "speaker" in layout.columns
    return Fit(0.35, "elements that say who speaks") if named else Fit(0.0, "no elements that say who speaks")


def _read(document: Document) -> Parsed:
    tree = parse_xml(document)
    kinds = [kind for alike in _alike_elements(tree.root).values() if (kind := _kind(tree, alike)) is not None]
    if not kinds:
        raise document.malformed(
            "has no elements that say who speaks and what.", line=1, way_out="Name them speaker, text, start, end."
        )
    kind = max(kinds, key=lambda kind: len(kind.elements))
    rows = [
        Row([_cell(tree, element, key) for key in kind.keys], (element.start, element.end)) for element in kind.elements
    ]
    title = tree.words(tree.root.first("title"))
    return read_rows(document, rows, Table(kind.layout, 0), Meta(title=title))


def _alike_elements(root: Element) -> dict[tuple[str, str], list[Element]]:
    """The elements by their own name and the name of what is around them."""
    found: dict[tuple[str, str], list[Element]] = {}
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        for element in parent.children:
            found.setdefault((parent.tag, element.tag), []).append(element)
        waiting.extend(reversed(parent.children))
    return found


def _kind(tree: Tree, alike: list[Element]) -> _Kind | None:
    """How the elements are laid out, None where they name nobody or hold no words."""
    sample = alike[:20]
    keys = list(dict.fromkeys(key for element in sample for key in _keys(element)))
    layout = layout_of(keys) or layout_of([*keys, _CONTENT])
    if layout is None or "speaker" not in layout.columns or len(alike) < _LEAST:
        return None
    keys = keys if len(keys) > layout.columns["text"] else [*keys, _CONTENT]
    text, speaker = keys[layout.columns["text"]], keys[layout.columns["speaker"]]
    told = [words for element in sample if (words := _cell(tree, element, text).text)]
    names = Counter(_cell(tree, element, speaker).text for element in sample)
    talk = max(names.values()) > 1 or sum(SENTENCE_END.search(words) is not None for words in told) * 2 > len(told)
    return _Kind(alike, keys, layout) if told and talk else None


def _keys(element: Element) -> Iterator[str]:
    yield from element.attributes
    yield from (child.tag for child in element.children)


def _cell(tree: Tree, element: Element, key: str) -> MappedText:
    """The value of an attribute, the words of an inner element, or those of the element itself."""
    child = element.child(key)
    if child is not None:
        return tree.text(child)
    if key in element.attributes:
        return tree.attribute(element, key)
    return tree.text(element) if key == _CONTENT and not element.children else EMPTY


READER = Reader("xml-records", frozenset({".xml"}), _sniff, _read)
