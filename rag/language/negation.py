"""What a text affirms and what it denies, word by word, and where two texts contradict each other. Pure.

A word that carries meaning has a sign: minus in the scope of a negation ("does not sail", "nobody dived", "refused to
sail"), and minus for the second word of a pair of opposites, which is then read as the first denied: "shut" is "not
open", so that "not shut" and "open" agree. No parser: a scope ends with its clause, and clauses end at punctuation and
conjunctions. Two texts contradict each other where most words that one of them denies are affirmed by the other.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.language import words as wording
from rag.language.antonyms import base, opposites, undone
from rag.language.numbers import numbers
from rag.language.vocabulary import NEGATIONS, NEGATIONS_AHEAD, NO, SURELY, one_of

_KEPT = frozenset(
    "more less all first last few most want wants wanted out above below up down inside outside".split()
)  # stop words that can be denied
_MOVES = {"up": "rise", "down": "fall", "on": "continue"}
_PHRASE = re.compile(r"\b(?:go|goes|going|went|gone|put|puts)(?:(?: \w+){0,3}? (?:up|down)| on)\b", re.I)
_LEAVES_OUT = re.compile(r"\b(?:leav\w+|left) out\b", re.I)
_LEFT = frozenset(
    "now yet still already again today anymore obviously any anything also just really very one without".split()
)
_WORD = re.compile(r"[^\W_]+(?:[’'.,][^\W_]+)*|[.,;:!?…—()]")
_BREAK = frozenset(
    "but because although though while which who whose where when if unless except until till before after than as "
    "since so . , ; : ! ? … — ( )".split()
)
_ARTICLES = (["a"], ["an"], ["the"], ["any"])
_PASSIVE = frozenset("is are was were be been being".split())
_RELATIVE = frozenset("who whose that which".split())
_SUPPOSING = frozenset("if unless".split())
_DENYING = re.compile(r"(?:refus|den[iy]|declin|fail|doubt(?!less|ful))")
_DENYING_ALWAYS = re.compile(r"(?:unable|unlikely|unwilling|doubtful)")  # "is unable", but not "was refused"
_CERTAIN = re.compile(r"\b(?:no|without(?: a| any)?|never|(?:don|doesn|didn|can)[’']t|not) doubt(?:s|ed)?\b", re.I)
# Words before what a reply says: "Well, I'm afraid not", "That is very unlikely".
_HEDGES = (
    rf"\W*(?:(?:{one_of(SURELY)}|well|oh|hm+|uh|um|and|but|so|honestly|frankly|actually|really|to be honest|in fact"
    r"|i think|i guess|i[’']m afraid|i am afraid|probably|absolutely|definitely|clearly|most|very|highly|quite"
    r"|(?:that|it)(?:[’']s| is| seems))\b[\s,]*)*"
)
_ENDS = r"\b\s*(?:[.,;!…—]|$)"
_SAYS_NO = re.compile(
    rf"{_HEDGES}(?:{one_of(NO)}|never|not(?: (?:really|at all|yet|so|true|right|the case|any ?more))?|far from it"
    r"|(?:on )?the (?:contrary|opposite|reverse)|by no means|in no way|out of the question"
    rf"|i (?:do|would)n[’']?t (?:think|believe|say) (?:so|that|it)){_ENDS}",
    re.I,
)
_UNSURE = r"(?:know|say|tell|remember|recall|sure|certain|clear|decided|comment)"
_LEAVES_OPEN = re.compile(
    rf"{_HEDGES}(?:(?:i|we) (?:(?:very )?much |really |rather |seriously )?doubt(?: (?:it|that|so))?|doubtful|unlikely"
    r"|maybe(?: not)?|perhaps(?: not)?|possibly|it depends|(?:we|you)(?:[’']ll| will)? see|time will tell|who knows"
    r"|hard to (?:say|tell)|no (?:idea|comment)|i (?:wonder|hope so|hope not)"
    rf"|(?:i|we)(?: am|[’']m| are|[’']re)? (?:(?:do|ca|could|would|have|has)n[’']?t|cannot|not)(?: \w+)? {_UNSURE}"
    rf"(?: (?:that|yet|for (?:sure|certain)|about that|on that))?){_ENDS}",
    re.I,
)
_FORWARD = re.compile(r"n[’']t$")
# Shares of the words denied by one text that the other affirms where they contradict each other; set by hand.
_DENIED_BY_CLAIM, _DENIED_BY_TURN = 0.5, 0.51


@dataclass(frozen=True, slots=True)
class Clause:
    """The words that a clause affirms, and those that it denies."""

    affirmed: frozenset[str]
    denied: frozenset[str]


@dataclass(frozen=True, slots=True)
class Signed:
    """What a text affirms and denies, clause by clause; `negates`: whether it has a word that denies at all."""

    clauses: tuple[Clause, ...] = ()
    negates: bool = False

    @property
    def affirmed(self) -> frozenset[str]:
        """All that some clause affirms."""
        return frozenset().union(*(clause.affirmed for clause in self.clauses))

    @property
    def denied(self) -> frozenset[str]:
        """All that some clause denies."""
        return frozenset().union(*(clause.denied for clause in self.clauses))


def signed(text: str, *, denied: bool = False) -> Signed:
    """What a text affirms and denies; `denied`: it is a question that is answered with no.

    >>> found = signed("The terminal will not reopen in May.")
    >>> sorted(found.affirmed), sorted(found.denied)
    (['termin'], ['may', 'open'])
    """
    found: list[Clause] = []
    negates = denied
    text = without_doubt(_LEAVES_OUT.sub("excludes", _PHRASE.sub(_verb, text)))
    for words in _clauses(text.replace(" and that ", "; ")):
        clause = _split(words, denied)
        negates |= len(words) > 1 and _ends_denying(words, 0)
        if clause.affirmed | clause.denied:
            found.append(clause)
        elif found and _ends_denying(words, -1):  # "…, and we did not", "In Lantern Street, no": of what came before
            found[-1], negates = Clause(frozenset(), found[-1].affirmed | found[-1].denied), True
    return Signed(tuple(found), negates)


def contradiction(claim: Signed, said: Signed) -> frozenset[str]:
    """Words that one of two texts about the same matter denies and the other affirms; empty where they may agree."""
    for clause in claim.clauses:
        if against := _affirmed_share(clause.denied, said, at_least=_DENIED_BY_CLAIM):
            return against
    for clause in said.clauses:
        against = _affirmed_share(clause.denied, claim, at_least=_DENIED_BY_TURN)
        if against and not any(_is_about_something_else(mine.affirmed, against, said) for mine in claim.clauses):
            return against
    return _opposed(claim, said)


def _is_about_something_else(affirmed: frozenset[str], against: frozenset[str], said: Signed) -> bool:
    """Whether a clause affirms what another denies, and more of what is claimed: it is about something else."""
    return any(against <= c.affirmed and len(affirmed & c.affirmed) > len(against) for c in said.clauses)


def _affirmed_share(denied: frozenset[str], other: Signed, *, at_least: float) -> frozenset[str]:
    """The share of denied words that one clause of another text affirms, if it is large and none denies as many."""
    if not denied or denied & set(map(undone, other.affirmed)):
        return frozenset()
    against = max((denied & c.affirmed for c in other.clauses if not denied & c.denied), key=len, default=frozenset())
    same = max((len(denied & clause.denied) for clause in other.clauses), default=0)
    return against if len(against) > same and len(against) >= at_least * len(denied) else frozenset()


def _opposed(claim: Signed, said: Signed) -> frozenset[str]:
    """Words of the claim whose opposites stand where the other text comes nearest to it."""
    found = {
        word
        for mine in claim.clauses
        for word in mine.affirmed
        if _nearest(mine, said, opposites(word) - claim.affirmed) > _nearest(mine, said, frozenset({word}))
    }
    found |= {word for word in claim.denied if opposites(word) & said.denied and word not in said.denied}
    return frozenset(found)


def _nearest(mine: Clause, said: Signed, words: frozenset[str]) -> int:
    """How many words a clause shares with the nearest one that affirms one of these; -1 where none does."""
    return max((len(mine.affirmed & c.affirmed - words) for c in said.clauses if words & c.affirmed), default=-1)


def without_doubt(text: str) -> str:
    """The text with "surely" for what denies a doubt, and so affirms.

    >>> without_doubt("There is no doubt that it sails.")
    'There is surely that it sails.'
    """
    return _CERTAIN.sub("surely", text)


def says_no(text: str) -> bool:
    """Whether a reply begins with no: "Nope, we did not.", "Of course not." (not "No staff were laid off").

    >>> says_no("I don't think so."), says_no("Far from it."), says_no("Not on Friday."), says_no("I doubt it.")
    (True, True, False, False)
    """
    return _SAYS_NO.match(text) is not None


def leaves_open(text: str) -> bool:
    """Whether a reply begins with words that say neither yes nor no: "I doubt it.", "Maybe, we will see."

    >>> leaves_open("It depends."), leaves_open("Perhaps in May."), leaves_open("We don't know when the ferry sails.")
    (True, False, False)
    """
    return _LEAVES_OPEN.match(text) is not None


def _verb(match: re.Match[str]) -> str:
    """One word for "go up" and "put the fares up", the words between kept."""
    _, *between, way = match[0].lower().split()
    return " ".join((*between, _MOVES[way]))


def _clauses(text: str) -> Iterator[list[str]]:
    """The words of each clause that says how things are: "if nothing is done", "without the repair" do not."""
    clause: list[str] = []
    supposed = False
    for word in _WORD.findall(text):
        lower = word.casefold()
        if (
            lower in _RELATIVE and clause[-2:-1] in _ARTICLES and _ends_denying(clause, 0)
        ):  # "not a man who complained": denied too
            yield clause
            clause = ["not"]
        elif lower in _BREAK:
            if not supposed:
                yield clause
            clause, supposed = [], lower in _SUPPOSING
        elif not clause and lower == "without":
            supposed = True
        else:
            clause.append(word)
    if not supposed:
        yield clause


def _split(clause: Sequence[str], denied: bool) -> Clause:
    words = [word.casefold() for word in clause]
    cues = [(place, cue) for place in range(len(words)) if (cue := _cue(words, place))]
    plus: set[str] = set()
    minus: set[str] = set()
    for place, word in enumerate(words):
        if stem := _meaning(word):
            negated = any(cue == "both" or at < place for at, cue in cues)
            (plus if negated == denied else minus).add(stem)
    return Clause(frozenset(plus - minus), frozenset(minus))


def _ends_denying(clause: Sequence[str], start: int) -> bool:
    """Whether one of the words of a clause from `start` on denies."""
    words = [word.casefold() for word in clause]
    return any(_cue(words, place) for place in range(len(words))[start:])


def _cue(words: Sequence[str], place: int) -> str:
    """Which way the word denies: "ahead", "both" ways, "" not at all."""
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else ""
    if word == "not" and (
        following == "only" or numbers(following) - {"1"}
    ):  # "not eleven weeks" denies the number only
        return ""
    if word == "without":  # "without being paid", not "without a car"
        return "ahead" if following.endswith("ing") else ""
    if word in NEGATIONS:
        return "ahead" if word == "no" and following == "longer" else "both"
    refuses = _DENYING.match(word) and (place == 0 or words[place - 1] not in _PASSIVE)  # "were refused on Monday"
    denies = word in NEGATIONS_AHEAD or _FORWARD.search(word) or refuses or _DENYING_ALWAYS.match(word)
    return "ahead" if denies else ""


def _meaning(word: str) -> str:
    """The stem of a word that carries meaning; "" of any other."""
    if found := base(word):
        return found
    if word in _KEPT:
        return wording.stem(word)
    if word in _LEFT or (_cue([word], 0) and not (_DENYING.match(word) or _DENYING_ALWAYS.match(word))):
        return ""
    return min(wording.matter(word), default="")
