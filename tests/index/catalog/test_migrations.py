"""A catalog of an earlier version is brought up to date by the next sync, and nothing is embedded again."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.catalog import fulltext
from index.catalog.sqlite.catalog import FILE
from index.doctor import check
from index.errors import CatalogError
from tests.index.double import CountingEmbedder, Library
from tests.index.sameness import assert_same

TITLED = (
    "Hearing on the harbour\nMarch 4, 2026\n\nAna Reyes: The bridge is closed.\n\nBen Ode: Who pays for 北京大学?\n"
)
BARE = "Ana Reyes: The bridge is closed.\n\nBen Ode: Who pays for the harbour?\n"


@pytest.fixture
def older(library: Library) -> Path:
    """An index as version 2 of its schema had it, of two transcripts; its file."""
    library.write("titled.txt", TITLED)
    library.write("bare.txt", BARE)
    library.write("long.txt", f"{'Hearing on very many things ' * 12}\nMarch 5, 2026\n\nAna: Yes.\n\nBen: No.\n")
    library.index.sync()
    library.index.close()
    file = library.folder / ".ontherecord" / FILE
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        glued = "trim(head || char(10) || label, char(10))"
        for table, columns, values in (
            ("turn_words", ("label", "words"), f"{glued}, words"),
            ("chunk_words", ("words",), "head || words"),
        ):
            rows = connection.execute(f"SELECT rowid, {values} FROM {table}").fetchall()
            connection.execute(f"DROP TABLE {table}")
            connection.execute(fulltext.create_table(table, *columns))
            marks = ", ".join("?" * (len(columns) + 1))
            connection.executemany(f"INSERT INTO {table} (rowid, {', '.join(columns)}) VALUES ({marks})", rows)
        connection.execute("UPDATE about SET value = '2' WHERE key = 'schema'")
    library.embedded()
    return file


def test_text_without_spaces_is_found_in_an_index_that_took_it_for_one_word(library: Library) -> None:
    library.write("thai.txt", "ANA: ท่าเรือปิดวันจันทร์เพราะสะพานเสีย 北京大学\n\nBEN: The bridge?\n")
    library.index.sync()
    library.index.close()
    with closing(sqlite3.connect(library.folder / ".ontherecord" / FILE)) as connection:
        connection.execute("UPDATE turn_words SET words = 'ท่าเรือปิดวันจันทร์เพราะสะพานเสีย  北京 京大 大学' WHERE rowid = 1")
        connection.execute("UPDATE about SET value = '3' WHERE key = 'schema'")
        connection.commit()
    library.embedded()
    assert (library.index.sync().unchanged, library.embedded()) == (1, 0)
    assert [len(library.index.mentions(word)) for word in ("สะพาน", "ท่าเรือ", "京大", "bridge", "ประมาณ")] == [
        1,
        1,
        1,
        1,
        0,
    ]


def rows(file: Path) -> list[list[str]]:
    with closing(sqlite3.connect(file)) as connection:
        return [
            sorted(" | ".join(row).strip() for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table}"))
            for table, columns in (("turn_words", ("head", "label", "words")), ("chunk_words", ("head", "words")))
        ]


def test_a_sync_brings_it_up_to_date_without_embedding(library: Library, older: Path, tmp_path: Path) -> None:
    report = library.index.sync()
    assert (report.unchanged, report.embedded, library.embedded()) == (3, 0, 0)
    with library.opened(folder=tmp_path / "anew", embedder=CountingEmbedder()) as anew:
        anew.sync()
        assert_same(library.index, anew, queries=["harbour", "Who pays?", "北京大学"])
        assert rows(older)[0] == rows(tmp_path / "anew" / FILE)[0]


@pytest.mark.usefixtures("older")
def test_until_then_it_is_refused_with_what_to_do(library: Library) -> None:
    with pytest.raises(CatalogError, match=r"Bring it up to date with: ontherecord index$"):
        library.index.transcripts()
    found = next(one for one in check(library.index) if one.name == "catalog")
    assert (found.ok, found.fix) == (False, "ontherecord index")


def test_one_of_an_unknown_version_is_not_touched(library: Library, older: Path) -> None:
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("UPDATE about SET value = '99' WHERE key = 'schema'")
        connection.commit()
    with pytest.raises(CatalogError, match="--rebuild"):
        library.index.sync()
    assert library.index.sync(rebuild=True).added == ("bare.txt", "long.txt", "titled.txt")


def test_words_of_a_title_find_no_turn_under_it(library: Library) -> None:
    library.write("titled.txt", TITLED)
    library.index.sync()
    for view in ("turn_words", "chunk_words"):
        assert len(library.index.search(view, "harbour").turns) == 0
        assert len(library.index.search(view, "bridge").turns) > 0
    assert len(library.index.search("turn_words", "Reyes").turns) == 1
