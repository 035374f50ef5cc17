"""What a transcript is: frozen values that every other module passes around.

The shape follows the parse result of the transcript grammar. A *segment* is one piece as the file has it (a cue,
a recognizer's utterance, a printed header with its paragraphs); a *turn* is everything one speaker says until another
speaks. Ids are derived from the library-relative path, never random.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from index.language import code_of

_ISO_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)")

Inferred = Literal["none", "carried", "resolved", "continuation"]
TimeQuality = Literal["exact", "block", "none"]


class Run(NamedTuple):
    """`length` characters of a turn's text, from `text_start`, that stand unchanged in the file from `char_start`."""

    text_start: int
    char_start: int
    length: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of a turn, and where it stands in its file.

    Lines are physical and 1-based; characters are code points of the decoded file; `text_start` and `text_end` span
    the turn's text. Times are seconds from the start of the recording, None where the file gives none.
    """

    file: str
    line_start: int
    line_end: int
    text_start: int
    text_end: int
    char_start: int | None = None  # None in formats without a text of their own (DOCX, PDF)
    char_end: int | None = None
    start: float | None = None
    end: float | None = None
    as_printed: str | None = None
    inferred: Inferred = "none"
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Original:
    """A turn as its file has it, of which somebody has corrected something since; `index` is its number there."""

    index: int
    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything one speaker says until another speaks. `speaker` None: nobody is named and nothing allows a guess.

    Where somebody corrected it, `originals` are the turns of the file that it was, and `corrections` what was done.
    """

    id: str
    index: int
    speaker: str | None
    text: str
    segments: tuple[Segment, ...] = ()
    as_printed: tuple[str, ...] = ()
    role: str | None = None
    affiliation: str | None = None
    inferred: Inferred = "none"
    section: str | None = None
    page: str | None = None
    end_page: str | None = None
    line: str | None = None
    end_line: str | None = None
    anchor: str | None = None
    start: float | None = None  # seconds
    end: float | None = None  # seconds
    clock: str | None = None  # time of day as printed, never an offset
    time_quality: TimeQuality = "none"
    date: str | None = None  # ISO; only where a turn has a date of its own, else the transcript's counts
    originals: tuple[Original, ...] = ()
    corrections: tuple[str, ...] = ()  # ids

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Person:
    """An entry of a transcript's own roster."""

    name: str
    role: str | None = None
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """A canonical name with the other labels the transcript uses for it."""

    canonical: str
    aliases: tuple[str, ...] = ()
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A stage direction (laughter) or narrative (the reporter's own words). `turn`: index of the turn it is in."""

    kind: Literal["stage", "narrative"]
    text: str
    file: str
    line: int | None = None
    turn: int | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text of the file that is in no turn: footer, running head, line number, navigation."""

    kind: str
    file: str
    line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class ReaderWarning:
    code: str
    file: str
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file a transcript was read from; `encoding` is None for PDF and DOCX."""

    path: str
    sha256: str
    encoding: str | None
    format: str
    newline: str | None = None
    parser: str = ""
    parser_version: int = 1


@dataclass(frozen=True, slots=True)
class Meta:
    """What the file itself says about the whole transcript."""

    title: str | None = None
    date: str | None = None  # ISO
    event: str | None = None
    place: str | None = None
    chamber: str | None = None
    start_clock: str | None = None
    end_clock: str | None = None
    url: str | None = None
    language: str | None = None
    raw_header_lines: tuple[str, ...] = ()
    heard_language: str | None = None  # a code; found by the words, and more than what the file says beside them
    spoken_date: str | None = None  # ISO; inferred from the opening's words, and less than a date in the file's name


@dataclass(frozen=True, slots=True)
class Transcript:
    """One event's turns, in source order."""

    id: str
    revision: str  # sha256 of the content it was read from
    files: tuple[SourceFile, ...]
    turns: tuple[Turn, ...]
    meta: Meta = field(default_factory=Meta)
    roster: tuple[Person, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    events: tuple[Event, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[ReaderWarning, ...] = ()

    @property
    def title(self) -> str:
        """The printed title, or the first file's name without its suffix."""
        return self.meta.title or file_title(self.id)

    @property
    def date(self) -> str | None:
        """The printed date, else the ISO date that the first file's name holds, else the one that is spoken of."""
        return self.meta.date or file_date(self.id) or self.meta.spoken_date

    @property
    def language(self) -> str | None:
        """The code of the language that it is in: what a person says, else what its words show, else its file."""
        return self.meta.heard_language or (code_of(self.meta.language) if self.meta.language else None)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive whole turns `first`..`last` (both included) embedded together, or one `part` of a long turn.

    `text` is what is embedded; it carries date, title and speakers beside the words. `head` is how it begins: date and
    title, which every chunk of the transcript has alike.
    """

    transcript_id: str
    first: int
    last: int
    text: str
    part: int = 0
    head: str = ""


def turn_id(transcript_id: str, index: int) -> str:
    """The id of a turn.

    >>> turn_id("hearings/july.vtt", 3)
    'hearings/july.vtt#3'
    """
    return f"{transcript_id}#{index}"


def split_turn_id(identifier: str) -> tuple[str, int]:
    """Transcript id and turn index of a turn id; ValueError where it is not one.

    >>> split_turn_id("a#b.txt#12")
    ('a#b.txt', 12)
    """
    transcript_id, mark, index = identifier.rpartition("#")
    if not mark or not transcript_id or not index.isascii() or not index.isdigit():
        raise ValueError(f"not a turn id: {identifier!r}. It is <transcript id>#<turn number>, as in talk.vtt#12")
    return transcript_id, int(index)


def file_title(transcript_id: str) -> str:
    """A title made of a file name: never embedded, so that renaming a file embeds nothing.

    >>> file_title("hearings/2026-07-04_july_hearing.vtt")
    'july hearing'
    """
    name = transcript_id.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    words = _ISO_DATE.sub(" ", name).replace("_", " ").replace("-", " ").split()
    return " ".join(words) or name


def file_date(transcript_id: str) -> str | None:
    """The ISO date that a file name holds; None where it holds none, or one that is no day.

    >>> file_date("hearings/2026-07-04_july_hearing.vtt")
    '2026-07-04'
    """
    for match in _ISO_DATE.finditer(transcript_id.rsplit("/", 1)[-1]):
        with suppress(ValueError):
            return date.fromisoformat("-".join(match.groups())).isoformat()
    return None


def named_speakers(turns: tuple[Turn, ...]) -> Iterator[str]:
    """Canonical names in order of first appearance."""
    seen: set[str] = set()
    for turn in turns:
        if turn.speaker is not None and turn.speaker not in seen:
            seen.add(turn.speaker)
            yield turn.speaker
