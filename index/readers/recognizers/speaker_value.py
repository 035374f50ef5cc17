"""Who speaks, as JSON says it: a name, a number, an object with either, or an id that a list of people explains."""

from collections.abc import Iterator, Mapping

from index.readers.pieces import Piece
from index.readers.shared.columns import layout_of
from index.readers.shared.located_json import Json, dicts, fields, string

_NAMES = (
    *("name", "display_name", "displayName", "full_name", "fullName", "speaker_name", "speakerName"),
    *("label", "speaker_label", "speakerLabel", "real_name", "realName", "username", "userName", "title"),
)
_IDS = ("@id", "id", "speaker_id", "speakerId", "participant_id", "participantId", "user_id", "userId", "spkid", "tag")
_CALLED = (*_NAMES, *_IDS, "user")  # what tells a speaker who is an object, best first
_GIVEN = (("first_name", "last_name"), ("firstName", "lastName"), ("given_name", "family_name"))
_PEOPLE = frozenset(
    "speakers participants attendees people users members speaker_map speaker_names persons parties".split()
)


def label_of(value: Json) -> str | None:
    """A speaker as JSON gives it: a name, a letter or a number, or an object with one; 0 is one, null and "" are not.

    >>> label_of({"label": "spk_0", "id": 7}), label_of(0), label_of(""), label_of({"user": {"name": "Ana"}})
    ('spk_0', '0', None, 'Ana')
    >>> label_of(["Ana", "Bo"]), label_of({"id": 7, "first_name": "Ana", "last_name": "Reyes"})
    ('Ana, Bo', 'Ana Reyes')
    """
    if isinstance(value, dict):
        inner = (value.get(key) for key in _CALLED)
        return _whole_name(value) or next((found for one in inner if (found := _inner(one)) is not None), None)
    if isinstance(value, list):
        return ", ".join(found for one in value if (found := _inner(one)) is not None) or None
    return _inner(value)


def _inner(value: Json) -> str | None:
    """What names a speaker inside an object or a list; an object there is looked into once."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, dict):
        told = (value.get(key) for key in _CALLED)
        plain = (_inner(one) for one in told if not isinstance(one, (dict, list)))
        return _whole_name(value) or next((found for found in plain if found), None)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, (int, float)) else string(value)


def _whole_name(value: dict[str, Json]) -> str | None:
    """The given and the family name of an object that has no whole one."""
    if any(string(value.get(key)) for key in _NAMES):
        return None
    return next(
        (" ".join(names) for keys in _GIVEN if all(names := [string(value.get(key)) or "" for key in keys])), None
    )


def who_key(items: list[dict[str, Json]]) -> str | None:
    """The key of alike objects with words that says who speaks; None where there is none.

    >>> who_key([{"text": "Good.", "start": 1.0, "speakerName": "Ana"}])
    'speakerName'
    """
    keys = list({key: None for item in items for key in item})
    layout = layout_of(keys)
    return keys[layout.columns["speaker"]] if layout is not None and "speaker" in layout.columns else None


def with_names(pieces: list[Piece], value: Json) -> list[Piece]:
    """The pieces, whose labels are ids that a list of people beside them explains, with the people's names."""
    people = dict(_people(value))
    if not any(piece.label in people for piece in pieces):
        return pieces
    return [piece._replace(name=people.get(piece.label or "")) for piece in pieces]


def _people(value: Json) -> Iterator[tuple[str, str]]:
    """Each id with its name: of lists of people in the file's object or in one inside it."""
    outer = fields(value)
    for inside in (outer, *map(fields, outer.values())):
        for key, told in inside.items():
            if _snake(key) in _PEOPLE:
                yield from _named(told)


def _named(told: Json) -> Iterator[tuple[str, str]]:
    entries: Mapping[str, Json] = fields(told)
    if isinstance(told, list):
        entries = {} if dicts(told) else {str(number): name for number, name in enumerate(told)}
        for person in dicts(told):
            name = label_of({key: item for key, item in person.items() if key not in _IDS})
            for key in (*_IDS, "speaker", "key"):
                identifier = label_of(person.get(key))
                if name is not None and identifier is not None and name != identifier:
                    yield identifier, name
    for identifier, entry in entries.items():
        if (name := label_of(entry)) is not None and name != identifier:
            yield identifier, name


def _snake(key: str) -> str:
    return "".join("_" + sign.lower() if sign.isupper() else sign for sign in key).strip("_")
