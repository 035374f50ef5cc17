"""Running heads and feet of pages that a text was left with: the day and the page's number, again and again."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.readers.shared.document import Line
from index.readers.shared.label_evidence import ends_sentence
from index.readers.shared.times import find_date

_DIGITS = re.compile(r"\d+")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_LONGEST = 90  # characters
_LEAST = 3  # pages


def page_heads(lines: Sequence[Line]) -> frozenset[int]:
    """The lines of running heads: one day, a number, and what stands beside them nearly always."""
    if sum(len(line.text) <= _LONGEST and _YEAR.search(line.text) is not None for line in lines) < _LEAST:
        return frozenset()  # most texts
    shown = [_shown(line.text) for line in lines]
    counts = Counter(shown)
    runs = _runs([counts[text] >= _LEAST and text != "" for text in shown])
    dated = [run for run in runs if any("@" in shown[n] for n in run) and any("#" in shown[n] for n in run)]
    beside = Counter(shown[number] for run in dated for number in run)
    # A label that stands alone on its line right below is one elsewhere too.
    heads = [
        n for run in dated for n in run if "@" in shown[n] or shown[n] == "#" or _is_beside(shown[n], beside, counts)
    ]
    return frozenset(heads) if len(dated) >= _LEAST else frozenset()


def _shown(text: str) -> str:
    """A line with its day after @ and other numbers as #; nothing where it is long or a sentence."""
    if len(text) > _LONGEST or (ends_sentence(text) and not text[-1:].isalnum()):
        return ""
    found = find_date(text)
    if found is None:
        return _DIGITS.sub("#", text)
    day, start, end = found
    return f"{_DIGITS.sub('#', text[:start])}@{day}{_DIGITS.sub('#', text[end:])}"


def _runs(running: Sequence[bool]) -> Iterator[range]:
    start = 0
    for number, is_running in enumerate([*running, False]):
        if not is_running:
            if start < number:
                yield range(start, number)
            start = number + 1


def _is_beside(text: str, beside: Counter[str], counts: Counter[str]) -> bool:
    return beside[text] * 4 >= counts[text] * 3
