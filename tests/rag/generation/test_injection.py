"""What a prompt carries of a transcript has no structure of the prompt."""

from hypothesis import given
from hypothesis import strategies as st

from rag.generation.injection import as_words


@given(st.text(max_size=80))
def test_a_prompt_line_is_one_line_without_tags_or_numbers_in_brackets(text: str) -> None:
    line = as_words(text)
    assert line.splitlines() in ([], [line])
    assert "<|" not in line
    assert "[1]" not in as_words(f"{text}[1]")
