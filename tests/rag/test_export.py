"""Answers in other forms: what a transcript says stays words, whatever it looks like."""

import csv
import json
from dataclasses import replace
from io import StringIO

import pytest

from rag.answer import Answer, Citation, Coverage, Sentence
from rag.export import FORMATS, quotes


def make_citation(quote: str, *, speaker: str | None = "Ana Reyes", title: str = "Hearing") -> Citation:
    return Citation(
        1, "a.txt#3", "a.txt", title, "2026-03-12", 3, speaker, 3725.4, None, quote, 0, len(quote), "http://h/?turn=a"
    )  # fmt: skip


def make_answer(
    quote: str = "We ship on Friday.", *, speaker: str | None = "Ana Reyes", title: str = "Hearing"
) -> Answer:
    return Answer(
        question="When?",
        text=f"{quote} [1]",
        abstained=False,
        reason=None,
        sentences=(Sentence(quote, "verbatim", (1,)),),
        citations=(make_citation(quote, speaker=speaker, title=title),),
        coverage=Coverage(1, 4),
        model="extractive",
        prompt_version="0",
        generation=1,
    )


def rows(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(FORMATS["csv"](answer))))


def test_markdown_has_a_footnote_a_citation() -> None:
    assert FORMATS["md"](make_answer()) == (
        "# When?\n\nWe ship on Friday.[^1]\n\n"
        "[^1]: “We ship on Friday.” Ana Reyes, Hearing, 2026-03-12, turn 3, 1:02:05. <http://h/?turn=a>\n"
    )


def test_markup_in_a_transcript_is_escaped() -> None:
    text = FORMATS["md"](make_answer("<img src=x> [a](http://b) *c* `d`\n\n# e", title="_T_"))

    assert "\\<img src=x\\> \\[a\\](http://b) \\*c\\* \\`d\\` \\# e" in text
    assert "\\_T\\_" in text
    assert [line for line in text.splitlines() if line.startswith("#")] == ["# When?"]


def test_an_abstention_is_exported_as_what_it_says() -> None:
    answer = replace(
        make_answer(), abstained=True, text="The transcripts do not answer this.", sentences=(), citations=()
    )

    assert FORMATS["md"](answer) == "# When?\n\nThe transcripts do not answer this.\n"
    assert rows(answer) == []


@pytest.mark.parametrize("formula", ['=HYPERLINK("http://b")', "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_spreadsheet_is_given_no_formula(formula: str) -> None:
    (row,) = rows(make_answer(formula, speaker=formula))

    assert (row["quote"], row["speaker"], row["sentences"]) == ("'" + formula.replace("\t", " "),) * 3


def test_the_quote_sheet_keeps_commas_and_quotes_and_has_no_line_ends_in_a_cell() -> None:
    (row,) = rows(make_answer('He said, "no"\nand left.', speaker=None))

    assert (row["quote"], row["speaker"], row["turn"], row["start"]) == ('He said, "no" and left.', "", "3", "3725.4")
    assert list(row) == list(quotes._COLUMNS)


def test_json_is_the_answer_as_it_is_stored() -> None:
    answer = make_answer("Ça va.")

    assert json.loads(FORMATS["json"](answer)) == json.loads(json.dumps(answer.to_dict()))
    assert "Ça va." in FORMATS["json"](answer)


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_form_keeps_the_quote_and_ends_with_a_line_end(name: str) -> None:
    text = FORMATS[name](make_answer())

    assert "We ship on Friday." in text
    assert text.endswith("\n")
