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

from index.catalog.catalog import Catalog, KnownFile
from index.catalog.identity import READERS
from index.chroma import reconcile as mending
from index.chroma.store import VectorStore
from index.embedding.languages import unknown
from index.errors import CatalogError, EmptyLibrary, NotFound, TranscriptError
from index.readers import Source, group_names, read_group
from index.sync import scan as folder
from index.sync.commits import Commits
from index.sync.notes import Notes, paths_of
from index.sync.report import Failure, Progress, SyncProgress, SyncReport
from index.sync.run import Run
from index.sync.staging import Staging
from index.sync.versions import fingerprint, readers_version

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder
    from index.sync.scan import Scan, Seen
    from index.transcript import Transcript

_FULL = (ENOSPC, EDQUOT, EFBIG)  # of errors: the disk, or what may be written to it, is full


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
        self._library, self._catalog, self._open_vectors = library.resolve(), catalog, open_vectors
        self._progress, self._skip, self._follow_links = progress or (lambda _: None), skip, follow_links
        self._fingerprint = fingerprint(embedder)
        self._commits = Commits(
            catalog, open_vectors, self._fingerprint, progress=self._progress, suspicious=suspicious
        )
        self._staging = Staging(
            catalog, embedder, self._fingerprint, progress=self._progress, flush=self._commits.flush
        )

    def run(
        self,
        paths: Sequence[str] = (),
        *,
        rebuild: bool = False,
        leave: Collection[str] = (),
        allow_empty: bool = False,
    ) -> SyncReport:
        """Make the index hold what the library says; `paths` (library-relative) limit the run to what is inside them.

        Files to `leave` stay as the index has them: they are still being written.

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
                self._staging.write(run, transcript, number, len(transcripts))

        return self._run(run, len(transcripts), write)

    def _begin(self, *, rebuild: bool) -> Run:
        beside = rebuild or self._catalog.about("fingerprint") != self._fingerprint
        live = self._catalog.about("collection") or ""
        return Run(self._commits.target(beside=beside), before=self._catalog.revisions(), collection=live)

    def _run(self, run: Run, total: int, write: Callable[[], None]) -> SyncReport:
        started = monotonic()
        mending.claim(self._catalog, self._open_vectors)
        run.target = self._commits.target(beside=run.target.beside)
        self._commits.prepare(run)
        run.committed = monotonic()
        vectors = run.target.vectors
        with vectors.writing(self._catalog.generation):
            try:
                write()
            except BaseException as error:  # Ctrl-C too: what is finished is kept
                if not run.target.beside:
                    self._commits.commit(run)
                if isinstance(error, KeyboardInterrupt):  # which comes between two calls of Chroma, not in one
                    vectors.seal()
                raise
            finally:
                vectors.catch_up(self._catalog.generation)
            self._commits.finish(run)
            vectors.catch_up(self._catalog.generation)
        vectors.seal()  # before what may take long: a process killed in it has finished the vectors
        self._commits.tidy(run)
        self._progress(SyncProgress("done", total, total, "", run.embedded, run.embedded))
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
            embedded=run.embedded,
            seconds=round(seconds, 3),
            warnings=unknown(self._catalog.model, self._catalog.languages()),
        )

    # -- reading -----------------------------------------------------------------------------------------------------

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
            self._progress(SyncProgress("reading", number, len(groups), group[0], run.embedded))
            self._read(run, [found.files[path] for path in group], number, len(groups))
            if not run.target.beside and run.is_commit_due():
                self._commits.commit(run)
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
        if fresh and not all(self._reads_the_same(run, group, found, known) for group in groups):
            return False
        for group in groups:
            self._keep(run, [known[path] for path in group], found)
        self._catalog.publish(files=run.files)
        if run.about(""):
            self._catalog.note({READERS: readers_version()})
        return True

    def _reads_the_same(self, run: Run, group: Sequence[str], found: Scan, known: Mapping[str, KnownFile]) -> bool:
        try:
            read = _transcripts([folder.read(self._library, found.files[path]) for path in group])
        except TranscriptError as error:
            return len(group) == 1 and known[group[0]].error == str(error)
        listed = {path for path in group if path in run.before}
        return listed == {t.id for t in read} and all(self._staging.is_live(run, run.notes.applied(t)) for t in read)

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
            self._staging.write(run, run.notes.applied(transcript), number, total)
        run.files += [seen.known(parts) for seen in group]


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
