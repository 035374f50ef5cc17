"""The work file of an answers run: a header, then an answer a line as it comes, so a killed run continues.

The whole answer is kept, so that metrics can change without asking the model again.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from rag.answer import Answer
from rag.errors import DatasetError

E = TypeVar("E")


@dataclass(frozen=True)
class Entry:
    """A question's id and the answer it got."""

    qid: str
    answer: Answer


def open_work(path: Path, header: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers that the file already has, by question id; a new file is begun with the header. See `open_rows`."""
    return {entry.qid: entry.answer for entry in open_rows(path, header, Entry)}


def open_rows(path: Path, header: Mapping[str, Any], entry: type[E]) -> list[E]:
    """The entries that the file already has; a new file is begun with the header.

    An entry that a killed run left half-written is cut off. Raises DatasetError where the file has another
    header (it is of a run on other data or with another configuration), or a line that is no entry.
    """
    lines = _whole_lines(path)
    expected = json.loads(json.dumps(header))
    if not lines:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(expected, ensure_ascii=False) + "\n", encoding="utf-8")
        return []
    _check_header(path, lines[0], expected)
    reader = TypeAdapter(entry)
    return [_read(reader, line, path, number) for number, line in enumerate(lines[1:], start=2)]


def append_answer(path: Path, qid: str, answer: Answer) -> None:
    """Add one answer at the end of the file."""
    append_row(path, {"qid": qid, "answer": answer.to_dict()})


def append_row(path: Path, row: Mapping[str, Any]) -> None:
    """Add one entry at the end of the file."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _whole_lines(path: Path) -> list[bytes]:
    """The lines that end in a newline; what follows the last one is cut off the file."""
    if not path.exists():
        return []
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        with path.open("r+b") as file:
            file.truncate(len(whole))
    return whole.split(b"\n")[:-1]


def _check_header(path: Path, line: bytes, expected: Any) -> None:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise DatasetError(f"{path}:1: not a work file of `eval answers`; give another path") from error
    if found != expected:
        raise DatasetError(
            f"{path}:1: this work file is of another run ({line.decode('utf-8', 'replace')}); "
            "remove it or give another path"
        )


def _read(reader: TypeAdapter[E], line: bytes, path: Path, number: int) -> E:
    try:
        return reader.validate_json(line)
    except ValidationError as error:
        reason = error.errors(include_url=False)[0]["msg"]
        raise DatasetError(f"{path}:{number}: not an answer ({reason}); remove the line to ask again") from error
