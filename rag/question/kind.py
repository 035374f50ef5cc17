"""What kind of answer a question wants: a day, a name, a reason, a few words; and how much is read for it. Pure.

A count is answered by code (`rag.generation.count`), and so is a day where a sentence tells it
(`rag.generation.when`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.language.dates import moments
from rag.language.numbers import numbers
from rag.question.day import DayAsked, read_day

Kind = Literal["fact", "when", "who", "said", "agreement", "changed", "list", "summary", "count"]

_SUMMARY = re.compile(
    r"\b(?:summar(?:y|ies|i[sz]e\w*)|overview|recap|main points|gist)\b|\bwhat was (?:the discussion|discussed)\b", re.I
)
_AGREEMENT = re.compile(
    r"(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bis )(?<!\bare )\b(?:dis)?agree(?:d|s|ment)?\b"
    r"|\bat odds\b|\bof (?:one|the same) (?:mind|opinion)\b|\bsame (?:view|opinion)\b"
    r"|\bdiffer(?:s|ed)?\s+(?:on|about|over)\b",
    re.I,
)
_CHANGED = re.compile(
    r"\bchang(?:e[ds]?|ing)\b|\bcompared (?:to|with)\b|\bdiffer(?:s|ed|ent|ence)?\b.*\b(?:between|from|since)\b"
    r"|\b(?:rise|rose|risen|grow|grew|grown|fall|fell|fallen|develop(?:ed)?)\b.*\b(?:since|between|from|over)\b",
    re.I,
)
_LIST = re.compile(
    r"^\W*(?:please )?(?:list|name (?:all|every|each|the)|enumerate)\b"
    r"|\bwhat (?:are|were) (?:all )?(?:the |their |its )?(?:\w+ ){0,2}(?:reasons|conditions|actions|options|proposals"
    r"|decisions|amounts|steps|arguments|objections|promises)\b",
    re.I,
)
_WHO = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:who|whom|whose|which (?:speaker|person|councillor|member|guest))\b", re.I
)
_SAID = re.compile(
    r"\b(?:sa(?:y|id|ys)|t(?:ell|old)|think|thought|promis\w*|claim\w*|explain\w*|suggest\w*|argu\w*|want\w*|advis\w*"
    r"|view|opinion|answer\w*|mean\w*)\b",
    re.I,
)
_COUNTS = re.compile(r"\W*how (?:many|much|long|far|wide|often|old)\b|.*\bcosts?\b", re.I)
_WHERE = re.compile(r"\W*where\b|.*\bwhat (?:city|country|place|town|state)\b", re.I)
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.I)
_SAYING = re.compile(
    r"\b(?:sa(?:y|id|ys)|tell|told|ask(?:ed|s)?|mention\w*|promis\w*|announc\w*|discuss\w*|talk\w*|claim\w*|explain\w*"
    r"|th(?:ink|inks|ought)|opinion|stance|view|f(?:eel|elt)|suggest\w*|propos\w*|according|argu\w*|describ\w*|believ\w*"
    r"|want\w*|offer\w*)\b",
    re.IGNORECASE,
)
_WHO_ASKED = re.compile(
    r"^\W*(?:and\s+|but\s+|so\s+)?(?:who|which \w+)\s+(?:else\s+)?"
    r"(?:asked|asks|inquired|raised|brought up|wanted to know)\b",
    re.I,
)
_WHEN = re.compile(
    r"^\W*(?:and\s+|but\s+|so\s+)?(?:(?:since|until|till|by)\s+)?when\b(?!.*,\s*(?:what|who|where|how|which|why)\b)"
    r"|.*\b(?:what|which)\s+(?:(?:year|month|date|day|week|season)s?\b(?!-|\s+of\s+(?!the\b))"
    r"|time\b(?=\W*$|\s+(?:is|are|was|were|do|does|did|will|would|has|had|have|can|of the)\b))",
    re.I,
)
_LEAD = r"^\W*(?:and\s+|but\s+|so\s+)?(?:(?:in|on|at|for|by|from|to|with|of|since|until)\s+)?"
_WHY = re.compile(r"\W*(?:(?:and|but|so)\s+)?why\b|.*\breasons?\b", re.I)
_OF_A_FACT = re.compile(
    rf"{_LEAD}(?:who|whom|whose|when|where|why|how\s+(?:many|much|long|far|old|often|tall|high|big|large|wide|fast))\b",
    re.I,
)
_OF_A_THING = re.compile(rf"{_LEAD}(?:what|which|how(?!\s+(?:about|come)\b))\b", re.I)
_CHOICE = re.compile(r"\bor\b", re.I)
_AT_LENGTH = re.compile(
    r"\b(?:sa(?:y|id|ys)|tell|told|explain\w*|describ\w*|discuss\w*|talk\w*|argu\w*|promis\w*|suggest\w*|propos\w*|advis\w*"
    r"|think|thinks|thought|opinions?|stance|views?|feel|feels|felt|reasons?|summar\w*|compar\w*|differ\w*|(?:dis)?agree\w*"
    r"|chang\w*|happen\w*|latest|concerns?|plans?|arguments?|details?)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Wants:
    """What an answer to a question has to have in it.

    `day`: a day, a month or a year, and which of them would do. `said`: what somebody said or thought of something.
    `few_words`: a name, a day, a place, a number, a thing, a reason; not what somebody said of one. `open`: something
    that the question does not say, as no yes or no and no choice of two does. `asker`: the person who asked something:
    only a turn that asks can hold it. `one_number`: how many there are of what the question has no number for.
    """

    day: DayAsked | None = None
    reason: bool = False
    few_words: bool = False
    open: bool = False
    asker: bool = False
    said: bool = False
    amount: bool = False
    place: bool = False
    one_number: bool = False


def read_wants(question: str) -> Wants:
    """What a question wants.

    >>> read_wants("Why did Ana move?").reason, read_wants("Where did they meet?").place
    (True, True)
    """
    return Wants(
        day=read_day(question) if asks_when(question) else None,
        reason=asks_why(question),
        few_words=wants_few_words(question),
        open=is_open(question),
        asker=asks_who_asked(question),
        said=_SAYING.search(question) is not None,
        amount=_COUNTS.match(question) is not None,
        place=_WHERE.match(question) is not None,
        one_number=_HOW_MANY.search(question) is not None and not (moments(question) or numbers(question)),
    )


def kind_of(question: str, *, counts: bool = False, names: bool = False) -> Kind:
    """What kind of answer a question wants; a plain fact where nothing says otherwise.

    `counts`: it wants something counted (`rag.question.counting`); `names`: it names a speaker.

    >>> kind_of("What changed between March and June?"), kind_of("Who pays for the bridge?")
    ('changed', 'who')
    """
    if counts:
        return "count"
    for kind, form in (("summary", _SUMMARY), ("list", _LIST), ("agreement", _AGREEMENT), ("changed", _CHANGED)):
        if form.search(question):
            return kind  # type: ignore[return-value]  # mypy widens the literals of a tuple
    if asks_when(question):
        return "when"
    if _WHO.match(question):
        return "who"
    return "said" if names and _SAID.search(question) else "fact"


def words_to_read(kind: Kind, words: int) -> int:
    """How many words of turns a model reads for a question of this kind, where it reads so many for others.

    What gathers needs more turns: docs/decisions/013 has the figures.
    """
    return 2 * words if kind in ("list", "summary") else words


def asks_when(question: str) -> bool:
    """Whether the answer wanted is a date or a time.

    >>> asks_when("When did Ana leave?"), asks_when("In what year was it built?"), asks_when("Who paid when it broke?")
    (True, True, False)
    >>> asks_when("What time does it open?"), asks_when("What time management does Ana use?")
    (True, False)
    """
    return _WHEN.match(question) is not None


def wants_few_words(question: str) -> bool:
    """Whether a few words answer: a name, a day, a place, a number, a thing, a reason; not what somebody said of one.

    >>> wants_few_words("Why did Ana move?"), wants_few_words("What did Ana say about the bridge?")
    (True, False)
    """
    if asks_who_asked(question):
        return False
    if _OF_A_FACT.match(question):
        return True
    return _OF_A_THING.match(question) is not None and _AT_LENGTH.search(question) is None


def is_open(question: str) -> bool:
    """Whether an answer has to say something that the question does not: no yes or no, and no choice of two.

    >>> is_open("Where did they meet?"), is_open("Did they meet?"), is_open("Who came first, Ana or Ben?")
    (True, False, False)
    """
    asks = _OF_A_FACT.match(question) or _OF_A_THING.match(question)
    return asks is not None and _CHOICE.search(question) is None


def asks_why(question: str) -> bool:
    """Whether a question asks for a reason.

    >>> asks_why("Why was the bridge closed?"), asks_why("What was the reason?"), asks_why("Who asked why?")
    (True, True, False)
    """
    return _WHY.match(question) is not None


def asks_who_asked(question: str) -> bool:
    """Whether the answer wanted is the person who asked something: only a turn that asks can hold it.

    >>> asks_who_asked("Who asked about the bridge?"), asks_who_asked("Who built it?")
    (True, False)
    """
    return _WHO_ASKED.match(question) is not None
