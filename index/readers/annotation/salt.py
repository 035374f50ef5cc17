"""SALT (`.slt`): `$` names the speakers, whose first letters open the utterances.

After "SALT Transcription Conventions" (saltsoftware.com): `+` lines tell of the sample, `-` and `:` lines are times and
pauses, `=` lines comments; in an utterance `/` sets off bound parts of words, `[…]` are codes, `{…}` remarks, `<…>` is
said at once with somebody else.
"""

import re
from collections.abc import Iterator, Mapping

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document, Line
from index.readers.shared.mapped import cleaned, squeezed
from index.readers.shared.times import seconds
from index.transcript import Dropped, Meta, Person

_SPEAKERS = re.compile(r"\$\s*(\w[^,\r\n]{0,60}(?:,\s*\w[^,\r\n]{0,60}){0,20})")
_SAID = re.compile(r"(?P<code>[A-Z])(?:\s+|(?=\())(?P<words>\S.*)")
_TIME = re.compile(r"-\s*(\d{1,3}:\d\d(?::\d\d)?)")
_CODES = re.compile(r"\[[^\[\]\r\n]*\]|(?<=\w)/\*?(?=\w)|[<>]|[\r\n]+[ \t]*")
_BRACKETED = re.compile(r"\[[^\[\]\r\n]*\]")


def _sniff(document: Document) -> Fit:
    lines = [line for line in document.head if line]
    if lines and _SPEAKERS.fullmatch(lines[0]) and any(_SAID.fullmatch(line) for line in lines[1:]):
        return Fit(1.0, "opens with `$` and the speakers")
    return Fit(0.0, "no `$` with the speakers")


def _read(document: Document) -> Parsed:
    lines = document.printed_lines
    match = _SPEAKERS.fullmatch(lines[0].text) if lines else None
    if match is None:
        raise document.malformed("does not open with `$` and its speakers.", line=1, way_out="Choose another format.")
    names = [" ".join(name.split()) for name in match[1].split(",")]
    header = [lines[0].text, *(line.text for line in lines[1:] if line.text.startswith("+"))]
    dropped: list[Dropped] = []
    pieces = list(_pieces(document, lines[1:], {name[0].upper(): name for name in reversed(names)}, dropped))
    return Parsed(pieces, Meta(raw_header_lines=tuple(header)), tuple(Person(name) for name in names), dropped)


def _pieces(document: Document, lines: list[Line], names: Mapping[str, str], dropped: list[Dropped]) -> Iterator[Piece]:
    """A piece for each utterance with the lines that it runs on over."""
    time: float | None = None
    said: re.Match[str] | None = None
    start = end = 0
    for line in [*lines, None]:
        opens = line is None or line.text[0] in "+-:;=$" or _names_somebody(line, names)
        if opens and said is not None:
            yield _piece(document, said, (start, end), names, time, dropped)
            said, time = None, None
        if line is None:
            return
        match = _SAID.fullmatch(line.text)
        if match is not None and match["code"] in names:
            said, start, end = match, line.start, line.end
        elif said is not None:
            end = line.end
        elif (told := _TIME.fullmatch(line.text)) is not None:
            time = seconds(told[1])
        elif line.text[0] != "+":
            dropped.append(document.dropped("comment", line.start, line.end))


def _names_somebody(line: Line, names: Mapping[str, str]) -> bool:
    match = _SAID.fullmatch(line.text)
    return match is not None and match["code"] in names


def _piece(
    document: Document,
    said: re.Match[str],
    chars: tuple[int, int],
    names: Mapping[str, str],
    time: float | None,
    dropped: list[Dropped],
) -> Piece:
    at = chars[0] + said.start("words")
    dropped.extend(document.dropped("code", *code.span()) for code in _BRACKETED.finditer(document.text, at, chars[1]))
    text = squeezed(cleaned(document.text, at, chars[1], _CODES, _plain))
    return Piece(text, chars, label=said["code"], name=names[said["code"]], start=time)


def _plain(mark: str) -> str:
    return " " if mark[0] in "\r\n" else ""


READER = Reader("salt", frozenset({".slt", ".salt"}), _sniff, _read)
