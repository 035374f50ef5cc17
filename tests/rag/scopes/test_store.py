"""Folders and named collections of transcripts."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from index.catalog.kept import Kept
from index.catalog.places import place_of
from index.errors import NotFound
from rag.errors import BadArgument
from rag.scopes import store
from rag.scopes.store import Scope


@dataclass(frozen=True)
class Line:
    id: str
    state: str = "ready"


LIBRARY = [Line("council/2026/a.vtt"), Line("council/b.vtt"), Line("c.txt"), Line("broken/d.txt", "failed")]


@pytest.fixture
def kept(tmp_path: Path, catalog_url: str | None) -> Kept:
    return place_of(tmp_path, catalog_url).kept


def found(kept: Kept, name: str, owner: str = "") -> tuple[str, ...]:
    return store.find(kept, owner, name, LIBRARY)


def test_folders_are_scopes_by_themselves(kept: Kept) -> None:
    assert store.folders(LIBRARY) == ("council/", "council/2026/")
    assert found(kept, "council") == found(kept, "council/") == ("council/2026/a.vtt", "council/b.vtt")
    assert found(kept, "council/2026/") == ("council/2026/a.vtt",)


def test_a_collection_holds_its_transcripts_and_what_its_folders_hold_by_now(kept: Kept) -> None:
    store.save(kept, Scope(" Spring  talks ", ("/council/2026",), ("c.txt", "c.txt")), LIBRARY)
    assert found(kept, "spring talks") == ("council/2026/a.vtt", "c.txt")
    later = [*LIBRARY[1:], Line("council/2026/e.vtt")]
    assert store.find(kept, "", "Spring talks", later) == ("c.txt", "council/2026/e.vtt")


def test_ones_own_comes_before_everybodys_and_nobody_sees_anothers(kept: Kept) -> None:
    store.save(kept, Scope("talks", transcripts=("c.txt",)), LIBRARY)
    store.save(kept, Scope("talks", transcripts=("council/b.vtt",), shared=False, owner="ana"), LIBRARY)
    store.save(kept, Scope("hers", transcripts=("c.txt",), shared=False, owner="ana"), LIBRARY)
    assert (found(kept, "talks", "ana"), found(kept, "talks", "ben")) == (("council/b.vtt",), ("c.txt",))
    with pytest.raises(NotFound):
        found(kept, "hers", "ben")
    with pytest.raises(NotFound):
        store.remove(kept, "ben", "hers", shared=False)
    store.remove(kept, "ana", "TALKS", shared=False)
    assert found(kept, "talks", "ana") == ("c.txt",)
    assert [one.name for one in store.read(kept, "ana")] == ["hers", "talks"]


def test_a_collection_is_kept_in_the_place_of_the_one_of_its_name(kept: Kept) -> None:
    for part in ("c.txt", "council/b.vtt"):
        store.save(kept, Scope("talks", transcripts=(part,)), LIBRARY)
    assert found(kept, "talks") == ("council/b.vtt",)


def test_a_scope_without_transcripts_limits_to_nothing_and_never_to_all(kept: Kept) -> None:
    store.save(kept, Scope("talks", transcripts=("c.txt",)), LIBRARY)
    with pytest.raises(NotFound, match="no transcript any more"):
        store.find(kept, "", "talks", LIBRARY[:2])


@pytest.mark.parametrize(
    "scope",
    [Scope("", transcripts=("c.txt",)), Scope("a/b", transcripts=("c.txt",)), Scope("x" * 81, transcripts=("c.txt",)),
     Scope("a"), Scope("a", transcripts=("../etc",)), Scope("a", folders=("..",)), Scope("a", folders=("broken",)),
     Scope("a\x1b[0m", transcripts=("c.txt",))],
)  # fmt: skip
def test_what_is_no_name_and_no_part_of_the_library_is_refused(kept: Kept, scope: Scope) -> None:
    with pytest.raises(BadArgument):
        store.save(kept, scope, LIBRARY)
    assert kept.lines(store.FILE) == []


def test_a_name_that_is_none_is_told_with_the_nearest(kept: Kept) -> None:
    with pytest.raises(NotFound, match="Did you mean: council/"):
        found(kept, "councl")


def test_a_line_that_is_none_stays(kept: Kept) -> None:
    with kept.changing(store.FILE) as lines:
        lines.append("rubbish")
    store.save(kept, Scope("talks", transcripts=("c.txt",)), LIBRARY)
    assert kept.lines(store.FILE)[0] == "rubbish"
    assert len(kept.lines(store.FILE)) == 2
