"""The numbers that grounding goes by, and where they are from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How near a sentence and a place of a turn are, and how near is enough.

    Nearness is `meaning` times the cosine, `words` times the share of the sentence's words, numbers and dates that are
    said around the place, and `exact` times the share in the place itself. From `weak` on a sentence is shown with a
    mark, from `supported` on without. These were chosen on labelled sentences (docs/decisions/015 has the figures);
    `margin` is the one difference that counts as one: what a place that asks loses, how much nearer somebody else's
    words have to be for the speaker credited to be the wrong one, and how far below the best place another is tried.

    The others have no figures of their own: each was set by hand, and the tests and those sentences hold it. Shares:
    `second_turn`: of the words of meaning that a second turn must add to be cited too; `of_question`: what a word of
    the question counts where a few words answer it, for "Ross" is said everywhere; `reason`: of the words that a
    reason adds to its question which the turns cited must have; `quoted_too`: of a sentence's words that another one
    of the turn must add to be quoted with it. Counts: `tried`: places; `brief`: words of meaning of an answer that is
    read with its question; `bare`: words of a reply that is read with its question as one sentence; `of_reply`:
    sentences of a turn that are read with the question before it; `figure`: words by which another figure has to be
    nearer; `reach`: words between a verb and what does it or has it done to it, for what is farther away belongs to
    another.
    """

    meaning: float = 0.5
    words: float = 0.4
    exact: float = 0.1
    supported: float = 0.55
    weak: float = 0.43
    margin: float = 0.15
    second_turn: float = 0.2
    of_question: float = 0.5
    reason: float = 0.5
    quoted_too: float = 0.25
    tried: int = 4
    brief: int = 4
    bare: int = 5
    of_reply: int = 2
    figure: int = 2
    reach: int = 5


THRESHOLDS = Thresholds()
