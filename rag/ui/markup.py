"""Text of a transcript or a model, made safe to stand in the page.

Gradio runs what we hand it through a template and, in some components, a Markdown parser. A numeric entity is inert
in both: it starts no tag, no attribute, no image, no `{{…}}` and no `${…}`, and the browser shows the character.
"""

import re
from collections.abc import Sequence

from rag.answer import Citation
from rag.export.clock import clock

Piece = tuple[str, bool]  # of a text, and whether it is quoted

_NOT_WORD = re.compile(r"[^\w ]")


def plain(text: str) -> str:
    """The text as inert HTML on one line.

    >>> plain("<b>Hi</b> ![x](y)")
    '&#60;b&#62;Hi&#60;&#47;b&#62; &#33;&#91;x&#93;&#40;y&#41;'
    """
    # "_" is a word character, and emphasis in Markdown.
    return _NOT_WORD.sub(lambda found: f"&#{ord(found[0])};", text).replace("_", "&#95;")


def marked(text: str, start: int, end: int) -> tuple[Piece, ...]:
    """The text in pieces, characters `start`..`end` quoted; offsets outside the text quote what is left of them.

    >>> marked("ship on Friday", 8, 14)
    (('ship on ', False), ('Friday', True))
    """
    start, end = min(start, len(text)), min(end, len(text))
    if start >= end:
        return ((text, False),)
    pieces = ((text[:start], False), (text[start:end], True), (text[end:], False))
    return tuple(piece for piece in pieces if piece[0])


def excerpt(text: str, start: int, end: int, *, width: int = 260) -> tuple[Piece, ...]:
    """About `width` characters of the text around the quote, which is marked, cut at words."""
    spare = max(0, width - (end - start))
    first = min(start, word_start(text, max(0, start - spare // 3)))
    last = max(end, word_end(text, min(len(text), first + width)))
    return ellipses(marked(text[first:last], start - first, end - first), before=first > 0, after=last < len(text))


def ellipses(pieces: Sequence[Piece], *, before: bool, after: bool) -> tuple[Piece, ...]:
    """The pieces with the signs that something is left out before or after them."""
    return (*((("… ", False),) if before else ()), *pieces, *(((" …", False),) if after else ()))


def where(citation: Citation) -> str:
    """Where a citation is from, in words: title, date, time."""
    return " · ".join(part for part in (citation.title, citation.date or "", clock(citation.start)) if part)


def word_start(text: str, at: int) -> int:
    """`at`, moved forward to the next beginning of a word, where one is near."""
    if at == 0 or text[at - 1].isspace():
        return at
    space = text.find(" ", at, at + 30)
    return space + 1 if space >= 0 else at


def word_end(text: str, at: int) -> int:
    """`at`, moved back to the last end of a word, where one is near."""
    if at >= len(text) or text[at].isspace():
        return at
    space = text.rfind(" ", max(0, at - 30), at)
    return space if space > 0 else at
