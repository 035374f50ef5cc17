"""Transcriber (.trs): turns with sync points, several voices at once, noises as attributes."""

from collections.abc import Iterator, Mapping

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.located_json import number
from index.readers.shared.times import iso_date
from index.readers.shared.xml_tree import Element, Tree, parse_xml, root_name
from index.transcript import Dropped, Meta, Person

# What `Event` says about a word's form and not about the room.
_OF_THE_WORD = frozenset({"pronounce", "lexical", "language", "entities"})


def _sniff(document: Document) -> Fit:
    if root_name(document) == "Trans":
        return Fit(1.0, "its root element is Trans")
    return Fit(0.0, "its root element is not Trans")


def _read(document: Document) -> Parsed:
    tree = parse_xml(document)
    names = {who.get("id") or "": who.get("name") or "" for who in tree.root.all("Speaker")}
    topics = {topic.get("id") or "": topic.get("desc") or "" for topic in tree.root.all("Topic")}
    pieces = [
        piece
        for section in tree.root.all("Section")
        for turn in section.named("Turn")
        for piece in _turn(tree, turn, names, topics.get(section.get("topic") or "") or None)
    ]
    dropped = [record for comment in tree.root.all("Comment") for record in _comment(tree, comment)]
    episode = tree.root.first("Episode")
    meta = Meta(
        title=episode.get("program") if episode else None,
        date=iso_date(_iso_date(episode.get("air_date") or "")) if episode else None,
        language=tree.root.get("xml:lang"),
    )
    return Parsed(pieces, meta, tuple(Person(name) for name in names.values() if name), dropped)


def _turn(tree: Tree, turn: Element, names: Mapping[str, str], section: str | None) -> Iterator[Piece]:
    """A piece for each sync point of one voice, for each voice of several; what was heard beside them."""
    speakers = (turn.get("speaker") or "").split()
    together = len(speakers) > 1
    whole = (number(turn.get("startTime")), number(turn.get("endTime")))
    marks = turn.named("Sync", "Who")
    voice = speakers[0] if len(speakers) == 1 else None
    start, at, begun = whole[0], turn.start, False
    for place, mark in enumerate([*marks, None]):
        end = mark.start if mark is not None else turn.content_end
        text = tree.stretch(max(at, turn.inside), end)
        if text.text:
            until = whole[1] if together else _next_time(marks[place:], whole[1])
            yield Piece(
                text,
                (at, end),
                label=(names.get(voice) or voice) if voice else None,
                start=whole[0] if together else start,
                end=until,
                section=section,
                follows="turn" if begun and not together else "",
            )
            begun = True
        if mark is not None and mark.tag == "Sync":
            start, at = number(mark.get("time")), mark.start
        elif mark is not None:
            voice, at = _voice(speakers, mark.get("nb")), mark.start
    yield from (_event(tree, event) for event in turn.named("Event") if _is_heard(event))


def _next_time(marks: list[Element], otherwise: float | None) -> float | None:
    return next((number(mark.get("time")) for mark in marks if mark.tag == "Sync"), otherwise)


def _voice(speakers: list[str], count: str | None) -> str | None:
    """`Who` counts in the turn's list of speakers, from 1."""
    place = int(count) if count is not None and count.isdecimal() and len(count) <= 3 else 0
    return speakers[place - 1] if 0 < place <= len(speakers) else None


def _is_heard(event: Element) -> bool:
    return event.get("desc") is not None and event.get("type") not in _OF_THE_WORD


def _event(tree: Tree, event: Element) -> Piece:
    return Piece(tree.attribute(event, "desc"), (event.start, event.end), kind="stage")


def _comment(tree: Tree, comment: Element) -> Iterator[Dropped]:
    text = comment.get("desc")
    if text:
        yield Dropped("comment", tree.document.path, tree.document.line_at(comment.start), text)


def _iso_date(date: str) -> str:
    """`20041231` as `2004-12-31`."""
    return f"{date[:4]}-{date[4:6]}-{date[6:]}" if len(date) == 8 and date.isdecimal() else date


READER = Reader("transcriber", frozenset({".trs"}), _sniff, _read)
