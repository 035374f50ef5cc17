"""CHAT (.cha), as CHILDES and TalkBank keep conversations: coded speakers, times in bullets, tiers of analysis."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.mapped import MappedText, cleaned, squeezed, stretch
from index.readers.shared.times import iso_date
from index.transcript import Dropped, Meta, Person

_BULLET = re.compile(
    '\x15(?:%[a-z]{1,8}:"[^"\r\n]*")?_?(\\d{1,12})_(\\d{1,12})[^\x15\r\n]{0,20}\x15|•(\\d{1,12})_(\\d{1,12})•'
)
_TIMES = re.compile("\x15_?\\d+_\\d+_?\x15|•\\d+_\\d+•")  # and nothing else
_MAIN = re.compile(r"\*([^\s:*]{1,40}):[ \t]*")
_HEADER = re.compile(r"@([^:\t\r\n]{1,60}?)(?::[ \t]*|\s*\Z)")
_EVENT = re.compile(r"&=(\w[\w:+'-]*)")
# What CHAT writes beside the words; see its manual's chapters on utterances, overlaps, terminators and scopes. Blanks
# are tried from the first of them only: else the time grows with the square of their number.
_CODES = re.compile(
    r"""\x15[^\x15\r\n]*\x15|•[\d_]+•
      |(?<![ \t])[ \t]*[\r\n]\s*
      |[⌈⌉⌊⌋]\d?
      |\((?:\.{1,3}|\d{0,4}[:.]?\d{0,4}\.?\d{0,4})\)
      |&=\w[\w:+'-]*|&\*[^\s:&]+:\S+|&[-~+]?(?=\w)
      |\[[^\[\]\r\n]*\]|[<>]
      |(?<![ \t])[ \t]*\+(?:\.\.[.?]|//?[.?]|!\?|"/?\.|\.)
      |(?<!\S)\+[<^",+](?=[\s\x15])?
      |(?<=\w)@[a-z][a-z:$+]*
      |(?<!\S)0[^\W\d]*
      |(?<=[^\W\d]):+|(?<=\w)\+(?=\w)|_|[()]
      |(?<![ \t])[ \t]+(?=[.?!,;](?:\s|\Z))
      |[ˈˌ^≠↑↓↗↘→⇗⇘∆∇☺°▁▔♋⁇∬Ϋ∲§≈≋∞≡↻„‡]""",
    re.VERBOSE,
)
_ENDINGS = {
    "+...": "…",
    "+..?": "…?",
    "+/.": "—",
    "+//.": "—",
    "+/?": "—?",
    "+//?": "—?",
    "+!?": "!?",
    '+"/.': ".",
    '+".': ".",
    "+.": "",
}
_WORD = re.compile(r"\w")


class _Entry(NamedTuple):
    """A header, a main line or a tier, with the lines that continue it."""

    start: int
    end: int


class _Participant(NamedTuple):
    name: str | None
    role: str | None


def _sniff(document: Document) -> Fit:
    opening = [line for line in document.head[:10] if line]
    if opening and opening[0].startswith(("@UTF8", "@Begin", "@Font", "@PID")):
        return Fit(1.0, "opens with the headers of CHAT")
    if any(line.startswith("@Participants:") for line in document.head):
        return Fit(0.9, "has the header @Participants")
    return Fit(0.0, "no headers of CHAT")


def _read(document: Document) -> Parsed:
    reading = _Reading(document)
    for entry in _entries(document):
        reading.take(entry)
    if not reading.pieces:
        raise document.malformed("has no line of speech (*CODE: words).", line=1, way_out="Choose another format.")
    return Parsed(reading.pieces, reading.meta(), reading.roster(), reading.dropped)


def _entries(document: Document) -> Iterator[_Entry]:
    """The entries; a line that begins with white space continues the one above."""
    source = document.text
    begun: int | None = None
    ended = 0
    for start, end in document.lines:
        if not source[start:end].strip():
            continue
        if begun is not None and source[start] not in " \t":
            yield _Entry(begun, ended)
            begun = None
        begun, ended = start if begun is None else begun, end
    if begun is not None:
        yield _Entry(begun, ended)


class _Reading:
    """Takes one entry after another."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.pieces: list[Piece] = []
        self.dropped: list[Dropped] = []
        self._people: dict[str, _Participant] = {}
        self._headers: dict[str, str] = {}
        self._printed: list[str] = []
        self._section: str | None = None

    def take(self, entry: _Entry) -> None:
        mark = self.document.text[entry.start]
        if mark == "*" and (main := _MAIN.match(self.document.text, entry.start, entry.end)):
            self._utterance(entry, main)
        elif mark == "@":
            self._header(entry)
        else:
            kind = "dependent tier" if mark == "%" else "text outside of tiers"
            self.dropped.append(self.document.dropped(kind, entry.start, entry.end))

    def meta(self) -> Meta:
        headers = self._headers
        return Meta(
            title=headers.get("Title"),
            date=iso_date(headers.get("Date", "").replace("-", " ")),
            event=headers.get("Situation"),
            place=headers.get("Location"),
            url=headers.get("URL"),
            language=headers.get("Languages"),
            raw_header_lines=tuple(self._printed),
        )

    def roster(self) -> tuple[Person, ...]:
        return tuple(Person(who.name or code, who.role) for code, who in self._people.items())

    def _header(self, entry: _Entry) -> None:
        line = " ".join(self.document.text[entry.start : entry.end].split())
        match = _HEADER.match(line)
        name, value = (match[1], line[match.end() :]) if match else (line, "")
        if name == "Participants":
            self._people.update(_participants(value))
        elif name in ("G", "Bg"):
            self._section = value or None
        elif name == "Eg":
            self._section = None
        if self.pieces:
            self.dropped.append(self.document.dropped("header", entry.start, entry.end))
        else:
            self._headers.setdefault(name, value)
            self._printed.append(line)

    def _utterance(self, entry: _Entry, main: re.Match[str]) -> None:
        text = _words(self.document, main.end(), entry.end)
        who = self._people.get(main[1], _Participant(None, None))
        start, end = _times(self.document.text, main.end(), entry.end)
        if _WORD.search(text.text):
            self.pieces.append(
                Piece(
                    text,
                    (entry.start, entry.end),
                    label=main[1],
                    name=who.name,
                    role=who.role,
                    start=start,
                    end=end,
                    section=self._section,
                )
            )
        else:
            self.dropped.append(self.document.dropped("no words", entry.start, entry.end))
        if codes := _left_out(self.document.text, main.end(), entry.end, text):
            self.dropped.append(Dropped("codes", self.document.path, self.document.line_at(entry.start), codes))
        for event in _EVENT.finditer(self.document.text, main.end(), entry.end):
            heard = stretch(self.document.text, *event.span(1))
            self.pieces.append(Piece(heard, event.span(), kind="stage"))


def _participants(value: str) -> Iterator[tuple[str, _Participant]]:
    """`GRI Nick_Hall Participant, DIM Moderator`: a code, perhaps a name, a role."""
    for entry in value.split(","):
        words = [word.replace("_", " ").strip() for word in entry.split()]
        if words:
            name = " ".join(words[1:-1]) or None
            yield words[0], _Participant(name, words[-1] if len(words) > 1 else None)


def _words(document: Document, start: int, end: int) -> MappedText:
    return squeezed(cleaned(document.text, start, end, _CODES, _plain))


def _left_out(source: str, start: int, end: int, text: MappedText) -> str:
    """What an utterance prints beside its words and its times."""
    left, at = [], start
    for _, char, length in (*text.runs, (0, end, 0)):
        left += _TIMES.sub(" ", source[at:char]).split()
        at = char + length
    return " ".join(left)


def _plain(code: str) -> str:
    if code.strip() in _ENDINGS:
        return _ENDINGS[code.strip()]
    return " " if code == "_" or "\n" in code or "\r" in code else ""


def _times(source: str, start: int, end: int) -> tuple[float | None, float | None]:
    """The first bullet's beginning and the last one's end, in seconds."""
    bullets = list(_BULLET.finditer(source, start, end))
    if not bullets:
        return None, None
    first, last = bullets[0], bullets[-1]
    return int(first[1] or first[3]) / 1000, int(last[2] or last[4]) / 1000


READER = Reader("chat", frozenset({".cha"}), _sniff, _read)
