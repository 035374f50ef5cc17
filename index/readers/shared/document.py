"""A file as readers see it: decoded once, its lines and its JSON found once, however many readers look at it."""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, TypeVar, cast

from index.errors import MalformedTranscript
from index.readers.shared.decoding import decode
from index.readers.shared.located_json import Json, parse_json
from index.transcript import Dropped, ReaderWarning

T = TypeVar("T")
# White space, and what copied pages leave that has no width.
_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\u200e\u200f\u2060\ufeff"
_LINE_END = re.compile(r"\r\n?|\n")
_BINARY = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"%PDF-",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"ID3",
    b"RIFF",
    b"OggS",
    b"\x89PNG",
)
_RICH_TEXT = b"{\\rtf"
HEAD_LINES = 200
_OPENING = 60_000  # characters


class Line(NamedTuple):
    """A physical line with something on it, less the white space around; `gap`: a blank line stands above."""

    start: int
    end: int
    text: str
    gap: bool


@dataclass(frozen=True)
class Document:
    """One file: its bytes, and its text with newlines as in the file ("" where the file is not text).

    `part` counts the files of one transcript from 0: the opening of a later part continues the one before.
    """

    path: str
    data: bytes
    text: str
    encoding: str | None
    warnings: tuple[ReaderWarning, ...] = ()
    part: int = 0

    @property
    def suffix(self) -> str:
        """The lower-case suffix with its dot, "" where there is none."""
        name = self.path.rsplit("/", 1)[-1]
        return "." + name.rsplit(".", 1)[1].lower() if "." in name else ""

    @cached_property
    def lines(self) -> list[tuple[int, int]]:
        """Where each physical line begins and ends, its newline not counted."""
        spans, start = [], 0
        if "\r" not in self.text:  # most
            for line in self.text.split("\n"):
                end = start + len(line)
                spans.append((start, end))
                start = end + 1
            return spans if spans[-1][0] < spans[-1][1] else spans[:-1]
        for match in _LINE_END.finditer(self.text):
            end, following = match.span()
            spans.append((start, end))
            start = following
        if start < len(self.text):
            spans.append((start, len(self.text)))
        return spans

    @cached_property
    def head(self) -> list[str]:
        """The first lines, stripped, which are enough to recognise a format."""
        found: list[str] = []
        start = 0
        for match in _LINE_END.finditer(self.text):
            found.append(self.text[start : match.start()].strip())
            start = match.end()
            if len(found) >= HEAD_LINES:
                return found
        return [*found, self.text[start:].strip()] if start < len(self.text) else found

    @cached_property
    def printed_lines(self) -> list[Line]:
        """The lines that are not blank."""
        source, found, gap = self.text, [], False
        blanks = None if source.isascii() else _BLANKS
        for start, end in self.lines:
            raw = source[start:end]
            text = raw.strip(blanks)
            if not text:
                gap = True
                continue
            if len(text) < len(raw):
                start += len(raw) - len(raw.lstrip(blanks))
                end = start + len(text)
            found.append(Line(start, end, text, gap))
            gap = False
        return found

    @cached_property
    def opening(self) -> "Document":
        """The document up to the end of a line, enough to recognise what kind of text it is."""
        if len(self.text) <= _OPENING:
            return self
        return replace(self, text=self.text[: self.text.rfind("\n", 0, _OPENING) + 1] or self.text[:_OPENING])

    @cached_property
    def _made(self) -> dict[object, object]:
        return {}

    def once(self, make: "Callable[[Document], T]") -> "T":
        """What a function makes of the document: worked out once, however many readers ask."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])

    @cached_property
    def newline(self) -> str | None:
        """The file's first newline, None where it has but one line."""
        found = _LINE_END.search(self.text)
        return found[0] if found else None

    @cached_property
    def json(self) -> Json | MalformedTranscript | None:
        """The JSON value, its strings Located; the fault where it breaks off; None where it is no JSON."""
        opening = self.text.lstrip()[:1]
        if opening not in ("{", "["):
            return None
        try:
            return parse_json(self.text, path=self.path)
        except MalformedTranscript as error:
            return error

    @cached_property
    def _line_starts(self) -> list[int]:
        if self.text.count("\r") > self.text.count("\r\n"):  # lines that end in it alone
            return [0, *[match.end() for match in _LINE_END.finditer(self.text)]]
        lengths = map((1).__add__, map(len, self.text.split("\n")))
        return [0, *accumulate(lengths)][:-1]

    def line_at(self, char: int) -> int:
        """The physical line, from 1, of a character."""
        return bisect_right(self._line_starts, char)

    def lines_of(self, start: int, end: int) -> tuple[int, int]:
        """The physical lines, from 1, of the first and the last of the characters from `start` to `end`."""
        starts = self._line_starts
        return bisect_right(starts, start), bisect_right(starts, max(end - 1, start))

    def dropped(self, kind: str, start: int, end: int) -> Dropped:
        """A record of characters that are in no turn."""
        return Dropped(kind, self.path, self.line_at(start), self.text[start:end].strip())

    def warning(self, code: str, message: str, *, line: int | None = None) -> ReaderWarning:
        return ReaderWarning(code, self.path, line, message)

    def malformed(self, reason: str, *, line: int | None = None, way_out: str = "") -> MalformedTranscript:
        """The error to raise where the file breaks its format's rules."""
        return MalformedTranscript(self.path, reason, line=line, way_out=way_out)


def open_document(path: str, data: bytes, *, encoding: str | None = None, part: int = 0) -> Document:
    """The document of a file's bytes; archives, PDFs and sound are not decoded."""
    if encoding is None and data[:64].lstrip().startswith(_RICH_TEXT):  # ASCII, with encodings of its own inside
        return Document(path, data, data.decode("latin-1"), None, part=part)
    if data.startswith(_BINARY):
        return Document(path, data, "", None, part=part)
    decoded = decode(data, path=path, encoding=encoding)
    problem = (ReaderWarning("undecodable", path, None, decoded.problem),) if decoded.problem else ()
    return Document(path, data, decoded.text, decoded.encoding, problem, part)
