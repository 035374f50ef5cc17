"""What a person says of a transcript in YAML, in a file beside it or at its own head: title, date, who the names are.

Nothing of YAML but text, lists of `key: value` and their line numbers is used: no tags, no anchors, no types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import yaml

from index.language import code_of
from index.readers.shared.times import iso_date
from index.readers.text.front_matter import FIELDS
from index.speakers.apply import (
    MAX_NAME,
    Names,
    folded,
    labels_in,
    read_name,
    renamed,
)
from index.speakers.labels import Name
from index.transcript import Meta, ReaderWarning, Transcript

MAX_BYTES = 64 * 1024
MAX_DEPTH = 4
MAX_TEXT = 500  # characters of a value
MAX_WARNINGS = 20
KEYS = ("title", "date", "event", "place", "url", "language", "speakers")

SIDECARS = (".yaml", ".yml")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEAD = re.compile(r"\s*---[ \t]*(?P<end>\r\n|\r|\n)(?P<block>.*?)^(?:---|\.\.\.)[ \t]*$", re.MULTILINE | re.DOTALL)
_HEAD_SIZE = 20_000
_META: Mapping[str, str] = {"time": "start_clock"} | {key: key for key in (*KEYS, "chamber") if key != "speakers"}
_NOTHING = ("", "~", "null")


@dataclass(slots=True)
class Said:
    """What was said: fields of the transcript's Meta, who the folded labels are, and what was not understood."""

    file: str
    meta: dict[str, str] = field(default_factory=dict)
    names: dict[str, Name] = field(default_factory=dict)
    lines: dict[str, tuple[int, str]] = field(default_factory=dict)  # where each label stands, and how it is written
    warnings: list[ReaderWarning] = field(default_factory=list)

    def warn(self, line: int | None, message: str) -> None:
        if len(self.warnings) > MAX_WARNINGS:
            return
        if len(self.warnings) == MAX_WARNINGS:
            line, message = None, "and more like these"
        self.warnings.append(ReaderWarning("metadata", self.file, line, message))


class _Refused(Exception):
    """YAML that is not read any further."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


def sidecar_names(path: str) -> tuple[str, ...]:
    """What a transcript's sidecar may be called, the most exact name first: of several the first counts.

    >>> sidecar_names("2026/talk.vtt")
    ('2026/talk.vtt.yaml', '2026/talk.vtt.yml', '2026/talk.yaml', '2026/talk.yml')
    """
    stem = PurePosixPath(path).with_suffix("").as_posix()
    return tuple(name + suffix for name in (path, stem) for suffix in SIDECARS)


def read_metadata(file: str, text: str, *, line: int = 1, strict: bool = True) -> Said:
    """What a YAML text says whose first line is `line` of the file; its faults are warnings, and nothing is raised.

    `strict`: keys without a meaning here are among the warnings.
    """
    said = Said(file)
    try:
        for key, value in _pairs(_root(text)):
            _take(said, key, value, line, strict=strict)
    except _Refused as fault:
        said.warn(line + fault.line, f"{fault.reason}. Nothing of it counts")
        return Said(file, warnings=said.warnings)
    return said


def read_sidecar(path: str, data: bytes) -> Said:
    """What a YAML file beside a transcript says."""
    said = Said(path)
    if len(data) > MAX_BYTES:
        said.warn(None, f"is larger than {MAX_BYTES // 1024} kB. Nothing of it counts")
        return said
    try:
        return read_metadata(path, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        said.warn(data.count(b"\n", 0, error.start) + 1, "is not UTF-8. Save the file as UTF-8; nothing of it counts")
        return said


def read_head(path: str, text: str) -> Said:
    """What a text says of itself in YAML between two rules of three dashes at its beginning."""
    match = _HEAD.match(text, 0, _HEAD_SIZE) if text[:1].isspace() or text.startswith("-") else None
    if match is None:
        return Said(path)
    before = text[: match.start("block")]
    said = read_metadata(path, match["block"], line=before.count(match["end"]) + 1, strict=False)
    # Much that stands between two rules is no YAML, and is read line by line with the rest of the front matter.
    return said if said.names or said.meta or "speakers:" in match["block"] else Said(path)


def described(transcript: Transcript, said: Said, names_in: Callable[[str], Names] = lambda _: {}) -> Transcript:
    """The transcript as these words have it; `names_in` gives what holds for a file where they name nobody."""
    for key in sorted(said.names.keys() - labels_in(transcript), key=said.lines.__getitem__):
        line, label = said.lines[key]
        said.warn(line, f"{label!r}: nobody has this name in {transcript.id}")
    transcript = renamed(transcript, cache(lambda file: {**names_in(file), **said.names}))
    meta = _corrected(transcript.meta, said)
    warnings = (note for note in transcript.warnings if meta.date is None or note.code != "date_inferred")
    return replace(transcript, meta=meta, warnings=(*warnings, *said.warnings))


def with_heads(transcript: Transcript, heads: Sequence[Said]) -> Transcript:
    """The transcript as the heads of its parts have it: the first is about the whole, a later one about its part."""
    if not any(head.meta or head.names or head.warnings for head in heads):
        return transcript
    own: dict[str, Names] = {head.file: {**heads[0].names, **head.names} for head in heads}
    transcript = renamed(transcript, lambda file: own.get(file, {}))
    warnings = (warning for head in heads for warning in head.warnings)
    meta = _corrected(transcript.meta, heads[0])
    return replace(transcript, meta=meta, warnings=(*transcript.warnings, *warnings))


def _corrected(meta: Meta, said: Said) -> Meta:
    values: dict[str, Any] = dict(said.meta)
    if "language" in values:
        values["heard_language"] = None
    return replace(meta, **values)


def _root(text: str) -> yaml.Node | None:
    """The first document, once it is known to be shallow and to repeat nothing by reference."""
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent):
                raise _Refused(_line(event.start_mark), f"*{event.anchor} repeats another value: write it out")
            if depth > MAX_DEPTH:
                raise _Refused(_line(event.start_mark), "is nested too deep")
        return next(iter(yaml.compose_all(text, Loader=_LOADER)), None)
    except yaml.MarkedYAMLError as error:
        raise _Refused(
            _line(error.problem_mark or error.context_mark), f"is no YAML: {error.problem or error.context}"
        ) from error
    except yaml.reader.ReaderError as error:
        raise _Refused(text.count("\n", 0, error.position), f"is no YAML: {error.reason}") from error


def _line(mark: Any) -> int:
    """Lines before a mark of the parser, which either of its two kinds may leave out."""
    return int(mark.line) if mark is not None else 0


def _pairs(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from node.value
    elif node is not None and not (isinstance(node, yaml.ScalarNode) and node.value in _NOTHING):
        raise _Refused(node.start_mark.line, f"holds no lines of `key: value` (keys: {', '.join(KEYS)})")


def _take(said: Said, key: yaml.Node, value: yaml.Node, line: int, *, strict: bool) -> None:
    name, at = str(key.value).strip(), line + key.start_mark.line
    if name.casefold() in ("speakers", "speaker"):
        if isinstance(value, yaml.MappingNode):
            _take_speakers(said, value, line)
        elif strict and _text(value) != "":
            said.warn(at, "speakers: write a line `AS PRINTED: NAME` below it for each")
        return
    field_name = _META.get(FIELDS.get(name.casefold(), ""))
    text = _text(value)
    if field_name is None:
        if strict:
            said.warn(at, f"{name!r} is no key here. Keys: {', '.join(KEYS)}")
    elif text is None:
        said.warn(at, f"{name}: is no text")
    elif text:
        _take_field(said, field_name, text, at)


def _take_field(said: Said, name: str, text: str, line: int) -> None:
    if len(text) > MAX_TEXT:
        said.warn(line, f"{name}: is longer than {MAX_TEXT} characters")
        return
    if name == "date":
        found = _date(text)
        if found is None:
            said.warn(line, f"date: {text!r} is no date. Write it as 2026-03-04")
            return
        text = found
    elif name == "url" and not re.match(r"https?://", text):
        said.warn(line, f"url: {text!r} does not begin with https://")
        return
    elif name == "language" and code_of(text) is None:
        said.warn(line, f"language: {text!r} is no language. Write its code, as in en or pt-BR, or its English name")
        return
    said.meta[name] = text


def _date(text: str) -> str | None:
    found = iso_date(text)
    try:
        return date.fromisoformat(found).isoformat() if found else None
    except ValueError:
        return None


def _take_speakers(said: Said, node: yaml.MappingNode, line: int) -> None:
    for key, value in node.value:
        label, at = _text(key), line + key.start_mark.line
        name = _person(value) if isinstance(value, yaml.MappingNode) else read_name(_text(value) or "")
        if not label or not folded(label) or name is None:
            said.warn(at, f"{label or '?'}: names nobody. Write it as AS PRINTED: NAME, or {{name: NAME, role: ROLE}}")
            continue
        said.names.setdefault(folded(label), name)
        said.lines.setdefault(folded(label), (at, label))


def _person(node: yaml.MappingNode) -> Name | None:
    """Name and role; here the name stays as it is."""
    found = {_text(key): _text(value) for key, value in node.value}
    name, role = found.get("name"), found.get("role") or ""
    if not name or len(name) + len(role) > MAX_NAME or not found.keys() <= {"name", "role"}:
        return None
    return Name(name, role or None)


def _text(node: yaml.Node) -> str | None:
    """The text of a plain value, "" for none; None where it is a list or more."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    plain = not node.style and node.value in _NOTHING  # libyaml says "" where Python says None
    return "" if plain else " ".join(str(node.value).split())
