"""Labels without a colon: in brackets, before a stop, a dash, a tab, a bar or >, behind a sign; labels amid one line.

Words look like each of these now and then, so each is believed only where it explains the file.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.readers.shared.document import Document
from index.readers.shared.label_evidence import Sighting, bracketed_speakers, is_capital
from index.readers.shared.label_words import ASKING
from index.readers.shared.labels import bare, bracketed_at, is_name_shaped, is_role_word, may_repeat
from index.readers.shared.stage import is_stage_only
from index.vocabulary import SPACED_ENDS, UNSPACED_ENDS, finite, has_question

# A stop and a dash behind the name; where a question was handed in, the report says so of who asked it.
_DASHED = re.compile(
    r"(?P<label>[^\W\d_][^:：\r\n–—]{0,160}?)"
    r"(?:\.[ \u00a0]{0,2}[–—-]{1,2}[ \u00a0]+(?=\S)"
    r"| asked [^:;\r\n]{2,80}, upon notice[.:;–—-]{0,2}[ \t]*(?=[\r\n]|\Z))"
)
# Of a paper of questions: `12. Mr L KHOZA (ANC) to ask the Minister of Works:`, whose office may run on below.
_TO_ASK = re.compile(
    r"(?:\*?\d{1,5}\.?[ \u00a0]{1,9})?(?P<label>[^\W\d_][^:：\r\n–—]{0,80}?) to ask the "
    r"(?:(?:Deputy|Prime) )?(?:Minister|President|Speaker|Premier|Chair)\b[^:\r\n]{0,120}(?::[†* \t]*|(?P<goes_on>\Z))"
)
_TITLE = r"(?:M(?i:r|rs|s|iss|x)|D(?i:r)|P(?i:rof)|S(?i:en)|R(?i:ep)|H(?i:on)|G(?i:ov|en))\."
_OFFICE = r"(?:The|Vice|Deputy|Acting|Chair(?:man|woman|person)?|Senator|Mayor|Justice|Judge|M(?:r|rs|s)|Dr)"
_TITLED = rf"(?:(?:{_TITLE}|{_OFFICE})[ ]+)"
_UPPER = "".join(sign for sign in map(chr, range(0x41, 0x530)) if sign.isupper())  # Latin, Greek and Cyrillic
_CAPITALS = (
    rf"[{_UPPER}][{_UPPER}'’-]+(?:[ ](?:(?:[{_UPPER}]\.){{1,3}}|(?:[{_UPPER}]\.){{1,2}}[{_UPPER}]|(?:ST|JR|SR|MC)\."
    rf"|[{_UPPER}][{_UPPER}'’-]*|[{_UPPER}][^\W\d_{_UPPER}]+)(?=[ .,(])){{0,5}}"
)
_SURNAME = r"(?:[a-z]{1,3} )?[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+)?"
_FRENCH = r"(?:M\.|Mme|Mlle|MM\.|Mmes) [^.:\r\n]{2,60}?|Un député|Plusieurs députés"
_STOPPED = re.compile(
    rf"(?P<label>(?:{_TITLED}{{0,3}}{_CAPITALS}(?:, [^\W\d_][^.:\r\n]{{2,60}})?"
    rf"|{_TITLED}{{1,3}}{_SURNAME}|[A-Z][a-z]{{3,15}})"
    rf"(?: \([^()]{{2,40}}\))?"
    rf"|{_FRENCH})\.[ \u00a0]+(?=[^\W\d_a-z]|[\"“«(¡¿—–-])"
)
_SIGNED = re.compile(
    r"[○◎●◇◆■▲△▼▽□★☆▶▷][ \u3000]{0,2}"
    r"(?P<label>[^\s:：]{1,30}(?: [^\s:：]{1,20}){0,2}?(?= {2,9}|[\t\u3000])|[^\s:：]{1,30}?)"
    r"[ \t\u3000]+(?=\S)"
)
INNER = re.compile(
    rf"(?<=[{SPACED_ENDS}{UNSPACED_ENDS}\"”’)\]])[ \t]+(?:\*\*|\[)?"
    r"(?P<label>[^\W\d_][\w.'’-]*(?: [\w.'’-]+){0,3})(?:\*\*|\])?:(?:\*\*)?(?=\s)"
)
# What people write themselves: a name, and any sign before the words. Nothing else has so many looks.
_LOOSE = r"(?:\*\*|__)?(?P<label>[^\W\d_](?:[^\t|<>:：()\r\n]|\([^()\r\n]{0,40}\)){0,59}?)(?:\*\*|__)?"
_APART = r"[-–—=/~+·•→⇒]|--|//|[-=–]>"  # with blanks on both sides, as they stand in words too
_CLOSE = r"—(?=[ \u00a0])|\t|\u3000|\||>{1,3}|»|→|::|\.{3,40}|…|;(?=[ \u00a0])|:(?=[^\s/\d:])"
_BEFORE = re.compile(
    rf"{_LOOSE}(?:[ \u00a0]+(?P<apart>{_APART})[ \u00a0]+|[ \u00a0]*(?P<close>{_CLOSE})[ \t\u00a0]*"
    r"|[ \u00a0]{3,})(?=\S)"
)
_ABOVE = re.compile(rf"{_LOOSE}(?:</\w{{1,6}}>)?[ \t\u00a0]*(?:\r\n?|\n)(?=\S)")  # the name on a line of its own
_BOLD = re.compile(r"(?:\*\*|__)(?P<label>[^\W\d_][^*_:\r\n]{0,59})(?:\*\*|__)[ \t\u00a0]+(?=\S)")  # of Markdown
_AT = re.compile(r"@(?P<label>\w[\w.-]{1,30}\w):?[ \t]+(?=\S)")  # a nick
_SAYING = "|".join(finite("say", "ask", "add", "reply", "answer", "continue", "explain", "note"))
_SAID = re.compile(rf"{_LOOSE},?[ \u00a0](?:{_SAYING}):[ \t\u00a0]+(?=\S)")  # Ana said: words
# Who asks and who answers, by a letter: P. and R., F. and A.
_LETTERS = re.compile(r"(?P<label>[A-Z])\.[-–—]?[ \t\u00a0]+(?=\S)")
# What a file must have for a style or a sign to be in it: told at once, while each line takes long to try.
_NEEDED = {
    _DASHED: re.compile(r"\.[ \u00a0]{0,2}[–—-]{1,2}[ \u00a0]"),
    _TO_ASK: re.compile(r" to ask the [DPMSC]"),
    _SAID: re.compile(rf"[ \u00a0](?:{_SAYING}):[ \t\u00a0]"),
    _BOLD: re.compile(r"\*\*|__"),
    _AT: re.compile(r"@\w"),
}
_MAY_STAND = re.compile(r"[-–—=/~+·•→⇒\t\u3000|>»…;]|:[^\s/\d]|\.\.\.|[ \u00a0]{3}")
_NEAR = 72  # characters in which a name and the sign behind it stand
_ENDS = re.compile(rf"[{SPACED_ENDS}{UNSPACED_ENDS}]")
_LEAST = 3  # labels without a colon that a file must have
_SHARE = 3  # one of so many paragraphs opens with one
_RARE = 30  # the same for a print that words never have
_MOST_WORDS = 5  # of a loose label


class Place(NamedTuple):
    """Where words may open with a label, the number of their line, and whether they begin a paragraph."""

    number: int
    start: int
    end: int
    begins: bool = True


class Header(NamedTuple):
    """A possible label: what it prints, where it and its words begin, whether it has the line to itself."""

    label: str
    at: int
    text_at: int
    alone: bool
    time: float | None = None
    question: bool = False  # Q or A without a colon


def other_styles(document: Document, places: Sequence[Place], blocks: int) -> Iterator[dict[int, Header]]:
    """The labels of each style that explains the file, by the number of their line; none where it does not."""
    yield _bracketed(document, places, blocks)
    for style in (_DASHED, _TO_ASK, _STOPPED, _SIGNED):
        yield _styled(document, places, style, blocks)
    nicks = _opening(document, places, _AT)
    again = Counter(header.label for header in nicks.values())
    yield nicks if len(nicks) * 2 > blocks and 1 < len(again) <= len(nicks) // 2 else {}
    signs = _signs(document, places)
    for sign in {sign for sign, count in Counter(signs.values()).items() if count >= _LEAST and count * 2 >= blocks}:
        yield _loose(document, [place for place in places if signs.get(place.number) == sign], _BEFORE, blocks)
    yield _loose(document, places, _SAID, blocks)
    yield _loose(document, places, _BOLD, blocks)
    found = _loose(document, places, _LETTERS, blocks)
    asked = sum(has_question(document.text[start:end]) for number, start, end, _ in places if number in found)
    yield found if asked * 3 >= len(found) else {}


def names_above(document: Document, places: Sequence[Place]) -> dict[int, Header]:
    """The names on a line of their own above the words, where such explain the blocks that the places are."""
    return _loose(document, places, _ABOVE, len(places))


def _signs(document: Document, places: Sequence[Place]) -> dict[int, str]:
    """The first sign of each line that may stand between a name and words."""
    source = document.text
    near = (place for place in places if _MAY_STAND.search(source, place.start, min(place.end, place.start + _NEAR)))
    found = ((number, _BEFORE.match(source, start, end)) for number, start, end, _ in near)
    return {number: (match["apart"] or match["close"] or "")[:2] for number, match in found if match is not None}


def _bracketed(document: Document, places: Sequence[Place], blocks: int) -> dict[int, Header]:
    found, source = dict[int, Header](), document.text
    for number, start, end, _ in places:
        if source[start] in "[({（【〔<«*▲○◇" and not is_stage_only(source[start:end]):
            told = bracketed_at(source, start, end)
            noted = told is not None and told[0].isdigit() and ":" not in source[start : told[1]]  # a footnote's
            if told is not None and not noted:
                found[number] = Header(told[0], start, told[1], False)
    nicks = {header.label for header in found.values() if source[header.at] == "<"}
    names = bracketed_speakers([Sighting(header.label) for header in found.values()], blocks, nicks=nicks)
    return {number: header for number, header in found.items() if header.label in names}


def _styled(document: Document, places: Sequence[Place], style: re.Pattern[str], blocks: int) -> dict[int, Header]:
    """The labels of a style where a third of the paragraphs has them, of people whose names are shaped as such."""
    found = {n: header for n, header in _opening(document, places, style).items() if _may_name(header.label)}
    counts = Counter(bare(header.label) for header in found.values())
    found = {n: h for n, h in found.items() if style is not _STOPPED or not _is_lone_word(h.label)}
    # Names in capitals before a stop and a dash are no words, however few: pages of print have a line in each block.
    rare = style is _TO_ASK or (style is _DASHED and all(is_capital(label) for label in counts))
    share = _RARE if rare else _SHARE
    enough = len(found) >= _LEAST and len(found) * share >= blocks and len(counts) > 1
    return found if enough and max(counts.values(), default=0) > 1 else {}


def _opening(document: Document, places: Sequence[Place], style: re.Pattern[str]) -> dict[int, Header]:
    """The lines that open as a style does; only those that begin a paragraph, where nearly all of them do."""
    found, begin = dict[int, Header](), set[int]()
    if style in _NEEDED and _NEEDED[style].search(document.text) is None:
        return found
    for number, start, end, begins in places:
        match = style.match(document.text, start, end)
        if match is not None:
            label = match["label"].strip()
            if (
                label[-2:-1] == "." and label[-1].isalpha() and style is not _AT
            ):  # the stop is that of an initial as well
                label += "."
            goes_on = style is _TO_ASK and match["goes_on"] is not None
            found[number] = Header(label, match.start("label"), match.end(), goes_on)
            begin |= {number} if begins else set()
    return {n: found[n] for n in found if n in begin} if len(begin) * 10 >= len(found) * 9 else found


def _is_lone_word(label: str) -> bool:
    """Whether a label is a word in small letters that may be a sentence as well: `Rain.`, not `Clerk.`"""
    return " " not in label and label != label.upper() and not is_role_word(label)


def _loose(document: Document, places: Sequence[Place], style: re.Pattern[str], blocks: int) -> dict[int, Header]:
    """The labels of a style that much else looks like: they come again and alternate, and sentences follow them."""
    found = _opening(document, places, style)
    counts = Counter(bare(header.label) for header in found.values())
    found = {n: header for n, header in found.items() if _may_head(header.label, counts[bare(header.label)])}
    seen = [bare(header.label) for header in found.values()]
    again = sum(counts[label] > 1 or is_capital(label) for label in seen) if max(counts.values(), default=0) > 1 else 0
    changes = sum(one != other for one, other in pairwise(seen))
    ends = {number: end for number, _, end, _ in places}
    said = [document.text[header.text_at : ends[number]] for number, header in found.items()]
    enough = len(seen) >= _LEAST and len(seen) * 2 >= blocks and len(set(seen)) > 1
    talk = enough and again * 3 >= len(seen) * 2 and changes * 2 >= len(seen) - 1
    return found if talk and _are_sentences(seen, said) else {}


def _may_head(label: str, count: int) -> bool:
    shaped = is_name_shaped(label) or (count > 1 and (may_repeat(label) or label in ASKING))
    return shaped and len(bare(label).split()) <= _MOST_WORDS


def _are_sentences(labels: Sequence[str], said: Sequence[str]) -> bool:
    """Whether most of the words behind labels open and close as sentences do; in a file without capitals, close."""
    small = sum(label[0].islower() for label in labels) * 2 > len(labels)
    opened = sum(small or not words[:1].islower() for words in said)
    closed = sum(_ENDS.search(words) is not None for words in said)
    cells = sum("|" in words for words in said)  # of a table
    return opened * 5 >= len(said) * 4 and closed * 2 >= len(said) and cells * 2 <= len(said)


def _may_name(label: str) -> bool:
    french = re.match(r"(?:M|MM)\.|M(?:me|mes|lle) |Un |Plusieurs ", label)
    return french is not None or is_name_shaped(label) or not bare(label).isascii()


def inner_labels(document: Document, headed: int) -> frozenset[str]:
    """The labels amid lines, where a talk stands on one: they alternate and are many more than lines with a label."""
    # Each label has a colon, that of a line too: mostly there are not enough, and the search is saved.
    if document.text.count(":") < max(_LEAST, 2 * headed + 1):
        return frozenset()
    found = [match["label"] for match in INNER.finditer(document.text)]
    counts: Mapping[str, int] = Counter(found)
    names = {label for label, count in counts.items() if count > 1 or is_name_shaped(label) or is_role_word(label)}
    seen = [label for label in found if label in names]
    enough = len(seen) >= _LEAST and len(seen) > 2 * headed and max((counts[label] for label in names), default=0) > 1
    changes = sum(one != other for one, other in pairwise(seen))
    return frozenset(names) if enough and changes * 3 >= len(seen) - 1 else frozenset()
