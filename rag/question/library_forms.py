"""The forms of questions about the transcripts themselves, and of what is no question. Data alone.

Each form accounts for every word of a question but those of its groups, which `rag.question.library` reads: `scope` and
`of` say which transcripts, `who` and `by` whose turns, `noun` is a word for a transcript.
"""

from __future__ import annotations

import re
from typing import Literal

Topic = Literal[
    "greeting", "thanks", "help", "transcripts", "speakers", "chair", "moderator", "host", "askers", "turns", "most",
    "least", "first", "last", "when", "length", "sections", "points", "decisions", "actions", "questions",
]  # fmt: skip

FILE = r"(?:transcripts?|recordings?|files?|documents?)"
EVENT = (
    r"(?:meetings?|hearings?|briefings?|(?:press )?conferences?|(?:press )?calls?|interviews?|talks?|episodes?"
    r"|podcasts?|sessions?|debates?|discussions?|conversations?|panels?|(?:press )?gaggles?|lectures?|speech(?:es)?"
    r"|sittings?|depositions?|trials?|shows?|seminars?|proceedings|minutes)"
)
_NOUN = rf"(?P<noun>{FILE}|{EVENT})"

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
    ("transcripts", rf"(?:all(?: the)? )?(?P<noun>{FILE}){_REST}"),
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
FORMS = tuple((topic, re.compile(form, re.I)) for topic, form in _FORMS)
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
TALK = tuple((topic, re.compile(form, re.I)) for topic, form in _TALK)
