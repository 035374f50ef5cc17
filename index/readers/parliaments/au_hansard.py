"""Australian Hansard: `talk.start` names who speaks, nested for interjections; the older and the newer layout."""

import re
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Piece, Reader, first_heading
from index.readers.shared.document import Document
from index.readers.shared.times import iso_date
from index.readers.shared.xml_tree import Element, Tree, parse_xml, root_name
from index.transcript import Dropped, Meta, Person

_SPEAKING = ("speech", "question", "answer", "continue", "interjection", "interjections", "talk", "motionnospeech")
_INFO = ("debateinfo", "subdebateinfo")
_BESIDE = ("division", "petition", "table", "adjournment", "list")
# The newer layout names who speaks inside the paragraph: `<a type="MemberSpeech">Mr ABBOTT</a> (Warringah) (14:02): `.
_HEADER = re.compile(r"[^:]{0,2000}?(?:\(\x00*(?P<clock>\d{1,2}\x00*:\x00*\d\d)\x00*\))?[^:]{0,600}?:\x00*(?=\s|$)")


class _Talker(NamedTuple):
    """Who speaks, as `talk.start` or a paragraph says."""

    label: str | None = None
    role: str | None = None
    affiliation: str | None = None
    clock: str | None = None
    page: str | None = None


def _sniff(document: Document) -> Fit:
    name = root_name(document)
    if name == "hansard":
        return Fit(0.98, "its root element is hansard")
    return Fit(0.0, "its root element is not hansard")


def _read(document: Document) -> Parsed:
    tree = parse_xml(document)
    walker = _Walker(tree)
    for element in tree.root.children:
        if element.tag != "session.header":
            walker.walk(element, None, None)
    chamber, house = tree.root.first("chamber"), tree.root.first("session.header")
    meta = Meta(
        title=first_heading(walker.pieces),
        date=iso_date(tree.words(tree.root.first("date")) or tree.root.get("date") or ""),
        chamber=tree.words(chamber) if house is not None and chamber is not None else None,
    )
    return Parsed(walker.pieces, meta, _roster(tree), walker.dropped, naming="printed", separator="\n\n")


def _roster(tree: Tree) -> tuple[Person, ...]:
    """The full names behind the printed ones: `Rudd, Kevin, MP` is Kevin Rudd."""
    printed = (tree.words(name) or "" for name in tree.root.all("name") if name.get("role") == "metadata")
    parts = (name.split(",") for name in dict.fromkeys(printed))
    names = (f"{name[1].strip()} {name[0].strip()}" for name in parts if len(name) > 1 and name[1].strip() != "MP")
    return tuple(Person(name) for name in names if not name.startswith("The "))


class _Walker:
    """Goes down debates and speeches; a paragraph belongs to the last one who was named around it."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.pieces: list[Piece] = []
        self.dropped: list[Dropped] = []
        self._fresh = True  # the talker has not begun

    def walk(self, parent: Element, section: str | None, talker: _Talker | None) -> _Talker | None:
        info = parent.child(*_INFO)
        title = self.tree.words(info.child("title")) if info is not None else None
        here = " > ".join(part for part in (section, title) if part) or None
        for element in parent.children:
            if element.tag == "talk.start":
                talker, self._fresh = self._talker(element), True
                for paragraph in element.all("para"):
                    self._paragraph(paragraph, here, talker)
            elif element.tag in ("para", "p", "quote"):
                talker = self._inside(element, here, talker)
            elif element.tag in _INFO:
                self.dropped.extend(self.tree.dropped("debate information", element))
            elif element.tag in _BESIDE:
                self.dropped.extend(self.tree.dropped(element.tag, element))
            elif element.tag in _SPEAKING:
                self.walk(element, here, talker)
                self._fresh = True
            elif element.tag != "title":
                talker = self.walk(element, here, talker)
        return talker

    def _talker(self, start: Element) -> _Talker:
        talker = start.first("talker")
        if talker is None:
            return _Talker()
        names = {name.get("role") or "": self.tree.words(name) for name in talker.named("name")}
        party, electorate = self.tree.words(talker.child("party")), self.tree.words(talker.child("electorate"))
        return _Talker(
            names.get("display") or names.get("metadata") or names.get(""),
            self.tree.words(talker.child("role")),
            ", ".join(part for part in (party, electorate) if part) or None,
            self.tree.words(talker.child("time.stamp")),
            self.tree.words(talker.child("page.no")),
        )

    def _inside(self, element: Element, section: str | None, talker: _Talker | None) -> _Talker | None:
        """A paragraph; one that opens with a linked name changes who speaks."""
        link = next((a for a in element.all("a") if (a.get("type") or "").startswith(("Member", "Office"))), None)
        if link is None:
            self._paragraph(element, section, talker)
            return talker
        label = (self.tree.words(link) or "").rstrip(" :")
        whole = self.tree.document.text[link.end : element.content_end]
        header = _HEADER.match(re.sub(r"<[^<>]*>", lambda tag: "\x00" * len(tag[0]), whole))
        clock = header["clock"].replace("\x00", "") if header and header["clock"] else None
        known = talker is not None and talker.label is not None and self._fresh
        talker = (talker or _Talker())._replace(label=label) if known else _Talker(label, clock=clock)
        self._fresh = True
        self._paragraph(element, section, talker, link.end + header.end() if header else link.end)
        return talker

    def _paragraph(self, element: Element, section: str | None, talker: _Talker | None, at: int | None = None) -> None:
        text = self.tree.stretch(at if at is not None else element.inside, element.content_end)
        chars = (element.start, element.end)
        if not text.text:
            return
        if talker is None or talker.label is None:
            self.pieces.append(Piece(text, chars, section=section, kind="narrative"))
            return
        self.pieces.append(
            Piece(
                text,
                chars,
                label=talker.label,
                role=talker.role,
                affiliation=talker.affiliation,
                section=section,
                page=talker.page,
                clock=talker.clock,
                follows="" if self._fresh else "segment",
            )
        )
        self._fresh = False


READER = Reader("au-hansard", frozenset({".xml"}), _sniff, _read)
