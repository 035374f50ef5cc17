"""What kind of answer a question wants, and how much is read for it. Pure.

A count is answered by code (`rag.question.counting`), and so is a day where a sentence tells it
(`rag.generation.when`), a fact in few words (`rag.question.kind.wants_few_words`).
"""

from __future__ import annotations

import re
from typing import Literal

from rag.question.counting import asks_for_mentions
from rag.question.kind import Reading, asks_when

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


def kind_of(question: str, reading: Reading) -> Kind:
    """What kind of answer a question wants; a plain fact where nothing says otherwise.

    >>> kind_of("What changed between March and June?", Reading())
    'changed'
    >>> kind_of("Who pays for the bridge?", Reading())
    'who'
    """
    if asks_for_mentions(question, reading) is not None:
        return "count"
    for kind, form in (("summary", _SUMMARY), ("list", _LIST), ("agreement", _AGREEMENT), ("changed", _CHANGED)):
        if form.search(question):
            return kind  # type: ignore[return-value]  # mypy widens the literals of a tuple
    if asks_when(question):
        return "when"
    if _WHO.match(question):
        return "who"
    return "said" if reading.people and _SAID.search(question) else "fact"


def words_to_read(kind: Kind, words: int) -> int:
    """How many words of turns a model reads for a question of this kind, where it reads so many for others.

    What gathers needs more turns: docs/quality.md has the figures.
    """
    return 2 * words if kind in ("list", "summary") else words
