"""A transcript as rows: turns, entries with their vectors, and the words of both. Seen by nobody until published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from index.catalog import fulltext
from index.catalog import serialization as records
from index.catalog.rows import VIEWS, Entries, Entry, View
from index.chunking import heading
from index.transcript import Transcript

if TYPE_CHECKING:
    from index.catalog.sql import Transaction


class TurnRow(NamedTuple):
    """A turn: its record, and head, label and words as full text has them; None where nothing is said."""

    idx: int
    speaker: str | None
    date: str | None
    record: str
    words: tuple[str, str, str] | None


class EntryRow(NamedTuple):
    """An entry, and of a chunk head and words as full text has them."""

    view: View
    first: int
    last: int
    part: int
    hash: bytes
    vector: bytes
    words: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Rows:
    """All that a store keeps of a revision, but for keys. Entries of one view follow each other."""

    id: str
    revision: str
    title: str | None
    date: str | None
    first_date: str | None
    last_date: str | None
    record: str
    turns: tuple[TurnRow, ...]
    entries: tuple[EntryRow, ...]


class RowKeys(NamedTuple):
    """The keys that a store gives to a revision: its own, its turn 0's, its entries' in their order."""

    pk: int
    base: int
    entries: range


def rows_of(transcript: Transcript, entries: Sequence[Entry]) -> Rows:
    """A transcript with its entries as rows."""
    dates = [d for turn in transcript.turns if (d := turn.date or transcript.date)]
    return Rows(
        transcript.id,
        transcript.revision,
        transcript.title,
        transcript.date,
        min(dates, default=None),
        max(dates, default=None),
        records.dump_transcript(transcript),
        tuple(_turn_row(transcript, place) for place in range(len(transcript.turns))),
        tuple(_entry_row(entry) for view in VIEWS for entry in entries if entry.view == view),
    )


def without_nul(rows: Rows) -> Rows:
    """The same with blanks for NUL characters, which not every store can keep."""
    records = [rows.record, *(turn.record for turn in rows.turns)]
    if not any("\\u0000" in record for record in records):  # all that is said stands in one of them
        return rows
    return replace(
        rows,
        title=blanks_for_nul(rows.title),
        record=_record_without_nul(rows.record),
        turns=tuple(
            turn._replace(
                speaker=blanks_for_nul(turn.speaker),
                record=_record_without_nul(turn.record),
                words=blanks_for_nul(turn.words),
            )
            for turn in rows.turns
        ),
        entries=tuple(entry._replace(words=blanks_for_nul(entry.words)) for entry in rows.entries),
    )


def stage(transaction: Transaction, rows: Rows, keys: RowKeys) -> None:
    """Write a revision that is not live, but for its words."""
    transaction.run(
        "INSERT INTO transcripts (pk, id, revision, live, title, date, turns, base, first_date, last_date, record) "
        "VALUES (?, ?, ?, FALSE, ?, ?, ?, ?, ?, ?, ?)",
        keys.pk, rows.id, rows.revision, rows.title, rows.date, len(rows.turns), keys.base, rows.first_date,
        rows.last_date, rows.record,
    )  # fmt: skip
    transaction.many(
        "INSERT INTO turns (pk, transcript, idx, speaker, folded, date, record) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (keys.base + u.idx, keys.pk, u.idx, u.speaker, (u.speaker or "").casefold() or None, u.date, u.record)
            for u in rows.turns
        ),
    )
    transaction.many(
        "INSERT INTO entries (pk, transcript, view, first, last, part, hash, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((key, keys.pk, *entry[:6]) for key, entry in zip(keys.entries, rows.entries, strict=True)),
    )


def unstage(transaction: Transaction, revision: int) -> None:
    """Delete what a revision says; its own row stays, so that a sweep that was killed is taken up again."""
    for table in ("turns", "entries"):
        transaction.run(f"DELETE FROM {table} WHERE transcript = ?", revision)


def forget(transaction: Transaction, revisions: Sequence[int]) -> None:
    """Delete the rows of revisions that say nothing any more."""
    transaction.many("DELETE FROM transcripts WHERE pk = ?", [(pk,) for pk in revisions])


def blanks_for_nul(value: Any) -> Any:
    """The value, a text with blanks for NUL, which PostgreSQL's text cannot hold; a sequence with that of each."""
    if isinstance(value, (tuple, list)):
        return type(value)(map(blanks_for_nul, value))
    return value.replace("\x00", " ") if isinstance(value, str) else value


def _record_without_nul(record: str) -> str:
    return json.dumps(_json_without_nul(json.loads(record)), ensure_ascii=False)


def _json_without_nul(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _json_without_nul(one) for key, one in value.items()}
    return [_json_without_nul(one) for one in value] if isinstance(value, list) else blanks_for_nul(value)


def _turn_row(transcript: Transcript, place: int) -> TurnRow:
    turn = transcript.turns[place]
    words = None
    if turn.text.strip():
        head, label = heading(transcript, turn), turn.speaker or ""
        words = fulltext.indexed(head), fulltext.indexed(label), fulltext.indexed(turn.text)
    return TurnRow(turn.index, turn.speaker, turn.date, records.dump_turn(turn), words)


def _entry_row(entry: Entry) -> EntryRow:
    chunk, words = entry.chunk, None
    if entry.view == "chunk":
        words = fulltext.indexed(chunk.head), fulltext.indexed(chunk.text[len(chunk.head) :])
    return EntryRow(entry.view, chunk.first, chunk.last, chunk.part, entry.hash, entry.vector, words)


def live_entries(transaction: Transaction, view: View, transcripts: list[int]) -> Entries:
    """The entries of these transcripts in a view, as arrays, their turns by key."""
    rows = transaction.all(
        "SELECT e.pk, t.base + e.first, t.base + e.last FROM entries e JOIN transcripts t ON t.pk = e.transcript "
        "WHERE e.view = ? AND e.transcript AMONG ? ORDER BY e.pk",
        view, transcripts,
    )  # fmt: skip
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Entries(*(np.ascontiguousarray(table[:, column]) for column in range(3)))
