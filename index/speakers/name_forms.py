"""How names and roles may stand in a text: whole, in parts, folded. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category, normalize

from index.language import IN_CJK
from index.speakers.labels import is_unidentified
from index.speakers.suggestions import is_voice

SHORTEST = 3  # characters of a role: CEO
_PUNCTUATION = {number: " " for number in range(128) if not chr(number).isalnum() and chr(number) != "'"}
_ASCII = str.maketrans({**_PUNCTUATION, **{n: chr(n).lower() for n in range(128) if chr(n).isupper()}})
_BRACKETS = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
HONORIFICS = "mr mrs ms mx miss sir madam dame dr doctor prof professor herr frau sr sra señor señora mme mlle".split()
PARTICLES = frozenset("van von der den de del della di da dos la le el al bin ibn ter ten zu of the and".split())
# What is printed with a name, or instead of one, and is no name.
OFFICES = frozenset(
    "chair chairman chairwoman chairperson president speaker minister secretary clerk vice deputy acting moderator"
    " operator interviewer interviewee host guest reporter officer member judge justice court witness counsel mayor"
    " senator governor director general admiral premier chancellor representative rep sen gov councillor commissioner"
    " jr ii iii iv phd md esq qc kc mp mep m hon".split()
) | frozenset(HONORIFICS)
_BEFORE_NAMES = OFFICES | {"the", "of", "and"}
_OF_CJK = "先生 女士 小姐 老师 老師 教授 博士 主任 部长 部長 书记 書記 总 總 さん 様 氏 씨".split()
_COMMON_ROLES = {"speaker", "member", "guest", "host", "jr", "hon", *HONORIFICS}


def forms(name: str) -> frozenset[str]:
    """How a name may stand in a text, folded: whole, without its initials, its parts.

    >>> sorted(forms("Ms. Reyes-Lopez")), sorted(forms("The Chair"))
    (['lopez', 'ms reyes lopez', 'r lopez', 'reyes', 'reyes lopez', 'reyeslopez', 'rlopez'], [])
    """
    words = telling_words(name)
    telling = [word for word in words if len(word) > 1 or IN_CJK.search(word)]
    if not telling or is_voice(name) or is_unidentified(name):
        return frozenset()
    if any(map(IN_CJK.search, telling)):
        return frozenset(_forms_of_cjk("".join(words)))
    ends = [*telling[:1], *telling[1:][-1:]]
    run = (" ".join(telling[first:]) for first in range(len(telling)))
    # The last two as in an address: anareyes@, areyes@.
    first = telling[0][0]
    glued = ("".join(telling), f"{first}{telling[-1]}", f"{first} {telling[-1]}") if len(telling) > 1 else ()
    return frozenset([" ".join(words_of(name)), " ".join(words), *telling, " ".join(ends), *run, *glued])


def forms_of_role(text: str) -> Iterator[str]:
    """How a role may stand in a text, folded.

    >>> sorted(forms_of_role("Mayor of Port Ellery")), list(forms_of_role("Q"))
    (['mayor', 'mayor of port ellery'], [])
    """
    words = [word for word in words_of(text) if word != "the"]
    if words and not is_voice(text):
        office = next((at for at, word in enumerate(words) if word not in OFFICES), len(words))
        for part in {" ".join(words), " ".join(words[:office])} - _COMMON_ROLES:
            if len(part) >= SHORTEST:
                yield part


def telling_words(name: str) -> list[str]:
    """The words of a name without what it is printed with: Mike Judge keeps his, Judge Lee hers."""
    words = words_of(name)
    while words and words[0] in _BEFORE_NAMES:
        words = words[1:]
    ends = (0, len(words) - 1)
    return [word for at, word in enumerate(words) if at in ends or word not in PARTICLES | OFFICES]


def words_of(name: str) -> list[str]:
    """The words of a name or a role, folded, without what is in brackets.

    >>> words_of("Ana O'Neil (via Zoom)")
    ['ana', "o'neil"]
    """
    return Folded(_BRACKETS.sub(" ", name)).text.split()


def _forms_of_cjk(name: str) -> Iterator[str]:
    yield name
    if len(name) > 2:
        yield name[1:]
    if len(name) <= 4:
        yield from (f"{name[0]}{title}" for title in _OF_CJK)


class Folded:
    """A text as names are compared: in small letters, without accents, punctuation as blanks; and where it stands."""

    def __init__(self, text: str) -> None:
        self._whole, self._places = text, list[int]()
        if text.isascii():
            self.text = text.translate(_ASCII)
            return
        parts, places = [], []
        for at, char in enumerate(text):
            apart = char if "\uac00" <= char <= "\ud7af" else normalize("NFKD", "'" if char in "’ʼ＇`´" else char)
            for one in apart.casefold():
                if not _is_invisible(one):
                    parts.append(one if one.isalnum() or one == "'" else " ")
                    places.append(at)
        self.text = "".join(parts)
        self._places = places

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the unfolded text that these of the folded one come from."""
        if not self._places:
            return start, end
        start, end = self._places[start], self._places[end - 1] + 1
        while end < len(self._whole) and _is_invisible(self._whole[end]):
            end += 1
        return start, end


def _is_invisible(char: str) -> bool:
    """Whether a character is an accent by itself, or invisible: it belongs to the letter before."""
    return category(char)[0] == "M" or category(char) in ("Cf", "Lm")
