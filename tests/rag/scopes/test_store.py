"""Folders and named collections of transcripts."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from index.errors import NotFound
from rag.errors import BadArgument
from rag.scopes import store
from rag.scopes.store import Scope


@dataclass(frozen=True)
class Line:
    id: str
    state: str = "ready"


LIBRARY = [Line("council/2026/a.vtt"), Line("council/b.vtt"), Line("c.txt"), Line("broken/d.txt", "failed")]


def found(folder: Path, name: str, owner: str = "") -> tuple[str, ...]:
    return store.find(folder, owner, name, LIBRARY)


def test_folders_are_scopes_by_themselves(tmp_path: Path) -> None:
    assert store.folders(LIBRARY) == ("council/", "council/2026/")
    assert found(tmp_path, "council") == found(tmp_path, "council/") == ("council/2026/a.vtt", "council/b.vtt")
    assert found(tmp_path, "council/2026/") == ("council/2026/a.vtt",)


def test_a_collection_holds_its_transcripts_and_what_its_folders_hold_by_now(tmp_path: Path) -> None:
    store.save(tmp_path, Scope(" Spring  talks ", ("/council/2026",), ("c.txt", "c.txt")), LIBRARY)
    assert found(tmp_path, "spring talks") == ("council/2026/a.vtt", "c.txt")
    later = [*LIBRARY[1:], Line("council/2026/e.vtt")]
    assert store.find(tmp_path, "", "Spring talks", later) == ("c.txt", "council/2026/e.vtt")


def test_ones_own_comes_before_everybodys_and_nobody_sees_anothers(tmp_path: Path) -> None:
    store.save(tmp_path, Scope("talks", transcripts=("c.txt",)), LIBRARY)
    store.save(tmp_path, Scope("talks", transcripts=("council/b.vtt",), shared=False, owner="ana"), LIBRARY)
    store.save(tmp_path, Scope("hers", transcripts=("c.txt",), shared=False, owner="ana"), LIBRARY)
    assert (found(tmp_path, "talks", "ana"), found(tmp_path, "talks", "ben")) == (("council/b.vtt",), ("c.txt",))
    with pytest.raises(NotFound):
        found(tmp_path, "hers", "ben")
    with pytest.raises(NotFound):
        store.remove(tmp_path, "ben", "hers", shared=False)
    store.remove(tmp_path, "ana", "TALKS", shared=False)
    assert found(tmp_path, "talks", "ana") == ("c.txt",)
    assert [one.name for one in store.read(tmp_path, "ana")] == ["hers", "talks"]


def test_a_collection_is_kept_in_the_place_of_the_one_of_its_name(tmp_path: Path) -> None:
    for part in ("c.txt", "council/b.vtt"):
        store.save(tmp_path, Scope("talks", transcripts=(part,)), LIBRARY)
    assert found(tmp_path, "talks") == ("council/b.vtt",)


def test_a_scope_without_transcripts_limits_to_nothing_and_never_to_all(tmp_path: Path) -> None:
    store.save(tmp_path, Scope("talks", transcripts=("c.txt",)), LIBRARY)
    with pytest.raises(NotFound, match="no transcript any more"):
        store.find(tmp_path, "", "talks", LIBRARY[:2])


@pytest.mark.parametrize(
    "scope",
    [Scope("", transcripts=("c.txt",)), Scope("a/b", transcripts=("c.txt",)), Scope("x" * 81, transcripts=("c.txt",)),
     Scope("a"), Scope("a", transcripts=("../etc",)), Scope("a", folders=("..",)), Scope("a", folders=("broken",)),
     Scope("a\x1b[0m", transcripts=("c.txt",))],
)  # fmt: skip
def test_what_is_no_name_and_no_part_of_the_library_is_refused(tmp_path: Path, scope: Scope) -> None:
    with pytest.raises(BadArgument):
        store.save(tmp_path, scope, LIBRARY)
    assert not (tmp_path / store.FILE).exists()


def test_a_name_that_is_none_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Did you mean: council/"):
        found(tmp_path, "councl")


def test_a_line_that_is_none_stays(tmp_path: Path) -> None:
    (tmp_path / store.FILE).write_text("rubbish\n")
    store.save(tmp_path, Scope("talks", transcripts=("c.txt",)), LIBRARY)
    assert (tmp_path / store.FILE).read_text("utf-8").startswith("rubbish\n{")
