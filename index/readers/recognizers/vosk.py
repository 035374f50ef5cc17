"""Vosk: results of `conf`, `start`, `end`, `word`; one object, a list of them, or one on each line. Nobody is named."""

from collections.abc import Iterator
from itertools import islice

from index.errors import TranscriptError
from index.readers.pieces import Fit, Parsed, Reader
from index.readers.recognizers.common import Word, pieces_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import Json, dicts, fields, mapped, number, parse_json

_Item = dict[str, Json]
_OPENING = 50  # results by which a file is told; those before the first may be empty or partial


def _results(document: Document) -> Iterator[_Item]:
    opening = document.text.lstrip()[:1]
    if opening == "{" and not isinstance(document.json, dict):
        for line, (start, end) in enumerate(document.lines, start=1):
            if document.text[start:end].strip():
                yield fields(parse_json(document.text, path=document.path, start=start, end=end, line=line))
    else:
        yield from dicts(document.json) or [fields(document.json)]


def _words(result: _Item) -> list[_Item]:
    return [item for item in dicts(result.get("result")) if "word" in item and "conf" in item]


def _sniff(document: Document) -> Fit:
    try:
        first = next((result for result in islice(_results(document), _OPENING) if "result" in result), _Item())
    except TranscriptError as error:
        return Fit(0.0, f"no JSON object on each line: {error.reason}")
    return Fit(1.0, "`result` of words with `conf`") if _words(first) else Fit(0.0, "no `result` of words with `conf`")


def _read(document: Document) -> Parsed:
    words = (
        Word(mapped(item["word"]), None, number(item.get("start")), number(item.get("end")), group)
        for group, result in enumerate(_results(document))
        for item in _words(result)
    )
    return Parsed(list(pieces_of(words)))


READER = Reader("vosk", frozenset({".json", ".jsonl"}), _sniff, _read)
