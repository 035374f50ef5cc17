"""Questions about the transcripts themselves: who spoke, who chaired, how many turns, when, which there are, and what
they come to as a whole: a summary, what was decided, who is to do what, what nobody answered. Pure.

And what is no question: a greeting, thanks, "what can you do?". It is one of these only where every word is accounted
for: by a form below, a speaker, a day, a title, or a word for a transcript. "Who asked questions in May?" is; "Who
asked for more time?" is about what was said, and nothing here explains "more time".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rag.language.names import TITLES, Naming
from rag.question.date_range import DateRange

Topic = Literal[
    "greeting", "thanks", "help", "transcripts", "speakers", "chair", "moderator", "host", "askers", "turns", "most",
    "least", "first", "last", "when", "length", "sections", "points", "decisions", "actions", "questions",
]  # fmt: skip
WHOLE: frozenset[Topic] = frozenset({"points", "decisions", "actions", "questions"})  # what transcripts come to

_LONGEST = 40  # words: nothing longer is about the library alone
_MOST_MEANT = 6  # transcripts that the words of a title may fit

_FILE = r"(?:transcripts?|recordings?|files?|documents?)"
_EVENT = (
    r"(?:meetings?|hearings?|briefings?|(?:press )?conferences?|(?:press )?calls?|interviews?|talks?|episodes?"
    r"|podcasts?|sessions?|debates?|discussions?|conversations?|panels?|(?:press )?gaggles?|lectures?|speech(?:es)?"
    r"|sittings?|depositions?|trials?|shows?|seminars?|proceedings|minutes)"
)
_NOUN = rf"(?P<noun>{_FILE}|{_EVENT})"
_IS_EVENT, _IS_KIND = re.compile(_EVENT, re.I), re.compile(rf"{_FILE}|{_EVENT}|press", re.I)
_SEVERAL = re.compile(r"\b(?:all|every|each|any|these|those|library|collection|archive|folder|index)\b", re.I)
_EVERYBODY = re.compile(
    r"(?:they|people|every(?:one|body|one else)|(?:each|every|all|the)(?: of)?(?: the)? ?(?:speakers?|persons?|people)?"
    r"|each of them)$",
    re.I,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FUNCTION = TITLES | frozenset(
    "a an and at all any been by called each entire every for from had has have held here in is it its library"
    " collection archive folder index me my named of on or our over overall recorded that the their there they this"
    " those these titled together total was were whole with you your".split()
)
_LEAD = re.compile(
    r"(?:(?:please|so|and|ok(?:ay)?|well|then|also|but|hi|hello|hey|now)\b[,!. ]*)*"
    r"(?:(?:can|could|would|will) you (?:please )?|do you know |i(?: would like|['’]d like| want) to (?:know|see) )?"
    r"(?:(?:tell|let) me (?:know )?(?=who|which|what|when|how|in|on))?",
    re.I,
)  # fmt: skip
_TAIL = re.compile(r"[\s,]*\b(?:please|thanks|thank you|exactly|altogether|at all|in (?:all|total))$", re.I)

_LIST = r"(?:list|show|name|give|print|display|enumerate|tell|see|what are|which are)(?: me| us)?"
_ALL = r"(?: (?:a list of|the names of|all|of|the|my|our|your|available))*"
_ALL_WHO = r"(?:who(?: all| else)?|(?:which|what) (?:people|persons?|speakers?|participants?|voices))"
_SPOKE = (
    r"(?:sp(?:oke|eaks?)|(?:is|are|was|were) (?:speaking|talking)|ha(?:s|ve|d) spoken|talk(?:s|ed)|t(?:ook|akes?) part"
    r"|participate[sd]?|appear(?:s|ed)?|t(?:ook|akes?) the floor|got to speak|sa(?:id|ys) (?:something|anything)"
    r"|g(?:ave|ives?) evidence|testif(?:ied|ies))"
)
_SPEAK = r"(?:speak|spoken|talk|talked|appear|take part|take the floor|testify|give evidence)"
_PEOPLE = r"(?:people|persons?|speakers?|participants|voices)"
_DID, _IS = r"(?:did|does|do|has|have|had)", r"(?:is|are|was|were)"
_SECTIONS = r"(?:sections?|headings?|agenda items?|chapters?)"
_SCOPE, _REST = r"(?P<scope>.+?)", r"(?: (?P<scope>.+))?"
_FORMS: tuple[tuple[Topic, str], ...] = (
    ("most", rf"who {_SPOKE} (?:the )?(?:most(?: often| frequently)?|longest){_REST}"),
    ("most", rf"who (?:had|has|got|took|said) (?:the )?most (?:turns|words){_REST}"),
    ("most", rf"who (?:did|does) (?:the )?most of the (?:talking|speaking){_REST}"),
    ("most", rf"who {_IS} the (?:main|most (?:active|talkative|frequent)) speakers?{_REST}"),
    ("least", rf"who {_SPOKE} (?:the )?least(?: often)?{_REST}"),
    ("least", rf"who (?:had|has|got) (?:the )?(?:fewest|least) (?:turns|words){_REST}"),
    ("first", rf"who (?:{_SPOKE} first|{_IS} the first (?:speaker|to speak)){_REST}"),
    ("last", rf"who (?:{_SPOKE} last|{_IS} the last (?:speaker|to speak)){_REST}"),
    ("speakers", rf"{_ALL_WHO} {_SPOKE}{_REST}"),
    ("speakers", rf"(?:who|what) {_IS}(?: all)?(?: the)? (?:names of the )?{_PEOPLE}(?: (?:speaking|talking))?{_REST}"),
    ("speakers", rf"{_LIST}{_ALL} (?:{_PEOPLE}|everyone|everybody)(?: (?:that|who) {_SPOKE})?{_REST}"),
    ("speakers", rf"how many (?:different )?{_PEOPLE} (?:{_SPOKE}|{_IS} there){_REST}"),
    ("speakers", rf"how many (?:different )?speakers{_REST}"),
    ("speakers", rf"how many (?:different )?{_PEOPLE} {_DID} {_SCOPE} have"),
    ("chair", rf"who (?:chair(?:s|ed)|presided|presides)(?: over)?{_REST}"),
    ("chair", rf"who {_IS} (?:chairing|presiding(?: over)?){_REST}"),
    ("chair", rf"who {_IS} (?:the |in the )?(?:chair(?:man|woman|person)?|presiding officer){_REST}"),
    ("moderator", rf"who (?:moderate[sd]|{_IS} moderating|{_IS} the moderators?){_REST}"),
    ("host", rf"who (?:host(?:s|ed)|{_IS} hosting|{_IS} the hosts?){_REST}"),
    ("askers", rf"{_ALL_WHO} (?:ask(?:s|ed)|put|posed|{_IS} asking)(?: (?:the|any|some|all|most))* questions{_REST}"),
    ("askers", rf"how many questions {_IS} (?:there|asked|put){_REST}"),
    ("askers", rf"how many questions {_DID} (?P<who>.+?) (?:ask|asked|put|pose){_REST}"),
    ("turns", rf"how many turns {_DID} (?P<who>.+?) (?:have|had|take|taken|get|speak){_REST}"),
    ("turns", rf"how many words {_DID} (?P<who>.+?) (?:say|said|speak|spoken|use|used|have){_REST}"),
    ("turns", rf"how (?:much|long|often|many times) {_DID} (?P<who>.+?) (?:speak|spoken|talk|talked){_REST}"),
    ("turns", rf"(?:{_LIST}{_ALL} )?(?:turns|words) (?:per|by|of each|for each) (?:speaker|person){_REST}"),
    ("when", rf"when (?:was|were) {_SCOPE}(?: (?:held|recorded))?"),
    ("when", rf"(?:when|(?:on )?(?:what|which) (?:day|date)) did {_SCOPE} (?:take place|happen)"),
    ("when", rf"(?:on )?(?:what|which) (?:day|date) (?:was|were) {_SCOPE}(?: (?:held|recorded))?"),
    ("when", rf"(?:what (?:is|was) )?the date of {_SCOPE}"),
    ("length", rf"how long {_IS} {_SCOPE}"),
    ("length", rf"how long did {_SCOPE} (?:last|take|run|go on|go on for)"),
    ("length", rf"(?:what {_IS} )?the (?:length|duration) of {_SCOPE}"),
    ("length", rf"how many (?:turns|words|minutes) {_DID} {_SCOPE} (?:have|last|contain|hold|take)"),
    ("length", rf"how many (?:turns|words|minutes) (?:{_IS} there|long is){_REST}"),
    ("transcripts", rf"{_LIST}{_ALL} {_NOUN}(?: (?:there are|(?:that )?(?:you|we) have))?{_REST}"),
    ("transcripts", rf"(?:all(?: the)? )?(?P<noun>{_FILE}){_REST}"),
    ("transcripts", r"what(?: is|['’]s) (?:there )?in (?:this|the|my|your) (?:library|collection|archive|index)"),
    ("transcripts", rf"(?:what|which|how many) {_NOUN} (?:{_IS} (?:there|available|indexed|held|here)|exist){_REST}"),
    ("transcripts", rf"(?:what|which|how many) {_NOUN} (?:do (?:you|we|i) have|have you got){_REST}"),
    ("transcripts", rf"(?:what|which|how many) {_NOUN} {_IS}{_REST}"),
    ("transcripts", rf"(?:(?:in|at|on) )?(?:what|which|how many) {_NOUN} {_DID} (?P<by>.+?) {_SPEAK}(?: in)?{_REST}"),
    ("transcripts", rf"when did (?P<by>.+?) (?:speak|talk|appear|take part){_REST}"),
    ("sections", rf"(?:what|which|how many) {_SECTIONS} (?:{_IS}(?: there)?{_REST}|{_DID} (?P<of>.+?) have)"),
    ("sections", rf"(?:in )?(?:what|which) {_SECTIONS} {_DID} (?P<by>.+?) {_SPEAK}(?: in)?{_REST}"),
    ("sections", rf"{_LIST}{_ALL} {_SECTIONS}{_REST}"),
)  # fmt: skip
_OF = r"(?: (?:(?:at|by) the end of|raised (?:in|at)|of|for|from|about|on|in|at|during|with) (?P<scope>.+))?"
_MAIN = r"(?:(?:main|key|most important|central|biggest|big|general|short|brief|quick|concise|whole) )*"
_WHAT_WERE = rf"(?:{_LIST}{_ALL} |(?:what|which) {_IS}(?: all)?(?: the)? |what |which |(?:all )?(?:the )?)"
_HAS_BEEN = r"(?:was|were|is|are|has been|have been|had been)"
_DECIDED = r"(?:decided|agreed(?: (?:on|upon|to))?|resolved|concluded|settled(?: on)?|approved)"
_FORMS += (
    ("points", rf"(?:(?:give|write|make|get|show|i need|i want)(?: me| us)? )?(?:an? |the )?{_MAIN}"
               rf"(?:summary|overview|recap|gist|outline|synopsis|tl;?dr){_OF}"),
    ("points", rf"(?:summari[sz]e|recap|outline|sum up|condense)(?: {_SCOPE})?"),
    ("points", rf"(?:catch|fill) me (?:up|in)(?: on)?(?: {_SCOPE})?"),
    ("points", rf"{_WHAT_WERE}{_MAIN}(?:points?|topics?|take-?aways?|themes?|issues?|things?|subjects?|findings?)"
               rf"(?: (?:(?:that )?{_HAS_BEEN} )?(?:discussed|raised|made|covered|said|mentioned))?{_OF}"),
    ("points", rf"what {_HAS_BEEN} (?:(?:being )?(?:discussed|talked about|covered)|said|it(?: all)? about)"
               r"(?: (?:in|at|during|on) (?P<scope>.+))?"),
    ("points", rf"what (?:is|was|were|are) {_SCOPE} about"),
    ("points", rf"what happened(?: (?:in|at|during|on) {_SCOPE})?"),
    ("decisions", rf"(?:what|which(?: things)?) (?:{_HAS_BEEN}|(?:did|have|has) (?:they|we|everyone|everybody))"
                  r"(?: (?:finally|in the end|formally))?"
                  rf" (?:{_DECIDED}|decide|agree(?: on| to| upon)?|resolve|conclude){_OF}"),
    ("decisions", rf"{_WHAT_WERE}{_MAIN}(?:decisions?|resolutions?)"
                  rf"(?: (?:(?:that )?(?:{_HAS_BEEN}|did (?:they|we)|they|we) )?"
                  rf"(?:made|taken|reached|agreed|passed|adopted|make|take|reach))?{_OF}"),
    ("actions", rf"{_WHAT_WERE}{_MAIN}(?:action (?:items?|points?)|actions|to-?dos?|next steps|follow-?ups|tasks"
                rf"|assignments|commitments)(?: (?:(?:that )?(?:{_HAS_BEEN}|did (?:they|we)|they|we) )?"
                rf"(?:agreed(?: on| to)?|assigned|given out|taken|set|made|left|noted|agree on))?{_OF}"),
    ("actions", rf"who (?:is|was|has|had|are|were|agreed|undertook|promised) to do what{_OF}"),
    ("actions", rf"what (?:is|was|has|had|needs|are|were) (?:still |left )?to (?:be done|do)(?: next| now)?{_OF}"),
    ("questions", rf"{_WHAT_WERE}{_MAIN}(?:open|unanswered|unresolved|outstanding) (?:questions|issues|points){_OF}"),
    ("questions", rf"(?:{_LIST}{_ALL} |what |which )questions (?:(?:that|which) )?(?:nobody answered"
                  rf"|(?:{_HAS_BEEN}|went|stayed|remain(?:ed|s)?|did) (?:(?:left|still) )?(?:not (?:get )?answered|open"
                  rf"|unanswered|unresolved|outstanding)){_OF}"),
    ("questions", rf"what (?:{_HAS_BEEN}|went|stayed|remain(?:ed|s)?) (?:left )?(?:open|unanswered|unresolved){_OF}"),
)  # fmt: skip
_COMPILED = tuple((topic, re.compile(form, re.I)) for topic, form in _FORMS)
_GREETING = (
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|hallo|guten (?:tag|morgen|abend)|bonjour|salut"
    r"|hola|buenos d[ií]as|buenas tardes|ciao|你好|您好)"
)
_TALK: tuple[tuple[Topic, str], ...] = (
    ("greeting", rf"(?:{_GREETING}|how are you)(?:[ ,!.]+(?:there|all|everyone|again|how are you|doing|today))*"),
    (
        "thanks",
        r"(?:(?:ok(?:ay)?|great|perfect|good|cool|nice|wonderful|many)[ ,.!]+)*"
        r"(?:thanks?|thank you|thx|danke|merci|gracias|谢谢)"
        r"(?:[ ,]+(?:you|a lot|so much|very much|again|for (?:your|the|that|this)(?: help| answer)?))*|(?:good)?bye",
    ),
    (
        "help",
        r"help|(?:what|how) can (?:you|i) (?:do|ask|help)(?: (?:you|me|here|for me|with (?:this|you)))*"
        r"|wh(?:o|at) are you"
        r"|what do you (?:do|know)|how (?:do|does|can|should) (?:you|this (?:page|program|tool|site|app)) work"
        r"|how (?:do|can|should) i use (?:you|this(?: (?:page|program|tool|site|app))?)"
        r"|(?:what|which)(?: (?:kinds?|sorts?) of)?(?: questions)? (?:may|should|can) i ask(?: you)?",
    ),
)  # fmt: skip
_SAID = tuple((topic, re.compile(form, re.I)) for topic, form in _TALK)


@dataclass(frozen=True, slots=True)
class LibraryQuestion:
    """What the catalog is asked: of which `transcripts` (ids; () for all that are searched), and of whose turns.

    `speakers`: whose; () for everybody's. `beside`: who speaks in the transcripts that are meant.
    """

    topic: Topic
    transcripts: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


class _Known:
    """What accounts for the words of a question: the people it names, and the titles of the transcripts, by id."""

    def __init__(self, people: Sequence[Naming], dates: DateRange | None, titles: Mapping[str, str]) -> None:
        self.people, self.titles = people, titles
        self.meeting = dates is not None and any(map(_IS_KIND.fullmatch, dates.words.split()))  # "the July hearing"

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        return {i: frozenset(_WORD.findall(f"{title} {i}".lower())) for i, title in self.titles.items()}

    def titled(self, words: Iterable[str]) -> list[str]:
        """The transcripts whose title or file name has all these words."""
        return [i for i, there in self._words.items() if there.issuperset(words)]

    def having(self, *nouns: str) -> tuple[str, ...]:
        """The transcripts whose title or file name has these nouns, in any number."""
        stems = {_singular(word) for noun in nouns for word in _WORD.findall(noun.lower())}
        return tuple(i for i, there in self._words.items() if stems <= {*map(_singular, there)})

    def is_title(self, word: str) -> bool:
        """Whether a word is the whole title of a transcript, or the whole name of its file."""
        names = (name.lower() for i, title in self.titles.items() for name in (title, i.rsplit("/")[-1].rsplit(".")[0]))
        return word in names

    def taken_from(self, words: str) -> tuple[tuple[str, ...], list[str]]:
        """The people that words name, and what other words there are that carry meaning, in small letters."""
        people: list[str] = []
        for naming in self.people:
            if naming.words in words:
                words = words.replace(naming.words, " ")
                people += naming.speakers
        rest = [word for word in _WORD.findall(words.lower()) if word not in _FUNCTION]
        return tuple(dict.fromkeys(people)), rest


def asks_of_library(
    question: str,
    *,
    people: Sequence[Naming] = (),
    dates: DateRange | None = None,
    titles: Mapping[str, str] | None = None,
) -> LibraryQuestion | None:
    """What a question asks the catalog; None where it is about what was said. `titles`: of the transcripts, by id.

    >>> asks_of_library("Hello!"), asks_of_library("Who asked for more time?")
    (LibraryQuestion(topic='greeting', transcripts=(), speakers=(), beside=()), None)
    """
    text = " ".join(question.split()).strip(" ?.!…？！。")
    if not text or text.count(" ") > _LONGEST:
        return None
    for topic, form in _SAID:
        if form.fullmatch(text):
            return LibraryQuestion(topic)
    if dates is not None:
        text = " ".join(text.replace(dates.words, " ").split()).strip(", ")
    text = _TAIL.sub("", text[_LEAD.match(text).end() :])  # type: ignore[union-attr]  # it may match nothing
    known = _Known(people, dates, titles or {})
    for topic, form in _COMPILED:
        match = form.fullmatch(text)
        if match is not None and (asked := _library_question(topic, match.groupdict(), known)) is not None:
            return asked
    return None


def _library_question(topic: Topic, parts: Mapping[str, str | None], known: _Known) -> LibraryQuestion | None:
    by, noun = parts.get("by"), parts.get("noun")
    whose = parts.get("who") or by
    speakers = _whose(whose, known) if whose else ()
    where = " ".join(filter(None, (parts.get("scope"), parts.get("of"))))
    strict = topic in ("when", "length")  # what somebody spoke of has its day and its length too
    scope = _scope(where, known, strict=strict)
    if speakers is None or scope is None or (by and not speakers):
        return None
    if strict and where and not (scope.named or known.meeting):
        return None
    there = known.having(noun) if noun and _IS_EVENT.fullmatch(noun) else ()
    if noun and by is None and not (_is_plural(noun) and (there or not _IS_EVENT.fullmatch(noun))):
        return None
    beside = (*scope.people, *speakers) if topic == "transcripts" else scope.people
    return LibraryQuestion(topic, scope.transcripts or there, () if topic == "transcripts" else speakers, beside)


def _whose(words: str, known: _Known) -> tuple[str, ...] | None:
    """The speakers whom words name; none for everybody; None for somebody who is no speaker here."""
    if _EVERYBODY.fullmatch(words):
        return ()
    people, rest = known.taken_from(words)
    return people if people and not rest else None


@dataclass(frozen=True, slots=True)
class _Scope:
    transcripts: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    named: bool = False  # whether a transcript is spoken of, by a word for one or by its title


def _scope(words: str, known: _Known, *, strict: bool) -> _Scope | None:
    """Which transcripts words mean; None where some of them are about something else."""
    people, rest = known.taken_from(words)
    nouns = [word for word in rest if _IS_KIND.fullmatch(word)]
    title = [word for word in rest if word not in nouns]
    fit = known.titled(title)
    if title and (not 0 < len(fit) <= _MOST_MEANT or (len(title) == 1 and not nouns and not known.is_title(title[0]))):
        return None
    events = [noun for noun in nouns if _IS_EVENT.fullmatch(noun)]
    if events and (having := [i for i in fit if i in known.having(*events)]):
        fit = having
    elif events and strict:
        return None
    if (
        strict
        and not title
        and len(fit) > _MOST_MEANT
        and not _SEVERAL.search(words)
        and not any(map(_is_plural, nouns))
    ):
        return None
    return _Scope(tuple(fit) if len(fit) < len(known.titles) else (), people, bool(nouns or title))


def _is_plural(noun: str) -> bool:
    return noun.lower().endswith("s") and not noun.lower().endswith("ss")


def _singular(word: str) -> str:
    return word[:-1] if _is_plural(word) else word
