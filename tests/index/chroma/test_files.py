"""The files of an embedded set of vectors."""

import shutil
from pathlib import Path

import pytest

from index.chroma import files as store_files


def test_a_folder_that_goes_while_room_is_looked_for_is_no_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, usage = tmp_path / "set", shutil.disk_usage
    going.mkdir()

    def asked(place: Path) -> object:
        shutil.rmtree(going, ignore_errors=True)
        return usage(place)

    monkeypatch.setattr(shutil, "disk_usage", asked)
    assert not store_files.is_full(going)
    assert not going.exists()


def test_a_disk_is_full_where_next_to_nothing_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used = shutil.disk_usage(tmp_path)._replace(free=4096)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: used)
    assert store_files.is_full(tmp_path / "not" / "there")
