"""A colour for every speaker: the same all over the page, and another than the speakers beside them have. Pure.

What is drawn carries two classes: the colour that the name alone gives, and one of the speaker's own. A stylesheet for
the library gives those another colour who would share theirs with somebody of the same transcript.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

VOICES = 12  # colours for speakers in page.css
MOST = 2000  # speakers who get a colour of their own at most


def voice(speaker: str | None) -> str:
    """The classes that colour a speaker.

    >>> voice("Ana Reyes"), voice(None)
    ('voice-9 v-04618425', 'voice-none')
    """
    return f"voice-{_by_name(speaker)} {_class_of(speaker)}" if speaker else "voice-none"


def colours(transcripts: Iterable[Sequence[str]]) -> Mapping[str, int]:
    """Those speakers whose colour is not the one their name gives, and which it is; of the speakers of each transcript.

    The first speaker keeps the colour of the name. Where a transcript has more speakers than there are colours, the
    colour is one that fewest of the others have.
    """
    beside: dict[str, set[str]] = {}
    for speakers in transcripts:
        for speaker in speakers:
            beside.setdefault(speaker, set()).update(speakers)
    given: dict[str, int] = {}
    for speaker, others in beside.items():
        taken = Counter(given[other] for other in others if other in given)
        first = _by_name(speaker)
        given[speaker] = min(range(VOICES), key=lambda colour: (taken[colour], (colour - first) % VOICES))
    changed = {speaker: colour for speaker, colour in given.items() if colour != _by_name(speaker)}
    return dict(list(changed.items())[:MOST])


def stylesheet(changed: Mapping[str, int]) -> str:
    """The colours as CSS.

    >>> stylesheet({"Ana Reyes": 3})
    '.v-04618425{--voice:var(--voice-3)}'
    """
    return "".join(f".{_class_of(speaker)}{{--voice:var(--voice-{colour})}}" for speaker, colour in changed.items())


def _by_name(speaker: str) -> int:
    return zlib.crc32(speaker.encode()) % VOICES


def _class_of(speaker: str) -> str:
    return f"v-{zlib.crc32(speaker.encode()):08x}"
