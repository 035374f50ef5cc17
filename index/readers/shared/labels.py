"""Which "Something:" at the start of a line or cue names a speaker.

Two passes: collect every candidate with how often it is printed, then accept those in the roster, printed twice, or
shaped like a name. Speech is full of colons ("three steps:", "10:30:", "https:"), so shape alone never suffices for
words that open sentences.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from index.language import IN_CJK
from index.readers.shared.label_words import (
    ANSWERS,
    ASKING,
    BEFORE_A_TIME,
    FUNCTION_WORDS,
    HEADING,
    INITIALLED,
    LEADS_CJK,
    LETTER,
    NUMBERED,
    OFFICE,
    OPENERS,
    PARTICLES,
    ROLES,
    SURNAMES,
    TITLES_CJK,
    UNSPACED,
    VERBS,
    are_roles,
)
from index.speakers.labels import INITIALS, without_aside
from index.vocabulary import QUESTION_MARKS

# The label up to its colon, in square or curly brackets or without. An ASCII colon needs white space behind it (10:30,
# https://); a full-width one needs nothing. Some print a sign before it: ▲ ○ ◇, the Riksdag its number.
_SIGN = r"(?:[▲△▼▽■□●○◆◇◎★☆※▶▷▪][ \t\u00a0\u3000]{0,4}|(?:Anf\.[ \u00a0]{0,4}|Q)\d{1,4}[ \u00a0]{1,20})?"
_NO_WIDTH = r"\u200b\u200e\u200f\u2060\ufeff"  # what copied pages leave
_WHITE = rf"[ \t\u00a0\u3000{_NO_WIDTH}]*"
# Markup of web pages that a text was left with.
_INK = r"(?:b|i|u|s|em|strong|span|font|small|mark|cite)"
_TAGS = rf"(?:<{_INK}(?:\s[^<>\r\n]{{0,100}})?>)*"
_ENDS = rf"(?:</{_INK}>)*"
_CLOSED = (
    rf"(?:\*{{1,3}}|__?|`|(?:</{_INK}>)+)"  # never empty: blanks on both sides of nothing take a square of their number
)
INLINE = re.compile(
    rf"{_WHITE}{_SIGN}(?:\*{{1,3}}(?=[^*\s])|__?(?=[^_\s])|`|{_TAGS})"
    r"(?:(?P<open>[\[{])(?=[^\[\]{}:：\r\n]{1,60}[\]}](?:\*\*|__|\*)?[:：]))?"
    r"(?P<label>[^\s:：*_\-–—•>#|<(（\[【\\][^:：\r\n\t]{0,99}?(?: \([^():：\r\n\t]{60,250}\))?)"
    rf"(?(open)[\]}}]){_WHITE}(?:{_CLOSED}{_WHITE})?"
    rf"(?::(?:\*{{1,3}}|__?|`|{_ENDS})(?=[\s{_NO_WIDTH}]|\Z)|：(?:\*{{1,3}}|__?|`|{_ENDS}))"
)
# A name in brackets and no colon behind it: `[You] words`, `（大臣）words`.
BRACKETED = re.compile(
    rf"{_WHITE}{_SIGN}(?:\*\*|__)?(?:\[(?P<square>[^\[\]\r\n]{{1,60}})\]|\{{(?P<curly>[^{{}}\\\r\n]{{1,60}})\}}"
    r"|（(?P<full>[^（）\r\n]{1,30})）|\((?P<round>[^()\r\n]{1,60})\)|【(?P<black>[^【】\r\n]{1,30})】"
    rf"|〔(?P<shell>[^〔〕\r\n]{{1,30}})〕|<{{1,2}}(?P<angle>[^<>/\r\n]{{1,40}})>{{1,2}}|«(?P<guillemets>[^«»\r\n]{{1,40}})»)(?:\*\*|__)?{_WHITE}(?:[:：]{_WHITE})?(?=\S)"
)
MAX_WORDS = 8
_REMEMBERED = 4096  # labels, which are few and come again
_ENDS = f"{QUESTION_MARKS}!。！"
_OPEN_ENDS = (*":,;!…-", *QUESTION_MARKS)
_NOT_A_NAME = re.compile(
    rf"://|www\.|@\w+\.|\b\d{{1,2}}:\d\d|[{_ENDS};；\"“”<>{{}}=|\\]\s|[{_ENDS};；{{}}=|\\]$|\.\.\.|…|-->|\s#\d"
    r"|\b(?:[a-z]\w*|\w{5,})\.\s"  # a sentence's end, and not Mr. or Sen.
    r"|\A[\"“][^\"”]*\Z|\A[^\"“].*[\"”]\Z"  # what somebody quotes
    r"|\.[-–—]{1,2}\s"  # the end of a label of another print
    r"|=[\"']|\]\(|\A\d+[.)]\s|\d/\d"  # an attribute, a link, an item of a list, a number of a volume
    r"|\A\^|\A\d+\.\d"  # a footnote's mark, a version
)
_LINKS = frozenset({"of", "and", "for", "at", "from", "the", "with"})  # what a name goes on behind
_ONESELF = frozenset({"you", "i", "me", "we"})
_RESOLVED = frozenset("be it that this is are was were you they to have has should would could must not".split())


def accepted(counts: Mapping[str, int], *, roster: Collection[str] = (), sure: Collection[str] = ()) -> frozenset[str]:
    """The candidates that name speakers; `sure` are those with a time in the label's own place."""
    known = {name.casefold() for name in roster}
    both = {label.casefold() for label in counts} >= {"question", "answer"}
    repeated = any(count > 1 and _is_caseless(label) for label, count in counts.items())
    initials = {label for label, count in counts.items() if count > 1 and INITIALS.fullmatch(label)}
    if sum(map(is_name_shaped, initials)) < INITIALLED:
        initials = set()
    names = frozenset(
        label
        for label, count in counts.items()
        if label in sure
        or bare(label).casefold() in known
        or (both and label.casefold() in ANSWERS)
        or is_name_shaped(label)
        or are_roles(label)
        or (count > 1 and (may_repeat(label) or LETTER.fullmatch(label) is not None))
        or (count > 1 and label in ASKING)
        or label in initials
        or (repeated and _is_caseless(label))
    )
    if any(counts[name] > 1 for name in names):  # a chat with oneself in it
        names |= {label for label, count in counts.items() if count > 1 and label.casefold() in _ONESELF}
    return names


def label_at(source: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The label that the characters from `start` to `end` may open with, its text in the group `label`."""
    end = len(source) if end is None else end
    if source.find(":", start, end) < 0 and source.find("：", start, end) < 0:  # most lines: told at once
        return None
    return INLINE.match(source, start, end)


def bracketed_at(source: str, start: int = 0, end: int | None = None) -> tuple[str, int] | None:
    """The name in brackets that the characters may open with, no colon behind it, and where its words begin.

    >>> bracketed_at("[You] Well."), bracketed_at("Well.")
    (('You', 6), None)
    """
    match = BRACKETED.match(source, start, len(source) if end is None else end)
    return None if match is None or match.lastgroup is None else (match[match.lastgroup].strip(), match.end())


def bare(label: str) -> str:
    """A label up to its first comma or bracket, or to the words between two dashes."""
    return re.split(r"(?:(?<!\s)\s+)?[,，(（\[]", without_aside(label), maxsplit=1)[0].strip() or label


def is_sentence(label: str) -> bool:
    """Whether a label has a verb or a pronoun in it, as words before a list have: `MR. LEE to ask the Minister`."""
    words = {word.casefold() for word in label.split() if word[0].islower()}
    return bool(words & (VERBS | FUNCTION_WORDS) - PARTICLES)


def is_role_word(label: str) -> bool:
    """Whether a label says what somebody is and not what they are called: `Caller`, `Audience Member 2`."""
    return any(word.casefold().strip(".,") in ROLES for word in bare(label).split())


@lru_cache(maxsize=_REMEMBERED)
def is_name_shaped(label: str) -> bool:
    """Whether a label printed but once looks like a person or a role.

    >>> [is_name_shaped(label) for label in ("Radio Hong Kong", "There are three steps", "+44 20 **** 0199")]
    [True, False, True]
    """
    label = label.replace(" | ", ", ")  # whom they are from, as on Zoom
    if _NOT_A_NAME.search(label):
        return False
    if IN_CJK.search(label):
        return _is_cjk_name(label)
    name = bare(label)
    words = name.split()
    if not 0 < len(words) <= MAX_WORDS or _ends_in_a_verb(words) or not any(c.isalnum() for c in name):
        return False
    if words[-1].casefold() in _LINKS and len(words) > 1:
        return False
    first = words[0].casefold().rstrip(".")
    if first == "right" and len(words) > 1 and words[1].casefold().startswith("hon"):
        first, words = "hon", words[1:]
    if len(words) > 2 and name == name.upper() and not _RESOLVED.isdisjoint(word.casefold() for word in words):
        return False
    if name == name.upper() and all(word.casefold() in OPENERS for word in words):
        return False
    if (first in OPENERS and (len(words) == 1 or name != name.upper())) or first in ANSWERS or HEADING.fullmatch(name):
        return first == "question" and words[0].isupper()
    if words[0].isdigit() and len(words) == 1:
        return False
    shaped = all(_may_be_in_a_name(word) for word in words) or _is_office_and_name(words)
    return shaped and _is_role(label[len(name) :])


def _is_office_and_name(words: Sequence[str]) -> bool:
    """Whether an office with small words in it stands before a name: `Bundesministerin für Verkehr Dr. Eva Brandl`."""
    office, name = words[:-2], words[-2:]
    small = {word.casefold() for word in office if word[0].islower()}
    return (
        bool(small)
        and not small & (VERBS | FUNCTION_WORDS)
        and OFFICE.match(office[0]) is not None
        and all(word[0].isupper() and word.replace("-", "").isalpha() for word in name)
    )


def _ends_in_a_verb(words: Sequence[str]) -> bool:
    """Whether words end as those before a quotation do: `the sign read`, not `Mayor Catherine Read`."""
    return words[-1].casefold() in VERBS and not (len(words) > 1 and words[-1].istitle())


def _may_be_in_a_name(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return True  # a dial-in number, "&", "-"
    if word[0] in "([/" or any(c.isdigit() for c in word):
        return True
    return letters[0].isupper() or word.casefold() in PARTICLES or any(c.isupper() for c in letters[1:3])


def _is_role(rest: str) -> bool:
    """Whether what follows a name's comma is a role and not the rest of a sentence."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", re.sub(r"[(（\[][^()（）\[\]]*[)）\]]", "", rest))
    telling = {word.casefold() for word in words} - {
        "of",
        "the",
        "in",
        "on",
        "with",
        "at",
        "and",
        "to",
        "a",
        "an",
        "as",
        "i",
    }
    return len(words) <= 20 and not telling & FUNCTION_WORDS and not {"I", "I'm", "We"}.intersection(words)


def may_repeat(label: str) -> bool:
    """Whether a label printed twice may be one although it has no capitals: `moderator`, `interviewer 2`."""
    if _NOT_A_NAME.search(label):
        return False
    if IN_CJK.search(label):
        name = NUMBERED.sub("", label)
        return len(label) <= 8 and UNSPACED.fullmatch(name) is not None and not LEADS_CJK.search(name)
    name = bare(label)
    words = [word.casefold().rstrip(".") for word in name.split()]
    if (
        not _is_role(label[len(name) :])
        or not 0 < len(words) <= 4
        or not any(c.isalpha() for c in label)
        or HEADING.fullmatch(label)
    ):
        return False
    return words[0] not in OPENERS and not _ends_in_a_verb(words) and not set(words) & FUNCTION_WORDS


def _is_caseless(label: str) -> bool:
    """Whether a label is short, of words in a script without capitals and with spaces: where another is printed twice,
    a name like it.

    >>> _is_caseless("ليلى"), _is_caseless("moderator"), _is_caseless("李建国")
    (True, False, False)
    """
    letters = [c for c in label if c.isalpha()]
    if not letters or IN_CJK.search(label) or _NOT_A_NAME.search(label) or len(bare(label).split()) > 3:
        return False
    return not any(c.isupper() or c.islower() for c in letters)


def _is_cjk_name(label: str) -> bool:
    """Whether an inline label in Chinese, Japanese or Korean is a person: a short name or a title."""
    name = NUMBERED.sub("", bare(label))
    words = name.split()
    if not words or len(words) > 3 or len(name) > 20 or LEADS_CJK.search(name):
        return False
    if not all(UNSPACED.fullmatch(word) or word.isascii() for word in words):
        return False
    last = words[-1]
    return TITLES_CJK.search(last) is not None or (2 <= len(last) <= 4 and last[0] in SURNAMES)


def is_capital_line(text: str) -> bool:
    """Whether a line is a name in capitals and nothing else.

    >>> [is_capital_line(line) for line in ("JANE O'NEIL", "DR. LEE, HOST", "THANK YOU", "Jane Doe", "BUDGET 2024.")]
    [True, True, False, False, False]
    """
    if text != text.upper() or sum(map(str.isupper, text)) < 2 or text.endswith(_OPEN_ENDS):
        return False
    said = {word.casefold().strip(".,'’()") for word in bare(text).split()}
    return (
        len(said) <= 5
        and (not text.endswith(".") or text.endswith((" JR.", " SR.")))
        and (is_name_shaped(text) and not (said - {"the"}) & (OPENERS | FUNCTION_WORDS))
    )


@lru_cache(maxsize=_REMEMBERED)
def may_be_label(label: str) -> bool:
    """Whether a label that carries a time in its own place may be one: any few words that are no sentence.

    >>> may_be_label("easter helper"), may_be_label("It starts at"), may_be_label("Wait!")
    (True, False, False)
    """
    words = bare(label).split()
    told = label.replace(" | ", " ")  # with what they are behind it, as on Zoom
    if not 0 < len(words) <= MAX_WORDS or _NOT_A_NAME.search(told) or label.endswith((",", "，", "、", "-", "–", "—")):
        return False
    last = words[-1].casefold()
    lettered = len(words) > 1 and words[-1] in ("A", "I")  # Speaker A
    open_ended = last in VERBS | FUNCTION_WORDS | BEFORE_A_TIME and not lettered
    return any(c.isalnum() for c in label) and not open_ended


def is_alone_label(label: str) -> bool:
    """Whether a label that has a line of its own, printed once, names somebody."""
    if not IN_CJK.search(label):
        return is_name_shaped(label)
    name = bare(label)
    if _NOT_A_NAME.search(label) or re.search(r"[，。、“”‘’《》]", name) or LEADS_CJK.search(name):
        return False
    return len(name) <= 24 and not name.startswith(("请问", "請問"))
