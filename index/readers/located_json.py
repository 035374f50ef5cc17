r"""JSON in which every string knows where it stands in the file.

The standard parser does the work; one pass of a regular expression over the text finds the strings' places, in the same
order. So a word in a recognizer's output maps back to the characters that print it.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from index.errors import MalformedTranscript, TooLarge
from index.readers.limits import MAX_DEPTH
from index.readers.mapped import EMPTY, MappedText, trimmed

# What json.loads gives: dict, list, Located, int, float, bool, None. Readers narrow it with the functions below.
Json = Any

_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


class Located(str):
    """A string of a JSON file; `raw` is what is printed between its quotes, from character `at`."""

    __slots__ = ("at", "raw")
    at: int
    raw: str


def parse_json(text: str, *, path: str = "", offset: int = 0, line: int = 1) -> Json:
    """The value, its strings Located; MalformedTranscript names the line where the JSON breaks.

    `offset` and `line` say where `text` begins in its file.

    >>> parse_json('{"a": "b"}')["a"].at
    7
    """
    try:
        value = json.loads(text, strict=False, object_pairs_hook=tuple)
    except json.JSONDecodeError as error:
        where = line + error.lineno - 1
        raise MalformedTranscript(path, f"is not valid JSON: {error.msg}.", line=where, way_out=_WAY_OUT) from error
    except RecursionError as error:
        raise TooLarge(path, f"its JSON is nested deeper than {MAX_DEPTH} levels.") from error
    except ValueError as error:
        raise MalformedTranscript(path, f"holds a number that cannot be read: {error}.", way_out=_WAY_OUT) from error
    return _locate(value, _STRING.finditer(text), offset, 0, path)


_WAY_OUT = "Export it again; the file may have been cut off."


def _locate(value: Any, strings: Iterator[re.Match[str]], offset: int, depth: int, path: str) -> Json:
    """Walk the value in the order of the file: pairs become dicts, strings take the next match's place."""
    if isinstance(value, str):
        match = next(strings)
        located = Located(value) if value.isascii() else Located(_SURROGATE.sub("\ufffd", value))
        located.at, located.raw = offset + match.start(1), match[1]
        return located
    if isinstance(value, tuple):
        if depth > MAX_DEPTH:
            raise TooLarge(path, f"its JSON is nested deeper than {MAX_DEPTH} levels.")
        found = {}
        for key, item in value:
            next(strings)
            found[key] = _locate(item, strings, offset, depth + 1, path) if _holds_strings(item) else item
        return found
    if isinstance(value, list):
        if depth > MAX_DEPTH:
            raise TooLarge(path, f"its JSON is nested deeper than {MAX_DEPTH} levels.")
        return [_locate(item, strings, offset, depth + 1, path) if _holds_strings(item) else item for item in value]
    return value


def _holds_strings(value: Any) -> bool:
    return isinstance(value, (str, tuple, list))


def mapped(value: Json) -> MappedText:
    """A JSON string as text that maps back to the file, trimmed; empty where the value is no string."""
    return trimmed(verbatim(value))


def verbatim(value: Json) -> MappedText:
    """The same with the white space around it, for formats that bring their own spacing."""
    if not isinstance(value, Located):
        return EMPTY
    raw, at = value.raw, value.at
    if "\\" not in raw:
        return MappedText(str(value), ((0, at, len(raw)),)) if raw else EMPTY
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
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None
