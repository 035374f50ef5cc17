"""The lines of a file of corrections, which may be anybody's."""

from __future__ import annotations

import json

import pytest

from index.corrections.correction import clean_words, read_corrections
from index.errors import LibraryError

GOOD = {"kind": "words", "turn": 0, "digest": "0123456789abcdef", "words": "Yes."}


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "merge", "turn": 0, "digest": "\ud800"},
        *({**GOOD, key: "\ud800"} for key in ("before", "after", "was", "next", "by", "at", "said", "words")),
        *({**GOOD, key: "a" * 17} for key in ("digest", "before", "after", "was", "next")),
        {**GOOD, "said": "a" * 82},
        {**GOOD, "by": "a" * 201},
        {**GOOD, "at": "2" * 41},
        *({**GOOD, key: "a\x1b[2Jb"} for key in ("by", "at", "said")),
    ],
)
def test_a_line_that_could_not_be_written_is_no_correction_and_raises_nothing(values: dict[str, object]) -> None:
    line = json.dumps(values)
    kept = read_corrections(f"{line}\n{json.dumps(GOOD)}\n".encode())
    assert kept.others == ((1, line),)
    assert [one.words for one in kept.corrections] == ["Yes."]


@pytest.mark.parametrize("char", [*"\u00ad\u200b\u2060\u202e\u2066\x07", "\U000e0000", "\U000e0041", "\U000e007f"])
def test_what_cannot_be_seen_is_refused_where_the_turn_had_it_not(char: str) -> None:
    with pytest.raises(LibraryError, match="invisible"):
        clean_words(f"a{char}b")
    assert clean_words(f"a{char}b c", f"a{char}b") == f"a{char}b c"


@pytest.mark.parametrize("char", ["\u0378", "\U000323b0", "\ue000", "\u200f", "\u200d"])
def test_whether_a_character_is_assigned_yet_is_not_asked(char: str) -> None:
    assert clean_words(f"a{char}b") == f"a{char}b"
