"""Text kept as places in turns, and back."""

import json

from hypothesis import given
from hypothesis import strategies as st

from index.errors import NotFound
from index.transcript import Turn
from rag.feedback.redaction import LEAST, refer, spell, unkept

few = st.text("ab 0", max_size=40)  # few letters, so that there is much in common


def turns_of(texts: list[str]) -> list[Turn]:
    return [Turn(f"t#{number}", number, None, text) for number, text in enumerate(texts)]


@given(few, st.lists(few, max_size=4))
def test_the_text_comes_back_and_holds_nothing_as_long_that_a_turn_says(text: str, texts: list[str]) -> None:
    turns = {turn.id: turn for turn in turns_of(texts)}
    kept = refer(text, list(turns.values()))
    assert spell(kept, turns.__getitem__) == text
    for piece in kept.pieces:
        if isinstance(piece, str):
            runs = [piece[at : at + LEAST] for at in range(len(piece) - LEAST + 1)]
            assert not any(run in said for run in runs for said in texts)


def test_what_cannot_be_read_again_is_none() -> None:
    (turn,) = turns_of(["The ferry leaves at nine."])

    def gone(identifier: str) -> Turn:
        raise NotFound(identifier)

    kept = refer("It leaves at nine.", [turn])
    assert spell(kept, gone) is None
    assert spell(kept, lambda _: turns_of(["The ferry leaves at ten."])[0]) is None
    assert spell(unkept("It leaves at nine."), lambda _: turn) is None
    assert "leaves" not in json.dumps(kept.pieces)
