"""Exports that other programs open: nothing of a transcript is run, or turns what stands around it."""

import csv
from dataclasses import replace
from io import StringIO

import pytest

from rag.answer import Answer, Citation, Coverage, Sentence, Timings
from rag.export import FORMATS

CITATION = Citation(
    marker=1, turn_id="a.txt#0", transcript_id="a.txt", title="Hearing", date="2026-03-12", turn=0, speaker="ANA REYES",
    start=None, end=None, quote="We ship on Friday.", quote_start=0, quote_end=18, url="http://127.0.0.1:7860/?turn=a",
)  # fmt: skip


def answer_with(quote: str) -> Answer:
    return Answer(
        question=quote, text=quote, abstained=False, reason=None, sentences=(Sentence(quote, "verbatim", (1,)),),
        dropped=(), citations=(replace(CITATION, quote=quote, speaker=quote, title=quote),), nearest=(),
        coverage=Coverage(1, 3, ()), model="extractive", prompt_version="1", generation=1, timings_ms=Timings(),
    )  # fmt: skip


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", "\n=", " =", "\u200b=", "\u3000="]
)
def test_no_cell_is_a_formula_and_every_cell_is_quoted(start: str) -> None:
    sheet = FORMATS["csv"](answer_with(f"{start}HYPERLINK(1)\nrow,two"))
    lines = sheet.splitlines()
    assert len(lines) == 2, "a line a row, whatever the cells hold"
    assert all(line.startswith('"') and line.endswith('"') for line in lines)
    for cell in next(csv.DictReader(StringIO(sheet))).values():
        assert not cell.lstrip("\u200b\u3000 ").startswith(tuple("=+-@＝＋－＠"))


def test_what_somebody_corrected_is_said_to_be_in_every_form() -> None:
    plain = answer_with("We ship on Friday.")
    told = replace(plain, citations=(replace(plain.citations[0], corrected=True),))
    assert "corrected" not in "".join(FORMATS[form](plain) for form in ("md", "json"))
    assert ", corrected. <" in FORMATS["md"](told)
    assert '"corrected": true' in FORMATS["json"](told)
    (row,) = csv.DictReader(StringIO(FORMATS["csv"](told)))
    assert row["corrected"] == "corrected"


@pytest.mark.parametrize("mark", "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200f\u061c")
def test_a_quote_turns_nothing_around_it(mark: str) -> None:
    text = FORMATS["md"](answer_with(f"pay {mark}000,1 euros"))
    assert mark == "\u2068" or mark not in text
    assert text.count("\u2068") == text.count("\u2069") > 0
