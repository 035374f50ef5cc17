"""XML as elements that know where they stand in the file. No network, no external entities, no bombs.

Expat reads it, since it alone tells the place of every tag; the texts are cut from the file itself, so that each of
their characters maps back. Entities that the file declares itself are resolved, those of other files never.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from index.errors import TooLarge
from index.readers.shared.document import Document
from index.readers.shared.entities import unescape
from index.readers.shared.limits import MAX_DEPTH, SPLIT
from index.readers.shared.mapped import (
    EMPTY,
    MappedText,
    joined,
    squeezed,
    trimmed,
)
from index.transcript import Dropped

MAX_ELEMENTS = 500_000
MAX_ENTITY = 1_000  # characters that one entity of the file's own may stand for
_OPENING = 20_000  # characters in which the root element must begin

_TAG = r"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>"""
_WHOLE_TAG = re.compile(_TAG)
_MARKUP = re.compile(
    rf"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|(?P<tag>{_TAG})|&[^;&<\s]{{1,64}};|[ \t]*[\r\n]\s*|[ \t]{{2,}}",
    re.DOTALL,
)
_ROOT = re.compile(rf"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>|(?P<root>{_TAG})|[^<]+", re.DOTALL)
_NAME = re.compile(r"</?(?:[^\s/>:]+:)?([^\s/>]+)")
_REFERENCE = re.compile(r"&([^;&#<\s]{1,64});")
# Elements that stand apart from the words beside them.
_APART = frozenset("p lb br seg s line l row td tr li item cell para div pb cb table ul ol head sp u ab".split())


@dataclass(slots=True)
class Element:
    """An element: its name without prefix, its attributes, where it and its content stand in the file."""

    tag: str
    attributes: Mapping[str, str]
    start: int
    inside: int
    content_end: int = 0
    end: int = 0
    children: list["Element"] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """An attribute that says something, trimmed."""
        return (self.attributes.get(name) or "").strip() or None

    def named(self, *tags: str) -> "list[Element]":
        """The children of these names, in order."""
        return [child for child in self.children if child.tag in tags]

    def child(self, *tags: str) -> "Element | None":
        """The first child of these names."""
        return next(iter(self.named(*tags)), None)

    def all(self, *tags: str) -> "Iterator[Element]":
        """The elements of these names at any depth, in the file's order."""
        for child in self.children:
            if child.tag in tags:
                yield child
            yield from child.all(*tags)

    def first(self, *tags: str) -> "Element | None":
        """The first element of these names at any depth."""
        return next(self.all(*tags), None)


class Tree(NamedTuple):
    """A file's elements, and what its own entities stand for."""

    document: Document
    root: Element
    entities: Mapping[str, str]

    def text(self, element: Element, *, without: Collection[str] = ()) -> MappedText:
        """The words of an element, less those of the elements named in `without` at any depth."""
        return self.stretch(element.inside, element.content_end, list(outermost(element, without)))

    def stretch(self, start: int, end: int, left_out: Sequence[Element] = ()) -> MappedText:
        """The words from one character of the file to another, less those of some elements."""
        pieces: list[MappedText] = []
        for hole in left_out:
            if start <= hole.start and hole.end <= end:
                pieces.append(self._cleaned(start, hole.start))
                start = hole.end
        pieces.append(self._cleaned(start, end))
        return squeezed(trimmed(joined(pieces, "")))

    def words(self, element: Element | None) -> str | None:
        """The same as a string that says something."""
        return (self.text(element).text or None) if element is not None else None

    def dropped(self, kind: str, element: Element) -> Iterator[Dropped]:
        """A record of an element that is in no turn, if it holds any words."""
        text = self.text(element).text
        if text:
            yield Dropped(kind, self.document.path, self.document.line_at(element.start), text)

    def attribute(self, element: Element, name: str) -> MappedText:
        """An attribute's value with its place in the file where it stands there unchanged."""
        value = element.get(name)
        if value is None:
            return EMPTY
        at = self.document.text.find(value, element.start, element.inside)
        return MappedText(value, ((0, at, len(value)),) if at >= 0 else ())

    def _cleaned(self, start: int, end: int) -> MappedText:
        source = self.document.text
        pieces: list[str] = []
        runs: list[tuple[int, int, int]] = []
        length = 0
        for match in _MARKUP.finditer(source, start, end):
            if match.start() > start:
                pieces.append(source[start : match.start()])
                runs.append((length, start, match.start() - start))
                length += match.start() - start
            put = self._plain(match)
            pieces.append(put)
            length += len(put)
            start = match.end()
        if start < end:
            pieces.append(source[start:end])
            runs.append((length, start, end - start))
        return MappedText("".join(pieces), tuple(runs))

    def _plain(self, match: re.Match[str]) -> str:
        markup = match[0]
        if match["tag"]:
            name = _NAME.match(markup)
            return " " if name is not None and name[1] in _APART else ""
        if markup[0] == "&":
            return self.entities.get(markup[1:-1]) or unescape(markup)
        if markup[0] == "<":
            return markup[9:-3] if markup.startswith("<![CDATA[") else ""
        return " "


def outermost(element: Element, tags: Collection[str]) -> Iterator[Element]:
    """The elements of these names that are in no other of them, in the file's order."""
    for child in element.children if tags else ():
        if child.tag in tags:
            yield child
        else:
            yield from outermost(child, tags)


def span_in(mapped: MappedText, start: int, end: int) -> tuple[int, int] | None:
    """Where the file's characters `start` to `end` stand in a text; None where none of them does."""
    places = [
        (text + max(start - char, 0), text + min(end - char, size))
        for text, char, size in mapped.runs
        if char < end and start < char + size
    ]
    return (places[0][0], places[-1][1]) if places else None


def root_of(document: Document) -> str:
    """The start tag of the root element, "" where the file is no XML."""
    source = document.text[:_OPENING].lstrip("\ufeff \t\r\n")
    if not source.startswith("<"):
        return ""
    at = 0
    while (match := _ROOT.match(source, at)) is not None:
        if match["root"]:
            return match["root"]
        at = match.end()
    return ""


def root_name(document: Document) -> str:
    """The name of the root element without its prefix, "" where the file is no XML."""
    match = _NAME.match(root_of(document))
    return match[1] if match else ""


def parse_xml(document: Document) -> Tree:
    """The file's elements; MalformedTranscript names the line where it breaks, TooLarge a cap it is over."""
    builder = _Builder(document)
    return Tree(document, builder.parse(), builder.entities)


class _Builder:
    """Collects elements from expat's events."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.entities: dict[str, str] = {}
        self._declared: dict[str, str] = {}
        self._base = len(document.text) - len(document.text.lstrip())
        self._data = document.text[self._base :].encode("utf-8", "replace")
        self._ascii = document.text.isascii()
        self._byte, self._char = 0, self._base
        self._open: list[Element] = []
        self._root: Element | None = None
        self._count = 0
        self._parser = expat.ParserCreate("utf-8")  # the text is decoded; what it declares counts no more
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.EntityDeclHandler = self._entity
        self._parser.EndDoctypeDeclHandler = self._end_of_declarations

    def parse(self) -> Element:
        try:
            self._parser.Parse(self._data, True)
        except expat.ExpatError as error:
            line = error.lineno + self.document.text[: self._base].count("\n")
            reason = f"is not well-formed XML: {expat.ErrorString(error.code)}."
            raise self.document.malformed(reason, line=line, way_out="Export it again.") from error
        if self._root is None:
            raise self.document.malformed("has no element.", line=1)
        return self._root

    def _at(self) -> int:
        """The character of the current event: bytes are counted on from the last one."""
        index = self._parser.CurrentByteIndex
        if self._ascii:
            return self._base + index
        self._char += len(self._data[self._byte : index].decode("utf-8", "replace"))
        self._byte = index
        return self._char

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise TooLarge(self.document.path, f"has more than {MAX_ELEMENTS:,} XML elements.", way_out=SPLIT)
        if len(self._open) >= MAX_DEPTH:
            raise TooLarge(self.document.path, f"its XML is nested deeper than {MAX_DEPTH} levels.")
        start = self._at()
        tag = _WHOLE_TAG.match(self.document.text, start)
        if tag is None:
            line = self.document.line_at(start)
            raise self.document.malformed("has an entity that holds markup.", line=line, way_out="Expand it.")
        element = Element(_local(name), _plain_names(attributes), start, tag.end())
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, _name: str) -> None:
        element, at = self._open.pop(), self._at()
        if at <= element.start or self.document.text.endswith("/>", element.start, element.inside):  # <empty/>
            element.content_end = element.end = element.inside
        else:
            element.content_end = at
            element.end = self.document.text.find(">", at) + 1

    def _entity(self, name: str, is_parameter: bool, value: str | None, *_where: str | None) -> None:
        """A declaration; one whose text is in another file has no value, and is left as it is printed."""
        if not is_parameter and value is not None:
            self._declared.setdefault(name, value)

    def _end_of_declarations(self) -> None:
        for name in self._declared:
            self.entities[name] = self._expanded(name, 0)
        references = _REFERENCE.findall(self.document.text) if self.entities else ()
        if sum(len(self.entities.get(name, "")) for name in references) > len(self.document.text) + 1_000_000:
            raise TooLarge(self.document.path, "its XML entities stand for far more text than the file holds.")

    def _expanded(self, name: str, depth: int) -> str:
        value = self._declared[name]
        for inner in dict.fromkeys(_REFERENCE.findall(value)):
            if inner in self._declared:
                known = self.entities.get(inner)
                value = value.replace(f"&{inner};", known if known is not None else self._deeper(inner, depth))
            if len(value) > MAX_ENTITY:
                break
        if len(value) > MAX_ENTITY:
            raise TooLarge(self.document.path, f"its XML entity {name} stands for more than {MAX_ENTITY} characters.")
        return unescape(value)

    def _deeper(self, name: str, depth: int) -> str:
        if depth > 8:
            raise self.document.malformed("has XML entities that refer to each other.", way_out="Expand them.")
        return self._expanded(name, depth + 1)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _plain_names(attributes: dict[str, str]) -> Mapping[str, str]:
    """Attributes without prefix, but for those of XML itself."""
    if not any(":" in name for name in attributes):
        return attributes
    return {name if name.startswith("xml:") else _local(name): value for name, value in attributes.items()}
