"""Exchanges: which turn asks, which answers it, and which question was left without an answer. Pure."""

import re
from collections.abc import Sequence

from index.transcript import Turn
from rag.language.sentences import split_sentences
from rag.language.vocabulary import ASSENT, DENYING, has_question, is_question, one_of

_AGREES = re.compile(
    rf"\W*(?:(?:well|oh|and|so|um|uh),?\s+)*(?:{one_of(ASSENT)}|absolutely|definitely|totally|agreed|sure|ok(?:ay)?|fine"
    r"|(?:all )?right|i (?:fully |quite )?agree|so do i|me too|same here|(?:that )?(?:sounds|works|is) (?:good|great"
    r"|fine)|(?:good|great) idea|deal|i[’']m with (?:you|\w+))\b(?=\s*(?:[.,;!—]|$)|\s+(?:i agree|with)\b)",
    re.I,
)
_BUT = re.compile(rf"\b(?:but|nonsense)\b|{DENYING}", re.I)
_PROPOSES = re.compile(
    r"\b(?:propos(?:e|es|ed|ing|al)|suggest(?:s|ed|ion)?|recommend(?:s|ed|ation)?|move (?:that|to|we|adoption|approval)"
    r"|let[’']?s|let us|(?:shall|should|could) we|we (?:should|could|might|ought to)|(?:how|what) about|what if"
    r"|why (?:do not|don[’']?t) we|maybe we|i(?:[’']d| would) (?:say|like|prefer))\b",
    re.I,
)

_REMARK = 5  # words of a turn that comes between question and answer and ends neither


def turn_asks(text: str) -> bool:
    """Whether what someone says asks something near its end, thanks aside."""
    return has_question(text[-160:])


def answers(question: Turn, turn: Turn) -> bool:
    """Whether a turn, the next after another, is somebody else's reply to a question."""
    return question.speaker != turn.speaker and turn_asks(question.text)


def is_unanswered(question: Turn, following: Sequence[Turn]) -> bool:
    """Whether a turn asks something and nobody else speaks to it: the talk ends there, or only questions follow.

    `following`: the next turns of the transcript, at least two where there are so many.
    """
    if not turn_asks(question.text):
        return False
    others = [turn for turn in following if turn.speaker != question.speaker]
    return not any(not only_asks(turn.text) for turn in others[:2])


def only_asks(text: str) -> bool:
    """Whether a turn says nothing else than questions.

    >>> only_asks("Why? And since when?"), only_asks("It was nice. You know?")
    (True, False)
    """
    return all(is_question(span.text.rstrip(' "”’)')) for span in split_sentences(text))


def agrees(text: str) -> bool:
    """Whether a turn agrees with what came before it, and with all of that.

    >>> agrees("Okay, let us do that."), agrees("Right, but later."), agrees("That is right.")
    (True, False, False)
    """
    return _AGREES.match(text) is not None and _BUT.search(text) is None


def proposes(text: str) -> bool:
    """Whether a sentence proposes what is to be done, so that it is not yet decided.

    >>> proposes("I propose we close at six."), proposes("We close at six.")
    (True, False)
    """
    return _PROPOSES.search(text) is not None


def prompting(before: Sequence[Turn], turn: Turn) -> Turn | None:
    """The question that a turn answers, among the turns `before` it, the nearest last; None where nobody asked.

    Between the two stand only turns of the one who answers, and remarks of a few words.
    """
    for earlier in reversed(before):
        if earlier.speaker == turn.speaker:
            continue
        if turn_asks(earlier.text):
            return earlier
        if earlier.words > _REMARK:
            return None
    return None
