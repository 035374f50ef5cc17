"""Questions that only every turn can answer: did X mention Y, how often, who said "…", list every mention. Pure.

Such a question is answered by counting all turns that hold the words (`rag.generation.count`), not from the best few.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.language.names import Naming
from rag.language.vocabulary import QUESTION_MARKS, saying
from rag.question.date_range import DateRange

Kind = Literal["whether", "how often", "who", "every"]

_NAME = r"the (?:words?|phrases?|terms?|names?)"
_VERB = (
    rf"(?:{saying('mention', 'bring up')}|{saying('refer')} to|(?:{saying('talk', 'speak')}|spoken) (?:of|about)"
    rf"|us(?:e|ed|es) {_NAME}|{saying('say')} {_NAME})"
)
_PASSIVE = r"(?:mentioned|brought up|talked about|spoken of|referred to|used|said)"
_HOW_OFTEN = r"^how (?:often|many times)"
_EVER = r"(?:ever |also |already |even |actually )?"
_TOPIC = rf"(?:{_NAME} )?(?P<topic>.+?)"
_FILES = (
    r"(?:transcripts?|meetings?|hearings?|briefings?|interviews?|episodes?|sessions?|debates?|files?|recordings?"
    r"|library)"
)
_WHICH = rf"(?:which|what) {_FILES}"
# An accident occurs and water comes up in a cellar: counted is what comes up by itself, or in transcripts.
_OCCURS = (
    rf"(?:{_NAME} (?P<topic>.+?) {_EVER}(?:c[oa]me up|occur(?:red|s)?|appear(?:ed|s)?)"
    rf"|(?:the (?:issue|subject|topic|question|matter) of )?(?P<named>.+?) {_EVER}(?:g[eo]t mentioned|come up))"
    rf"(?: (?:anywhere|ever|again|at all|in (?:the|these|any|all)(?: of the)? {_FILES}))?"
    r"(?:,? and who \w+ (?:it|him|her|them))?"
)
_FORMS: tuple[tuple[Kind, str], ...] = (
    ("how often", rf"{_HOW_OFTEN} (?:did|does|do|has|have|had) (?P<who>.+?) {_EVER}{_VERB} (?P<topic>.+)$"),
    (
        "how often",
        rf"{_HOW_OFTEN} (?:was|were|is|are|has|have|did|does|do) {_TOPIC}"
        rf" (?:been )?(?:{_PASSIVE}|c[oa]me up|occur(?:red|s)?|appear(?:ed|s)?)\b.*$",
    ),
    ("whether", rf"^(?:did|does|do|has|have|had) (?P<who>.+?) {_EVER}{_VERB} (?P<topic>.+)$"),
    ("whether", rf"^(?:was|were|is|are|has|have) {_TOPIC} {_EVER}(?:been )?(?:mentioned|brought up)\b.*$"),
    ("who", rf"^(?:who|which speakers?|which people)(?: all| else)? {_EVER}{_VERB} (?P<topic>.+)$"),
    ("who", r"^who(?: all| else)? (?:said|says|used) (?P<topic>[\"“‘'「].+[\"”’'」])$"),
    (
        "every",
        r"^(?:please )?(?:list|show|show me|find|give me|print)(?: me)? (?:all|every|each)(?: of)?(?: the)?"
        r" (?:mentions?|turns?|times?|occurrences?|places?|passages?)"
        r" (?:of|where|in which|that|when|with|about|on|mentioning)(?: (?:somebody|someone|they|anyone))?"
        rf"(?: {_VERB})? (?P<topic>.+?)(?: (?:is|was|were|are) mentioned)?$",
    ),
    ("every", r"^where (?:is|was|are|were) (?P<topic>.+?) (?:mentioned|brought up|talked about|spoken of)\b.*$"),
    ("every", rf"^(?:where|in {_WHICH}) (?:does|do|did|has|have) {_OCCURS}$"),
    ("every", rf"^in {_WHICH} (?:is|was|are|were) {_TOPIC} {_PASSIVE}\b.*$"),
    ("every", rf"^{_WHICH} {_EVER}{saying('mention')} (?P<topic>.+)$"),
    ("whether", rf"^(?:does|do|did|has|have) {_OCCURS}$"),
    ("whether", r"^(?:is|are|was|were) there (?:any|a) mentions? of (?P<topic>.+)$"),
)
_COMPILED = tuple((kind, re.compile(form, re.IGNORECASE)) for kind, form in _FORMS)
_EVERYBODY = re.compile(
    r"^(?:any(?:one|body)|some(?:one|body)|they|people|the (?:speakers|transcripts?|witnesses|panel))$", re.IGNORECASE
)
_ARTICLE = re.compile(
    rf"^(?:{_NAME} )?(?:the |a |an |any |his |her |their )?",
    re.IGNORECASE,
)
_ASKED_TOO = re.compile(r",?\s+and (?:where|when|by whom|in which \w+|who \w+ (?:it|him|her|them))$", re.IGNORECASE)
_TAIL = re.compile(
    r"\s+(?:at all|by name|again|today|anywhere|in (?:any of )?(?:the|this|these|all) "
    r"(?:transcripts?|library|recordings?|files?|meetings?|conversations?))$",
    re.IGNORECASE,
)
QUOTES = "\"“”‘’'「」 "


@dataclass(frozen=True, slots=True)
class MentionQuestion:
    """What is to be counted: the turns that hold all words of `topic` (one phrase where it is quoted)."""

    kind: Kind
    topic: str
    speakers: tuple[str, ...] = ()  # whose turns are asked about; () for everybody's


def asks_for_mentions(
    question: str, *, people: Sequence[Naming] = (), dates: DateRange | None = None
) -> MentionQuestion | None:
    """What a question wants counted; None where it wants something else. `people` and `dates` are those it names.

    >>> asks_for_mentions("How often was the linkspan mentioned?")
    MentionQuestion(kind='how often', topic='linkspan', speakers=())
    """
    text = " ".join(question.split()).rstrip(f".! {QUESTION_MARKS}")
    if dates is not None:
        text = " ".join(text.replace(dates.words, " ").split()).strip(", ")
    for kind, form in _COMPILED:
        match = form.match(text)
        if match is None:
            continue
        who = match.groupdict().get("who")
        speakers = tuple(s for n in people if who and n.words in who for s in n.speakers)
        if who and not speakers and not _EVERYBODY.match(who):
            return None  # somebody who is no speaker here: the turns may say what they mentioned
        groups = match.groupdict()
        topic = groups.get("topic") or groups["named"]
        if groups.get("named") and any(naming.words in topic for naming in people):
            return None  # where a speaker comes up, they speak
        return MentionQuestion(kind, _topic(topic), speakers)
    return None


def _topic(words: str) -> str:
    words = _TAIL.sub("", _ASKED_TOO.sub("", words.strip()))
    quoted = words[:1] in QUOTES and words[-1:] in QUOTES and len(words) > 2
    words = _ARTICLE.sub("", words).strip(QUOTES)
    return f"“{words}”" if quoted else words
