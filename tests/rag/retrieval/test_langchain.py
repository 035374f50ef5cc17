"""The retriever for LangChain: what LangChain asks of every one, and what each document says of its turn."""

import asyncio
import threading

import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests

from index.filter import Filter
from rag.retrieval.langchain import TurnRetriever
from rag.retrieval.ranker import Ranking
from tests.index.double import Library
from tests.rag.double import make_assistant

PAYS = "Who pays for the harbour tests?"


@pytest.fixture(scope="module")
def hearing(kept_library: Library) -> Library:
    said = (
        "Ana Reyes:\n\nThe ferry sails on Friday.",
        f"Ben Ode:\n\n{PAYS}",
        "Ana Reyes:\n\nThe council pays for the harbour tests.",
        "Ben Ode:\n\nI would rather see the money spent on the library roof.",
    )
    kept_library.write("2026-03-12-hearing.txt", "\n\n".join(said))
    assert kept_library.index.sync().turns == 4
    return kept_library


class TestRetriever(RetrieversIntegrationTests):
    """What LangChain asks of every retriever."""

    @pytest.fixture(autouse=True)
    def _over_a_hearing(self, hearing: Library) -> None:
        self._retriever = make_assistant(hearing).as_retriever()

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return TurnRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, object]:
        return {"ranker": self._retriever.ranker}

    @property
    def retriever_query_example(self) -> str:
        return PAYS


def test_a_retrieved_document_is_a_turn_with_its_place(hearing: Library) -> None:
    document = make_assistant(hearing).as_retriever(k=2).invoke(PAYS)[0]

    turn = hearing.index.turn(document.metadata["turn_id"])
    assert (document.id, document.page_content) == (turn.id, turn.text)
    assert (document.metadata["speaker"], document.metadata["date"]) == (turn.speaker, "2026-03-12")


def test_a_retriever_keeps_to_its_filter_and_to_the_k_of_a_call(hearing: Library) -> None:
    retriever = make_assistant(hearing).as_retriever(filter=Filter(speakers=("Ben Ode",)), k=2)

    assert [document.metadata["speaker"] for document in retriever.invoke(PAYS)] == ["Ben Ode"] * 2
    assert len(retriever.invoke(PAYS, k=1)) == 1
    assert len(asyncio.run(retriever.ainvoke(PAYS, k=1))) == 1


def test_the_metadata_of_a_document_are_those_described(hearing: Library) -> None:
    document = make_assistant(hearing).as_retriever(k=1).invoke(PAYS)[0]
    described = TurnRetriever.__doc__ or ""

    assert all(f"`{name}`" in described for name in document.metadata)


async def test_an_awaited_retriever_lets_others_work(hearing: Library) -> None:
    going = threading.Event()

    class Waiting:
        def rank(self, *_: object, **__: object) -> Ranking:
            assert going.wait(10), "nobody else could work"
            return Ranking((), 0.0)

    retrieving = asyncio.create_task(TurnRetriever(ranker=Waiting()).ainvoke(PAYS))
    await asyncio.sleep(0)
    going.set()
    assert await retrieving == []
