"""The grammar's cases and the shapes that people reported, each with the turns that a careful reader finds."""

from pathlib import Path

import pytest

from index.errors import TranscriptError
from index.readers import Source, read_group, read_transcript
from tests.index.readers.conformance import FOLDERS, HERE, broken_laws, differences, expected_of, files_of

CASES = [file for folder in FOLDERS for file in files_of(folder)]
# Shapes that are not read rightly yet, one a line; a case that is must leave the list.
OPEN = frozenset((HERE / "open_cases.txt").read_text("utf-8").split())


def _source(path: Path) -> Source:
    return Source(path.name, path.read_bytes())


def _problems(file: Path) -> list[str]:
    source = _source(file)
    try:
        transcript = read_transcript([source])
    except TranscriptError as refusal:
        return [str(refusal)]
    return [*differences(transcript, expected_of(file.parent)[file.name]), *broken_laws(transcript, [source])]


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.name)
def test_a_case_has_the_turns_a_careful_reader_finds(file: Path) -> None:
    problems = _problems(file)
    if file.name in OPEN:
        assert problems, f"{file.name} is read rightly: take it off the list"
    else:
        assert problems == []


def test_the_open_list_names_cases() -> None:
    assert {file.name for file in CASES} >= OPEN


def test_pages_given_together_are_one_transcript() -> None:
    folder = FOLDERS[0]
    joined = expected_of(folder)["_joined"]
    sources = [_source(folder / name) for name in joined["files"]]
    assert differences(read_transcript(sources), joined) == []
    assert read_group(sources) == (read_transcript(sources),)
