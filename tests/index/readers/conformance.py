"""Compares a transcript with what the cases expect of it, as the cases' README says."""

import codecs
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.readers import Source
from index.readers.shared.document import open_document
from index.readers.text.plain_text import TEXT_READERS
from index.transcript import Person, Segment, Transcript, Turn

HERE = Path(__file__).parent
# The grammar's cases, and shapes that people reported; each folder has its expected.json.
FOLDERS = (HERE / "cases", HERE / "reported")
Expected = dict[str, Any]  # as json.loads gives it


def expected_of(folder: Path) -> dict[str, Expected]:
    """What a folder's cases expect, by file name; keys that start with _ are no files."""
    found: dict[str, Expected] = json.loads((folder / "expected.json").read_text("utf-8"))
    return found


def files_of(folder: Path) -> list[Path]:
    """The transcripts of a folder of cases."""
    return [folder / name for name in sorted(expected_of(folder)) if not name.startswith("_")]


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def differences(transcript: Transcript, case: Expected) -> list[str]:
    """What is not as expected, in words; empty where all is."""
    found = [*_encoding(transcript, case), *_meta(transcript, case), *_roster(transcript.roster, case)]
    found += _events(transcript, case)
    found += _dropped(transcript, case)
    codes = {warning.code for warning in transcript.warnings}
    found += [f"no warning {code}" for code in case.get("warnings", []) if code not in codes]
    if len(transcript.turns) != case["n_turns"]:
        found.append(
            f"{len(transcript.turns)} turns, expected {case['n_turns']}: {[t.speaker for t in transcript.turns]}"
        )
    for turn, expected in zip(transcript.turns, case["turns"], strict=False):
        found += [f"turn {turn.index}: {problem}" for problem in _turn(transcript, turn, expected)]
    return found


def _encoding(transcript: Transcript, case: Expected) -> Iterator[str]:
    encoding = transcript.files[0].encoding
    same = encoding is case["encoding"] is None or (
        encoding is not None
        and case["encoding"] is not None
        and codecs.lookup(encoding).name == codecs.lookup(case["encoding"]).name
    )
    if not same:
        yield f"encoding {encoding}, expected {case['encoding']}"


def _meta(transcript: Transcript, case: Expected) -> Iterator[str]:
    for key, value in case["meta"].items():
        got = getattr(transcript.meta, key)
        if got is None or plain(got) != plain(value):
            yield f"meta {key} {got!r}, expected {value!r}"


def _roster(roster: tuple[Person, ...], case: Expected) -> Iterator[str]:
    people = {(plain(person.name), plain(person.role or "")) for person in roster}
    for person in case.get("roster", []):
        if (plain(person["name"]), plain(person["role"] or "")) not in people:
            yield f"roster lacks {person}"


def _events(transcript: Transcript, case: Expected) -> Iterator[str]:
    rest = iter([plain(event.text) for event in transcript.events])
    for text in case.get("events", []):
        if plain(text) not in rest:
            yield f"no event {text!r} in order, events {[event.text for event in transcript.events]}"


def _dropped(transcript: Transcript, case: Expected) -> Iterator[str]:
    lines = [plain(dropped.text) for dropped in transcript.dropped]
    lines += [plain(line) for line in transcript.meta.raw_header_lines]
    for text in case.get("dropped", []):
        if not any(line.startswith(plain(text)) for line in lines):
            yield f"not dropped: {text!r}, dropped {lines}"


def _turn(transcript: Transcript, turn: Turn, expected: Expected) -> Iterator[str]:
    if turn.speaker != expected["speaker"]:
        yield f"speaker {turn.speaker!r}, expected {expected['speaker']!r}"
    if not plain(turn.text).startswith(plain(expected["text_starts"])):
        yield f"text {turn.text!r}, expected to start {expected['text_starts']!r}"
    if "full_text" in expected and plain(turn.text) != plain(expected["full_text"]):
        yield f"text {turn.text!r}, expected {expected['full_text']!r}"
    yield from _numbers(turn, expected)
    if turn.inferred != expected.get("inferred", "none"):
        yield f"inferred {turn.inferred}, expected {expected.get('inferred', 'none')}"
    if "as_printed" in expected and plain(expected["as_printed"]) not in map(plain, turn.as_printed):
        yield f"as_printed {turn.as_printed}, expected {expected['as_printed']!r}"
    for key in ("role", "section", "anchor", "page", "end_page", "time_quality", "clock"):
        if key in expected and getattr(turn, key) != expected[key]:
            yield f"{key} {getattr(turn, key)!r}, expected {expected[key]!r}"
    yield from _segments(transcript, turn, expected)


def _numbers(turn: Turn, expected: Expected) -> Iterator[str]:
    for key in ("start", "end", "line", "end_line"):
        if key not in expected:
            continue
        got, wanted = getattr(turn, key), expected[key]
        if (got is None) != (wanted is None) or (got is not None and abs(float(got) - float(wanted)) > 0.001):
            yield f"{key} {got}, expected {wanted}"


def _segments(transcript: Transcript, turn: Turn, expected: Expected) -> Iterator[str]:
    segments = turn.segments
    if "n_segments" in expected and len(segments) != expected["n_segments"]:
        yield f"{len(segments)} segments, expected {expected['n_segments']}"
    inferred = [number for number, segment in enumerate(segments) if segment.inferred in ("carried", "continuation")]
    wanted = expected.get("speaker_inferred_segments", [])
    if inferred != wanted and (turn.speaker is not None or wanted):
        yield f"speaker inferred in segments {inferred}, expected {wanted}"
    if "src_line" in expected and not _covers(segments[0], expected["src_line"]):
        yield f"lines {segments[0].line_start}-{segments[0].line_end} lack line {expected['src_line']}"
    if "files" in expected and list(dict.fromkeys(segment.file for segment in segments)) != expected["files"]:
        yield f"files {[segment.file for segment in segments]}, expected {expected['files']}"


def _covers(segment: Segment, line: int) -> bool:
    return segment.line_start <= line <= segment.line_end


def broken_laws(transcript: Transcript, sources: Sequence[Source]) -> list[str]:
    """What holds of every transcript and does not of this one: spans in order, runs equal to the file's characters."""
    texts = {source.path: open_document(source.path, source.data).text for source in sources}
    found = [f"turn {turn.index} is empty" for turn in transcript.turns if not turn.text.strip()]
    for turn in transcript.turns:
        at = 0
        for segment in turn.segments:
            if not at <= segment.text_start <= segment.text_end <= len(turn.text):
                found.append(f"turn {turn.index}: a segment spans {segment.text_start}..{segment.text_end}")
            if not 1 <= segment.line_start <= segment.line_end:
                found.append(f"turn {turn.index}: a segment has lines {segment.line_start}..{segment.line_end}")
            at = segment.text_end
            found += _strayed(turn, segment, texts[segment.file])
    for event in transcript.events:
        if event.span is not None and event.turn is not None:
            start, end = event.span
            if transcript.turns[event.turn].text[start:end] != event.text:
                found.append(f"event {event.text!r} is not at {event.span} of turn {event.turn}")
    return found


def _strayed(turn: Turn, segment: Segment, text: str) -> Iterator[str]:
    for run in segment.runs:
        said = turn.text[run.text_start : run.text_start + run.length]
        if not segment.text_start <= run.text_start <= run.text_start + run.length <= segment.text_end:
            yield f"turn {turn.index}: {said!r} lies outside of its segment"
        if said != text[run.char_start : run.char_start + run.length]:
            yield f"turn {turn.index}: {said!r} is not what the file has at {run.char_start}"


# What a format says by marks and not by words: tags, entities, times, the numbers and ids of cues, a TextGrid's keys.
_MARKS = (
    r"^[\da-f/-]{8,60}(?=[\r\n])|%s|&#?\w{1,31};|\d[\d:.,]*(?:s\b)?"
    r"|\b(?:align|position|line|size):\S+"
)
_ALL_MARKS = re.compile(_MARKS % r"</?[A-Za-z!?][^<>]*>|\{\\[^{}\r\n]*\}", re.MULTILINE)
# In a plain text a tag is no mark of the format, but for a voice's; the Record is a web page around a text.
_TEXT_MARKS = re.compile(_MARKS % r"<v[ .\t][^<>]*>|</v>|<[!?][^<>]*>", re.MULTILINE)
_PLAIN = {reader.name for reader in TEXT_READERS} - {"congressional-record"}
_KEYS = re.compile(
    r"\b(?:IntervalTier|TextTier|TextGrid|ooTextFile|File type|Object class|xmin|xmax|class|size|item|intervals|points"
    r"|text|mark|exists|name|tiers|number)\b"
)


def vanished(transcript: Transcript, text: str) -> Counter[str]:
    """The letters, and marks beyond ASCII's, of a text that the transcript accounts for nowhere, with how many of each.

    They may be in a turn, a label, an event, the metadata or the dropped.
    """
    format = transcript.files[0].format
    bare = (_TEXT_MARKS if format in _PLAIN else _ALL_MARKS).sub(" ", text)
    if format == "textgrid":
        bare = _KEYS.sub(" ", bare)
    return _told(bare) - _told(accounted(transcript))


def _told(text: str) -> Counter[str]:
    return Counter(
        letter
        for letter in text
        if letter.isalpha()
        or (letter > "\x7f" and letter.isprintable() and letter not in "：–—‐（）【】〔〕▲△▼▽■□●○◆◇◎★☆※▶▷▪")
    )


def accounted(transcript: Transcript) -> str:
    """Everything that a transcript says of its files."""
    meta = transcript.meta
    said = [part for turn in transcript.turns for part in (turn.text, turn.speaker, turn.role, turn.section)]
    said += [part for turn in transcript.turns for part in (turn.anchor, turn.page, turn.clock)]
    said += [segment.as_printed for turn in transcript.turns for segment in turn.segments]
    said += [event.text for event in transcript.events if event.turn is None]
    said += [part for person in transcript.roster for part in (person.name, person.role, person.affiliation)]
    said += [meta.title, meta.date, meta.event, meta.place, meta.chamber, meta.start_clock, meta.end_clock, meta.url]
    said += [*meta.raw_header_lines, meta.language, *(dropped.text for dropped in transcript.dropped)]
    return "\n".join(part for part in said if part)
