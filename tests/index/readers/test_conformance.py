"""The shared cases and the seed, where they lie beside the project."""

import json
from pathlib import Path

import pytest

from index.readers import Source, read_group, read_transcript
from tests.index.readers.conformance import SHARED, Expected, broken_laws, differences

CASES = SHARED / "formats" / "cases"


def _expected() -> dict[str, Expected]:
    file = CASES / "expected.json"
    found: dict[str, Expected] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return found


EXPECTED = _expected()


def _source(path: Path) -> Source:
    return Source(path.name, path.read_bytes())


@pytest.mark.parametrize("name", [name for name in EXPECTED if not name.startswith("_")])
def test_a_case_has_the_turns_a_careful_reader_finds(name: str) -> None:
    source = _source(CASES / name)
    transcript = read_transcript([source])
    assert differences(transcript, EXPECTED[name]) == []
    assert broken_laws(transcript, [source]) == []


@pytest.mark.parametrize("joined", [EXPECTED[name] for name in EXPECTED if name == "_joined"])
def test_pages_given_together_are_one_transcript(joined: Expected) -> None:
    sources = [_source(CASES / name) for name in joined["files"]]
    assert differences(read_transcript(sources), joined) == []
    assert read_group(sources) == (read_transcript(sources),)


@pytest.mark.parametrize("page", sorted((SHARED / "seed").glob("*.txt")))
def test_the_seed_is_a_question_and_an_answer(page: Path) -> None:
    transcript = read_transcript([_source(page)])
    assert [turn.speaker for turn in transcript.turns] == ["Radio Television Hong Kong", "Zhao Zeliang"]
    assert transcript.meta.date == "2020-11-06"
    assert transcript.title == (
        "SCIO briefing on the preparatory work for the World Internet Conference · Internet Development Forum"
    )
    assert transcript.turns[1].text.endswith("Thank you again for your question.")
    assert any(dropped.text.startswith("<") for dropped in transcript.dropped)
