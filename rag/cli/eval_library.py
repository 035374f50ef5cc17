"""The evaluations on a library set as the command line runs them: each question is put to the whole library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from platformdirs import user_cache_path

from index import open_embedder, open_index
from index.catalog.sqlite.database import SCHEMA
from index.index import Index
from rag.answer import Passage, StreamEvent
from rag.cli import eval_runs, terminal
from rag.evaluation.answers import AnswersReport
from rag.evaluation.library_answers import Judged, Said, evaluate_library_answers
from rag.evaluation.library_retrieval import Rankings, evaluate_library_retrieval
from rag.evaluation.library_set import LibraryQuestion, LibrarySet, load_library_set
from rag.evaluation.retrieval import Report
from rag.generation.sources import as_spoken, neighbours
from rag.retrieval.ranker import Fusion, open_ranker
from rag.retrieval.reader import DEPTH, LazyReader, read, reordered
from rag.settings import Settings


def answers(
    settings: Settings,
    data: Path,
    *,
    index: Path | None,
    limit: int | None,
    seed: int,
    record: Path | None,
    rows: Path | None,
    quiet: bool,
) -> tuple[AnswersReport, tuple[Judged, ...]]:
    """Measure answers with these settings; see `evaluate_library_answers`.

    A stopped run continues where it was, unless the code, the prompts or the index changed meanwhile. `rows` is
    the file that keeps what was answered; without it there is none when the run has ended.
    """
    from rag.assistant import open_assistant

    dataset = load_library_set(data)
    opened = library_index(dataset, settings, index, quiet=quiet)
    assistant = open_assistant(settings, index=opened)
    assistant.warm_up()
    config = eval_runs.config_of(settings) | eval_runs.asked_with(assistant, settings)

    def stream(question: LibraryQuestion) -> Iterable[StreamEvent]:
        return assistant.stream(question.question, history=question.before)

    def said(turn_id: str) -> Said:
        turn = opened.turn(turn_id)
        return Said(turn.speaker, turn.text)

    work = rows or eval_runs.work_file({"set": str(dataset.library), **config})
    with eval_runs.bar("questions", quiet=quiet) as progress:
        report, judged = evaluate_library_answers(
            dataset, stream, said, limit=limit, seed=seed, work=work, config=config, progress=progress
        )
    if rows is None:
        work.unlink(missing_ok=True)  # asked again, it is measured again
    assistant.close()
    return eval_runs.recorded(report, record), judged


def retrieval(
    settings: Settings,
    data: Path,
    *,
    index: Path | None,
    limit: int | None,
    seed: int,
    record: Path | None,
    reader: bool,
    quiet: bool,
) -> Report:
    """Measure how turns are found with these settings, by the search alone and, with `reader`, as it reorders them."""
    dataset = load_library_set(data)
    opened = library_index(dataset, settings, index, quiet=quiet)
    ranker, scorer = open_ranker(opened, settings), LazyReader()

    def rank(question: LibraryQuestion, k: int) -> Rankings:
        asked = ranker.read(question.question, history=question.before)
        found = ranker.rank(asked, k=k)
        if not reader:
            return {"collection": _texts(found.passages)}
        said = as_spoken(found)
        best = read(asked.standalone.search, said.passages, scorer, neighbours(opened, said))
        return {"collection": _texts(found.passages), "read": _texts(reordered(said.passages, best))}

    config = eval_runs.config_of(settings) | {"fusion": asdict(Fusion()), "read": asdict(DEPTH) if reader else None}
    with eval_runs.bar("questions", quiet=quiet) as progress:
        report = evaluate_library_retrieval(dataset, rank, limit=limit, seed=seed, config=config, progress=progress)
    opened.close()
    return eval_runs.recorded(report, record)


def library_index(dataset: LibrarySet, settings: Settings, folder: Path | None, *, quiet: bool) -> Index:
    """The index of the set's library, up to date; where no folder is given, one in the cache folder.

    What could not be read is said on standard error.
    """
    name = f"{dataset.name}-{sha256(str(dataset.library).encode()).hexdigest()[:8]}-{SCHEMA}"
    opened = open_index(
        dataset.library,
        folder or user_cache_path("ontherecord") / "evaluation" / name,
        embedder=open_embedder(settings.embedder, adapter=settings.adapter, threads=settings.threads),
    )
    with terminal.progress(quiet=quiet) as progress:
        report = opened.sync(progress=progress)
    for failed in report.failed:
        terminal.errors().print(f"{failed.path}: {failed.error}", markup=False)
    return opened


def _texts(passages: Sequence[Passage]) -> list[str]:
    return [passage.turn.text for passage in passages]
