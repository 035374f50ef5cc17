"""YouTube's captions as JSON: json3, whose segments bring their own spacing, and the list that scripts save."""

from collections.abc import Iterator

from index.readers.captions.recoded import Payload, parse_recoded
from index.readers.pieces import Fit, Parsed, Reader
from index.readers.recognizers.common import milliseconds, parsed_json
from index.readers.recognizers.speaker_value import who_key
from index.readers.shared.document import Document
from index.readers.shared.located_json import (
    Json,
    dicts,
    fields,
    mapped,
    number,
    verbatim,
)
from index.readers.shared.mapped import bounds, joined


def _sniff(document: Document) -> Fit:
    value = fields(document.json)
    events = dicts(value.get("events"))
    if value.get("wireMagic") == "pb3" and "events" in value:
        return Fit(1.0, "wireMagic pb3")
    if any("tStartMs" in event and "segs" in event for event in events[:200]):
        return Fit(0.95, "`events` with tStartMs and segs")
    return Fit(0.0, "no `events` with tStartMs and segs")


def _read(document: Document) -> Parsed:
    events = dicts(fields(parsed_json(document)).get("events"))
    return parse_recoded(document, list(_payloads(events)))


def _payloads(events: list[dict[str, Json]]) -> Iterator[Payload]:
    """The events with words: windows have no segments, and line feeds of rolling captions hold nothing else."""
    for event in events:
        segments = dicts(event.get("segs"))
        text = joined([verbatim(segment.get("utf8")) for segment in segments], "") if segments else None
        chars = bounds([text]) if text is not None and text.text.strip() else None
        if text is not None and chars is not None:
            start, lasts = milliseconds(event.get("tStartMs")), milliseconds(event.get("dDurationMs"))
            yield Payload(text, start, _end(start, lasts), chars)


def _sniff_list(document: Document) -> Fit:
    items = dicts(document.json)[:20]
    if (
        items
        and all("text" in item and "start" in item and "duration" in item for item in items)
        and not who_key(items)
    ):
        return Fit(0.9, "a list with text, start and duration")
    return Fit(0.0, "no list with text, start and duration")


def _read_list(document: Document) -> Parsed:
    return parse_recoded(document, list(_listed(dicts(parsed_json(document)))))


def _listed(items: list[dict[str, Json]]) -> Iterator[Payload]:
    for item in items:
        text = mapped(item.get("text"))
        start, lasts = number(item.get("start")), number(item.get("duration"))
        if text.text:
            yield Payload(text, start, _end(start, lasts), bounds([text]) or (0, 0))


def _end(start: float | None, lasts: float | None) -> float | None:
    return None if start is None or lasts is None else round(start + lasts, 3)


JSON3 = Reader("youtube-json3", frozenset({".json3", ".json"}), _sniff, _read)
LIST = Reader("youtube-list", frozenset({".json"}), _sniff_list, _read_list)
