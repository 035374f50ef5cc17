"""How names with a time beside them are printed on one line, the surest prints first."""

import re

from index.readers.shared.times import CLOCK, CLOCK_OF_DAY, IN_WORDS, LETTERED, SECONDS

_CLOCK = rf"(?:{CLOCK}|{LETTERED})"
_TIME = rf"(?P<time>{_CLOCK})"
IN_BRACKETS = rf"(?:{_CLOCK}|{SECONDS})"  # a number of seconds too
_NAME = r"(?P<label>[^\s*\[\](){}:|][^*\[\]{}\r\n]{0,79}?)"
_PLAIN = r"(?P<label>#{0,6} ?[^\W\d_][^*\[\]{}():|\d\r\n]{0,59}?\d{0,3}(?:#\d{1,5})?(?:\([^()\d]{1,30}\))?)"
_NUMBER = r"\d{1,6}\.\d{1,9}"
_NO_ZONE = r"(?![AaPp]\.?[Mm]\b|[A-Z]{1,3}T\b|GMT|UTC|local time)"
_SPAN = rf"(?P<time>{CLOCK}|{SECONDS})\s*(?:--?>|[-–—:→])\s*(?P<until>{CLOCK}|{SECONDS})"
_TODAY = r"(?:(?:Today|Yesterday)(?: at|,) )?"
_RANGE = rf"[\[(]?(?P<time>{CLOCK})\s*(?:--?>|[-–—→])\s*(?P<until>{CLOCK})[\])]?"
_TO_TIME = r"(?:,?[ \u00a0]|[ \u00a0](?:@|(?:said[ \u00a0])?at)[ \u00a0])"
STYLES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\[?{_NAME}\]?:?\s*[\[(]{_SPAN}[\])]:?(?:\s+(?P<rest>.*))?",  # diarization beside Whisper, by hand
        rf"(?:\*\*)?{_NAME}(?:\*\*)?(?:[ \u00a0]{{2,}}|[ \u00a0]*\t[ \t]*){_TIME}(?P<rest>)",  # Otter, Teams
        rf"{_NAME}\s*(?::\s*\({_TIME}\)|\({IN_BRACKETS}\)\s{{0,3}}:)(?:\s+(?P<rest>.*))?",  # Rev, both shapes
        rf"{_NAME}\s*(?::\s*\[{_TIME}\]|\[{IN_BRACKETS}\]:)(?:\s+(?P<rest>.*))?",  # Sonix, GoTranscript
        rf"(?:\*\*|__){_NAME}:?(?:\*\*|__):?\s*[*_]?[\[(]{_TIME}[\])][*_]?:?(?:\s+(?P<rest>.*))?",  # Ladybug
        rf"(?:\*\*|__){_NAME}:?[ ][\[(]?{_TIME}[\])]?:?(?:\*\*|__):?(?:\s+(?P<rest>.*))?",
        rf"{_NAME}:?\s*(?:\[{_TIME}\]|\({IN_BRACKETS}\)):?(?P<rest>)",  # Riverside
        rf"(?:\*\*|__)?{_NAME}(?:\*\*|__)?\s+[|·•]\s+{_TIME}(?P<rest>)",
        rf"#{{1,6}}[ \t]+[\[(]?{_TIME}[\])]?[ \t]+(?:[-–—|][ \t]+)?"
        r"(?P<label>[^\W\d_][^\[\]{}:.?!\r\n]{0,59}):?(?P<rest>)",
        rf"\[(?P<label>[^\[\]\d][^\[\]\d]{{0,79}}?)(?:,|:| [-–—|])?[ ]{_TIME}\]:?(?:\s+(?P<rest>.*))?",
        rf"\[{_TIME}(?:,|:| [-–—|])?[ ]{_NO_ZONE}(?P<label>[^\[\]\d][^\[\]\d]{{0,79}}?)\]:?(?:\s+(?P<rest>.*))?",
        rf"(?:\*\*|__){_NAME}:?(?:\*\*|__):?\s*[*_`]{_TIME}[*_`]:?(?:\s+(?P<rest>.*))?",
        # Zoom's saved captions
        rf"\[(?P<label>[^\[\]\d][^\[\]]{{0,79}})\]:?\s+[\[(]?{_TIME}[\])]?:?(?:(?<=[\]):])\s+(?P<rest>\S.*))?",
        rf"[\[(]?{_TIME}[\])]?[ \t]+(?:\*\*|__)(?P<label>[^\s*_:][^*:\r\n]{{0,59}})(?:\*\*|__)(?:[ \t]+(?P<rest>.*))?",
        rf"(?:\*\*|__)[\[(]{_TIME}[\])][ \t]+(?P<label>[^\s*_:\[(][^*:\r\n]{{0,59}})(?::(?:\*\*|__)|(?:\*\*|__):)"
        r"(?:[ \t]+(?P<rest>.*))?",
        rf"{_NAME},?[ \t\u00a0]{{1,3}}(?:[-–—] )?[\[(]?(?P<time>{_TODAY}{CLOCK_OF_DAY})[\])]?:?(?P<rest>)",  # chats
        rf"[\[(]?@?{_TIME}[\])]?\s+(?:--|[-–—|])\s+(?:\*\*|__)?"
        r"(?P<label>[^\s\[\](){}:.?!*_][^\[\]{}:.?!*\r\n]{0,59}(?:\([^()]*\))?)(?:\*\*|__)?(?P<rest>)",
        rf"(?:\*\*|__)?{_PLAIN}(?:\*\*|__)?[ \u00a0]+{_RANGE}(?P<rest>)",
        rf"{_RANGE}(?:[ \t]+|[,，][ \t]*){_NO_ZONE}{_PLAIN}[:：]?(?P<rest>)",
        rf"(?:\*\*|__)?{_PLAIN}(?:\*\*|__)?{_TO_TIME}{_TIME}(?P<rest>)",  # from here on also what people say
        rf"(?:\*\*|__)?{_PLAIN}(?:\*\*|__)?{_TO_TIME}(?P<time>{CLOCK_OF_DAY}|{_CLOCK}):[ \t]+(?P<rest>\S.*)",
        rf"{_PLAIN}[ \u00a0]+[-–—][ \u00a0]+{_TIME}(?P<rest>)",  # Fireflies
        rf"{_PLAIN}[ \u00a0]+[\[(]{_TIME}[\])][ \t\u00a0]+(?P<rest>\S.*)",  # Trint
        rf"{_PLAIN}:[ \t\u00a0]+{_TIME}[ \t\u00a0]+(?P<rest>\S.*)",  # Temi
        rf"{_PLAIN}:[ \t\u00a0]+{_TIME}(?P<rest>)",
        rf"{_PLAIN}[ \u00a0]+[\[(]?(?P<time>{_NUMBER})s?[ ]+(?:[-–—][ ]+)?(?P<until>{_NUMBER})s?[\])]?:?(?P<rest>)",
        rf"(?:\*\*|__)?{_PLAIN}(?:\*\*|__)?,?[ \u00a0]+(?P<time>{IN_WORDS})(?P<rest>)",
        rf"[\[(](?P<time>{CLOCK_OF_DAY}|{CLOCK})[\])][ \t]+{_NO_ZONE}{_PLAIN}:?(?P<rest>)",
        rf"(?P<time>{CLOCK_OF_DAY}|{CLOCK})[ \t]+{_NO_ZONE}{_PLAIN}:?(?P<rest>)",
        # A panel copied as one line for each turn: any sentence with a time in it looks the same.
        rf"{_PLAIN},?[ \u00a0]+(?P<time>{IN_WORDS})[ \u00a0]+(?:{CLOCK}[ \u00a0]+)?(?P<rest>\S.*)",
        rf"{_PLAIN},?[ \u00a0]+(?P<time>{CLOCK})[ \u00a0]+(?P<rest>\S.*)",
    )
)
STRONG = 16  # styles that nothing else looks like
LOOSE = len(STYLES) - 2  # styles that much else looks like
