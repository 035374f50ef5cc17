"""Text of a transcript or a model, made safe to stand in the page.

Gradio runs what we hand it through a template and, in some components, a Markdown parser. A numeric entity is inert
in both: it starts no tag, no attribute, no image, no `{{…}}` and no `${…}`, and the browser shows the character.
"""

import re

from index.transcript import Turn
from rag.answer import Citation
from rag.ui.i18n import ENGLISH, Words

_NOT_WORD = re.compile(r"[^\w ]")


def plain(text: str) -> str:
    """The text as inert HTML on one line.

    >>> plain("<b>Hi</b> ![x](y)")
    '&#60;b&#62;Hi&#60;&#47;b&#62; &#33;&#91;x&#93;&#40;y&#41;'
    """
    # "_" is a word character, and emphasis in Markdown.
    return _NOT_WORD.sub(lambda found: f"&#{ord(found[0])};", text).replace("_", "&#95;")


def marked(text: str, start: int, end: int) -> str:
    """The text with characters `start`..`end` highlighted; offsets outside the text mark what is left of them.

    >>> marked("ship on Friday", 8, 14)
    'ship on <mark>Friday</mark>'
    """
    start, end = min(start, len(text)), min(end, len(text))
    if start >= end:
        return plain(text)
    return f"{plain(text[:start])}<mark>{plain(text[start:end])}</mark>{plain(text[end:])}"


def excerpt(text: str, start: int, end: int, *, width: int = 260) -> str:
    """About `width` characters of the text around the quote, highlighted, cut at words."""
    spare = max(0, width - (end - start))
    first = min(start, _word_start(text, max(0, start - spare // 3)))
    last = max(end, _word_end(text, min(len(text), first + width)))
    body = marked(text[first:last], start - first, end - first)
    return ("… " if first else "") + body + (" …" if last < len(text) else "")


def clock(seconds: float | None) -> str:
    """A time in a recording; empty where there is none.

    >>> clock(3723.4), clock(65), clock(None)
    ('1:02:03', '1:05', '')
    """
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def when(turn: Turn) -> str:
    """The time of a turn in words: seconds into the recording, else the time of day as printed, else nothing."""
    return clock(turn.start) or (turn.clock or "")


def name(speaker: str | None, say: Words = ENGLISH) -> str:
    """The speaker's name as inert HTML."""
    return plain(speaker or say("speaker.unnamed"))


def where(citation: Citation) -> str:
    """Where a citation is from, in words: title, date, time."""
    return " · ".join(part for part in (citation.title, citation.date or "", clock(citation.start)) if part)


def source_line(citation: Citation) -> str:
    """The same as inert HTML."""
    return plain(where(citation))


def _word_start(text: str, at: int) -> int:
    """`at`, moved forward to the next beginning of a word."""
    if at == 0 or text[at - 1].isspace():
        return at
    space = text.find(" ", at, at + 30)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    """`at`, moved back to the last end of a word."""
    if at >= len(text) or text[at].isspace():
        return at
    space = text.rfind(" ", max(0, at - 30), at)
    return space if space > 0 else at
