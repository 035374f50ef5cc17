"""The German Bundestag's minutes (`dbtplenarprotokoll`): speeches by members, and the chair between them.

After its `dbtplenarprotokoll.dtd` (bundestag.de, Open Data): `p klasse="redner"` names who takes the floor, `name`
the one who speaks from the chair; `kommentar` is what happened. Front page, contents and list of speakers are left out.
"""

import re
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.xml_tree import Element, Tree, parse_xml, root_name
from index.transcript import Dropped, Meta

_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_OUTSIDE = ("vorspann", "rednerliste", "anlagen", "anlagenverzeichnis")
_NAME = ("vorname", "namenszusatz", "nachname")
_NAMING = ("redner", "N")


class _Voice(NamedTuple):
    """Who has the floor."""

    label: str
    name: str | None = None
    role: str | None = None
    group: str | None = None


def _sniff(document: Document) -> Fit:
    if root_name(document) == "dbtplenarprotokoll":
        return Fit(1.0, "its root element is dbtplenarprotokoll")
    return Fit(0.0, "its root element is not dbtplenarprotokoll")


def _read(document: Document) -> Parsed:
    tree = parse_xml(document)
    walker = _Walker(tree)
    for element in tree.root.children:
        walker.walk(element, None)
    return Parsed(walker.pieces, _meta(tree), dropped=walker.dropped, naming="printed", separator="\n\n")


def _meta(tree: Tree) -> Meta:
    root = tree.root
    date = _DATE.search(root.get("sitzung-datum") or "")
    number, period = root.get("sitzung-nr"), root.get("wahlperiode")
    return Meta(
        title=f"Plenarprotokoll {period}/{number}" if number and period else None,
        date=f"{date[3]}-{int(date[2]):02d}-{int(date[1]):02d}" if date else None,
        place=root.get("sitzung-ort"),
        chamber=root.get("herausgeber"),
        start_clock=root.get("sitzung-start-uhrzeit"),
        end_clock=root.get("sitzung-ende-uhrzeit"),
        language="de",
    )


class _Walker:
    """Goes down the sitting; a paragraph is said by the speaker named last."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.pieces: list[Piece] = []
        self.dropped: list[Dropped] = []
        self._voice: _Voice | None = None
        self._fresh = True  # the voice has not begun
        self._since = 0  # where its label stands

    def walk(self, element: Element, section: str | None) -> None:
        if element.tag in _OUTSIDE and element.first("rede") is None:
            self.dropped.extend(self.tree.dropped(element.tag, element))
        elif element.tag == "p":
            self._paragraph(element, section)
        elif element.tag == "name":
            label = (self.tree.words(element) or "").rstrip(" :")
            self._floor(_Voice(label, label or None), element)
        elif element.tag == "kommentar":
            self.pieces.append(Piece(self.tree.text(element), (element.start, element.end), kind="stage"))
        elif element.children:
            if element.tag == "rede":
                self._voice = None
            here = element.get("top-id") or section
            for child in element.children:
                self.walk(child, here)
        else:
            self._add_speech(element, section)

    def _floor(self, voice: _Voice, element: Element) -> None:
        self._voice, self._fresh, self._since = (voice if voice.label else None), True, element.start

    def _paragraph(self, paragraph: Element, section: str | None) -> None:
        kind = paragraph.get("klasse") or ""
        if kind in _NAMING:
            self._floor(self._named(paragraph), paragraph)
        elif kind.startswith("T_"):
            text = self.tree.text(paragraph)
            if text.text:
                self.pieces.append(Piece(text, (paragraph.start, paragraph.end), section=section, kind="narrative"))
        else:
            self._add_speech(paragraph, section)

    def _named(self, paragraph: Element) -> _Voice:
        speaker = paragraph.child("redner")
        printed = self.tree.stretch(speaker.end if speaker else paragraph.inside, paragraph.content_end).text
        if speaker is None:
            return _Voice(printed.rstrip(" :"))
        words = {
            part.tag: self.tree.words(part) for part in speaker.all("vorname", "namenszusatz", "nachname", "fraktion")
        }
        name = " ".join(word for tag in _NAME if (word := words.get(tag)))
        role = self.tree.words(speaker.first("rolle_lang"))
        return _Voice(printed.rstrip(" :") or name, name or None, role, words.get("fraktion"))

    def _add_speech(self, element: Element, section: str | None) -> None:
        text, voice = self.tree.text(element), self._voice
        if not text.text:
            return
        if voice is None:
            self.pieces.append(Piece(text, (element.start, element.end), section=section, kind="narrative"))
            return
        self.pieces.append(
            Piece(
                text,
                (self._since if self._fresh else element.start, element.end),
                label=voice.label,
                name=voice.name,
                role=voice.role,
                affiliation=voice.group,
                section=section,
                follows="" if self._fresh else "segment",
            )
        )
        self._fresh = False


READER = Reader("bundestag", frozenset({".xml"}), _sniff, _read)
