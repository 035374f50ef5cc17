"""The readers of plain text, one line each, in the order in which equal scores are decided.

A list of its own beside the registry: pages and documents are taken apart into text and read by one of these.
"""

from index.readers.pieces import Reader
from index.readers.text import (
    broadcast,
    congress,
    hearing,
    labelled,
    prose,
    testimony,
    timed_labels,
    timed_lines,
)

TEXT_READERS: tuple[Reader, ...] = (
    testimony.READER,
    hearing.READER,
    congress.READER,
    broadcast.READER,
    timed_labels.READER,
    timed_lines.READER,
    labelled.READER,
    prose.READER,
)
