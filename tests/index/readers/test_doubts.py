"""A long text without speakers, with one turn or with a label seen once says so."""

from tests.index.readers.reading_helpers import read

_WORDS = "We talk about the harbour and about the road. " * 8


def _codes(text: str) -> list[str]:
    return [warning.code for warning in read("talk.txt", text).warnings]


def test_a_long_text_in_which_nobody_is_named_says_so() -> None:
    assert _codes("\n\n".join([_WORDS] * 8)) == ["no_speakers"]


def test_a_long_text_of_one_turn_says_so() -> None:
    assert _codes("Rosa: " + "\n\n".join([_WORDS] * 8)) == ["one_turn"]


def test_a_label_seen_once_among_many_is_named() -> None:
    talk = "\n\n".join(f"{name}: {_WORDS}" for _ in range(15) for name in ("Rosa", "Ben", "Cara", "Dan"))
    warnings = read("talk.txt", f"{talk}\n\nHarbour: {_WORDS}").warnings
    assert [(warning.code, "Harbour" in warning.message) for warning in warnings] == [("label_seen_once", True)]


def test_an_ordinary_talk_is_not_doubted() -> None:
    assert _codes("\n\n".join(f"{name}: {_WORDS}" for _ in range(20) for name in ("Rosa", "Ben"))) == []
