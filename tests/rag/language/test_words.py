from hypothesis import given
from hypothesis import strategies as st

from rag.language import words as wording


def test_forms_of_a_word_and_their_possessives_are_one() -> None:
    assert wording.content("the bridge’s bridges") == wording.content("Bridge")


def test_words_of_questions_and_of_reported_speech_say_nothing() -> None:
    assert wording.content("What did she say that they had mentioned?") == frozenset()


def test_names_are_capitalised_words_that_do_not_open_a_sentence() -> None:
    assert wording.names("Yesterday Brussels paid. Tomorrow Paris pays.") == {
        wording.stem("Brussels"),
        wording.stem("Paris"),
    }


def test_a_quotation_is_two_words_or_more_between_quotation_marks() -> None:
    assert wording.quotations('She said “we ship on Friday” and "no".') == ("we ship on Friday",)


def test_words_are_found_whole() -> None:
    assert wording.has_words("It reopened on May 22.", "on may 22")
    assert not wording.has_words("It reopened on May 22.", "on may 2")


def test_what_a_text_is_about_has_no_numbers() -> None:
    assert wording.matter("Four bridges cost 4.6 million dollars, 3 percent more") == wording.matter(
        "bridges cost more"
    )


def test_a_number_is_the_same_in_words_and_in_figures() -> None:
    assert wording.content("twenty-two bridges, 4,600 boats") == {"22", "4600"} | wording.content("bridges, boats")
    assert wording.content("4.6 million") & wording.content("4,600,000") == {"4600000"}


def test_scripts_without_spaces_are_compared_by_character() -> None:
    assert wording.content("量子计算") == frozenset("量子计算")


@given(st.text(max_size=60))
def test_a_text_in_its_plain_form_stays_as_it_is(text: str) -> None:
    assert wording.plain(wording.plain(text)) == wording.plain(text)


def test_kinds_of_quotes_and_white_space_do_not_matter_to_a_verbatim_comparison() -> None:
    assert wording.plain("“We’re\n  here” – now") == wording.plain('"we\'re here" - NOW')
