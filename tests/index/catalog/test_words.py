"""Words are found and ranked alike by every store: the same stems, the same BM25, whatever the script."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.catalog.catalog import VIEWS, Catalog
from index.catalog.places import place_of
from tests.index.catalog.filling import publish
from tests.index.catalog.server import Server
from tests.index.double import long_talk

SPOKEN = ["ANA: हिन्दी भाषा. The sea-wall (a sea wall) of 北京大学.", "BEN:", "word17, word17s", "ANA: ท่าเรือปิด"]
QUERIES = [
    "word17 word99 word4993",
    "sea wall",
    "हिन्दी",
    "北京",
    "大",
    "ท่าเรือ",
    "the of",
    "ANA",
    "seas word3",
    "²!",
    "",
]
Stores = tuple[Catalog, Catalog]


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory, postgresql: Server) -> Iterator[Stores]:
    """The same three transcripts, one of them gone and not yet swept, in a file and on a server."""
    folder, url = tmp_path_factory.mktemp("stores"), postgresql.fresh()
    lite, server = (place_of(folder, one).create(library=folder, fingerprint="x") for one in (None, url))
    with closing(lite), closing(server):
        for each in (lite, server):
            for number in range(4):
                lines = [*long_talk(30, words=20, seed=number), *SPOKEN]
                publish(each, *lines, id=f"{number % 3}.txt", title="On word4993", date=f"2026-01-0{9 - number}")
        yield lite, server


@pytest.mark.parametrize("ranges", [None, [(2, 40), (44, 60)], [(1, 4)], []], ids=str)
@pytest.mark.parametrize("query", QUERIES)
def test_each_row_has_the_same_score(stores: Stores, query: str, ranges: list[tuple[int, int]] | None) -> None:
    for view in VIEWS:
        lite, server = (dict(zip(*one.words(view, query, ranges=ranges), strict=True)) for one in stores)
        assert lite.keys() == server.keys()
        assert np.allclose([lite[key] for key in lite], [server[key] for key in lite], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("query", [*QUERIES, '"sea wall" word17', '"wall sea"', '"a sea"', "“sea-wall”", '"大学"'])
def test_the_same_turns_say_it_in_the_same_order(stores: Stores, query: str) -> None:
    lite, server = (one.mentions(query) for one in stores)
    assert lite == server


def test_the_vocabulary_is_the_same(stores: Stores) -> None:
    lite, server = (one.vocabulary for one in stores)
    asked = ["word17", "bridge", "भाषा", "हिन्दीभ", "title", "²", "ANA", "大学", "学大"]
    assert lite.lacks(asked) == server.lacks(asked)
    assert sorted(lite.stems(9)) == sorted(server.stems(9))
    assert [lite.count(word) for word in asked] == [server.count(word) for word in asked]
    assert lite.beside(["word17", "wall", "nowhere"]) == server.beside(["word17", "wall", "nowhere"])


def test_a_catalog_says_the_same_of_itself(stores: Stores, tmp_path: Path) -> None:
    lite, server = stores
    keys = [1, 2, 40, 41, 140]
    for asked in ("transcripts", "speakers", "facts", "languages", "spoken", "counts", "live_entries", "dead"):
        assert getattr(lite, asked)() == getattr(server, asked)(), asked
    assert lite.spoken(keys) == server.spoken(keys)
    assert lite.tally(keys) == server.tally(keys)
    assert lite.turns_by_speaker(keys) == server.turns_by_speaker(keys)
    for days in ({"after": None, "before": "2026-01-07"}, {"after": "2026-01-07", "before": None}):
        assert lite.dated_turns(**days).tolist() == server.dated_turns(**days).tolist()
    assert lite.takes_texts_along(["1.txt"], []) == server.takes_texts_along(["1.txt"], [])
