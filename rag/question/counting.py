"""Questions that only every turn can answer: did X mention Y, how often, who said "…", list every mention. Pure.

Such a question is answered by counting all turns that hold the words, not from the best few; the sentence says what was
counted and carries the verdict `computed`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answer import Passage
from rag.question.kind import Reading

Kind = Literal["whether", "how often", "who", "every"]

_NAME = r"the (?:words?|phrases?|terms?|names?)"
_VERB = (
    r"(?:mention(?:ed|s)?|br(?:ings?|ought) up|refer(?:red|s)? to|talk(?:ed|s)? (?:of|about)"
    rf"|sp(?:eaks?|oken?) (?:of|about)|us(?:e|ed|es) {_NAME}|sa(?:y|ys|id) {_NAME})"
)
_PASSIVE = r"(?:mentioned|brought up|talked about|spoken of|referred to|used|said)"
_HOW_OFTEN = r"^how (?:often|many times)"
_EVER = r"(?:ever |also |already |even |actually )?"
_TOPIC = rf"(?:{_NAME} )?(?P<topic>.+?)"
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
)
_COMPILED = tuple((kind, re.compile(form, re.IGNORECASE)) for kind, form in _FORMS)
_EVERYBODY = re.compile(
    r"^(?:any(?:one|body)|some(?:one|body)|they|people|the (?:speakers|transcripts?|witnesses|panel))$", re.IGNORECASE
)
_ARTICLE = re.compile(rf"^(?:{_NAME} )?(?:the |a |an |any |his |her |their )?", re.IGNORECASE)
_TAIL = re.compile(
    r"\s+(?:at all|by name|again|today|anywhere|in (?:any of )?(?:the|this|these|all) "
    r"(?:transcripts?|library|recordings?|files?|meetings?|conversations?))$",
    re.IGNORECASE,
)
_QUOTES = "\"“”‘’'「」 "
_MOST_NAMED = 6  # speakers whom a count lists


@dataclass(frozen=True, slots=True)
class MentionQuestion:
    """What is to be counted: the turns that hold all words of `topic` (one phrase where it is quoted)."""

    kind: Kind
    topic: str
    speakers: tuple[str, ...] = ()  # whose turns are asked about; () for everybody's


@dataclass(frozen=True, slots=True)
class Count:
    """How many turns of whom hold what was asked about, the first of them, and how many `turns` were looked at."""

    asked: MentionQuestion
    cited: tuple[Passage, ...]
    by_speaker: Mapping[str | None, int]
    turns: int


def asks_for_mentions(question: str, reading: Reading) -> MentionQuestion | None:
    """What a question wants counted; None where it wants something else.

    >>> asks_for_mentions("How often was the linkspan mentioned?", Reading())
    MentionQuestion(kind='how often', topic='linkspan', speakers=())
    """
    text = " ".join(question.split()).rstrip("?.! ？")
    if reading.dates is not None:
        text = " ".join(text.replace(reading.dates.words, " ").split()).strip(", ")
    for kind, form in _COMPILED:
        match = form.match(text)
        if match is None:
            continue
        who = match.groupdict().get("who")
        speakers = tuple(s for n in reading.people if who and n.words in who for s in n.speakers)
        if who and not speakers and not _EVERYBODY.match(who):
            return None  # somebody who is no speaker here: the turns may say what they mentioned
        return MentionQuestion(kind, _topic(match["topic"]), speakers)
    return None


def _topic(words: str) -> str:
    words = _TAIL.sub("", words.strip())
    quoted = words[:1] in _QUOTES and words[-1:] in _QUOTES and len(words) > 2
    words = _ARTICLE.sub("", words).strip(_QUOTES)
    return f"“{words}”" if quoted else words


def describe_count(count: Count) -> str:
    """What was counted, as a sentence. A turn counts once, however often it says the word."""
    asked = count.asked
    name = f"“{asked.topic.strip(_QUOTES)}”"
    if not count.by_speaker:
        whose = f" of {_and(asked.speakers)}" if asked.speakers else ""
        opening = "No: none" if asked.kind == "whether" else "None"
        return f"{opening} of the {count.turns:,} turns{whose} searched mentions {name}."
    ordered = sorted(count.by_speaker.items(), key=lambda item: (-item[1], item[0] or ""))
    listed = _and([f"{who or 'unnamed speakers'} ({_turns(turns)})" for who, turns in ordered[:_MOST_NAMED]])
    if len(ordered) > _MOST_NAMED:
        listed += f", and {len(ordered) - _MOST_NAMED} more speakers"
    mention = "mentions" if len(ordered) == 1 else "mention"
    if asked.kind == "whether":
        return f"Yes: {listed} {mention} {name}."
    if asked.kind == "who" or len(ordered) == 1:
        return f"{listed[0].upper()}{listed[1:]} {mention} {name}."
    return f"{name} is mentioned in {_turns(sum(count.by_speaker.values()))}: {listed}."


def _turns(count: int) -> str:
    return "1 turn" if count == 1 else f"{count:,} turns"


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
