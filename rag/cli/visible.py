"""Text from outside, so that a terminal shows all of it and obeys none of it."""

import re

# What a terminal obeys, what reorders the text around it, and what hides in it: controls of both sets, bidirectional
# marks and embeddings, separators of lines, invisible and tag characters, halves of pairs.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def visible(text: object, *, lines: bool = False) -> str:
    r"""The text with a name in the place of each such character; `lines`: line breaks and tabs stay.

    >>> print(visible("a\x1b[2Jb\u202ec"))
    a<ESC>[2Jb<U+202E>c
    >>> print(visible("two\nlines"), visible("two\tparts", lines=True) == "two\tparts")
    two<LF>lines True
    """
    return _UNSEEN.sub(lambda found: found[0] if lines and found[0] in "\n\t" else _name(found[0]), str(text))


def escaped(json: str) -> str:
    r"""JSON that means the same, with an escape in the place of each such character.

    >>> print(escaped('{"a": "\x9b\u202e"}'))
    {"a": "\u009b\u202e"}
    """
    return _UNSEEN.sub(lambda found: found[0] if found[0] in "\n\t" else _escape(found[0]), json)


def _name(character: str) -> str:
    names = {"\x1b": "ESC", "\n": "LF", "\r": "CR", "\t": "TAB", "\x00": "NUL", "\x07": "BEL", "\x08": "BS"}
    return f"<{names.get(character) or f'U+{ord(character):04X}'}>"


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
