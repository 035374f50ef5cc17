"""What makes a reader slow: a sound file of each format with one pattern repeated in the words of a turn.

A pair of a reader and a pattern is read at two sizes: four times the size should take some four times as long.
"""

from __future__ import annotations

import json
import re
import resource
from contextlib import suppress
from html import escape
from itertools import product
from math import log
from typing import NamedTuple

from index.errors import TranscriptError
from index.readers import FORMATS, Source, read_transcript
from tests.index.readers.samples import BINARY, docx, epub, example, odt, paragraphs, pdf, plain_page, xlsx

# Each a beginning, an end or a middle of something that some reader looks for.
PATTERNS = (
    " ", "\t ", "\n", "\n\n", "\r\n", "\u2028", "a", "AB ", "Ab ", "Ab Cd: ", "A: ", "\nA: ", "\nAB CD: x", ":",
    ": ", "\n- ", "\n> ", "\n>> ", ">> ", "—", " – ", ".", "...", ". A", "Mr. ", "?", "!", ",", "a,", '"', '"a,',
    "'", "“", "‘", "(", "()", "[", "[(", "[x] ", "{", "{\\", "<", "<v", "<i>", "</", "<!--", "<![CDATA[", "&",
    "&amp;", "♪", "*", "**", "_", "#", "|", "\n|", "0", "00:", "\n00:00:01 ", "00:00:01,000 --> ", "\n1\n", "\nQ. ",
    "1 ", "é", "e\u0301", "漢", "\u202e",
)  # fmt: skip
SMALL, LARGE = 8_000, 32_000  # characters of a pattern
STEEPEST = 1.6  # exponent of the time; 2 is quadratic
NOTICED = 0.25  # seconds of processor time that the larger must take, for a small one says nothing


class Growth(NamedTuple):
    """Seconds of processor time at both sizes."""

    small: float
    large: float

    @property
    def exponent(self) -> float:
        return log(max(self.large, 1e-4) / max(self.small, 1e-4)) / log(LARGE / SMALL)

    @property
    def is_steep(self) -> bool:
        return self.large > NOTICED and self.exponent > STEEPEST


def pairs() -> list[tuple[str, str]]:
    """Every reader with every pattern."""
    return list(product(FORMATS, PATTERNS))


def growth(reader: str, pattern: str) -> Growth:
    """How the time grows that reading it takes, in the form in which it takes longest; refusing it takes time too."""
    forms = zip(swollen(reader, pattern, SMALL), swollen(reader, pattern, LARGE), strict=True)
    found = [Growth(_seconds(small, reader), _seconds(large, reader)) for small, large in forms]
    return max(found, key=lambda one: (one.is_steep, one.large))


def swollen(reader: str, pattern: str, size: int) -> list[Source]:
    """The reader's file with so many characters of the pattern: as they are and, in a structured file, as a value."""
    words = pattern * (size // len(pattern))
    if reader in BINARY:
        return [Source(f"talk.{_SUFFIXES[reader]}", _document(reader, words))]
    sound = example(reader)
    text = sound.data.decode()
    # In the middle of the longest word that somebody says there, so that the file stays one of its format.
    place = max(re.finditer(r"\b[a-z]{4,}\b(?=[ ,.?])", text), key=lambda word: len(word[0]), default=None)
    at = place.start() + 2 if place else len(text) // 2
    as_value = json.dumps(words)[1:-1] if text.lstrip()[:1] in ("{", "[") else escape(words)
    return [Source(sound.path, (text[:at] + form + text[at:]).encode()) for form in (words, as_value)]


_SUFFIXES = {"word": "docx", "opendocument": "odt", "epub": "epub", "workbook": "xlsx", "pdf": "pdf"}


def _document(reader: str, words: str) -> bytes:
    said = ("ANA REYES: Hello there.", f"BO LI: Yes, {words} hello.", "ANA REYES: Goodbye.")
    match reader:
        case "word":
            return docx(paragraphs(*(escape(line) for line in said)))
        case "workbook":
            return xlsx(("Speaker", "Text"), *(tuple(line.split(": ", 1)) for line in said))
        case "pdf":
            words = words.encode("latin-1", "replace").decode("latin-1")
            lines = [words[start : start + 80] for start in range(0, len(words), 80)]
            return pdf(
                [plain_page(["ANA REYES: Hello there.", *lines[n : n + 40]], "7") for n in range(0, len(lines), 40)]
            )
    body = "".join(f"<{_PARAGRAPH[reader]}>{escape(line)}</{_PARAGRAPH[reader]}>" for line in said)
    return odt(body) if reader == "opendocument" else epub(body)


_PARAGRAPH = {"opendocument": "text:p", "epub": "p"}


def _seconds(source: Source, reader: str) -> float:
    """Of a processor, those of a child process included; where the reader does not take the file, of all that tried."""
    began = _used()
    with suppress(TranscriptError):
        read_transcript([source], format=reader)
    with suppress(TranscriptError):
        read_transcript([source])
    return _used() - began


def _used() -> float:
    kinds = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in kinds)
