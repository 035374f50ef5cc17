"""The citations of answers as a CSV quote sheet."""

import csv
import unicodedata
from dataclasses import asdict
from io import StringIO

from rag.answer import Answer, Citation

_COLUMNS = (
    "marker",
    "speaker",
    "quote",
    "title",
    "date",
    "turn",
    "start",
    "end",
    "turn_id",
    "url",
    "sentences",
    "question",
    "corrected",
)
_FORMULA = tuple("=+-@＝＋－＠|%")  # what a spreadsheet takes for a formula, after blanks too

_BREAKS = ("Cc", "Zl", "Zp")  # controls, line breaks among them


def export(*answers: Answer) -> str:
    """A row a citation, with the question, and the answer's sentences that it supports."""
    sheet = StringIO()
    writer = csv.writer(sheet, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(_COLUMNS)
    for answer in answers:
        for citation in answer.citations:
            values = asdict(citation)
            values["sentences"] = " ".join(s.text for s in answer.sentences if citation.marker in s.citations)
            values["question"] = answer.question
            values["corrected"] = corrected(citation)
            writer.writerow([cell(values[column]) for column in _COLUMNS])
    return sheet.getvalue()


def corrected(citation: Citation) -> str:
    """The word for a turn that somebody corrected; "" for all others."""
    return "corrected" if citation.corrected else ""


def cell(value: object) -> object:
    """A transcript may hold what a spreadsheet would run: such text gets an apostrophe, as OWASP advises.

    Line breaks become blanks: what opens a file line by line would take what follows for another row.
    """
    if not isinstance(value, str):
        return value
    text = "".join(" " if unicodedata.category(character) in _BREAKS else character for character in value)
    return f"'{text}" if _from_first_seen(text).startswith(_FORMULA) else text


def _from_first_seen(text: str) -> str:
    """The text from the first character that is seen."""
    seen = (at for at, character in enumerate(text) if unicodedata.category(character) not in ("Zs", "Cf"))
    return text[next(seen, len(text)) :]
