"""A turn corrected: what that means for the file as it is, kept beside the transcript, undone, listed.

The file itself is never written. A sync limited to the transcript makes the index follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from index.corrections.apply import Applied, anchor, apply, find_mark, mark_at
from index.corrections.correction import (
    MAX_BYTES,
    MOST,
    SUFFIX,
    Correction,
    Kept,
    clean_speaker,
    clean_words,
    corrections_name,
    digest_of,
    digest_of_words,
    number_of,
    without_controls,
)
from index.errors import IndexBusy, LibraryError, NotFound
from index.library.atomic_write import replace_file
from index.library.rename_speaker import reread
from index.library.root import root_of
from index.speakers.apply import MAX_NAME
from index.sync import scan as folder
from index.sync.notes import Notes
from index.transcript import split_turn_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.index import Index
    from index.sync.scan import Scan
    from index.transcript import Transcript, Turn

FIRST_UNSPACED = "\u2e80"  # from here on scripts whose words are not set apart
_LOCK = "corrections.lock"
_WAIT = 30.0  # seconds for another correction to be written


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be corrected in a turn: its words, its speaker, or both; or that it is split, or joined to the next.

    `split_at`: the words its second part begins with, or the place of their first character; `speaker` is then who says
    the second part.
    """

    words: str | None = None
    speaker: str | None = None
    split_at: str | int | None = None
    merge: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A correction as it stands: the turn it is in now, None where it applies no longer, and what the file has."""

    correction: Correction
    transcript_id: str
    turn: int | None = None
    original: tuple[str | None, str] | None = None  # speaker and words


def correct(index: Index, identifier: str, change: Change, *, by: str = "", seen: str | None = None) -> Path:
    """Keep a correction of the turn with this id; the transcript's path. A sync limited to it makes the index follow.

    `seen`: the turn's words as they were shown to the user. Raises NotFound for a turn that is not there, LibraryError
    where it says something else now, or the correction is none.
    """
    known = index.turn(identifier)
    transcript_id, number = split_turn_id(known.id)
    with _writing(index, transcript_id) as state:
        turn = state.turn(number, known, seen)
        for one in _corrections(state, turn, change, by):
            state.take(one, number)
    return root_of(index) / transcript_id


def undo(index: Index, identifier: str) -> Path:
    """Forget the correction with this id; the path of its transcript. Raises NotFound, LibraryError."""
    root, found = _root_and_scan(index)
    for name in _files(found, None):
        transcript_id = name.removesuffix(SUFFIX)
        if number_of(_Library(index, root, found).notes.corrections_of(transcript_id).corrections, identifier) is None:
            continue
        with _writing(index, transcript_id) as state:
            state.drop(identifier)
        return root / transcript_id
    raise NotFound(f"no correction {identifier[:80]!r}. See: ontherecord corrections", code="no_correction")


def listed(index: Index, transcript_id: str | None = None) -> tuple[Listed, ...]:
    """The corrections of a transcript, or of all, in the order in which they were made there, with those that apply no
    longer. Raises LibraryError where a transcript can no longer be read."""
    root, found = _root_and_scan(index)
    library = _Library(index, root, found)
    return tuple(one for name in _files(found, transcript_id) for one in library.listed(name.removesuffix(SUFFIX)))


class _Library:
    """The library as it is now."""

    def __init__(self, index: Index, root: Path, found: Scan) -> None:
        self._root, self._found, self._known = root, found, index.catalog.known_files()
        self.notes = Notes(root, found.notes)

    def raw(self, transcript_id: str) -> Transcript:
        """A transcript as its files have it. Raises LibraryError."""
        return reread(self._root, self._found, transcript_id, self._known)

    def listed(self, transcript_id: str) -> Iterator[Listed]:
        kept = self.notes.corrections_of(transcript_id)
        if not kept.corrections:
            return
        raw = self.raw(transcript_id)
        applied = apply(raw, kept.corrections)
        for one in kept.corrections:
            number = applied.places.get(one.id)
            if number is None:
                yield Listed(one, transcript_id)
            else:
                before = applied.transcript.turns[number].originals
                yield Listed(one, transcript_id, number, (before[0].speaker, " ".join(old.text for old in before)))


class _State:
    """A transcript as its files have it, and the corrections that are to be kept of it."""

    def __init__(self, library: _Library, transcript_id: str) -> None:
        self._raw, self._notes = library.raw(transcript_id), library.notes
        self.kept: Kept = library.notes.corrections_of(transcript_id)
        self.corrections = list(self.kept.corrections)

    @property
    def applied(self) -> Applied:
        """The transcript with the corrections."""
        return apply(self._raw, self.corrections)

    def turn(self, number: int, known: Turn, seen: str | None) -> Turn:
        """The turn of this number: the one that the index knows and somebody saw. Raises LibraryError."""
        turns = self.applied.transcript.turns
        now = self._notes.named(self.applied.transcript).turns[number] if number < len(turns) else None
        if now is None or (now.text, now.speaker) != (known.text, known.speaker) or seen not in (None, known.text):
            message = f"{known.id}: this turn has changed. Bring the index up to date, and look at the turn again"
            raise LibraryError(message, code="turn_changed", turn=known.id)
        return now

    def place(self, number: int) -> Mapping[str, Any]:
        """What a correction keeps of the turn of this number to recognize it."""
        root = self.applied.roots[number]
        return {"turn": root.turn, "part": root.part, **anchor(self._raw, root.turn)}

    def given(self, number: int) -> str:
        """The digest of the words of a turn that is only part of one of the file, or more than one; else ""."""
        return self.applied.roots[number].given

    def joined_to(self, number: int) -> tuple[str, int]:
        """What a correction keeps of the turn after this one. Raises LibraryError where there is none."""
        roots = self.applied.roots
        if number + 1 >= len(roots):
            raise LibraryError("this is the last turn: there is none to join it to", code="no_next_turn")
        other = roots[number + 1]
        raw = self._raw.turns[other.turn]
        return digest_of(raw.speaker, raw.text), other.part

    def take(self, one: Correction, number: int) -> None:
        """Keep a correction: in the place of the one that the turn's last of its kind was, unless more came of that."""
        ids = self.applied.transcript.turns[number].corrections
        mine = [old for old in self.corrections if old.id in ids and old.kind in (one.kind, "split", "merge")]
        old = mine[-1] if mine else None
        if old is None or old.kind != one.kind or one.kind in ("split", "merge") or old.part != one.part:
            self.corrections.append(one)
        elif one.kind == "words" and digest_of_words(one.words) == old.was:  # as the file has it
            self.corrections.remove(old)
            return
        else:
            one = replace(one, was=old.was) if one.kind == "words" else one
            self.corrections[self.corrections.index(old)] = one
        if one.id not in self.applied.places:
            raise LibraryError("the correction would change nothing that is there", code="correction_same")

    def drop(self, identifier: str) -> None:
        """Forget the correction with this id, which somebody else may have done."""
        self.corrections = [one for one in self.corrections if one.id != identifier]


def _corrections(state: _State, turn: Turn, change: Change, by: str) -> Iterator[Correction]:
    """The corrections that a change is. Raises LibraryError where it is none, or several at once."""
    splits, says = change.split_at is not None, change.words is not None
    if splits + says + change.merge > 1 or (change.merge and change.speaker is not None):
        message = "one thing at a time: words and speaker, or where the turn is split, or that it is joined to the next"
        raise LibraryError(message, code="correction_several")
    at = datetime.now(UTC).isoformat(timespec="seconds")
    make = partial(Correction, **state.place(turn.index), by=without_controls(by)[:MAX_NAME], at=at)
    named = change.speaker if change.speaker != turn.speaker else None
    speaker = clean_speaker(named) if named is not None else ""
    other = speaker if speaker != turn.speaker else ""
    words = clean_words(change.words, turn.text) if change.words is not None else turn.text
    if change.split_at is not None:
        start = _split_place(turn.text, change.split_at)
        was = state.given(turn.index) if other else ""
        yield make(
            kind="split", words=clean_words(mark_at(turn.text, start), turn.text), start=start, speaker=other, was=was
        )
        return
    if change.merge:
        digest, part = state.joined_to(turn.index)
        yield make(kind="merge", next=digest, next_part=part)
        return
    if words == turn.text and not other:
        raise LibraryError("the turn already says this, and names this speaker", code="correction_same")
    if words != turn.text:
        yield make(kind="words", words=words, was=digest_of_words(turn.text))
    if other:
        yield make(kind="speaker", speaker=other, was=state.given(turn.index))


def _split_place(text: str, at: str | int) -> int:
    """The character with which the second part begins. Raises LibraryError where nothing is before or after it."""
    if isinstance(at, str):
        found = find_mark(text, at, 0)
        if found is None:
            message = f"the turn must say {at[:80]!r} exactly once, and not at its start. Give more words, or others"
            raise LibraryError(message, code="split_where", words=repr(at[:80]))
        return found
    start = min(max(at, 0), len(text))
    while 0 < start < len(text) and _is_within_a_word(text, start):
        start -= 1
    start += len(text[start:]) - len(text[start:].lstrip())
    if not text[:start].strip() or start >= len(text):
        raise LibraryError("choose a place between two words of the turn", code="split_between")
    return start


def _is_within_a_word(text: str, at: int) -> bool:
    """Whether a place is within a word of a script that separates words."""
    return all(char.isalnum() and char < FIRST_UNSPACED for char in text[at - 1 : at + 1])


def _files(found: Scan, transcript_id: str | None) -> Sequence[str]:
    names = [name for name in sorted(found.notes) if name.endswith(SUFFIX)]
    return names if transcript_id is None else [name for name in names if name == corrections_name(transcript_id)]


def _root_and_scan(index: Index) -> tuple[Path, Scan]:
    root = root_of(index)
    known = index.catalog.known_files()
    return root, folder.scan(root, known, skip=index.folder.resolve(), follow_links=index.follow_links)


@contextmanager
def _writing(index: Index, transcript_id: str) -> Iterator[_State]:
    """The corrections of a transcript, under a lock; written in one piece where the block ends without an error."""
    try:
        with FileLock(index.folder / _LOCK, timeout=_WAIT):
            root, found = _root_and_scan(index)
            path = root / corrections_name(transcript_id)
            state = _State(_Library(index, root, found), transcript_id)
            if state.kept.fault:
                raise LibraryError(f"{path}: {state.kept.fault}. Mend the file, or put it aside")
            yield state
            data = state.kept.bytes_with(state.corrections)
            if len(data) > MAX_BYTES or len(state.corrections) > MOST:
                raise LibraryError(f"{path}: has no room for another correction. Correct the transcript's own file")
            if data:
                replace_file(path, data)
            else:
                path.unlink(missing_ok=True)
    except Timeout as error:
        raise IndexBusy(f"{index.folder}: somebody else is correcting. Try again", code="correcting") from error
    except OSError as error:
        raise LibraryError(
            f"{root_of(index) / transcript_id}: the correction cannot be kept beside it: {error.strerror}. "
            "Make room, or make the library folder writable"
        ) from error
