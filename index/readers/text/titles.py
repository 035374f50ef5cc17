"""Titles that stand between paragraphs of speech and that no sign marks: in capitals, or with capitals at each word."""

from collections.abc import Collection, Iterator, Sequence

from index.readers.shared.document import Line
from index.readers.shared.label_evidence import ends_sentence
from index.readers.shared.stage import is_stage_only
from index.readers.text.layout import furniture

_MOST_WORDS = 15
_SMALL = 3  # letters of words that titles leave small
_SHARE = 5  # more than one of so many lines in capitals, and all of it is printed so


def titles(lines: Sequence[Line], labels: Collection[int], alone: Collection[int]) -> frozenset[int]:
    """The lines of titles among speech, each a paragraph of its own behind the end of a sentence, and none itself.

    `labels` are the lines that open with a speaker's, `alone` those that hold nothing else.
    """
    if not labels or sum(_is_capital(line.text) for line in lines) * _SHARE > len(lines):
        return frozenset()
    found = set[int]()
    for group in _paragraphs(lines, min(labels) + 1):
        above = group[0] - 1
        begins = above in found or (above not in alone and _is_end(lines[above]))
        if begins and not any(number in labels for number in group) and _is_title([lines[n].text for n in group]):
            found.update(group)
    return frozenset(found)


def _paragraphs(lines: Sequence[Line], first: int) -> Iterator[range]:
    start = first
    for number in range(first + 1, len(lines) + 1):
        if number == len(lines) or lines[number].gap:
            if lines[start].gap:
                yield range(start, number)
            start = number


def _is_title(texts: Sequence[str]) -> bool:
    text = " ".join(texts)
    words = text.split()
    if not 1 < len(words) <= _MOST_WORDS or text[-1] in '.,:;!?…-–—"”' or is_stage_only(text):
        return False
    if all(map(_is_capital, texts)):
        return True
    return len(texts) == 1 and len(words) > 2 and text[0].isupper() and all(map(_may_be_in_a_title, words))


def _may_be_in_a_title(word: str) -> bool:
    return len(word) <= _SMALL or not word[0].islower()


def _is_end(line: Line) -> bool:
    return ends_sentence(line.text) or furniture(line) is not None or line.text.startswith("#")


def _is_capital(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) > _SMALL
