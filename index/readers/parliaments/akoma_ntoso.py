"""Akoma Ntoso debates: speeches by reference to people, printed labels, scenes and the reporter's summaries."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.times import iso_date
from index.readers.shared.xml_tree import Element, Tree, parse_xml, root_name
from index.transcript import Dropped, Meta, Person

_SPEECHES = ("speech", "question", "answer", "other")
_HEADINGS = ("num", "heading", "subheading")
_NARRATIVE = ("narrative", "summary", "p", "communication", "prayers", "resolutions", "block", "tblock")
_SCENE = ("scene", "remark")
_OUTSIDE = ("meta", "coverPage", "conclusions", "attachments", "components")


class _References(NamedTuple):
    """What the header says of people, roles and the like, by their identifiers."""

    people: Mapping[str, str]
    roles: Mapping[str, str]


def _sniff(document: Document) -> Fit:
    if root_name(document) == "akomaNtoso":
        return Fit(1.0, "its root element is akomaNtoso")
    return Fit(0.0, "its root element is not akomaNtoso")


def _read(document: Document) -> Parsed:
    tree = parse_xml(document)
    references = _References(_shown(tree, "TLCPerson", "TLCOrganization"), _shown(tree, "TLCRole"))
    walker = _Walker(tree, references)
    for debate in tree.root.children:
        walker.walk(debate, None)
    roster = tuple(Person(name) for name in _shown(tree, "TLCPerson").values())
    return Parsed(walker.pieces, _meta(tree), roster, walker.dropped, naming="printed", separator="\n\n")


def _shown(tree: Tree, *tags: str) -> dict[str, str]:
    entries = ((entry.get("eId") or entry.get("id"), entry.get("showAs")) for entry in tree.root.all(*tags))
    return {identifier: name for identifier, name in entries if identifier and name}


def _meta(tree: Tree) -> Meta:
    work = tree.root.first("FRBRWork")
    date = work.first("FRBRdate") if work is not None else None
    printed = tree.root.first("docDate")
    language = tree.root.first("FRBRlanguage")
    alias = work.first("FRBRalias") if work is not None else None
    return Meta(
        title=tree.words(tree.root.first("docTitle")) or (alias.get("value") if alias is not None else None),
        date=iso_date((date.get("date") if date is not None else None) or "")
        or iso_date((printed.get("date") if printed is not None else None) or ""),
        place=tree.words(tree.root.first("docketNumber", "location")),
        chamber=tree.words(tree.root.first("legislature", "docProponent")),
        language=language.get("language") if language is not None else None,
    )


class _Walker:
    """Goes down the sections of a debate."""

    def __init__(self, tree: Tree, references: _References) -> None:
        self.tree, self.references = tree, references
        self.pieces: list[Piece] = []
        self.dropped: list[Dropped] = []
        self._clock: str | None = None

    def walk(self, parent: Element, section: str | None) -> None:
        headings = (self.tree.words(heading) for heading in parent.named(*_HEADINGS))
        own = " ".join(heading for heading in headings if heading)
        here = " > ".join(heading for heading in (section, own) if heading) or None
        for element in parent.children:
            if element.tag == "preface":
                self.dropped.extend(self.tree.dropped("preface", element))
            elif element.tag in _SPEECHES and (element.get("by") or element.child("from")):
                self._speech(element, here)
            elif element.tag in _NARRATIVE and element.first(*_SPEECHES) is None:
                self._add_aside(element, here)
            elif element.tag in _SCENE:
                self.pieces.append(Piece(self.tree.text(element), (element.start, element.end), kind="stage"))
            elif element.tag not in (*_OUTSIDE, *_HEADINGS):
                self._time(element)
                self.walk(element, here)

    def _time(self, element: Element) -> None:
        self._clock = _clock(element) or self._clock

    def _add_aside(self, element: Element, section: str | None) -> None:
        self._clock = next((clock for time in element.all("recordedTime") if (clock := _clock(time))), self._clock)
        text = self.tree.text(element)
        if text.text:
            self.pieces.append(Piece(text, (element.start, element.end), section=section, kind="narrative"))

    def _speech(self, speech: Element, section: str | None) -> None:
        label = (self.tree.words(speech.child("from")) or "").rstrip(" :.：") or None
        who, role = _reference(speech.get("by")), _reference(speech.get("as"))
        name = self.references.people.get(who)
        clock, self._clock = _clock(speech) or self._clock, None
        begun = False
        for element in self._parts(speech):
            if element.tag in (*_SCENE, "narrative"):
                self.pieces.append(Piece(self.tree.text(element), (element.start, element.end), kind="stage"))
                continue
            self.pieces.append(
                Piece(
                    self.tree.text(element, without=("from",)),
                    (element.start if begun else speech.start, element.end),
                    label=label or who or None,
                    name=name,
                    role=self.references.roles.get(role),
                    clock=clock,
                    section=section,
                    anchor=speech.get("eId") or speech.get("id"),
                    follows="segment" if begun else "",
                )
            )
            begun = True

    def _parts(self, speech: Element) -> Iterator[Element]:
        """Its paragraphs and what happened between them; the whole where it has none."""
        parts = [element for element in speech.children if element.tag not in ("from", *_HEADINGS)]
        blocks = [element for element in parts if element.tag not in ("i", "b", "u", "span", "ref", "eol", "noteRef")]
        yield from blocks if blocks else [speech]


def _reference(value: str | None) -> str:
    """The identifier behind a reference (`#smith`)."""
    return (value or "").rpartition("#")[2]


def _clock(element: Element) -> str | None:
    """The time of day of `startTime` or `time`, which may carry a date."""
    value = element.get("startTime") or element.get("time") or ""
    time = value.rpartition("T")[2]
    return time[:8].rstrip("Z+-") if ":" in time else None


READER = Reader("akoma-ntoso", frozenset({".xml", ".akn"}), _sniff, _read)
