"""Words with a meaning of their own stand in one module; question marks of every script count wherever "?" does."""

import ast
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from index.readers.shared.labels import may_be_label
from index.transcript import Turn
from index.vocabulary import QUESTION_MARKS, has_question, is_question, month_number
from rag.grounding.credited_speaker import credit
from rag.language.dialogue import is_unanswered, only_asks, turn_asks
from rag.language.names import Roster
from rag.language.sentences import split_sentences
from rag.language.vocabulary import ORDINALS
from rag.question.counting import asks_for_mentions
from rag.question.date_range import Event, date_range
from rag.question.kind import read_wants

ROOT = Path(__file__).parents[1]
TEXTS_OF_THE_PAGE = ROOT / "rag" / "ui" / "i18n"


@cache
def _nodes() -> dict[str, tuple[ast.AST, ...]]:
    """What the modules are made of, by their names."""
    files = [file for folder in ("index", "rag") for file in sorted((ROOT / folder).rglob("*.py"))]
    return {
        str(file.relative_to(ROOT)): tuple(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        for file in files
        if TEXTS_OF_THE_PAGE not in file.parents
    }


@cache
def _strings() -> dict[str, str]:
    """The strings of each module that are no docstrings, a line each."""
    return {name: "\n".join(_said(nodes)) for name, nodes in _nodes().items()}


def _said(nodes: Sequence[ast.AST]) -> Iterator[str]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {id(n.body[0].value) for n in nodes if isinstance(n, documented) and ast.get_docstring(n)}  # type: ignore[attr-defined]
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


@pytest.mark.parametrize(
    ("word", "home"),
    [
        ("september", "index/vocabulary.py"),
        ("concede", "index/vocabulary.py"),
        ("wednesday", "index/vocabulary.py"),
        ("eleven", "rag/language/vocabulary.py"),
        ("ninety", "rag/language/vocabulary.py"),
        ("seventeenth", "rag/language/vocabulary.py"),
        ("certainly", "rag/language/vocabulary.py"),
        ("trillion", "rag/language/vocabulary.py"),
        ("yep", "index/vocabulary.py"),
        ("nope", "index/vocabulary.py"),
    ],
)
def test_a_word_of_the_vocabulary_stands_in_no_other_module(word: str, home: str) -> None:
    word_alone = re.compile(rf"\b{word}\b", re.IGNORECASE)
    found = {name for name, strings in _strings().items() if word_alone.search(strings)}
    assert found == {home}


def test_no_module_compares_with_the_latin_question_mark_alone() -> None:
    for name, nodes in _nodes().items():
        for node in nodes:
            looked_for: list[ast.expr] = []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "endswith":
                looked_for = node.args[0].elts if isinstance(node.args[0], ast.Tuple) else [node.args[0]]
            elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In):
                looked_for = [node.left]
            assert "?" not in [n.value for n in looked_for if isinstance(n, ast.Constant)], f"{name}:{node.lineno}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("mark", QUESTION_MARKS)
def test_a_question_mark_of_any_script_makes_a_question(mark: str) -> None:
    text = "Աբգ" + mark + "ա։" if mark == "\u055e" else "من" + mark
    turn, silent = (Turn(id=f"t#{n}", index=n, speaker=s, text=t) for n, (s, t) in enumerate((("A", text), ("A", "x"))))
    assert is_question(text)
    assert has_question(text)
    assert turn_asks(text)
    assert only_asks(text)
    assert is_unanswered(turn, [silent])
    assert credit(f"Ana Bell: {text}", Roster(())).asks
    assert [span.text for span in split_sentences(f"{text} Yes.")] == [text, "Yes."]
    assert not may_be_label(f"Who is it{mark} Ana")


@pytest.mark.parametrize("mark", "?？؟")
def test_a_question_is_read_the_same_with_the_mark_of_any_script(mark: str) -> None:
    counted = asks_for_mentions(f"How often was the linkspan mentioned{mark}")
    assert counted is not None
    assert counted.topic == "linkspan"


@pytest.mark.parametrize("verb", ["promise", "promises", "promised", "asks", "brings up", "decides"])
def test_every_form_of_a_verb_of_saying_makes_a_date_certain(verb: str) -> None:
    found = date_range(f"Who {verb} it in March?", [Event("2026-03-04", "Hearing")], today=date(2026, 11, 23))
    assert found is not None
    assert found.certain


@pytest.mark.parametrize("question", ["What is Ana saying of it?", "What does he feel?", "What is her proposal?"])
def test_what_somebody_says_or_feels_is_wanted(question: str) -> None:
    assert read_wants(question).said == ("saying" not in question)


def test_months_have_one_reader() -> None:
    assert [month_number(name) for name in ("Sep", "sept", "SEPTEMBER", "Septem", "Mai")] == [9, 9, 9, None, None]


def test_days_of_a_month_are_counted_in_words() -> None:
    assert (ORDINALS[11], ORDINALS[30]) == ("twelfth", "thirty-first")
