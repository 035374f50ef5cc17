"""A transcript that JSON holds as text: one long string, lines in a list, pairs of a name and words.

So the speech interfaces give words without times (`{"text": "…"}`), and so people keep what they copied. The text is
taken out and read as a text file would be; its characters map back through the JSON's escapes.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from index.readers.documents.webpage import flowed
from index.readers.pieces import Fit, Parsed, Reader
from index.readers.recognizers.common import parsed_json
from index.readers.shared.columns import layout_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import Json, fields, mapped, string
from index.readers.shared.mapped import EMPTY, MappedText, joined, through
from index.readers.text.places_in_file import Unwrapped
from index.readers.text.plain_text import TEXT_READERS
from index.readers.text.unwrapped import read_unwrapped

_DEEPEST = 7  # levels at which a text is looked for
_MOST = 2_000  # values of a level
_LEAST_LINES, _LEAST_LETTERS = 3, 200
_MARKUP = re.compile(r"<(?:p|br|div|span|b|strong)\b", re.IGNORECASE)


def _sniff(document: Document) -> Fit:
    if document.text.lstrip()[:1] not in ("{", "["):
        return Fit(0.0, "no JSON")
    found = _text_in(document)
    if not found.text:
        return Fit(0.0, "no string that could be a transcript")
    inner = replace(document, data=b"", text=found.text, warnings=()).opening
    named = max(reader.sniff(inner).score for reader in TEXT_READERS if reader.name != "prose")
    if named >= 0.5 or (named and len(found.text) >= _LEAST_LETTERS):
        return Fit(0.25, "a text with labels in a string")
    prose = len(found.text) >= _LEAST_LETTERS and _is_named_text(document.json)
    return Fit(0.2, "a text in a string") if prose else Fit(0.0, "no string that could be a transcript")


def _read(document: Document) -> Parsed:
    whole = fields(parsed_json(document))
    found = _text_in(document)
    parsed = read_unwrapped(document, Unwrapped(found))
    title = parsed.meta.title or string(whole.get("title"))
    language = parsed.meta.language or string(whole.get("language"))
    return replace(parsed, meta=replace(parsed.meta, title=title, language=language))


def _text_in(document: Document) -> MappedText:
    """The longest text in the file's value, EMPTY where none is long enough to be anything."""
    longest = max(_texts(document.json), key=lambda text: len(text.text), default=EMPTY)
    if _MARKUP.search(longest.text):
        return through(flowed(longest.text), longest)
    return longest


def _texts(value: Json) -> Iterator[MappedText]:
    """What each string says, and what each list of lines or of pairs does."""
    for item in _inside(value):
        if isinstance(item, str):
            yield mapped(item)
        elif isinstance(item, list):
            lines = [line for one in item if (line := _line(one)).text]
            if _LEAST_LINES <= len(lines) == len(item):
                yield joined(lines, "\n")


def _inside(value: Json) -> Iterator[Json]:
    """The value and those in it, outer ones first."""
    level = [value]
    for _ in range(_DEEPEST):
        yield from level
        holders = (
            item.values() if isinstance(item, dict) else item if isinstance(item, list) else () for item in level
        )
        level = list(islice((inner for held in holders for inner in held), _MOST))


def _line(item: Json) -> MappedText:
    """A string, or a name with its words: `["Ana", "Good."]`, `{"Ana": "Good."}`."""
    if isinstance(item, str):
        return mapped(item)
    if isinstance(item, list) and len(item) == 2:
        name, words = mapped(item[0]), mapped(item[1])
        return joined([name, words], ": ") if name.text and words.text else EMPTY
    if isinstance(item, dict) and len(item) == 1:
        ((name, words),) = ((key, mapped(told)) for key, told in item.items())
        return joined([MappedText(name), words], ": ") if words.text else EMPTY
    return EMPTY


def _is_named_text(value: Json) -> bool:
    """Whether a key for the words holds a long string."""
    objects = (item for item in _inside(value) if isinstance(item, dict))
    long = ([key for key, told in item.items() if _is_long(told)] for item in objects)
    return any(layout_of(keys) is not None for keys in long)


def _is_long(value: Json) -> bool:
    return isinstance(value, str) and len(value) >= _LEAST_LETTERS


READER = Reader("json-text", frozenset({".json"}), _sniff, _read)
