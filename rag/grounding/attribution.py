"""The sentences of a draft, grounded and cited as they come."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from index.transcript import Speaker
from rag.answer import Citation, Passage, Sentence, SentenceChecked, Support
from rag.citations import find_quote, without_markers
from rag.grounding.figures import bare_reply
from rag.grounding.thresholds import THRESHOLDS
from rag.grounding.verdict import Evidence, Grounded, credited, ground
from rag.language import words as wording
from rag.language.numbers import numbers
from rag.language.sentences import Span, split_sentences, without_repeats
from rag.question.question import Question

_NO_QUESTION = Question()
_BECAUSE = wording.matter("because cause since due reason")

_WHY: Mapping[Support, str] = {
    "verbatim": "These are the speaker's own words.",
    "supported": "The turns cited say this in other words.",
    "computed": "Worked out by the program from the turns cited.",
}

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]  # texts -> unit vectors, shape (len(texts), dimension)
Cite = Callable[[int, Passage, Span], Citation]  # marker, passage, span of its turn


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence as a model wrote it, the number of the turn it names (None: no number), and the words it quotes."""

    text: str
    turn: int | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with its verdict, and where it is from: turns of the evidence, each with the words quoted."""

    grounded: Grounded
    places: tuple[tuple[int, Span], ...] = ()

    @property
    def text(self) -> str:
        return self.grounded.text

    @property
    def holds(self) -> bool:
        """Whether it may be shown."""
        return self.grounded.support not in ("unsupported", "weak")

    @property
    def why(self) -> str:
        """What speaks against it."""
        weak = self.grounded.support == "weak"
        return self.grounded.why or ("no turn says this outright" if weak else "no turn says this")


class Attribution:
    """One draft against its evidence. Markers are numbered in order of appearance; the same quote keeps its number.

    `shown`: how many items of the evidence the model read as turns 1, 2, …; they come first. `question`: what the draft
    answers; "In March." is near what it says of the question, not of March. `about`: the speakers whose own words the
    question is about; what credits nobody else is looked for in their turns first, and with `alone` in no others.
    `quoted`: what is quoted already: only those turns may be cited, and a citation within such a quote shows it whole;
    None: any turn of the evidence. `spread`: cosines of the model as they are held against bounds.
    """

    def __init__(
        self,
        evidence: Sequence[Evidence],
        speakers: Sequence[str | Speaker],
        *,
        encode: Encode,
        cite: Cite,
        spread: Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]] = lambda cosines: cosines,
        shown: int = 0,
        question: Question = _NO_QUESTION,
        about: Collection[str] = (),
        alone: bool = False,
        quoted: Sequence[tuple[Passage, Span]] | None = None,
    ) -> None:
        self._evidence, self._speakers, self._shown = evidence, speakers, shown
        self._question, self._about, self._alone = question.text, frozenset(about), alone
        self._wants = question.wants
        turns = [item.passage.turn.id for item in evidence]
        self._quotes = [(passage.turn.id, span) for passage, span in quoted or ()]
        among = {turn for turn, _ in self._quotes}
        self._among = None if quoted is None else frozenset(n for n, turn in enumerate(turns) if turn in among)
        self._encode, self._cite, self._spread = encode, cite, spread
        self._vectors: npt.NDArray[np.float32] | None = None  # of the evidence's sentences, once one is needed
        self._exchanges: npt.NDArray[np.float32] | None = None  # of the same, replies with their questions
        self._markers: dict[tuple[int, int, int], int] = {}
        self._draft, self._done = "", 0
        self.taken: list[Judged] = []
        self.sentences: list[Sentence] = []
        self.dropped: list[Sentence] = []
        self.citations: list[Citation] = []

    def add(self, piece: str, *, last: bool = False) -> list[SentenceChecked]:
        """The sentences that this piece of the draft completes, checked; with `last` the unfinished one too."""
        self._draft += piece
        spans = split_sentences(self._draft)
        # The end of the text is an end of a sentence only where nothing more can come.
        complete = spans if last else spans[:-1]
        fresh, self._done = complete[self._done :], max(self._done, len(complete))
        texts = [text for span in fresh if (text := without_repeats(without_markers(span.text).strip()))]
        return [self.take(self.judge(Drafted(text))) for text in texts]

    def judge(self, drafted: Drafted) -> Judged:
        """The verdict on a sentence. The turn it names is cited where that turn says it, else one that does."""
        text = without_markers(drafted.text).strip()
        grounded = self._grounded(drafted, text, self._cosines(text))
        if _is_brief(text) and grounded.support != "unsupported":
            # Whether it holds, the turns' own words say. Where it is from, a reply tells only with its question.
            replied = self._grounded(drafted, text, self._cosines(text, in_exchange=True))
            grounded = replace(grounded, places=replied.places) if replied.support != "unsupported" else grounded
        quoted = ((turn, self._quoted(text, turn, at, drafted.quote)) for turn, at in grounded.places)
        return Judged(grounded, tuple(quoted))

    def _grounded(self, drafted: Drafted, text: str, cosines: npt.NDArray[np.float32]) -> Grounded:
        """The verdict by these cosines, of shape (1, sentences of the evidence)."""
        grounded = Grounded(text, "unsupported")
        asked = wording.matter(self._question) if _is_brief(text) else frozenset()
        for among in self._where(drafted, text):
            (grounded,) = ground([text], self._evidence, cosines, speakers=self._speakers, among=among, asked=asked)
            if grounded.support != "unsupported":
                grounded = self._against_reply(grounded)
                break
        why = self._falls_short(grounded)
        return replace(grounded, support="unsupported", why=why) if why else grounded

    def _falls_short(self, grounded: Grounded) -> str:
        """Why what a turn supports is not told all the same; "" where it is."""
        if grounded.support == "supported" and self._wants.reason:  # "since he wanted to go" is no reason for that
            adds = wording.matter(grounded.text) - wording.matter(self._question) - _BECAUSE
            there = wording.matter(" ".join(self._evidence[turn].said for turn, _ in grounded.places))
            if not adds or len(adds & there) < THRESHOLDS.reason * len(adds):
                return "no turn gives this as a reason"
        said = wording.content(grounded.text)
        if self._wants.open and said and said <= wording.content(self._question):
            return "the question says all of this"
        return ""

    def _against_reply(self, grounded: Grounded) -> Grounded:
        """The verdict, less a number that the turn gives for something else than what it was asked just before."""
        given = numbers(grounded.text) if _is_brief(grounded.text) and grounded.support != "verbatim" else frozenset()
        for turn, _ in grounded.places if given else ():
            source = self._evidence[turn]
            one = self._wants.one_number
            bare = bare_reply(self._question, source.asked, source.passage.turn.text) if one else frozenset()
            if bare and not given & bare:
                why = f"the reply to this question is {' or '.join(sorted(bare))}"
                return replace(grounded, support="unsupported", why=why)
        return grounded

    def _where(self, drafted: Drafted, text: str) -> Iterator[Collection[int] | None]:
        """The items of the evidence that a sentence is held against, one set after the other; None: all of them."""
        if drafted.turn is not None and 0 < drafted.turn <= self._shown:
            yield {drafted.turn - 1}
        theirs = self._about and set(credited(text, self._speakers)) <= self._about
        if theirs:
            by_them = {n for n, item in enumerate(self._evidence) if item.passage.turn.speaker in self._about}
            yield by_them if self._among is None else by_them & self._among
        if not (theirs and self._alone):
            yield self._among

    def take(self, judged: Judged) -> SentenceChecked:
        """The sentence with its citations, from now on part of the answer; or of what was dropped."""
        self.taken.append(judged)
        if not judged.holds:
            sentence = Sentence(judged.text, judged.grounded.support, why=_as_sentence(judged.why))
            self.dropped.append(sentence)
            return SentenceChecked(sentence)
        cited = [self._cited(turn, span) for turn, span in judged.places]
        support, markers = judged.grounded.support, tuple(citation.marker for citation in cited)
        sentence = Sentence(judged.text, support, markers, _as_sentence(judged.grounded.why) or _WHY.get(support))
        self.sentences.append(sentence)
        return SentenceChecked(sentence, tuple(cited))

    def _quoted(self, text: str, turn: int, at: int, quote: str) -> Span:
        """The words that a model quotes, where the turn has them in the sentence that was found; else that sentence."""
        source = self._evidence[turn]
        own, found = source.spans[at], find_quote(quote, source.passage.turn.text)
        return (
            found if found and found.start < own.end and own.start < found.end else _whole(self._read(text), source, at)
        )

    def _cited(self, turn: int, span: Span) -> Citation:
        whole = (s for t, s in self._quotes if t == self._evidence[turn].passage.turn.id)
        span = next((s for s in whole if s.start <= span.start and span.end <= s.end), span)
        place = (turn, span.start, span.end)
        if place not in self._markers:
            self._markers[place] = len(self._markers) + 1
            self.citations.append(self._cite(self._markers[place], self._evidence[turn].passage, span))
        return self.citations[self._markers[place] - 1]

    def _cosines(self, text: str, *, in_exchange: bool = False) -> npt.NDArray[np.float32]:
        """How near it is to each sentence of the evidence; `in_exchange`: or to a reply with what was asked before."""
        if not any(item.spans for item in self._evidence):
            return np.zeros((1, 0), dtype=np.float32)
        if self._vectors is None:
            self._vectors = self._encode([span.text for item in self._evidence for span in item.spans])
        own = self._encode([self._read(text)])
        near = own @ self._vectors.T
        if in_exchange:
            if self._exchanges is None:
                self._exchanges = self._encode([said for item in self._evidence for said in _in_exchange(item)])
            near = np.maximum(near, own @ self._exchanges.T)
        return self._spread(near)

    def _read(self, text: str) -> str:
        """A sentence as it is to be understood: a few words with the question that they answer."""
        return f"{self._question} {text}" if _is_brief(text) else text


def _in_exchange(item: Evidence) -> Iterator[str]:
    """The sentences of a turn, the first of a reply after the question."""
    asked, most = (item.asked[-1], THRESHOLDS.of_reply) if item.asked else ("", 0)
    return (f"{asked} {span.text}" if n < most else span.text for n, span in enumerate(item.spans))


def _as_sentence(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:].rstrip('.')}." if clause else ""


def _is_brief(text: str) -> bool:
    return len(wording.content(text)) <= THRESHOLDS.brief


def _whole(text: str, source: Evidence, at: int) -> Span:
    """The sentence found, with the one before or after it that says much of what it leaves open."""
    claimed = wording.content(text)
    left = claimed - wording.content(source.spans[at].text)

    def gain(place: int) -> int:
        return len(left & wording.content(source.spans[place].text))

    beside = max((place for place in (at - 1, at + 1) if 0 <= place < len(source.spans)), key=gain, default=at)
    places = (at, beside) if gain(beside) > max(THRESHOLDS.quoted_too * len(claimed), 1) else (at,)
    start, end = source.spans[min(places)].start, source.spans[max(places)].end
    return Span(start, end, source.passage.turn.text[start:end])
