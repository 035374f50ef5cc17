"""How well paragraphs are found in other languages: `python -m benchmarks.xquad FOLDER --embedder NAME`.

FOLDER holds XQuAD (Artetxe et al. 2020, CC BY-SA 4.0; the files `xquad.LANGUAGE.json` of its repository), which is not
part of this project. An article becomes a transcript and a paragraph a turn. Each question is put to all paragraphs of
the language, in that language and in English: `dense`, by the vectors of turns alone; `ranking`, by the program's own.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from index import open_embedder, open_index
from index.embedding.embedder import Embedder
from index.filter import Filter
from index.index import Index
from index.transcript import SourceFile, Transcript, Turn, turn_id
from rag.evaluation.bootstrap import mean_interval
from rag.retrieval.ranker import TurnRanker


class Asked(NamedTuple):
    """A question by its id, and the turn that answers it."""

    id: str
    text: str
    gold: str


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.xquad", description=__doc__)
    parser.add_argument("data", type=Path, metavar="FOLDER")
    parser.add_argument("--embedder", default="multilingual-e5-small", help="as OTR_EMBEDDER")
    parser.add_argument("--languages", nargs="+", default=["es", "de", "zh", "ru", "ar"])
    parser.add_argument("--paragraphs", type=int, default=5, help="of each of the 48 articles; default: all five")
    parser.add_argument("--questions", type=int, default=99, help="of each paragraph; default: all")
    given = parser.parse_args()
    embedder = open_embedder(given.embedder)
    size = (given.paragraphs, given.questions)
    english = {asked.id: asked.text for asked in read(given.data, "en", *size)[1]}
    print(f"{given.embedder}: hit@1, with its 95% interval; in the language and in English")
    for language in given.languages:
        transcripts, asked = read(given.data, language, *size)
        own, other = measured(embedder, transcripts, asked, english)
        turns = sum(len(one.turns) for one in transcripts)
        print(f"{language} ({len(asked)} questions, {turns} paragraphs): {own}; English: {other}", flush=True)


def measured(
    embedder: Embedder, transcripts: Sequence[Transcript], asked: Sequence[Asked], english: dict[str, str]
) -> tuple[str, str]:
    """The figures for the questions in the transcripts' own language, and for the same in English."""
    with TemporaryDirectory() as folder, open_index(folder=folder, embedder=embedder) as index:
        index.load(transcripts)
        return figures(index, asked), figures(index, [one._replace(text=english[one.id]) for one in asked])


def figures(index: Index, asked: Sequence[Asked]) -> str:
    """Hit@1 by the vectors of turns alone, and by the program's ranking."""
    ranker, dense, ranking = TurnRanker(index), [], []
    for one in asked:
        keys = index.search("turn_dense", one.text, k=1).turns[:1].tolist()
        dense.append(float([turn.id for _, turn in index.located(keys).values()] == [one.gold]))
        first = ranker.rank(one.text, where=Filter(), k=1).passages[:1]
        ranking.append(float([passage.turn.id for passage in first] == [one.gold]))
    return ", ".join(f"{name} {mean_interval(hits)}" for name, hits in (("dense", dense), ("ranking", ranking)))


def read(folder: Path, language: str, paragraphs: int, questions: int) -> tuple[list[Transcript], list[Asked]]:
    """The articles of a language as transcripts, and the questions about them."""
    articles = json.loads((folder / f"xquad.{language}.json").read_text(encoding="utf-8"))["data"]
    transcripts: list[Transcript] = []
    asked: list[Asked] = []
    for number, article in enumerate(articles):
        name = f"{number:02}.txt"
        taken = article["paragraphs"][:paragraphs]
        turns = tuple(Turn(turn_id(name, at), at, None, one["context"]) for at, one in enumerate(taken))
        digest = sha256("\n".join(turn.text for turn in turns).encode()).hexdigest()
        transcripts.append(Transcript(name, digest, (SourceFile(name, digest, "utf-8", "plain"),), turns))
        asked += _questions(taken, turns, questions)
    return transcripts, asked


def _questions(
    paragraphs: Sequence[dict[str, list[dict[str, str]]]], turns: Sequence[Turn], most: int
) -> Iterator[Asked]:
    for paragraph, turn in zip(paragraphs, turns, strict=True):
        yield from (Asked(one["id"], one["question"], turn.id) for one in paragraph["qas"][:most])


if __name__ == "__main__":
    main()
