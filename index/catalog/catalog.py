"""What an index holds: transcripts, turns, entries with their vectors, full text search, the generation.

It is the commit point of the index: what a committed transaction here says is live is live, whatever Chroma holds.
Vectors are kept as float16, rounded before they go anywhere, so that both agree. `Catalog` is the one interface; what
every store does alike is written here, once, in SQL that all understand (`sql`), and each store adds the rest:
`sqlite` is a file of the index folder, `postgresql` a server. No other part of the program knows SQL.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalog import serialization as records
from index.catalog.identity import COLLECTION, OtherSchema, collection_name, fresh_identity
from index.catalog.live import LiveTranscripts
from index.catalog.rows import (
    VIEWS,
    Entries,
    Entry,
    Half,
    Keys,
    KnownFile,
    Live,
    State,
    TranscriptInfo,
    View,
)
from index.catalog.staging import EntryRow, RowKeys, Rows, TurnRow, forget, live_entries, rows_of, stage, unstage
from index.catalog.vectors import StoredVectors
from index.errors import BrokenCatalog, CatalogError
from index.message import dump
from index.transcript import Transcript

if TYPE_CHECKING:
    from index.catalog.sql import Database, Transaction
    from index.catalog.words import Vocabulary, Words

_KEPT = ("id", "revision", "title", "date", "first_date", "last_date", "record")  # of a transcript, as `Rows` has it
_KEEP = "INSERT INTO about (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
_KEEP_FILE = (
    "INSERT INTO files (path, size, mtime_ns, sha256, parts, error) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO "
    "UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, sha256 = excluded.sha256, "
    "parts = excluded.parts, error = excluded.error"
)


class Catalog(LiveTranscripts, ABC):
    """An open catalog. Safe to use from several threads."""

    name: str  # of where it is, as messages have it
    vectors: StoredVectors
    vocabulary: Vocabulary

    def __init__(self, name: str, database: Database, words: Words, vocabulary: Vocabulary) -> None:
        self.name, self._db, self._words, self.vocabulary = name, database, words, vocabulary
        self.vectors = StoredVectors(database)

    def _check(self, schema: int, upgrades: Collection[str]) -> None:
        """Raises OtherSchema or BrokenCatalog, all connections closed, where this program cannot use the catalog."""
        try:
            if (found := self.about("schema")) != str(schema):
                raise OtherSchema(self.name, found, reads=schema, upgrades=found in upgrades)
            if not COLLECTION.fullmatch(self.about("collection") or ""):  # it names a folder, too
                raise BrokenCatalog(
                    f"{self.name}: names no vectors of this program. Rebuild it with: ontherecord index"
                )
        except CatalogError:
            self.close()
            raise

    @property
    @abstractmethod
    def replaced(self) -> bool:
        """Whether another catalog, or none, now stands in this one's place: what is open here is out of use."""

    @abstractmethod
    def belongs_to(self, library: Path) -> bool:
        """Whether this is the index of a library, which may have been moved or copied together with it."""

    @abstractmethod
    def settle(self, library: Path | None) -> None:
        """Note where library and index are now. The caller has the lock."""

    @abstractmethod
    def keeps_vectors_in(self, folder: Path) -> bool:
        """Whether the embedded vector store in this folder is the one that is kept in step with the catalog."""

    @abstractmethod
    def facts_of_vectors(self, folder: Path) -> Mapping[str, str]:
        """What is to be published when the embedded vector store in this folder takes over."""

    @abstractmethod
    def _reserved(self, transaction: Transaction, rows: Rows) -> RowKeys:
        """New keys, larger than any given before; entries in the order of their turns."""

    @abstractmethod
    def shrink(self) -> None:
        """Give the disk space of what was swept back."""

    @abstractmethod
    def empty_log(self) -> None:
        """Leave nothing of what was removed in the store's log."""

    @abstractmethod
    def quick_check(self) -> str:
        """What the store finds wrong with itself; "ok" for nothing."""

    # -- state ------------------------------------------------------------------------------------------------------

    @property
    def generation(self) -> int:
        """Counts committed changes; another number means that readers should look again."""
        return int(self.about("generation") or 0)

    def state(self, known: Collection[int] = ()) -> State:
        """The committed state; `known` are keys of transcripts whose entries the caller has already."""
        with self._db.reading() as transaction:
            about = dict(transaction.all("SELECT key, value FROM about"))
            rows = transaction.all("SELECT pk, id, title, date, turns, base FROM transcripts WHERE live")
            live = tuple(Live(*row) for row in rows)
            missing = [transcript.pk for transcript in live if transcript.pk not in known]
            entries = {view: live_entries(transaction, view, missing) for view in VIEWS}
        return State(int(about["generation"]), about["collection"], live, entries)

    def revisions(self) -> dict[str, str]:
        """Live transcript id -> revision."""
        return dict(self._db.all("SELECT id, revision FROM transcripts WHERE live"))

    def is_listed_as(self, transcript: Transcript) -> bool:
        """Whether lists show the same of the live revision as of this one."""
        row = self._db.one("SELECT record FROM transcripts WHERE live AND id = ?", transcript.id)
        return row is not None and row[0] == records.dump_transcript(transcript)

    def next_collection(self, fingerprint: str) -> str:
        """A name for vector collections to be made beside those in use."""
        return collection_name(self._identity, fingerprint, self.generation + 1)

    def owns(self, collection: str) -> bool:
        """Whether vector collections of this name are this index's, and not those of one that it is a copy of."""
        return collection.startswith(f"otr-{self._identity}-")

    def draw_identity(self) -> None:
        """Become another index, whose collections are yet to be made. The caller has the lock."""
        self.note({"identity": fresh_identity()})

    @property
    def _identity(self) -> str:
        return self.about("identity") or ""

    def facts_of_itself(self) -> dict[str, str]:
        """All facts of `about`."""
        return dict(self._db.all("SELECT key, value FROM about"))

    def counts(self) -> dict[str, int]:
        """Numbers of live transcripts, turns and chunks."""
        turns = self._db.one(
            "SELECT count(*), CAST(coalesce(sum(turns), 0) AS BIGINT) FROM transcripts WHERE live"
        ) or (0, 0)
        chunks = self._db.one(
            "SELECT count(*) FROM entries e JOIN transcripts t ON t.pk = e.transcript WHERE t.live AND e.view = 'chunk'"
        ) or (0,)
        return {"transcripts": turns[0], "turns": turns[1], "chunks": chunks[0]}

    # -- writing (one writer: the caller holds the lock) --------------------------------------------------------------

    def stage(self, transcript: Transcript, entries: Sequence[Entry]) -> tuple[int, dict[View, list[int]]]:
        """Write a new revision that nothing sees yet; returns its key and its entries' keys by view."""
        rows = rows_of(transcript, entries)
        keys = self.stage_rows(rows)
        return keys.pk, {
            view: [key for key, entry in zip(keys.entries, rows.entries, strict=True) if entry.view == view]
            for view in VIEWS
        }

    def stage_rows(self, rows: Rows) -> RowKeys:
        """Write a new revision that nothing sees yet; the keys that it has now."""
        with self._db.writing() as transaction:
            keys = self._reserved(transaction, rows)
            stage(transaction, rows, keys)
            self._words.stage(transaction, rows, keys)
        return keys

    def rows(self, revision: int) -> Rows:
        """All that is kept of a revision, as `stage_rows` takes it."""
        with self._db.reading() as transaction:
            row = transaction.one(f"SELECT {', '.join(_KEPT)} FROM transcripts WHERE pk = ?", revision)
            said, passages = self._words.of_turns(transaction, revision), self._words.of_chunks(transaction, revision)
            turns = transaction.all(
                "SELECT pk, idx, speaker, date, record FROM turns WHERE transcript = ? ORDER BY pk", revision
            )
            entries = transaction.all(
                "SELECT pk, view, first, last, part, hash, vector FROM entries WHERE transcript = ? ORDER BY pk",
                revision,
            )
        if row is None:
            raise CatalogError(f"{self.name}: a transcript was removed meanwhile. Run the command again")
        return Rows(
            **dict(zip(_KEPT, row, strict=True)),
            turns=tuple(
                TurnRow(idx, speaker, date, record, said.get(key)) for key, idx, speaker, date, record in turns
            ),
            entries=tuple(
                EntryRow(view, first, last, part, text, vector, passages.get(key))
                for key, view, first, last, part, text, vector in entries
            ),
        )

    def live_keys(self) -> dict[str, int]:
        """Live transcript id -> key of its revision."""
        return dict(self._db.all("SELECT id, pk FROM transcripts WHERE live"))

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
        with self._db.writing() as transaction:
            ids = [row[0] for row in transaction.all("SELECT id FROM transcripts WHERE pk AMONG ?", list(added))]
            for identifier in (*ids, *removed):
                transaction.run("UPDATE transcripts SET live = FALSE WHERE live AND id = ?", identifier)
            transaction.many("UPDATE transcripts SET live = TRUE WHERE pk = ?", [(pk,) for pk in added])
            transaction.many(
                _KEEP_FILE, [(f.path, f.size, f.mtime_ns, f.sha256, f.parts, f.error and dump(f.error)) for f in files]
            )
            transaction.many("DELETE FROM files WHERE path = ?", [(path,) for path in forgotten])
            transaction.many(_KEEP, list((facts or {}).items()))
            if added or removed or facts:
                transaction.run(
                    "UPDATE about SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE key = 'generation'"
                )

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
            "WITH added AS (SELECT pk, id FROM transcripts WHERE pk AMONG ?), "
            "going AS (SELECT pk FROM transcripts WHERE live AND id AMONG ?), "
            "staying AS (SELECT pk FROM added UNION SELECT pk FROM transcripts WHERE live "
            "AND pk NOT IN (SELECT pk FROM going) AND id NOT IN (SELECT id FROM added)) "
            "SELECT 1 FROM entries e WHERE e.transcript IN (SELECT pk FROM going) AND NOT EXISTS "
            "(SELECT 1 FROM entries o WHERE o.hash = e.hash AND o.transcript IN (SELECT pk FROM staying)) LIMIT 1",
            list(added), list(removed),
        )  # fmt: skip
        return row is not None

    def sweep(self, dead: Sequence[int]) -> None:
        """Remove revisions with all their text and vectors; see `empty_log`."""
        for revision in dead:  # one by one: the store's log would else grow as large as all that goes
            with self._db.writing() as transaction:
                self._words.unstage(transaction, revision)
                unstage(transaction, revision)
        with self._db.writing() as transaction:
            forget(transaction, dead)
            self._words.forget(transaction)
        self.shrink()

    def note(self, facts: Mapping[str, str]) -> None:
        """Keep facts that no reader waits for: the generation stays as it is."""
        with self._db.writing() as transaction:
            transaction.many(_KEEP, list(facts.items()))

    def close(self) -> None:
        """Close every connection."""
        self._db.close()


__all__ = [
    "VIEWS", "Catalog", "Entries", "Entry", "Half", "Keys", "KnownFile", "Live", "State",
    "TranscriptInfo", "View",
]  # fmt: skip
