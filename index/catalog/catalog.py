"""What an index holds, in SQLite: transcripts, turns, entries with their vectors, full text search, the generation.

All SQL is in here and in what this is made of (`database`, `staging`, `vectors`, `vocabulary`, `migrations`). It is the
commit point of the index: what a committed transaction here says is live is live, whatever Chroma holds. Vectors are
kept as float16, rounded before they go anywhere, so that both stores agree.
"""

from __future__ import annotations

import json
import logging
import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

import numpy as np

from index import place
from index.catalog import database
from index.catalog import serialization as records
from index.catalog.database import SCHEMA, Database
from index.catalog.live import LiveTranscripts
from index.catalog.migrations import can_upgrade, upgrade
from index.catalog.rows import (
    Entries,
    Half,
    Keys,
    KnownFile,
    Live,
    State,
    TranscriptInfo,
)
from index.catalog.staging import (
    VIEWS,
    Entry,
    View,
    forget,
    stage,
    unstage,
)
from index.catalog.vectors import StoredVectors
from index.catalog.vocabulary import Vocabulary
from index.errors import BrokenCatalog, CatalogError, NoIndex
from index.message import dump
from index.transcript import Transcript

FILE = "catalog.sqlite3"
_LOG = logging.getLogger(__name__)
_ASIDE = "catalog.broken-"

READERS = "readers"  # the fact by which readers the files were read
_COLLECTION = re.compile(r"otr-[0-9a-f]+-[0-9a-f]+-\d+")
_KEEP = "INSERT OR REPLACE INTO about VALUES (?, ?)"


def collection_name(identity: str, fingerprint: str, generation: int) -> str:
    """Name of the vector collections of an index: another index, another model or another rebuild never shares them."""
    return f"otr-{identity}-{sha256(fingerprint.encode()).hexdigest()[:12]}-{generation}"


class OtherSchema(CatalogError):
    """The catalog was made by another version of this program; `fix` is the command that mends that."""

    def __init__(self, path: Path, schema: str | None) -> None:
        self.fix = "ontherecord index" if can_upgrade(schema) else "ontherecord index --rebuild"
        way_out = "Bring it up to date" if can_upgrade(schema) else "Rebuild it"
        super().__init__(
            f"{path}: made by another version of this program (schema {schema}; this one reads {SCHEMA}). "
            f"{way_out} with: {self.fix}"
        )


class Catalog(LiveTranscripts):
    """The catalog file of an index folder. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open an existing catalog. Raises NoIndex where there is none, CatalogError where it cannot be used."""
        self.path = folder / FILE
        if not self.path.is_file():
            raise NoIndex(f"{folder}: no index here yet. Make one with: ontherecord index --library FOLDER")
        self._file = file_identity(self.path)
        self._db = Database(self.path)
        self.vectors = StoredVectors(self._db)
        self.vocabulary = Vocabulary(self._db)
        try:
            schema = self.about("schema")
        except CatalogError:
            self.close()
            raise
        if schema != str(SCHEMA):
            self.close()
            raise OtherSchema(self.path, schema)
        if not _COLLECTION.fullmatch(self.about("collection") or ""):  # it names a folder, too
            self.close()
            raise BrokenCatalog(f"{self.path}: names no vectors of this program. Rebuild it with: ontherecord index")

    @classmethod
    def create(cls, folder: Path, *, library: Path, fingerprint: str) -> Catalog:
        """A new, empty catalog; it appears under its name only when it is complete."""
        identity = _fresh_identity()
        facts = {
            "schema": str(SCHEMA),
            "identity": identity,
            "library": str(library.resolve()),
            "fingerprint": fingerprint,
            "collection": collection_name(identity, fingerprint, 0),
            "generation": "0",
        }
        database.create(folder / FILE, facts)
        return cls(folder)

    @staticmethod
    def upgrade(folder: Path) -> bool:
        """Whether a catalog of another version could be brought up to date in place; for whoever has the lock."""
        return upgrade(folder / FILE)

    @staticmethod
    def set_aside(folder: Path) -> Path:
        """Give a broken catalog another name, under which it is kept; which."""
        when = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        aside = folder / f"{_ASIDE}{when}{Path(FILE).suffix}"
        database.rename(folder / FILE, aside)
        return aside

    @staticmethod
    def forget_aside(folder: Path) -> None:
        """Delete the broken catalogs that were kept: they hold the text of what is being removed."""
        for path in folder.glob(f"{_ASIDE}*"):
            path.unlink(missing_ok=True)

    @property
    def replaced(self) -> bool:
        """Whether another catalog, or none, now stands under this one's name: what is open here is out of use."""
        return file_identity(self.path) != self._file

    # -- state ------------------------------------------------------------------------------------------------------

    @property
    def generation(self) -> int:
        """Counts committed changes; another number means that readers should look again."""
        return int(self.about("generation") or 0)

    def state(self, known: Collection[int] = ()) -> State:
        """The committed state; `known` are keys of transcripts whose entries the caller has already."""
        with self._db.reading() as connection:
            about = dict(connection.execute("SELECT key, value FROM about").fetchall())
            rows = connection.execute("SELECT pk, id, title, date, turns, base FROM transcripts WHERE live").fetchall()
            live = tuple(Live(*row) for row in rows)
            missing = json.dumps([transcript.pk for transcript in live if transcript.pk not in known])
            entries = {view: _entries(connection, view, missing) for view in VIEWS}
        return State(int(about["generation"]), about["collection"], live, entries)

    def revisions(self) -> dict[str, str]:
        """Live transcript id -> revision."""
        return dict(self._db.all("SELECT id, revision FROM transcripts WHERE live"))

    def is_listed_as(self, transcript: Transcript) -> bool:
        """Whether what lists show of the live revision is what they would show of this one."""
        row = self._db.one("SELECT record FROM transcripts WHERE live AND id = ?", transcript.id)
        return row is not None and row[0] == records.dump_transcript(transcript)

    def next_collection(self, fingerprint: str) -> str:
        """A name for vector collections to be made beside those in use."""
        return collection_name(self._identity, fingerprint, self.generation + 1)

    def owns(self, collection: str) -> bool:
        """Whether vector collections of this name are this index's, and not those of one that it is a copy of."""
        return collection.startswith(f"otr-{self._identity}-")

    def draw_identity(self) -> None:
        """Be another index from now on, whose collections are to be made. For whoever has the lock."""
        self.note({"identity": _fresh_identity()})

    @property
    def _identity(self) -> str:
        # An index made before there were identities has the one that its place gives.
        return self.about("identity") or sha256(str(self.path.resolve()).encode()).hexdigest()[:12]

    def belongs_to(self, library: Path) -> bool:
        """Whether this is the index of a library, which may have been moved or copied together with it."""
        return place.belongs(self._facts(), library, self.path)

    def settle(self, library: Path | None) -> None:
        """Note where library and index are now; a copy draws an identity of its own. For whoever has the lock.

        What a catalog says that came from elsewhere is believed once every file was read again.
        """
        noted = self._facts()
        if place.is_copy(noted, self.path):
            self.draw_identity()
        now = place.facts_of(library, self.path)
        if place.is_another_file(noted, self.path):
            now[READERS] = ""
        if now.items() - noted.items():
            self.note(now)

    def _facts(self) -> dict[str, str]:
        return dict(self._db.all("SELECT key, value FROM about"))

    def counts(self) -> dict[str, int]:
        """Numbers of live transcripts, turns and chunks."""
        turns = self._db.one("SELECT count(*), coalesce(sum(turns), 0) FROM transcripts WHERE live") or (0, 0)
        chunks = self._db.one(
            "SELECT count(*) FROM entries e JOIN transcripts t ON t.pk = e.transcript WHERE t.live AND e.view = 'chunk'"
        ) or (0,)
        return {"transcripts": turns[0], "turns": turns[1], "chunks": chunks[0]}

    # -- writing (one writer: the caller holds the lock file) ---------------------------------------------------------

    def stage(self, transcript: Transcript, entries: Sequence[Entry]) -> tuple[int, dict[View, list[int]]]:
        """Write a new revision that nothing sees yet; returns its key and its entries' keys by view."""
        with self._db.writing() as connection:
            return stage(connection, transcript, entries)

    def publish(
        self,
        *,
        added: Sequence[int] = (),
        removed: Sequence[str] = (),
        files: Sequence[KnownFile] = (),
        forgotten: Sequence[str] = (),
        facts: Mapping[str, str] | None = None,
    ) -> None:
        """One transaction: staged revisions become live, older ones and removed transcripts stop being live.

        `files` are remembered, `forgotten` paths are not; `facts` about the index change with them.
        """
        with self._db.writing() as connection:
            ids = [
                row[0]
                for pk in added
                for row in connection.execute("SELECT id FROM transcripts WHERE pk = ?", (pk,)).fetchall()
            ]
            for identifier in (*ids, *removed):
                connection.execute("UPDATE transcripts SET live = 0 WHERE live AND id = ?", (identifier,))
            connection.executemany("UPDATE transcripts SET live = 1 WHERE pk = ?", ((pk,) for pk in added))
            connection.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)",
                ((f.path, f.size, f.mtime_ns, f.sha256, f.parts, f.error and dump(f.error)) for f in files),
            )
            connection.executemany("DELETE FROM files WHERE path = ?", ((path,) for path in forgotten))
            connection.executemany(_KEEP, (facts or {}).items())
            if added or removed or facts:
                connection.execute("UPDATE about SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")

    def dead(self) -> list[int]:
        """Revisions that are not live: replaced, removed, or staged by a writer that died."""
        return [row[0] for row in self._db.all("SELECT pk FROM transcripts WHERE NOT live")]

    def entry_keys(self, revision: int, view: View) -> list[int]:
        """Primary keys of all entries of a revision in a view."""
        rows = self._db.all("SELECT pk FROM entries WHERE view = ? AND transcript = ?", view, revision)
        return [row[0] for row in rows]

    def takes_texts_along(self, removed: Sequence[str], added: Sequence[int]) -> bool:
        """Whether these transcripts hold texts that none will once they are removed and staged revisions are live.

        It does not where a file was only renamed: then its vectors are not to leave.
        """
        row = self._db.one(
            "WITH added AS (SELECT pk, id FROM transcripts WHERE pk IN (SELECT value FROM json_each(?1))), "
            "going AS (SELECT pk FROM transcripts WHERE live AND id IN (SELECT value FROM json_each(?2))), "
            "staying AS (SELECT pk FROM added UNION SELECT pk FROM transcripts WHERE live AND pk NOT IN going "
            "AND id NOT IN (SELECT id FROM added)) "
            "SELECT 1 FROM entries e WHERE e.transcript IN going AND NOT EXISTS "
            "(SELECT 1 FROM entries o WHERE o.hash = e.hash AND o.transcript IN staying) LIMIT 1",
            json.dumps(list(added)), json.dumps(list(removed)),
        )  # fmt: skip
        return row is not None

    def sweep(self, dead: Sequence[int]) -> None:
        """Remove revisions with all their text and vectors, and overwrite the pages they stood on; see `empty_log`."""
        for revision in dead:  # one by one: SQLite's log would else grow as large as all that goes
            with self._db.writing() as connection:
                unstage(connection, revision)
        with self._db.writing() as connection:
            forget(connection, dead)
        self._db.shrink()

    def empty_log(self) -> None:
        """Leave nothing of what was removed in SQLite's log; a reader that goes on reading keeps it there, with a
        warning, until the next sync."""
        if not self._db.empty_log():
            _LOG.warning(
                "%s: another program goes on reading, so that what was removed stays in the file's log. End that "
                "program; the next sync empties it: ontherecord index",
                self.path,
            )

    def note(self, facts: Mapping[str, str]) -> None:
        """Keep facts that no reader waits for: the generation stays as it is."""
        with self._db.writing() as connection:
            connection.executemany(_KEEP, facts.items())

    def quick_check(self) -> str:
        """What SQLite finds wrong with the file; "ok" for nothing."""
        return self._db.quick_check()

    def close(self) -> None:
        """Close every connection."""
        self._db.close()


__all__ = [
    "FILE", "READERS", "VIEWS", "Catalog", "Entries", "Entry", "Half", "Keys", "KnownFile", "Live", "State",
    "TranscriptInfo", "View",
]  # fmt: skip


def _entries(connection: sqlite3.Connection, view: View, transcripts: str) -> Entries:
    rows = connection.execute(
        "SELECT e.pk, t.base + e.first, t.base + e.last FROM entries e JOIN transcripts t ON t.pk = e.transcript "
        "WHERE e.view = ? AND e.transcript IN (SELECT value FROM json_each(?)) ORDER BY e.pk",
        (view, transcripts),
    ).fetchall()
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Entries(*(np.ascontiguousarray(table[:, column]) for column in range(3)))


def _fresh_identity() -> str:
    return token_hex(6)  # random: two machines may have their libraries at the same place


def file_identity(path: Path) -> tuple[int, int] | None:
    """Which file or folder lies at a path: its device and number there; None where nothing does."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
