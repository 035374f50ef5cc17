"""A comparison stands in columns, a side each, on the page and in Markdown."""

from dataclasses import replace

import pytest

from rag.answer import Answer, Citation, Coverage, Sentence
from rag.export import FORMATS
from rag.export.columns import columns
from rag.ui.ask.html import render_answer
from rag.ui.i18n import ENGLISH


def cited(marker: int, speaker: str, date: str, quote: str) -> Citation:
    turn = f"{date}.txt#{marker}"
    return Citation(marker, turn, f"{date}.txt", "Hearing", date, marker, speaker, None, None, quote, 0, 9, "http://h")


CITATIONS = (
    cited(1, "Ana Reyes", "2026-06-04", "The fare is | six euros."),
    cited(2, "Ben Ode", "2025-03-04", "The fare is four euros."),
)
SENTENCES = (
    Sentence("The fare is | six euros.", "verbatim", (1,)),
    Sentence("Both speak of the fare.", "supported", (1, 2)),
    Sentence("The fare is four euros.", "verbatim", (2,)),
)


def answer_to(question: str, *filters: str) -> Answer:
    coverage = Coverage(2, 9, filters)
    return Answer(question, "…", False, None, SENTENCES, CITATIONS, coverage, "extractive", "v", 1)


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("Do Ana Reyes and Ben Ode agree about the fare?", ["Ana Reyes", "Ben Ode"]),
        ("What changed in the fare between 2025 and 2026?", ["4 March 2025", "4 June 2026"]),
        ("Compare the fares.", ["Ana Reyes", "Ben Ode"]),
        ("What is the fare?", []),
    ],
)
def test_sides_are_told_by_the_question_and_by_what_is_cited(question: str, titles: list[str]) -> None:
    above, sides = columns(answer_to(question))
    assert [side.title for side in sides] == titles
    assert [len(side.sentences) for side in sides] == [1] * len(titles)
    assert above == (SENTENCES[1:2] if titles else SENTENCES)


def test_two_times_that_a_question_sets_beside_each_other_are_sides() -> None:
    read = [
        f"{bound} (from the question)" for bound in ("after: 2025-03-01", "before: 2025-03-31", "after: 2026-06-01")
    ]
    asked = "What was the fare said to be in March 2025 and in June 2026?"
    assert len(columns(answer_to(asked, *read))[1]) == 2
    assert columns(answer_to(asked, *read[:2]))[1] == ()


def test_one_side_is_none_and_too_many_are_none() -> None:
    asked = answer_to("Do they agree about the fare?")
    assert columns(replace(asked, sentences=SENTENCES[:1]))[1] == ()
    many = [replace(CITATIONS[0], marker=n, speaker=f"Speaker {n}") for n in range(1, 6)]
    each = tuple(Sentence("Yes.", "verbatim", (n,)) for n in range(1, 6))
    assert columns(replace(asked, citations=tuple(many), sentences=each)) == (each, ())


def test_markdown_and_the_page_have_a_column_a_side() -> None:
    answer = answer_to("Do Ana Reyes and Ben Ode agree about the fare?")
    lines = FORMATS["md"](answer).splitlines()
    at = lines.index("| Ana Reyes | Ben Ode |")
    assert lines[at - 2] == "Both speak of the fare.[^1][^2]"
    assert lines[at + 1 : at + 3] == [
        "| --- | --- |",
        r"| The fare is \| six euros.[^1] | The fare is four euros.[^2] |",
    ]
    page = render_answer(answer, ENGLISH)
    assert page.index("Both speak") < page.index('<div class="sides">') < page.index("<h3>Ana Reyes</h3>")
    assert page.index("six euros") < page.index("<h3>Ben Ode</h3>") < page.rindex("four euros")
