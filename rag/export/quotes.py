"""The citations of answers as a CSV quote sheet."""

import csv
from dataclasses import asdict
from io import StringIO

from rag.answer import Answer

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
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula


def export(*answers: Answer) -> str:
    """A row a citation, with the question, and the answer's sentences that it supports."""
    sheet = StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for answer in answers:
        for citation in answer.citations:
            values = asdict(citation)
            values["sentences"] = " ".join(s.text for s in answer.sentences if citation.marker in s.citations)
            values["question"] = answer.question
            writer.writerow([_cell(values[column]) for column in _COLUMNS])
    return sheet.getvalue()


def _cell(value: object) -> object:
    """A transcript may hold what a spreadsheet would run: such text gets an apostrophe, as OWASP advises."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
