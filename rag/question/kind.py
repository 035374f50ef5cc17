"""What kind of answer a question wants: a fact, a day, a number of mentions, or what several turns say. Pure.

A count is answered by code (`rag.generation.count`), and so is a day where a sentence tells it
(`rag.generation.when`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.language.dates import moments
from rag.language.numbers import numbers
from rag.language.vocabulary import ASKING, HOW_MANY, UNITS, family, one_of, saying
from rag.question.day import DayAsked, read_day

Kind = Literal["fact", "when", "agreement", "changed", "compare", "list", "summary", "count"]
GATHERED: frozenset[Kind] = frozenset({"agreement", "changed", "compare", "list", "summary"})  # from several turns

_SUMMARY = re.compile(
    r"\b(?:summar(?:y|ies|i[sz]e\w*)|overview|recap|gist|tl;?dr|take-?aways?|sum(?:s|med|ming)? up|synopsis)\b"
    r"|\b(?:main|key|most important) (?:points|things|messages|topics|themes|arguments)\b"
    r"|\bin (?:short|brief|a nutshell|a few words)\b|\b(?:catch|fill|bring) me (?:up|in)\b|\bhow do things stand\b"
    r"|\bwhat was (?:the discussion|discussed)\b",
    re.I,
)
_AGREEMENT = re.compile(
    r"(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bis )(?<!\bare )\bagree(?:d|s)?\b(?! (?:that|to)\b)"
    r"|\b(?:and|they|both|all|who|every(?:one|body))\b.*\bagree(?:d|s)?\b|\bdisagree(?:d|s|ments?)?\b"
    r"|\bagreement (?:between|among)\b"
    r"|\bat odds\b|\bof (?:one|the same) (?:mind|opinion)\b|\bsame (?:view|opinion)\b"
    r"|\bdiffer(?:s|ed)?\s+(?:on|about|over)\b",
    re.I,
)
_CHANGED = re.compile(
    r"\b(?:what|how)\b(?:\W+\w+){0,12}?\W+chang(?:ed?|ing)\b(?! (?:my|your|his|her|its|our|their) minds?\b)"
    r"|\bwhat (?:\w+ )?changes\b"
    r"|\bchanges? (?:in|between|since|from)\b|\bcompared (?:to|with)\b.*\b(?:19|20)\d\d\b"
    r"|\bdiffer(?:s|ed|ent|ence)?\b.*\b(?:from|since)\b"
    r"|\b(?:rise|rose|risen|grow|grew|grown|fall|fell|fallen|develop(?:ed)?)\b.*\b(?:since|between|from|over)\b",
    re.I,
)
_COMPARED = re.compile(
    r"^\W*(?:please )?compare\b|\bhow (?:do|does|did)\b.*\b(?:compare|differ|stack up)\b|\bdifferences?\b.*\bbetween\b"
    r"|\bversus\b|\bvs\b",
    re.I,
)
_SEVERAL = rf"(?:{one_of(UNITS[2:11])}|[2-9]|1\d)"
_LIST = re.compile(
    r"^\W*(?:please )?(?:list|name (?:all|every|each|the)|enumerate)\b"
    r"|\bwhat (?:are|were) (?:all )?(?:the |their |its )?(?:\w+ ){0,2}(?:reasons|conditions|actions|options|proposals"
    r"|decisions|amounts|steps|arguments|objections|promises|things|ways|pieces|parts|points|names)\b"
    rf"|^\W*(?:which|what) (?:are the |were the )?{_SEVERAL} \w+"
    r"|^\W*(?:which|what) (?:sorts?|kinds?) of (?:\w+ )?\w{3,}[^\Wius]s\b"
    r"|^\W*which (?!of\b)(?:\w+ ){0,2}?(?!does\b|series\b)\w{2,}[^\Wius]s\b(?= (?!the\b|an?\b|in\b|on\b|at\b|to\b)\w+)",
    re.I,
)
_NUMBER = re.compile(
    r"\bhow (?:many|(?:much|old|tall|high|big|large|fast|wide)\b(?! (?:of )?an?\b))\b"
    r"|\bwhat (?:number|figure|amount|sum|share|percentage|proportion|rate|price|fine|rent|score|majority|margin)\b"
    r"|\bwhat (?:do|does|did|will|would) \w+(?: \w+){0,3} (?:cost|sell for)\b",
    re.I,
)
_SAYING = re.compile(
    rf"\b(?:{saying('say', 'tell', 'ask', 'think', 'feel')}|opinion|stance|view|according"
    rf"|{family('mention', 'promise', 'announce', 'discuss', 'talk', 'claim', 'explain', 'suggest', 'propose')}"
    rf"|{family('argue', 'describe', 'believe', 'want', 'offer')})\b",
    re.IGNORECASE,
)
_WHO_ASKED = re.compile(
    r"^\W*(?:and\s+|but\s+|so\s+)?(?:who|which \w+)\s+(?:else\s+)?"
    rf"(?:{ASKING}|raised|brought up)\b",
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
_OPEN = re.compile(
    rf"{_LEAD}(?:who|whom|whose|when|where|why|what|which|how(?!\s+(?:about|come)\b))\b(?!.*\bor\b)", re.I | re.S
)
_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("summary", _SUMMARY),
    ("list", _LIST),
    ("agreement", _AGREEMENT),
    ("compare", _COMPARED),
    ("changed", _CHANGED),
)


@dataclass(frozen=True, slots=True)
class Wants:
    """What an answer to a question has to have in it.

    `day`: a day, a month or a year, and which of them would do. `said`: what somebody said or thought of something.
    `open`: something that the question does not say, as no yes or no and no choice of two does. `asker`: the person who
    asked something: only a turn that asks can hold it. `number`: a number, a sum, a share; `one_number`: how many there
    are of what the question has no number for.
    """

    day: DayAsked | None = None
    reason: bool = False
    open: bool = False
    asker: bool = False
    said: bool = False
    number: bool = False
    one_number: bool = False


def read_wants(question: str) -> Wants:
    """What a question wants.

    >>> read_wants("Why did Ana move?").reason, read_wants("Where did they meet?").reason
    (True, False)
    >>> read_wants("Where did they meet?").open, read_wants("Did they meet?").open, read_wants("Is it A, or B?").open
    (True, False, False)
    >>> read_wants("Who asked about the bridge?").asker, read_wants("Who built it?").asker
    (True, False)
    """
    return Wants(
        day=read_day(question) if _WHEN.match(question) else None,
        reason=_WHY.match(question) is not None,
        open=_OPEN.match(question) is not None,
        asker=_WHO_ASKED.match(question) is not None,
        said=_SAYING.search(question) is not None,
        number=_NUMBER.search(question) is not None,
        one_number=HOW_MANY.search(question) is not None and not (moments(question) or numbers(question)),
    )


def kind_of(question: str, *, counts: bool = False) -> Kind:
    """What kind of answer a question wants; a plain fact where nothing says otherwise.

    `counts`: it wants something counted (`rag.question.counting`).

    >>> kind_of("What changed between March and June?"), kind_of("Who pays for the bridge?")
    ('changed', 'fact')
    >>> kind_of("In what year was it built?"), kind_of("Who paid when it broke?"), kind_of("What time does it open?")
    ('when', 'fact', 'when')
    """
    if counts:
        return "count"
    told = next((kind for kind, form in _FORMS if form.search(question)), None)
    return told or ("when" if _WHEN.match(question) else "fact")
