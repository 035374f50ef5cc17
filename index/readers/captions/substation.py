r"""SubStation Alpha (`.ssa`) and Advanced SubStation (`.ass`): events whose fields a `Format:` line names.

After the specification of SSA v4 and its successor ("Sub Station Alpha v4.00+ Script Format"): the last field is the
text and may hold commas; `{\...}` are overrides, `\N` and `\n` line breaks, `\h` a hard space; `\p1` begins a drawing;
`Comment:` events are not shown. `Name` (in SSA and Aegisub also Actor) is who speaks.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.readers.captions.recoded import Payload, parse_recoded
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.mapped import MappedText, cleaned, trimmed
from index.readers.shared.times import seconds
from index.readers.shared.xml_tree import squeezed
from index.transcript import Dropped, Meta

_SECTION = re.compile(r"\[([^\[\]\r\n]{1,80})\]")
_KEYED = re.compile(r"(Format|Dialogue|Comment|Title|Style)\s*:\s*", re.IGNORECASE)
_FORMAT = "Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text"
_OVERRIDE = re.compile(r"\{[^{}\r\n]*\}|\\[Nnh]")
_DRAWING = re.compile(r"\\p[1-9]")
_MOST_FIELDS = 30


class _Event(NamedTuple):
    """A line that is shown: what its fields hold, and where it and its text stand."""

    text: MappedText
    start: float | None
    end: float | None
    name: str | None
    chars: tuple[int, int]


def _sniff(document: Document) -> Fit:
    head = [line.casefold() for line in document.head]
    if (
        "[script info]" in head[:20]
        or "[events]" in head
        or any(line in ("[v4+ styles]", "[v4 styles]") for line in head)
    ):
        return Fit(1.0, "has the sections of SubStation Alpha")
    if sum(line.startswith("dialogue:") and line.count(",") >= 9 for line in head) > 1:
        return Fit(0.95, "has `Dialogue:` events")
    return Fit(0.0, "no `[Script Info]` and no `Dialogue:` events")


def _read(document: Document) -> Parsed:
    dropped: list[Dropped] = []
    header: list[str] = []
    events = list(_events(document, header, dropped))
    if not events:
        raise document.malformed("has no `Dialogue:` event.", line=1, way_out="Export the captions again.")
    title = next((line.partition(":")[2].strip() for line in header if line.casefold().startswith("title:")), None)
    meta = Meta(title=title or None, raw_header_lines=tuple(header))
    if any(event.name for event in events):
        pieces = [
            Piece(squeezed(event.text), event.chars, None, event.name, start=event.start, end=event.end)
            for event in events
        ]
        return Parsed(pieces, meta, dropped=dropped)
    payloads = [Payload(event.text, event.start, event.end, event.chars) for event in events if event.text.text]
    return parse_recoded(document, payloads, meta=meta, dropped=dropped)


def _events(document: Document, header: list[str], dropped: list[Dropped]) -> Iterator[_Event]:
    names = _names(_FORMAT)
    inside = ""
    for start, end, text, _ in document.printed_lines:
        if (section := _SECTION.fullmatch(text)) is not None:
            inside = section[1].casefold()
            continue
        keyed = _KEYED.match(text)
        key = keyed[1].casefold() if keyed else ""
        if keyed is None or key not in ("format", "dialogue", "comment") or (key == "format" and inside != "events"):
            if inside in ("fonts", "graphics"):
                continue
            header.append(text)
        elif key == "format":
            names = _names(text[keyed.end() :])
        elif key == "comment" or _DRAWING.search(text):
            dropped.append(document.dropped("comment" if key == "comment" else "drawing", start, end))
        else:
            yield _event(document.text, names, start, start + keyed.end(), end)


def _names(printed: str) -> list[str]:
    return [name.strip().casefold() for name in printed.split(",")][:_MOST_FIELDS]


def _event(source: str, names: Sequence[str], begins: int, at: int, end: int) -> _Event:
    """The fields between commas; what follows the last comma but one is text."""
    values: dict[str, str] = {}
    for name in names[:-1]:
        comma = source.find(",", at, end)
        if comma < 0:
            break
        values[name] = source[at:comma].strip()
        at = comma + 1
    return _Event(
        trimmed(cleaned(source, at, end, _OVERRIDE, _plain)),
        seconds(values.get("start", "")),
        seconds(values.get("end", "")),
        values.get("name") or values.get("actor") or None,
        (begins, end),
    )


def _plain(markup: str) -> str:
    return "" if markup[0] == "{" else " " if markup[1] == "h" else "\n"


READER = Reader("substation", frozenset({".ass", ".ssa"}), _sniff, _read)
