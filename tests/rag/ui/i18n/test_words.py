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
from rag.ui.i18n import ENGLISH, LANGUAGES, Words, read_words
from rag.ui.i18n.translate import FAULTS, SAID
from rag.ui.views import VIEWS

SOURCE = Path(rag.ui.__file__).parent


def fields(text: str) -> set[tuple[str, str | None]]:
    """What is filled in, and how: `{n:,}` is grouped in every language."""
    return {(name, spec) for _, name, spec, _ in Formatter().parse(text) if name is not None}


def keys_used() -> Iterator[str]:
    for path in (*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")):
        yield from re.findall(r'(?:\bsay|ENGLISH)\(\s*"([\w.-]+)"(?!\s*~)', path.read_text("utf-8"))
    yield from (f"view.{view.NAME}" for view in VIEWS)


def trees(folder: Path) -> Iterator[ast.Module]:
    """The code of a package."""
    for path in folder.rglob("*.py"):
        yield ast.parse(path.read_text("utf-8"))


def texts_of(folder: Path) -> set[str]:
    nodes = (node for tree in trees(folder) for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def put_together(folder: Path) -> Iterator[re.Pattern[str]]:
    """What f-strings of one dotted word can give, and such words put together in templates."""
    for path in folder.rglob("*.html"):
        text = path.read_text("utf-8")
        joined = re.findall(r'"(\w+\.[\w.]*)" ~ [\w.]+(?: ~ "([\w.]+)")?', text)
        for start, end in (*joined, *((start, "") for start in re.findall(r'"((?:\w+\.)+)"', text))):
            yield re.compile(f"{re.escape(start)}(.+){re.escape(end)}")
    for tree in trees(folder):
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                if isinstance(parts[0], str) and re.fullmatch(r"\w+\.[\w.]*", parts[0]):
                    yield re.compile("".join("(.+)" if part is None else re.escape(str(part)) for part in parts))


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_every_language_has_every_text_with_the_same_values_to_fill_in(words: Words) -> None:
    assert set(words.texts) == set(ENGLISH.texts)
    for key, forms in words.texts.items():
        assert all(form.strip() for form in forms), key
        assert all(fields(form) == fields(ENGLISH.texts[key][0]) for form in forms), key


@pytest.mark.parametrize(
    ("code", "told", "decimal"),
    [
        ("en", "1,234,567 turns", "0.8"),
        ("zh", "1,234,567 段发言", "0.8"),
        ("de", "1.234.567 ", "0,8"),
        ("es", "1.234.567 ", "0,8"),
        ("fr", "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567 ", "0,8"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(code: str, told: str, decimal: str) -> None:
    words = LANGUAGES[code]
    assert words("count.turns", n=1_234_567).startswith(told)
    assert words.number(0.75, ".1f") == decimal


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_no_text_is_html(words: Words) -> None:
    assert not [key for key, forms in words.texts.items() if "<" in "".join(forms) or "&" in "".join(forms)]


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_what_counts_in_english_has_every_form_that_the_language_has(words: Words) -> None:
    forms = {words.form(number) for number in range(200)}
    assert forms == set(range(len(forms)))
    for key, text in words.texts.items():
        assert len(text) == (len(forms) if len(ENGLISH.texts[key]) > 1 else 1), key


def test_a_language_is_a_file(tmp_path: Path) -> None:
    """Polish tells one, a few and many apart."""
    file = tmp_path / "pl.po"
    file.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"\n\n'
        'msgid "edit"\nmsgstr "Edytuj"\n\n'
        'msgid "pins"\nmsgid_plural "pins"\nmsgstr[0] "{n} wpis"\nmsgstr[1] "{n} wpisy"\nmsgstr[2] "{n} wpisów"\n',
        "utf-8",
    )
    words = read_words(file)
    assert (words.code, words.name, words("edit")) == ("pl", "polski", "Edytuj")
    assert [words("pins", n=n) for n in (1, 3, 5, 22)] == ["1 wpis", "3 wpisy", "5 wpisów", "22 wpisy"]


def test_every_text_that_is_asked_for_is_there() -> None:
    assert set(keys_used()) <= set(ENGLISH.texts)
    assert len(set(keys_used())) > 20


@pytest.mark.slow
def test_no_text_is_there_that_nobody_asks_for() -> None:
    """A key stands in the page's code as it is, or is put together of what stands in the program's."""
    constants, patterns = texts_of(SOURCE) | {*keys_used()}, list(put_together(SOURCE))
    parts = texts_of(Path(index.__file__).parent) | texts_of(Path(rag.__file__).parent)
    parts |= {part for path in SOURCE.rglob("*.html") for part in re.findall(r'"([\w.]+)"', path.read_text("utf-8"))}

    def asked_for(key: str) -> bool:
        found = (pattern.fullmatch(key) for pattern in patterns)
        return key in constants or any(one is not None and all(part in parts for part in one.groups()) for one in found)

    assert [key for key in ENGLISH.texts if not key.startswith((SAID, FAULTS)) and not asked_for(key)] == []


def test_the_codes_are_the_ones_they_are_known_by() -> None:
    assert all(code == words.code for code, words in LANGUAGES.items())
