"""A transcript in parts."""

from rag.generation.parts import parts_of
from tests.rag.double import make_passages


def test_parts_hold_every_window_once_and_in_order() -> None:
    passages = make_passages(*(f"ANA: {'One word more. ' * n}" for n in (1, 9, 40, 2)))
    parts = parts_of(passages, words=30)
    assert [part.number for part in parts] == list(range(len(parts)))
    places = [(passage.turn.index, span.start) for part in parts for passage, span in part.pieces]
    assert places == sorted(set(places))
    assert all(len(part.pieces) == 1 or sum(len(s.text.split()) for _, s in part.pieces) <= 30 for part in parts)
    said = {shown.passage.turn.index: shown.text for part in parts for shown in part.shown()}
    assert said[1] == passages[1].turn.text.strip()
