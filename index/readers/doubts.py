"""How sure a reading is: what a careful reader would look at twice, as warnings that go with the transcript."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.readers.shared.document import Document
from index.readers.shared.times import CLOCK
from index.transcript import ReaderWarning, Turn

_MANY_WORDS = 300  # in fewer, one voice is nothing odd
_MANY_TURNS = 30  # among so many a label seen once may be a chance colon
_NEAREST = (
    ("NAME: words", re.compile(r"[^\W\d_][\w.'’ -]{1,40}[:：]\s")),
    ("NAME TIME lines", re.compile(rf"[^\W\d_][\w.'’ -]{{1,40}}\s+[\[(]?{CLOCK}[\])]?$")),
    ("lines that open with a time", re.compile(rf"[\[(*]*{CLOCK}")),
)


def doubts(document: Document, format: str, turns: Sequence[Turn]) -> Iterator[ReaderWarning]:
    """What is odd about the turns of a long text: nobody named, one turn alone, labels that are seen once."""
    if sum(len(turn.text) for turn in turns) < _MANY_WORDS * 5:
        return
    counts = Counter(turn.speaker for turn in turns if turn.speaker is not None)
    if not counts:
        yield document.warning("no_speakers", f"nobody is named{_nearest(document)}; read as {format}")
    elif len(turns) == 1:
        yield document.warning("one_turn", f"all of it is one turn of {turns[0].speaker}{_nearest(document)}")
    once = [name for name, count in counts.items() if count == 1]
    if len(turns) >= _MANY_TURNS and 0 < len(once) * 4 <= len(counts):
        yield document.warning("label_seen_once", f"seen once: {', '.join(map(repr, once[:5]))}")


def _nearest(document: Document) -> str:
    """The shape that most lines come nearest to, in words; nothing where few come near any."""
    lines = [line for line in document.head if line]
    fits = [(sum(shape.match(line[:120]) is not None for line in lines), name) for name, shape in _NEAREST]
    best, name = max(fits)
    return f"; looks like {name}" if best > 1 and best * 5 >= len(lines) else ""
