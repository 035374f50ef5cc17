"""The page's words in every language."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import rag.ui
from rag.ui.views import VIEWS
from rag.ui.words import ENGLISH, LANGUAGES, Words

SOURCE = Path(rag.ui.__file__).parent


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def keys_used() -> Iterator[str]:
    for path in SOURCE.rglob("*.py"):
        yield from re.findall(r'(?:\bsay|ENGLISH)\(\s*"([\w.-]+)"', path.read_text("utf-8"))
    yield from (f"view.{view.NAME}" for view in VIEWS)


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


def test_the_codes_are_the_ones_they_are_known_by() -> None:
    assert all(code == words.code for code, words in LANGUAGES.items())
