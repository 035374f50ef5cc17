r"""SubStation Alpha (`.ssa`) and Advanced SubStation (`.ass`): events whose fields a `Format:` line names.

After the specification of SSA v4 and its successor ("Sub Station Alpha v4.00+ Script Format"): the last field is the
text and may hold commas; `{\...}` are overrides, `\N` and `\n` line breaks, `\h` a hard space; `\p1` begins a drawing;
`Comment:` events are not shown. `Name` (in SSA and Aegisub also Actor) is who speaks; where it is always empty, styles
may be called after the people whose words are set in them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.readers.captions.recoded import Payload, parse_recoded
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.label_words import LANGUAGES
from index.readers.shared.labels import is_name_shaped
from index.readers.shared.mapped import MappedText, cleaned, squeezed, trimmed
from index.readers.shared.times import seconds
from index.transcript import Dropped, Meta

_SECTION = re.compile(r"\[([^\[\]\r\n]{1,80})\]")
_KEYED = re.compile(r"(Format|Dialogue|Comment|Title|Style)\s*:\s*", re.IGNORECASE)
_FORMAT = "Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text"
_OVERRIDE = re.compile(r"\{[^{}\r\n]*\}|\\[Nnh]")
_DRAWING = re.compile(r"\\p[1-9]")
_MOST_FIELDS = 30
# What styles are called that are nobody's: the place on the screen, the print, what is shown and not said, a song.
_SET = frozenset(
    "default main alternative alternate alt standard normal dialogue dialog text subtitle subtitles sub subs"
    " caption captions top bottom left right middle center centre up down upper lower italic italics bold"
    " underline font white yellow blue red green black big small thin overlap sign signs title titles note notes"
    " tl typeset typesetting ts screen credit credits song songs lyrics karaoke kara romaji kanji op ed opening"
    " ending insert preview eyecatch flashback thought thoughts narration translation original primary secondary"
    " speech style new copy name names episode next letter phone tv".split()
)


class _Event(NamedTuple):
    """A line that is shown: what its fields hold, and where it and its text stand."""

    text: MappedText
    start: float | None
    end: float | None
    name: str | None
    chars: tuple[int, int]
    style: str = ""


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
    events = events if any(event.name for event in events) else _named_by_style(events)
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
        values.get("style", "").lstrip("*"),
    )


def _named_by_style(events: list[_Event]) -> list[_Event]:
    """The events with the people that their styles are called after; as they are where styles tell of the print.

    Several come again, most events have one, and they take turns: styles of two languages show one thing at one time.
    """
    counts = Counter(event.style for event in events if event.text.text)
    people = {style: _person(style) for style in counts}
    told = [event for event in events if people.get(event.style)]
    at_once = sum(count > 1 for count in Counter((event.start, event.end) for event in told).values())
    several = len({people[event.style] for event in told}) > 1 and max(counts[event.style] for event in told) > 1
    if not several or len(told) * 2 < len(events) or at_once * 5 > len(told):
        return events
    return [event._replace(name=people.get(event.style)) for event in events]


def _person(style: str) -> str | None:
    """Whom a style is called after, less the words for its print: `Ana - Top`; None where it is called after nobody."""
    words = re.split(r"[\s_/-]+", style)
    kept = [word for word in words if word.strip("0123456789").casefold() not in _SET]
    name = style if len(kept) == len(words) else " ".join(kept)
    named = any(map(str.isalpha, name)) and is_name_shaped(name) and name.casefold() not in LANGUAGES
    return name if named else None


def _plain(markup: str) -> str:
    return "" if markup[0] == "{" else " " if markup[1] == "h" else "\n"


READER = Reader("substation", frozenset({".ass", ".ssa"}), _sniff, _read, version=2)
