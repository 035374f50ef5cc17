"""Canada's House of Commons and its committees (`Hansard`): interventions under orders and subjects of business.

After the XML that ourcommons.ca publishes since 2006: an `Intervention` has `PersonSpeaking` and `Content`, whose
paragraphs (`ParaText`) stand beside the hour, the language of the floor and what the clerks note (`ProceduralText`).
"""

import re

from index.readers.pieces import Fit, Kind, Parsed, Piece, Reader, first_heading
from index.readers.shared.document import Document
from index.readers.shared.times import iso_date
from index.readers.shared.xml_tree import Element, Tree, parse_xml, root_name
from index.transcript import Dropped, Meta

_TITLE = re.compile(r"(?:Order|Subject)OfBusinessTitle|CatchLine")
_WORDS = frozenset({"ParaText", "ProceduralText", "Prayer", "ThroneSpeechPara", "Line"})


def _sniff(document: Document) -> Fit:
    if root_name(document) == "Hansard" and "<HansardBody" in document.text:
        return Fit(1.0, "its root element is Hansard")
    return Fit(0.0, "its root element is not Hansard")


def _read(document: Document) -> Parsed:
    tree = parse_xml(document)
    walker = _Walker(tree)
    walker.walk(tree.root, ())
    told = {item.get("Name"): tree.words(item) for item in tree.root.all("ExtractedItem")}
    title = " ".join(
        part for part in (told.get("InstitutionDebate") or told.get("Institution"), told.get("Number")) if part
    )
    meta = Meta(
        title=title or first_heading(walker.pieces),
        date=iso_date(told.get("Date") or told.get("HeaderDate") or ""),
        event=told.get("Session"),
        chamber=told.get("Institution"),
        language=(tree.root.get("xml:lang") or "").lower() or None,
    )
    return Parsed(walker.pieces, meta, dropped=walker.dropped, naming="printed", separator="\n\n")


class _Walker:
    """Goes down the sitting; a paragraph is said by the person of its intervention, else it is the clerks'."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.pieces: list[Piece] = []
        self.dropped: list[Dropped] = []
        self._person: Element | None = None  # whose intervention it is
        self._fresh = False  # and has not begun
        self._clock: str | None = None

    def walk(self, parent: Element, above: tuple[str, ...]) -> None:
        here = above
        for element in parent.children:
            if _TITLE.fullmatch(element.tag):
                told = self.tree.words(element)
                here = (*above, told) if told else above
            elif element.tag == "Intervention":
                self._intervention(element, here)
            elif element.tag in _WORDS:
                self._paragraph(element, here)
            elif element.tag == "Timestamp":
                self._clock = (self.tree.words(element) or "").strip("()") or None
            elif element.children and element.tag != "PersonSpeaking":
                self.walk(element, here)
            elif element.tag != "PersonSpeaking":
                self.dropped.extend(self.tree.dropped(element.tag, element))

    def _intervention(self, element: Element, above: tuple[str, ...]) -> None:
        self._person, self._fresh = element.child("PersonSpeaking"), True
        self.walk(element, above)
        self._person = None

    def _paragraph(self, element: Element, above: tuple[str, ...]) -> None:
        text, person = self.tree.text(element), self._person
        if not text.text:
            return
        kind: Kind = "speech" if person is not None and element.tag != "ProceduralText" else "narrative"
        kind = "stage" if person is not None and element.tag == "ProceduralText" else kind
        fresh, clock = self._fresh and kind == "speech", None
        if fresh:
            self._fresh, clock, self._clock = False, self._clock, None
        self.pieces.append(
            Piece(
                text,
                (person.start if fresh and person is not None else element.start, element.end),
                label=(self.tree.words(person) or "").rstrip(" :") if fresh and person is not None else None,
                section=" > ".join(dict.fromkeys(above)) or None,
                clock=clock,
                follows="" if fresh or kind != "speech" else "segment",
                kind=kind,
            )
        )


READER = Reader("ca-hansard", frozenset({".xml"}), _sniff, _read)
