"""Labels that only look like names: the heads of a glossary, a recipe or a list of facts, and a chance colon in prose.

What comes again is believed. Words that are each printed once are not, where the file uses them as words, prints them
in the order of the alphabet, or has one of them far down among its prose.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from index.readers.shared.document import Document, Line
from index.readers.shared.label_evidence import ends_sentence, is_capital
from index.readers.shared.label_styles import Header
from index.readers.shared.labels import bare, is_role_word

_SORTED = 5  # words in the order of the alphabet, which is chance once in 120
_WORDS = 8  # of a line of prose
_TOPIC = 3  # times that a word stands in a text about it
_HEADS = 6  # labels, each printed once, that a talk does not have
_SPARSE = 5  # one label in fewer than so many lines
_PRINTED = re.compile(r"[\w-]+")


def chance_labels(
    document: Document, lines: Sequence[Line], headers: Mapping[int, Header], names: frozenset[str]
) -> frozenset[str]:
    """Those of the names that are words and nobody's."""
    found = [(number, header) for number, header in headers.items() if header.label in names and not header.question]
    counts = Counter(header.label for _, header in found)
    if sum(count for count in counts.values() if count > 1) * 2 > len(found):
        return frozenset()
    if len(found) == 1 and _is_topic(document.text, found[0][1].label):
        return frozenset(counts)
    if len(counts) >= _HEADS and max(counts.values()) == 1:
        heads = [label for label in counts if _is_head(document, label)]
        if len(heads) * 2 > len(counts):
            return frozenset(counts)
    words = [label for label in counts if _is_word(label) and not any(h.label == label and h.time for _, h in found)]
    if len(words) >= _SORTED and words == sorted(words, key=str.casefold):
        return frozenset(words)
    if len(words) > 2 and sum(_is_used(document, word) for word in words) * 2 > len(counts):
        return frozenset(words)
    prose = found and any(_is_prose(line.text) for line in lines[: found[0][0]])
    sparse = prose and len(found) * _SPARSE < len(lines) and max(counts.values()) == 1
    return frozenset(word for word in words if not is_capital(word)) if sparse else frozenset()


def _is_topic(text: str, label: str) -> bool:
    """Whether the only label of a file, a word in capitals, is what its words are about."""
    return " " not in label and is_capital(label) and not is_role_word(label) and text.count(label.title()) >= _TOPIC


def _is_head(document: Document, label: str) -> bool:
    """Whether a label is made of words that the text uses as such: `Key consensus`, not `Ana Reyes`."""
    words = [word for word in bare(label).replace("/", " ").split() if len(word) > 3 and word.isalpha()]
    return bool(words) and not is_role_word(label) and any(_is_used(document, word) for word in words)


def are_words(document: Document, names: Collection[str]) -> bool:
    """Whether all of the names are words that the text uses as such, as headings are."""
    return all(_is_word(name) and not is_capital(name) and _is_used(document, name) for name in names)


def _is_word(label: str) -> bool:
    return " " not in bare(label) and label.isalpha() and len(label) > 1 and not is_role_word(label)


def _is_used(document: Document, word: str) -> bool:
    """Whether a word stands in small letters in the text, in the singular or the plural."""
    small = word.lower()
    return word != small and not document.once(_printed).isdisjoint((small, f"{small}s", f"{small}es"))


def _printed(document: Document) -> frozenset[str]:
    """The words of the text as they are printed, gathered once: thousands of labels may be looked for in it."""
    return frozenset(_PRINTED.findall(document.text))


def _is_prose(text: str) -> bool:
    return len(text.split()) >= _WORDS and ends_sentence(text)
