"""Library folder -> index: what changed, read, embedded, written, switched to, swept.

The index is a function of the folder: after a sync it holds what the files say, whatever it held before. For a changed
transcript the order is: embed -> staged in the catalog, seen by nobody -> upsert into Chroma -> one transaction makes
it live -> the old entries leave. A writer that dies in between leaves staged rows that the next sync sweeps.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from time import monotonic, time_ns
from typing import TYPE_CHECKING, Literal

import numpy as np

from index.catalog import VIEWS, Catalog, KnownFile, View, collection_name
from index.chunking import RULE, Chunk, ChunkRule, chunk_entries, turn_entries
from index.embedding import text_hash
from index.errors import TooLarge, TranscriptError
from index.readers import SUFFIXES, Source, group_names, read_group
from index.readers.limits import MAX_BYTES, SPLIT
from index.vectors import VectorStore

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.transcript import Transcript

# A file changed within this time of being looked at may change again without a new time stamp (as in git's index).
_RACY_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a sync is: `done` of `total` files read, and the texts embedded so far."""

    stage: Literal["reading", "embedding", "done"]
    done: int
    total: int
    path: str = ""
    embedded: int = 0
    to_embed: int = 0


Progress = Callable[[SyncProgress], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why."""

    path: str
    error: str


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. `turns` and `chunks` are what the index holds now; `embedded` counts texts embedded this time."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()
    turns: int = 0
    chunks: int = 0
    embedded: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """A library file as it stands now."""

    path: str
    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a sync writes: the live collection, or one beside it that takes over at the end."""

    vectors: VectorStore
    collection: str
    beside: bool


def fingerprint(embedder: Embedder) -> str:
    """Of everything that decides what is embedded and how; another one means that the index is made anew."""
    return f"{embedder.fingerprint}|chunks {RULE}"


class Sync:
    """One run over a library folder. The caller holds the writer's lock."""

    def __init__(
        self,
        library: Path,
        catalog: Catalog,
        embedder: Embedder,
        open_vectors: Callable[[str], VectorStore],
        *,
        progress: Progress | None = None,
        skip: Path | None = None,
    ) -> None:
        self._library, self._catalog, self._embedder = library, catalog, embedder
        self._open_vectors, self._progress, self._skip = open_vectors, progress or (lambda _: None), skip
        self._rule = ChunkRule(limit=embedder.limit)
        self._embedded = 0

    def run(self, paths: Sequence[str] = (), *, rebuild: bool = False) -> SyncReport:
        """Make the index hold what the library says; `paths` (library-relative) limit the run to what is inside them.

        `rebuild`, or another embedding model or chunking rule, makes everything anew beside the live index, which
        keeps answering until one transaction switches over.
        """
        started = monotonic()
        beside = rebuild or self._catalog.about("fingerprint") != fingerprint(self._embedder)
        target = self._target(beside=beside)
        self._clean_up(target)
        known = self._catalog.known_files()
        inside = _inside(() if beside else paths)
        seen = {file.path: file for file in self._scan(known)}
        groups = group_names(sorted(seen))
        before = self._catalog.revisions()
        done = _Done()
        self._read_groups(groups, seen, known if not beside else {}, inside, before, target, done)
        self._finish(seen, known, inside, before, target, done)
        return self._report(done, before, len(groups), started)

    def load(self, transcripts: Sequence[Transcript]) -> SyncReport:
        """Make the index hold exactly these transcripts, which come from no file of a library."""
        started = monotonic()
        beside = self._catalog.about("fingerprint") != fingerprint(self._embedder)
        target = self._target(beside=beside)
        self._clean_up(target)
        before = self._catalog.revisions()
        done = _Done()
        for number, transcript in enumerate(transcripts):
            self._write(transcript, number, len(transcripts), before, target, done)
        self._finish({}, {}, lambda _: True, before, target, done)
        return self._report(done, before, len(transcripts), started)

    def _report(self, done: _Done, before: dict[str, str], total: int, started: float) -> SyncReport:
        counts = self._catalog.counts()
        self._progress(SyncProgress("done", total, total, "", self._embedded, self._embedded))
        return SyncReport(
            added=tuple(sorted(i for i in done.ids if i not in before)),
            updated=tuple(sorted(i for i in done.ids if i in before)),
            removed=tuple(done.removed),
            unchanged=done.unchanged,
            failed=tuple(done.failed),
            turns=counts["turns"],
            chunks=counts["chunks"],
            embedded=self._embedded,
            seconds=round(monotonic() - started, 3),
        )

    # -- looking at the folder ---------------------------------------------------------------------------------------

    def _scan(self, known: dict[str, KnownFile]) -> Iterator[_Seen]:
        now = time_ns()
        for path in self._walk(self._library):
            try:
                status = path.stat()
                name = path.relative_to(self._library).as_posix()
                old = known.get(name)
                same = old is not None and (old.size, old.mtime_ns) == (status.st_size, status.st_mtime_ns)
                if same and old is not None and now - status.st_mtime_ns > _RACY_NS:
                    yield _Seen(name, old.size, old.mtime_ns, old.sha256)
                else:
                    # The time stamp of a file that may still change is not worth remembering.
                    stamp = status.st_mtime_ns if now - status.st_mtime_ns > _RACY_NS else 0
                    yield _Seen(name, status.st_size, stamp, _digest(path, status.st_size))
            except OSError as error:
                yield _Seen(path.relative_to(self._library).as_posix(), -1, 0, f"unreadable: {error.strerror}")

    def _walk(self, folder: Path) -> Iterator[Path]:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            path = Path(entry.path)
            if entry.name.startswith((".", "~$")) or path == self._skip:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from self._walk(path)
            elif entry.is_file() and path.suffix.lower() in SUFFIXES and entry.name != "README.md":
                yield path

    # -- reading, embedding, writing ---------------------------------------------------------------------------------

    def _read_groups(
        self,
        groups: Sequence[tuple[str, ...]],
        seen: dict[str, _Seen],
        known: dict[str, KnownFile],
        inside: Callable[[str], bool],
        before: dict[str, str],
        target: _Target,
        done: _Done,
    ) -> None:
        for number, group in enumerate(groups):
            if not any(inside(path) for path in group):
                done.kept |= set(group)
                continue
            parts = "\n".join(group)
            if all((old := known.get(p)) and (old.sha256, old.parts) == (seen[p].sha256, parts) for p in group):
                self._unchanged(group, seen, known, done)
                continue
            self._progress(SyncProgress("reading", number, len(groups), group[0], self._embedded))
            files = [KnownFile(p, seen[p].size, seen[p].mtime_ns, seen[p].sha256, parts) for p in group]
            try:
                transcripts = read_group([self._source(path, seen[path]) for path in group])
            except TranscriptError as error:
                message = str(error)
                done.failed.append(Failure(error.path if error.path in group else group[0], message))
                files = [replace(f, error=message if f.path == done.failed[-1].path else None) for f in files]
                done.files += files
                continue
            except Exception as error:  # noqa: BLE001 - a reader's fault must not keep the other files out
                message = f"{group[0]}: the reader failed: {type(error).__name__}: {error}. Please report this file"
                done.failed.append(Failure(group[0], message))
                done.files += [replace(f, error=message) for f in files]
                continue
            for transcript in transcripts:
                self._write(transcript, number, len(groups), before, target, done)
            if not target.beside:
                self._catalog.publish(added=done.take_staged(), files=files)
            else:
                done.files += files

    def _unchanged(
        self, group: Sequence[str], seen: dict[str, _Seen], known: dict[str, KnownFile], done: _Done
    ) -> None:
        done.kept |= set(group)
        if errors := [Failure(path, message) for path in group if (message := known[path].error)]:
            done.failed += errors
        else:
            done.unchanged += 1
        done.files += [
            replace(known[path], size=seen[path].size, mtime_ns=seen[path].mtime_ns)
            for path in group
            if known[path].mtime_ns != seen[path].mtime_ns
        ]

    def _source(self, path: str, seen: _Seen) -> Source:
        if seen.size > MAX_BYTES:
            raise TooLarge(path, f"is {seen.size / 1e6:.0f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB.", way_out=SPLIT)
        try:
            return Source(path, (self._library / path).read_bytes())
        except OSError as error:
            raise TranscriptError(
                path, f"cannot be read: {error.strerror}.", way_out="Check its permissions"
            ) from error

    def _write(
        self, transcript: Transcript, number: int, total: int, before: dict[str, str], target: _Target, done: _Done
    ) -> None:
        done.produced.add(transcript.id)
        if not target.beside and before.get(transcript.id) == transcript.revision:
            done.unchanged += 1  # the same content under another file name pattern
            return
        count = self._embedder.count_tokens
        chunks: list[tuple[View, Chunk]] = [
            *(("turn", chunk) for chunk in turn_entries(transcript, count=count, rule=self._rule)),
            *(("chunk", chunk) for chunk in chunk_entries(transcript, count=count, rule=self._rule)),
        ]
        hashes = [text_hash(fingerprint(self._embedder), chunk.text) for _, chunk in chunks]
        stored = {} if target.beside else self._catalog.cached_vectors(hashes)
        self._embed(
            [(h, chunk.text) for h, (_, chunk) in zip(hashes, chunks, strict=True)], stored, transcript, number, total
        )
        rows = [(view, chunk, key, stored[key]) for key, (view, chunk) in zip(hashes, chunks, strict=True)]
        pk, keys = self._catalog.stage(transcript, rows)
        for view in VIEWS:
            vectors = [np.frombuffer(vector, dtype=np.float16) for own, _, _, vector in rows if own == view]
            if vectors:
                target.vectors.upsert(view, keys[view], np.stack(vectors))
        done.staged.append(pk)
        done.ids.append(transcript.id)

    def _embed(
        self,
        texts: list[tuple[bytes, str]],
        stored: dict[bytes, bytes],
        transcript: Transcript,
        number: int,
        total: int,
    ) -> None:
        missing = {key: text for key, text in texts if key not in stored}
        start = self._embedded

        def report(count: int) -> None:
            self._embedded += count
            self._progress(
                SyncProgress("embedding", number, total, transcript.id, self._embedded, start + len(missing))
            )

        if missing:
            vectors = self._embedder.encode(list(missing.values()), report).astype(np.float16)
            self._embedded = start + len(missing)
            stored.update(zip(missing, (vector.tobytes() for vector in vectors), strict=True))

    # -- switching over and cleaning up ------------------------------------------------------------------------------

    def _target(self, *, beside: bool) -> _Target:
        if not beside:
            name = self._catalog.about("collection") or ""
            return _Target(self._open_vectors(name), name, beside=False)
        name = collection_name(fingerprint(self._embedder), self._catalog.generation + 1)
        return _Target(self._open_vectors(name), name, beside=True)

    def _clean_up(self, target: _Target) -> None:
        """Sweep what a writer that died left behind, and refill a collection that lost entries."""
        if dead := self._catalog.dead():
            self._sweep(dead, target.vectors)
        if target.beside:
            return
        for view in VIEWS:
            live = set(self._catalog.entries(view).keys.tolist())
            if target.vectors.count(view) != len(live):
                target.vectors.refill(view, self._catalog.vectors(view))

    def _finish(
        self,
        seen: dict[str, _Seen],
        known: dict[str, KnownFile],
        inside: Callable[[str], bool],
        before: dict[str, str],
        target: _Target,
        done: _Done,
    ) -> None:
        gone = (i for i in before if i not in done.produced and i not in done.kept and inside(i))
        done.removed = sorted(gone)
        forgotten = [path for path in known if path not in seen and inside(path)]
        facts = {"fingerprint": fingerprint(self._embedder), "collection": target.collection} if target.beside else None
        staged = done.take_staged()
        if staged or done.removed or done.files or forgotten or facts:
            self._catalog.publish(
                added=staged, removed=done.removed, files=done.files, forgotten=forgotten, facts=facts
            )
        if dead := self._catalog.dead():
            self._sweep(dead, target.vectors, delete=not target.beside)
        if target.beside:
            target.vectors.drop_others()

    def _sweep(self, dead: Sequence[int], vectors: VectorStore, *, delete: bool = True) -> None:
        if delete:
            for view in VIEWS:
                vectors.delete(view, self._catalog.entry_keys(dead, view))
        self._catalog.sweep(dead)


class _Done:
    """What a run has done so far."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.produced: set[str] = set()
        self.kept: set[str] = set()
        self.staged: list[int] = []
        self.files: list[KnownFile] = []
        self.failed: list[Failure] = []
        self.removed: list[str] = []
        self.unchanged = 0

    def take_staged(self) -> list[int]:
        staged, self.staged = self.staged, []
        return staged


def _inside(paths: Iterable[str]) -> Callable[[str], bool]:
    chosen = [PurePosixPath(path) for path in paths]
    if not chosen:
        return lambda _: True
    return lambda name: any(PurePosixPath(name).is_relative_to(path) for path in chosen)


def _digest(path: Path, size: int) -> str:
    if size > MAX_BYTES:
        return f"size {size}"
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
