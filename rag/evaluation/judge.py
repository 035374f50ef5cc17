"""Whether an answer is right, by the words that hold the answer and those that a right one must say. Pure.

It compares strings. What it says is a first look: read the answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from rag.answer import Answer, Citation
from rag.evaluation.library_set import LibraryQuestion

Verdict = Literal["right", "partly", "wrong", "refused", "fault"]

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
TRUSTED = frozenset({"verbatim", "supported", "computed"})  # the marks by which a reader believes a sentence

_COUNTED, _COUNTED_OF_SEVERAL = 3, 8  # citations, in their order
_ENOUGH = 0.5  # of quotes and of keys, where several turns are gold
_HELD = 0.7  # of a quote's words in fours, for markup may stand between them
_GRAM = 4
_WHOLE_WORD = 4  # characters; a longer key may also be a part of a word


def judge(question: LibraryQuestion, answer: Answer | None, texts: Mapping[str, str]) -> Verdict:
    """What an answer is; None is one that nobody got (`fault`). `texts` has the cited turns' by id.

    Without an answer in the transcripts it is right to abstain, and wrong to show anything. With one:

    - `right`: a cited turn holds a gold quote, and what is shown (sentences and quotes) has every key; where several
      turns are gold, half of the quotes and half of the keys.
    - `partly`: one of the two. `wrong`: neither. `refused`: it abstained, whatever it shows as `nearest`.
    """
    if answer is None:
        return "fault"
    if not question.answerable:
        return "right" if answer.abstained else "wrong"
    if answer.abstained:
        return "refused"
    several = question.gold_mode == "all"
    cited = counted(question, answer)
    turns = [texts[identifier] for identifier in dict.fromkeys(citation.turn_id for citation in cited)]
    markers = {citation.marker for citation in cited}
    said = (s.text for s in answer.sentences if not s.citations or markers & set(s.citations))
    gold = [any(holds(turn, g.quote) for turn in turns) for g in question.gold]
    is_cited = _share(gold) >= _ENOUGH if several else any(gold)
    is_said = says_keys(question, " ".join([*said, *(citation.quote for citation in cited)]))
    return "right" if is_cited and is_said else "partly" if is_cited or is_said else "wrong"


def counted(question: LibraryQuestion, answer: Answer) -> tuple[Citation, ...]:
    """The first citations: who shows everything has answered nothing."""
    return answer.citations[: _COUNTED_OF_SEVERAL if question.gold_mode == "all" else _COUNTED]


def says_keys(question: LibraryQuestion, shown: str) -> bool:
    """Whether what is shown says what a right answer must: every key, where several turns are gold half of them."""
    words = plain(shown)
    keys = [any(_says(words, plain(way)) for way in key.split("|")) for key in question.key]
    return _share(keys) >= (_ENOUGH if question.gold_mode == "all" else 1)


def is_trusted(answer: Answer | None) -> bool:
    """Whether a sentence of it is marked as holding."""
    return answer is not None and any(sentence.support in TRUSTED for sentence in answer.sentences)


def holds(turn: str, quote: str) -> bool:
    """Whether a turn has a quote: in so many words, or most of its words in fours.

    >>> holds("The wall - <i>all</i> of it - costs two million.", "the wall, all of it costs two million")
    False
    >>> holds("The wall, ALL of it, costs two million.", "the wall – all of it – costs two million")
    True
    """
    said, words = plain(turn), plain(quote).split()
    if " ".join(words) in said:
        return True
    grams = [" ".join(words[at : at + _GRAM]) for at in range(max(1, len(words) - _GRAM + 1))]
    return sum(gram in said for gram in grams) >= _HELD * len(grams)


def plain(text: str) -> str:
    """Words without case, accents and punctuation, a blank between them.

    >>> plain("Né à  Paris!")
    'ne a paris'
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(char for char in folded if not unicodedata.combining(char))))


def _says(shown: str, way: str) -> bool:
    return f" {way} " in f" {shown} " or (len(way) > _WHOLE_WORD and way in shown)


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 1.0
