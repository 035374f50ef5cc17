"""Questions as expressions that FTS5 understands, whatever a person types."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.catalog import fulltext


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


def marked(query: str, text: str) -> list[str]:
    (spans,) = fulltext.matches(query, [text])
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("query", "text", "said"),
    [
        ("bridge", "The Bridges, and the bridge.", ["Bridges", "bridge"]),
        ("cafe zurich", "A café in Zürich.", ["café", "Zürich"]),
        ('"sea wall"', "A wall, a sea; the sea wall.", ["sea wall"]),
        ("sea wall", "A wall and the sea.", ["wall", "sea"]),
        ("sea wall", "A wall and a lake.", []),
        ("大学", "北京大学，大学。", ["大学", "大学"]),
        ('"北京大学"', "在北京大学的桥", ["北京大学"]),
        ("桥", "桥", ["桥"]),
        ("สะพาน", "ท่าเรือปิดเพราะสะพานเสีย", ["สะพาน"]),
        ("ท่าเรือ", "ท่าเรือปิด ท่าน", ["ท่าเรือ", "ท่า"]),
        ("เรือท่า", "ท่าเรือปิด", []),
        ("ဆိပ်ကမ်း", "ဆိပ်ကမ်းပိတ်ထားသည်", ["ဆိပ်ကမ်း"]),
        ("पुल", "पुल बंद है, पल नहीं", ["पुल"]),
        ("bridge 北京", "A bridge in 北京 now", ["bridge", "北京"]),
        ("bridge", "a \x02bridge\x03 there", ["bridge"]),
        ("", "anything", []),
    ],
)
def test_what_is_marked_is_what_was_looked_for(query: str, text: str, said: list[str]) -> None:
    assert marked(query, text) == said


TEXTS = st.text(alphabet="ท่าเรือ์abé \x02\x03\n'.京大北学🙂", max_size=25)


@given(query=TEXTS, texts=st.lists(TEXTS, max_size=4))
def test_a_text_is_marked_exactly_where_it_is_found(query: str, texts: list[str]) -> None:
    expression = fulltext.all_words(query)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(fulltext.create_table("w", "words"))
        connection.executemany(
            "INSERT INTO w (rowid, words) VALUES (?, ?)", [(n, fulltext.indexed(text)) for n, text in enumerate(texts)]
        )
        rows = (
            {row[0] for row in connection.execute("SELECT rowid FROM w WHERE w MATCH ?", (expression,))}
            if expression
            else set()
        )
    connection.close()
    spans = fulltext.matches(query, texts)
    assert {place for place, said in enumerate(spans) if said} == rows
    for text, said in zip(texts, spans, strict=True):
        ends = [edge for span in said for edge in span]
        assert ends == sorted(ends)
        assert all(0 <= start < end <= len(text) and text[start:end].strip() for start, end in said)
