"""The index is a function of the library folder, whatever happened before."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from index import open_index
from index.errors import CatalogError, NotFound, TranscriptError
from index.readers import Source, read_group
from index.sync import scan as folder
from index.sync.report import SyncProgress
from tests.index.double import CountingEmbedder, Library, long_talk
from tests.index.sameness import assert_as_if_new

TALK = "ANA: Ship on Friday.\n\nBEN: The bridge is closed.\n"
OTHER = "CARA: The budget is one million.\n\nDAN: The tunnel costs more.\n"
BROKEN = "WEBVTT\n\n00:99:99.000 --> nonsense\nANA: Ship.\n"


def part(number: int, words: str) -> str:
    return f"Council hearing on bridges\nMarch 3, 2026\nPage {number}\n\nANA: {words}\n\nBEN: Yes, part {number}.\n"


def test_a_first_sync_reads_everything(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("deep/er/b.txt", OTHER)
    report = library.index.sync()
    assert report.added == ("a.txt", "deep/er/b.txt") == tuple(library.ids)
    assert (report.turns, report.failed, report.unchanged) == (4, (), 0)
    assert report.embedded == library.embedded() > 0


def test_syncing_twice_equals_once(library: Library, tmp_path: Path) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    generation = library.index.generation
    library.embedded()
    report = library.index.sync()
    assert (report.added, report.updated, report.removed, report.unchanged, report.embedded) == ((), (), (), 1, 0)
    assert library.embedded() == 0
    assert library.index.generation == generation
    assert_as_if_new(library, tmp_path)


def test_a_file_that_was_only_touched_is_unchanged(library: Library) -> None:
    path = library.write("a.txt", TALK)
    library.index.sync()
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert library.index.sync().unchanged == 1


def test_a_change_is_noticed_by_content_even_with_the_old_size_and_time(library: Library) -> None:
    path = library.write("a.txt", TALK)
    old = path.stat()
    library.index.sync()
    path.write_text(TALK.replace("bridge", "tunnel"))
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert library.index.sync().updated == ("a.txt",)
    assert library.index.mentions("bridge") == []


@pytest.mark.slow
def test_one_edited_turn_embeds_only_the_chunks_that_hold_it(library: Library, tmp_path: Path) -> None:
    lines = long_talk(300)
    library.write("a.txt", "\n\n".join(lines))
    library.index.sync()
    assert library.embedded() > 350
    library.write("a.txt", "\n\n".join([*lines[:150], "ANA: Something else.", *lines[151:]]))
    assert library.index.sync().updated == ("a.txt",)
    assert 0 < library.embedded() <= 12
    assert_as_if_new(library, tmp_path)


def test_renaming_a_file_embeds_nothing(library: Library, tmp_path: Path) -> None:
    path = library.write("a.txt", TALK)
    library.index.sync()
    library.embedded()
    path.rename(library.folder / "renamed talk.txt")
    report = library.index.sync()
    assert (report.added, report.removed) == (("renamed talk.txt",), ("a.txt",))
    assert library.embedded() == 0
    assert_as_if_new(library, tmp_path)


def test_what_left_the_folder_leaves_the_index(library: Library, tmp_path: Path) -> None:
    path = library.write("a.txt", TALK)
    library.write("b.txt", OTHER)
    library.index.sync()
    path.unlink()
    assert library.index.sync().removed == ("a.txt",)
    assert library.index.mentions("bridge") == []
    assert_as_if_new(library, tmp_path)


def test_no_text_of_a_removed_transcript_stays_in_any_file(library: Library) -> None:
    path = library.write("a.txt", "ANA: " + "The xylophone is zygomorphic. " * 50)
    library.write("b.txt", OTHER)
    library.index.sync()
    library.index.search("turn_dense", "xylophone")
    folder = library.folder / ".ontherecord"

    def marked() -> list[Path]:
        files = [file for file in folder.rglob("*") if file.is_file()]
        return [file for file in files if any(m in file.read_bytes().lower() for m in (b"xylophon", b"zygomorph"))]

    assert marked()
    path.unlink()
    library.index.sync()
    assert marked() == []


def test_a_file_that_cannot_be_read_is_reported_and_the_others_are_indexed(library: Library, tmp_path: Path) -> None:
    library.write("a.txt", TALK)
    library.write("bad.vtt", BROKEN)
    library.write("empty.txt", "")
    for _ in range(2):
        report = library.index.sync()
        assert [failure.path for failure in report.failed] == ["bad.vtt", "empty.txt"]
        assert all(failure.path in failure.error for failure in report.failed)
        assert library.ids == ["a.txt"]
    assert [info.id for info in library.index.transcripts() if info.state == "failed"] == ["bad.vtt", "empty.txt"]
    assert_as_if_new(library, tmp_path)


def test_a_transcript_whose_file_became_unreadable_leaves_the_index(library: Library, tmp_path: Path) -> None:
    library.write("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nANA: The bridge.\n")
    library.index.sync()
    library.write("a.vtt", BROKEN)
    report = library.index.sync()
    assert (report.removed, [f.path for f in report.failed]) == (("a.vtt",), ["a.vtt"])
    assert library.index.mentions("bridge") == []
    assert_as_if_new(library, tmp_path)
    library.write("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nANA: The bridge.\n")
    assert library.index.sync().added == ("a.vtt",)


def test_a_reader_that_crashes_keeps_no_other_file_out(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(sources: Sequence[Source]) -> object:
        if sources[0].path == "b.txt":
            raise RecursionError("too deep")
        return read_group(sources)

    monkeypatch.setattr("index.sync.sync.read_group", crash)
    library.write("a.txt", TALK)
    library.write("b.txt", OTHER)
    report = library.index.sync()
    assert report.added == ("a.txt",)
    assert "RecursionError" in report.failed[0].error


def test_parts_are_joined_when_the_second_comes_and_apart_when_it_goes(library: Library, tmp_path: Path) -> None:
    library.write("hearing-1.txt", part(1, "We begin."))
    library.index.sync()
    second = library.write("hearing-2.txt", part(2, "We go on."))
    assert library.index.sync().updated == ("hearing-1.txt",)
    assert len(library.index.turns("hearing-1.txt")) >= 3
    assert_as_if_new(library, tmp_path)
    second.unlink()
    library.index.sync(["hearing-2.txt"])
    assert library.index.mentions('"go on"') == []
    assert library.ids == ["hearing-1.txt"]
    assert_as_if_new(library, tmp_path / "again")


def test_a_part_that_was_there_first_becomes_part_of_the_whole(library: Library, tmp_path: Path) -> None:
    library.write("hearing-2.txt", part(2, "We go on."))
    library.index.sync()
    library.write("hearing-1.txt", part(1, "We begin."))
    library.index.sync(["hearing-1.txt"])
    assert library.ids == ["hearing-1.txt"]
    assert_as_if_new(library, tmp_path)


def test_a_part_that_cannot_be_read_does_not_take_the_others_along(library: Library, tmp_path: Path) -> None:
    library.write("hearing-1.txt", part(1, "We begin."))
    library.write("hearing-2.txt", "")
    for _ in range(2):
        assert [failure.path for failure in library.index.sync().failed] == ["hearing-2.txt"]
        assert library.ids == ["hearing-1.txt"]
    assert_as_if_new(library, tmp_path)


def test_hidden_linked_and_unfinished_files_are_left_alone(library: Library, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "linked.txt").write_text(TALK)
    library.write("a.txt", TALK)
    for name in (".hidden.txt", ".git/x.txt", "~$a.txt", "README.md", "picture.png"):
        library.write(name, OTHER)
    (library.folder / "circle").symlink_to(library.folder)
    (library.folder / "outside").symlink_to(elsewhere)
    (library.folder / "broken.txt").symlink_to(elsewhere / "nothing.txt")
    (library.folder / "one.txt").symlink_to("a.txt")
    os.mkfifo(library.folder / "pipe.txt")
    assert library.index.sync().added == ("a.txt", "one.txt")


def test_a_link_out_of_the_library_is_read_only_where_that_is_said(library: Library, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(TALK)
    library.write("a.txt", OTHER)
    (library.folder / "one.txt").symlink_to(outside)
    (library.folder / "two.txt").symlink_to("one.txt")  # by way of one inside
    (library.folder / "aliases").symlink_to(outside)
    for _ in range(2):
        report = library.index.sync()
        assert library.ids == ["a.txt"]
        assert [failure.path for failure in report.failed] == ["aliases", "one.txt", "two.txt"]
        assert all("leads out of the library" in failure.error for failure in report.failed)
    with open_index(library.folder, embedder=library.embedder, follow_links=True) as follows:
        assert follows.sync().added == ("one.txt", "two.txt")
    assert library.index.sync().removed == ("one.txt", "two.txt"), "what was read before is forgotten"
    assert_as_if_new(library, tmp_path)


def test_a_file_that_becomes_a_link_while_it_is_read_is_not_followed(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(TALK)
    library.write("a.txt", OTHER)
    (library.folder / "one.txt").symlink_to(outside)
    monkeypatch.setattr(Path, "is_symlink", lambda _: False)  # as it was a moment ago
    (failure,) = library.index.sync().failed
    assert (failure.path, "leads out" in failure.error, library.ids) == ("one.txt", True, ["a.txt"])


def test_the_index_folder_is_never_read_wherever_it_is(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.write("a.txt", TALK)
    monkeypatch.chdir(library.folder)
    with library.opened(folder=Path("deep/index")) as index:
        index.sync()
        (library.folder / "deep/index/note.txt").write_text(OTHER)
        assert index.sync().unchanged == 1
        assert index.sync().failed == ()
    with library.opened(folder=Path()) as index, pytest.raises(CatalogError, match="--index FOLDER"):
        index.sync()


def test_a_name_that_is_not_utf8_is_reported(library: Library) -> None:
    library.write("a.txt", TALK)
    with open(os.fsencode(library.folder) + b"/caf\xe9.txt", "w") as file:  # noqa: PTH123 - a Path cannot say it
        file.write(TALK)
    report = library.index.sync()
    assert report.added == ("a.txt",)
    assert "not UTF-8" in report.failed[0].error


def test_a_folder_that_cannot_be_looked_into_loses_nothing(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.write("a.txt", TALK)
    library.write("share/b.txt", OTHER)
    library.index.sync()
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "share":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    with monkeypatch.context() as refusing:
        refusing.setattr(os, "scandir", refuse)  # the tests may run as root, whom no permission stops
        report = library.index.sync()
    assert (report.failed[0].path, "Permission denied" in report.failed[0].error) == ("share", True)
    assert library.ids == ["a.txt", "share/b.txt"]


def test_paths_limit_a_sync(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("new/b.txt", OTHER)
    library.write("c.txt", TALK)
    assert library.index.sync(["new"]).added == ("new/b.txt",)
    assert library.index.sync([library.folder / "a.txt"]).added == ("a.txt",)
    (library.folder / "a.txt").unlink()
    (library.folder / "new/b.txt").unlink()
    assert library.index.sync(["a.txt"]).removed == ("a.txt",)
    assert library.ids == ["new/b.txt"]


def test_a_path_that_nothing_fits_is_named(library: Library, tmp_path: Path) -> None:
    library.write("a.txt", TALK)
    with pytest.raises(NotFound, match=r"typo\.txt"):
        library.index.sync(["typo.txt"])
    with pytest.raises(CatalogError, match="not inside the library"):
        library.index.sync([tmp_path / "other.txt"])


def test_turns_without_words_are_indexed_and_never_embedded(library: Library) -> None:
    library.write("a.csv", "speaker,text\nANA,The bridge.\nBEN,\nANA,  \nCARA,Closed.\n")
    library.index.sync()
    assert all("BEN" not in text for text in library.embedder.embedded)
    assert library.index.mentions("bridge")


def test_progress_counts_files_and_texts(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("b.txt", OTHER)
    heard: list[SyncProgress] = []
    library.index.sync(progress=heard.append)
    assert heard[-1].stage == "done"
    assert (heard[-1].done, heard[-1].total, heard[-1].embedded) == (2, 2, library.embedded())
    assert {"a.txt", "b.txt"} <= {progress.path for progress in heard}


class Stopped(CountingEmbedder):
    """Interrupted as by Ctrl-C when it meets a word."""

    def encode(self, texts: object, progress: object = None) -> object:  # type: ignore[override]  # passes all on
        if any("tunnel" in text for text in texts):  # type: ignore[attr-defined]  # a list of texts
            raise KeyboardInterrupt
        return super().encode(texts, progress)  # type: ignore[arg-type]  # the same


def test_ctrl_c_keeps_what_is_finished_and_the_next_sync_goes_on(library: Library, tmp_path: Path) -> None:
    library.write("a.txt", TALK)
    library.write("b.txt", OTHER)
    with library.opened(embedder=Stopped()) as stopped:
        with pytest.raises(KeyboardInterrupt):
            stopped.sync()
        assert [info.id for info in stopped.transcripts()] == ["a.txt"]
        assert len(stopped.search("turn_dense", "bridge").turns) == 2
    report = library.index.sync()
    assert (report.added, report.unchanged) == (("b.txt",), 1)
    assert_as_if_new(library, tmp_path)


def test_ctrl_c_after_a_file_broke_leaves_nothing_of_what_it_said(library: Library, tmp_path: Path) -> None:
    library.write("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nANA: The bridge.\n")
    library.write("hearing-2.txt", part(2, "We go on."))
    library.index.sync()
    library.write("a.vtt", BROKEN)
    library.write("hearing-1.txt", part(1, "We begin."))  # the second is now a part of it, and no transcript any more
    library.write("z.txt", OTHER)
    with library.opened(embedder=Stopped()) as stopped, pytest.raises(KeyboardInterrupt):
        stopped.sync()
    library.index.sync()
    assert library.ids == ["hearing-1.txt", "z.txt"]
    assert_as_if_new(library, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("view", ["turn", "chunk"])
@pytest.mark.parametrize(
    "harm",
    [
        lambda store, view, keys: store.delete(view, keys[:1]),
        lambda store, view, keys: store.upsert(view, [10**6], np.ones((1, 64))),
        lambda store, view, keys: store.delete(view, keys),
    ],
    ids=["lost", "extra", "empty"],
)
def test_a_vector_store_that_differs_is_mended_without_embedding(
    library: Library, tmp_path: Path, harm: Callable[..., None], view: str
) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    library.embedded()
    snapshot = library.index.scorer.snapshot
    entries = snapshot.entries["turn" if view == "turn" else "chunk"]
    harm(library.index.store(snapshot.collection), view, entries.keys.tolist())
    library.index.sync()
    assert library.embedded() == 0
    assert_as_if_new(library, tmp_path)


def test_after_a_writer_died_keys_are_compared_one_by_one(library: Library, tmp_path: Path) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    snapshot = library.index.scorer.snapshot
    store = library.index.store(snapshot.collection)
    store.upsert("turn", [10**6], np.ones((1, 64)))  # one too many, one too few: the number is right
    store.delete("turn", snapshot.entries["turn"].keys.tolist()[:1])
    (library.folder / ".ontherecord/writer.json").write_text("{}")
    library.index.sync()
    assert_as_if_new(library, tmp_path)


def test_new_readers_read_every_file_again_and_embed_only_what_they_read_otherwise(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write("a.txt", TALK)
    library.write("bad.vtt", BROKEN)
    library.index.sync()
    library.embedded()
    monkeypatch.setattr("index.sync.sync.readers_version", lambda: "newer")
    read: list[str] = []
    report = library.index.sync(progress=lambda p: read.append(p.path) if p.stage == "reading" else None)
    assert read == ["a.txt", "bad.vtt"]
    assert (report.unchanged, library.embedded()) == (1, 0)
    read.clear()
    library.index.sync(progress=lambda p: read.append(p.path) if p.stage == "reading" else None)
    assert read == []


@pytest.mark.slow
def test_a_sync_without_changes_opens_no_file_and_commits_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        library.write(f"{number}.txt", f"ANA: {' '.join(long_talk(1, seed=number))}\n\nBEN: Yes.\n")
    library.index.sync()
    time.sleep(2.1)  # younger files are read again: they may still change within the clock's grain
    library.index.sync()
    library.embedded()
    generation = library.index.generation

    def opened(*_: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr(folder, "_digest", opened)
    monkeypatch.setattr(folder, "read", opened)
    assert library.index.sync().unchanged == 30
    assert (library.embedded(), library.index.generation) == (0, generation)


@pytest.mark.slow
def test_a_killed_writer_leaves_an_index_that_the_next_sync_completes(library: Library, tmp_path: Path) -> None:
    for number in range(30):
        library.write(f"{number:02}.txt", "\n\n".join(long_talk(10, seed=number)))
    script = tmp_path / "writer.py"
    script.write_text(
        "import os, sys\n"
        "from pathlib import Path\n"
        "from tests.index.double import Library\n"
        "library = Library(Path(sys.argv[1]))\n"
        "def die(progress):\n"
        "    if progress.done == 20:\n"
        "        os.kill(os.getpid(), 9)\n"
        "library.index.sync(progress=die)\n"
    )
    command = [sys.executable, str(script), str(library.folder)]
    died = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}, check=False)
    assert died.returncode == -9
    report = library.index.sync()
    assert report.turns == 300
    assert_as_if_new(library, tmp_path)


def test_a_file_that_vanishes_while_it_is_read_is_reported(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def vanish(*_: object) -> None:
        raise TranscriptError("a.txt", "cannot be read: No such file or directory.")

    library.write("a.txt", TALK)
    monkeypatch.setattr("index.sync.scan.read", vanish)
    assert library.index.sync().failed[0].path == "a.txt"
