"""What the catalog gives out: transcripts, files and entries as its readers need them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from index.transcript import Chunk, Speaker

View = Literal["turn", "chunk"]
VIEWS: tuple[View, ...] = ("turn", "chunk")

Half = npt.NDArray[np.float16]
Keys = npt.NDArray[np.int64]


class Entry(NamedTuple):
    """What is embedded: a turn, a part of one, or a chunk, with its text's hash and its float16 vector's bytes."""

    view: View
    chunk: Chunk
    hash: bytes
    vector: bytes


@dataclass(frozen=True, slots=True)
class TranscriptInfo:
    """A transcript as lists show it. `state` is "ready"; files that failed are listed with state "failed".

    `event`, `place` and `url` are what the file or somebody's note beside it says, None where nobody does; `language`
    is the code of the one that is spoken, as such a note says or as the words show.
    """

    id: str
    title: str
    date: str | None
    speakers: tuple[str, ...]
    turns: int
    format: str
    state: str
    warnings: tuple[str, ...] = ()
    event: str | None = None
    place: str | None = None
    url: str | None = None
    language: str | None = None  # "en"; None where nothing tells


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the index remembers of a file of the library. `error` says why it could not be read."""

    path: str
    size: int
    mtime_ns: int
    sha256: str
    parts: str  # the paths read together with it, one a line; behind an empty line a hash of what people said of them
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """Every live entry of a view in key order: its key and the keys of the first and last turn it stands for."""

    keys: Keys
    first: Keys
    last: Keys


@dataclass(frozen=True, slots=True)
class Live:
    """A live transcript as searches need it."""

    pk: int
    id: str
    title: str
    date: str | None
    turns: int
    base: int  # primary key of its turn 0: turn i is base + i


@dataclass(frozen=True, slots=True)
class Facts:
    """What a question may name of a transcript: its title, the days it is from, its speakers with labels and roles."""

    id: str
    title: str
    first_date: str | None
    last_date: str | None
    people: tuple[Speaker, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the turns asked about one speaker (None: nobody named) has on one day of a transcript."""

    transcript_id: str
    title: str
    date: str | None
    speaker: str | None
    turns: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn by its key, as far as questions about who spoke, how much and when need it."""

    key: int
    transcript_id: str
    title: str
    date: str | None
    speaker: str | None
    role: str | None
    section: str | None
    end: float | None  # seconds
    text: str


@dataclass(frozen=True, slots=True)
class State:
    """One committed state of the index: its live transcripts, and the entries of those that the reader lacked."""

    generation: int
    collection: str
    live: tuple[Live, ...]
    entries: Mapping[View, Entries]
