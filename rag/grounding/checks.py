"""What speaks against a sentence however near it comes to a turn. Pure.

Its numbers, dates, names and quotations must occur in the cited turns and be about the same thing, and what it affirms
must not be denied there, nor the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rag.grounding.credited_speaker import named
from rag.grounding.evidence import Claim, Evidence, around
from rag.grounding.figures import exact_form, misplaced, other_measure
from rag.grounding.roles import reversed_roles
from rag.grounding.why import as_written, listed
from rag.language import words as wording
from rag.language.dates import Moment, Stated, moments
from rag.language.dialogue import proposes, turn_asks
from rag.language.names import Roster, name_words
from rag.language.negation import Signed, contradiction, leaves_open, says_no, signed, without_doubt
from rag.language.numbers import affirmed, is_stated, numbers, parts_told, percent_of, shares
from rag.language.vocabulary import DENYING, SAYS_YES, one_of

_BOTH = re.compile(r"\b(?:we|us|our|ours|let[’']s)\b", re.I)  # the speaker, and whom they speak to
_SPEAKS_TO = re.compile(rf"\b(?:you|your|yours|yourself)\b|{_BOTH.pattern}", re.I)
_PRONOUN = re.compile(r"\W*(?:he|she|they|it|i|you|we)\b", re.I)
_REPLY = re.compile(r"\W*(yes|no)\b(?=\s*(?:[.,;!—]|$))", re.I)
_REPLY_YES = re.compile(rf"\W*{one_of(SAYS_YES)}\b", re.I)
_DENIES = re.compile(DENYING, re.I)
# A claim that itself leaves it open: "Ana Reyes doubts that the ferry sails."
_HEDGES = re.compile(
    r"\b(?:may|might|could|maybe|perhaps|possib(?:le|ly)|(?:un)?(?:likely|sure|certain|clear)|(?:doubt|depend|wonder)\w*"
    r"|(?:not|cannot|\w+n[’']t)(?: \w+)? (?:know|say|tell|think|believe|expect|remember))\b",
    re.I,
)
_DECIDED = re.compile(
    r"\b(?:decid(?:ed|es|ing)|decisions?|resolved|voted|approved|adopted|carried|settled|opted|(?<=\w )agreed)\b", re.I
)
_INFERS = re.compile(r"(?:so|then)\b", re.I)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why turns cannot support a sentence; `final`: they say otherwise, so that no turn less near is worth a try."""

    why: str
    final: bool = False


def objection(
    claim: Claim, places: Sequence[tuple[int, int]], evidence: Sequence[Evidence], roster: Roster
) -> Objection | None:
    """What speaks against a claim at these (turn, sentence) places of the evidence; None where nothing does."""
    cited = [evidence[turn] for turn, _ in places]
    checks: tuple[Callable[[], str], ...] = (
        lambda: _replies(claim, cited),
        lambda: _only_proposed(claim, places, evidence),
        lambda: _dates(claim, cited),
        lambda: _numbers(claim, cited, evidence),
        lambda: _names(claim, cited, evidence, roster),
        lambda: _figures(claim, cited, evidence),
        lambda: _quotations(claim, cited),
        lambda: _roles(claim, [evidence[turn].spans[span].text for turn, span in places]),
    )
    if why := next((why for check in checks if (why := check())), ""):
        return Objection(why)
    return _contradiction(claim, places, evidence)


def how_stated(date: Moment, cited: Sequence[Evidence]) -> Stated | None:
    """How turns say a date: in so many words, or so that it follows from the day they were said on."""
    found: Stated | None = None
    for item in cited:
        on = item.passage.date
        for moment in (*moments(f"{item.prompting} {item.passage.turn.text}", on), *moments(on or "")):
            how = moment.states(date.printed)
            found = "said" if how == "said" else found or how
    return found


def _replies(claim: Claim, cited: Sequence[Evidence]) -> str:
    asked = wording.matter(claim.credit.asked)
    known = (asked & wording.matter(item.said) for item in cited if item.asked)
    return "no cited turn replies to this" if asked and 2 * max(map(len, known), default=0) <= len(asked) else ""


def _only_proposed(claim: Claim, places: Sequence[tuple[int, int]], evidence: Sequence[Evidence]) -> str:
    """That what is said to have been decided is only proposed there, and nobody agrees, or tells of a decision."""
    cited = [evidence[turn] for turn, _ in places]
    if not _DECIDED.search(claim.text) or not all(proposes(evidence[t].spans[n].text) for t, n in places):
        return ""
    near = [*cited, *around(cited, evidence, turns=2)]
    if any(item.affirms or _DECIDED.search(item.passage.turn.text) for item in near):
        return ""
    return "this is only proposed there"


def _dates(claim: Claim, cited: Sequence[Evidence]) -> str:
    missing = [str(date.printed) for date in claim.dates if how_stated(date, cited) is None]
    return f"no cited turn says {', '.join(missing)}" if missing else ""


def _numbers(claim: Claim, cited: Sequence[Evidence], evidence: Sequence[Evidence]) -> str:
    stated = " ".join(item.told(claim) for item in cited)
    said, elsewhere, right = numbers(stated), _all_numbers(evidence), numbers(affirmed(claim.undated)) & claim.numbers
    said |= shares(stated) | parts_told(claim.undated, stated) | percent_of(claim.undated, said)
    if missing := sorted(n for n in claim.numbers if not is_stated(n, said, around=elsewhere)):
        return f"no cited turn says {listed(as_written(missing, claim.text))}"
    if denied := sorted(n for n in right & numbers(stated) if not is_stated(n, numbers(affirmed(stated)))):
        return f"the turn says that it is not {listed(as_written(denied, claim.text))}"
    if not claim.credit.by and (denied := sorted(right & _numbers_denied(around(cited, evidence, turns=2)))):
        return f"a turn close by says that it is not {listed(as_written(denied, claim.text))}"
    other = other_measure(claim.undated, " ".join(item.said for item in cited))
    return f"no cited turn says {other}" if other else ""


def _names(claim: Claim, cited: Sequence[Evidence], evidence: Sequence[Evidence], roster: Roster) -> str:
    if actor := _actor_missing(claim, cited, evidence, roster):
        return f"no cited turn is by {actor} or about them"
    if missing := sorted(_names_missing(claim, cited, evidence, roster)):
        return f"no cited turn names {', '.join(as_written(missing, claim.text))}"
    return ""


def _figures(claim: Claim, cited: Sequence[Evidence], evidence: Sequence[Evidence]) -> str:
    if len(cited) > 1 and not any(_stand_together(claim, item) for item in cited):
        return "no cited turn says this number of this name"
    turns = [(item.told(claim), item.passage.date) for item in cited]
    figure = misplaced(claim.credit.body, turns, around=_all_numbers(evidence))
    if not figure:
        return ""
    dated = (str(date.printed) for date in claim.dates if exact_form(date.printed).strip() == figure.strip())
    return f"{next(dated, listed(as_written({figure}, claim.text)))} is said of something else"


def _quotations(claim: Claim, cited: Sequence[Evidence]) -> str:
    for quote in wording.quotations(claim.text):
        if not any(wording.has_words(item.passage.turn.text, wording.plain(quote).rstrip(".,")) for item in cited):
            return f"no cited turn has the words “{quote}”"
    return ""


def _roles(claim: Claim, said: Sequence[str]) -> str:
    for text in said:
        if turned := reversed_roles(claim.credit.body, text):
            return f"the turn has {listed(as_written(turned, claim.text))} the other way round"
    return ""


def _all_numbers(evidence: Iterable[Evidence]) -> frozenset[str]:
    return numbers(" ".join(item.passage.turn.text for item in evidence))


def _numbers_denied(items: Iterable[Evidence]) -> frozenset[str]:
    text = " ".join(item.passage.turn.text for item in items)
    return numbers(text) - numbers(affirmed(text))


def _names_missing(
    claim: Claim, cited: Sequence[Evidence], evidence: Sequence[Evidence], roster: Roster
) -> frozenset[str]:
    """Names that the cited turns do not have; those they speak to, in the turns around them, are known as well."""
    said = " ".join(item.said for item in cited)
    known = wording.content(said) | wording.names(said) | {wording.stem(word) for word in said.split()}
    known |= {wording.stem(word) for item in around(cited, evidence, turns=2) for word in re.findall(r"\w+", item.said)}
    spoken_to = (name for item in cited if _SPEAKS_TO.search(item.passage.turn.text) for name in item.partners)
    known |= {wording.stem(word) for name in (*claim.credit.by, *spoken_to) for word in name_words(name)}
    names, plain = wording.names(claim.undated), wording.plain(said)
    written = {wording.stem(word) for word in re.findall(r"\w+", claim.text)}
    for person in named(claim.text, roster, roles=False):  # one word of a name is enough to know the rest
        parts = {wording.stem(word) for word in name_words(person)}
        names = names - parts if parts & known else names | (parts & written)
    return frozenset(name for name in names if name not in known and name not in plain)


def invited(claim: Claim, cited: Sequence[Evidence], evidence: Sequence[Evidence], roster: Roster) -> tuple[str, ...]:
    """Who is said to do something that somebody else only proposes to them ("let's"): so they must have agreed."""
    proposed = {name for item in cited if _BOTH.search(item.passage.turn.text) for name in item.partners}
    return tuple(person for person in _speakers_unheard(claim, cited, evidence, roster) if person in proposed)


def _actor_missing(claim: Claim, cited: Sequence[Evidence], evidence: Sequence[Evidence], roster: Roster) -> str:
    """The speaker who is said to have done something without a word from, about or to them; "" where nobody is."""
    asked = invited(claim, cited, evidence, roster)
    return next((person for person in _speakers_unheard(claim, cited, evidence, roster) if person not in asked), "")


def _speakers_unheard(
    claim: Claim, cited: Sequence[Evidence], evidence: Sequence[Evidence], roster: Roster
) -> tuple[str, ...]:
    """The speakers who are said to have done something without a word from or about them."""
    if claim.credit.by or _PRONOUN.match(claim.text):  # "He knew Rachel" is not about what she did
        return ()
    acting = named(" ".join(claim.text.split()[:3]), roster, roles=False)
    told = " ".join((*(i.said for i in cited), *(i.passage.turn.text for i in around(cited, evidence, turns=2))))
    known = {wording.stem(word) for word in re.findall(r"\w+", told)}
    return tuple(person for person in acting if not known & set(map(wording.stem, name_words(person))))


def _stand_together(claim: Claim, item: Evidence) -> bool:
    """Whether a number and a name of the sentence stand in the same turn, or it lacks one of them."""
    names, counted = wording.names(claim.undated), claim.numbers
    return not names or not counted or bool(counted & numbers(item.said) and names & wording.content(item.said))


def _contradiction(claim: Claim, places: Sequence[tuple[int, int]], evidence: Sequence[Evidence]) -> Objection | None:
    """What the cited turns deny of the claim, or the claim of them."""
    mine, cited = signed(claim.credit.body), [evidence[turn] for turn, _ in places]
    there = signed("\n".join(item.stated(asking=claim.credit.asks) for item in cited))
    answered = " ".join(item.prompting for item in cited if says_no(item.passage.turn.text))
    asked = signed(answered, denied=True) if answered else Signed()
    if against := contradiction(mine, there) or contradiction(mine, asked):
        return Objection(f"the turn says otherwise of {listed(as_written(against, claim.text))}", final=True)
    if _is_left_open(claim, cited):
        return Objection("the reply says neither yes nor no to this", final=True)
    if (reply := _REPLY.match(claim.text)) and (other := _why_other_reply(reply[1], places, evidence)):
        return Objection(other, final=True)
    if any(_is_answered_no(evidence[turn], place, evidence) for turn, place in places):
        return Objection("the next turn says no")
    near = signed("\n".join(item.passage.turn.text for item in around(cited, evidence, turns=2)))
    replied = near.denied if any(turn_asks(item.passage.turn.text) for item in cited) else ()
    if mine.negates and not (there.negates or asked.negates or replied):
        return Objection("no cited turn denies anything")
    known = there.affirmed | there.denied | wording.matter(" ".join(item.said for item in cited))
    if against := (mine.affirmed - known) & near.denied - near.affirmed:
        return Objection(f"denied close by: {listed(as_written(against, claim.text))}")
    return None


def _why_other_reply(reply: str, places: Sequence[tuple[int, int]], evidence: Sequence[Evidence]) -> str:
    """Why a sentence may not begin with yes (no): what it cites denies (affirms); "" where it may."""
    said = [without_doubt(evidence[turn].spans[place].text) for turn, place in places]
    denies = any(says_no(text) or signed(text).negates or _DENIES.search(text) for text in said)
    if reply.casefold() == "yes":
        return "the turn does not say yes to this" if denies and not any(map(_REPLY_YES.match, said)) else ""
    return (
        ""
        if denies or any(says_no(evidence[turn].passage.turn.text) for turn, _ in places)
        else "the turn does not say no"
    )


def _is_left_open(claim: Claim, cited: Sequence[Evidence]) -> bool:
    """Whether a claim is only what a question asks, and the reply to it says neither yes nor no."""
    for item in cited:
        turn = item.passage.turn.text
        asked, said = wording.matter(" ".join(item.asked)), wording.matter(turn)
        words = claim.words - said - {"yes"}
        if leaves_open(turn) and words <= asked and (words or _REPLY.match(claim.text)):
            return _HEDGES.search(claim.undated) is None
    return False


def _is_answered_no(item: Evidence, place: int, evidence: Sequence[Evidence]) -> bool:
    """Whether a turn ends by inferring this, "So you get your money back", and somebody else answers no."""
    if place < len(item.spans) - 1 or not _INFERS.match(item.spans[place].text):
        return False
    turn = item.passage.turn
    return any(
        other.passage.turn.speaker != turn.speaker and says_no(other.passage.turn.text)
        for other in around([item], evidence)
        if other.passage.turn.index == turn.index + 1
    )
