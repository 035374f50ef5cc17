"""IBM Watson Speech to Text: words as `[word, start, end]`, and who speaks from when beside them (`speaker_labels`)."""

from collections.abc import Iterator

from index.readers.pieces import Fit, Parsed, Reader
from index.readers.recognizers.common import Word, parsed_json, pieces_of
from index.readers.recognizers.speaker_value import label_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import Json, dicts, fields, mapped, number

_Item = dict[str, Json]
_WORD = 3  # a word, its start and its end


def _results(value: Json) -> list[_Item]:
    """The results, of one answer or of each of a list of them."""
    answers = dicts(value) or [fields(value)]
    return [result for answer in answers for result in dicts(answer.get("results"))]


def _timestamps(result: _Item) -> list[list[Json]]:
    best = next(iter(dicts(result.get("alternatives"))), _Item())
    found = best.get("timestamps")
    return [item for item in found if isinstance(item, list) and len(item) == _WORD] if isinstance(found, list) else []


def _sniff(document: Document) -> Fit:
    if any(_timestamps(result) for result in _results(document.json)[:5]):
        return Fit(1.0, "`alternatives` with `timestamps`")
    return Fit(0.0, "no `alternatives` with `timestamps`")


def _read(document: Document) -> Parsed:
    value = parsed_json(document)
    answers = dicts(value) or [fields(value)]
    labels = [item for answer in answers for item in dicts(answer.get("speaker_labels"))]
    who = {number(item.get("from")): label_of(item.get("speaker")) for item in labels}
    return Parsed(list(pieces_of(_words(_results(value), who))), naming="coded", carry="between")


def _words(results: list[_Item], who: dict[float | None, str | None]) -> Iterator[Word]:
    """The words of the results that are no guesses, each with the speaker from whose start it begins."""
    for group, result in enumerate(results):
        if result.get("final") is not False:
            for text, start, end in _timestamps(result):
                begins = number(start)
                yield Word(mapped(text), who.get(begins), begins, number(end), group)


READER = Reader("watson", frozenset({".json"}), _sniff, _read)
