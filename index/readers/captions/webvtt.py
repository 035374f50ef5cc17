"""WebVTT: Zoom, Teams, Podcasting 2.0, YouTube's automatic captions, and what is made by hand."""

import re
from collections import Counter
from collections.abc import Iterator

from index.errors import MalformedTranscript
from index.readers.captions.cue import Cue
from index.readers.captions.cues import beside_times, parse_cues
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.labels import is_name_shaped
from index.readers.shared.located_json import fields, mapped, parse_json, string
from index.readers.shared.times import seconds
from index.transcript import Dropped, Meta

_TIME = r"(?:\d{1,4}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
_END = r"(?:\r\n?|\n|\Z)"
# The times, what stands behind them on their line, and the words: up to an empty line (one of blanks is still inside)
# or to other times.
_CUE = re.compile(
    rf"(?:^|(?<=\r))[ \t]*({_TIME})[ \t]*-->[ \t]*({_TIME})([^\r\n]*){_END}"
    rf"((?:(?![ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME})[^\r\n]++{_END})*+)",
    re.MULTILINE,
)
_WORDY = re.compile(r"[^\w./#-]")  # in an id: words that stand where one does
_ABOVE = re.compile(r"(?:\A|(?:\r\n|\r(?!\n)|\n)[ \t]*(?:\r\n?|\n))([^\r\n]*[^\s][^\r\n]*(?:\r\n?|\n))\Z")
_NO_WORDS = re.compile(r"(?:NOTE|STYLE|REGION)\b|\d+\s*\Z")
_NAMED_ID = re.compile(
    r"(?:\d+[\s:.-]+)?(?:\"(?P<quoted>[^\"]{1,80})\"\s*(?:\(\d+\))?"
    r"|(?P<bare>[^\W\d_][^\d()<>]{1,60}?)(?P<sure>\s*\(\d+\))?(?(sure)|[\s:.#-]*\d*))"
)
_LONGEST_ID = 200  # characters
# A note that says who speaks: the name alone, or behind what it is.
_NOTED = re.compile(
    r"NOTE[ \t\r\n]+(?P<what>(?:speaker|voice|who|actor|name)\s*[:=]\s*)?"
    r"(?P<name>[^\r\n:=]{1,60}?)[ \t]*:?(?:\s*\d+)?\s*",
    re.IGNORECASE,
)
_BLOCKS = re.compile(r"(?:[^\r\n]+(?:\r\n?|\n|\Z))+")
# Behind WEBVTT, or in a line of its own; many programs say there what they are.
_TITLE = re.compile(
    r"(?:WEBVTT[ \t]++[-–—:]*+[ \t]*+|title[ \t]*+:[ \t]*+)"
    r"(?!(?:file|generated|created|made|exported|captions?|kind|by)\b|.*\.vtt\Z)"
    r"(?=[^\r\n]*[^\W\d_]{3})([^:\r\n]{3,200})",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"language\s*:\s*(\S+)", re.IGNORECASE)


def _sniff(document: Document) -> Fit:
    first = document.head[0] if document.head else ""
    if first == "WEBVTT" or first.startswith(("WEBVTT ", "WEBVTT\t")):
        return Fit(1.0, "opens with WEBVTT")
    if document.suffix == ".vtt" and _CUE.search(document.text):
        return Fit(0.7, "has cue times and the suffix .vtt")
    return Fit(0.0, "no WEBVTT line")


def _read(document: Document) -> Parsed:
    found = list(_CUE.finditer(document.text))
    if not found:
        raise document.malformed("has no cue times.", line=1, way_out="Export the captions again.")
    cues, gaps = _cues(document.text, found)
    cues = _with_noted(document.text, cues)
    header, dropped = _header(document, cues[0].chars[0])
    dropped.extend(beside_times(document, found))
    dropped.extend(
        Dropped("cue id", document.path, document.line_at(cue.chars[0]), cue.identifier)
        for cue in cues
        if cue.identifier and _WORDY.search(cue.identifier)
    )
    for start, end in gaps:
        dropped.extend(_leftovers(document, start, end))
    if (spoken := _in_json(document, cues)) is not None:
        return Parsed(spoken, header, dropped=dropped)
    return parse_cues(document, cues, meta=header, dropped=dropped)


def _in_json(document: Document, cues: list[Cue]) -> list[Piece] | None:
    """The pieces of cues that say in JSON who speaks and what, as Microsoft Graph gives a meeting's; None elsewhere."""
    pieces = list[Piece]()
    for cue in cues:
        start, end = cue.payload
        if not document.text.startswith("{", start):
            return None
        try:
            told = fields(parse_json(document.text, path=document.path, start=start, end=end))
        except MalformedTranscript:
            return None
        label, words = string(told.get("speakerName")), mapped(told.get("spokenText"))
        pieces.append(Piece(words, cue.chars, None, label, start=cue.start, end=cue.end, anchor=cue.identifier))
    return pieces if any(piece.label and piece.text.text for piece in pieces) else None


def _cues(text: str, found: list[re.Match[str]]) -> tuple[list[Cue], list[tuple[int, int]]]:
    """The cues, and the stretches between and behind them in which anything stands: notes, styles, strays."""
    cues, gaps, at = list[Cue](), list[tuple[int, int]](), 0
    opens = [_opens(text, found, number) for number in range(len(found))]
    for number, match in enumerate(found):
        begins, words, following = match.start(), match.start(4), opens[number + 1 : number + 2] or [len(text)]
        if cues and not text[at : opens[number]].isspace():
            gaps.append((at, opens[number]))
        at = _goes_on(text, words + len(match[4].rstrip("\r\n")), following[0])
        name = text[opens[number] : begins].strip() or None
        cues.append(Cue(seconds(match[1]), seconds(match[2]), (words, at), (opens[number], at), name))
    gaps.append((at, len(text)))
    return _with_speakers(cues), gaps


def _opens(text: str, found: list[re.Match[str]], number: int) -> int:
    """Where a cue begins: at its id, or at its times."""
    begins = found[number].start()
    before = found[number - 1].start(4) + len(found[number - 1][4].rstrip("\r\n")) if number else 0
    identifier = None if text[before:begins].isspace() else _identifier(text, before, begins)
    return begins if identifier is None else identifier


def _goes_on(text: str, end: int, following: int) -> int:
    """Where a cue's words end: some programs leave a blank line before or amid them, which should end the cue."""
    if text[end:following].isspace() or end == following or text.endswith("</v>", 0, end):
        return end
    for block in _BLOCKS.finditer(text, end, following):
        words = block[0].strip()
        if _NO_WORDS.match(words) or (block.end() == following and following < len(text)):
            break  # what stands right above the next times is no words of this cue
        end = block.end() if words else end
    while text[end - 1] in "\r\n":
        end -= 1
    return end


def _with_speakers(cues: list[Cue]) -> list[Cue]:
    """The cues with the speakers that their ids name, where most ids do: `1 "Rosa Tey" (3283)`, as in Webex."""
    named = [_NAMED_ID.fullmatch(cue.identifier or "") for cue in cues]
    names = [None if match is None else (match["quoted"] or match["bare"]).strip() for match in named]
    sure = sum(match is not None and bool(match["quoted"] or match["sure"]) for match in named)
    if sure * 2 < len(cues) and not _come_again([name for name in names if name], len(cues)):
        return cues
    return [cue._replace(speaker=name) for cue, name in zip(cues, names, strict=True)]


def _come_again(names: list[str], cues: int) -> bool:
    """Whether what ids say without a number are the names of several who speak again and again."""
    counts = Counter(names)
    again = sum(count for name, count in counts.items() if count > 1 and is_name_shaped(name))
    return again * 2 >= cues and sum(map(is_name_shaped, counts)) > 1


def _with_noted(text: str, cues: list[Cue]) -> list[Cue]:
    """The cues with the speakers that notes right above them name, where such notes do: `NOTE Rosa Tey`."""
    found = dict[int, re.Match[str]]()
    for number, cue in enumerate(cues) if "NOTE" in text else ():
        before = cues[number - 1].chars[1] if number else 0
        blocks = [block[0] for block in _BLOCKS.finditer(text, before, cue.chars[0])]
        note = _NOTED.fullmatch(cue.identifier or (blocks or [""])[-1]) or _NOTED.fullmatch((blocks or [""])[-1])
        if note is not None:
            found[number] = note
    told = sum(note["what"] is not None for note in found.values()) * 2 > len(found)
    names = [note["name"] for note in found.values()]
    if not found or not (told or _come_again(names, len(found))) or any(cue.speaker for cue in cues):
        return cues
    return [cue._replace(speaker=found[n]["name"]) if n in found else cue for n, cue in enumerate(cues)]


def _identifier(text: str, start: int, timing: int) -> int | None:
    """Where the cue's id begins: the line right above its times, if a blank one or the file's start stands above it."""
    match = _ABOVE.search(text, max(start, timing - _LONGEST_ID), timing)
    header = match is not None and match.start(1) == 0 and match[1].startswith("WEBVTT")
    return None if match is None or header else match.start(1)


def _header(document: Document, end: int) -> tuple[Meta, list[Dropped]]:
    """What stands above the first cue: the header up to a blank line, then notes and styles."""
    blocks = list(_BLOCKS.finditer(document.text, 0, end))
    lines = blocks[0][0].splitlines() if blocks else []
    language = next((found[1] for line in lines if (found := _LANGUAGE.match(line))), None)
    title = next((found[1].strip() for line in lines if (found := _TITLE.fullmatch(line.strip()))), None)
    meta = Meta(title=title, language=language, raw_header_lines=tuple(line.strip() for line in lines))
    return meta, [_leftover(document, block) for block in blocks[1:]]


def _leftovers(document: Document, start: int, end: int) -> Iterator[Dropped]:
    for block in _BLOCKS.finditer(document.text, start, end):
        if block[0].strip():
            yield _leftover(document, block)


def _leftover(document: Document, block: re.Match[str]) -> Dropped:
    word = block[0].split(maxsplit=1)[0] if block[0].strip() else ""
    kind = {"NOTE": "note", "STYLE": "style", "REGION": "region"}.get(word, "text outside of cues")
    return document.dropped(kind, block.start(), block.end())


READER = Reader("webvtt", frozenset({".vtt"}), _sniff, _read, version=4)
