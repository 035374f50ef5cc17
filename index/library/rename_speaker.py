"""A speaker given another name: which lines of the library's `aliases` file say so, and what they change.

What the new lines mean is found out by reading the transcripts again with them, before anything is written: a rule that
would also rename somebody else, or that a more exact one outdoes, is never written.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import LibraryError, NotFound, TranscriptError
from index.library.atomic_write import replace_file
from index.readers import read_group
from index.speakers.aliases import read_aliases
from index.speakers.aliases_edit import Rule, renamed_in, with_rules
from index.speakers.apply import MAX_NAME, folded
from index.speakers.labels import Name
from index.sync import scan as folder
from index.sync.notes import Notes, paths_of
from index.sync.scan import Scan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.catalog.rows import Facts, KnownFile, TranscriptInfo
    from index.index import Index
    from index.transcript import Transcript


FILES = ("aliases", "aliases.txt")


@dataclass(frozen=True, slots=True)
class Change:
    """How many turns of a transcript get the new name; `joins`: how many of its turns had that name already."""

    transcript_id: str
    title: str
    turns: int
    joins: int


@dataclass(frozen=True, slots=True)
class Rename:
    """A new name for a speaker as it would be written: the file before and after, and what that changes."""

    old: str
    new: Name
    file: str
    before: bytes
    after: bytes
    changes: tuple[Change, ...]

    @property
    def turns(self) -> int:
        """How many turns get the new name."""
        return sum(change.turns for change in self.changes)

    def lines(self) -> tuple[str, ...]:
        """The lines that are new in the file, with the header of the section each stands in."""
        kept = set(self.before.decode("utf-8", "replace").splitlines())
        lines: list[str] = []
        header = ""
        for line in self.after.decode("utf-8", "replace").splitlines():
            if line.startswith("["):
                header = line
            elif line.strip() and line not in kept:
                lines += [header, line] if header and header not in lines else [line]
        return tuple(lines)


def plan_rename(index: Index, old: str, new: Name, *, transcript: str | None = None) -> Rename:
    """What is to be written so that the speaker `old` is called `new`, in one transcript or (None) in all of them.

    Nothing is written. Raises NotFound where nobody has the old name, LibraryError where the new one is none or the
    aliases file cannot bring it about (it says what stands against it).
    """
    name = _clean_name(new)
    if name.canonical == old and name.role is None:
        raise LibraryError(f"{old!r} is already the name", code="same_name", name=repr(old))
    plan = _Plan(index, old, name, transcript)
    for attempt in plan.attempts():
        changes = plan.changes(attempt)
        if changes is not None:
            return Rename(old, name, plan.file, plan.before, attempt, changes)
    raise LibraryError(plan.obstacle())


def write_rename(index: Index, rename: Rename) -> Path:
    """Write a rename's lines; the file. A sync limited to it makes the index follow.

    Raises LibraryError where the file has changed since the rename was planned, or cannot be written.
    """
    path = _root(index) / rename.file
    try:
        now = path.read_bytes() if path.exists() else b""
        if now != rename.before:
            message = f"{rename.file}: changed in the meantime. Look at what the new name changes once more"
            raise LibraryError(message, code="file_changed", file=rename.file)
        replace_file(path, rename.after)
    except OSError as error:
        raise LibraryError(f"{path}: cannot be written: {error.strerror}. Check its permissions") from error
    return path


def _clean_name(name: Name) -> Name:
    canonical, role = " ".join(name.canonical.split()), " ".join((name.role or "").split()) or None
    if not canonical:
        raise LibraryError("the new name is empty. Write who speaks, for instance: Ana Reyes", code="name_empty")
    if len(canonical) + len(role or "") > MAX_NAME - 2:
        message = f"the new name is longer than {MAX_NAME} characters. Write a shorter one"
        raise LibraryError(message, code="name_long", most=MAX_NAME)
    return Name(canonical, role)


class _Plan:
    """The library as it stands, with the transcripts that a rename is about read again."""

    def __init__(self, index: Index, old: str, new: Name, only: str | None) -> None:
        self._root, self._old, self._new, self._only = _root(index), old, new, only
        known = index.catalog.known_files()
        self._scan = folder.scan(self._root, known, skip=index.folder.resolve(), follow_links=index.follow_links)
        self.file = next((name for name in FILES if name in self._scan.notes), FILES[0])
        self.before = self._read(self.file)
        self._known, self._said = known, self._notes(self.before)
        self._listed: list[TranscriptInfo] = []
        self._raw: dict[str, Transcript] = {}
        self._now: dict[str, Transcript] = {}
        ready = [info for info in index.transcripts() if info.state == "ready"]
        self._read_again(i for i in ready if old in i.speakers and only in (None, i.id))
        if only is None:  # a line about all transcripts must rename nobody else in any of them
            others = self._transcripts_with_labels(index.catalog.facts())
            self._read_again(i for i in ready if i.id in others)
        if not any(turn.speaker == old for now in self._now.values() for turn in now.turns):
            where = f"in {only}" if only is not None else "in the library"
            raise NotFound(f"nobody is called {old!r} {where}. See: ontherecord speakers")

    def _read_again(self, listed: Iterable[TranscriptInfo]) -> None:
        for info in listed:
            if info.id not in self._raw:
                self._listed.append(info)
                self._raw[info.id] = self._said.corrected(reread(self._root, self._scan, info.id, self._known))
                self._now[info.id] = self._said.named(self._raw[info.id])

    def _transcripts_with_labels(self, facts: Sequence[Facts]) -> set[str]:
        """The transcripts in which anybody has one of the labels that a line would be about."""
        labels = {folded(label) for identifier in self._raw for label in self._labels(identifier)[0]}
        return {
            fact.id
            for fact in facts
            if any(folded(label) in labels for person in fact.people for label in (person.canonical, *person.aliases))
        }

    def attempts(self) -> Iterator[bytes]:
        """Ways to write it, from the plainest to the most exact."""
        labels = {identifier: self._labels(identifier) for identifier in self._raw}
        if self._only is None:
            shared = renamed_in(self.before, self._old, self._new, keep=lambda _: True)
            yield shared
            rules = {Rule(label, self._new) for found in labels.values() for label in found[0]}
            free = [rule for rule in _ordered(rules) if not self._is_taken(shared, rule)]
            yield with_rules(shared, free)
        else:
            shared = self.before
        for exact in (0, 1):
            rules = {
                Rule(label, self._new, identifier)
                for identifier, found in labels.items()
                for label in found[0] | (found[1] if exact else set())
            }
            yield with_rules(shared, _ordered(rules))

    def changes(self, attempt: bytes) -> tuple[Change, ...] | None:
        """What a way to write it changes; None where it leaves somebody unnamed, or renames anybody else."""
        notes = self._notes(attempt)
        found = []
        for info in self._listed:
            now, then = self._now[info.id], notes.named(self._raw[info.id])
            turns = 0
            for turn, changed in zip(now.turns, then.turns, strict=True):
                wanted = self._new.canonical if turn.speaker == self._old else turn.speaker
                if changed.speaker != wanted:
                    return None
                turns += turn.speaker == self._old
            if turns:
                joins = sum(turn.speaker == self._new.canonical for turn in now.turns) if self._is_new else 0
                found.append(Change(info.id, info.title, turns, joins))
        return tuple(found)

    def obstacle(self) -> str:
        """Why no line renames the speaker: only a more exact rule can prevent it."""
        names = ", ".join(self._now)
        return (
            f"{self._old!r} cannot be renamed by the library's {self.file} file in {names}: a YAML file beside the "
            "transcript, or a more exact line, says who that is. Change the name there"
        )

    @property
    def _is_new(self) -> bool:
        return self._new.canonical != self._old

    def _labels(self, identifier: str) -> tuple[set[str], set[str]]:
        """The reader's own names of the speaker's turns, and the labels printed for them."""
        own: set[str] = set()
        printed: set[str] = set()
        for raw, now in zip(self._raw[identifier].turns, self._now[identifier].turns, strict=True):
            if now.speaker == self._old:
                own |= {raw.speaker} if raw.speaker else set()
                printed |= set(raw.as_printed)
        return own, printed

    def _is_taken(self, data: bytes, rule: Rule) -> bool:
        """Whether the file says for all transcripts that the label is somebody else: so it is, elsewhere."""
        common = [section for section in read_aliases(self.file, data).sections if section.pattern is None]
        written = read_aliases(self.file, rule.text().encode()).sections[0]
        return any(
            section.names.get(label, name) != name for section in common for label, name in written.names.items()
        )

    def _notes(self, aliases: bytes) -> Notes:
        return Notes(self._root, self._scan.notes, instead={self.file: aliases})

    def _read(self, name: str) -> bytes:
        if name not in self._scan.notes:
            return b""
        return folder.read(self._root, self._scan.notes[name]).data


def reread(root: Path, found: Scan, identifier: str, known: Mapping[str, KnownFile]) -> Transcript:
    """A transcript as its files have it, without what people said of it. Raises LibraryError."""
    parts = paths_of(known[identifier].parts) if identifier in known else [identifier]
    with contextlib.suppress(TranscriptError, KeyError):
        for transcript in read_group([folder.read(root, found.files[part]) for part in parts]):
            if transcript.id == identifier:
                return transcript
    try:
        (transcript,) = read_group([folder.read(root, found.files[identifier])])
    except (TranscriptError, KeyError) as error:
        raise LibraryError(f"{identifier}: cannot be read any more. Bring the index up to date first") from error
    return transcript


def _ordered(rules: set[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: (rule.pattern or "", rule.label.casefold(), rule.label))


def _root(index: Index) -> Path:
    if index.library is None:
        raise LibraryError("this index was opened without its library. Name the folder with --library")
    return index.library.resolve()
