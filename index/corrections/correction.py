"""A correction of one turn, and the file beside the transcript in which it is kept: one JSON object a line.

A turn is recognized by its number, by a digest of its words and speaker, and by those of its neighbours; of its words
only the beginning is repeated, for people who look at the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from typing import Any, Literal, get_args
from unicodedata import category

from index.errors import LibraryError
from index.speakers.apply import MAX_NAME

Kind = Literal["words", "speaker", "split", "merge"]
KINDS: tuple[Kind, ...] = get_args(Kind)

SUFFIX = ".corrections"
MAX_BYTES = 8 * 2**20  # of the file
MOST = 5000  # corrections of a transcript
MAX_WORDS = 50_000  # characters of a turn: an hour of speech
MAX_TIME = 40  # characters of a time
SAID = 80  # characters of how a turn begins
DIGEST = 16  # hexadecimal digits

_REFUSED = ("Cc", "Cs", "Zl", "Zp")  # not those unassigned: every version of Python knows others
# What turns the direction of writing for good, which the marks that Arabic and Hebrew need do not; what is not drawn
# and parts a word or hides one.
_UNSEEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u00ad\u200b\u2060")
_UNSEEN |= frozenset(map(chr, range(0xE0000, 0xE0080)))


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody corrected in a turn.

    `turn` is the number of the turn in the file, `digest` that of its speaker and words, `before` and `after` those of
    its neighbours there ("" where it has none); `part` tells pieces apart once it is split.
    """

    kind: Kind
    turn: int
    digest: str
    before: str = ""
    after: str = ""
    part: int = 0
    said: str = ""  # how the turn begins
    words: str = ""  # words: what the turn says. split: what its second part begins with
    speaker: str = ""  # speaker: who says it. split: who says the second part, "" where that is the same
    was: str = ""  # words: the digest of those before. speaker, split: of the part of a turn whose speaker is named
    start: int = 0  # split: where in the words the second part begins
    next: str = ""  # merge: the digest of the turn that is joined to this one
    next_part: int = 0
    by: str = ""
    at: str = ""  # UTC, ISO 8601

    @property
    def id(self) -> str:
        """A digest of all its fields."""
        return sha256(self.line().encode()).hexdigest()[:10]

    def line(self) -> str:
        """The correction as a line of its file, what is not said left out."""
        said = {f.name: getattr(self, f.name) for f in fields(self)}
        kept = {key: value for key, value in said.items() if value not in ("", 0) or key == "turn"}
        return json.dumps(kept, ensure_ascii=False)

    def to_dict(self) -> dict[str, Any]:
        """All of its fields, as plain values."""
        return {"id": self.id, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of corrections: those that it holds, in the order in which they were made, and its other lines."""

    corrections: tuple[Correction, ...] = ()
    others: tuple[tuple[int, str], ...] = ()  # line number and text of what is no correction
    fault: str | None = None  # why nothing of the file counts

    def bytes_with(self, corrections: Iterable[Correction]) -> bytes:
        """The file with these corrections in the place of its own."""
        lines = [*(line for _, line in self.others), *(one.line() for one in corrections)]
        return "".join(f"{line}\n" for line in lines).encode()


def corrections_name(path: str) -> str:
    """The file with the corrections of a transcript.

    >>> corrections_name("2026/talk.vtt")
    '2026/talk.vtt.corrections'
    """
    return path + SUFFIX


def read_corrections(data: bytes) -> Kept:
    """What a file of corrections holds; nothing is raised, whatever that is."""
    if len(data) > MAX_BYTES:
        return Kept(fault=f"is larger than {MAX_BYTES // 2**20} MB")
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        return Kept(fault="is not UTF-8")
    found: dict[str, Correction] = {}
    others = []
    for number, line in enumerate(lines, start=1):
        if (one := _correction_of(line)) is not None and len(found) < MOST:
            found.setdefault(one.id, one)
        elif line.strip():
            others.append((number, line.rstrip("\r")))
    return Kept(tuple(found.values()), tuple(others))


def _correction_of(line: str) -> Correction | None:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    known = {f.name: int if f.type == "int" else str for f in fields(Correction)}
    if not isinstance(values, dict) or not {"kind", "turn", "digest"} <= values.keys() <= known.keys():
        return None
    if any(type(value) is not known[key] for key, value in values.items()) or values["kind"] not in KINDS:
        return None
    one = Correction(**values)
    counts = min(one.turn, one.part, one.start, one.next_part) >= 0 and _is_kept(one) and _is_whole(one)
    return one if counts else None


def _is_kept(one: Correction) -> bool:
    """Whether it could have been written here: JSON may spell half a character, which no file can hold."""
    most = {DIGEST: (one.digest, one.before, one.after, one.was, one.next), SAID + 1: (one.said,)}
    most |= {MAX_NAME: (one.by,), MAX_TIME: (one.at,)}
    if any(len(text) > length for length, texts in most.items() for text in texts):
        return False
    try:
        one.line().encode()
    except UnicodeEncodeError:
        return False
    return all(text == without_controls(text) for text in (one.by, one.at, one.said))


def _is_whole(one: Correction) -> bool:
    """Whether it says what its kind needs, and nothing that could not be typed: anybody may have written the file."""
    try:  # whether its turn had the invisible characters is checked when it is applied
        words = one.words == clean_words(one.words, one.words) if one.words else one.kind != "words"
        speaker = one.speaker == clean_speaker(one.speaker) if one.speaker else one.kind != "speaker"
    except LibraryError:
        return False
    return words and speaker


def without_controls(text: str) -> str:
    """A text without what moves a cursor or breaks a line."""
    return "".join(char for char in text if category(char) not in _REFUSED)


def digest_of(speaker: str | None, text: str) -> str:
    """The digest by which a turn is recognized."""
    return sha256(f"{speaker or ''}\0{text}".encode()).hexdigest()[:DIGEST]


def digest_of_words(text: str) -> str:
    """The digest that says whether a turn still says what was corrected."""
    return sha256(text.encode()).hexdigest()[:DIGEST]


def unseen(text: str) -> frozenset[str]:
    """The invisible characters of a text."""
    return frozenset(char for char in text if char != "\n" and (category(char) in _REFUSED or char in _UNSEEN))


def clean_words(text: str, old: str = "") -> str:
    """A turn's words as somebody typed them, blanks set in order. Raises LibraryError for none, or what is no text.

    `old`: the words before. What cannot be seen in them may stay.
    """
    lines = (" ".join(line.split()) for line in text.splitlines())
    words = "\n".join(line for line in lines if line)
    if not words:
        raise LibraryError("the turn would have no words. Write what is said", code="words_empty")
    return _checked_text(words, MAX_WORDS, old)


def clean_speaker(name: str) -> str:
    """A speaker's name as somebody typed it. Raises LibraryError for none, or what is no text."""
    speaker = " ".join(name.split())
    if not speaker:
        raise LibraryError("the new name is empty. Write who speaks, for instance: Ana Reyes", code="name_empty")
    return _checked_text(speaker, MAX_NAME)


def _checked_text(text: str, most: int, old: str = "") -> str:
    if len(text) > most:
        message = f"the correction is longer than {most} characters. Write less"
        raise LibraryError(message, code="correction_long", most=most)
    if not unseen(text) <= unseen(old):
        message = "the correction contains invisible characters. Type it again"
        raise LibraryError(message, code="correction_unseen")
    return text


def beginning(speaker: str | None, text: str) -> str:
    """How a turn begins, for people who look for it."""
    whole = f"{speaker}: {text}" if speaker else text
    plain = " ".join("".join(" " if category(char) in _REFUSED else char for char in whole).split())
    return plain if len(plain) <= SAID else plain[:SAID] + "…"


def number_of(corrections: Sequence[Correction], identifier: str) -> int | None:
    """The place of the correction with this id; None where there is none."""
    return next((at for at, one in enumerate(corrections) if one.id == identifier), None)
