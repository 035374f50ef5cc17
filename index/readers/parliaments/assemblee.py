"""The French Assemblée nationale's minutes (`compteRendu`, from Syceron): points, and paragraphs with their speakers.

After the files of data.assemblee-nationale.fr ("Comptes rendus de la séance publique"): a `paragraphe` has `orateurs`
and a `texte`; what stands in italics between brackets happened. A `point` has a heading of its own and points in it.
"""

import re

from index.readers.pieces import Fit, Follows, Kind, Parsed, Piece, Reader, first_heading
from index.readers.shared.document import Document
from index.readers.shared.xml_tree import Element, Tree, parse_xml, root_name
from index.transcript import Dropped, Meta

_STAMP = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")


def _sniff(document: Document) -> Fit:
    if root_name(document).casefold() == "compterendu":
        return Fit(1.0, "its root element is compteRendu")
    return Fit(0.0, "its root element is not compteRendu")


def _read(document: Document) -> Parsed:
    tree = parse_xml(document)
    walker = _Walker(tree)
    walker.walk(tree.root, None)
    about = tree.root.first("metadonnees")
    stamp = _STAMP.search((tree.words(about.first("dateSeance")) if about else None) or "")
    meta = Meta(
        title=(tree.words(about.first("dateSeanceJour")) if about else None) or first_heading(walker.pieces),
        date=f"{stamp[1]}-{stamp[2]}-{stamp[3]}" if stamp else None,
        event=tree.words(about.first("session")) if about else None,
        chamber="Assemblée nationale" if about else None,
        language="fr",
    )
    return Parsed(walker.pieces, meta, dropped=walker.dropped, naming="printed", separator="\n\n")


class _Walker:
    """Goes down the points; a paragraph without a speaker goes on, or is the reporter's."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.pieces: list[Piece] = []
        self.dropped: list[Dropped] = []
        self._last: str | None = None  # the identifier of who spoke last

    def walk(self, parent: Element, section: str | None) -> None:
        own = self.tree.words(parent.child("texte")) if parent.tag == "point" else None
        here = " > ".join(part for part in (section, own) if part) or None
        for element in parent.children:
            if element.tag == "paragraphe":
                self._paragraph(element, here)
            elif element.tag == "metadonnees":
                self.dropped.extend(self.tree.dropped("metadata", element))
            elif element.tag == "texte" or not element.children:
                if element.tag != "texte" or parent.tag != "point":
                    self.dropped.extend(self.tree.dropped(element.tag, element))
            elif element.tag != "orateurs":
                self.walk(element, here)

    def _paragraph(self, paragraph: Element, section: str | None) -> None:
        words = paragraph.child("texte") or paragraph
        text = self.tree.text(words, without=("orateurs",))
        speaker = next((found for found in paragraph.all("orateur") if self.tree.words(found.child("nom"))), None)
        who = paragraph.get("id_acteur")
        if speaker is not None:
            label = (self.tree.words(speaker.child("nom")) or "").rstrip(" .:,")
            role = (self.tree.words(speaker.child("qualite")) or "").strip(" .,") or None
            self.pieces.append(Piece(text, (paragraph.start, paragraph.end), label=label, role=role, section=section))
            self._last = who
        elif text.text:
            goes_on = who is not None and who == self._last
            heard = text.text[0] == "(" and text.text.rstrip(". ")[-1:] == ")"
            kind: Kind = "speech" if goes_on else "stage" if heard else "narrative"
            follows: Follows = "segment" if goes_on else ""
            chars = (paragraph.start, paragraph.end)
            self.pieces.append(Piece(text, chars, section=section, kind=kind, follows=follows))
        for child in paragraph.named("paragraphe"):
            self._paragraph(child, section)


READER = Reader("assemblee-nationale", frozenset({".xml"}), _sniff, _read)
