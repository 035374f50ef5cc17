"""FOLKER and OrthoNormal (`.flk`, `.fln`): contributions on a timeline.

After the FOLKER manual (agd.ids-mannheim.de): a `contribution` holds unparsed text, segments, or words with pauses and
breaths between; one without a speaker is a pause or what was heard.
"""

from index.readers.pieces import Fit, Kind, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.located_json import number
from index.readers.shared.mapped import MappedText, joined
from index.readers.shared.xml_tree import Element, Tree, parse_xml, root_name
from index.transcript import Meta, Person


def _sniff(document: Document) -> Fit:
    if root_name(document) == "folker-transcription":
        return Fit(1.0, "its root element is folker-transcription")
    return Fit(0.0, "its root element is not folker-transcription")


def _read(document: Document) -> Parsed:
    tree = parse_xml(document)
    names = {
        who.get("speaker-id") or "": tree.words(who.child("name")) or who.get("speaker-id") or ""
        for who in tree.root.all("speaker")
    }
    times = {
        point.get("timepoint-id") or "": number(point.get("absolute-time")) for point in tree.root.all("timepoint")
    }
    pieces = []
    for said in tree.root.all("contribution"):
        who = said.get("speaker-reference")
        kind: Kind = "speech" if who else "stage"
        start, end = times.get(said.get("start-reference") or ""), times.get(said.get("end-reference") or "")
        label = (names.get(who) or who) if who else None
        pieces.append(Piece(_text(tree, said), (said.start, said.end), label=label, start=start, end=end, kind=kind))
    people = tuple(Person(name) for name in dict.fromkeys(names.values()) if name)
    return Parsed(pieces, Meta(), people)


def _text(tree: Tree, said: Element) -> MappedText:
    """The words; where each is an element of its own, with a space between."""
    words = list(said.all("w"))
    if words:
        return joined([text for word in words if (text := tree.text(word)).text])
    return tree.text(said)


READER = Reader("folker", frozenset({".flk", ".fln"}), _sniff, _read)
