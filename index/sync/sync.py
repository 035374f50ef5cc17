"""Library folder -> index: what changed, read, embedded, written, switched to, swept.

The index is a function of the folder: after a sync it holds what the files say, whatever it held before. For a changed
transcript the order is: embed -> staged in the catalog, seen by nobody -> upsert into Chroma -> one transaction makes
it live -> the old entries leave. A writer that dies in between leaves staged rows that the next sync sweeps.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from index import vocabulary
from index.catalog import serialization as records
from index.catalog.catalog import (
    READERS,
    VIEWS,
    Catalog,
    Entry,
    KnownFile,
    View,
)
from index.chroma import reconcile as mending
from index.chroma.store import VectorStore
from index.chunking import RULE, ChunkRule, chunk_entries, turn_entries
from index.embedding.embedder import text_hash
from index.embedding.languages import unknown
from index.errors import CatalogError, EmptyLibrary, NotFound, TranscriptError
from index.readers import FORMATS, Source, group_names, read_group
from index.sync import notes
from index.sync import scan as folder
from index.sync.notes import Notes, paths_of
from index.sync.report import Failure, Progress, SyncProgress, SyncReport
from index.sync.run import Run, Target

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder
    from index.sync.scan import Scan, Seen
    from index.transcript import Chunk, Transcript

_FULL = (ENOSPC, EDQUOT, EFBIG)  # of errors: the disk, or what may be written to it, is full
_WAITING = 4_000  # vectors that wait at most until they are handed to Chroma


def fingerprint(embedder: Embedder) -> str:
    """Of everything that decides what is embedded and how; another one means that the index is rebuilt."""
    return f"{embedder.fingerprint}|chunks {RULE}"


def readers_version() -> str:
    """Of everything that decides what a file says; another one means that every file is read again."""
    readers = " ".join(f"{name}:{reader.version}" for name, reader in sorted(FORMATS.items()))
    return f"{readers} notes:{notes.VERSION} records:{records.VERSION} words:{vocabulary.VERSION}"


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
        follow_links: bool = False,
        suspicious: bool = False,
    ) -> None:
        """`skip`: a folder to leave out. `follow_links`: out of the library too. `suspicious`: the writer before died;
        Chroma is checked key by key."""
        self._library, self._catalog, self._embedder = library.resolve(), catalog, embedder
        self._open_vectors, self._progress, self._skip = open_vectors, progress or (lambda _: None), skip
        self._follow_links, self._suspicious = follow_links, suspicious
        self._rule = ChunkRule(limit=embedder.limit)
        self._fingerprint = fingerprint(embedder)
        self._embedded = 0

    def run(
        self,
        paths: Sequence[str] = (),
        *,
        rebuild: bool = False,
        leave: Collection[str] = (),
        allow_empty: bool = False,
    ) -> SyncReport:
        """Make the index hold what the library says; `paths` (library-relative) limit the run to what is inside them.

        Files to `leave`, for they are still being written, stay as the index has them.

        `rebuild`, or another embedding model or chunking rule, rebuilds everything beside the live index, which
        keeps answering until one transaction switches over. Raises NotFound for a path that neither library nor index
        has, EmptyLibrary where no file is left of a library that had transcripts: its disk may only not be there. With
        `allow_empty`, or `paths`, that is meant.
        """
        known = self._catalog.known_files()
        found = folder.scan(self._library, known, skip=self._skip, follow_links=self._follow_links)
        held = len(self._catalog.revisions())
        if held and not (found.files or paths or allow_empty):
            raise EmptyLibrary(
                f"{self._library}: no transcript is there any more, and the index holds {held}. Is the disk there, or "
                "the share? Nothing was removed. If they are to be forgotten: ontherecord index --allow-empty"
            )
        if missing := folder.unmatched(paths, {*found.files, *found.notes, *known, *found.unreadable}):
            raise NotFound(f"{missing[0]}: no transcript file of that name in the library {self._library}")
        run = self._begin(rebuild=rebuild)
        run.about = folder.inside(() if run.target.beside else paths)
        run.leave = frozenset(() if run.target.beside else leave)
        run.failed += [Failure(path, reason) for path, reason in found.unreadable.items() if run.about(path)]
        run.notes = Notes(self._library, found.notes)
        run.failed += [Failure(path, fault) for path, fault in run.notes.faults if run.about(path)]
        run.files += [note for seen in found.notes.values() if (note := seen.known("")) != known.get(seen.path)]
        fresh = run.target.beside or self._catalog.about(READERS) != readers_version()
        groups = group_names(found.files)
        # A copy of an index reads the other's vectors on a server, and has its own there once it has to write.
        guest = mending.is_guest(self._catalog, run.target.vectors)
        if guest and self._is_current(run, groups, found, known, fresh=fresh):
            return self._report(run, 0.0)
        return self._run(run, len(groups), lambda: self._read_all(run, groups, found, {} if fresh else known, known))

    def load(self, transcripts: Sequence[Transcript]) -> SyncReport:
        """Make the index hold exactly these transcripts, which come from no file of a library."""
        run = self._begin(rebuild=False)

        def write() -> None:
            for number, transcript in enumerate(transcripts):
                self._write(run, transcript, number, len(transcripts))

        return self._run(run, len(transcripts), write)

    def _begin(self, *, rebuild: bool) -> Run:
        beside = rebuild or self._catalog.about("fingerprint") != self._fingerprint
        live = self._catalog.about("collection") or ""
        return Run(self._target(beside), before=self._catalog.revisions(), collection=live)

    def _target(self, beside: bool) -> Target:
        live = self._catalog.about("collection") or ""
        name = self._catalog.next_collection(self._fingerprint) if beside else live
        return Target(self._open_vectors(name), name, beside)

    def _run(self, run: Run, total: int, write: Callable[[], None]) -> SyncReport:
        started = monotonic()
        mending.claim(self._catalog, self._open_vectors)
        run.target = self._target(run.target.beside)
        self._prepare(run)
        run.committed = monotonic()
        vectors = run.target.vectors
        with vectors.writing(self._catalog.generation):
            try:
                write()
            except BaseException as error:  # Ctrl-C too: what is finished is kept
                if not run.target.beside:
                    self._commit(run)
                if isinstance(error, KeyboardInterrupt):  # which comes between two calls of Chroma, not in one
                    vectors.seal()
                raise
            finally:
                vectors.catch_up(self._catalog.generation)
            self._finish(run)
            vectors.catch_up(self._catalog.generation)
        vectors.seal()  # before what may take long: whoever is killed in it has finished the vectors
        self._tidy(run)
        self._progress(SyncProgress("done", total, total, "", self._embedded, self._embedded))
        return self._report(run, monotonic() - started)

    def _report(self, run: Run, seconds: float) -> SyncReport:
        counts = self._catalog.counts()
        return SyncReport(
            added=tuple(sorted(i for i in run.written if i not in run.before)),
            updated=tuple(sorted(i for i in run.written if i in run.before)),
            removed=tuple(run.removed),
            unchanged=sum(i in run.kept for i in run.before),
            failed=tuple(run.failed),
            turns=counts["turns"],
            chunks=counts["chunks"],
            embedded=self._embedded,
            seconds=round(seconds, 3),
            warnings=unknown(self._catalog.model, self._catalog.languages()),
        )

    # -- reading, embedding, writing ---------------------------------------------------------------------------------

    def _read_all(
        self,
        run: Run,
        groups: Sequence[tuple[str, ...]],
        found: Scan,
        known: Mapping[str, KnownFile],
        listed: Mapping[str, KnownFile],
    ) -> None:
        """Read every group that is not `known` as it stands; note which files `listed` before are gone."""
        for number, group in enumerate(groups):
            parts = run.notes.mark(group)
            # A file read together with others before may have been left by one of those: they count as this group's.
            together = {*group, *(p for path in group if path in listed for p in paths_of(listed[path].parts))}
            together |= run.notes.about(group)
            if not any(map(run.about, together)):
                continue
            if run.leave & together:
                run.kept |= together
                continue
            run.touched |= together
            if _is_unchanged(group, parts, found, known):
                self._keep(run, [known[path] for path in group], found)
                continue
            self._progress(SyncProgress("reading", number, len(groups), group[0], self._embedded))
            self._read(run, [found.files[path] for path in group], number, len(groups))
            if not run.target.beside and run.is_commit_due():
                self._commit(run)
        run.hidden = found.hides
        run.forgotten = [p for p in listed if p not in found.files and p not in found.notes and run.gone(p)]
        if self._catalog.about(READERS) != readers_version() and run.about(""):
            run.facts[READERS] = readers_version()

    def _is_current(
        self,
        run: Run,
        groups: Sequence[tuple[str, ...]],
        found: Scan,
        known: Mapping[str, KnownFile],
        *,
        fresh: bool,
    ) -> bool:
        """Whether the run has nothing to do; what it looked at is then remembered, and the transcripts are kept.

        `fresh`: each file is read again to tell.
        """
        groups = [group for group in groups if any(map(run.about, group))]
        run.hidden = found.hides
        same = all(_is_unchanged(group, run.notes.mark(group), found, known) for group in groups)
        if not same or run.files or any(p not in found.files and p not in found.notes and run.gone(p) for p in known):
            return False
        if fresh and not all(self._says_the_same(run, group, found, known) for group in groups):
            return False
        for group in groups:
            self._keep(run, [known[path] for path in group], found)
        self._catalog.publish(files=run.files)
        if run.about(""):
            self._catalog.note({READERS: readers_version()})
        return True

    def _says_the_same(self, run: Run, group: Sequence[str], found: Scan, known: Mapping[str, KnownFile]) -> bool:
        try:
            read = _transcripts([folder.read(self._library, found.files[path]) for path in group])
        except TranscriptError as error:
            return len(group) == 1 and known[group[0]].error == str(error)
        listed = {path for path in group if path in run.before}
        return listed == {t.id for t in read} and all(self._same(run, run.notes.applied(t)) for t in read)

    def _keep(self, run: Run, files: Sequence[KnownFile], found: Scan) -> None:
        for file in files:
            run.kept.add(file.path)
            if file.error:
                run.failed.append(Failure(file.path, file.error))
            seen = found.files[file.path]
            if file.mtime_ns != seen.stamp:
                run.files.append(replace(file, size=seen.size, mtime_ns=seen.stamp))

    def _read(self, run: Run, group: Sequence[Seen], number: int, total: int) -> None:
        """Read and write a group; where a part of several cannot be read, each of the others stands alone."""
        parts = run.notes.mark([seen.path for seen in group])
        try:
            read = _transcripts([folder.read(self._library, seen) for seen in group])
        except TranscriptError as error:
            if len(group) == 1:
                run.failed.append(Failure(group[0].path, error.message))
                run.files.append(group[0].known(parts, error.message))
                return
            for seen in group:
                before = len(run.files)
                self._read(run, [seen], number, total)
                run.files[before:] = [replace(file, parts=parts) for file in run.files[before:]]
            return
        for transcript in read:
            self._write(run, run.notes.applied(transcript), number, total)
        run.files += [seen.known(parts) for seen in group]

    def _write(self, run: Run, transcript: Transcript, number: int, total: int) -> None:
        if not run.target.beside and self._same(run, transcript):
            run.kept.add(transcript.id)
            return
        count = self._embedder.count_tokens
        chunks: list[tuple[View, Chunk]] = [
            *(("turn", chunk) for chunk in turn_entries(transcript, count=count, rule=self._rule)),
            *(("chunk", chunk) for chunk in chunk_entries(transcript, count=count, rule=self._rule)),
        ]
        hashes = [text_hash(self._fingerprint, chunk.text) for _, chunk in chunks]
        stored = {} if run.target.beside else self._catalog.vectors.cached(hashes)
        texts = {key: chunk.text for key, (_, chunk) in zip(hashes, chunks, strict=True) if key not in stored}
        stored |= self._embed(texts, transcript, number, total)
        entries = [Entry(view, chunk, key, stored[key]) for key, (view, chunk) in zip(hashes, chunks, strict=True)]
        pk, keys = self._catalog.stage(transcript, entries)
        for view in VIEWS:
            vectors = [np.frombuffer(entry.vector, dtype=np.float16) for entry in entries if entry.view == view]
            if vectors:
                run.waiting[view].append((keys[view], np.stack(vectors)))
        run.staged.append(pk)
        run.written.add(transcript.id)
        if sum(len(some) for view in VIEWS for some, _ in run.waiting[view]) > _WAITING:
            self._flush(run)

    def _same(self, run: Run, transcript: Transcript) -> bool:
        """Whether the live revision says just this: the same bytes may be read otherwise by another reader."""
        identifier = transcript.id
        return (
            run.before.get(identifier) == transcript.revision
            and self._catalog.turns(identifier) == transcript.turns
            and self._catalog.is_listed_as(transcript)
        )

    def _embed(self, texts: dict[bytes, str], transcript: Transcript, number: int, total: int) -> dict[bytes, bytes]:
        if not texts:
            return {}
        start = self._embedded

        def report(count: int) -> None:
            self._embedded += count
            self._progress(SyncProgress("embedding", number, total, transcript.id, self._embedded, start + len(texts)))

        vectors = self._embedder.encode(list(texts.values()), report).astype(np.float16)
        self._embedded = start + len(texts)
        return dict(zip(texts, (vector.tobytes() for vector in vectors), strict=True))

    # -- switching over and cleaning up ------------------------------------------------------------------------------

    def _prepare(self, run: Run) -> None:
        """Sweep what a writer that died left behind, and see to it that the run writes into a sound store."""
        if mending.is_guest(self._catalog, run.target.vectors):
            self._refilled()
            run.target = self._target(beside=False)
        catalog, target = self._catalog, run.target
        target.vectors.sweep({catalog.about("collection") or "", target.collection})
        dead = catalog.dead()
        if dead:
            mending.sweep(catalog, dead, target.vectors if not target.beside else None)
        if target.beside:
            target.vectors.drop()
            run.target = replace(target, vectors=self._open_vectors(target.collection))
        elif not mending.mended(catalog, target.vectors, thorough=self._suspicious or bool(dead)):
            run.target = replace(target, vectors=self._refilled(), collection=catalog.about("collection") or "")

    def _flush(self, run: Run) -> None:
        """Hand the vectors over that wait: one large write costs Chroma far less than a small one for each file."""
        for view, waiting in run.waiting.items():
            if waiting:
                keys = [key for some, _ in waiting for key in some]
                run.target.vectors.upsert(view, keys, np.concatenate([vectors for _, vectors in waiting]))
                waiting.clear()

    def _commit(self, run: Run) -> None:
        """Finished transcripts become live, and what their files said before goes with the note that they were read."""
        began = monotonic()
        self._flush(run)
        staged, files = run.take()
        if staged or files:
            replaced = [f.path for f in files if f.path in run.before and f.path not in run.written | run.kept]
            facts = self._purge_due(run, replaced, staged)
            self._catalog.publish(added=staged, removed=replaced, files=files, facts=facts)
        run.committed = monotonic()
        run.commit_took = run.committed - began

    def _finish(self, run: Run) -> None:
        run.removed = sorted(i for i in run.before if i not in run.written and i not in run.kept and run.gone(i))
        if not self._catalog.generation:
            run.facts["synced"] = "once"  # from now on there is an index, even of an empty library
        self._flush(run)
        staged, files = run.take()
        if run.target.beside:
            run.facts |= {"fingerprint": self._fingerprint, **mending.facts_of_new(self._catalog, run.target.vectors)}
        else:
            run.facts |= self._purge_due(run, run.removed, staged)
        if staged or files or run.removed or run.forgotten or run.facts:
            self._catalog.publish(
                added=staged, removed=run.removed, files=files, forgotten=run.forgotten, facts=run.facts
            )

    def _purge_due(self, run: Run, removed: Sequence[str], added: Sequence[int]) -> Mapping[str, str]:
        """The note that vectors must leave the files, where a removal takes any along; a rename takes none."""
        due = removed and not run.target.vectors.remote and self._catalog.takes_texts_along(removed, added)
        return mending.PURGE_DUE if due else {}

    def _tidy(self, run: Run) -> None:
        """Rid the catalog of what is live no longer, and the files of its vectors where they must go or are many."""
        old = self._open_vectors(run.collection)
        if run.target.beside and not mending.is_guest(self._catalog, old):  # first, so that there is room for the rest
            old.drop()
        if dead := self._catalog.dead():
            mending.sweep(self._catalog, dead, run.target.vectors if not run.target.beside else None)
        if not run.target.beside and mending.is_purge_due(self._catalog):
            self._refilled()
        store = self._open_vectors(self._catalog.about("collection") or "")
        self._catalog.empty_log()
        # A server may have lost its data since the run began.
        if store.remote and not mending.mended(self._catalog, store, thorough=False):
            self._refilled()

    def _refilled(self) -> VectorStore:
        def heard(done: int, total: int) -> None:
            self._progress(SyncProgress("vectors", done, total, "vectors", self._embedded))

        return mending.refilled(self._catalog, self._open_vectors, heard)


def _is_unchanged(group: Sequence[str], parts: str, found: Scan, known: Mapping[str, KnownFile]) -> bool:
    return all((old := known.get(p)) and (old.sha256, old.parts) == (found.files[p].sha256, parts) for p in group)


def _transcripts(sources: Sequence[Source]) -> tuple[Transcript, ...]:
    try:
        return read_group(sources)
    except TranscriptError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL:  # what some library unpacked for itself
            message = f"{sources[0].path}: no room left to read it: {error.strerror}"
            way_out = (
                "Free some space, where temporary files lie too, and run the command again; the old index still serves"
            )
            raise CatalogError(f"{message}. {way_out}") from error
        # A reader's fault must not keep the other files out.
        reason = f"the reader failed: {type(error).__name__}: {error}."
        raise TranscriptError(sources[0].path, reason, way_out="Please report this file") from error
