"""Quotes that somebody chose as a sheet: Markdown, CSV, JSON or a Word document, each quote with who said it and where.

A new form is one function here or one file, and one line in `SHEETS`.
"""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import StringIO

from rag.answer import Citation
from rag.export.clock import clock
from rag.export.footnotes import plain
from rag.export.quotes import cell, corrected
from rag.export.word import Paragraph, document

_COLUMNS = (
    "number",
    "speaker",
    "role",
    "quote",
    "note",
    "title",
    "date",
    "turn",
    "start",
    "end",
    "turn_id",
    "url",
    "corrected",
)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a turn, who they are, and what somebody noted to them."""

    citation: Citation
    role: str | None = None
    note: str = ""

    def attribution(self) -> str:
        """Who said it, where and when, as one writes it under a quotation."""
        said = self.citation
        time = clock(said.start) if said.start is not None else ""
        details = [said.speaker or "Unnamed speaker", self.role, said.title, said.date, f"turn {said.turn}", time]
        return ", ".join(filter(None, [*details, corrected(said)]))


def markdown(quotes: Sequence[Quote]) -> str:
    """Each quote as a quotation, its attribution with the link under it, then the note."""
    return "\n".join(_block(quote) for quote in quotes)


def _block(quote: Quote) -> str:
    lines = [f"> {plain(quote.citation.quote)}", "", f"— {plain(quote.attribution())}. <{quote.citation.url}>", ""]
    return "\n".join([*lines, plain(quote.note), ""] if quote.note else lines)


def sheet(quotes: Sequence[Quote]) -> str:
    """A row a quote."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(_COLUMNS)
    for number, quote in enumerate(quotes, start=1):
        values = {**asdict(quote.citation), "number": number, "role": quote.role, "note": quote.note}
        values["corrected"] = corrected(quote.citation)
        writer.writerow([cell(values[column]) for column in _COLUMNS])
    return text.getvalue()


def values(quotes: Sequence[Quote]) -> str:
    """The quotes as JSON: each a citation with `role` and `note`."""
    listed = [{**quote.citation.to_dict(), "role": quote.role, "note": quote.note} for quote in quotes]
    return json.dumps({"quotes": listed}, ensure_ascii=False, indent=2) + "\n"


def word(quotes: Sequence[Quote]) -> bytes:
    """A Word document: a quotation, its attribution as a link to the turn, and the note, for each."""
    paragraphs: list[Paragraph] = [Paragraph("Quotes", style="Title")]
    for quote in quotes:
        paragraphs.append(Paragraph(f"“{quote.citation.quote}”", style="Quote"))
        paragraphs.append(Paragraph(f"— {quote.attribution()}", style="Attribution", link=quote.citation.url))
        paragraphs += [Paragraph(quote.note)] if quote.note else []
    return document(paragraphs, title="Quotes")


def _bytes(make: Callable[[Sequence[Quote]], str]) -> Callable[[Sequence[Quote]], bytes]:
    return lambda quotes: make(quotes).encode()


SHEETS: Mapping[str, Callable[[Sequence[Quote]], bytes]] = {
    "docx": word,
    "md": _bytes(markdown),
    "csv": _bytes(sheet),
    "json": _bytes(values),
}
