"""The recording beside a transcript, and nothing else."""

from pathlib import Path

import pytest

from rag.ui.reader.recordings import TYPES, recording_of


def put(library: Path, name: str) -> Path:
    path = library / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"sound")
    return path


@pytest.mark.parametrize(
    ("file", "beside"),
    [
        ("talk.vtt", "talk.mp3"),
        ("deep/er/talk.vtt", "deep/er/talk.MP4"),
        ("talk.en.vtt", "talk.webm"),
        ("talk.zh-CN.srt", "talk.m4a"),
        ("talk.mp3.json", "talk.mp3"),
        ("2026.03.12 talk.txt", "2026.03.12 talk.wav"),
        ("会议.vtt", "会议.opus"),
    ],
)
def test_a_file_of_the_same_name_is_the_recording(tmp_path: Path, file: str, beside: str) -> None:
    path = put(tmp_path, beside)
    found = recording_of(tmp_path, file)
    assert found is not None
    assert (found.path, found.type) == (path.resolve(), TYPES[path.suffix.lower()])


@pytest.mark.parametrize("beside", ["other.mp3", "talk.html", "talk.vtt", "talk.mp3/inside.mp3", "deep/talk.mp3"])
def test_nothing_else_is(tmp_path: Path, beside: str) -> None:
    put(tmp_path, beside)
    assert recording_of(tmp_path, "talk.vtt") is None


def test_a_link_out_of_the_library_leads_nowhere(tmp_path: Path) -> None:
    secret = put(tmp_path, "secret.mp3")
    library = tmp_path / "library"
    library.mkdir()
    (library / "talk.mp3").symlink_to(secret)
    assert recording_of(library, "talk.vtt") is None


def test_a_link_within_the_library_is_followed(tmp_path: Path) -> None:
    sound = put(tmp_path, "sounds/1.mp3")
    (tmp_path / "talk.mp3").symlink_to(sound)
    found = recording_of(tmp_path, "talk.vtt")
    assert found is not None
    assert found.path == sound.resolve()


@pytest.mark.parametrize("file", ["../secret.vtt", "deep/../../secret.vtt", "/secret.vtt"])
def test_a_name_that_climbs_out_finds_nothing(tmp_path: Path, file: str) -> None:
    put(tmp_path, "secret.mp3")
    library = tmp_path / "library"
    (library / "deep").mkdir(parents=True)
    assert recording_of(library, file) is None
