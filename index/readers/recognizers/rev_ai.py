"""Rev AI and Rev: monologues made of elements, which bring their own spacing."""

import re

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.recognizers.common import duration, parsed_json, piece
from index.readers.recognizers.speaker_value import label_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import (
    Json,
    dicts,
    fields,
    mapped,
    string,
    verbatim,
)
from index.readers.shared.mapped import EMPTY, MappedText, joined, trimmed

_Item = dict[str, Json]
_MET = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff]{2}")  # Chinese and Japanese put no space between words
_SPACE = MappedText(" ")


def _sniff(document: Document) -> Fit:
    monologues = dicts(fields(document.json).get("monologues"))
    if any("elements" in monologue for monologue in monologues[:5]):
        return Fit(1.0, "`monologues` with elements")
    return Fit(0.0, "no `monologues` with elements")


def _read(document: Document) -> Parsed:
    value = fields(parsed_json(document))
    people = {
        identifier: string(person.get("name"))
        for person in dicts(value.get("speakers"))
        if (identifier := label_of(person.get("id"))) is not None
    }
    pieces = [_piece(monologue, people) for monologue in dicts(value.get("monologues"))]
    return Parsed(pieces, naming="coded", carry="between")


def _piece(monologue: _Item, people: dict[str, str | None]) -> Piece:
    elements = dicts(monologue.get("elements"))
    starts = (duration(_value_of_either(element, "ts", "timestamp")) for element in elements)
    ends = (duration(_value_of_either(element, "end_ts", "end_timestamp")) for element in reversed(elements))
    label = label_of(monologue.get("speaker"))
    name = string(fields(monologue.get("speaker_info")).get("display_name")) or people.get(label or "")
    found = piece(
        trimmed(joined(_spaced([_text(element) for element in elements]), "")) if elements else EMPTY,
        label,
        next((start for start in starts if start is not None), None),
        next((end for end in ends if end is not None), None),
    )
    return found._replace(name=name)


def _value_of_either(element: _Item, key: str, other: str) -> Json:
    return element.get(key, element.get(other))


def _spaced(texts: list[MappedText]) -> list[MappedText]:
    """The texts, a space between two words where no element brings it: transcripts without punctuation have none."""
    found: list[MappedText] = []
    for text in texts:
        if found and _MET.fullmatch(found[-1].text[-1:] + text.text[:1]):
            found.append(_SPACE)
        found.append(text)
    return found


def _text(element: _Item) -> MappedText:
    """What an element says; a tag, such as crosstalk, is a stage direction."""
    if element.get("type") != "tag":
        return verbatim(element.get("value"))
    name = mapped(element.get("name"))
    return joined([MappedText("["), name, MappedText("]")], "") if name.text else EMPTY


READER = Reader("rev-ai", frozenset({".json"}), _sniff, _read)
