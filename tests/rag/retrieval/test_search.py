from index.filter import Filter
from rag.retrieval.search import Mode, search
from rag.settings import Settings
from tests.index.double import Library

TALK = (
    "Ana Reyes:\n\nThe ferry ships. The roof leaks.\n\nBen Ode:\n\nThe roof is dry.\n\nAna Reyes:\n\nThe ferry roof.\n"
)


def found(
    library: Library, query: str, *, mode: Mode, k: int = 10, where: Filter | None = None
) -> tuple[int, list[str]]:
    library.write("talk.txt", TALK)
    library.index.sync()
    values = search(
        library.index, query, where=where or Filter(), mode=mode, k=k, settings=Settings(base_url="http://here")
    )
    return values["count"], [result["quote"] for result in values["results"]]


def test_mentions_are_all_turns_with_all_the_words_in_order(library: Library) -> None:
    assert found(library, "ferry roof", mode="mentions") == (2, ["The ferry ships.", "The ferry roof."])


def test_mentions_are_counted_whole_and_listed_in_part(library: Library) -> None:
    assert found(library, "roof", mode="mentions", k=1) == (3, ["The roof leaks."])


def test_mentions_keep_to_the_filter(library: Library) -> None:
    assert found(library, "roof", mode="mentions", where=Filter(speakers=("Ben Ode",))) == (1, ["The roof is dry."])


def test_passages_come_best_first_and_as_many_as_asked_for(library: Library) -> None:
    count, quotes = found(library, "The roof is dry", mode="passages", k=2)

    assert (count, quotes[0]) == (2, "The roof is dry.")
