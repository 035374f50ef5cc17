"""The catalog as the commit point: what is published is seen, whole, by everyone, and nothing else is."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from index.catalog.catalog import Entry, KnownFile
from index.catalog.sqlite.catalog import FILE, SqliteCatalog, SqlitePlace
from index.chunking import ChunkRule, chunk_entries, turn_entries
from index.embedding.embedder import text_hash
from index.errors import CatalogError, NoIndex, NotFound, in_file
from index.message import Message, message
from index.transcript import Transcript
from tests.index.double import CountingEmbedder, make_transcript

embedder = CountingEmbedder()


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[SqliteCatalog]:
    made = SqlitePlace(tmp_path / "index").create(library=tmp_path, fingerprint="counting")
    yield made
    made.close()


def stage(catalog: SqliteCatalog, transcript: Transcript) -> int:
    count, rule = embedder.count_tokens, ChunkRule(limit=embedder.limit)
    chunks = [("turn", c) for c in turn_entries(transcript, count=count, rule=rule)]
    chunks += [("chunk", c) for c in chunk_entries(transcript, count=count, rule=rule)]
    vectors = list(embedder.encode([c.text for _, c in chunks]).astype(np.float16)) if chunks else []
    entries = [
        Entry("turn" if view == "turn" else "chunk", chunk, text_hash("counting", chunk.text), vector.tobytes())
        for (view, chunk), vector in zip(chunks, vectors, strict=True)
    ]
    return catalog.stage(transcript, entries)[0]


def publish(catalog: SqliteCatalog, *lines: str, **fields: str) -> int:
    pk = stage(catalog, make_transcript(*lines, **fields))
    catalog.publish(added=[pk])
    return pk


def texts(catalog: SqliteCatalog, query: str) -> list[str]:
    turns = catalog.turns_by_pk(catalog.mentions(query))
    return [turns[key].text for key in catalog.mentions(query)]


def test_staged_work_is_seen_by_nobody(catalog: SqliteCatalog) -> None:
    stage(catalog, make_transcript("ANA: The bridge."))
    assert (catalog.transcripts(), catalog.state().live) == ((), ())
    assert catalog.mentions("bridge") == []
    assert catalog.generation == 0
    assert len(catalog.dead()) == 1


def test_a_new_revision_takes_the_place_of_the_old_one(catalog: SqliteCatalog) -> None:
    publish(catalog, "ANA: The bridge.")
    publish(catalog, "ANA: The tunnel.")
    assert [turn.text for turn in catalog.turns("talk.txt")] == ["The tunnel."]
    assert texts(catalog, "bridge") == []
    assert catalog.generation == 2
    assert catalog.counts() == {"transcripts": 1, "turns": 1, "chunks": 1}


def test_keys_are_never_used_twice(catalog: SqliteCatalog) -> None:
    publish(catalog, "ANA: One.", "BEN: Two.")
    before = catalog.state().live[0]
    catalog.publish(removed=["talk.txt"])
    catalog.sweep(catalog.dead())
    publish(catalog, "ANA: Three.", id="other.txt")
    after = catalog.state().live[0]
    assert after.base >= before.base + before.turns
    assert after.pk > before.pk


def test_what_is_swept_stands_nowhere_in_the_file(catalog: SqliteCatalog, tmp_path: Path) -> None:
    publish(catalog, *[f"ANA: The xylophone number {n} is quite zygomorphic." for n in range(200)])
    publish(catalog, "ANA: Kept.", id="kept.txt")
    catalog.publish(removed=["talk.txt"])
    catalog.sweep(catalog.dead())
    catalog.empty_log()
    for file in (tmp_path / "index").iterdir():
        data = file.read_bytes().lower()
        assert b"xylophon" not in data, file
        assert b"zygomorph" not in data, file


def test_what_is_swept_gives_its_room_back(catalog: SqliteCatalog) -> None:
    publish(catalog, "ANA: Kept.", id="kept.txt")
    catalog.empty_log()
    before = catalog.path.stat().st_size
    publish(catalog, *[f"ANA: The xylophone number {n} is quite zygomorphic." for n in range(1_000)])
    catalog.publish(removed=["talk.txt"])
    catalog.sweep(catalog.dead())
    catalog.empty_log()
    assert catalog.path.stat().st_size < 1.1 * before


def test_a_reader_that_reads_on_keeps_what_was_removed_in_the_log_until_the_next_sync(
    catalog: SqliteCatalog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("index.catalog.sqlite.database._READ_MS", 20)
    publish(catalog, *[f"ANA: The xylophone number {n} is quite zygomorphic." for n in range(200)])

    def left() -> list[Path]:
        return [file for file in catalog.path.parent.iterdir() if b"xylophon" in file.read_bytes().lower()]

    with closing(sqlite3.connect(catalog.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM about").fetchall()
        catalog.publish(removed=["talk.txt"])
        catalog.sweep(catalog.dead())
        catalog.empty_log()
        assert left()
        assert "another program goes on reading" in caplog.text
    catalog.empty_log()
    assert left() == []


def test_a_sweep_that_was_interrupted_is_taken_up_again(
    catalog: SqliteCatalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(catalog, *[f"ANA: The xylophone number {n} is quite zygomorphic." for n in range(200)])
    catalog.publish(removed=["talk.txt"])
    dead = catalog.dead()
    with monkeypatch.context() as patched:
        patched.setattr("index.catalog.catalog.forget", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            catalog.sweep(dead)
    assert catalog.dead() == dead
    catalog.sweep(dead)
    catalog.empty_log()
    assert catalog.dead() == []
    assert not any(b"xylophon" in file.read_bytes().lower() for file in (tmp_path / "index").iterdir())


def test_mentions_are_of_words_said_not_of_labels(catalog: SqliteCatalog) -> None:
    publish(catalog, "BRIDGET BRIDGE: It is closed.", "ANA: Ask Bridget about the bridges.", title="The bridge")
    assert texts(catalog, "bridge") == ["Ask Bridget about the bridges."]
    assert texts(catalog, '"bridget about"') == ["Ask Bridget about the bridges."]


def test_a_phrase_is_found_across_the_parts_of_a_long_turn(catalog: SqliteCatalog) -> None:
    publish(catalog, "ANA: " + "word " * 400 + "sea " + "wall")
    assert len(texts(catalog, '"word sea wall"')) == 1


def test_mentions_come_in_order_of_date_and_place(catalog: SqliteCatalog) -> None:
    publish(catalog, "ANA: bridge b0", "ANA: bridge b1", id="b.txt", date="2026-02-01")
    publish(catalog, "ANA: bridge a0", id="z.txt", date="2026-01-01")
    assert texts(catalog, "bridge") == ["bridge a0", "bridge b0", "bridge b1"]


def test_speakers_are_found_whatever_the_letter_case(catalog: SqliteCatalog) -> None:
    publish(catalog, "ÉMILE ZOLA: J'accuse.", "ANA: Why?")
    assert len(catalog.speaker_turns(["émile zola"])) == len(catalog.speaker_turns(["Ana"])) == 1
    assert catalog.speakers() == (("ANA", 1, 1), ("ÉMILE ZOLA", 1, 1))


def test_turns_can_be_asked_for_by_place(catalog: SqliteCatalog) -> None:
    publish(catalog, *(f"ANA: {n}" for n in range(5)))
    assert [turn.index for turn in catalog.turns("talk.txt", 1, 3)] == [1, 2, 3]
    assert [turn.index for turn in catalog.turns("talk.txt", -3, 0)] == [0]
    with pytest.raises(NotFound, match="ontherecord transcripts"):
        catalog.turns("talk.tx")


def test_transcripts_without_turns_or_words_are_kept(catalog: SqliteCatalog) -> None:
    publish(catalog, id="none.txt")
    publish(catalog, "ANA:", "", id="empty.txt")
    assert [(info.id, info.turns) for info in catalog.transcripts()] == [("empty.txt", 2), ("none.txt", 0)]
    assert len(catalog.turns("empty.txt")) == 2


def test_a_file_that_failed_is_listed_with_its_error(catalog: SqliteCatalog) -> None:
    catalog.publish(files=[KnownFile("bad.vtt", 1, 1, "", "bad.vtt", error="bad.vtt:3: no end")])
    [info] = catalog.transcripts()
    assert (info.id, info.state, info.warnings) == ("bad.vtt", "failed", ("bad.vtt:3: no end",))


def test_an_error_with_a_code_keeps_it(catalog: SqliteCatalog) -> None:
    said = message("file_empty", "is empty. Remove it, or export it again.")
    catalog.publish(files=[KnownFile("a.txt", 0, 1, "", "a.txt", error=in_file("a.txt", said))])
    (error,) = catalog.transcripts()[0].warnings
    assert (error, isinstance(error, Message) and error.values["reason"]) == (f"a.txt: {said}", said)


def test_a_state_reads_only_what_is_not_known(catalog: SqliteCatalog) -> None:
    first = publish(catalog, "ANA: One.", "BEN: Two.", id="a.txt")
    publish(catalog, "ANA: Three.", id="b.txt")
    assert len(catalog.state().entries["turn"].keys) == 3
    assert len(catalog.state({first}).entries["turn"].keys) == 1
    assert len(catalog.state({first}).live) == 2


def test_a_failed_transaction_leaves_nothing(catalog: SqliteCatalog) -> None:
    transcript = make_transcript("ANA: One.")
    entry = Entry("turn", turn_entries(transcript, count=embedder.count_tokens)[0], b"", None)  # type: ignore[arg-type]
    with pytest.raises(CatalogError):
        catalog.stage(transcript, [entry])
    assert catalog.dead() == []


def test_many_threads_read_while_one_writes(catalog: SqliteCatalog) -> None:
    stop, faults = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            state = catalog.state()
            live = {key for t in state.live for key in range(t.base, t.base + t.turns)}
            if set(state.entries["turn"].first.tolist()) != live:
                faults.append(state)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for number in range(20):
            publish(catalog, *(f"ANA: {n} {number}" for n in range(number)), id=f"{number % 5}.txt")
            catalog.sweep(catalog.dead())
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not faults


def test_no_index_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match="ontherecord index --library"):
        SqliteCatalog(tmp_path)


def test_a_catalog_of_another_version_names_the_command(catalog: SqliteCatalog, tmp_path: Path) -> None:
    catalog.publish(facts={"schema": "0"})
    with pytest.raises(CatalogError, match="ontherecord index --rebuild"):
        SqliteCatalog(tmp_path / "index")


def test_a_file_that_is_no_database_names_the_command(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"garbage" * 1000)
    with pytest.raises(CatalogError, match="ontherecord index"):
        SqliteCatalog(tmp_path)


def test_a_catalog_notices_that_another_took_its_place(catalog: SqliteCatalog, tmp_path: Path) -> None:
    assert not catalog.replaced
    SqlitePlace(tmp_path / "index").create(library=tmp_path, fingerprint="other").close()
    assert catalog.replaced


def test_creating_over_a_leftover_log_does_not_replay_it(tmp_path: Path) -> None:
    SqlitePlace(tmp_path).create(library=tmp_path, fingerprint="one").close()
    writer = sqlite3.connect(tmp_path / FILE)
    writer.execute("INSERT INTO about VALUES ('left', 'over')")
    writer.commit()
    log = (tmp_path / f"{FILE}-wal").read_bytes()
    writer.close()
    (tmp_path / FILE).unlink()
    (tmp_path / f"{FILE}-wal").write_bytes(log)
    made = SqlitePlace(tmp_path).create(library=tmp_path, fingerprint="two")
    assert (made.about("left"), made.about("fingerprint")) == (None, "two")
    made.close()
