"""What the rest of the program says, in the language of the page."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

import index
import rag
from index.errors import (
    IndexBusy,
    LibraryError,
    MalformedTranscript,
    NotFound,
    OnTheRecordError,
    TranscriptError,
    UnknownFormat,
    no_transcript,
)
from index.filter import Filter
from index.message import Message, dump, load, message
from rag.answer import Coverage, Sources
from rag.errors import ModelError
from rag.language.names import Naming
from rag.question.date_range import DateRange
from rag.question.question import Question
from rag.retrieval.answerability import NO_ANSWER
from rag.ui.ask.browser_record import from_record, to_record
from rag.ui.ask.conversation import Exchange
from rag.ui.i18n import ENGLISH, LANGUAGES, Words
from rag.ui.i18n.translate import FAULTS, KINDS, SAID, TranslatedError, explain, translate, unreadable
from tests.rag.ui.double import HEARING, WordAssistant, library

PROGRAM = [Path(str(package.__file__)).parent for package in (index, rag)]
CHINESE = LANGUAGES["zh"]
GONE = no_transcript("a.txt")
(READ,) = Question(dates=DateRange("2026-01-01", None, "since 2026", certain=True)).describe()


def messages_of_the_program() -> dict[str, str]:
    """The codes of what the program says beside faults, each with its English, in the call or in a name before it."""
    found: dict[str, str] = {}
    for path in (path for folder in PROGRAM for path in folder.rglob("*.py")):
        named: dict[str, ast.expr] = {}
        nodes = (
            node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Assign | ast.Call)
        )
        for node in sorted(nodes, key=lambda node: node.lineno):
            if isinstance(node, ast.Assign):
                named |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
            elif getattr(node.func, "id", "") == "message":
                code, english = (
                    ast.literal_eval(named[part.id] if isinstance(part, ast.Name) else part) for part in node.args
                )
                assert found.setdefault(code, english) == english, code
    return found


@pytest.mark.slow
def test_every_message_of_the_program_has_its_text_and_every_text_its_message() -> None:
    said = messages_of_the_program()
    assert len(said) > 10
    assert {SAID + code: (text,) for code, text in said.items()} == {
        key: text for key, text in ENGLISH.texts.items() if key.startswith(SAID)
    }


def faults_with_codes() -> dict[str, set[str]]:
    """The codes of the faults that the program raises, each with the names of its values."""
    found: dict[str, set[str]] = {}
    for path in (path for folder in PROGRAM for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            given = {word.arg: word.value for word in node.keywords if word.arg} if isinstance(node, ast.Call) else {}
            code = given.pop("code", None)
            if isinstance(code, ast.Constant) and isinstance(code.value, str) and code.value:
                found[code.value] = {*given}
    return found


@pytest.mark.slow
def test_every_code_of_a_fault_has_its_text_with_the_same_values_and_every_text_a_fault() -> None:
    faults = faults_with_codes()
    assert len(faults) >= 15
    for words in LANGUAGES.values():
        texts = {key.removeprefix(FAULTS): text for key, text in words.texts.items() if key.startswith(FAULTS)}
        assert texts.keys() == faults.keys(), words.code
        for code, (text,) in texts.items():
            assert {*re.findall(r"\{(\w+)\}", text)} == faults[code], (words.code, code)


def test_english_is_as_it_was_said() -> None:
    faults = [MalformedTranscript("a.json", "is not valid JSON.", line=3), IndexBusy("x: busy"), GONE]
    assert [explain(fault, ENGLISH) for fault in faults] == [str(fault) for fault in faults]
    assert translate(READ, ENGLISH) == "after: 2026-01-01 (from the question)"


def test_a_fault_that_has_a_phrase_is_said_and_any_other_by_its_kind_with_the_details() -> None:
    assert explain(GONE, CHINESE) == "索引中没有记录 'a.txt'。"
    assert explain(GONE, ENGLISH) == "no transcript 'a.txt' in the index. See: ontherecord transcripts"
    assert explain(NotFound("no turn 9"), CHINESE) == CHINESE("fault.not_found", why="no turn 9")
    broken = MalformedTranscript("a.json", "is not valid JSON.", line=3)
    assert explain(broken, CHINESE) == "此文件无法作为文字记录读取。详情：a.json:3: is not valid JSON."
    assert unreadable(str(broken), CHINESE) == explain(broken, CHINESE)
    assert explain(ModelError("it replied with nothing"), CHINESE).startswith("语言模型没有作答")
    assert explain(TranslatedError("已经说过"), CHINESE) == "已经说过"
    assert explain(ZeroDivisionError("oh"), CHINESE) == "ZeroDivisionError: oh"


@pytest.mark.parametrize(
    "say", [words for words in LANGUAGES.values() if words is not ENGLISH], ids=lambda say: say.code
)
def test_every_kind_of_fault_that_the_page_can_meet_is_named(say: Words) -> None:
    for kind in OnTheRecordError.__subclasses__():
        assert explain(_made(kind), say) != str(_made(kind)) or kind is TranslatedError, kind
    assert KINDS[LibraryError] != KINDS[OnTheRecordError]


def _made(kind: type[OnTheRecordError]) -> OnTheRecordError:
    return TranscriptError("somewhere", "something") if kind is TranscriptError else kind("something")


def test_every_limit_that_a_search_names_is_said() -> None:
    where = Filter(speakers=("Ana",), transcripts=("a.txt",), after="2026-01-01", before="2026-02-01")
    assert [translate(one, CHINESE) for one in where.describe()] == [
        "发言人：Ana", "记录：a.txt", "起始日期：2026-01-01", "截止日期：2026-02-01",
    ]  # fmt: skip
    read = Question(people=(Naming("Ana", ("Ana Reyes",), "part"),))
    assert [translate(one, CHINESE) for one in read.describe()] == ["发言人：Ana Reyes（出自问题）"]
    assert [translate(one, CHINESE) for one in read.limits()] == ["发言人：Ana Reyes"]


def test_a_fault_of_a_file_is_said_with_its_place() -> None:
    empty = UnknownFormat("a.txt", message("file_empty", "is empty. Remove it, or export it again."))
    assert (
        explain(empty, CHINESE)
        == unreadable(load(dump(empty.message)), CHINESE)
        == "a.txt：文件为空。请移除它，或重新导出"
    )


def test_what_the_browser_keeps_comes_back_with_its_code() -> None:
    one, limits = Exchange("Why?", talk="0" * 32), Filter(speakers=("Ana",)).describe()
    for event in WordAssistant(library(HEARING)).stream("Why?"):
        one = one.after(event)
    assert one.answer is not None
    refused = replace(one.answer, reason=NO_ANSWER, coverage=Coverage(1, 2, limits))
    kept = to_record((replace(one, answer=refused, sources=Sources((), refused.coverage, read=limits)),))

    (back,) = from_record(kept, library(HEARING))

    assert back.answer is not None
    assert back.sources is not None
    said = (back.answer.reason, *back.answer.coverage.filters, *back.sources.coverage.filters, *back.sources.read)
    assert said == (NO_ANSWER, *limits, *limits, *limits)
    assert [one.code for one in said if isinstance(one, Message)] == ["no_answer", "speaker", "speaker", "speaker"]


def test_what_has_no_code_that_is_known_with_these_values_stays() -> None:
    strange = (
        "Something else.",
        "speaker: Ana",  # the English of a message is no message
        Message("Of old.", "long_gone"),
        Message("Too long.", "too_long", {"most": 1}),
    )
    assert [translate(text, CHINESE) for text in strange] == [*strange]
