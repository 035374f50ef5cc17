"""TEI: ParlaMint and other parliaments, ISO transcripts of speech with a timeline, and plays."""

import re
from dataclasses import dataclass, field, replace

from index.readers.pieces import Fit, Kind, Parsed, Piece, Reader, first_heading
from index.readers.shared.document import Document
from index.readers.shared.located_json import number
from index.readers.shared.mapped import MappedText, joined, trimmed
from index.readers.shared.times import iso_date
from index.readers.shared.xml_tree import (
    Element,
    Tree,
    outermost,
    parse_xml,
    root_name,
    span_in,
)
from index.transcript import Dropped, Meta, Person

_ROOTS = ("TEI", "TEI.2", "teiCorpus")
_HEARD = ("note", "incident", "kinesic", "vocal", "gap", "pause", "stage", "desc")
_SPOKEN = ("seg", "p", "ab", "l", "lg")
_TOKENS = ("w", "pc")
# The Riksdag numbers what is said (`Anf. 115 ROSA TEY (S) replik:`).
_NUMBERED = re.compile(r"Anf\.\s*\d+\s+(?P<name>.+?)(?:\s*\((?P<party>[^()]{1,20})\))?(?:\s+(?:replik|forts\.?))*\s*")
_SECTIONS = ("div", "div1", "div2", "div3", "div4", "body", "front", "back", "text", "group", "annotationBlock")


@dataclass(slots=True)
class _People:
    """The names behind the identifiers of the header, and the times behind those of the timeline."""

    names: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    times: dict[str, float | None] = field(default_factory=dict)


def _sniff(document: Document) -> Fit:
    name = root_name(document)
    return Fit(1.0, f"its root element is {name}") if name in _ROOTS else Fit(0.0, "its root element is not TEI")


def _read(document: Document) -> Parsed:
    tree = parse_xml(document)
    header = tree.root.first("teiHeader")
    people = _people(tree)
    walker = _Walker(tree, people)
    for text in outermost(tree.root, {"text"}):
        walker.walk(text, None)
    meta = _meta(tree, header) if header is not None else Meta(language=tree.root.get("xml:lang"))
    meta = replace(meta, title=meta.title or first_heading(walker.pieces))
    roster = tuple(Person(name, people.roles.get(who)) for who, name in people.names.items())
    return Parsed(walker.pieces, meta, roster, walker.dropped, naming="printed", separator="\n\n")


def _people(tree: Tree) -> _People:
    people = _People()
    for person in tree.root.all("person", "personGrp"):
        who, name = person.get("xml:id") or person.get("id"), _person_name(tree, person)
        if who and name:
            people.names[who] = name
            role = tree.words(person.child("occupation", "roleName")) or None
            people.roles.update({who: role} if role else {})
    origin: dict[str, float] = {}
    for when in tree.root.all("when"):
        identifier, interval = when.get("xml:id") or "", number(when.get("interval"))
        since = origin.get((when.get("since") or "").lstrip("#"), 0.0)
        people.times[identifier] = None if interval is None else since + interval
        origin[identifier] = since + (interval or 0.0)
    return people


def _person_name(tree: Tree, person: Element) -> str | None:
    """Forename and surname as they are spoken, or the name as one."""
    name = person.child("persName", "name")
    if name is None:
        return None
    parts = [*name.all("forename"), *name.all("nameLink"), *name.all("surname")]
    return " ".join(word for part in parts if (word := tree.words(part))) or tree.words(name)


def _meta(tree: Tree, header: Element) -> Meta:
    titles = [title for statement in header.all("titleStmt") for title in statement.named("title")]
    main = [title for title in titles if title.get("type") in (None, "main")]
    setting = header.first("settingDesc")
    source = header.first("sourceDesc")
    dates = [date for place in (setting, source) if place is not None for date in place.all("date")]
    meeting = header.first("meeting")
    return Meta(
        title=next((words for title in main or titles if (words := tree.words(title))), None),
        date=next((day for date in dates if (day := _day(tree, date))), None),
        event=tree.words(meeting) if meeting is not None else None,
        place=_place(tree, setting) if setting is not None else None,
        language=tree.root.get("xml:lang"),
    )


def _day(tree: Tree, date: Element) -> str | None:
    return iso_date(date.get("when") or date.get("from") or "") or iso_date(tree.words(date) or "")


def _place(tree: Tree, setting: Element) -> str | None:
    return next((words for name in setting.all("name", "placeName", "settlement") if (words := tree.words(name))), None)


class _Walker:
    """Goes through the body: headings, printed labels, utterances, and what happened beside them."""

    def __init__(self, tree: Tree, people: _People) -> None:
        self.tree, self.people = tree, people
        self.pieces: list[Piece] = []
        self.dropped: list[Dropped] = []
        self._label: str | None = None  # printed above the next utterance
        self._printed: dict[str, str] = {}  # the label last printed for a speaker, for what goes on without one
        self._page: str | None = None

    def walk(self, parent: Element, section: str | None) -> None:
        own: list[str] = []
        for element in parent.children:
            here = " > ".join([*([section] if section else []), *own]) or None
            if element.tag == "head":
                own = [words for words in [self.tree.words(element)] if words]
            elif element.tag == "pb":
                self._page = element.get("n")
            elif element.tag == "u":
                self._utterance(element, here, parent)
            elif element.tag == "sp":
                self._label = self.tree.words(element.child("speaker")) or self._label
                self._utterance(element, here, parent)
            elif element.tag == "note" and element.get("type") == "speaker":
                self._label = self.tree.words(element)
            elif element.tag in _HEARD:
                self._add_incident(element)
            elif element.tag in _SECTIONS:
                self.walk(element, here)
            elif element.tag in ("p", "ab") and (said := list(outermost(element, ("said",)))):
                for one in said:
                    self._utterance(one, here, element)
            elif element.tag in ("p", "ab"):
                self._narrative(element, here)
            else:
                self.dropped.extend(self.tree.dropped(element.tag, element))

    def _utterance(self, utterance: Element, section: str | None, parent: Element) -> None:
        """A piece for each paragraph of an utterance; what lies between them was heard and not said."""
        printed, self._label = (self._label or "").rstrip(" :.：") or None, None
        who = (utterance.get("who") or parent.get("who") or "").split(" ")[0].rpartition("#")[2].removeprefix("spk:")
        goes_on = utterance.get("prev") is not None or who not in ("", "unknown")
        if printed is None and goes_on:
            printed = self._printed.get(who)
        elif printed is not None:
            self._printed[who] = printed
        numbered = _NUMBERED.fullmatch(printed or "")
        name = self.people.names.get(who) or (numbered["name"] if numbered else None)
        start, end = self._time(utterance, parent, "start"), self._time(utterance, parent, "end")
        begun = False
        for element in self._parts(utterance):
            if element is not utterance and element.tag in _HEARD:
                self._add_incident(element)
                continue
            text, marked = self._text(element)
            self.pieces.append(
                Piece(
                    text,
                    (element.start if begun else utterance.start, element.end),
                    label=printed or who or None,
                    name=name,
                    role=self.people.roles.get(who),
                    affiliation=numbered["party"] if numbered else None,
                    start=start,
                    end=end,
                    section=section,
                    page=self._page,
                    anchor=utterance.get("xml:id") or utterance.get("id"),
                    follows="segment" if begun else "",
                    events=marked,
                )
            )
            begun = True

    def _parts(self, utterance: Element) -> list[Element]:
        """Its paragraphs and what lies between them; the utterance itself where it has none."""
        parts = [element for element in utterance.children if element.tag in (*_SPOKEN, *_HEARD)]
        return parts if any(element.tag in _SPOKEN for element in parts) else [utterance]

    def _time(self, utterance: Element, parent: Element, name: str) -> float | None:
        """A time of the timeline, of the utterance or of the block around it."""
        reference = utterance.get(name) or parent.get(name) or ""
        if reference.startswith("#"):
            return self.people.times.get(reference[1:])
        return number(reference)

    def _text(self, element: Element) -> tuple[MappedText, tuple[tuple[int, int], ...]]:
        """The words, and which of them are stage directions by their markup."""
        tokens = list(outermost(element, (*_TOKENS, *_HEARD))) if element.first(*_TOKENS) is not None else []
        text = _spaced(self.tree, tokens) if tokens else self.tree.text(element, without=("speaker", "fw"))
        spans = (span_in(text, heard.inside, heard.content_end) for heard in outermost(element, _HEARD))
        return text, tuple(span for span in spans if span is not None)

    def _add_incident(self, element: Element) -> None:
        text = self.tree.text(element)
        if text.text:
            kind: Kind = "narrative" if element.get("type") == "narrative" else "stage"
            self.pieces.append(Piece(text, (element.start, element.end), kind=kind))

    def _narrative(self, element: Element, section: str | None) -> None:
        text = self.tree.text(element)
        if text.text:
            self.pieces.append(Piece(text, (element.start, element.end), section=section, kind="narrative"))


def _spaced(tree: Tree, tokens: list[Element]) -> MappedText:
    """Words and punctuation with a space between, unless the markup says that they touch."""
    parts: list[MappedText] = []
    for token in tokens:
        parts.append(tree.text(token))
        touching = token.get("join") in ("right", "both")
        parts.append(MappedText("" if touching else " "))
    return trimmed(joined(parts, ""))


READER = Reader("tei", frozenset({".xml", ".tei"}), _sniff, _read)
