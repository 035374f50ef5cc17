"""What is new about a word or a phrase since somebody last looked."""

import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from index.errors import LibraryError, NotFound
from index.filter import Filter
from rag.errors import BadArgument
from rag.question.filters import make_filter
from rag.retrieval.concordance import Concordances
from rag.retrieval.ranker import TurnRanker
from rag.scopes import store as scopes
from rag.scopes.store import Scope
from rag.watches import store
from rag.watches.feed import feed_of, query_of
from rag.watches.store import News, Watch
from tests.index.double import Library


def no_ranker() -> TurnRanker:
    raise AssertionError("words and phrases need no ranker")


@pytest.fixture
def talk(on_either: Library) -> Library:
    on_either.write("2026-03-01-talk.txt", "ANA: The ferry leaves at nine.\nBEN: The sea wall holds.\n")
    on_either.index.sync()
    return on_either


def look(library: Library, query: str = "ferry", **asked: Any) -> News:
    """What is found and what is new, told from now on."""
    watch = store.make_watch(query, **asked)
    known = store.known(library.index.kept, watch)
    found = store.look(Concordances(library.index, no_ranker), known or watch, library.index)
    store.mark_seen(library.index.kept, found)
    return found


def new(library: Library, query: str = "ferry", **asked: Any) -> list[str]:
    return [mention.passage.turn.text for mention in look(library, query, **asked).new]


def test_what_came_since_the_last_time_is_new_and_only_once(talk: Library) -> None:
    assert new(talk) == ["The ferry leaves at nine."]
    assert new(talk) == []
    talk.write("2026-04-01-more.txt", "CLEO: No ferry today.\nBEN: Why?\n")
    talk.index.sync()
    found = look(talk)
    assert ([m.passage.turn.text for m in found.new], found.count) == (["No ferry today."], 2)
    assert new(talk) == []


def test_what_only_moved_or_got_a_name_is_not_new(talk: Library) -> None:
    new(talk)
    talk.write("2026-03-01-talk.txt", "CLEO: Good morning.\nANA: The ferry leaves at nine.\nBEN: The sea wall holds.\n")
    talk.write("aliases", "ANA = Ana Reyes\n")
    talk.index.sync()
    assert new(talk) == []


def test_each_search_and_each_watcher_is_told_apart(talk: Library) -> None:
    new(talk)
    assert new(talk, "ferry", owner="ana")
    assert new(talk, "the ferry", kind="phrase")
    assert new(talk, "ferry", where=Filter(speakers=("ANA",)))
    kept = talk.index.kept
    assert [watch.owner for watch in store.read(kept, "ana")] == ["ana"]
    assert len(store.read(kept, "")) == 3


def test_a_scope_is_watched_by_its_name_so_that_what_comes_into_it_is_new(talk: Library) -> None:
    talk.write("press/first.txt", "ANA: The ferry is late.\nBEN: Why?\n")
    talk.index.sync()
    scope = Scope("Mine", folders=("press/",), shared=False, owner="ana")
    scopes.save(talk.index.kept, scope, talk.index.transcripts())
    where = make_filter(talk.index, scope="mine", owner="ana")
    assert new(talk, owner="ana", where=where) == ["The ferry is late."]
    (watch,) = store.read(talk.index.kept, "ana")
    assert (watch.transcripts, watch.scope) == ((), "mine")
    assert query_of(watch) == "mentions=ferry&scope=mine"
    talk.write("press/second.txt", "CLEO: No ferry today.\nBEN: Why?\n")
    talk.write("elsewhere.txt", "CLEO: A ferry elsewhere.\nBEN: Why?\n")
    talk.index.sync()
    assert new(talk, owner="ana", where=where) == ["No ferry today."]
    scopes.remove(talk.index.kept, "ana", "Mine", shared=False)
    with pytest.raises(NotFound, match="no scope 'mine'"):
        look(talk, owner="ana", where=where)


def test_no_word_of_a_turn_is_kept(talk: Library) -> None:
    new(talk)
    kept = "\n".join(talk.index.kept.lines(store.FILE))
    assert "ferry" in kept  # what is watched is the watcher's own
    assert "nine" not in kept


def test_what_is_watched_no_longer_is_as_if_it_never_was(talk: Library) -> None:
    new(talk)
    (watch,) = store.read(talk.index.kept, "")
    with pytest.raises(NotFound, match="no watched search"):
        store.forget(talk.index.kept, "ana", watch.id)
    store.forget(talk.index.kept, "", watch.id)
    assert new(talk) == ["The ferry leaves at nine."]


@pytest.mark.parametrize(("query", "kind"), [("", "words"), ("  ", "phrase"), ("ferry", "meaning")])
def test_nothing_and_an_idea_cannot_be_watched(query: str, kind: str) -> None:
    with pytest.raises(BadArgument):
        store.make_watch(query, kind=kind)


def test_nobody_fills_the_disk(talk: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST", 1)
    new(talk)
    new(talk)
    with pytest.raises(LibraryError, match="Forget some"):
        new(talk, "wall")


def test_a_line_that_is_no_watch_is_left_for_somebody_to_see(talk: Library) -> None:
    with talk.index.kept.changing(store.FILE) as lines:
        lines.append('{"rubbish": 1}')
    assert new(talk)
    assert new(talk) == []
    assert '{"rubbish": 1}' in talk.index.kept.lines(store.FILE)


def test_the_feed_has_what_is_found_newest_first_each_with_its_link(talk: Library) -> None:
    talk.write("2026-04-01-more.txt", "CLEO: No ferry <today> & tomorrow.\nBEN: Why?\n")
    talk.index.sync()
    watch = Watch("", "ferry", speakers=("ANA", "CLEO"))
    finder = Concordances(talk.index, no_ranker)
    tree = ElementTree.fromstring(feed_of(finder, watch, talk.index, base_url="http://desk:7860/"))
    atom = "{http://www.w3.org/2005/Atom}"
    entries = tree.findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}content") for entry in entries] == [
        "No ferry <today> & tomorrow.",
        "The ferry leaves at nine.",
    ]
    assert [entry.findtext(f"{atom}updated") for entry in entries] == ["2026-04-01T00:00:00Z", "2026-03-01T00:00:00Z"]
    links = [link.get("href") for link in entries[0].findall(f"{atom}link")]
    assert links == ["http://desk:7860/?turn=2026-04-01-more.txt%230"]
    assert tree.findtext(f"{atom}id") == "http://desk:7860/feed?mentions=ferry&speaker=ANA&speaker=CLEO"
    assert len({entry.findtext(f"{atom}id") for entry in entries}) == 2
