"""ELAN (.eaf): tiers of annotations on time slots. The tiers of speech are put in the order of their times."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from index.readers.annotation.tiers import in_order, said_once
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.located_json import number
from index.readers.shared.mapped import EMPTY
from index.readers.shared.xml_tree import Element, Tree, parse_xml, root_name
from index.transcript import Dropped, Meta

_ANNOTATIONS = ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION")


class _Tiers(NamedTuple):
    """The tiers by name, which depend on which, and where each annotation begins and ends in seconds."""

    tree: Tree
    tiers: Mapping[str, Element]
    under: Mapping[str, list[str]]
    times: Mapping[str, tuple[float | None, float | None]]


def _sniff(document: Document) -> Fit:
    if root_name(document) == "ANNOTATION_DOCUMENT":
        return Fit(1.0, "its root element is ANNOTATION_DOCUMENT")
    return Fit(0.0, "its root element is not ANNOTATION_DOCUMENT")


def _read(document: Document) -> Parsed:
    tree = parse_xml(document)
    tiers = {tier.get("TIER_ID") or "": tier for tier in tree.root.named("TIER")}
    under: dict[str, list[str]] = {}
    for name, tier in tiers.items():
        under.setdefault(tier.get("PARENT_REF") or "", []).append(name)
    found = _Tiers(tree, tiers, under, _times(tree))
    spoken = {name: _label(name, tier) for name, tier in _said_once(found, _spoken(found)).items()}
    pieces = in_order([_pieces(found, found.tiers[name], label) for name, label in spoken.items()])
    dropped = [record for name, tier in tiers.items() if name not in spoken for record in _dropped(found, name, tier)]
    media = tree.root.first("MEDIA_DESCRIPTOR")
    meta = Meta(
        url=media.get("MEDIA_URL") if media else None,
        language=next((tier.get("LANG_REF") for tier in tiers.values() if tier.get("LANG_REF")), None),
    )
    return Parsed(pieces, meta, dropped=dropped)


def _times(tree: Tree) -> dict[str, tuple[float | None, float | None]]:
    """The times of every annotation; one that refers to another has the other's."""
    slots: dict[str, float | None] = {}
    for slot in tree.root.all("TIME_SLOT"):
        value = number(slot.get("TIME_VALUE"))
        slots[slot.get("TIME_SLOT_ID") or ""] = None if value is None else value / 1000
    times: dict[str, tuple[float | None, float | None]] = {}
    refers: dict[str, str] = {}
    for annotation in tree.root.all(*_ANNOTATIONS):
        identifier = annotation.get("ANNOTATION_ID") or ""
        if annotation.tag == "REF_ANNOTATION":
            refers[identifier] = annotation.get("ANNOTATION_REF") or ""
        else:
            ends = annotation.get("TIME_SLOT_REF1") or "", annotation.get("TIME_SLOT_REF2") or ""
            times[identifier] = slots.get(ends[0]), slots.get(ends[1])
    for identifier in refers:
        times[identifier] = _times_of(identifier, refers, times)
    return times


def _times_of(
    identifier: str, refers: Mapping[str, str], times: Mapping[str, tuple[float | None, float | None]]
) -> tuple[float | None, float | None]:
    for _ in range(20):  # tiers are nested a few levels deep; a circle ends here
        if identifier in times:
            return times[identifier]
        identifier = refers.get(identifier, "")
    return None, None


def _spoken(found: _Tiers) -> dict[str, Element]:
    """The tiers that depend on no other; where one only numbers utterances, the first under it that has words."""
    spoken: dict[str, Element] = {}
    for name, tier in found.tiers.items():
        if tier.get("PARENT_REF") in found.tiers:
            continue
        words = (
            name
            if _has_words(found.tree, tier)
            else next(
                (other for other in _tiers_under(found, name) if _has_words(found.tree, found.tiers[other])), None
            )
        )
        if words is not None:
            spoken[words] = found.tiers[words]
    return spoken


def _said_once(found: _Tiers, spoken: dict[str, Element]) -> dict[str, Element]:
    """The tiers less those that only say again, in more pieces, what another says."""
    texts = {
        name: [words for value in tier.all("ANNOTATION_VALUE") if (words := found.tree.words(value))]
        for name, tier in spoken.items()
    }
    return {
        name: spoken[name]
        for name in said_once(texts, {name: tier.get("PARTICIPANT") for name, tier in spoken.items()})
    }


def _tiers_under(found: _Tiers, name: str) -> Iterator[str]:
    """The tiers under one, near ones first."""
    waiting, seen = deque([name]), {name}
    while waiting:
        for below in found.under.get(waiting.popleft(), ()):
            if below not in seen:
                seen.add(below)
                waiting.append(below)
                yield below


def _has_words(tree: Tree, tier: Element) -> bool:
    """Whether most annotations hold letters and are not mere numbers of utterances."""
    values = [tree.words(value) for value in tier.all("ANNOTATION_VALUE")]
    told = [value for value in values if value]
    numbered = sum(" " not in value and any(character.isdigit() for character in value) for value in told)
    return len(told) > 2 * numbered


def _label(name: str, tier: Element) -> str | None:
    """The participant; without one the tier's name, unless it is the name every new file starts with."""
    participant = tier.get("PARTICIPANT")
    return participant or (None if name.casefold() in ("default", "default-lt", "") else name)


def _pieces(found: _Tiers, tier: Element, label: str | None) -> Iterator[Piece]:
    for annotation in tier.all(*_ANNOTATIONS):
        value = annotation.child("ANNOTATION_VALUE")
        text = found.tree.text(value) if value is not None else EMPTY
        if not text.text:
            continue
        identifier = annotation.get("ANNOTATION_ID") or ""
        start, end = found.times.get(identifier, (None, None))
        yield Piece(
            text,
            (annotation.start, annotation.end),
            label=label,
            start=start,
            end=end,
            anchor=identifier or None,
        )


def _dropped(found: _Tiers, name: str, tier: Element) -> Iterator[Dropped]:
    for value in tier.all("ANNOTATION_VALUE"):
        yield from found.tree.dropped(f"tier {name}", value)


READER = Reader("elan", frozenset({".eaf"}), _sniff, _read)
