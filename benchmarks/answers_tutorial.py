"""Answers of this program and of the plain LangChain tutorial: the same library, questions and language model.

    python -m benchmarks.answers_tutorial FOLDER --out FILE [--questions FILE] [--limit N] [--seed S] [--model local]

FOLDER is a library set (`rag.evaluation.library_set`). The tutorial: splits of 1,000 characters with 200 overlap of the
files' text (HTML without its markup), this program's embedding model without its adapter, Chroma in memory, the four
nearest chunks, the tutorial's own prompt. It knows no conversation: a follow-up is put to it as it was typed.

Both are judged by the same strings; the answers are in FILE, so read them too. Of questions that have an answer:
`right words`, what is shown says what a right answer must (`rag.evaluation.judge`; the tutorial cites nothing, so no
citation is asked for); `refused`, it abstained, or its first sentence says that it does not know; `wrong`, all else.
A run that was stopped goes on where it was. Needs the extra `bench`.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from lxml import etree
from pydantic.dataclasses import dataclass as checked

from index.embedding.embedder import without_adapter
from index.errors import OnTheRecordError
from index.readers.shared.decoding import decode
from rag.cli import eval_runs
from rag.cli.eval_library import library_index
from rag.errors import SettingsError
from rag.evaluation.bootstrap import Interval, mean_interval, median_interval
from rag.evaluation.judge import counted, says_keys
from rag.evaluation.library_set import LibraryQuestion, LibrarySet, load_library_set
from rag.evaluation.workfile import append_row, open_rows
from rag.generation.prompts import load_prompts, says_nothing
from rag.models import open_model, share_cores
from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    from rag.assistant import Assistant

OURS, TUTORIAL = "On the Record", "LangChain tutorial"
PROMPT = (
    "You are an assistant for question-answering tasks. Use the following pieces of retrieved context to answer the "
    "question. If you don't know the answer, just say that you don't know. Use three sentences maximum and keep the "
    "answer concise.\nQuestion: {question}\nContext: {context}\nAnswer:"
)
_CHUNKS = 4
_NEEDED = ("langchain_chroma", "langchain_text_splitters")
_NOT_IN_CONTEXT = re.compile(
    r"[^.!?]*(?:\bcontext\b[^.!?]*(?:\bno\b|\bnot\b|n['’]t\b)|\b(?:no|not)\b[^.!?]*\bcontext\b)"
)

Verdict = Literal["right words", "wrong", "refused", "fault"]
_VERDICTS: tuple[Verdict, ...] = ("right words", "wrong", "refused", "fault")
_OF_UNANSWERABLE, _SECONDS = "unanswerable refused", "seconds p50"


@dataclass(frozen=True, slots=True)
class Said:
    """What a system shows: its own words, the quotes beside them, and whether it says that it does not know."""

    text: str
    quotes: str = ""
    refused: bool = False


System = Callable[[LibraryQuestion], Said]
Rows = Mapping[tuple[str, str], "Row"]  # by question and system


@checked(frozen=True)
class Row:
    """What a system said to a question, and how long it took; `problem` where it said nothing."""

    qid: str
    system: str
    seconds: float
    said: Said | None = None
    problem: str | None = None


def of_assistant(assistant: Assistant) -> System:
    """This program as people ask it, with what went before a question."""

    def ask(question: LibraryQuestion) -> Said:
        answer = assistant.ask(question.question, history=question.before)
        quotes = [citation.quote for citation in counted(question, answer)]
        written = [sentence.text for sentence in answer.sentences if sentence.text not in quotes]
        return Said(" ".join(written), " ".join(quotes), answer.abstained)

    return ask


def of_tutorial(chat: BaseChatModel, find: Callable[[str], Sequence[str]]) -> System:
    """The tutorial: `find` gives the chunks nearest to a question, nearest first."""
    chain = ChatPromptTemplate.from_messages([("human", PROMPT)]) | chat | StrOutputParser()

    def ask(question: LibraryQuestion) -> Said:
        found = "\n\n".join(find(question.question))
        text = chain.invoke({"question": question.question, "context": found})
        return Said(text, refused=does_not_know(text))

    return ask


def does_not_know(text: str) -> bool:
    """Whether a text begins by saying that there is no answer.

    >>> does_not_know("I don't know."), does_not_know("The provided context does not mention a price.")
    (True, True)
    >>> does_not_know("Two million. The context does not say of what.")
    False
    """
    return says_nothing(text) or _NOT_IN_CONTEXT.match(text) is not None


def file_text(path: Path) -> str:
    """The text of a file; that of an HTML page without its markup."""
    text = decode(path.read_bytes(), path=str(path)).text
    if path.suffix.lower() not in (".htm", ".html"):
        return text
    page = etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8"))
    etree.strip_elements(page, "script", "style", with_tail=False)
    return str(page.xpath("string()"))


def measure(
    questions: Sequence[LibraryQuestion], systems: Mapping[str, System], out: Path, config: Mapping[str, Any]
) -> Rows:
    """Put each question to each system, but for what the file `out` has; every answer is added to it as it comes.

    Raises DatasetError where the file is of a run with another configuration.
    """
    rows = {(row.qid, row.system): row for row in open_rows(out, {"qid": None, "config": config}, Row)}
    for number, question in enumerate(questions, start=1):
        for name, ask in systems.items():
            if (question.qid, name) not in rows:
                rows[question.qid, name] = row = _asked(question, name, ask)
                append_row(out, asdict(row))
        print(f"{number} of {len(questions)}", file=sys.stderr)
    return rows


def verdict_of(question: LibraryQuestion, said: Said | None, *, quotes: bool = True) -> Verdict:
    """What was said, with the quotes beside it or without; where nothing else was said the quotes are the answer."""
    if said is None:
        return "fault"
    if said.refused:
        return "refused"
    shown = f"{said.text} {said.quotes}" if quotes or not said.text else said.text
    return "right words" if question.answerable and says_keys(question, shown) else "wrong"


def table(questions: Sequence[LibraryQuestion], rows: Rows) -> Iterator[str]:
    """Lines of a Markdown table; the last row is the first one's figures to the tutorial's."""
    ours, bare, tutorial = (
        _figures([(question, rows[question.qid, name]) for question in questions], quotes=quotes)
        for name, quotes in ((OURS, True), (OURS, False), (TUTORIAL, True))
    )
    yield f"| system | {' | '.join(ours)} |"
    yield f"|{' --- |' * (len(ours) + 1)}"
    for name, figures in ((OURS, ours), (f"{OURS}, without its quotes", bare), (TUTORIAL, tutorial)):
        yield f"| {name} | {' | '.join(map(str, figures.values()))} |"
    yield f"| ratio | {' | '.join(_ratio(ours[name].mean, tutorial[name].mean) for name in ours)} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table. Ends with a message where a package is missing or a file is not what it should be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answers_tutorial")
    parser.add_argument("folder", type=Path, help="lib/ and questions.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="where the answers are kept")
    parser.add_argument("--questions", type=Path, help="other questions of the same library")
    parser.add_argument("--limit", type=int, help="a seeded sample of so many questions")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", default="local")
    options = parser.parse_args(arguments)
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        parser.exit(1, f"not installed: {', '.join(missing)}. Run: pip install -c constraints.txt -e '.[bench]'\n")
    try:
        dataset = load_library_set(options.folder, options.questions)
        questions = dataset.sample(options.limit, options.seed)
        rows = _measured(dataset, questions, load_settings(model=options.model), options.out)
    except OnTheRecordError as error:
        parser.exit(1, f"{error}\n")
    answerable = sum(question.answerable for question in questions)
    print(f"{dataset.name}: {answerable} questions with an answer, {len(questions) - answerable} without\n")
    for line in table(questions, rows):
        print(line)


def _measured(dataset: LibrarySet, questions: Sequence[LibraryQuestion], settings: Settings, out: Path) -> Rows:
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    share_cores()
    from benchmarks.index_tutorial import in_memory
    from rag.assistant import Assistant

    model = open_model(settings.model, threads=settings.threads, timeout=settings.model_timeout)
    if model.chat is None:
        raise SettingsError(f"the tutorial needs a language model, and {model.name} is none; give another --model")
    index = library_index(dataset, settings, None, quiet=False)
    files = sorted(path for path in dataset.library.rglob("*") if path.is_file())
    store = in_memory(((path.name, file_text(path)) for path in files), without_adapter(index.embedder))

    def find(question: str) -> list[str]:
        return [chunk.page_content for chunk in store.similarity_search(question, k=_CHUNKS)]

    assistant = Assistant(index, model, load_prompts(), settings)
    assistant.warm_up()
    find("What was said?")
    config = eval_runs.config_of(settings) | eval_runs.asked_with(assistant, settings)
    systems = {OURS: of_assistant(assistant), TUTORIAL: of_tutorial(model.chat, find)}
    rows = measure(questions, systems, out, {"data": str(dataset.library), **config, "tutorial": [PROMPT, _CHUNKS]})
    assistant.close()
    return rows


def _asked(question: LibraryQuestion, name: str, ask: System) -> Row:
    began, said, problem = perf_counter(), None, None
    try:
        said = ask(question)
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody got an answer, and the others are asked
        problem = f"{type(error).__name__}: {error}"
    return Row(question.qid, name, round(perf_counter() - began, 2), said, problem)


def _figures(asked: Sequence[tuple[LibraryQuestion, Row]], *, quotes: bool) -> dict[str, Interval]:
    verdicts = [(question, verdict_of(question, row.said, quotes=quotes)) for question, row in asked]
    with_answer = [verdict for question, verdict in verdicts if question.answerable]
    without = [verdict for question, verdict in verdicts if not question.answerable]
    shares = {name: mean_interval([float(verdict == name) for verdict in with_answer]) for name in _VERDICTS}
    return shares | {
        _OF_UNANSWERABLE: mean_interval([float(verdict == "refused") for verdict in without]),
        _SECONDS: median_interval([row.seconds for _, row in asked]),
    }


def _ratio(ours: float | None, theirs: float | None) -> str:
    return "-" if ours is None or not theirs else f"{ours / theirs:.2f}"


if __name__ == "__main__":
    main()
