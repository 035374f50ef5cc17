"""The readers of plain text, one line each, in the order in which equal scores are decided.

A list of its own beside the registry: pages and documents are taken apart into text and read by one of these.
"""

from dataclasses import replace

from index.readers.pieces import Parsed, Reader
from index.readers.shared.document import Document
from index.readers.text import (
    broadcast,
    congress,
    hearing,
    labelled,
    markers,
    prose,
    tags,
    testimony,
    timed_labels,
    timed_lines,
)


def _reporting(reader: Reader) -> Reader:
    """The reader, which reports the tags that it leaves out."""

    def read(document: Document) -> Parsed:
        return tags.with_tags_reported(document, reader.read(document))

    return replace(reader, read=read)


TEXT_READERS: tuple[Reader, ...] = tuple(
    _reporting(reader)
    for reader in (
        testimony.READER,
        hearing.READER,
        congress.READER,
        broadcast.READER,
        markers.unlinking(markers.unmarking(timed_labels.READER)),
        markers.unlinking(markers.unmarking(timed_lines.READER)),
        markers.unclosing(markers.unlinking(markers.unmarking(labelled.READER))),
        prose.READER,
    )
)
