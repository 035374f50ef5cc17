"""What an index holds, in SQLite: transcripts, turns, entries with their vectors, full text search, the generation.

All SQL is in here and in what this is made of (`database`, `staging`, `stored_vectors`, `upgrading`). It is the commit
point of the index: what a committed transaction here says is live is live, whatever Chroma holds. Vectors are kept as
float16, rounded before they go anywhere, so that both stores agree.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

import numpy as np
import numpy.typing as npt

from index.catalog import database, fulltext
from index.catalog import serialization as records
from index.catalog.database import SCHEMA, Database
from index.catalog.migrations import can_upgrade, upgrade
from index.catalog.rows import (
    Entries,
    Facts,
    Half,
    Keys,
    KnownFile,
    Live,
    State,
    Tally,
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
from index.errors import CatalogError, NoIndex, NotFound
from index.transcript import Event, Transcript, Turn

FILE = "catalog.sqlite3"
_LOG = logging.getLogger(__name__)
_ASIDE = "catalog.broken-"

_KEEP = "INSERT OR REPLACE INTO about VALUES (?, ?)"


def collection_name(identity: str, fingerprint: str, generation: int) -> str:
    """Name of the vector collections of an index: another index, another model or another rebuild never shares them."""
    return f"otr-{identity}-{sha256(fingerprint.encode()).hexdigest()[:12]}-{generation}"


class OtherSchema(CatalogError):
    """The catalog was made by another version of this program; `fix` is the command that mends that."""

    def __init__(self, path: Path, schema: str | None) -> None:
        self.fix = "ontherecord index" if can_upgrade(schema) else "ontherecord index --rebuild"
        way_out = "Bring it up to date" if can_upgrade(schema) else "Make it anew"
        super().__init__(
            f"{path}: made by another version of this program (schema {schema}; this one reads {SCHEMA}). "
            f"{way_out} with: {self.fix}"
        )


class Catalog:
    """The catalog file of an index folder. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open an existing catalog. Raises NoIndex where there is none, CatalogError where it cannot be used."""
        self.path = folder / FILE
        if not self.path.is_file():
            raise NoIndex(f"{folder}: no index here yet. Make one with: ontherecord index --library FOLDER")
        self._file = _identity(self.path)
        self._db = Database(self.path)
        self.vectors = StoredVectors(self._db)
        try:
            schema = self.about("schema")
        except CatalogError:
            self.close()
            raise
        if schema != str(SCHEMA):
            self.close()
            raise OtherSchema(self.path, schema)

    @classmethod
    def create(cls, folder: Path, *, library: Path, fingerprint: str) -> Catalog:
        """A new, empty catalog; it appears under its name only when it is complete."""
        identity = token_hex(6)  # random: two machines may have their libraries at the same place
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
        return _identity(self.path) != self._file

    # -- state ------------------------------------------------------------------------------------------------------

    def about(self, key: str) -> str | None:
        """A fact about the index: schema, library, fingerprint, generation."""
        row = self._db.one("SELECT value FROM about WHERE key = ?", key)
        return None if row is None else str(row[0])

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
        # An index made before there were identities has the one that its place gives.
        identity = self.about("identity") or sha256(str(self.path.resolve()).encode()).hexdigest()[:12]
        return collection_name(identity, fingerprint, self.generation + 1)

    def known_files(self) -> dict[str, KnownFile]:
        """Path -> what was last seen of each library file."""
        rows = self._db.all("SELECT path, size, mtime_ns, sha256, parts, error FROM files")
        return {row[0]: KnownFile(*row) for row in rows}

    def counts(self) -> dict[str, int]:
        """Numbers of live transcripts, turns and chunks."""
        turns = self._db.one("SELECT count(*), coalesce(sum(turns), 0) FROM transcripts WHERE live") or (0, 0)
        chunks = self._db.one(
            "SELECT count(*) FROM entries e JOIN transcripts t ON t.pk = e.transcript WHERE t.live AND e.view = 'chunk'"
        ) or (0,)
        return {"transcripts": turns[0], "turns": turns[1], "chunks": chunks[0]}

    # -- reading ----------------------------------------------------------------------------------------------------

    def transcripts(self) -> tuple[TranscriptInfo, ...]:
        """Every live transcript, then every file that could not be read, by id."""
        # Events may be many, and no list shows them.
        rows = self._db.all("SELECT json_remove(record, '$.events') FROM transcripts WHERE live ORDER BY id")
        ready = (records.info(row) for row in rows)
        failed = (
            TranscriptInfo(f.path, f.path, None, (), 0, "", "failed", (f.error,))
            for f in sorted(self.known_files().values(), key=lambda f: f.path)
            if f.error
        )
        return (*(TranscriptInfo(**fields) for fields in ready), *failed)

    def info(self, transcript_id: str) -> TranscriptInfo:
        """One live transcript's entry in the list. Raises NotFound."""
        return TranscriptInfo(**records.info((self._record(transcript_id),)))

    def events(self, transcript_id: str) -> tuple[Event, ...]:
        """Stage directions and narrative of a transcript, in the order of its files. Raises NotFound."""
        return records.events(self._record(transcript_id))

    def files(self, transcript_id: str) -> tuple[str, ...]:
        """The library paths a transcript was read from: its parts, in order. Raises NotFound."""
        return records.files(self._record(transcript_id))

    def _record(self, transcript_id: str) -> str:
        row = self._db.one("SELECT record FROM transcripts WHERE live AND id = ?", transcript_id)
        if row is None:
            raise NotFound(f"no transcript {transcript_id!r} in the index. See: ontherecord transcripts")
        return str(row[0])

    def turns(self, transcript_id: str, first: int | None = None, last: int | None = None) -> tuple[Turn, ...]:
        """Turns `first`..`last` (both included; default all) of a transcript. Raises NotFound."""
        row = self._db.one("SELECT pk, turns FROM transcripts WHERE live AND id = ?", transcript_id)
        if row is None:
            raise NotFound(f"no transcript {transcript_id!r} in the index. See: ontherecord transcripts")
        rows = self._db.all(
            "SELECT record FROM turns WHERE transcript = ? AND idx BETWEEN ? AND ? ORDER BY idx",
            row[0], max(first or 0, 0), row[1] if last is None else last,
        )  # fmt: skip
        return tuple(records.turn(record) for (record,) in rows)

    def turns_by_pk(self, pks: Sequence[int]) -> dict[int, Turn]:
        """Turns by their primary keys, those of live transcripts only."""
        rows = self._db.all(
            "SELECT u.pk, u.record FROM turns u JOIN transcripts t ON t.pk = u.transcript "
            "WHERE t.live AND u.pk IN (SELECT value FROM json_each(?))",
            json.dumps(list(pks)),
        )
        return {pk: records.turn(record) for pk, record in rows}

    def speakers(self) -> tuple[tuple[str, int, int], ...]:
        """(canonical name, transcripts, turns) of every speaker, most turns first."""
        return tuple(
            self._db.all(
                "SELECT u.speaker, count(DISTINCT u.transcript), count(*) FROM turns u "
                "JOIN transcripts t ON t.pk = u.transcript "
                "WHERE t.live AND u.speaker IS NOT NULL GROUP BY u.speaker ORDER BY 3 DESC, 1"
            )
        )

    def facts(self) -> tuple[Facts, ...]:
        """What questions are read against, of every live transcript, by id."""
        rows = self._db.all("SELECT id, title, first_date, last_date, record FROM transcripts WHERE live ORDER BY id")
        return tuple(Facts(row[0], row[1], row[2], row[3], records.people(row[4])) for row in rows)

    def turns_by_speaker(self, keys: Sequence[int]) -> dict[str | None, int]:
        """How many of the turns with these keys each speaker has; None stands for those without a name."""
        return dict(
            self._db.all(
                "SELECT speaker, count(*) FROM turns WHERE pk IN (SELECT value FROM json_each(?)) GROUP BY speaker",
                json.dumps(list(keys)),
            )
        )

    def tally(self, keys: Sequence[int]) -> tuple[Tally, ...]:
        """How many of the turns with these keys are live, by transcript, day and speaker; in order of date and id."""
        rows = self._db.all(
            "SELECT t.id, t.title, coalesce(u.date, t.date), u.speaker, count(*) FROM turns u "
            "JOIN transcripts t ON t.pk = u.transcript WHERE t.live AND u.pk IN (SELECT value FROM json_each(?)) "
            "GROUP BY t.pk, 3, 4 ORDER BY t.date, t.id, 3, 4",
            json.dumps(list(keys)),
        )
        return tuple(Tally(*row) for row in rows)

    def speaker_turns(self, names: Iterable[str]) -> Keys:
        """Sorted primary keys of the turns of these speakers, letter case aside."""
        rows = self._db.all(
            "SELECT pk FROM turns WHERE folded IN (SELECT value FROM json_each(?)) ORDER BY pk",
            json.dumps([name.casefold() for name in names]),
        )
        return np.array([row[0] for row in rows], dtype=np.int64)

    def dated_turns(self, *, after: str | None, before: str | None) -> Keys:
        """Sorted keys of the turns whose own date, else their transcript's, lies within both dates."""
        rows = self._db.all(
            "SELECT u.pk FROM turns u JOIN transcripts t ON t.pk = u.transcript "
            "WHERE t.live AND t.first_date IS NOT NULL AND (?1 IS NULL OR t.last_date >= ?1) "
            "AND (?2 IS NULL OR t.first_date <= ?2) AND (?1 IS NULL OR coalesce(u.date, t.date) >= ?1) "
            "AND (?2 IS NULL OR coalesce(u.date, t.date) <= ?2) ORDER BY u.pk",
            after, before,
        )  # fmt: skip
        return np.array([row[0] for row in rows], dtype=np.int64)

    def words(
        self, view: View, query: str, *, ranges: Sequence[tuple[int, int]] | None = None
    ) -> tuple[Keys, npt.NDArray[np.float64]]:
        """BM25 of every row of a view that holds a word of the query: (row keys, scores), higher is better.

        Rows are turns (by turn key) or chunks (by entry key); `ranges` limits the keys, both ends included. Rows of
        revisions that are not live may be among them: the caller knows the live ones.
        """
        table = f"{view}_words"
        expression = fulltext.any_word(query, fulltext.SEARCHED[table])
        rows: list[tuple[int, float]] = []
        for low, high in (ranges if ranges is not None else ((0, 2**62),)) if expression else ():
            rows += self._db.all(
                f"SELECT rowid, -bm25({table}) FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ?",
                expression, low, high,
            )  # fmt: skip
        keys = np.array([row[0] for row in rows], dtype=np.int64)
        return keys, np.array([row[1] for row in rows], dtype=np.float64)

    def mentions(self, query: str) -> list[int]:
        """Primary keys of every turn that holds all words of the query, quoted parts as phrases."""
        expression = fulltext.all_words(query)
        if not expression:
            return []
        rows = self._db.all(
            "SELECT w.rowid FROM turn_words w JOIN turns u ON u.pk = w.rowid "
            "JOIN transcripts t ON t.pk = u.transcript "
            "WHERE turn_words MATCH ? AND t.live ORDER BY t.date, t.id, u.idx",
            f"{{words}} : ({expression})",  # not the label: a speaker's name is not said in every turn of hers
        )
        return [row[0] for row in rows]

    def live_entries(self) -> dict[View, int]:
        """Numbers of live entries by view."""
        rows = self._db.all(
            "SELECT e.view, count(*) FROM entries e JOIN transcripts t ON t.pk = e.transcript WHERE t.live GROUP BY 1"
        )
        return {view: dict(rows).get(view, 0) for view in VIEWS}

    def entry_keys_live(self, view: View) -> set[int]:
        """Keys of all live entries of a view."""
        rows = self._db.all(
            "SELECT e.pk FROM entries e JOIN transcripts t ON t.pk = e.transcript WHERE t.live AND e.view = ?", view
        )
        return {row[0] for row in rows}

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
                ((f.path, f.size, f.mtime_ns, f.sha256, f.parts, f.error) for f in files),
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
    "FILE", "VIEWS", "Catalog", "Entries", "Entry", "Half", "Keys", "KnownFile", "Live", "State", "TranscriptInfo",
    "View",
]  # fmt: skip


def _entries(connection: sqlite3.Connection, view: View, transcripts: str) -> Entries:
    rows = connection.execute(
        "SELECT e.pk, t.base + e.first, t.base + e.last FROM entries e JOIN transcripts t ON t.pk = e.transcript "
        "WHERE e.view = ? AND e.transcript IN (SELECT value FROM json_each(?)) ORDER BY e.pk",
        (view, transcripts),
    ).fetchall()
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Entries(*(np.ascontiguousarray(table[:, column]) for column in range(3)))


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
