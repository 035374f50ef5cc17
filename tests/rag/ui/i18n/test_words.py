"""The page's words in every language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import index
import rag
import rag.ui
from rag.ui.i18n import ENGLISH, LANGUAGES, Words
from rag.ui.i18n.translate import PHRASES
from rag.ui.views import VIEWS

SOURCE = Path(rag.ui.__file__).parent


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def keys_used() -> Iterator[str]:
    for path in SOURCE.rglob("*.py"):
        yield from re.findall(r'(?:\bsay|ENGLISH)\(\s*"([\w.-]+)"', path.read_text("utf-8"))
    yield from (f"view.{view.NAME}" for view in VIEWS)


def trees(folder: Path) -> Iterator[ast.Module]:
    """The code of a package, but not the words themselves."""
    for path in folder.rglob("*.py"):
        if path.parent.name != "words":
            yield ast.parse(path.read_text("utf-8"))


def texts_of(folder: Path) -> set[str]:
    nodes = (node for tree in trees(folder) for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def put_together(folder: Path) -> Iterator[re.Pattern[str]]:
    """What f-strings of one dotted word can give."""
    for tree in trees(folder):
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                if isinstance(parts[0], str) and re.fullmatch(r"\w+\.[\w.]*", parts[0]):
                    yield re.compile("".join("(.+)" if part is None else re.escape(str(part)) for part in parts))


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_every_language_has_every_text_with_the_same_values_to_fill_in(words: Words) -> None:
    assert set(words.texts) == set(ENGLISH.texts)
    for key, text in words.texts.items():
        assert text.strip(), key
        assert all(fields(form) == fields(ENGLISH.texts[key].partition("|")[0]) for form in text.split("|")), key


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_no_text_is_html(words: Words) -> None:
    assert not [key for key, text in words.texts.items() if "<" in text or "&" in text]


def test_every_text_that_is_asked_for_is_there() -> None:
    assert set(keys_used()) <= set(ENGLISH.texts)
    assert len(set(keys_used())) > 20


def test_no_text_is_there_that_nobody_asks_for() -> None:
    """A key stands in the page's code as it is, or is put together of what stands in the program's."""
    constants, patterns = texts_of(SOURCE), list(put_together(SOURCE))
    parts = texts_of(Path(index.__file__).parent) | texts_of(Path(rag.__file__).parent)

    def asked_for(key: str) -> bool:
        found = (pattern.fullmatch(key) for pattern in patterns)
        return key in constants or any(one is not None and all(part in parts for part in one.groups()) for one in found)

    assert [key for key in ENGLISH.texts if not key.startswith(PHRASES) and not asked_for(key)] == []


def test_the_codes_are_the_ones_they_are_known_by() -> None:
    assert all(code == words.code for code, words in LANGUAGES.items())
