"""What the numbers and dates of a text are about: the words of the clause they stand in. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.grounding.thresholds import THRESHOLDS
from rag.language import words as wording
from rag.language.dates import When, calendar, moments, without
from rag.language.numbers import MEASURES, is_stated, measures
from rag.language.sentences import split_sentences
from rag.language.vocabulary import HOW_MANY, SPACED_ENDS, UNSPACED_ENDS

_SENTENCE = re.compile(rf"[{SPACED_ENDS}](?=\s|$)|[{UNSPACED_ENDS}]")
_CLAUSE = re.compile(
    r"[;:—](?=\s|$)|,(?=\s(?!(?:18|19|20)\d\d\b)|$)"
    r"|(?<!hundred)(?<!thousand)(?<!million)\s(?:and(?! a half)|but|while|so)\s"
)
_OF_MEASURES = frozenset(map(wording.stem, MEASURES))


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with the figures that it gives, and its other words."""

    numbers: frozenset[tuple[str, str]]  # with what they measure
    dates: frozenset[str]  # as they may be claimed: a day also as its month
    exact: frozenset[str]  # as they stand, without the year
    words: frozenset[str]
    subject: str = ""  # the first of the words


def claimed(text: str) -> tuple[Clause, ...]:
    """The clauses of a sentence that claims something.

    >>> [sorted(clause.numbers) for clause in claimed("The county pays 3 million, the town 1.5.")]
    [[('3000000', '')], [('1.5', '')]]
    """
    return tuple(_clauses_of_claim(text))


def misplaced(claim: str, said: Iterable[tuple[str, str | None]], *, around: frozenset[str] = frozenset()) -> str:
    """A number or a date of the claim that was said of something else; "" where there is none.

    `said`: what the turns say, each with the date it was said on; `around`: numbers said near them (`is_stated`).
    A figure is misplaced where a clause that gives another figure of its kind has more words of the claim than any
    clause that gives this one.
    """
    there = tuple(clause for text, said_on in said for clause in _clauses_of_turn(text, said_on))
    mine = claimed(claim)
    return next((figure for clause in mine for figure in _misplaced(clause, mine, there, around)), "")


def other_measure(claim: str, said: str) -> str:
    """A number of the claim that was only said of another measure: kilometres for tonnes; "" where there is none."""
    there = measures(said)
    for number, measure in measures(claim):
        theirs = {other for value, other in there if value == number}
        if measure and theirs and not theirs & {measure, ""}:
            return f"{number} {measure}"
    return ""


def bare_reply(question: str, asked: Iterable[str], reply: str) -> frozenset[str]:
    """The number that a reply begins with, alone, where it was `asked` what a question for one number asks; else none.

    Then no other number of the reply answers the question.

    >>> bare_reply("How many does the launch carry?", ["How many can she carry?"], "Twelve. Four trips a day.")
    frozenset({'12'})
    """
    words = wording.content(question)
    if not any(HOW_MANY.search(other) and len(words - wording.content(other)) <= 1 for other in asked):
        return frozenset()
    first = next((claimed(span.text) for span in split_sentences(reply)), ())
    return frozenset().union(*map(_values, first)) if not any(clause.words for clause in first) else frozenset()


def _misplaced(
    clause: Clause, mine: Sequence[Clause], there: Sequence[Clause], around: frozenset[str]
) -> Iterator[str]:
    around |= {number for c in there for number in _values(c)}
    counted = [number for c in mine for number in _values(c)]
    own = [c for c in there if any(is_stated(number, _values(c), around=around) for number in _values(clause))]
    for number, measure in clause.numbers:
        free = (c for c in there if not any(is_stated(n, _values(c), around=around) for n in counted))
        if own and _is_nearer([c for c in free if _rivals(c, measure)], own, clause):
            yield number
    dated = frozenset(form for c in mine for date in c.dates for form in (date, f" {date.split()[-1]}"))
    for date in clause.dates:
        own = [c for c in there if date in c.dates]
        if _is_nearer([c for c in there if c.exact and c not in own and not c.exact & dated], own, clause):
            yield date.strip()


def _values(clause: Clause) -> frozenset[str]:
    return frozenset(number for number, _ in clause.numbers)


def _rivals(clause: Clause, measure: str) -> bool:
    return any(other == measure or (not other and measure == "percent") for _, other in clause.numbers)


def _is_nearer(others: Sequence[Clause], own: Sequence[Clause], claim: Clause) -> bool:
    """Whether the clauses with other figures are nearer to a claim than those with its own."""
    if not others or not all(clause.words for clause in own):  # a bare "Nine." may be about anything
        return False
    near, far = (max((len(claim.words & clause.words) for clause in some), default=0) for some in (own, others))
    elsewhere = any(claim.subject in c.words for c in others) and not any(claim.subject in c.words for c in own)
    return far >= near + THRESHOLDS.figure or (bool(own) and far > near and elsewhere)


def _clauses_of_claim(text: str) -> Iterator[Clause]:
    for piece in _pieces(text):
        dates = calendar(piece)
        bare = without(piece, dates)
        exact = frozenset(exact_form(date.printed) for date in dates)
        yield Clause(frozenset(m for m in measures(bare) if m[0] != "1"), exact, exact, _words(bare), _first(bare))


def _clauses_of_turn(text: str, said_on: str | None) -> Iterator[Clause]:
    for piece in _pieces(text):
        dates = moments(piece, said_on)
        bare = without(piece, [date for date in dates if date.printed != When()])
        whens = [when for date in dates for when in (date.printed, *date.computed) if when != When()]
        forms = frozenset(form for when in whens for form in _forms(when))
        yield Clause(measures(bare), forms, frozenset(map(exact_form, whens)), _words(bare))


def _pieces(text: str) -> Iterator[str]:
    """Parts of sentences that give a figure, each with the clauses before it that give none."""
    for sentence in _SENTENCE.split(text):
        piece = ""
        for clause in _CLAUSE.split(sentence):
            if _words(piece) and _gives_figures(clause) and _gives_figures(piece):
                yield piece
                piece = ""
            piece = f"{piece} {clause}".strip()
        if piece:
            yield piece


def _gives_figures(text: str) -> bool:
    return bool(measures(text) or moments(text))


def _words(text: str) -> frozenset[str]:
    return wording.matter(text) - _OF_MEASURES


def _first(text: str) -> str:
    return next((stem for word in text.split() for stem in _words(word)), "")


def exact_form(when: When) -> str:
    """A date as clauses hold it, without its year where it has a month."""
    return f"{when.day or ''} {when.month}" if when.month else str(when.year)


def _forms(when: When) -> Iterator[str]:
    """A date as it may be claimed: to the day, or only its month, or only its year."""
    if when.month:
        yield exact_form(when)
        yield f" {when.month}"
    if when.year:
        yield str(when.year)
