"""What the program says to a person: English, with a code and arguments by which it is translated."""

from __future__ import annotations

import json
from collections.abc import Mapping

_NONE: Mapping[str, object] = {}


class Message(str):
    """English text that also names itself: `code` is the message, `values` what it is about.

    A translation looks up the code and fills in the values; everything else has a string. A value may
    be a message too. Without a code it is text that nobody translates.
    """

    __slots__ = ("code", "values")
    code: str
    values: Mapping[str, object]

    def __new__(cls, text: str, code: str = "", values: Mapping[str, object] = _NONE) -> Message:
        """`message` makes one of its template; this one takes the text as it is."""
        made = super().__new__(cls, text)
        made.code, made.values = code, dict(values)
        return made

    def __reduce__(self) -> tuple[type[Message], tuple[str, str, Mapping[str, object]]]:
        return Message, (str(self), self.code, self.values)


def message(code: str, english: str, /, **values: object) -> Message:
    """The message of this code, its English filled in.

    >>> said = message("no_turn", "no turn {turn} in transcript {name!r}", turn=9, name="a.txt")
    >>> said, said.code, said.values["turn"]
    ("no turn 9 in transcript 'a.txt'", 'no_turn', 9)
    """
    return Message(english.format(**values), code, values)


def dump(text: str) -> str:
    """A text as it is kept: where it is a message with a code, that and its values with it, else as it is.

    >>> load(dump(message("no_file", "no file was sent"))).code, load(dump("[so to say]")).code
    ('no_file', '')
    """
    return json.dumps(_parts(text), ensure_ascii=False) if isinstance(text, Message) and text.code else text


def load(kept: str) -> Message:
    """What `dump` made of a text. It may have been changed where it was kept: what has not the shape is text."""
    try:
        return _joined(json.loads(kept)) or Message(kept)
    except (ValueError, RecursionError):
        return Message(kept)


def _parts(value: object) -> object:
    if isinstance(value, Message):
        return [str(value), value.code, {name: _parts(part) for name, part in value.values.items()}]
    return value if isinstance(value, (int, float)) else str(value)


def _joined(kept: object) -> Message | None:
    match kept:
        case [str(text), str(code), dict(values)]:
            return Message(text, code, {str(name): _joined(value) or value for name, value in values.items()})
    return None
