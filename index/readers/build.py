"""What readers found in the files of a transcript becomes the transcript: the only place that builds one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple

from index.errors import MalformedTranscript
from index.language import detected
from index.readers.pieces import Parsed, Reader
from index.readers.reading_warnings import doubts
from index.readers.shared.document import Document
from index.readers.speaker_of_piece import has_speakers, voices
from index.readers.title_and_day import with_spoken_date, with_title
from index.readers.turn_builder import TurnBuilder
from index.speakers.labels import speakers_of
from index.transcript import Dropped, Event, Meta, Person, ReaderWarning, SourceFile, Transcript


class Part(NamedTuple):
    """A file with the reader that read it and what it found."""

    document: Document
    reader: Reader
    parsed: Parsed


def build(parts: Sequence[Part]) -> Transcript:
    """The transcript of files given together, in order; MalformedTranscript where nobody says a word in them."""
    parsed = [part.parsed for part in parts]
    identifier = parts[0].document.path
    builder = TurnBuilder(identifier, named=has_speakers(parsed))
    for part, spoken in zip(parts, voices(parsed), strict=True):
        builder.take(part.document, part.parsed, spoken)
    turns = builder.finish()
    if not turns:
        raise MalformedTranscript(
            identifier,
            f"holds no speech (read as {parts[0].reader.name}).",
            way_out="Name another format, or remove the file.",
        )
    roster = _roster(parsed)
    meta, notes = with_spoken_date(with_title(_meta(parsed), parts[0].document, parsed[0]), identifier, turns)
    meta = replace(meta, heard_language=detected(turn.text for turn in turns))
    hashes = [sha256(part.document.data).hexdigest() for part in parts]
    return Transcript(
        id=identifier,
        revision=revision_of(hashes),
        files=tuple(_source(part, digest) for part, digest in zip(parts, hashes, strict=True)),
        turns=turns,
        meta=meta,
        roster=roster,
        speakers=speakers_of(turns, {person.name: person.role for person in roster}),
        events=_in_file_order(builder.events, parts),
        dropped=tuple(_in_line_order([*_dropped(parts), *builder.dropped], parts)),
        warnings=(*_warnings(parts), *notes, *doubts(parts[0].document, parts[0].reader.name, parsed[0], turns)),
    )


def revision_of(hashes: Sequence[str]) -> str:
    """A transcript's revision: the sha256 of its one file, or the sha256 over those of its parts."""
    return hashes[0] if len(hashes) == 1 else sha256("".join(hashes).encode("ascii")).hexdigest()


def _source(part: Part, digest: str) -> SourceFile:
    document, reader = part.document, part.reader
    return SourceFile(
        path=document.path,
        sha256=digest,
        encoding=document.encoding,
        format=reader.name,
        newline=document.newline,
        parser=f"index.readers:{reader.name}",
        parser_version=reader.version,
    )


def _meta(parsed: Sequence[Parsed]) -> Meta:
    """The first file's account of the whole, its gaps filled by the later ones'."""
    meta = parsed[0].meta
    for other in parsed[1:]:
        gaps = {
            name: getattr(other.meta, name)
            for name in ("title", "date", "event", "place", "chamber", "start_clock", "end_clock", "url", "language")
            if getattr(meta, name) is None
        }
        known = set(meta.raw_header_lines)
        fresh = tuple(line for line in other.meta.raw_header_lines if line not in known)
        meta = replace(meta, raw_header_lines=(*meta.raw_header_lines, *fresh), **gaps)
    return meta


def _roster(parsed: Sequence[Parsed]) -> tuple[Person, ...]:
    people: dict[str, Person] = {}
    for found in parsed:
        for person in found.roster:
            people.setdefault(person.name, person)
    return tuple(people.values())


def _dropped(parts: Sequence[Part]) -> Iterator[Dropped]:
    known = set(parts[0].parsed.meta.raw_header_lines)
    for part in parts:
        if part.document.part > 0:
            for line in part.parsed.meta.raw_header_lines:
                if line in known:
                    yield Dropped("repeated heading", part.document.path, None, line)
        yield from part.parsed.dropped


def _in_line_order(found: list[Dropped], parts: Sequence[Part]) -> list[Dropped]:
    order = {part.document.path: number for number, part in enumerate(parts)}
    return sorted(found, key=lambda item: (order.get(item.file, 0), item.line or 0))


def _in_file_order(events: list[Event], parts: Sequence[Part]) -> tuple[Event, ...]:
    order = {part.document.path: number for number, part in enumerate(parts)}
    ranked = sorted(events, key=lambda event: (order.get(event.file, 0), event.line or 0, event.span or (0, 0)))
    return tuple(ranked)


def _warnings(parts: Sequence[Part]) -> Iterator[ReaderWarning]:
    for part in parts:
        yield from part.document.warnings
        yield from part.parsed.warnings
        yield from _odd_times(part)


def _odd_times(part: Part) -> Iterator[ReaderWarning]:
    """Times are kept as printed; that they run backwards is said."""
    document, last = part.document, None
    for piece in part.parsed.pieces:
        if piece.start is None:
            continue
        if piece.end is not None and piece.end < piece.start:
            yield document.warning(
                "end_before_start", f"ends at {piece.end} s, starts at {piece.start} s", line=_line(part, piece.chars)
            )
        if last is not None and piece.start < last:
            yield document.warning(
                "time_goes_back", f"starts at {piece.start} s, after {last} s", line=_line(part, piece.chars)
            )
        last = piece.start


def _line(part: Part, chars: tuple[int, int] | None) -> int | None:
    return part.document.line_at(chars[0]) if chars else None
