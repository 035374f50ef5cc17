"""Turns as lines of `key: value`: YAML's lists (`- speaker: Ana`), and blocks of `Speaker: Ana`, `Text: words`.

The words may have no key where a time has one: `Time: 0:02`, `Speaker: Ana`, and the words below.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Reader
from index.readers.shared.columns import MOST_NAMED, Layout, Table, layout_of
from index.readers.shared.document import Document, Line
from index.readers.shared.labels import is_name_shaped
from index.readers.shared.mapped import EMPTY, MappedText, joined, stretch
from index.readers.shared.rows import Row, read_rows
from index.transcript import Meta

_KEY = re.compile(r"(?:-[ \t]+)?[\"']?(?P<key>[^\W\d_][\w -]{0,29})[\"']?[ \t]*:(?:[ \t]+(?P<value>\S.*)|)")
_FOLDED = frozenset({"|", ">", "|-", ">-", "|+", ">+"})  # the words are on the lines below
_TITLE = "title"
_UNKEYED = "text"  # what words below the keys are called
_LEAST = 2  # turns


class _Block(NamedTuple):
    """The lines of a turn, and the value of each key."""

    start: int
    end: int
    parts: dict[str, list[MappedText]]

    def value(self, key: str) -> MappedText:
        return joined([part for part in self.parts.get(key, ()) if part.text])


def _sniff(document: Document) -> Fit:
    opening = document.opening
    lines = opening.printed_lines if document.text.lstrip()[:1] not in ("{", "[", "<") else []
    found = [match["key"] for line in lines if (match := _KEY.fullmatch(line.text))]
    again = [key for key, count in Counter(found).items() if count >= _LEAST]
    again, layout = _laid_out(again)
    if layout is None or "speaker" not in layout.columns:
        return Fit(0.0, "no lines with a key for the speaker and one for the words")
    blocks = list(_blocks(opening, lines, again))
    speaker, text = (again[layout.columns[column]] for column in ("speaker", "text"))
    names = [block.value(speaker).text for block in blocks if speaker in block.parts]
    spoken = sum(text in block.parts and speaker in block.parts for block in blocks)
    shaped = sum(len(name) <= MOST_NAMED and is_name_shaped(name) for name in names)
    if spoken < _LEAST or spoken * 5 < len(blocks) * 4 or shaped * 5 < len(names) * 4:
        return Fit(0.0, "no blocks with a name and words")
    return Fit(0.85, f"blocks of lines with {', '.join(again)}")


def _laid_out(keys: list[str]) -> tuple[list[str], Layout | None]:
    """The keys with one for the words, and what each holds."""
    layout = layout_of(keys)
    if layout is None and (told := layout_of([*keys, _UNKEYED])) and {"speaker", "start"} <= set(told.columns):
        return [*keys, _UNKEYED], told
    return keys, layout


def _read(document: Document) -> Parsed:
    lines = document.printed_lines
    counts = Counter(match["key"] for line in lines if (match := _KEY.fullmatch(line.text)))
    keys = [key for key, count in counts.items() if count >= _LEAST]
    keys, layout = _laid_out(keys)
    if layout is None:
        raise document.malformed(
            "has no key for the words.", line=1, way_out="Name the keys speaker, text, start, end."
        )
    blocks = list(_blocks(document, lines, keys))
    rows = [Row([block.value(key) for key in keys], (block.start, block.end)) for block in blocks]
    head = [line.text for line in lines if not blocks or line.end <= blocks[0].start]
    title = next((match["value"] for text in head if (match := _KEY.fullmatch(text)) and match["key"] == _TITLE), None)
    meta = Meta(title=title.strip("\"'") if title else None, raw_header_lines=tuple(head))
    return read_rows(document, rows, Table(Layout(layout.columns, layout.unit), 0), meta)


def _blocks(document: Document, lines: list[Line], keys: list[str]) -> Iterator[_Block]:
    """The turns: each begins where the key that opens them comes again."""
    first = next(
        (match["key"] for line in lines if (match := _KEY.fullmatch(line.text)) and match["key"] in keys), None
    )
    block: _Block | None = None
    last = ""
    for line in lines:
        match = _KEY.fullmatch(line.text)
        key = match["key"] if match is not None and match["key"] in keys else None
        if key == first and key is not None:
            if block is not None:
                yield block
            block = _Block(line.start, line.end, {})
        if block is None:
            continue
        if match is not None and key is not None:
            last = key
            value = _value(document.text, line.start + match.start("value"), line.end) if match["value"] else EMPTY
        else:
            last = _UNKEYED if _UNKEYED in keys and _UNKEYED not in block.parts else last
            value = stretch(document.text, line.start, line.end)
        block.parts.setdefault(last, []).append(value)
        block = block._replace(end=line.end)
    if block is not None:
        yield block


def _value(source: str, start: int, end: int) -> MappedText:
    """A value without the quotes around it; nothing where its lines are below."""
    if source[start:end] in _FOLDED:
        return EMPTY
    if end - start > 1 and source[start] == source[end - 1] and source[start] in "\"'":
        return stretch(source, start + 1, end - 1)
    return stretch(source, start, end)


READER = Reader("key-lines", frozenset({".txt"}), _sniff, _read)
