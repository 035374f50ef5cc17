"""Whether a text is markup or data, which have readers of their own, or words with a few tags among them."""

import re

from index.readers.shared.document import Document

_CUE_TIMES = re.compile(r"[\d:.,; \t]+-->[\d:.,; \t]+(?:[a-zA-Z]\w*:\S+[ \t]*)*")
_NICK = re.compile(r"<[@+~&%]?[^\W\d_][\w |^`\[\]-]{0,30}>:?[ \t]*\S")
_INK = re.compile(r"\s*<(?:b|i|u|s|em|strong|span|font|small|mark|cite)\b[^<>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"<(?:!|\?|html|head|body|p|br|div|li|t[dr]|table|h[1-6]|pre|section|article|main|blockquote|d[dtl]|time)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[!?A-Za-z/][^>]*>|\{\s*[\"}\]]|\[\s*[{\[\"]|\{\\rtf|@(?:UTF8|Begin)\b|WEBVTT")
_NAMED = re.compile(r"<(?P<name>[^\W\d_][^<>/\r\n]{0,40})>[^<>]*</(?P=name)>")
_LEAST = 3  # such elements


def is_ink(document: Document) -> bool:
    """Whether a text opens with a tag of bold print or the like, and has no tag that makes a paragraph or a line."""
    return _INK.match(document.text) is not None and _BLOCK.search(document.opening.text) is None


def is_chat(document: Document) -> bool:
    """Whether the lines open with names in angle brackets, as those of a chat do, and no tag ever closes."""
    lines = [line for line in document.head if line]
    opening = document.opening.text
    nicks = "</" not in opening and sum(_NICK.match(line) is not None for line in lines) * 2 > len(lines)
    return nicks and _BLOCK.search(opening) is None


def looks_like_markup(document: Document) -> bool:
    """Whether a text is HTML, XML, JSON, captions or a table, which have readers of their own."""
    return document.once(_looks_like_markup)


def _looks_like_markup(document: Document) -> bool:
    opening = document.text.lstrip("\ufeff \t\r\n")[:200]
    if _MARKUP.match(opening) is not None:
        return opening[0] != "<" or not (is_ink(document) or is_chat(document))
    # Captions have their times on a line of their own; Whisper prints `[00:00.000 --> 00:04.000]  words`.
    if "-->" not in document.text:
        return False
    timed = (
        "-->" in line and line[:1].isdecimal() and _CUE_TIMES.fullmatch(line) is not None for line in document.head
    )
    return sum(timed) > 1


def is_tagged(document: Document) -> bool:
    """Whether the words stand between tags that are called after who speaks: `<Ana>Good.</Ana>`."""
    opening = document.opening.text
    if not opening.lstrip().startswith("<") or _BLOCK.search(opening) is not None:
        return False
    found = list(_NAMED.finditer(opening))
    several = len(found) >= _LEAST and len({match["name"] for match in found}) > 1
    return several and sum(len(match[0]) for match in found) * 2 > len(opening)
