"""From bytes to a transcript: decode, choose the reader, read, join the parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import TranscriptError, UnknownFormat
from index.message import message
from index.readers.build import Part, build
from index.readers.pieces import LEAST_FIT, Fit, Reader
from index.readers.registry import FORMATS, READERS
from index.readers.shared.collector import collector_waits
from index.readers.shared.document import Document, open_document
from index.readers.shared.limits import check_size
from index.readers.sidecar import read_head, with_heads
from index.readers.text.plain_text import TEXT_READERS
from index.transcript import Transcript

_FOR_THE_SUFFIX = 0.05  # content decides; a suffix only tips the balance


@dataclass(frozen=True, slots=True)
class Source:
    """A file's library-relative path, in posix form, and its bytes."""

    path: str
    data: bytes


def read_transcript(sources: Sequence[Source], *, format: str | None = None, encoding: str | None = None) -> Transcript:
    """The transcript that the files are, given together in part order; its id is the first file's path.

    Raises UnknownFormat where no reader fits, MalformedTranscript where one does and the file breaks its rules,
    TooLarge over a cap; each names the file, the line where there is one, and the way out.
    """
    with collector_waits():
        parts = [_part(source, number, format, encoding) for number, source in enumerate(sources)]
        return with_heads(build(parts), [read_head(part.document.path, part.document.text) for part in parts])


def read_group(sources: Sequence[Source]) -> tuple[Transcript, ...]:
    """The files as one transcript where they carry the same title (and no different dates), else each as its own."""
    singles = tuple(read_transcript([source]) for source in sources)
    if len(singles) < 2 or not _belong_together(singles):
        return singles
    return (read_transcript(sources),)


def _belong_together(transcripts: Sequence[Transcript]) -> bool:
    titles = {
        " ".join(transcript.meta.title.split()).casefold() if transcript.meta.title else None
        for transcript in transcripts
    }
    dates = {transcript.meta.date for transcript in transcripts if transcript.meta.date}
    formats = {transcript.files[0].format for transcript in transcripts}
    return len(titles) == 1 and None not in titles and len(dates) <= 1 and len(formats) == 1


def _part(source: Source, number: int, format: str | None, encoding: str | None) -> Part:
    check_size(source.path, source.data)
    if not source.data.strip():
        raise UnknownFormat(source.path, message("file_empty", "is empty. Remove it, or export it again."))
    document = open_document(source.path, source.data, encoding=encoding, part=number)
    if format is not None:
        reader = _named(document, format)
        return Part(document, reader, reader.read(document))
    reader = detect(document)
    part = Part(document, reader, reader.read(document))
    return part if _has_speech(part) or reader not in TEXT_READERS else _otherwise(part)


def _has_speech(part: Part) -> bool:
    return any(piece.kind == "speech" and piece.text.text for piece in part.parsed.pieces)


def _otherwise(part: Part) -> Part:
    """A text whose labels were none after all, as the next reader of text finds words in it, if one does."""
    document = part.document
    fits = [(_score(document, reader, reader.sniff(document)), reader) for reader in TEXT_READERS]
    for score, reader in sorted(fits, key=_first, reverse=True):
        other = Part(document, reader, reader.read(document)) if score >= LEAST_FIT and reader != part.reader else part
        if _has_speech(other):
            return other
    return part


def _first(entry: tuple[float, Reader]) -> float:
    return entry[0]


def _named(document: Document, format: str) -> Reader:
    if format not in FORMATS:
        raise UnknownFormat(
            document.path, f"there is no format {format!r}.", way_out=f"Formats: {', '.join(sorted(FORMATS))}."
        )
    return FORMATS[format]


def detect(document: Document) -> Reader:
    """The reader that fits best; UnknownFormat says why each refused."""
    fits = [(reader, reader.sniff(document)) for reader in READERS]
    scores = [(_score(document, reader, fit), -place, reader) for place, (reader, fit) in enumerate(fits)]
    score, _, reader = max(scores, key=lambda entry: entry[:2])
    if score >= LEAST_FIT:
        return reader
    if isinstance(document.json, TranscriptError):
        raise document.json
    tried = "; ".join(f"{reader.name}: {fit.why}" for reader, fit in fits)
    raise UnknownFormat(
        document.path, f"fits no format. Tried {tried}.", way_out="Name one with --format, or remove the file."
    )


def _score(document: Document, reader: Reader, fit: Fit) -> float:
    return fit.score + (_FOR_THE_SUFFIX if fit.score > 0 and document.suffix in reader.suffixes else 0.0)
