"""Exchanges: which turn asks, which answers it, and which question was left without an answer. Pure."""

from collections.abc import Sequence

from index.transcript import Turn
from rag.language.sentences import split_sentences
from rag.language.vocabulary import has_question, is_question

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
