"""Which turn supports a sentence, and what no nearness may overlook."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.transcript import Speaker
from rag.grounding.verdict import credited, ground
from tests.rag.grounding.double import SPEAKERS, check

ROOF = "; nearest is Ben Ode: “The library roof leaks, and nobody repairs it”"


def test_what_a_turn_says_is_supported_by_the_sentence_that_says_it() -> None:
    grounded = check("Ana Reyes said the council pays 40,000 euros for the harbour tests.")

    assert (grounded.support, grounded.places) == ("supported", ((0, 1),))


def test_the_very_words_of_a_turn_are_verbatim() -> None:
    grounded = check("the library roof leaks, and nobody repairs it")

    assert (grounded.support, grounded.places) == ("verbatim", ((1, 0),))


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Ben Ode said the council pays 40,000 euros for the harbour tests.", ""),
        ("Cleo Marsh said the council pays for the harbour tests.", "no turn of Cleo Marsh was found"),
        ("The council pays 70,000 euros for the harbour tests.", "no cited turn says “70,000”"),
        ("The council pays 40,000 euros to Brussels for the harbour tests.", "no cited turn names Brussels"),
        ("Ana Reyes said “the council never pays for harbour tests”.", "no cited turn has the words"),
        ("Penguins migrate over winter.", "no turn says this"),
        ("Ana Reyes asked who pays for the harbour tests.", "no turn of Ana Reyes was found"),
    ],
    ids=["wrong speaker", "absent speaker", "number", "name", "quotation", "matter", "did not ask"],
)
def test_what_no_turn_may_support_is_unsupported_and_says_why(sentence: str, why: str) -> None:
    grounded = check(sentence)

    assert grounded.support == "unsupported"
    assert grounded.why.startswith(why)
    assert grounded.why


def test_a_denial_of_what_was_said_is_unsupported() -> None:
    assert check("The council does not pay 40,000 euros for the harbour tests.").support == "unsupported"


def test_whoever_asked_is_credited_with_the_turn_that_asks() -> None:
    assert check("Ben Ode asked who pays for the ferry.").places == ((2, 0),)


def test_a_second_turn_is_cited_for_what_the_first_leaves_open() -> None:
    turns = ("Ana Reyes: The ferry timetable ships on Friday.", "Ben Ode: The harbour crane opens on Monday.")

    both = check("The ferry timetable ships on Friday and the harbour crane opens on Monday.", turns)
    assert (both.support, both.places) == ("supported", ((0, 0), (1, 0)))


def test_each_of_several_speakers_credited_one_after_the_other_is_held_against_their_own_turns() -> None:
    turns = ("Ana Reyes: The ferry timetable ships on Friday.", "Ben Ode: The harbour crane opens on Monday.")
    begin = "Ana Reyes said the ferry timetable ships on Friday"

    both = check(f"{begin}, while Ben Ode said the harbour crane opens on Monday.", turns)
    assert (both.support, both.places) == ("supported", ((0, 0), (1, 0)))
    assert both.why == "Ana Reyes and Ben Ode say it, word for word or nearly"
    other = check(f"{begin}, while Ben Ode said the harbour crane opens on Tuesday.", turns)
    assert other.support == "unsupported"
    assert check(f"{begin}, but Cleo Marsh said the harbour crane opens on Monday.", turns).support == "unsupported"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The engine costs four thousand two hundred euros.", "The engine costs 4.200 euros."),
        ("The ferry starts again on the third of may.", "The ferry starts again on 3 may."),
        ("50% of the homes were sold.", "About half of the homes were sold."),
        ("Half of the homes were sold.", "About 50% of the homes were sold."),
    ],
)
def test_a_number_or_date_that_is_said_in_another_form_is_not_said_to_be_missing(sentence: str, said: str) -> None:
    found = check(sentence, (f"Ana Reyes: {said}",))

    assert (found.support, found.why) == ("supported", "Ana Reyes says it, word for word or nearly")


@pytest.mark.parametrize("said", ["on 3 may", "on may 3", "on the third of may", "on may the third"])
def test_a_date_in_small_letters_is_the_date(said: str) -> None:
    turn = (f"Ana Reyes: The ferry starts again {said}.",)

    assert check("The ferry starts again on 3 May.", turn).support in ("supported", "verbatim")
    there = f"; nearest is Ana Reyes: “The ferry starts again {said}”"
    assert check("The ferry starts again on 4 May.", turn).why == f"no cited turn says 4 May{there}"
    assert check("the ferry starts again on 3 june", turn).why == f"no cited turn says 3 June{there}"


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("The library roof leaks, and nobody repairs it", "Ben Ode says it in these words"),
        ("The roof of the library leaks.", "Ben Ode says it, word for word or nearly"),
        ("The old library roof leaks badly.", "Ben Ode says it in other words, without “old” and “badly”"),
        ("Penguins migrate over winter.", "no turn says this; none has “Penguins”, “migrate” and “winter”"),
        ("Cleo said the library roof leaks and nobody repairs it.", "no turn of Cleo Marsh was found" + ROOF),
        (
            "The council does not pay for the harbour tests.",
            "the turn says otherwise of “pay”, “harbour” and “tests”"
            "; nearest is Ana Reyes: “The council pays 40,000 euros for the harbour tests”",
        ),
    ],
)
def test_every_verdict_says_what_it_rests_on(sentence: str, why: str) -> None:
    assert check(sentence).why == why


def test_a_number_that_a_turn_has_in_words_is_not_named_as_missing() -> None:
    turns = ("Ana Reyes: The harbour council pays nine thousand two hundred for the tests.",)
    assert (
        check("The harbour council pays 9,200 for the tests.", turns).why
        == "Ana Reyes says it, word for word or nearly"
    )


@pytest.mark.parametrize(
    ("sentence", "by"),
    [
        ("Karine Jean-Pierre: We do not support that.", ("MS. JEAN-PIERRE",)),
        ("Karine Jean-Pierre said that it is late.", ("MS. JEAN-PIERRE",)),
        ("According to Karine Jean-Pierre, it is late.", ("MS. JEAN-PIERRE",)),
        ("Mr. Kirby told Karine Jean-Pierre that it is late.", ("MR. KIRBY",)),
        ("Jake Sullivan: We do.", ("Jake Sullivan",)),
        ("According to Jake Sullivan, we do.", ("Jake Sullivan",)),
        ("The Sorrel Bridge: it is open.", ()),
        ("According to the White House, it is late.", ()),
    ],
)
def test_full_names_credit_labels_that_have_a_surname_only_and_strangers_nobody(
    sentence: str, by: tuple[str, ...]
) -> None:
    assert credited(sentence, ("MS. JEAN-PIERRE", "MR. KIRBY")) == by


def test_the_words_of_somebody_else_are_not_those_of_the_name_before_the_colon() -> None:
    turns = ("MR. KIRBY: We do not support a general ceasefire.",)

    found = check("Karine Jean-Pierre: We do not support a general ceasefire.", turns, speakers=("MS. JEAN-PIERRE",))

    there = "; nearest is MR. KIRBY: “We do not support a general ceasefire”"
    assert (found.support, found.why) == ("unsupported", f"no turn of MS. JEAN-PIERRE was found{there}")


def test_the_words_of_a_turn_in_other_places_are_not_what_it_says() -> None:
    turns = ("Ana Reyes: The county pays the town for the bridge.",)
    found = check("The town pays the county for the bridge.", turns)

    assert found.support == "unsupported"
    assert found.why.startswith("the turn has “town” and “county” the other way round")


@pytest.mark.parametrize(
    ("sentence", "by"),
    [
        ("Ana Reyes said that Ben Ode was late.", ("Ana Reyes",)),
        ("According to Ben, the roof leaks.", ("Ben Ode",)),
        ("The roof leaks.", ()),
        ("Ana and Ben agreed that it leaks.", ("Ana Reyes", "Ben Ode")),
        ("Ana and Ben agree, Cleo said.", ("Cleo Marsh",)),
    ],
)
def test_a_sentence_credits_whom_it_names_before_it_reports(sentence: str, by: tuple[str, ...]) -> None:
    assert credited(sentence, SPEAKERS) == by


def test_whoever_holds_a_role_is_credited_by_it() -> None:
    turns = ("Ana Reyes: The county pays half of the bridge.", "Ben Ode: The town pays a quarter of the bridge.")
    mayor = Speaker("Ben Ode", role="Mayor")

    assert check("The mayor said the town pays a quarter of the bridge.", turns, speakers=(mayor,)).places == ((1, 0),)
    assert (
        check("The mayor said the county pays half of the bridge.", turns, speakers=(mayor,)).support == "unsupported"
    )


def test_who_is_said_to_have_done_something_speaks_there_or_is_named() -> None:
    turns = ("Ana Reyes: We counted the seals in the harbour.", "Ben Ode: The library roof leaks.")

    assert check("Ana counted the seals in the harbour.", turns).support == "supported"
    assert (
        check("Cleo counted the seals in the harbour.", turns).why
        == "no cited turn is by Cleo Marsh or about them; nearest is Ana Reyes: “We counted the seals in the harbour”"
    )


@pytest.mark.parametrize(
    ("sentence", "support"),
    [
        ("The lease of the harbour was signed on Monday.", "verbatim"),
        ("The lease of the harbour was signed on 9 February 2026.", "computed"),
        ("The lease of the harbour was signed on 10 February 2026.", "unsupported"),
    ],
)
def test_a_date_may_follow_from_the_day_it_was_said_on(sentence: str, support: str) -> None:
    turns = ("Ana Reyes: The lease of the harbour was signed on Monday.",)

    assert check(sentence, turns, date="2026-02-11").support == support


def test_a_number_of_something_else_does_not_count() -> None:
    turns = ("Ana Reyes: The insurers pay 6.5 million. The harbour takes 3.1 million out of its reserve.",)

    assert check("The insurers pay 6.5 million.", turns).support == "verbatim"
    assert (
        check("The insurers pay 3.1 million dollars.", turns).why
        == "“3.1 million” is said of something else; nearest is Ana Reyes: “The insurers pay 6.5 million”"
    )


def test_what_is_only_asked_supports_nobody() -> None:
    assert check("Ben Ode said the ferry is paid.", ("Ben Ode: Is the ferry paid?",)).support == "unsupported"


WORDS = st.lists(
    st.sampled_from("Ana Ben said asked the council pays 40,000 7 euros “harbour tests” not roof .".split()),
    max_size=12,
)


@pytest.mark.slow
@given(WORDS.map(" ".join))
def test_every_verdict_but_unsupported_points_at_sentences_of_the_evidence(sentence: str) -> None:
    grounded = check(sentence)

    assert grounded.text == sentence
    assert grounded.support == "unsupported" or grounded.places
    assert all(0 <= turn < 3 and 0 <= place < 2 for turn, place in grounded.places)


def test_whom_somebody_speaks_to_is_known_by_name() -> None:
    turns = ("Ben Ode: I knew you needed someone to be with you tonight.",)
    sentence = "He knew that Cleo needed someone to be with her tonight."

    assert check(sentence, turns).support == "unsupported"
    assert check(sentence, turns, partners=("Cleo Marsh",)).support != "unsupported"
    to_nobody = ("Ben Ode: I knew Ana needed someone to be with her tonight.",)
    assert check(sentence, to_nobody, partners=("Cleo Marsh",)).why.startswith(
        "no cited turn names Cleo; nearest is Ben"
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Ana Reyes thanked Ben Ode and said that the council pays for the harbour tests.",
        "After Ben Ode left, Ana Reyes said that the council pays for the harbour tests.",
        "Ben Ode or Ana Reyes said that the council pays for the harbour tests.",
        "Ana Reyes, Ana and Reyes said that the council pays for the harbour tests.",
    ],
)
def test_who_is_only_named_beside_the_speaker_need_not_have_said_it(sentence: str) -> None:
    assert check(sentence).support == "supported"


def test_what_the_second_is_reported_to_have_said_counts_as_theirs() -> None:
    turns = ("Ana Reyes: The ferry is late until May.", "Cleo Marsh: Ben Ode told me that the ferry is late until May.")
    grounded = check("Ana Reyes and Ben Ode said that the ferry is late until May.", turns)

    assert (grounded.support, sorted(grounded.places)) == ("supported", [(0, 0), (1, 0)])


def test_without_evidence_nothing_is_supported() -> None:
    (grounded,) = ground(["Anything."], [], np.zeros((1, 0), dtype=np.float32), speakers=())
    assert (grounded.support, grounded.places) == ("unsupported", ())


@pytest.mark.parametrize(
    ("said", "sentence", "holds"),
    [
        ("Two of the homes were sold.", "Half of the homes were sold.", False),
        ("Half of the homes were sold.", "Two of the homes were sold.", False),
        ("Two thirds of the homes were sold.", "A third of the homes were sold.", False),
        ("Fifty percent of the homes were sold.", "Half of the homes were sold.", True),
        ("Half of the homes were sold.", "One half of the homes were sold.", True),
        ("The homes were sold in thirty minutes.", "The homes were sold in half an hour.", True),
        ("The homes were sold in half an hour.", "The homes were sold in half a day.", False),
        ("Of the twenty homes ten were sold.", "Half of the homes were sold.", True),
        ("Of the seventeen homes nine were sold.", "More than half of the homes were sold.", True),
        ("Of the seventeen homes nine were sold.", "Less than half of the homes were sold.", False),
    ],
)
def test_a_part_is_a_number(said: str, sentence: str, holds: bool) -> None:
    assert (check(sentence, (f"Ana Reyes: {said}",)).support != "unsupported") == holds


@pytest.mark.parametrize(
    ("said", "sentence", "holds"),
    [
        ("Die Brücke öffnet am 3. März.", "Die Brücke öffnet am 3. Oktober.", False),
        ("Le pont ouvre le 3 août.", "Le pont ouvre le 3 mars.", False),
        ("El puente abre el 3 de marzo.", "El puente abre el 3 de marzo de verdad.", True),
    ],
)
def test_a_month_of_another_language_is_a_date(said: str, sentence: str, holds: bool) -> None:
    assert (check(sentence, (f"Ana Reyes: {said}",)).support != "unsupported") == holds


@pytest.mark.parametrize("label", ["{} [10:32]:", "[10:32] {}:", "{}, 10:32:", "**{}** (00:10:32) –", "{} (Engineer):"])
def test_a_line_copied_with_its_time_is_credited_to_its_speaker(label: str) -> None:
    turns = ("Ana Reyes: We ship the timetable on Friday.", "Ben Ode: The library roof leaks.")
    said = "We ship the timetable on Friday."
    right, wrong = (check(f"{label.format(name)} {said}", turns) for name in ("Ana Reyes", "Ben Ode"))

    assert (right.support, right.text) == ("supported", f"{label.format('Ana Reyes')} {said}")
    assert (wrong.support, wrong.why) == ("unsupported", "Ana Reyes says this, not Ben Ode")
