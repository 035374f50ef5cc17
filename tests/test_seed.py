"""The three questions that the program was built for, asked of the briefing they are about, with both models."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import open_index
from index.index import Index
from rag.answer import Answer
from rag.assistant import Assistant
from rag.generation.prompts import load_prompts
from rag.models import OpenedModel, open_model
from rag.settings import Settings

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("language model")]

SEED = Path(__file__).resolve().parents[2] / "shared" / "seed" / "scio-briefing-2020-11-06-page.txt"
NAME = SEED.name
# Where the page itself is not beside the repository: words of ours in its shape, footer and all.
IN_ITS_SHAPE = """Press Room

Briefing on the preparatory work for the internet conference | November 6, 2020

Radio Television Hong Kong:

Just now, Mr. Zhao said that building a cyber power was an important idea of this conference. Mr. Zhao, could you \
explain some future schemes or specific plans in this regard? Thank you.

Zhao Zeliang:

Thank you for your question. You asked what plans we had to build strength in cyberspace. This is a question that we \
have been thinking about and should answer.

We must first achieve top-level design and planning. I see that so many of you journalists are holding mobile phones. \
How can we protect personal information and privacy, and ensure the safety of key infrastructure? Just now I said that \
satellite internet, quantum computing, high-end chips, and artificial intelligence (AI) were involved in this year's \
release of leading internet scientific and technological achievements. We need to apply these technologies in all \
aspects of social life. Thank you again for your question.

<  1  2  3  4  5  6  7  8  9  >
"""
TECHNOLOGIES = "Which technologies does Zhao Zeliang name among this year's leading achievements?"
WHO_ASKED = "Who asked about building a cyber power?"
CLIMATE = "What did Zhao say about climate change?"


@pytest.fixture(scope="session")
def seed_index(tmp_path_factory: pytest.TempPathFactory, embedding_weights: Path) -> Iterator[Index]:
    library = tmp_path_factory.mktemp("seed")
    if SEED.is_file():
        shutil.copy(SEED, library / NAME)
    else:
        (library / NAME).write_text(IN_ITS_SHAPE, encoding="utf-8")
    with open_index(library) as index:
        report = index.sync()
        assert (report.added, report.turns) == ((NAME,), 2)
        yield index


@pytest.fixture(scope="session", params=["extractive", "local"])
def assistant(request: pytest.FixtureRequest, seed_index: Index) -> Assistant:
    model: OpenedModel
    if request.param == "local":
        model = request.getfixturevalue("local_model")
    else:
        model = open_model("extractive", threads=None, timeout=60)
    return Assistant(seed_index, model, load_prompts(), Settings())


def assert_quotes_are_verbatim(answer: Answer, index: Index) -> None:
    for citation in answer.citations:
        turn = index.turn(citation.turn_id)
        assert turn.text[citation.quote_start : citation.quote_end] == citation.quote
        assert (turn.index, turn.speaker) == (citation.turn, citation.speaker)
    markers = {citation.marker for citation in answer.citations}
    assert {marker for sentence in answer.sentences for marker in sentence.citations} == markers


def test_the_technologies_are_quoted_from_the_turn_that_names_them(assistant: Assistant) -> None:
    answer = assistant.ask(TECHNOLOGIES)

    assert not answer.abstained
    assert {citation.turn_id for citation in answer.citations} == {f"{NAME}#1"}
    assert {citation.speaker for citation in answer.citations} == {"Zhao Zeliang"}
    quoted = " ".join(citation.quote for citation in answer.citations)
    for technology in ("satellite internet", "quantum computing", "high-end chips", "artificial intelligence"):
        assert technology in quoted
    assert_quotes_are_verbatim(answer, assistant.index)


def test_whoever_asked_is_named_and_the_question_cited(assistant: Assistant) -> None:
    answer = assistant.ask(WHO_ASKED)

    assert not answer.abstained
    assert "Radio Television Hong Kong" in answer.text
    assert f"{NAME}#0" in {citation.turn_id for citation in answer.citations}
    assert_quotes_are_verbatim(answer, assistant.index)


def test_what_nobody_spoke_of_gets_no_answer_but_says_what_was_searched(assistant: Assistant) -> None:
    answer = assistant.ask(CLIMATE)

    assert answer.abstained
    assert answer.reason
    assert answer.citations == ()
    assert "Searched: 2 turns of 1 transcript" in answer.text


def test_words_of_ours_in_the_shape_of_the_page_answer_the_same(tmp_path: Path, seed_index: Index) -> None:
    (tmp_path / NAME).write_text(IN_ITS_SHAPE, encoding="utf-8")
    with open_index(tmp_path, embedder=seed_index.embedder) as index:
        index.sync()
        model = open_model("extractive", threads=None, timeout=60)
        assistant = Assistant(index, model, load_prompts(), Settings())

        cited = {citation.turn for citation in assistant.ask(TECHNOLOGIES).citations}
        assert (cited, "Radio Television Hong Kong" in assistant.ask(WHO_ASKED).text) == ({1}, True)
        assert assistant.ask(CLIMATE).abstained
