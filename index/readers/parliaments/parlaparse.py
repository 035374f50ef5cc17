"""UK Hansard as ParlaParse and TheyWorkForYou publish it, written answers too; OpenAustralia, which has its shape."""

import re
from collections.abc import Iterator

from index.readers.pieces import Fit, Kind, Parsed, Piece, Reader, first_heading
from index.readers.shared.document import Document
from index.readers.shared.times import iso_date
from index.readers.shared.xml_tree import Element, Tree, parse_xml, root_name
from index.transcript import Dropped, Meta

_ID = re.compile(r"uk\.org\.publicwhip/([a-z]+)/(\d{4}-\d\d-\d\d)")
_CHAMBERS = {
    "debate": "House of Commons",
    "wrans": "House of Commons",
    "wms": "House of Commons",
    "lordswrans": "House of Lords",
    "lordswms": "House of Lords",
    "westminhall": "Westminster Hall",
    "lords": "House of Lords",
    "spor": "Scottish Parliament",
    "sp": "Scottish Parliament",
    "ni": "Northern Ireland Assembly",
    "senedd": "Senedd",
    "london-mayors-questions": "London Assembly",
}
_AUSTRALIAN = {"debate": "House of Representatives", "lords": "Senate"}
_SPEECHES = ("speech", "ques", "reply")  # written questions and their answers
_UPPER, _LOWER = ("oral-heading", "major-heading"), ("minor-heading",)


def _sniff(document: Document) -> Fit:
    name = root_name(document)
    if name == "publicwhip":
        return Fit(1.0, "its root element is publicwhip")
    if name == "debates" and "<speech" in document.text[:20_000]:
        return Fit(1.0, "its root element is debates, with speeches")
    return Fit(0.0, "its root element is not publicwhip")


def _read(document: Document) -> Parsed:
    tree = parse_xml(document)
    pieces, dropped = list[Piece](), list[Dropped]()
    upper = lower = None
    for element in tree.root.children:
        if element.tag in _UPPER:
            upper, lower = tree.words(element), None
        elif element.tag in _LOWER:
            lower = tree.words(element)
        elif element.tag in _SPEECHES:
            section = " > ".join(heading for heading in (upper, lower) if heading)
            pieces.extend(_speech(tree, element, section or None))
        else:
            dropped.extend(tree.dropped(element.tag, element))
    return Parsed(pieces, _meta(document, first_heading(pieces)), dropped=dropped, naming="printed", separator="\n\n")


def _speech(tree: Tree, speech: Element, section: str | None) -> Iterator[Piece]:
    """A piece for each paragraph; a speech that names nobody is the reporter's."""
    label = speech.get("speakername")
    unspoken = label is None and (speech.get("nospeaker") is not None or _nobody(speech.get("speakerid")))
    kind: Kind = "narrative" if unspoken else "speech"
    column = speech.get("colnum")
    paragraphs = speech.named("p") or [speech]
    for number, paragraph in enumerate(paragraphs):
        yield Piece(
            tree.text(paragraph),
            (paragraph.start if number else speech.start, paragraph.end),
            label=label,
            role=speech.get("speakeroffice"),
            section=section,
            page=f"col {column}" if column else None,
            clock=speech.get("time"),
            anchor=speech.get("id"),
            follows="segment" if number else "",
            kind=kind,
        )


def _nobody(identifier: str | None) -> bool:
    return identifier in (None, "unknown")


def _meta(document: Document, title: str | None) -> Meta:
    found = _ID.search(document.text)
    chambers = _AUSTRALIAN if root_name(document) == "debates" else _CHAMBERS
    return Meta(
        title=title,
        date=found[2] if found else iso_date(document.path),
        chamber=chambers.get(found[1]) if found else None,
    )


READER = Reader("parlaparse", frozenset({".xml"}), _sniff, _read)
