"""The `aliases` file of a library folder: who the printed names are.

    Speaker 1 = Ana Reyes, mayor          # holds for every transcript in this folder and below
    [hearing.vtt]                         # from here on: for this transcript only
    Speaker 1 = Bob Ott

A section names a transcript, a folder or a glob. The more exact rule counts: the transcript's own section, then the
nearest folder, there a matching glob before no section. One step: what a rule makes is not looked up again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import cached_property
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Literal
from unicodedata import normalize

from index.speakers.apply import folded, read_name
from index.speakers.labels import Name

FILE_NAMES = frozenset({"aliases", "aliases.txt"})
MAX_BYTES = 1024 * 1024
MAX_FAULTS = 20

_COMMENT = re.compile(r'("[^"]*")|(?:^#|(?<=\s)#(?=\s|$)).*')  # "Speaker #2" is a name
_RULE = re.compile(r'(?:"(?P<quoted>[^"]+)"|(?P<plain>[^="]+?))\s*=\s*(?P<name>.+)')
_GLOB = re.compile(r"[*?\[]")
_HOW = 'Write it as: AS PRINTED = NAME, or [TRANSCRIPT]; names with = or # in quotation marks: "A=B" = NAME'

_Strength = tuple[int, int, bool]


@dataclass(frozen=True)
class Section:
    """The names that one section of a file gives to what it is about."""

    file: str
    pattern: str | None  # None: everything in the folder of the file and below
    names: Mapping[str, Name]
    labels: Mapping[str, str]  # the folded labels of `names`, as written

    @cached_property
    def digest(self) -> str:
        """A digest of all that decides what the section does, which its place in the file does not."""
        return sha256(repr((self.pattern, list(self.names.items()))).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AliasFile:
    """What an aliases file says, and each line of it that says nothing: "aliases:3: ..." with the way out."""

    path: str
    sections: tuple[Section, ...] = ()
    faults: tuple[str, ...] = ()


def is_alias_file(name: str) -> bool:
    """Whether a file of this name holds aliases and no transcript."""
    return name.casefold() in FILE_NAMES


def read_aliases(path: str, data: bytes) -> AliasFile:
    """What the file says; a line that cannot be understood is among the faults, and the others count."""
    if len(data) > MAX_BYTES:
        return AliasFile(path, faults=(f"{path}: is larger than {MAX_BYTES // 1024} kB. Is it a list of names?",))
    names: dict[str | None, dict[str, Name]] = {}
    labels: dict[str | None, dict[str, str]] = {}
    faults: list[str] = []
    pattern: str | None = None
    for number, raw in enumerate(re.split(rb"\r\n|[\r\n]", data.removeprefix(b"\xef\xbb\xbf")), start=1):
        line, fault = _line(raw)
        if _opens_section(line):
            pattern = _as_path(line[1:-1]) if line.endswith("]") else ""
            fault = f"{line[:80]!r} names no transcript; what stands under it is left out. {_HOW}" * (not pattern)
        elif line and pattern != "":  # under a section that cannot be understood a rule would be about too much
            fault = _take(line, names.setdefault(pattern, {}), labels.setdefault(pattern, {}))
        if fault:
            faults.append(f"{path}:{number}: {fault}")
    sections = tuple(Section(path, key, found, labels[key]) for key, found in names.items() if found)
    if len(faults) > MAX_FAULTS:
        faults[MAX_FAULTS:] = [f"{path}: and {len(faults) - MAX_FAULTS} more lines like these"]
    return AliasFile(path, sections, tuple(faults))


def without_comment(line: str) -> str:
    """The beginning of a line before its comment.

    >>> without_comment('"A # B" = Ana  # mayor')
    '"A # B" = Ana  '
    """
    return _COMMENT.sub(lambda match: match[1] or "", line)


def _line(raw: bytes) -> tuple[str, str]:
    """A line without its comment, and what is wrong with it."""
    try:
        return without_comment(raw.decode("utf-8")).strip(), ""
    except UnicodeDecodeError:
        return "", "is not UTF-8. Save the file as UTF-8"


def _opens_section(line: str) -> bool:
    """`[hearing.vtt]` does, also without its end; `[Speaker 1] = Ana [sic]` does not."""
    return line.startswith("[") and "=" not in (line.partition("]")[2] if line.endswith("]") else line)


def _take(line: str, names: dict[str, Name], labels: dict[str, str]) -> str:
    """Take a rule; what is wrong with it."""
    match = _RULE.fullmatch(line)
    label = (match["quoted"] or match["plain"]).strip() if match else ""
    name = read_name(match["name"]) if match else None
    if name is None or not folded(label) or re.match(r"\[[^\]]*\].", label):
        return f"{line[:80]!r} names nobody. {_HOW}"
    if names.setdefault(folded(label), name) != name:
        return f"{label!r} is already {names[folded(label)].canonical} further up. Remove one of the two lines"
    labels.setdefault(folded(label), label)
    return ""


class Aliases:
    """All aliases files of a library, looked up by transcript."""

    def __init__(self, files: Sequence[AliasFile] = ()) -> None:
        self._files: dict[str, list[_Lookup]] = {}
        for file in files:
            self._files.setdefault(_folder(file.path), []).append(_Lookup(file))

    def over(self, path: str) -> Iterator[str]:
        """The paths of the files in the folders above a library path, the outermost first."""
        return (lookup.file.path for lookup in self._lookups_for(path))

    def about(self, path: str, transcript_id: str) -> list[Section]:
        """The sections about a file that is a transcript or a part of one; what stands later counts more."""
        ranked = list(self._ranked(path, exact=2))
        if path != transcript_id:
            ranked = [*self._ranked(transcript_id, exact=1), *ranked]
        return [section for _, section in sorted(ranked, key=lambda entry: entry[0])]

    def own(self, transcript_id: str) -> list[Section]:
        """The sections that name just this transcript."""
        return [section for strength, section in self._ranked(transcript_id, exact=2) if strength[0]]

    def _lookups_for(self, path: str) -> Iterator[_Lookup]:
        if self._files:
            for folder in reversed(PurePosixPath(path).parents):
                yield from self._files.get(folder.as_posix(), ())

    def _ranked(self, path: str, *, exact: int) -> Iterator[tuple[_Strength, Section]]:
        for lookup in self._lookups_for(path):
            depth = lookup.file.path.count("/")
            for fit, section in lookup.fitting(path):
                yield (exact if fit == "file" else 0, depth, fit != "all"), section


class _Lookup:
    """The sections of one file by what they name: a library has as many sections as transcripts, or more."""

    def __init__(self, file: AliasFile) -> None:
        self.file, self._folder = file, _folder(file.path)
        self._sections = {section.pattern: section for section in file.sections}
        self._globs = [
            (re.compile(translate(pattern)), section)
            for pattern, section in self._sections.items()
            if pattern is not None and _GLOB.search(pattern)
        ]

    def fitting(self, path: str) -> Iterator[tuple[Literal["all", "glob", "folder", "file"], Section]]:
        """The sections that fit a path, each once, and how: it is named, or is in a folder or glob, or in any case."""
        whole, inner = _as_path(path), _as_path(PurePosixPath(path).relative_to(self._folder).as_posix())
        forms = dict.fromkeys((whole, inner, inner.rpartition("/")[2]))
        folders = dict.fromkeys(str(folder) for form in (whole, inner) for folder in PurePosixPath(form).parents)
        named = {form: self._sections[form] for form in forms if form in self._sections}
        if None in self._sections:
            yield "all", self._sections[None]
        for expression, section in self._globs:
            if section.pattern not in named and any(map(expression.match, forms)):
                yield "glob", section
        yield from (("folder", self._sections[folder]) for folder in folders if folder in self._sections)
        yield from (("file", section) for section in named.values())


def _as_path(text: str) -> str:
    """A path as it is compared: letter case, accents' composition, `./` and a closing slash aside."""
    return normalize("NFC", text).casefold().strip().replace("\\", "/").removeprefix("./").rstrip("/")


def _folder(path: str) -> str:
    return PurePosixPath(path).parent.as_posix()
