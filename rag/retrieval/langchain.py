"""The ranker as a LangChain retriever."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.filter import Filter
from rag.answer import Passage

if TYPE_CHECKING:
    from rag.retrieval.ranker import Ranking


class TurnRetriever(BaseRetriever):
    """A LangChain retriever whose documents are turns, best first: the words as `page_content`, the rest as metadata.

    Metadata, each None where the transcript does not say: `turn_id` (also the document's id), `transcript_id`, `title`,
    `date` (ISO), `turn` (its place in the transcript, from 0), `speaker`, `start` and `end` (seconds), and `score`
    (higher is better; compares the turns of one question only). `where` and `k` can be set at construction; `k` also
    with a call: `retriever.invoke(question, k=3)`, `await retriever.ainvoke(question, k=3)`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    ranker: Any  # a TurnRanker: pydantic cannot build a schema for it
    where: Filter = Filter()
    k: int = 10

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain passes it
        k: int | None = None,
        **_: Any,
    ) -> list[Document]:
        ranking: Ranking = self.ranker.rank(query, where=self.where, k=k or self.k)
        return [_document(passage) for passage in ranking.passages]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, k: int | None = None, **_: Any
    ) -> list[Document]:
        # In a thread, as LangChain's own would do, which refuses `k`.
        return await asyncio.to_thread(self._get_relevant_documents, query, run_manager=run_manager.get_sync(), k=k)


def _document(passage: Passage) -> Document:
    turn = passage.turn
    metadata = {
        "turn_id": turn.id,
        "transcript_id": passage.transcript_id,
        "title": passage.title,
        "date": passage.date,
        "turn": turn.index,
        "speaker": turn.speaker,
        "start": turn.start,
        "end": turn.end,
        "score": passage.score,
    }
    return Document(id=turn.id, page_content=turn.text, metadata=metadata)
