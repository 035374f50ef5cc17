"""Stage directions: what is printed in brackets and was not said."""

import re

_BRACKETED = (
    r"\[[^\[\]]{1,200}\]|\([^()]{1,200}\)|（[^（）]{1,100}）|【[^【】]{1,100}】|＜[^＜＞]{1,100}＞|♪++[^♪]{0,200}+♪*+"
)
_ONLY = re.compile(rf"[\s*_.…—–-]*(?:(?:{_BRACKETED})[\s*_.…—–-]*)+")
_INSIDE = re.compile(_BRACKETED)
# Round brackets inside speech are mostly the speaker's own; these say what was heard instead.
_HEARD = re.compile(
    r"""laugh|applau|clap|cheer|boo(?:s|ing)\b|inaudible|unintelligible|indiscernible|indistinct|cross-?talk|overlap
      |music|\bpause|silence|recess|break\b|video|audio|\bclip\b|voice-?over|off[ -]mi[ck]|on[ -]camera
      |\bphone|ring(?:s|ing)\b|cough|sigh|sniff|snort|chuckl|giggl|gasp|groan|whisper|shout|scream|interrupt
      |foreign\ language|speaks?\ in
      |speaking\ in|through\ (?:an\ )?(?:interpreter|translator)|as\ (?:interpreted|translated)|gavel|bell|knock
      |door|technical\ (?:difficult|issue)|commercial|begin|end\b|sound|noise|nods?\b|shakes|gestur|off\ the\ record
      |discussion\ held|whereupon|no\ (?:audible\ )?response|crying|sobb|singing|sings|hums?\b
      |rires?\b|applaudissement|gelächter|heiterkeit|beifall|zwischenruf|zuruf|risas|aplausos|risos|risate|applausi
      |смех|аплодисмент|笑|息|[音声]$|泣|咳|叫|掌声|鼓掌|音乐|音楽|拍手|박수|웃음""",
    re.IGNORECASE | re.VERBOSE,
)
# What transcribers put where they heard nothing that they could write.
_MARK = re.compile(
    r"(?:in-?audible|unintelligible|indiscernible|indistinct|unclear|cross-?talk|overlap\w*|laugh\w*|music|applause|silence"
    r"|pause|foreign(?: language)?|no audio)\b",
    re.IGNORECASE,
)
_DOING = re.compile(r"[a-z]+(?:ing|ly)(?: [a-z]+){0,4}|(?:[a-z]+ ){1,4}(?:voice|[a-z]+ing)")
_NOT_HEARD = re.compile(r"\[\s*(?:sic|\d[\d:.,\s-]*|[^\W\d_]|\.{3}|…)\s*\]|\[\^?\d+\]", re.IGNORECASE)


def is_stage_only(text: str) -> bool:
    """Whether a block is nothing but stage directions.

    >>> is_stage_only("(END VIDEO CLIP)"), is_stage_only("[Music] Hello.")
    (True, False)
    """
    return len(text) <= 2000 and has_brackets(text) and _ONLY.fullmatch(text) is not None


def is_heard(words: str) -> bool:
    """Whether words that stand in brackets say what was heard, and name nobody.

    >>> is_heard("laughs"), is_heard("Rosa"), is_heard("gasping")
    (True, False, True)
    """
    return _HEARD.search(words) is not None or _DOING.fullmatch(words.strip()) is not None


def is_mark(words: str) -> bool:
    """Whether words say that nothing could be heard or written, as `[Inaudible 00:15:56]` does.

    >>> is_mark("Inaudible"), is_mark("Mrs. Campbell")
    (True, False)
    """
    return _MARK.match(words) is not None


def has_brackets(text: str) -> bool:
    """Whether a text could hold a stage direction at all."""
    # Written out: a regular expression takes ten times as long, and this is asked of every line.
    return "[" in text or "(" in text or "♪" in text or "（" in text or "【" in text or "＜" in text


def directions(text: str, *, block: bool = False) -> list[tuple[int, int]]:
    """The spans of the stage directions in a text; all of its brackets where the whole block is nothing else.

    >>> text = "The AI (2021) works. (Laughter.)"
    >>> [text[start:end] for start, end in directions(text)]
    ['(Laughter.)']
    """
    if not has_brackets(text):
        return []
    return [match.span() for match in _INSIDE.finditer(text) if block or _is_direction(match[0])]


def _is_direction(bracketed: str) -> bool:
    if bracketed[0] in "[【":
        return _NOT_HEARD.fullmatch(bracketed) is None
    return bracketed[0] == "♪" or _HEARD.search(bracketed) is not None or bracketed.endswith(".)")
