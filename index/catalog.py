"""SQLite: transcripts, turns, entries with their vectors, full text search, and the index generation.

The only module with SQL in it, and the commit point of the index: what a committed transaction here says is live is
live, whatever Chroma holds. Vectors are kept as float16, rounded before they go anywhere, so that both stores agree.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from index import fulltext, records
from index.chunking import Chunk
from index.errors import CatalogError, NoIndex, NotFound
from index.transcript import Transcript, Turn

View = Literal["turn", "chunk"]
VIEWS: tuple[View, ...] = ("turn", "chunk")
SCHEMA = 1
FILE = "catalog.sqlite3"

Half = npt.NDArray[np.float16]
Keys = npt.NDArray[np.int64]

_TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
  path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL,
  parts TEXT NOT NULL, error TEXT
) WITHOUT ROWID;
CREATE TABLE transcripts (
  pk INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, revision TEXT NOT NULL, live INTEGER NOT NULL,
  title TEXT NOT NULL, date TEXT, format TEXT NOT NULL, turns INTEGER NOT NULL, first_date TEXT, last_date TEXT,
  record TEXT NOT NULL
);
CREATE UNIQUE INDEX live_transcripts ON transcripts (id) WHERE live;
CREATE TABLE turns (
  pk INTEGER PRIMARY KEY, transcript INTEGER NOT NULL, idx INTEGER NOT NULL, speaker TEXT, date TEXT,
  record TEXT NOT NULL
);
CREATE UNIQUE INDEX turns_by_place ON turns (transcript, idx);
CREATE INDEX turns_by_speaker ON turns (speaker COLLATE NOCASE);
CREATE TABLE entries (
  pk INTEGER PRIMARY KEY AUTOINCREMENT, transcript INTEGER NOT NULL, view TEXT NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, part INTEGER NOT NULL, hash BLOB NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX entries_by_transcript ON entries (transcript, view);
CREATE INDEX entries_by_hash ON entries (hash);
"""


@dataclass(frozen=True, slots=True)
class TranscriptInfo:
    """A transcript as lists show it. `state` is "ready"; files that failed are listed with state "failed"."""

    id: str
    title: str
    date: str | None
    speakers: tuple[str, ...]
    turns: int
    format: str
    state: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the index remembers of a file of the library. `error` says why it could not be read."""

    path: str
    size: int
    mtime_ns: int
    sha256: str
    parts: str  # the paths read together with it, one a line
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


def collection_name(fingerprint: str, generation: int) -> str:
    """Name of the vector collections of an index: another model, or another rebuild, never shares them."""
    return f"otr-{sha256(fingerprint.encode()).hexdigest()[:12]}-{generation}"


class Catalog:
    """One connection a thread to the catalog file of an index folder."""

    def __init__(self, folder: Path) -> None:
        """Open an existing catalog. Raises NoIndex where there is none, CatalogError where it cannot be used."""
        self.path = folder / FILE
        if not self.path.is_file():
            raise NoIndex(f"{folder}: no index here yet. Make one with: ontherecord index --library FOLDER")
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        schema = self.about("schema")
        if schema != str(SCHEMA):
            raise CatalogError(
                f"{self.path}: schema {schema}, this program reads {SCHEMA}. "
                "Rebuild it with: ontherecord index --rebuild"
            )

    @classmethod
    def create(cls, folder: Path, *, library: Path, fingerprint: str) -> Catalog:
        """A new, empty catalog; it appears under its name only when it is complete."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / FILE
        fresh = path.with_suffix(".new")
        for leftover in (fresh, *(Path(f"{fresh}{tail}") for tail in ("-wal", "-shm", "-journal"))):
            leftover.unlink(missing_ok=True)
        with _translated(path):
            connection = sqlite3.connect(fresh)
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.executescript(_TABLES)
            for view in VIEWS:
                connection.execute(fulltext.create_table(f"{view}_words"))
            facts = {
                "schema": str(SCHEMA),
                "library": str(library.resolve()),
                "fingerprint": fingerprint,
                "collection": collection_name(fingerprint, 0),
                "generation": "0",
            }
            connection.executemany("INSERT INTO about VALUES (?, ?)", facts.items())
            connection.commit()
            connection.close()
            fresh.replace(path)
        return cls(folder)

    # -- state ------------------------------------------------------------------------------------------------------

    def about(self, key: str) -> str | None:
        """A fact about the index: schema, library, fingerprint, generation."""
        row = self._one("SELECT value FROM about WHERE key = ?", key)
        return None if row is None else str(row[0])

    @property
    def generation(self) -> int:
        """Counts committed changes; another number means that readers should look again."""
        return int(self.about("generation") or 0)

    def live(self) -> tuple[Live, ...]:
        """Every live transcript, by id."""
        rows = self._all(
            "SELECT t.pk, t.id, t.title, t.date, t.turns, min(u.pk) FROM transcripts t "
            "LEFT JOIN turns u ON u.transcript = t.pk AND u.idx = 0 WHERE t.live GROUP BY t.pk ORDER BY t.id"
        )
        return tuple(Live(*row[:5], base=row[5] or 0) for row in rows)

    def revisions(self) -> dict[str, str]:
        """Live transcript id -> revision."""
        return dict(self._all("SELECT id, revision FROM transcripts WHERE live"))

    def known_files(self) -> dict[str, KnownFile]:
        """Path -> what was last seen of each library file."""
        rows = self._all("SELECT path, size, mtime_ns, sha256, parts, error FROM files")
        return {row[0]: KnownFile(*row) for row in rows}

    def counts(self) -> dict[str, int]:
        """Numbers of live transcripts, turns and chunks."""
        turns = self._one("SELECT count(*), coalesce(sum(turns), 0) FROM transcripts WHERE live") or (0, 0)
        chunks = self._one(
            "SELECT count(*) FROM entries e JOIN transcripts t ON t.pk = e.transcript WHERE t.live AND e.view = 'chunk'"
        ) or (0,)
        return {"transcripts": turns[0], "turns": turns[1], "chunks": chunks[0]}

    # -- reading ----------------------------------------------------------------------------------------------------

    def transcripts(self) -> tuple[TranscriptInfo, ...]:
        """Every live transcript, then every file that could not be read, by id."""
        ready = (records.info(row) for row in self._all("SELECT record FROM transcripts WHERE live ORDER BY id"))
        failed = (
            TranscriptInfo(f.path, f.path, None, (), 0, "", "failed", (f.error,))
            for f in sorted(self.known_files().values(), key=lambda f: f.path)
            if f.error
        )
        return (*(TranscriptInfo(**fields) for fields in ready), *failed)

    def turns(self, transcript_id: str, first: int | None = None, last: int | None = None) -> tuple[Turn, ...]:
        """Turns `first`..`last` (both included; default all) of a transcript. Raises NotFound."""
        row = self._one("SELECT pk, turns FROM transcripts WHERE live AND id = ?", transcript_id)
        if row is None:
            raise NotFound(f"no transcript {transcript_id!r} in the index. See: ontherecord transcripts")
        rows = self._all(
            "SELECT record FROM turns WHERE transcript = ? AND idx BETWEEN ? AND ? ORDER BY idx",
            row[0], max(first or 0, 0), row[1] if last is None else last,
        )  # fmt: skip
        return tuple(records.turn(record) for (record,) in rows)

    def turns_by_pk(self, pks: Sequence[int]) -> dict[int, Turn]:
        """Turns by their primary keys, those of live transcripts only."""
        rows = self._all(
            "SELECT u.pk, u.record FROM turns u JOIN transcripts t ON t.pk = u.transcript "
            "WHERE t.live AND u.pk IN (SELECT value FROM json_each(?))",
            json.dumps(list(pks)),
        )
        return {pk: records.turn(record) for pk, record in rows}

    def speakers(self) -> tuple[tuple[str, int, int], ...]:
        """(canonical name, transcripts, turns) of every speaker, most turns first."""
        return tuple(
            self._all(
                "SELECT u.speaker, count(DISTINCT u.transcript), count(*) FROM turns u "
                "JOIN transcripts t ON t.pk = u.transcript "
                "WHERE t.live AND u.speaker IS NOT NULL GROUP BY u.speaker ORDER BY 3 DESC, 1"
            )
        )

    def speaker_turns(self, names: Iterable[str]) -> Keys:
        """Sorted primary keys of the turns of these speakers, letter case aside."""
        rows = self._all(
            "SELECT pk FROM turns WHERE speaker COLLATE NOCASE IN (SELECT value FROM json_each(?)) ORDER BY pk",
            json.dumps(list(names)),
        )
        return np.array([row[0] for row in rows], dtype=np.int64)

    def dated_turns(self, *, after: str | None, before: str | None) -> Keys:
        """Sorted keys of the turns whose own date, else their transcript's, lies within both dates."""
        rows = self._all(
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
        expression = fulltext.any_word(query)
        table = f"{view}_words"
        rows: list[tuple[int, float]] = []
        for low, high in (ranges if ranges is not None else ((0, 2**62),)) if expression else ():
            rows += self._all(
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
        rows = self._all(
            "SELECT w.rowid FROM turn_words w JOIN turns u ON u.pk = w.rowid "
            "JOIN transcripts t ON t.pk = u.transcript "
            "WHERE turn_words MATCH ? AND t.live ORDER BY t.date, t.id, u.idx",
            expression,
        )
        return [row[0] for row in rows]

    def entries(self, view: View) -> Entries:
        """All live entries of a view."""
        rows = self._all(
            "SELECT e.pk, b.pk + e.first, b.pk + e.last FROM entries e JOIN transcripts t ON t.pk = e.transcript "
            "JOIN turns b ON b.transcript = t.pk AND b.idx = 0 WHERE t.live AND e.view = ? ORDER BY e.pk",
            view,
        )
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        return Entries(*(np.ascontiguousarray(table[:, column]) for column in range(3)))

    def block(self, transcript: int, view: View) -> tuple[Keys, npt.NDArray[np.float32]]:
        """(entry keys, unit vectors) of all entries of a transcript in a view."""
        return _matrix(
            self._all(
                "SELECT pk, vector FROM entries WHERE transcript = ? AND view = ? ORDER BY pk",
                transcript,
                view,
            )
        )

    def vectors_of(self, keys: Sequence[int]) -> tuple[Keys, npt.NDArray[np.float32]]:
        """(entry keys, unit vectors) of these entries, in key order."""
        return _matrix(
            self._all(
                "SELECT pk, vector FROM entries WHERE pk IN (SELECT value FROM json_each(?)) ORDER BY pk",
                json.dumps(list(keys)),
            )
        )

    def vectors(self, view: View) -> Iterator[tuple[list[int], Half]]:
        """Every live entry's (primary keys, vectors) of a view, a batch at a time."""
        after = 0
        while True:
            rows = self._all(
                "SELECT e.pk, e.vector FROM entries e JOIN transcripts t ON t.pk = e.transcript "
                "WHERE t.live AND e.view = ? AND e.pk > ? ORDER BY e.pk LIMIT 4096",
                view, after,
            )  # fmt: skip
            if not rows:
                return
            after = rows[-1][0]
            matrix = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float16)
            yield [row[0] for row in rows], matrix.reshape(len(rows), -1)

    def cached_vectors(self, hashes: Iterable[bytes]) -> dict[bytes, bytes]:
        """The vectors already made for these texts."""
        found: dict[bytes, bytes] = {}
        for key in set(hashes):
            row = self._one("SELECT vector FROM entries WHERE hash = ? LIMIT 1", key)
            if row is not None:
                found[key] = row[0]
        return found

    # -- writing (one writer: the caller holds the lock file) ---------------------------------------------------------

    def stage(
        self, transcript: Transcript, entries: Iterable[tuple[View, Chunk, bytes, bytes]]
    ) -> tuple[int, dict[View, list[int]]]:
        """Write a new revision that nothing sees yet; returns its key and its entries' keys by view.

        Each entry is (view, chunk, hash, float16 vector bytes).
        """
        with self._transaction() as connection:
            dates = [d for t in transcript.turns if (d := t.date or transcript.date)]
            cursor = connection.execute(
                "INSERT INTO transcripts (id, revision, live, title, date, format, turns, first_date, last_date, record) "
                "VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?)",
                (
                    transcript.id, transcript.revision, transcript.title, transcript.date,
                    transcript.files[0].format if transcript.files else "", len(transcript.turns),
                    min(dates, default=None), max(dates, default=None), records.dump_transcript(transcript),
                ),
            )  # fmt: skip
            pk = int(cursor.lastrowid or 0)
            base = int(connection.execute("SELECT coalesce(max(pk), 0) + 1 FROM turns").fetchone()[0])
            connection.executemany(
                "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (base + turn.index, pk, turn.index, turn.speaker, turn.date, records.dump_turn(turn))
                    for turn in transcript.turns
                ),
            )
            keys = {view: self._stage_view(connection, pk, base, view, entries) for view in VIEWS} if entries else {}
            return pk, keys

    def _stage_view(
        self,
        connection: sqlite3.Connection,
        pk: int,
        base: int,
        view: View,
        entries: Iterable[tuple[View, Chunk, bytes, bytes]],
    ) -> list[int]:
        keys: list[int] = []
        spoken: dict[int, list[str]] = {}
        for own, chunk, key, vector in entries:
            if own != view:
                continue
            cursor = connection.execute(
                "INSERT INTO entries (transcript, view, first, last, part, hash, vector) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (pk, view, chunk.first, chunk.last, chunk.part, key, vector),
            )
            keys.append(int(cursor.lastrowid or 0))
            row = base + chunk.first if view == "turn" else keys[-1]
            spoken.setdefault(row, []).append(chunk.text)
        connection.executemany(
            f"INSERT INTO {view}_words (rowid, words) VALUES (?, ?)",
            ((row, fulltext.indexed("\n".join(texts))) for row, texts in spoken.items()),
        )
        return keys

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
        with self._transaction() as connection:
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
            connection.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", (facts or {}).items())
            if added or removed or facts:
                connection.execute("UPDATE about SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")

    def dead(self) -> list[int]:
        """Revisions that are not live: replaced, removed, or staged by a writer that died."""
        return [row[0] for row in self._all("SELECT pk FROM transcripts WHERE NOT live")]

    def entry_keys(self, transcripts: Sequence[int], view: View) -> list[int]:
        """Primary keys of all entries of these revisions in a view."""
        rows = self._all(
            "SELECT pk FROM entries WHERE view = ? AND transcript IN (SELECT value FROM json_each(?))",
            view, json.dumps(list(transcripts)),
        )  # fmt: skip
        return [row[0] for row in rows]

    def sweep(self, dead: Sequence[int]) -> None:
        """Remove revisions with all their text and vectors, and overwrite the pages they stood on."""
        with self._transaction() as connection:
            for pk in dead:
                connection.execute(
                    "DELETE FROM turn_words WHERE rowid IN (SELECT pk FROM turns WHERE transcript = ?)", (pk,)
                )
                connection.execute(
                    "DELETE FROM chunk_words WHERE rowid IN "
                    "(SELECT pk FROM entries WHERE transcript = ? AND view = 'chunk')",
                    (pk,),
                )
                for table in ("turns", "entries"):
                    connection.execute(f"DELETE FROM {table} WHERE transcript = ?", (pk,))
                connection.execute("DELETE FROM transcripts WHERE pk = ?", (pk,))
            for view in VIEWS:  # merging all segments is what takes deleted words out of the full text index
                connection.execute(f"INSERT INTO {view}_words ({view}_words) VALUES ('optimize')")
        connection = self._connection()
        connection.execute("PRAGMA incremental_vacuum").fetchall()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
            self._local = threading.local()

    # -- plumbing -----------------------------------------------------------------------------------------------------

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with _translated(self.path):
                connection = sqlite3.connect(self.path, timeout=30.0, check_same_thread=False, isolation_level=None)
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute("PRAGMA secure_delete = ON")
                connection.execute("PRAGMA cache_size = -65536")
            self._local.connection = connection
            with self._lock:
                self._connections.append(connection)
        return connection

    def _all(self, statement: str, *values: Any) -> list[Any]:
        with _translated(self.path):
            return self._connection().execute(statement, values).fetchall()

    def _one(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        with _translated(self.path):
            row: tuple[Any, ...] | None = self._connection().execute(statement, values).fetchone()
            return row

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        with _translated(self.path):
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:  # Ctrl-C too leaves nothing half written
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise


def _matrix(rows: list[tuple[int, bytes]]) -> tuple[Keys, npt.NDArray[np.float32]]:
    keys = np.array([row[0] for row in rows], dtype=np.int64)
    flat = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float16).astype(np.float32)
    return keys, flat.reshape(len(rows), -1) if rows else flat.reshape(0, 0)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """SQLite's errors as ours, once, here."""
    try:
        yield
    except sqlite3.OperationalError as error:
        way_out = {
            "database or disk is full": "Free some space and run the command again; the old index still serves",
            "attempt to write a readonly database": "Make the index folder writable or choose another with --index",
        }.get(str(error), "Check the index with: ontherecord doctor")
        raise CatalogError(f"{path}: {error}. {way_out}") from error
    except sqlite3.DatabaseError as error:
        raise CatalogError(f"{path}: {error}. Repair it with: ontherecord doctor --repair") from error
