"""The evaluations as the command line runs them: a data set's own index in the cache folder, and the product's path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from platformdirs import user_cache_path
from rich.progress import Progress as Bar

from index import open_embedder, open_index
from index.catalog.sqlite.database import SCHEMA
from index.filter import Filter
from index.index import Index
from rag.cli import terminal
from rag.evaluation.answers import AnswersReport, Ask, evaluate_answers
from rag.evaluation.dataset import Dataset, load_dataset, to_transcripts
from rag.evaluation.record import write_record
from rag.evaluation.retrieval import Progress, Report, evaluate_retrieval
from rag.retrieval.ranker import Fusion, open_ranker
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant

R = TypeVar("R", Report, AnswersReport)


def retrieval(
    settings: Settings,
    data: Path,
    split: str,
    transcripts: Path | None,
    *,
    limit: int | None,
    seed: int,
    record: Path | None,
    quiet: bool,
) -> Report:
    """Measure retrieval with these settings; see `evaluate_retrieval`."""
    dataset = load_dataset(data, split, transcripts)
    index = dataset_index(dataset, settings, quiet=quiet)
    ranker = open_ranker(index, settings)

    def rank(question: str, transcript: str | None, k: int) -> list[str]:
        where = Filter(transcripts=(transcript,)) if transcript else Filter()
        return [passage.turn.id for passage in ranker.rank(question, where=where, k=k).passages]

    config = _config(settings, data, split)
    with bar("questions", quiet=quiet) as progress:
        report = evaluate_retrieval(dataset, rank, limit=limit, seed=seed, config=config, progress=progress)
    return recorded(report, record)


def answers(
    settings: Settings,
    data: Path,
    split: str,
    transcripts: Path | None,
    *,
    limit: int | None,
    seed: int,
    record: Path | None,
    quiet: bool,
    closed_book: bool = False,
) -> AnswersReport:
    """Measure answers with these settings; see `evaluate_answers`. `closed_book` puts the control beside them.

    A stopped run continues where it was, unless the code, the prompts or the index changed meanwhile.
    """
    from rag.assistant import open_assistant
    from rag.evaluation.closed_book import beside
    from rag.evaluation.closed_book import closed_book as control_of

    dataset = load_dataset(data, split, transcripts)
    index = dataset_index(dataset, settings, quiet=quiet)
    assistant = open_assistant(settings, index=index)
    assistant.warm_up()
    config = _config(settings, data, split) | asked_with(assistant, settings)

    def asked(ask: Ask, config: Mapping[str, Any], what: str) -> AnswersReport:
        work = work_file(dict(config))
        with bar(what, quiet=quiet) as progress:
            report = evaluate_answers(dataset, ask, limit=limit, seed=seed, work=work, config=config, progress=progress)
        work.unlink(missing_ok=True)  # asked again, it is measured again
        return report

    report = asked(
        lambda question, transcript: assistant.ask(question, filter=Filter(transcripts=(transcript,))),
        config,
        "questions",
    )
    if closed_book:
        control = asked(control_of(assistant), {**config, "closed_book": True}, "closed book")
        report = beside(report, control)
    assistant.close()
    return recorded(report, record)


def dataset_index(dataset: Dataset, settings: Settings, *, quiet: bool) -> Index:
    """The index of a data set's transcripts, in the cache folder: made once for each set, model and adapter."""
    transcripts = to_transcripts(dataset)
    content = sha256("\n".join(f"{t.id} {t.revision}" for t in transcripts).encode()).hexdigest()[:12]
    embedder = open_embedder(settings.embedder, adapter=settings.adapter, threads=settings.threads)
    model = sha256(embedder.fingerprint.encode()).hexdigest()[:6]
    folder = user_cache_path("ontherecord") / "evaluation" / f"{content}-{model}-{SCHEMA}"
    index = open_index(folder=folder, embedder=embedder)
    with terminal.progress(quiet=quiet) as progress:
        index.load(transcripts, progress=progress)
    return index


def code_version() -> str:
    """Eight hex digits that change with any line of the code that finds and answers."""
    digest = sha256()
    for package in ("index", "rag"):
        folder = files(package)
        with as_file(folder) as path:
            for file in sorted(path.rglob("*.py")):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def work_file(config: Mapping[str, Any]) -> Path:
    """Where the answers of a run with this configuration are kept until it ends."""
    name = sha256(json.dumps(config, sort_keys=True).encode()).hexdigest()[:12]
    return user_cache_path("ontherecord") / "evaluation" / f"answers-{name}.jsonl"


def config_of(settings: Settings) -> dict[str, Any]:
    """The models that find turns, as a report names them."""
    return {"embedder": settings.embedder, "adapter": settings.adapter, "rerankers": settings.rerankers}


def asked_with(assistant: Assistant, settings: Settings) -> dict[str, Any]:
    """What answers depend on beside what finds turns: the model, the prompts, the index, the code."""
    return {
        "model": assistant.model_name,
        "model_style": settings.model_style,
        "prompt_version": assistant.prompt_version,
        "context_words": settings.context_words,
        "index": assistant.index.generation,
        "code": code_version(),
    }


def _config(settings: Settings, data: Path, split: str) -> dict[str, Any]:
    return {"data": data.name, "split": split, **config_of(settings), "fusion": asdict(Fusion())}


def recorded(report: R, record: Path | None) -> R:
    """The report, also written to a file where a record is asked for."""
    if record is not None:
        write_record(record, report, now=datetime.now(UTC))
    return report


@contextmanager
def bar(what: str, *, quiet: bool) -> Iterator[Progress]:
    """A progress bar on standard error, moved by what it yields."""
    with Bar(transient=True, disable=quiet, console=terminal.errors()) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
