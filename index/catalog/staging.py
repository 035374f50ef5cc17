"""A transcript's rows: turns, entries with their vectors, and the words of both. Seen by nobody until published."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Literal, NamedTuple

from index.catalog import fulltext
from index.catalog import serialization as records
from index.chunking import heading
from index.transcript import Chunk, Transcript

View = Literal["turn", "chunk"]
VIEWS: tuple[View, ...] = ("turn", "chunk")


class Entry(NamedTuple):
    """What is embedded: a turn, a part of one, or a chunk, with its text's hash and its float16 vector's bytes."""

    view: View
    chunk: Chunk
    hash: bytes
    vector: bytes


def stage(
    connection: sqlite3.Connection, transcript: Transcript, entries: Sequence[Entry]
) -> tuple[int, dict[View, list[int]]]:
    """Write a revision that is not live; returns its key and its entries' keys by view, in the order given."""
    pk, base = _stage_transcript(connection, transcript)
    _stage_turns(connection, pk, base, transcript)
    # One view after the other: the keys of each are then a range.
    keys = {view: [_stage_entry(connection, pk, e) for e in entries if e.view == view] for view in VIEWS}
    return pk, keys


def unstage(connection: sqlite3.Connection, revision: int) -> None:
    """Delete what a revision says; its own row stays, so that a sweep that was killed is taken up again."""
    pk = (revision,)
    connection.execute("DELETE FROM turn_words WHERE rowid IN (SELECT pk FROM turns WHERE transcript = ?)", pk)
    connection.execute(
        "DELETE FROM chunk_words WHERE rowid IN (SELECT pk FROM entries WHERE transcript = ? AND view = 'chunk')", pk
    )
    for table in ("turns", "entries"):
        connection.execute(f"DELETE FROM {table} WHERE transcript = ?", pk)


def forget(connection: sqlite3.Connection, revisions: Sequence[int]) -> None:
    """Delete the rows of revisions that say nothing any more, and their words from the full text index."""
    connection.executemany("DELETE FROM transcripts WHERE pk = ?", ((pk,) for pk in revisions))
    for view in VIEWS:  # merging all segments is what takes deleted words out of it
        connection.execute(f"INSERT INTO {view}_words ({view}_words) VALUES ('optimize')")


def _stage_transcript(connection: sqlite3.Connection, transcript: Transcript) -> tuple[int, int]:
    # sqlite_sequence remembers the largest key ever given, which may be that of a row long removed.
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'turns'").fetchone()
    base = int(last[0]) + 1 if last else 1
    dates = [d for turn in transcript.turns if (d := turn.date or transcript.date)]
    cursor = connection.execute(
        "INSERT INTO transcripts (id, revision, live, title, date, turns, base, first_date, last_date, record) "
        "VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?)",
        (
            transcript.id, transcript.revision, transcript.title, transcript.date, len(transcript.turns), base,
            min(dates, default=None), max(dates, default=None), records.dump_transcript(transcript),
        ),
    )  # fmt: skip
    return int(cursor.lastrowid or 0), base


def _stage_turns(connection: sqlite3.Connection, pk: int, base: int, transcript: Transcript) -> None:
    connection.executemany(
        "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                base + turn.index, pk, turn.index, turn.speaker, turn.speaker.casefold() if turn.speaker else None,
                turn.date, records.dump_turn(turn),
            )
            for turn in transcript.turns
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO turn_words (rowid, head, label, words) VALUES (?, ?, ?, ?)",
        (
            (
                base + turn.index, fulltext.indexed(heading(transcript, turn)), fulltext.indexed(turn.speaker or ""),
                fulltext.indexed(turn.text),
            )
            for turn in transcript.turns
            if turn.text.strip()
        ),
    )  # fmt: skip


def _stage_entry(connection: sqlite3.Connection, transcript: int, entry: Entry) -> int:
    chunk = entry.chunk
    cursor = connection.execute(
        "INSERT INTO entries (transcript, view, first, last, part, hash, vector) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (transcript, entry.view, chunk.first, chunk.last, chunk.part, entry.hash, entry.vector),
    )
    pk = int(cursor.lastrowid or 0)
    if entry.view == "chunk":
        head, words = fulltext.indexed(chunk.head), fulltext.indexed(chunk.text[len(chunk.head) :])
        connection.execute("INSERT INTO chunk_words (rowid, head, words) VALUES (?, ?, ?)", (pk, head, words))
    return pk
