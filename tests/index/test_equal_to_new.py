"""Whatever happens to the folder, and in whatever order: after a sync the index equals one built from nothing.

A longer search than the usual one: python -m pytest tests/index/test_equal_to_new.py --hypothesis-profile long
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from index import transcript
from index.errors import OnTheRecordError
from index.index import Index
from index.library.correct import Change, correct, listed, undo
from tests.index.catalog.server import Server
from tests.index.double import CountingEmbedder, Library
from tests.index.sameness import assert_same

pytestmark = pytest.mark.slow

WORDS = ["bridge", "budget", "ferry", "Friday", "harbour", "rain", "school", "tunnel", "vote", "water"]
LABELS = ["ANA", "BEN", "CARA"]
NAMES = ["a.txt", "b.txt", "c.vtt", "sub/a.txt", "sub/deep/d.vtt", "talk-1.txt", "talk-2.txt", "talk-3.txt"]
HEAD = "Council hearing on bridges\nMarch 3, 2026\n\n"
BROKEN = "WEBVTT\n\n00:99:99.000 --> nonsense\nANA: Ship.\n"

said = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12)
spoken = st.tuples(st.sampled_from(LABELS), said)
Turn = tuple[str, list[str]]
place = st.integers(min_value=0, max_value=10**6)  # modulo whatever there is: a failing run then shrinks well


def rendered(name: str, turns: list[Turn]) -> str:
    if name.endswith(".vtt"):
        cues = (
            f"00:{n // 60:02}:{n % 60:02}.000 --> 00:{n // 60:02}:{n % 60:02}.900\n<v {label}>{' '.join(words)}.\n"
            for n, (label, words) in enumerate(turns)
        )
        return "\n".join(["WEBVTT\n", *cues])
    head = HEAD if name.startswith("talk") else ""
    return head + "\n\n".join(f"{label}: {' '.join(words)}." for label, words in turns) + "\n"


def changes(text: str, words: list[str]) -> dict[str, Change]:
    return {
        "words": Change(words=" ".join(words)),
        "speaker": Change(speaker=words[0]),
        "split": Change(split_at=len(text) // 2),
        "merge": Change(merge=True),
    }


class EqualToNew(RuleBasedStateMachine):
    """A folder in which files come, change and go, its index, and a second reader that stays open."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(mkdtemp())
        self.library = Library(self.root / "library", self.catalog_url())
        self.reader = self.library.opened()
        self.texts: dict[str, list[Turn]] = {}
        self.news = 0

    def teardown(self) -> None:
        self.reader.close()
        self.library.index.close()
        shutil.rmtree(self.root)

    @initialize(first=st.lists(spoken, min_size=1, max_size=30))
    def begins(self, first: list[Turn]) -> None:
        self.put("a.txt", first)

    # -- the folder --------------------------------------------------------------------------------------------------

    @rule(name=st.sampled_from(NAMES), turns=st.lists(spoken, min_size=1, max_size=15))
    def add(self, name: str, turns: list[Turn]) -> None:
        self.put(name, turns)

    @precondition(lambda self: self.texts)
    @rule(file=place, at=place, turn=spoken, how=st.sampled_from(["change", "insert", "delete"]))
    def edit(self, file: int, at: int, turn: Turn, how: str) -> None:
        name = self.chosen(file)
        turns = list(self.texts[name])
        at %= len(turns)
        turns[at : at + (how != "insert")] = [] if how == "delete" else [turn]
        self.put(name, turns or [turn])

    @precondition(lambda self: self.texts)
    @rule(file=place, at=place, words=st.lists(st.sampled_from(WORDS), min_size=70, max_size=90))
    def speak_long(self, file: int, at: int, words: list[str]) -> None:
        """A turn longer than the embedding model reads: it is embedded in parts."""
        name = self.chosen(file)
        turns = list(self.texts[name])
        turns.insert(at % (len(turns) + 1), ("ANA", words))
        self.put(name, turns)

    @precondition(lambda self: self.texts)
    @rule(file=place, to=st.sampled_from(NAMES))
    def rename(self, file: int, to: str) -> None:
        name = self.chosen(file)
        if PurePosixPath(name).suffix == PurePosixPath(to).suffix:
            self.move(name, to)

    @precondition(lambda self: self.texts)
    @rule(file=place)
    def move_to_a_folder(self, file: int) -> None:
        name = self.chosen(file)
        self.move(name, f"moved/{PurePosixPath(name).name}")

    @precondition(lambda self: self.texts)
    @rule(file=place)
    def remove(self, file: int) -> None:
        name = self.chosen(file)
        (self.library.folder / name).unlink()
        del self.texts[name]

    @precondition(lambda self: self.texts)
    @rule(file=place)
    def break_it(self, file: int) -> None:
        name = self.chosen(file)
        self.library.write(name, BROKEN if name.endswith(".vtt") else "")

    @precondition(lambda self: self.texts)
    @rule(file=place)
    def write_as_it_was(self, file: int) -> None:
        """Mends a broken file; one that is whole only gets a new time stamp."""
        name = self.chosen(file)
        self.library.write(name, rendered(name, self.texts[name]))

    @precondition(lambda self: self.texts)
    @rule(file=place)
    def touch(self, file: int) -> None:
        os.utime(self.library.folder / self.chosen(file), (1_700_000_000, 1_700_000_000))

    @precondition(lambda self: self.texts)
    @rule(file=place, at=place, words=said, how=st.sampled_from(["words", "speaker", "split", "merge"]))
    def correct(self, file: int, at: int, words: list[str], how: str) -> None:
        """A turn corrected beside its file, where the index knows it as the file has it."""
        index, name = self.library.index, self.chosen(file)
        with suppress(OnTheRecordError):
            turns = index.turns(name)
            turn = turns[at % len(turns)]
            correct(index, turn.id, changes(turn.text, words)[how])

    @rule(which=place)
    def take_back(self, which: int) -> None:
        """A correction undone, perhaps one that others were made upon."""
        with suppress(OnTheRecordError):
            if kept := listed(self.library.index):
                undo(self.library.index, kept[which % len(kept)].correction.id)

    # -- the index ---------------------------------------------------------------------------------------------------

    @rule(query=said)
    def sync(self, query: list[str]) -> None:
        self.run(query, rebuild=False)

    @rule(query=said)
    def rebuild(self, query: list[str]) -> None:
        self.run(query, rebuild=True)

    @rule(after=st.integers(min_value=0, max_value=12), rebuild=st.booleans())
    def interrupt(self, after: int, rebuild: bool) -> None:
        """Ctrl-C: what was finished may be kept, and the next sync completes it."""
        heard = 0

        def stop(_: object) -> None:
            nonlocal heard
            heard += 1
            if heard > after:
                raise KeyboardInterrupt

        with suppress(KeyboardInterrupt):
            self.library.index.sync(rebuild=rebuild, allow_empty=True, progress=stop)
        for name, turns in self.turns(self.library.index).items():
            assert [turn.id for turn in turns] == [f"{name}#{n}" for n in range(len(turns))]

    @rule()
    def reopen(self) -> None:
        self.library.index.close()
        self.library.index = self.library.opened()

    @precondition(lambda self: self.texts)
    @rule(file=place, folder=st.booleans())
    def sync_some(self, file: int, folder: bool) -> None:
        """What the path is about is as in a new index; all else as it was."""
        name = self.chosen(file)
        path = str(PurePosixPath(name).parent) if folder and "/" in name else name
        before = self.turns(self.library.index) if self.library.index.exists else {}
        self.library.index.sync([path])
        with self.anew() as anew:
            fresh = self.turns(anew)
        after = self.turns(self.library.index)
        for id in {*before, *fresh, *after}:
            if PurePosixPath(id).is_relative_to(path):
                assert after.get(id) == fresh.get(id)
            elif "talk-" in id:  # perhaps read together with one that is inside
                assert after.get(id) in (before.get(id), fresh.get(id))
            else:
                assert after.get(id) == before.get(id)

    # -- helpers -----------------------------------------------------------------------------------------------------

    def catalog_url(self) -> str | None:
        """Where the catalog is that is compared with new ones in files."""
        return None

    def chosen(self, number: int) -> str:
        return sorted(self.texts)[number % len(self.texts)]

    def put(self, name: str, turns: list[Turn]) -> None:
        self.texts[name] = turns
        self.library.write(name, rendered(name, turns))

    def move(self, name: str, to: str) -> None:
        target = self.library.folder / to
        target.parent.mkdir(parents=True, exist_ok=True)
        (self.library.folder / name).rename(target)
        self.texts[to] = self.texts.pop(name)

    def run(self, query: list[str], *, rebuild: bool) -> None:
        index = self.library.index
        before = self.turns(index) if index.exists else {}
        report = index.sync(rebuild=rebuild, allow_empty=True)
        after = self.turns(index)
        assert set(report.added) == after.keys() - before.keys()
        assert set(report.removed) == before.keys() - after.keys()
        assert {name for name in before.keys() & after.keys() if before[name] != after[name]} <= set(report.updated)
        generation, _ = index.generation, self.library.embedded()
        again = index.sync()
        assert (self.library.embedded(), index.generation, again.failed) == (0, generation, report.failed)
        queries = [" ".join(query), f"{query[0]} ANA"]
        with self.anew() as anew:
            assert_same(index, anew, queries, LABELS[:1])
            assert_same(self.reader, anew, queries[:1])

    def anew(self) -> Index:
        self.news += 1
        index = self.library.opened(folder=self.root / f"new{self.news}", embedder=CountingEmbedder())
        index.sync()
        return index

    @staticmethod
    def turns(index: Index) -> dict[str, tuple[transcript.Turn, ...]]:
        return {info.id: index.turns(info.id) for info in index.transcripts() if info.state == "ready"}


SHORT = settings(max_examples=12, stateful_step_count=15, deadline=None, derandomize=True)
LONG = settings.get_profile("long")


class OnPostgresql(EqualToNew):
    """The same with the catalog on a server."""

    server: Server

    def catalog_url(self) -> str | None:
        return self.server.fresh()

    def teardown(self) -> None:
        super().teardown()
        self.server.drop(self.library.catalog_url or "")


@pytest.fixture(scope="module", autouse=True)
def _server(postgresql: Server) -> None:
    OnPostgresql.server = postgresql


TestAnyHistory = EqualToNew.TestCase
TestAnyHistoryOnPostgresql = OnPostgresql.TestCase
TestAnyHistoryOnPostgresql.settings = LONG if settings.get_current_profile_name() == "long" else SHORT
TestAnyHistory.settings = LONG if settings.get_current_profile_name() == "long" else SHORT
