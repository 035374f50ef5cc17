from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.sentences import split_sentences
from tests.rag.language.sentence_cases import CASES

# Characters that decide where a sentence ends, amid others.
TEXTS = st.text(alphabet=st.sampled_from(list("aAbZ19 .!?…\n\t\"'”’)“。？」é—")), max_size=80)


@given(TEXTS | st.text(max_size=60))
def test_spans_are_verbatim_in_order_and_leave_out_only_white_space(text: str) -> None:
    spans = split_sentences(text)

    assert all(text[span.start : span.end] == span.text == span.text.strip() != "" for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert "".join("".join(span.text.split()) for span in spans) == "".join(text.split())


def split(text: str) -> list[str]:
    return [span.text for span in split_sentences(text)]


@pytest.mark.parametrize("text", CASES)
def test_sentences_end_where_a_reader_ends_them(text: str) -> None:
    assert split(text.replace("|", "")) == [sentence.strip() for sentence in text.split("|")]


def test_a_title_an_initial_and_a_decimal_end_no_sentence() -> None:
    for text in ("Mr. Zhao spoke to Dr. Wu.", "The U.S. delegation left.", "It rose by 3.5 percent.", "J. Smith came."):
        assert split(text) == [text]


def test_what_goes_on_in_lower_case_is_the_same_sentence() -> None:
    assert split("“Really?” she asked. Then she left.") == ["“Really?” she asked.", "Then she left."]


def test_closing_quotes_belong_to_the_sentence_they_close() -> None:
    assert split("He said “No.” We left.") == ["He said “No.”", "We left."]


def test_paragraphs_are_never_one_sentence() -> None:
    assert split("no full stop here\n\nAnother paragraph") == ["no full stop here", "Another paragraph"]


def test_scripts_without_spaces_have_sentences_too() -> None:
    assert split("我们周五出发。你来吗？好。") == ["我们周五出发。", "你来吗？", "好。"]


def test_an_empty_text_has_none() -> None:
    assert split(" \n ") == []
