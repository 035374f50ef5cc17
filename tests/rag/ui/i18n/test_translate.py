"""What the rest of the program says, in the language of the page."""

import ast
import re
from pathlib import Path

import index
import rag
from index.errors import IndexBusy, LibraryError, MalformedTranscript, NotFound, OnTheRecordError
from index.filter import Filter
from rag.errors import ModelError
from rag.language.names import Naming
from rag.question.question import Question
from rag.ui.i18n import ENGLISH, LANGUAGES
from rag.ui.i18n.translate import (
    KINDS,
    PHRASES,
    Told,
    explain,
    limit,
    rephrase,
    unreadable,
)

CHINESE = LANGUAGES["zh"]
HERE = Path(rag.__file__).parent / "ui"
SOURCES = [
    path
    for package in (index, rag)
    for path in Path(str(package.__file__)).parent.rglob("*.py")
    if not path.is_relative_to(HERE / "words")
]


def said_in_the_source() -> list[str]:
    """Every text of the program, those of f-strings between their values."""
    nodes = (node for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_every_phrase_is_one_that_the_program_says() -> None:
    said = said_in_the_source()
    phrases = {key: text for key, text in ENGLISH.texts.items() if key.startswith(PHRASES)}
    assert len(phrases) > 20
    for key, text in phrases.items():
        pieces = [piece.strip(" .:,()") for piece in re.split(r"\{\w+\}|(?<=\.) ", text)]
        assert all(any(piece in one for one in said) for piece in pieces), key


def test_english_is_as_it_was_said() -> None:
    faults = [MalformedTranscript("a.json", "is not valid JSON.", line=3), IndexBusy("x: busy")]
    assert [explain(fault, ENGLISH) for fault in faults] == [str(fault) for fault in faults]
    assert limit("after: 2026-01-01 (from the question)", ENGLISH) == "after: 2026-01-01 (from the question)"


def test_a_fault_that_has_a_phrase_is_said_and_any_other_by_its_kind_with_the_details() -> None:
    gone = NotFound("no turn 9 in transcript 'a.txt'")
    assert explain(gone, CHINESE) == "记录 'a.txt' 中没有第 9 条发言"
    broken = MalformedTranscript("a.json", "is not valid JSON.", line=3)
    assert explain(broken, CHINESE) == "此文件无法作为文字记录读取。详情：a.json:3: is not valid JSON."
    assert unreadable(str(broken), CHINESE) == explain(broken, CHINESE)
    assert explain(ModelError("it replied with nothing"), CHINESE).startswith("语言模型没有作答")
    assert explain(Told("已经说过"), CHINESE) == "已经说过"
    assert explain(ZeroDivisionError("oh"), CHINESE) == "ZeroDivisionError: oh"


def test_every_kind_of_fault_that_the_page_can_meet_is_named() -> None:
    for kind in OnTheRecordError.__subclasses__():
        assert explain(_made(kind), CHINESE) != str(_made(kind)) or kind is Told, kind
    assert KINDS[LibraryError] != KINDS[OnTheRecordError]


def _made(kind: type[OnTheRecordError]) -> OnTheRecordError:
    return kind("somewhere", "something") if kind.__name__ == "TranscriptError" else kind("something")


def test_every_limit_that_a_search_names_is_said() -> None:
    where = Filter(speakers=("Ana",), transcripts=("a.txt",), after="2026-01-01", before="2026-02-01")
    assert [limit(one, CHINESE) for one in where.describe()] == [
        "发言人：Ana", "记录：a.txt", "起始日期：2026-01-01", "截止日期：2026-02-01",
    ]  # fmt: skip
    read = Question(people=(Naming("Ana", ("Ana Reyes",), "part"),))
    assert [limit(one, CHINESE) for one in read.describe()] == ["发言人：Ana Reyes（出自问题）"]
    assert [limit(one, CHINESE) for one in read.limits()] == ["发言人：Ana Reyes"]


def test_what_stands_in_no_phrasebook_stays() -> None:
    assert rephrase("Something else.", CHINESE) == "Something else."
