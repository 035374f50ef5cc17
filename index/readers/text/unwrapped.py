"""A text taken out of a page or a document, read by the readers of plain text, and put back where it came from."""

import re
from collections import Counter
from dataclasses import replace

from index.readers.pieces import LEAST_FIT, Parsed, Reader
from index.readers.shared.document import Document
from index.readers.shared.labels import is_name_shaped
from index.readers.shared.mapped import MappedText, joined, part
from index.readers.shared.times import CLOCK, find_date
from index.readers.text.places_in_file import Unwrapped, put_back
from index.readers.text.plain_text import TEXT_READERS

# A time, or a dash, which sets a name off as well.
_BEHIND = re.compile(rf"\s*(?:[\[(]?{CLOCK}[\])]?\s*(?:\n|\Z)|[-–—|]\s)")
_NUMBERS = re.compile(r"\s*\d[\d\W]*?(?:\n|\Z)")  # of a page, beside its head


def read_unwrapped(document: Document, unwrapped: Unwrapped, reader: Reader | None = None) -> Parsed:
    """What a reader of plain text finds, the best one where none is named; MalformedTranscript where none fits."""
    inner = replace(document, data=b"", text=unwrapped.text.text, warnings=())
    reader = reader or _best(inner)
    if reader is None:
        raise document.malformed("holds no words that could be speech.", way_out="Save the transcript itself.")
    return put_back(document, inner, unwrapped, reader.read(inner))


def _best(inner: Document) -> Reader | None:
    fits = [(reader.sniff(inner).score, -place, reader) for place, reader in enumerate(TEXT_READERS)]
    score, _, reader = max(fits, key=lambda fit: fit[:2])
    return reader if score >= LEAST_FIT else None


def _is_head(text: str, start: int) -> bool:
    """Whether but a number or a day follows, as behind the head of a page."""
    rest = text[start : start + 60].lstrip().partition("\n")[0]
    found = find_date(rest)
    day = found is not None and not any(map(str.isalpha, rest[: found[1]] + rest[found[2] :]))
    return day or _NUMBERS.match(text, start) is not None


def with_colons(text: MappedText, spans: list[tuple[int, int]]) -> MappedText:
    """A colon behind each name that only its bold print sets off, where such names come again as speakers' do."""
    names = {span: text.text[span[0] : span[1]].strip() for span in spans}
    if any(
        name.endswith((":", "：")) or text.text[end : end + 2].lstrip()[:1] in (":", "：")
        for (_, end), name in names.items()
    ):
        return text
    shaped = {
        span: name
        for span, name in names.items()
        if "\n" not in name and is_name_shaped(name) and not _BEHIND.match(text.text, span[1])
    }
    heads = {name for span, name in shaped.items() if _is_head(text.text, span[1])}
    heads -= {name for span, name in shaped.items() if not _is_head(text.text, span[1])}
    shaped = {span: name for span, name in shaped.items() if name not in heads}
    if max(Counter(shaped.values()).values(), default=0) < 2:
        return text
    parts, at = [], 0
    for start, end in shaped:
        end = start + len(text.text[start:end].rstrip())
        parts += [part(text, at, end), MappedText(":" if text.text[end : end + 1].isspace() else ": ")]
        at = end
    return joined([*parts, part(text, at, len(text.text))], "")
