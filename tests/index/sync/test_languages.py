"""OTR_EMBEDDER=auto: the embedding model is chosen by the languages of the library, anew with each sync."""

import pytest

import index
from index import open_index
from index.doctor import check
from index.embedding.model_files import MULTILINGUAL
from index.sync import languages
from tests.index.double import CountingEmbedder, Library
from tests.index.test_language import SAID

ENGLISH, MANY = index.DEFAULT_EMBEDDER, MULTILINGUAL.name


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the models that were opened."""
    names: list[str] = []

    def opened(name: str, **_: object) -> CountingEmbedder:
        names.append(name)
        return CountingEmbedder(name=name)

    monkeypatch.setattr(index, "open_embedder", opened)
    monkeypatch.setattr(languages, "can_make", lambda _: True)
    return names


def write(library: Library, *codes: str) -> None:
    for number, code in enumerate(codes):
        library.write(f"{number}.txt", f"ANA: {SAID[code]}\n")


def test_an_english_library_is_indexed_as_without_auto(library: Library, opened: list[str]) -> None:
    write(library, *["en"] * 10, "es")
    with open_index(library.folder, embedder="auto") as found:
        assert found.sync().model == ENGLISH
        assert found.catalog.model == ENGLISH
    assert opened == [ENGLISH]


@pytest.mark.slow
def test_it_changes_with_the_languages_and_readers_follow(library: Library, opened: list[str]) -> None:
    write(library, "en", "en")
    with open_index(library.folder, embedder="auto") as found, open_index(library.folder, embedder="auto") as reader:
        assert found.sync().model == ENGLISH
        assert reader.search("turn_dense", "harbour").turns.size == 2
        write(library, "en", "zh", "es")
        report = found.sync()
        assert (report.model, report.warnings) == (MANY, ())
        assert reader.search("turn_dense", "puente").turns.size == 3
        assert [one.ok for one in check(found, embedder="auto") if one.name == "languages"] == [True]
        assert found.sync().unchanged == 3
        library.write("1.yaml", "language: en\n")
        library.write("2.yaml", "language: en\n")
        found.sync()
        assert found.sync().model == ENGLISH, "what somebody says of them counts"
    assert opened == [ENGLISH, ENGLISH, MANY, MANY, ENGLISH]


def test_without_its_package_the_default_serves_and_says_what_it_lacks(
    library: Library, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "can_make", lambda _: False)
    write(library, "zh")
    with open_index(library.folder, embedder="auto") as found:
        report = found.sync()
        assert report.model == ENGLISH
        assert "multilingual-e5-small" in report.warnings[0]
