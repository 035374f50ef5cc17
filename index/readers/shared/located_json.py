r"""JSON in which every string knows where it stands in the file.

The standard parser does the work; one pass of a regular expression over the text finds the places of the strings that
are values, in the same order. So a word in a recognizer's output maps back to the characters that print it.
"""

import json
import math
import re
from typing import Any

from index.errors import MalformedTranscript, TooLarge
from index.readers.shared.limits import MAX_DEPTH
from index.readers.shared.mapped import EMPTY, MappedText, stretch, trimmed

# What json.loads gives: dict, list, Located, int, float, bool, None. Readers narrow it with the functions below.
Json = Any

_INSIDE = r'[^"\\]*+(?:\\.[^"\\]*+)*+'
# The next string that is a value; what stands before it, the names of fields too, is no more than passed over.
_VALUE = re.compile(rf'(?:[^"]*+"{_INSIDE}"\s*+:)*+[^"]*+"({_INSIDE})"', re.DOTALL)
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


class Located(str):
    """A string of a JSON file; `raw` is what is printed between its quotes, from character `at`."""

    __slots__ = ("match",)
    match: re.Match[str]

    @property
    def at(self) -> int:
        return self.match.start(1)

    @property
    def raw(self) -> str:
        return self.match[1]


def parse_json(text: str, *, path: str = "", start: int = 0, end: int | None = None, line: int = 1) -> Json:
    """The value from `start` to `end`, its strings Located; MalformedTranscript names the line where the JSON breaks.

    `line` is the physical line of `start`.

    >>> parse_json('{"a": "b"}')["a"].at
    7
    """
    end = len(text) if end is None else end
    try:
        value = json.loads(text[start:end], strict=False, object_pairs_hook=tuple)
    except json.JSONDecodeError as error:
        where = line + error.lineno - 1
        raise MalformedTranscript(path, f"is not valid JSON: {error.msg}.", line=where, way_out=_WAY_OUT) from error
    except RecursionError as error:
        raise TooLarge(path, f"its JSON is nested deeper than {MAX_DEPTH} levels.") from error
    except ValueError as error:
        raise MalformedTranscript(path, f"holds a number that cannot be read: {error}.", way_out=_WAY_OUT) from error
    return _Locator(text, start, end, path).locate([value], 0)[0]


_WAY_OUT = "Export it again; the file may have been cut off."


class _Locator:
    """Walks a parsed value in the order of the file: pairs become dicts, strings take the place of the next match."""

    def __init__(self, text: str, start: int, end: int, path: str) -> None:
        self._strings = _VALUE.finditer(text, start, end)
        self._path = path

    def locate(self, value: list[Any] | tuple[Any, ...], depth: int) -> Json:
        """A list's items or an object's pairs, located; the loops are written out, as this is where the time goes."""
        if depth > MAX_DEPTH:
            raise TooLarge(self._path, f"its JSON is nested deeper than {MAX_DEPTH} levels.")
        strings = self._strings
        if isinstance(value, tuple):
            found: dict[str, Json] = {}
            for key, item in value:
                kind = type(item)
                if kind is str:
                    found[key] = _placed(item, next(strings))
                else:
                    found[key] = self.locate(item, depth + 1) if kind is list or kind is tuple else item
            return found
        items: list[Json] = []
        for item in value:
            kind = type(item)
            if kind is str:
                items.append(_placed(item, next(strings)))
            else:
                items.append(self.locate(item, depth + 1) if kind is list or kind is tuple else item)
        return items


def _placed(value: str, match: re.Match[str]) -> Located:
    # Half a surrogate pair, which only an escape can print, is no character.
    located = Located(value) if value.isascii() else Located(_SURROGATE.sub("\ufffd", value))
    located.match = match
    return located


def mapped(value: Json) -> MappedText:
    """A JSON string as text that maps back to the file, trimmed; empty where the value is no string."""
    if not isinstance(value, Located):
        return EMPTY
    start, end = value.match.span(1)
    return stretch(value.match.string, start, end) if end - start == len(value) else trimmed(verbatim(value))


def verbatim(value: Json) -> MappedText:
    """The same with the white space around it, for formats that bring their own spacing."""
    if not isinstance(value, Located):
        return EMPTY
    raw, at = value.raw, value.at
    if len(raw) == len(value):  # no escapes, each of which is longer than what it stands for
        return MappedText(raw, ((0, at, len(raw)),)) if raw else EMPTY
    pieces, runs, length, last = [], [], 0, 0
    for match in _ESCAPE.finditer(raw):
        if match.start() > last:
            pieces.append(raw[last : match.start()])
            runs.append((length, at + last, match.start() - last))
            length += match.start() - last
        put = _SURROGATE.sub("\ufffd", json.loads(f'"{match[0]}"', strict=False))
        pieces.append(put)
        length += len(put)
        last = match.end()
    if last < len(raw):
        pieces.append(raw[last:])
        runs.append((length, at + last, len(raw) - last))
    return MappedText("".join(pieces), tuple(runs))


def fields(value: Json) -> dict[str, Json]:
    """An object's fields; none where the value is something else."""
    return value if isinstance(value, dict) else {}


def dicts(value: Json) -> list[dict[str, Json]]:
    """The objects of a list; none where the value is something else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def string(value: Json) -> str | None:
    """A string that says something, trimmed; None for anything else."""
    return (value.strip() or None) if isinstance(value, str) else None


def number(value: Json) -> float | None:
    """A finite number, also one printed as a string; None for anything else.

    >>> number("10.50"), number(True), number("soon")
    (10.5, None, None)
    """
    if type(value) is float and math.isfinite(value):  # most are
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None
