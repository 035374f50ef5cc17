"""Questions to begin with and to ask next: what people ask in the transcripts, where it can be understood alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.transcript import Turn
from rag.language.dialogue import only_asks
from rag.language.vocabulary import NO, QUESTION_MARKS, SPACED_ENDS, UNSPACED_ENDS, YES
from rag.ui.protocol import Index, TranscriptInfo


@dataclass(frozen=True, slots=True)
class Choice:
    """How many questions are offered, and where they are looked for: little enough to be there with the page."""

    examples: int = 4  # on an empty page
    transcripts: int = 8  # the newest, looked through for an example
    turns: int = 400  # of each
    next: int = 3  # offered after an answer
    around: int = 25  # turns before and after a cited one that are looked through for them
    cited: int = 5  # cited turns that are looked around
    longest: int = 110  # characters of a question
    telling: int = 3  # words of some length that a question has at least
    after: int = 8  # words behind it in its turn, at most: who goes on asked nobody
    alike: float = 0.6  # share of a question's words that another may have; with more it is the same question


CHOICE = Choice()

# Words that need somebody or something named before.
POINTING = frozenset(
    "i me my we us our you your he him his she her it its they them their this that these those there here one other "
    "so and but or then well"
    .split()
)  # fmt: skip

# What a question begins with that was meant as one, in the languages of the page that print spaces.
OPENING = frozenset(
    "who whom whose what which when where why how is are was were do does did can could should would will has have had "
    "wer wen wem wessen was welche welcher welches wann wo warum wieso wie "
    "qui que quel quelle quels quelles quand où pourquoi comment combien "
    "quién quiénes qué cuál cuáles cuándo dónde cómo cuánto cuánta cuántos cuántas".split()
)
PASSING = frozenset((*YES, *NO, *"also like okay ok oh um uh right".split()))  # ... and what nobody means by it


def examples_of(index: Index) -> list[str]:
    """Questions to begin with, of an index."""
    ready = [info for info in index.transcripts() if info.state == "ready"]
    return example_questions(ready, lambda transcript: index.turns(transcript, first=0, last=CHOICE.turns - 1))


def example_questions(library: Sequence[TranscriptInfo], turns_of: Callable[[str], Sequence[Turn]]) -> list[str]:
    """Questions to begin with: for each of the newest transcripts, the best one that somebody asks in it."""
    newest = sorted(library, key=lambda info: (info.date or "", info.id), reverse=True)
    chosen: list[str] = []
    for info in newest[: CHOICE.transcripts]:
        best = max(_questions_asked(turns_of(info.id)), key=_how_fit, default=None)
        if best is not None and best not in chosen:
            chosen.append(best)
    return chosen[: CHOICE.examples]


def questions_near(cited: Sequence[tuple[str, int]], index: Index, asked: str) -> tuple[str, ...]:
    """What to ask next: of the turns around each cited one (transcript and number), the question that tells most and
    can be understood alone, and none that was asked already."""
    known = [words_in(asked)]
    found: list[str] = []
    for transcript, number in cited[: CHOICE.cited]:
        turns = index.turns(transcript, max(0, number - CHOICE.around), number + CHOICE.around)
        for question in sorted(_questions_asked(turns), key=_how_fit, reverse=True):
            if all(len(words_in(question) & other) < CHOICE.alike * len(words_in(question)) for other in known):
                found.append(question)
                known.append(words_in(question))
                break
    return tuple(found[: CHOICE.next])


def words_in(text: str) -> set[str]:
    """The words of some length, small."""
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


def _questions_asked(turns: Sequence[Turn]) -> list[str]:
    """The questions of these turns that somebody else was to answer, and that can be understood alone."""
    following = [*turns[1:], None]
    return [
        question
        for turn, after in zip(turns, following, strict=True)
        if after is None or after.speaker is None or after.speaker != turn.speaker
        for question in _questions(turn.text)
    ]


def _questions(text: str) -> list[str]:
    """The questions with which a turn ends and that can be understood alone: they point at nothing outside them."""
    found = [
        (match[0].strip(), text[match.end() :])
        for match in re.finditer(rf"[^{SPACED_ENDS}{UNSPACED_ENDS}]+[{QUESTION_MARKS}]", text)
    ]
    return [
        question
        for question, after in found
        if (only_asks(after) or len(after.split()) <= CHOICE.after)
        and len(question) <= CHOICE.longest
        and _telling(question) >= CHOICE.telling
        and question[:1].isupper()
        and _first_word(question) not in PASSING
        and not question.count("“") - question.count("”")
        and not question.count('"') % 2
        and not POINTING & set(re.findall(r"\w+", question.casefold()))
    ]


def _how_fit(question: str) -> tuple[bool, int]:
    """How well a question stands alone: it begins as one, and says much."""
    return _first_word(question) in OPENING, _telling(question)


def _first_word(question: str) -> str:
    return question.casefold().lstrip("¿").partition(" ")[0].rstrip(",")


def _telling(question: str) -> int:
    """How much a question says: its words of some length."""
    return sum(len(word) > 4 for word in question.split())
