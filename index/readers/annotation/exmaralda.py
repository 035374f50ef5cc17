"""EXMARaLDA (`.exb`): tiers of events on a common timeline.

After its format description (exmaralda.org, "basic-transcription"): a tier of type `t` holds what its speaker says, `a`
what is noted about that, `d` what is described. Events bring their own spaces: a word may be cut where others begin.
"""

from collections.abc import Iterator, Mapping

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.located_json import number
from index.readers.shared.mapped import MappedText, joined
from index.readers.shared.xml_tree import Element, Tree, parse_xml, root_name
from index.transcript import Dropped, Meta, Person

_Ranked = tuple[int, int, Piece]


def _sniff(document: Document) -> Fit:
    if root_name(document) == "basic-transcription":
        return Fit(1.0, "its root element is basic-transcription")
    return Fit(0.0, "its root element is not basic-transcription")


def _read(document: Document) -> Parsed:
    tree = parse_xml(document)
    names = dict(_speakers(tree))
    places = {item.get("id") or "": place for place, item in enumerate(tree.root.all("tli"))}
    times = {item.get("id") or "": number(item.get("time")) for item in tree.root.all("tli")}
    ranked, dropped, spoken = list[_Ranked](), list[Dropped](), set[str]()
    for row, tier in enumerate(tree.root.all("tier")):
        speaker = tier.get("speaker") or ""
        if tier.get("type") == "t" and (not speaker or speaker not in spoken):
            spoken.add(speaker)
            found = _pieces(tree, tier, names.get(speaker) or speaker or None, times)
            ranked += [(places.get(start, 0), row, piece) for start, piece in found]
        else:
            name = tier.get("display-name") or tier.get("category") or tier.get("type") or ""
            dropped += [record for event in tier.named("event") for record in tree.dropped(f"tier {name}", event)]
    ranked.sort(key=_time_order)
    about = tree.root.first("meta-information")
    meta = Meta(title=tree.words(about.first("transcription-name")) if about else None)
    people = tuple(Person(name) for name in names.values())
    return Parsed([piece for _, _, piece in ranked], meta, people, dropped)


def _time_order(entry: _Ranked) -> tuple[int, int]:
    return entry[:2]


def _speakers(tree: Tree) -> Iterator[tuple[str, str]]:
    for speaker in tree.root.all("speaker"):
        identifier, name = speaker.get("id"), tree.words(speaker.child("abbreviation"))
        if identifier and name:
            yield identifier, name


def _pieces(
    tree: Tree, tier: Element, label: str | None, times: Mapping[str, float | None]
) -> Iterator[tuple[str, Piece]]:
    """A piece for each event, or for those in which one word goes on; with the point where it begins."""
    run: list[Element] = []
    for event in tier.named("event"):
        if run and (run[-1].get("end") != event.get("start") or _ends_with_space(tree, run[-1])):
            yield _piece(tree, run, label, times)
            run = []
        run.append(event)
    if run:
        yield _piece(tree, run, label, times)


def _ends_with_space(tree: Tree, event: Element) -> bool:
    return tree.document.text[event.content_end - 1 : event.content_end].isspace() or not tree.text(event).text


def _piece(tree: Tree, run: list[Element], label: str | None, times: Mapping[str, float | None]) -> tuple[str, Piece]:
    texts: list[MappedText] = [tree.text(event) for event in run]
    first, last = run[0].get("start") or "", run[-1].get("end") or ""
    chars = (run[0].start, run[-1].end)
    return first, Piece(joined(texts, ""), chars, label=label, start=times.get(first), end=times.get(last))


READER = Reader("exmaralda", frozenset({".exb"}), _sniff, _read)
