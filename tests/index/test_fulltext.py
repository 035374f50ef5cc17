"""Questions as expressions that FTS5 understands, whatever a person types."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import fulltext


@pytest.fixture(scope="module")
def words() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(fulltext.create_table("w", "words"))
    texts = ("The bridges were closed and near.", "北京大学的桥今天关闭", "café in Zürich", "What is it?")
    connection.executemany("INSERT INTO w VALUES (?)", [(fulltext.indexed(text),) for text in texts])
    yield connection
    connection.close()


def found(words: sqlite3.Connection, expression: str) -> list[int]:
    return [row[0] for row in words.execute("SELECT rowid FROM w WHERE w MATCH ? ORDER BY rowid", (expression,))]


@given(query=st.text(alphabet="aAND ORNEAR()\"'*^:-+{}北京“”「」_\0\n"))
def test_no_query_is_a_syntax_error(words: sqlite3.Connection, query: str) -> None:
    for expression in (fulltext.any_word(query), fulltext.all_words(query)):
        if expression:
            found(words, expression)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("bridge", [1]),  # stemmed
        ("NEAR(bridge AND", [1]),
        ('"closed and near"', [1]),
        ("bridges*", [1]),
        ("大学", [2]),
        ("京大", [2]),
        ("关闭 桥", [2]),
        ("cafe zurich", [3]),  # diacritics folded
        ("What is it?", [4]),  # nothing but stop words: then they count
    ],
)
def test_words_are_found_as_a_person_would_expect(words: sqlite3.Connection, query: str, rows: list[int]) -> None:
    assert found(words, fulltext.any_word(query)) == rows


def test_all_words_keeps_phrases_together(words: sqlite3.Connection) -> None:
    assert found(words, fulltext.all_words('"closed and near"')) == [1]
    assert found(words, fulltext.all_words('"near closed"')) == []
    assert found(words, fulltext.all_words("near closed")) == [1]


def test_nothing_to_look_for_is_an_empty_expression() -> None:
    assert fulltext.any_word("?! ...") == fulltext.all_words("「」") == ""
