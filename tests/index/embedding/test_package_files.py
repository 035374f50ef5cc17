"""The packaged models: found without importing them, verified, assembled once."""

import errno
import hashlib
import os
import shutil
import sys
from collections import namedtuple
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from index.embedding.model_files import (
    forget_verified,
)
from index.embedding.package_files import INSTALL, Part, Published, is_here, packaged_file
from index.errors import WeightsError

PIECES = (b"first " * 1000, b"second " * 1000, b"third")


def install(site: Path, package: str, version: str, files: dict[str, bytes]) -> None:
    """A package as pip leaves it: the files and a dist-info folder."""
    info = site / f"{package.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
    for name, data in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(data)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def part_file(number: int) -> str:
    return f"fake_part{number}/data/part.bin"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the import path with three fake parts installed; importing one would be an error."""
    folder = tmp_path / "site"
    for number, data in enumerate(PIECES, start=1):
        poison = f"fake_part{number}/__init__.py"
        install(folder, f"fake-part{number}", "1.0", {part_file(number): data, poison: b"raise SystemExit"})
    monkeypatch.syspath_prepend(folder)
    return folder


@pytest.fixture
def published() -> Published:
    whole = b"".join(PIECES)
    parts = tuple(
        Part(f"fake-part{number}", "1.0", part_file(number), sha256(data))
        for number, data in enumerate(PIECES, start=1)
    )
    return Published(name="Fake", filename="fake.gguf", size=len(whole), sha256=sha256(whole), parts=parts)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_the_parts_become_the_publishers_file(site: Path, published: Published, cache: Path) -> None:
    path = packaged_file(published, cache=cache)
    assert path.read_bytes() == b"".join(PIECES)
    assert path.parent == cache


def test_progress_ends_at_the_whole_size(site: Path, published: Published, cache: Path) -> None:
    reports: list[tuple[int, int, str]] = []
    packaged_file(published, cache=cache, progress=lambda *report: reports.append(report))
    assert reports[-1] == (published.size, published.size, "assembling Fake")
    assert [done for done, _, _ in reports] == sorted(done for done, _, _ in reports)


def test_a_later_start_reads_nothing(site: Path, published: Published, cache: Path) -> None:
    packaged_file(published, cache=cache)
    reports: list[tuple[int, int, str]] = []
    packaged_file(published, cache=cache, progress=lambda *report: reports.append(report))
    assert reports == []


def test_the_assembled_file_needs_its_packages_no_more(site: Path, published: Published, cache: Path) -> None:
    packaged_file(published, cache=cache)
    shutil.rmtree(site)
    assert packaged_file(published, cache=cache).is_file()


def test_an_assembled_file_that_was_altered_is_made_again(site: Path, published: Published, cache: Path) -> None:
    packaged_file(published, cache=cache).write_bytes(b"x" * published.size)
    assert packaged_file(published, cache=cache).read_bytes() == b"".join(PIECES)


def test_a_lost_stamp_costs_a_hash_and_not_an_assembly(site: Path, published: Published, cache: Path) -> None:
    packaged_file(published, cache=cache)
    for stamp in cache.glob("*.verified.json"):
        stamp.unlink()
    whats: set[str] = set()
    packaged_file(published, cache=cache, progress=lambda _done, _total, what: whats.add(what))
    assert whats == {"verifying fake.gguf"}


def test_bits_that_rotted_unseen_are_found_once_what_was_verified_is_forgotten(
    site: Path, published: Published, cache: Path
) -> None:
    path = packaged_file(published, cache=cache)
    when = path.stat().st_mtime_ns
    path.write_bytes(b"x" * published.size)
    os.utime(path, ns=(when, when))
    assert packaged_file(published, cache=cache).read_bytes() != b"".join(PIECES), "the stamp fits"
    forget_verified(published, cache=cache)
    assert packaged_file(published, cache=cache).read_bytes() == b"".join(PIECES)


def test_presence_is_asked_without_assembling(site: Path, published: Published, cache: Path) -> None:
    assert is_here(published, cache=cache)
    assert not cache.exists()
    shutil.rmtree(site / "fake_part2-1.0.dist-info")
    assert not is_here(published, cache=cache)


def test_a_missing_part_is_named_with_the_way_out(site: Path, published: Published, cache: Path) -> None:
    shutil.rmtree(site / "fake_part2-1.0.dist-info")
    with pytest.raises(WeightsError, match=r"fake-part2 1\.0 is not installed") as caught:
        packaged_file(published, cache=cache)
    assert INSTALL in str(caught.value)


def test_another_version_of_a_part_is_named(site: Path, published: Published, cache: Path) -> None:
    shutil.rmtree(site / "fake_part3-1.0.dist-info")
    install(site, "fake-part3", "2.0", {})
    with pytest.raises(WeightsError, match=r"fake-part3 1\.0 is installed in version 2\.0"):
        packaged_file(published, cache=cache)


def test_a_part_without_its_file_is_named(site: Path, published: Published, cache: Path) -> None:
    (site / part_file(1)).unlink()
    with pytest.raises(WeightsError, match=r"fake-part1 1\.0 lacks its file") as caught:
        packaged_file(published, cache=cache)
    assert "--force-reinstall" in str(caught.value)


@pytest.mark.parametrize("bad", [b"second " * 999 + b"secund ", b"short", b""])
def test_an_altered_part_is_named_and_leaves_nothing_behind(
    bad: bytes, site: Path, published: Published, cache: Path
) -> None:
    (site / part_file(2)).write_bytes(bad)
    with pytest.raises(WeightsError, match=r"fake-part2 1\.0 holds a part\.bin that is not the one pinned"):
        packaged_file(published, cache=cache)
    assert [path.name for path in cache.iterdir()] == ["fake.gguf.lock"]


def test_right_parts_that_do_not_make_the_publishers_file_are_refused(
    site: Path, published: Published, cache: Path
) -> None:
    with pytest.raises(WeightsError, match="do not make the publisher's file"):
        packaged_file(replace(published, sha256=sha256(b"another")), cache=cache)
    assert not (cache / "fake.gguf").exists()


def test_what_a_killed_process_left_is_overwritten(site: Path, published: Published, cache: Path) -> None:
    cache.mkdir()
    (cache / "fake.gguf.unfinished").write_bytes(b"x" * 99)
    assert packaged_file(published, cache=cache).read_bytes() == b"".join(PIECES)
    assert not (cache / "fake.gguf.unfinished").exists()


def test_a_disk_without_room_is_noticed_before_writing(
    site: Path, published: Published, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10, 5, 5))
    with pytest.raises(WeightsError, match=r"are free\. Free some space; or: set XDG_CACHE_HOME"):
        packaged_file(published, cache=cache)
    assert not list(cache.glob("*.unfinished"))


def test_a_disk_that_fills_up_is_a_message(
    site: Path, published: Published, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(WeightsError, match="the disk is full"):
        packaged_file(published, cache=cache)
    assert not (cache / "fake.gguf").exists()


def test_a_cache_that_cannot_be_made_is_a_message(site: Path, published: Published, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(WeightsError, match="XDG_CACHE_HOME"):
        packaged_file(published, cache=tmp_path / "file" / "cache")


def assemble_elsewhere(site: Path, published: Published, cache: Path) -> bytes:
    sys.path.insert(0, str(site))
    return packaged_file(published, cache=cache).read_bytes()


@pytest.mark.slow
def test_two_processes_at_once_both_get_the_whole_file(site: Path, published: Published, cache: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(assemble_elsewhere, site, published, cache) for _ in range(2)]
        assert [job.result() for job in jobs] == [b"".join(PIECES)] * 2
