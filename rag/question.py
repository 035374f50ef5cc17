"""What a question asks for: whom it names, and what kind of answer it wants. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"\w+(?:[-’']\w+)*")
_POSSESSIVE = re.compile(r"[’']s?$")
TITLES = frozenset("mr mrs ms miss dr prof professor senator minister councillor mayor president the".split())
_WHO_ASKED = re.compile(
    r"^\W*(?:and\s+|but\s+|so\s+)?(?:who|which \w+)\s+(?:else\s+)?"
    r"(?:asked|asks|inquired|raised|brought up|wanted to know)\b",
    re.I,
)


def words(text: str) -> list[str]:
    """Lower-case words, possessive endings off.

    >>> words("Zhao's cyber-power plans?")
    ['zhao', 'cyber-power', 'plans']
    """
    return [_POSSESSIVE.sub("", word).casefold() for word in _WORD.findall(text)]


def speakers_named(question: str, speakers: Iterable[str]) -> tuple[str, ...]:
    """The speakers that a question names: by the whole label, or by one word of it that fits no other speaker.

    >>> speakers_named("What did Zhao say?", ["Zhao Zeliang", "Ana Reyes"])
    ('Zhao Zeliang',)
    """
    asked = words(question)
    parts = {speaker: _name_words(speaker) for speaker in speakers}
    owners = Counter(word for own in parts.values() for word in set(own))
    return tuple(
        speaker
        for speaker, own in parts.items()
        if _contains(asked, own) or any(owners[word] == 1 and len(word) > 2 and word in asked for word in own)
    )


def asks_who_asked(question: str) -> bool:
    """Whether the answer wanted is the person who asked something: only a turn that asks can hold it.

    >>> asks_who_asked("Who asked about the bridge?"), asks_who_asked("Who built it?")
    (True, False)
    """
    return _WHO_ASKED.match(question) is not None


def turn_asks(text: str) -> bool:
    """Whether what someone says asks something near its end, thanks aside."""
    return any(mark in text[-160:] for mark in "?？")


def _name_words(speaker: str) -> list[str]:
    return [word for word in words(speaker) if word not in TITLES]


def _contains(asked: Sequence[str], name: Sequence[str]) -> bool:
    return bool(name) and any(list(asked[i : i + len(name)]) == list(name) for i in range(len(asked) - len(name) + 1))
