"""The catalog as the commit point: what is published is seen, whole, by everyone, and nothing else is.

Each test is of every store.
"""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic
from unittest.mock import Mock

import pytest

from index.catalog.catalog import Catalog
from index.catalog.places import CatalogPlace, place_of
from index.catalog.rows import Entry, KnownFile
from index.chunking import turn_entries
from index.errors import CatalogError, NoIndex, NotFound, in_file
from index.message import Message, message
from tests.index.catalog.filling import embedder, publish, stage, texts
from tests.index.double import make_transcript


@pytest.fixture
def place(tmp_path: Path, catalog_url: str | None) -> CatalogPlace:
    return place_of(tmp_path / "index", catalog_url)


@pytest.fixture
def catalog(place: CatalogPlace, tmp_path: Path) -> Iterator[Catalog]:
    made = place.create(library=tmp_path, fingerprint="counting")
    yield made
    made.close()


def test_staged_work_is_seen_by_nobody(catalog: Catalog) -> None:
    stage(catalog, make_transcript("ANA: The bridge."))
    assert (catalog.transcripts(), catalog.state().live) == ((), ())
    assert catalog.mentions("bridge") == []
    assert catalog.generation == 0
    assert len(catalog.dead()) == 1


def test_a_new_revision_takes_the_place_of_the_old_one(catalog: Catalog) -> None:
    publish(catalog, "ANA: The bridge.")
    publish(catalog, "ANA: The tunnel.")
    assert [turn.text for turn in catalog.turns("talk.txt")] == ["The tunnel."]
    assert texts(catalog, "bridge") == []
    assert catalog.generation == 2
    assert catalog.counts() == {"transcripts": 1, "turns": 1, "chunks": 1}


def test_transcripts_are_read_once_for_each_generation(catalog: Catalog) -> None:
    publish(catalog, "ANA: The bridge.")
    (before,) = catalog.transcripts()
    assert catalog.transcripts()[0] is before
    publish(catalog, "ANA: The tunnel.", id="other.txt")
    assert [info.id for info in catalog.transcripts()] == ["other.txt", "talk.txt"]


def test_keys_are_never_used_twice(catalog: Catalog) -> None:
    publish(catalog, "ANA: One.", "BEN: Two.")
    before = catalog.state().live[0]
    catalog.publish(removed=["talk.txt"])
    catalog.sweep(catalog.dead())
    publish(catalog, "ANA: Three.", id="other.txt")
    after = catalog.state().live[0]
    assert after.base >= before.base + before.turns
    assert after.pk > before.pk


def test_a_sweep_that_was_interrupted_is_taken_up_again(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(catalog, *[f"ANA: The xylophone number {n} is quite zygomorphic." for n in range(200)])
    catalog.publish(removed=["talk.txt"])
    dead = catalog.dead()
    with monkeypatch.context() as patched:
        patched.setattr("index.catalog.catalog.forget", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            catalog.sweep(dead)
    assert catalog.dead() == dead
    catalog.sweep(dead)
    assert catalog.dead() == []
    assert catalog.vocabulary.lacks(["xylophone"])


def test_mentions_are_of_words_said_not_of_labels(catalog: Catalog) -> None:
    publish(catalog, "BRIDGET BRIDGE: It is closed.", "ANA: Ask Bridget about the bridges.", title="The bridge")
    assert texts(catalog, "bridge") == ["Ask Bridget about the bridges."]
    assert texts(catalog, '"bridget about"') == ["Ask Bridget about the bridges."]


def test_a_phrase_is_found_across_the_parts_of_a_long_turn(catalog: Catalog) -> None:
    publish(catalog, "ANA: " + "word " * 400 + "sea " + "wall")
    assert len(texts(catalog, '"word sea wall"')) == 1


def test_mentions_come_in_order_of_date_and_place(catalog: Catalog) -> None:
    publish(catalog, "ANA: bridge b0", "ANA: bridge b1", id="b.txt", date="2026-02-01")
    publish(catalog, "ANA: bridge a0", id="z.txt", date="2026-01-01")
    assert texts(catalog, "bridge") == ["bridge a0", "bridge b0", "bridge b1"]


def test_speakers_are_found_whatever_the_letter_case(catalog: Catalog) -> None:
    publish(catalog, "ÉMILE ZOLA: J'accuse.", "ANA: Why?")
    assert len(catalog.speaker_turns(["émile zola"])) == len(catalog.speaker_turns(["Ana"])) == 1
    assert catalog.speakers() == (("ANA", 1, 1), ("ÉMILE ZOLA", 1, 1))


def test_turns_can_be_asked_for_by_place(catalog: Catalog) -> None:
    publish(catalog, *(f"ANA: {n}" for n in range(5)))
    assert [turn.index for turn in catalog.turns("talk.txt", 1, 3)] == [1, 2, 3]
    assert [turn.index for turn in catalog.turns("talk.txt", -3, 0)] == [0]
    with pytest.raises(NotFound, match="ontherecord transcripts"):
        catalog.turns("talk.tx")


def test_transcripts_without_turns_or_words_are_kept(catalog: Catalog) -> None:
    publish(catalog, id="none.txt")
    publish(catalog, "ANA:", "", id="empty.txt")
    assert [(info.id, info.turns) for info in catalog.transcripts()] == [("empty.txt", 2), ("none.txt", 0)]
    assert len(catalog.turns("empty.txt")) == 2


def test_a_file_that_failed_is_listed_with_its_error(catalog: Catalog) -> None:
    catalog.publish(files=[KnownFile("bad.vtt", 1, 1, "", "bad.vtt", error="bad.vtt:3: no end")])
    [info] = catalog.transcripts()
    assert (info.id, info.state, info.warnings) == ("bad.vtt", "failed", ("bad.vtt:3: no end",))


def test_an_error_with_a_code_keeps_it(catalog: Catalog) -> None:
    said = message("file_empty", "is empty. Remove it, or export it again.")
    catalog.publish(files=[KnownFile("a.txt", 0, 1, "", "a.txt", error=in_file("a.txt", said))])
    (error,) = catalog.transcripts()[0].warnings
    assert (error, isinstance(error, Message) and error.values["reason"]) == (f"a.txt: {said}", said)


def test_a_state_reads_only_what_is_not_known(catalog: Catalog) -> None:
    first = publish(catalog, "ANA: One.", "BEN: Two.", id="a.txt")
    publish(catalog, "ANA: Three.", id="b.txt")
    assert len(catalog.state().entries["turn"].keys) == 3
    assert len(catalog.state({first}).entries["turn"].keys) == 1
    assert len(catalog.state({first}).live) == 2


def test_a_failed_transaction_leaves_nothing(catalog: Catalog) -> None:
    transcript = make_transcript("ANA: One.")
    entry = Entry("turn", turn_entries(transcript, count=embedder.count_tokens)[0], b"", None)  # type: ignore[arg-type]
    with pytest.raises(CatalogError):
        catalog.stage(transcript, [entry])
    assert catalog.dead() == []


def test_many_threads_read_while_one_writes(catalog: Catalog) -> None:
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


def test_no_index_names_the_command(place: CatalogPlace) -> None:
    assert not place.there
    with pytest.raises(NoIndex, match="ontherecord index --library"):
        place.open()


def test_a_catalog_of_another_version_names_the_command(catalog: Catalog, place: CatalogPlace) -> None:
    catalog.publish(facts={"schema": "0"})
    with pytest.raises(CatalogError, match="ontherecord index --rebuild"):
        place.open()


def test_a_catalog_notices_that_another_took_its_place(catalog: Catalog, place: CatalogPlace, tmp_path: Path) -> None:
    assert not catalog.replaced
    place.create(library=tmp_path, fingerprint="other").close()
    end = monotonic() + 1.0
    while not catalog.replaced:
        assert monotonic() < end, "within a second"


def test_a_catalog_that_was_set_aside_is_out_of_the_way_until_it_is_forgotten(
    catalog: Catalog, place: CatalogPlace, tmp_path: Path
) -> None:
    publish(catalog, "ANA: The bridge.")
    catalog.close()
    assert "broken" in place.set_aside()
    assert not place.there
    with closing(place.create(library=tmp_path, fingerprint="counting")) as fresh:
        assert fresh.transcripts() == ()
        place.forget_aside()
        assert (place.there, fresh.generation) == (True, 0)


def test_characters_that_no_file_should_hold_do_no_harm(catalog: Catalog) -> None:
    publish(catalog, "AN\0A: The\0bridge \\u0000.", title="On\0bridges")
    assert len(catalog.mentions("bridge")) == len(catalog.spoken()) == len(catalog.transcripts()) == 1
    assert catalog.languages() == {}
