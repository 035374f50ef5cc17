"""Word documents (.docx): Microsoft Teams, Google Meet with Gemini's notes, and any labelled transcript."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from index.readers.documents.tables_inside import facts, letters, read_tables, spoken_tables, states_facts
from index.readers.documents.word_text import Paragraph, WordText, word_text
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.labels import accepted, label_at
from index.readers.shared.mapped import MappedText
from index.readers.shared.rows import Row
from index.readers.shared.times import iso_date, seconds
from index.readers.text import timed_labels
from index.readers.text.places_in_file import Unwrapped
from index.readers.text.unwrapped import read_unwrapped, with_colons
from index.transcript import Dropped, Meta

_TEAMS = re.compile(r".{1,100} (?:started|stopped) transcription")
_CUE = re.compile(r"(\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?) --> (\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?)")
_MEET_TIME = re.compile(r"\d{1,2}:\d\d:\d\d")
_MEET_TITLE = re.compile(r"(.+?) ?[-–—] ?Transcript")
_MEET_END = re.compile(
    r"(?:Transcription|Meeting) ended after \d.*|This editable transcript was computer generated\b.*"
)


class _Line(NamedTuple):
    """A line that is not blank, and its paragraph's number."""

    text: str
    paragraph: int


def _sniff(document: Document) -> Fit:
    if document.data.startswith(b"PK\x03\x04") and b"word/" in document.data:
        return Fit(1.0, "is a Word document")
    if document.data.startswith(b"\xd0\xcf\x11\xe0") and document.suffix in (".doc", ".docx"):
        return Fit(0.9, "is an old or locked Word document")
    return Fit(0.0, "not a Word document")


def _read(document: Document) -> Parsed:
    if not document.data.startswith(b"PK"):
        raise document.malformed(
            "is an old or password-protected Word document.", way_out="Save it as .docx without a password."
        )
    word = word_text(document)
    parsed = _parsed(document, word)
    warnings = list(parsed.warnings)
    if word.tracked_changes:
        warnings.append(document.warning("tracked_changes", "insertions were kept and deletions left out"))
    return replace(parsed, dropped=[*parsed.dropped, *word.beside], warnings=warnings)


def _parsed(document: Document, word: WordText) -> Parsed:
    lines = [
        _Line(text.strip(), paragraph.number)
        for paragraph in word.paragraphs
        for text in paragraph.text.splitlines()
        if text.strip()
    ]
    if sum(_CUE.fullmatch(line.text) is not None for line in lines) > 1:
        return _cues(document, lines)
    first = _meet_opening(lines)
    if first is not None:
        return _meet(document, lines, first)
    return read_paragraphs(document, word.paragraphs, teams=any(_TEAMS.fullmatch(line.text) for line in lines))


def read_paragraphs(document: Document, paragraphs: list[Paragraph], *, teams: bool = False) -> Parsed:
    """The tables of turns where most of the words are in such; else the text that the document prints."""
    tables: dict[int, list[Row]] = {}
    for paragraph in paragraphs:
        if paragraph.table:
            cells = [MappedText(cell) for cell in paragraph.cells]
            tables.setdefault(paragraph.table, []).append(Row(cells, lines=(paragraph.number, paragraph.number)))
    spoken = spoken_tables(tables)
    stating = {number for number, rows in tables.items() if number not in spoken and states_facts(rows)}
    around = [paragraph for paragraph in paragraphs if paragraph.table not in (*spoken, *stating)]
    outside = [(paragraph.number, " ".join(paragraph.text.split())) for paragraph in around if paragraph.text.strip()]
    length = sum(len(text) for _, text in outside)
    told = [fact for number in sorted(stating) for fact in facts(document, tables[number])]
    if spoken and sum(letters(table.rows) for table in spoken.values()) >= length:
        parsed = read_tables(document, spoken, outside)
        return replace(parsed, dropped=[*told, *parsed.dropped])
    stated = stating if sum(letters(tables[number]) for number in stating) * 2 < length else set()
    kept = [paragraph for paragraph in paragraphs if paragraph.table not in stated]
    parsed = _labelled(document, kept, teams=teams)
    return replace(
        parsed, dropped=[*(fact for number in stated for fact in facts(document, tables[number])), *parsed.dropped]
    )


def _labelled(document: Document, paragraphs: list[Paragraph], *, teams: bool) -> Parsed:
    """Any document, read as the text it prints; Teams' reports of its own doings are dropped first."""
    kept, dropped = list[Paragraph](), list[Dropped]()
    for paragraph in paragraphs:
        if teams and _TEAMS.fullmatch(paragraph.text.strip()):
            dropped.append(_dropped(document, "notice", _Line(paragraph.text.strip(), paragraph.number)))
        else:
            kept.append(paragraph)
    parsed = read_unwrapped(document, _unwrapped(kept), timed_labels.READER if teams else None)
    return replace(parsed, dropped=[*parsed.dropped, *dropped])


def _unwrapped(paragraphs: list[Paragraph]) -> Unwrapped:
    """The paragraphs with a blank line between, and the paragraph of each line."""
    texts, numbers, spans = list[str](), list[int](), list[tuple[int, int]]()
    length = 0
    for paragraph in paragraphs:
        text = "\n".join(line.rstrip() for line in paragraph.text.splitlines())
        if paragraph.bold and paragraph.bold <= len(text):
            spans.append((length, length + paragraph.bold))
        texts.append(text)
        length += len(text) + 2
        numbers += [paragraph.number] * (text.count("\n") + 2)
    return Unwrapped(with_colons(MappedText("\n\n".join(texts)), spans), [*numbers, numbers[-1] if numbers else 1])


def _dropped(document: Document, kind: str, line: _Line) -> Dropped:
    return Dropped(kind, document.path, line.paragraph, line.text)


def _cues(document: Document, lines: list[_Line]) -> Parsed:
    """Teams as it was until 2023: times as in captions, a name, and words."""
    pieces: list[Piece] = []
    dropped: list[Dropped] = []
    starts = [number for number, line in enumerate(lines) if _CUE.fullmatch(line.text)]
    dropped.extend(_dropped(document, "heading", line) for line in lines[: starts[0]])
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        times = _CUE.fullmatch(lines[start].text)
        if times is None or end - start < 2:
            dropped.append(_dropped(document, "times without words", lines[start]))
            continue
        name, words = lines[start + 1], lines[start + 2 : end]
        if not words:
            name, words = _Line("", name.paragraph), [name]
        pieces.append(
            Piece(
                MappedText(" ".join(line.text for line in words)),
                lines=(lines[start].paragraph, words[-1].paragraph),
                label=name.text or None,
                start=seconds(times[1]),
                end=seconds(times[2]),
            )
        )
    meta = Meta(
        title=lines[0].text if starts[0] else None, raw_header_lines=tuple(line.text for line in lines[: starts[0]])
    )
    return Parsed(pieces, meta, dropped=dropped)


def _meet_opening(lines: list[_Line]) -> int | None:
    """Where Google Meet's transcript begins: at a time alone on its line, with a name and words under it."""
    times = [number for number, line in enumerate(lines) if _MEET_TIME.fullmatch(line.text)]
    known = any(_MEET_END.fullmatch(line.text) or _MEET_TITLE.fullmatch(line.text) for line in lines)
    labelled = (number for number in times if number + 1 < len(lines) and label_at(lines[number + 1].text))
    return next(labelled, None) if known or len(times) > 2 else None


def _meet(document: Document, lines: list[_Line], first: int) -> Parsed:
    """Blocks under a time; what stands above them are notes and headings, and never testimony."""
    front, body = lines[:first], lines[first:]
    dropped = [_dropped(document, "notice", line) for line in body if _MEET_END.fullmatch(line.text)]
    body = [line for line in body if not _MEET_END.fullmatch(line.text)]
    title = next((match[1] for line in reversed(front) if (match := _MEET_TITLE.fullmatch(line.text))), None)
    date = next((day for line in reversed(front) if (day := iso_date(line.text))), None)
    dropped = [*(_dropped(document, "notes", line) for line in front), *dropped]
    return Parsed(list(_meet_pieces(body)), Meta(title=title, date=date), dropped=dropped, separator="\n\n")


def _meet_pieces(body: list[_Line]) -> Iterator[Piece]:
    names = _meet_names(body)
    time: str | None = None
    fresh = False  # no turn has begun under this time
    for line in body:
        if _MEET_TIME.fullmatch(line.text):
            time, fresh = line.text, True
            continue
        match = label_at(line.text)
        if match is None or match["label"] not in names:
            yield Piece(MappedText(line.text), lines=(line.paragraph,) * 2, follows="turn" if fresh else "segment")
            continue
        yield Piece(
            MappedText(line.text[match.end() :].strip()),
            lines=(line.paragraph, line.paragraph),
            label=match["label"],
            start=seconds(time) if time else None,
            time_quality="exact" if fresh else "block",
        )
        fresh = False


def _meet_names(body: list[_Line]) -> frozenset[str]:
    """The names before the colons; one right under a time is a name for sure."""
    counts: Counter[str] = Counter()
    sure: set[str] = set()
    above = ""
    for line in body:
        match = label_at(line.text)
        if match is not None:
            counts[match["label"]] += 1
            if _MEET_TIME.fullmatch(above):
                sure.add(match["label"])
        above = line.text
    return accepted(counts, sure=sure)


READER = Reader("word", frozenset({".docx"}), _sniff, _read)
