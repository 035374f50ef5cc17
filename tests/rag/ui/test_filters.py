"""What the filter row offers and gives."""

from typing import Any

import pytest

from index.filter import Filter
from rag.ui.filters import OFFERED, filter_of, offered, several_of, speaker_choices, transcript_choices
from rag.ui.i18n import ENGLISH, LANGUAGES
from rag.ui.i18n.translate import TranslatedError
from tests.rag.ui.double import HEARING, LONG

LIBRARY = [HEARING.info, LONG.info]


def test_nothing_chosen_limits_nothing() -> None:
    assert not filter_of([], [], "", "  ", ENGLISH)


def test_what_is_chosen_becomes_the_filter() -> None:
    assert filter_of(["Ana"], ["a.vtt"], " 2026-01-02 ", "20260301", ENGLISH) == Filter(
        speakers=("Ana",), transcripts=("a.vtt",), after="2026-01-02", before="2026-03-01"
    )


def test_a_date_that_is_none_names_its_field_and_the_way_to_write_it() -> None:
    with pytest.raises(TranslatedError, match=r"To: “March” is not a date. Write it like 2026-11-23"):
        filter_of([], [], "2026-01-01", "March", ENGLISH)
    with pytest.raises(TranslatedError, match="截止日期：“三月”不是日期"):
        filter_of([], [], "2026-01-01", "三月", LANGUAGES["zh"])


def test_speakers_are_offered_once_each_and_transcripts_newest_first() -> None:
    assert speaker_choices(LIBRARY)[:2] == ["Ana Reyes", "Bo Chen"]
    assert [identifier for _, identifier in transcript_choices(LIBRARY)] == [LONG.id, HEARING.id]


def test_what_is_chosen_holds_whatever_is_offered_by_then() -> None:
    chooser: Any = several_of("filter.speaker", "filter-speaker")
    assert chooser.get_block_name() == "dropdown"
    assert chooser.preprocess(["Ana Reyes"]) == ["Ana Reyes"]
    assert [chooser.preprocess(sent) for sent in ("Ana", {"a": 1}, [{"a": 1}, 3])] == [[], [], []]
    assert chooser.preprocess(None) is None


def test_the_first_choices_keep_their_places_and_what_is_chosen_stands_behind_them() -> None:
    names = [f"Speaker {number}" for number in range(OFFERED + 20)]
    assert offered(names, ["Speaker 3", "Speaker 110"]) == [*names[:OFFERED], "Speaker 110"]
