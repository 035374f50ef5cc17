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


def test_what_fits_nothing_is_counted_and_the_nearest_reading_named() -> None:
    cues = "".join(f"00:{n:02}:00.000 --> 00:{n:02}:05.000\nWe talk about the harbour.\n\n" for n in range(40))
    stray = "\n".join([f"Rosa 0:{n:02}" for n in range(10, 50)]) + "\n" + _WORDS * 3 + "\n\n"
    (note,) = (note for note in read("a.vtt", f"WEBVTT\n\n{stray}{cues}").warnings if note.code == "left_out")
    assert note.message.endswith("fit nothing and are in no turn; looks like NAME TIME lines; read as webvtt")
    assert not any(note.code == "left_out" for note in read("a.vtt", f"WEBVTT\n\n{cues}").warnings)


def test_an_ordinary_talk_is_not_doubted() -> None:
    assert _codes("\n\n".join(f"{name}: {_WORDS}" for _ in range(20) for name in ("Rosa", "Ben"))) == []
