"""Finding words in a transcript as its readers type them: every place counted, shown or not. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST = 200  # characters of what is looked for: more is a paste by mistake
MOST = 20_000  # places that are given one by one; all are counted

_ALIKE = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u2007\u202f\u3000\t\n\r\v\f", " "),
}
_ACCENTS = "[\u0300-\u036f]*"
_LAST_LATIN = "\u024f"


@dataclass(frozen=True, slots=True)
class Found:
    """How often something is in a transcript, and where: (turn, spans of its text), as many as are given."""

    count: int
    places: tuple[tuple[int, tuple[tuple[int, int], ...]], ...]


def find(query: str, texts: Iterable[tuple[int, str]]) -> Found:
    """Where the words stand in `texts`, pairs of a turn's index and its text already folded.

    Letter case, accents of Latin letters, kinds of quotation marks and dashes, and the length of a gap make no
    difference; the words may begin and end within others.

    >>> find("don't  stop", [(4, fold("They DON’T stop. Don't\\nstop!"))])
    Found(count=2, places=((4, ((5, 15), (17, 27))),))
    """
    pattern = _pattern(query)
    if pattern is None:
        return Found(0, ())
    count, places = 0, []
    for turn, text in texts:
        spans = tuple(match.span() for match in pattern.finditer(text))
        if spans and count < MOST:
            places.append((turn, spans[: MOST - count]))
        count += len(spans)
    return Found(count, tuple(places))


def fold(text: str) -> str:
    """The text with what makes no difference made the same; as long as it was, so that places in it are its own.

    >>> fold("Núñez – “Sí”")
    'nunez - "si"'
    """
    return "".join(map(_fold, text))


def utf16(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of characters as a browser counts them: a character beyond the first plane is two.

    >>> utf16("😀 yes", [(2, 5)])
    [(3, 6)]
    """
    if text.isascii() or max(text, default="") <= "\uffff":
        return list(spans)
    wide = [0]
    for character in text:
        wide.append(wide[-1] + (2 if character > "\uffff" else 1))
    return [(wide[start], wide[end]) for start, end in spans]


def _pattern(query: str) -> re.Pattern[str] | None:
    words = fold(unicodedata.normalize("NFC", query[:LONGEST])).split()
    if not words:
        return None
    return re.compile(r"\s+".join(_ACCENTS.join(map(re.escape, word)) + _ACCENTS for word in words))


def _fold(character: str) -> str:
    if character.isascii():
        return " " if character.isspace() else character.lower()
    if character in _ALIKE:
        return _ALIKE[character]
    if character <= _LAST_LATIN:
        character = unicodedata.normalize("NFD", character)[0]
    lower = character.lower()
    return lower if len(lower) == 1 else character
