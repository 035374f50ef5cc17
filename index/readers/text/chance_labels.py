"""Labels that only look like names: the heads of a glossary, a recipe or a list of facts, and a chance colon in prose.

What comes again is believed. Words that are each printed once are not, where the file uses them as words, prints them
in the order of the alphabet, or has one of them far down among its prose.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import dropwhile

from index.readers.shared.document import Document, Line
from index.readers.shared.label_evidence import ends_sentence, is_capital
from index.readers.shared.label_styles import Header
from index.readers.shared.label_words import OPENERS
from index.readers.shared.labels import bare, is_role_word
from index.readers.text.front_matter import KNOWN_FIELDS, open_block

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
    front = open_block(lines).first
    found = [
        (number, header)
        for number, header in headers.items()
        if header.label in names and not header.question and number >= front
    ]
    found = list(dropwhile(_is_field, found))
    counts = Counter(header.label for _, header in found)
    heads = {h.label for n, h in found if counts[h.label] == 1 and not h.alone and _is_bold_head(lines[n].text)}
    if sum(count for count in counts.values() if count > 1) * 2 > len(found):
        return frozenset(heads)
    below = [header.label for number, header in headers.items() if number >= front]
    listed = {label for label in below if label in counts or _is_opener(label)}
    told = sum(_is_opener(label) or _is_head(document, label) for label in listed)
    seldom = sum(count > 1 for count in counts.values()) * _SPARSE <= len(listed)
    if len(listed) >= _HEADS and told * 2 > len(listed) and seldom:
        return frozenset(counts)
    return _seldom(document, lines, [entry for entry in found if entry[1].label not in heads]) | heads


def _is_opener(label: str) -> bool:
    return label.split()[0].casefold().strip(".,") in OPENERS


def _is_field(entry: tuple[int, Header]) -> bool:
    return entry[1].label.casefold() in KNOWN_FIELDS


def _seldom(document: Document, lines: Sequence[Line], found: Sequence[tuple[int, Header]]) -> frozenset[str]:
    """The same of labels most of which are printed once."""
    counts = Counter(header.label for _, header in found)
    if not found:
        return frozenset()
    prose = any(_is_prose(line.text) for line in lines[: found[0][0]])
    if len(found) == 1 and _is_lone(document, lines[found[0][0]], found[0][1].label, prose=prose):
        return frozenset(counts)
    words = [label for label in counts if _is_word(label) and not any(h.label == label and h.time for _, h in found)]
    if len(words) >= _SORTED and words == sorted(words, key=str.casefold):
        return frozenset(words)
    if len(words) > 2 and sum(_is_used(document, word) for word in words) * 2 > len(counts):
        return frozenset(words)
    sparse = prose and len(found) * _SPARSE < len(lines) and max(counts.values()) == 1
    told = (label for label in counts if label in words or _is_head(document, label))
    return frozenset(label for label in told if not is_capital(label)) if sparse else frozenset()


def _is_bold_head(text: str) -> bool:
    """Whether all of a line is in one bold print, and no sentence: `**Report: Harbour committee**`."""
    return (
        text.startswith("**") and text.count("**") == 2 and text.endswith("**") and not ends_sentence(text.strip("*"))
    )


def _is_lone(document: Document, line: Line, label: str, *, prose: bool) -> bool:
    """Whether the only label of a file is what it is about, or words below prose or amid a paragraph."""
    if prose and not is_role_word(label) and not is_capital(label):
        return not line.gap or _is_head(document, label)
    return _is_topic(document.text, label)


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
    return word != small and not document.once(_labels_printed).isdisjoint((small, f"{small}s", f"{small}es"))


def _labels_printed(document: Document) -> frozenset[str]:
    """The words of the text as they are printed, gathered once: thousands of labels may be looked for in it."""
    return frozenset(_PRINTED.findall(document.text))


def _is_prose(text: str) -> bool:
    return len(text.split()) >= _WORDS and ends_sentence(text)
