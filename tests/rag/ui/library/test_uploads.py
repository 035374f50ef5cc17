"""Files that the browser sent: what it says of them is not believed."""

from pathlib import Path
from typing import Any

import pytest

from index.errors import LibraryError
from index.readers.shared.limits import MAX_BYTES
from rag.ui.library.uploads import MOST_FILES, sent


def put(folder: Path, name: str = "talk.vtt", data: bytes = b"words") -> Path:
    path = folder / "hash" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_file_sent_is_read_and_deleted_with_its_folder(tmp_path: Path) -> None:
    path = put(tmp_path)
    (upload,) = sent([{"path": str(path), "name": "July: talk.vtt"}], tmp_path)
    assert (upload.read(), upload.name) == (b"words", "July: talk.vtt")
    upload.discard()
    upload.discard()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(LibraryError, match="no longer there"):
        upload.read()


@pytest.mark.parametrize(
    "files", [None, "x", [None], [{}], [{"path": 3, "name": "a"}], [{"path": "/etc/passwd", "name": "a"}]]
)
def test_what_was_not_sent_is_not_read(tmp_path: Path, files: Any) -> None:
    with pytest.raises(LibraryError):
        sent(files, tmp_path / "uploads")


def test_no_way_leads_out_of_the_folder(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("mine")
    folder = tmp_path / "uploads"
    put(folder)
    (folder / "link.txt").symlink_to(secret)
    for path in (
        secret,
        folder / ".." / "secret.txt",
        folder / "link.txt",
        folder / "hash",
        f"{folder}/hash/talk.vtt\0",
    ):
        with pytest.raises(LibraryError, match="no longer there"):
            sent([{"path": str(path), "name": "talk.vtt"}], folder)


def test_too_many_and_too_large_are_refused(tmp_path: Path) -> None:
    path = put(tmp_path)
    with pytest.raises(LibraryError, match="at a time"):
        sent([{"path": str(path), "name": "a.vtt"}] * (MOST_FILES + 1), tmp_path)
    with path.open("ab") as file:
        file.truncate(MAX_BYTES + 1)
    (upload,) = sent([{"path": str(path), "name": "a.vtt"}], tmp_path)
    with pytest.raises(LibraryError, match="limit"):
        upload.read()
