"""Checks whether the index can be relied on, and repairs what can be repaired without the library."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from index import AUTO, DEFAULT_ADAPTER, DEFAULT_EMBEDDER
from index.catalog.catalog import VIEWS
from index.catalog.identity import OtherSchema
from index.catalog.sqlite.database import fault as sqlite_fault
from index.catalog.sqlite.database import version as sqlite_version
from index.chroma import reconcile as mending
from index.chroma.probe import examine, probe
from index.embedding.model_files import embedding_model, forget_verified
from index.embedding.verified_files import Progress
from index.errors import CatalogError, NoIndex, VectorStoreError, WeightsError, WrongLibrary
from index.language import name_of

if TYPE_CHECKING:
    from index.index import Index

_PYTHONS = ((3, 11), (3, 14))  # from, below
_PACKAGES = ("chromadb", "filelock", "gradio", "langchain-core", "numpy", "sentence-transformers", "torch")
_LEAST_FREE = 500 * 10**6  # bytes: room for a sync, its log and a new revision of a few hours of speech
_SYNC, _REPAIR = "ontherecord index", "ontherecord doctor --repair"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing checked: whether it is sound, what was found, and what to do where it is not."""

    name: str
    ok: bool
    detail: str
    fix: str = ""


def check(index: Index, *, embedder: str = DEFAULT_EMBEDDER, adapter: str = DEFAULT_ADAPTER) -> tuple[Check, ...]:
    """Checks of everything the index depends on. Changes nothing and raises nothing on purpose."""
    if embedder == AUTO:
        embedder = index.catalog.model if index.exists else DEFAULT_EMBEDDER
    return (
        _python(),
        _packages(),
        _sqlite(),
        _embedding_model(embedder, adapter),
        _library(index),
        _disk(index.folder),
        *_stores(index),
    )


def repair(index: Index, *, progress: Progress | None = None) -> tuple[str, ...]:
    """Mend what is broken; what was done, a sentence each.

    A broken catalog is kept aside under another name, for what is in it comes from the library: the next sync makes a
    new one. A vector store that is broken or differs from the catalog is filled again from the vectors kept there,
    without embedding; `progress` hears how far that is. Raises IndexBusy while another process writes, WrongLibrary,
    CatalogError where the folder cannot be written or the index is another version's.
    """
    if not index.place.there:
        return ()
    with index.repairing():
        if fault := _catalog_fault(index):
            aside = index.set_aside(fault)
            shutil.rmtree(index.vectors_folder, ignore_errors=True)  # of no use without the catalog
            return (f"The catalog was broken ({fault}); it is kept as {aside}. Make a new one with: {_SYNC}",)
        if not (fault := _vectors_fault(index, alone=True)):
            return ()
        number = _refill(index, progress)
        return (f"The vector store was broken ({fault}); {number} vectors were written to a new one.",)


def verify_embedding_model(
    embedder: str = DEFAULT_EMBEDDER, adapter: str = DEFAULT_ADAPTER, *, progress: Progress | None = None
) -> None:
    """Read the packaged embedding model again, whatever was verified before; what is wrong with it, `check` says."""
    forget_verified()
    with suppress(WeightsError):
        embedding_model(embedder, adapter=adapter, progress=progress)


def _python() -> Check:
    low, high = _PYTHONS
    found = ".".join(map(str, sys.version_info[:3]))
    ok = low <= sys.version_info[:2] < high
    return Check("python", ok, found, "" if ok else f"Use Python {low[0]}.{low[1]} to {high[0]}.{high[1] - 1}")


def _packages() -> Check:
    found = {package: _version(package) for package in _PACKAGES}
    missing = [package for package, number in found.items() if number is None]
    if missing:
        names = " ".join(missing)
        return Check("packages", False, f"not installed: {names}", f"pip install -c constraints.txt {names}")
    return Check("packages", True, ", ".join(f"{package} {number}" for package, number in found.items()))


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _sqlite() -> Check:
    if fault := sqlite_fault():
        return Check("sqlite", False, f"{sqlite_version()}: {fault}", "Use a Python whose SQLite has FTS5")
    return Check("sqlite", True, f"{sqlite_version()} with FTS5")


def _embedding_model(name: str, adapter: str) -> Check:
    try:
        files = embedding_model(name, adapter=adapter)
    except WeightsError as error:
        return Check("embedding model", False, str(error), "Do what the message says")
    state = "its publisher's file, verified" if files.sha256 else "not pinned by a hash"
    learned = f"; adapter {files.adapter.path.stem}" if files.adapter else "; no adapter"
    return Check("embedding model", True, f"{files.name}: {state}{learned}")


def _library(index: Index) -> Check:
    if index.library is None:
        return Check("library", True, "none: this index is only read")
    if index.library.is_dir():
        return Check("library", True, str(index.library))
    return Check("library", False, f"{index.library}: no such folder", "Make it, or name another with --library FOLDER")


def _disk(folder: Path) -> Check:
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    free = shutil.disk_usage(there).free
    ok = free >= _LEAST_FREE
    return Check("disk", ok, f"{free / 1e9:.1f} GB free", "" if ok else "Free some space; the old index still serves")


def _stores(index: Index) -> Iterator[Check]:
    """The catalog, and the vector store where there is a catalog to compare it with."""
    try:
        catalog = index.catalog
        found = catalog.quick_check()
        counts = catalog.counts()
    except (NoIndex, WrongLibrary) as error:
        yield Check("catalog", False, str(error), _SYNC)
        return
    except OtherSchema as error:
        yield Check("catalog", False, str(error), error.fix)
        return
    except CatalogError as error:
        yield Check("catalog", False, str(error), _REPAIR)
        return
    if found != "ok":
        yield Check("catalog", False, found, _REPAIR)
        return
    yield Check("catalog", True, f"{counts['transcripts']} transcripts, {counts['turns']} turns")
    yield _languages(index)
    if index.chroma_url is not None:
        yield (server := _server(index))
        if not server.ok:
            return
    fault = _vectors_fault(index, alone=not index.has_writer)
    yield Check("vectors", not fault, fault or "as many as the catalog has", _REPAIR if fault else "")


def _languages(index: Index) -> Check:
    found = index.catalog.languages()
    listed = ", ".join(f"{name_of(code)} {number}" for code, number in found.items()) or "too little is said to tell"
    for warning in index.warnings():
        what, _, way_out = warning.partition(": ")
        return Check("languages", False, f"{listed}; {what}", f"{way_out[:1].upper()}{way_out[1:]}")
    return Check("languages", True, listed)


def _server(index: Index) -> Check:
    try:
        return Check("chroma server", True, index.store("").server())
    except VectorStoreError as error:
        return Check("chroma server", False, str(error), "Do what the message says; until then the catalog is searched")


def _catalog_fault(index: Index) -> str:
    """Why the catalog cannot be used; "" where it can. Raises WrongLibrary, OtherSchema: those are not broken."""
    try:
        found = index.catalog.quick_check()
    except (WrongLibrary, OtherSchema):
        raise
    except CatalogError as error:
        return str(error)
    return "" if found == "ok" else found


def _vectors_fault(index: Index, *, alone: bool) -> str:
    """Why the vector store cannot be relied on; "" where it can. `alone`: nobody else is writing to it now."""
    catalog = index.catalog
    store = index.store(catalog.about("collection") or "")
    least = catalog.live_entries()
    if not any(least.values()):
        return ""
    if not store.remote and not catalog.keeps_vectors_in(store.folder):
        return "they are in an index folder of another machine"
    if alone and store.there and not store.sealed:  # not opened by another process either: they may be anybody's
        return "its files are not as the last sync left them"
    found = examine(catalog, store) if store.remote else probe(index.folder, index.catalog_url)
    if found.fault:
        return found.fault
    # A writer at work, or one that died, has entries there that are not live.
    stale, dead = mending.stale(catalog), catalog.dead()
    most = {view: least[view] + stale[view] + sum(len(catalog.entry_keys(r, view)) for r in dead) for view in VIEWS}
    differing = [view for view in VIEWS if not least[view] <= found.counts[view] <= most[view]]
    return "; ".join(f"{found.counts[view]} of {least[view]} {view} vectors" for view in differing)


def _refill(index: Index, progress: Progress | None) -> int:
    """A new store from the catalog's vectors in place of the broken one; how many vectors."""
    report = (lambda done, total: progress(done, total, "filling the vector store")) if progress is not None else None
    index.catalog.settle(index.library)
    mending.claim(index.catalog, index.store)
    mending.refilled(index.catalog, index.store, report)
    index.close()
    return sum(index.catalog.live_entries().values())
