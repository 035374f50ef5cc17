"""How sure a reading is: what a careful reader would look at twice, as warnings that go with the transcript."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.readers.pieces import Parsed
from index.readers.shared.document import Document
from index.readers.shared.times import CLOCK
from index.transcript import ReaderWarning, Turn

_LONG = 1500  # characters; in fewer, one voice is nothing odd
_MANY_TURNS = 30  # among so many a label seen once may be a chance colon
_LEFT_OUT = 4  # one of so many characters that fit nothing is too much
# What a reader leaves out because it fits nothing, and not because it is known to be no speech.
_FITS_NOTHING = frozenset(
    {"text outside of cues", "text outside of captions", "text beside the times", "text behind the tiers"}
    | {"outside of the table", "no words", "label without words"}
)
_NAME = r"[^\W\d_][\w.'’ -]{1,40}"
_NEAREST = (
    ("NAME: words", re.compile(rf"{_NAME}[:：]\s")),
    ("NAME TIME lines", re.compile(rf"{_NAME}\s+[\[(]?{CLOCK}[\])]?$")),
    ("captions", re.compile(rf"{CLOCK}\s*-->\s*{CLOCK}")),
    ("TIME NAME lines", re.compile(rf"[\[(]?{CLOCK}[\])]?\s+{_NAME}[:：]?$")),
    ("lines that open with a time", re.compile(rf"[\[(*]*{CLOCK}")),
    ("questions and answers (Q. and A.)", re.compile(r"[QA][.:]\s")),
    ("rows of cells", re.compile(r"[^\t|;]*(?:\t|\||;)[^\t|;]*(?:\t|\||;)")),
)


def doubts(document: Document, format: str, parsed: Parsed, turns: Sequence[Turn]) -> Iterator[ReaderWarning]:
    """What is odd about a long text: nobody named, one turn, labels seen once, much that fits nothing."""
    said, left = sum(len(turn.text) for turn in turns), _left_out(parsed)
    if said + left < _LONG:
        return
    if left * _LEFT_OUT > said + left:
        share = f"{left / (said + left):.0%} of the words"
        yield document.warning("left_out", f"{share} fit nothing and are in no turn{_nearest(document, format)}")
    if said < _LONG:
        return
    counts = Counter(turn.speaker for turn in turns if turn.speaker is not None)
    if not counts:
        yield document.warning("no_speakers", f"nobody is named{_nearest(document, format)}")
    elif len(turns) == 1:
        yield document.warning("one_turn", f"all of it is one turn of {turns[0].speaker}{_nearest(document, format)}")
    once = [name for name, count in counts.items() if count == 1]
    if len(turns) >= _MANY_TURNS and 0 < len(once) * 4 <= len(counts):
        yield document.warning("label_seen_once", f"seen once: {', '.join(map(repr, once[:5]))}")


def _left_out(parsed: Parsed) -> int:
    """Characters that fit nothing: stray ones, and what stands above the first turn."""
    stray = sum(len(record.text) for record in parsed.dropped if record.kind in _FITS_NOTHING)
    return stray + sum(map(len, parsed.meta.raw_header_lines))


def _nearest(document: Document, format: str) -> str:
    """The shape that most lines come nearest to, and as what they were read."""
    lines = [line for line in document.head if line]
    counts = [sum(shape.match(line[:120]) is not None for line in lines) for _, shape in _NEAREST]
    best = max(counts)
    near = f"; looks like {_NEAREST[counts.index(best)][0]}" if best > 1 and best * 5 >= len(lines) else ""
    return f"{near}; read as {format}"
