"""What the live transcripts hold: the questions that a catalog answers, each from what is committed at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from index.catalog import serialization as records
from index.catalog.rows import VIEWS, Facts, Keys, KnownFile, Spoken, Tally, TranscriptInfo, View
from index.catalog.sql import Database
from index.catalog.words import Words
from index.errors import no_transcript
from index.message import load
from index.transcript import Event, Turn

_FAILED = "SELECT path, error FROM files WHERE error IS NOT NULL"


class LiveTranscripts:
    """The half of a catalog that is read."""

    _db: Database
    _words: Words
    _listed: tuple[int, tuple[TranscriptInfo, ...]] | None = None  # the live transcripts of a generation

    def about(self, key: str) -> str | None:
        """A fact about the index: schema, library, fingerprint, generation."""
        row = self._db.one("SELECT value FROM about WHERE key = ?", key)
        return None if row is None else str(row[0])

    def known_files(self) -> dict[str, KnownFile]:
        """Path -> what was last seen of each library file."""
        rows = self._db.all("SELECT path, size, mtime_ns, sha256, parts, error FROM files")
        return {
            path: KnownFile(path, size, mtime_ns, sha256, parts, load(error) if error else None)
            for path, size, mtime_ns, sha256, parts, error in rows
        }

    @property
    def model(self) -> str:
        """The name of the embedding model that the index was made with."""
        return (self.about("fingerprint") or "").partition(":")[0]

    def languages(self) -> dict[str, int]:
        """How many live transcripts are in each language, by its code; those whose language is unknown are left out."""
        return dict(
            self._db.all(
                "SELECT code, count(*) FROM (SELECT FIELD(record, language) AS code FROM transcripts WHERE live) AS t "
                "WHERE code IS NOT NULL GROUP BY code ORDER BY 2 DESC, 1"
            )
        )

    def transcripts(self) -> tuple[TranscriptInfo, ...]:
        """Every live transcript, then every file that could not be read, by id."""
        failed = [(path, load(error)) for path, error in sorted(self._db.all(_FAILED)) if error]
        return (
            *self._live_infos(),
            *(TranscriptInfo(path, path, None, (), 0, "", "failed", (why,)) for path, why in failed),
        )

    def _live_infos(self) -> tuple[TranscriptInfo, ...]:
        """The live transcripts, read once for each generation: every view of a page asks for all of them."""
        generation = int(self.about("generation") or 0)
        if self._listed is None or self._listed[0] != generation:
            # Events may be many, and no list shows them.
            rows = self._db.all("SELECT SANS(record, events) FROM transcripts WHERE live ORDER BY id")
            self._listed = generation, tuple(TranscriptInfo(**records.info(row)) for row in rows)
        return self._listed[1]

    def info(self, transcript_id: str) -> TranscriptInfo:
        """One live transcript's entry in the list. Raises NotFound."""
        return TranscriptInfo(**records.info((self._record(transcript_id),)))

    def events(self, transcript_id: str) -> tuple[Event, ...]:
        """Stage directions and narrative of a transcript, in the order of its files. Raises NotFound."""
        return records.events(self._record(transcript_id))

    def files(self, transcript_id: str) -> tuple[str, ...]:
        """The library paths a transcript was read from: its parts, in order. Raises NotFound."""
        return records.files(self._record(transcript_id))

    def _record(self, transcript_id: str) -> str:
        row = self._db.one("SELECT record FROM transcripts WHERE live AND id = ?", transcript_id)
        if row is None:
            raise no_transcript(transcript_id)
        return str(row[0])

    def turns(self, transcript_id: str, first: int | None = None, last: int | None = None) -> tuple[Turn, ...]:
        """Turns `first`..`last` (both included; default all) of a transcript. Raises NotFound."""
        row = self._db.one("SELECT pk, turns FROM transcripts WHERE live AND id = ?", transcript_id)
        if row is None:
            raise no_transcript(transcript_id)
        rows = self._db.all(
            "SELECT record FROM turns WHERE transcript = ? AND idx BETWEEN ? AND ? ORDER BY idx",
            row[0], max(first or 0, 0), row[1] if last is None else last,
        )  # fmt: skip
        return tuple(records.turn(record) for (record,) in rows)

    def revision(self, transcript_id: str) -> tuple[str, int]:
        """(the catalog's identity, the revision's key): what these name never changes. Raises NotFound."""
        row = self._db.one("SELECT pk FROM transcripts WHERE live AND id = ?", transcript_id)
        if row is None:
            raise no_transcript(transcript_id)
        return self.about("identity") or "", int(row[0])

    def live_revisions(self) -> frozenset[tuple[str, int]]:
        """What `revision` gives of every live transcript, in one look."""
        identity = self.about("identity") or ""
        return frozenset((identity, int(pk)) for (pk,) in self._db.all("SELECT pk FROM transcripts WHERE live"))

    def turns_by_pk(self, pks: Sequence[int]) -> dict[int, Turn]:
        """Turns by their primary keys, those of live transcripts only."""
        rows = self._db.all(
            "SELECT u.pk, u.record FROM turns u JOIN transcripts t ON t.pk = u.transcript "
            "WHERE t.live AND u.pk AMONG ?",
            list(pks),
        )
        return {pk: records.turn(record) for pk, record in rows}

    def speakers(self) -> tuple[tuple[str, int, int], ...]:
        """(canonical name, transcripts, turns) of every speaker, most turns first."""
        return tuple(
            self._db.all(
                "SELECT u.speaker, count(DISTINCT u.transcript), count(*) FROM turns u "
                "JOIN transcripts t ON t.pk = u.transcript "
                "WHERE t.live AND u.speaker IS NOT NULL GROUP BY u.speaker ORDER BY 3 DESC, 1"
            )
        )

    def facts(self) -> tuple[Facts, ...]:
        """What questions are read against, of every live transcript, by id."""
        rows = self._db.all("SELECT id, title, first_date, last_date, record FROM transcripts WHERE live ORDER BY id")
        return tuple(Facts(row[0], row[1], row[2], row[3], records.people(row[4])) for row in rows)

    def turns_by_speaker(self, keys: Sequence[int]) -> dict[str | None, int]:
        """How many of the turns with these keys each speaker has; None stands for those without a name."""
        return dict(self._db.all("SELECT speaker, count(*) FROM turns WHERE pk AMONG ? GROUP BY speaker", list(keys)))

    def tally(self, keys: Sequence[int]) -> tuple[Tally, ...]:
        """How many of the turns with these keys are live, by transcript, day and speaker; in order of date and id."""
        rows = self._db.all(
            "SELECT t.id, t.title, coalesce(u.date, t.date), u.speaker, count(*) FROM turns u "
            "JOIN transcripts t ON t.pk = u.transcript WHERE t.live AND u.pk AMONG ? "
            "GROUP BY t.pk, 3, 4 ORDER BY t.date NULLS FIRST, t.id, 3 NULLS FIRST, 4 NULLS FIRST",
            list(keys),
        )
        return tuple(Tally(*row) for row in rows)

    def spoken(self, keys: Sequence[int] | None = None) -> tuple[Spoken, ...]:
        """The live turns with these keys (None: all), in order of date, transcript and place."""
        chosen = () if keys is None else (list(keys),)
        rows = self._db.all(
            "SELECT u.pk, t.id, t.title, coalesce(u.date, t.date), u.speaker, FIELD(u.record, role), "
            "FIELD(u.record, section), CAST(FIELD(u.record, end) AS DOUBLE PRECISION), FIELD(u.record, text) "
            "FROM turns u JOIN transcripts t ON t.pk = u.transcript "
            f"WHERE t.live {'AND u.pk AMONG ? ' * len(chosen)}ORDER BY t.date NULLS FIRST, t.id, u.idx",
            *chosen,
        )
        return tuple(Spoken(*row) for row in rows)

    def speaker_turns(self, names: Iterable[str]) -> Keys:
        """Sorted primary keys of the turns of these speakers, letter case aside."""
        folded = [name.casefold() for name in names]
        rows = self._db.all("SELECT pk FROM turns WHERE folded AMONG ? ORDER BY pk", folded)
        return np.array([row[0] for row in rows], dtype=np.int64)

    def dated_turns(self, *, after: str | None, before: str | None) -> Keys:
        """Sorted keys of the turns whose own date, else their transcript's, lies within both dates."""
        bounds = (
            ("t.last_date >= ?", after), ("coalesce(u.date, t.date) >= ?", after),
            ("t.first_date <= ?", before), ("coalesce(u.date, t.date) <= ?", before),
        )  # fmt: skip
        chosen = [(condition, day) for condition, day in bounds if day is not None]
        rows = self._db.all(
            "SELECT u.pk FROM turns u JOIN transcripts t ON t.pk = u.transcript WHERE t.live AND t.first_date IS NOT "
            f"NULL{''.join(f' AND {condition}' for condition, _ in chosen)} ORDER BY u.pk",
            *(day for _, day in chosen),
        )
        return np.array([row[0] for row in rows], dtype=np.int64)

    def words(
        self, view: View, query: str, *, ranges: Sequence[tuple[int, int]] | None = None
    ) -> tuple[Keys, npt.NDArray[np.float64]]:
        """BM25 of every row of a view that holds a word of the query: (row keys, scores), higher is better.

        Rows are turns (by turn key) or chunks (by entry key); `ranges` limits the keys, both ends included. Rows of
        revisions that are not live may be among them: the caller knows the live ones.
        """
        return self._words.scores(view, query, ranges)

    def mentions(self, query: str) -> list[int]:
        """Primary keys of every turn that holds all words of the query, quoted parts as phrases."""
        return self._words.mentions(query)

    def live_entries(self) -> dict[View, int]:
        """Numbers of live entries by view."""
        rows = self._db.all(
            "SELECT e.view, count(*) FROM entries e JOIN transcripts t ON t.pk = e.transcript WHERE t.live GROUP BY 1"
        )
        return {view: dict(rows).get(view, 0) for view in VIEWS}

    def entry_keys_live(self, view: View) -> set[int]:
        """Keys of all live entries of a view."""
        rows = self._db.all(
            "SELECT e.pk FROM entries e JOIN transcripts t ON t.pk = e.transcript WHERE t.live AND e.view = ?", view
        )
        return {row[0] for row in rows}
