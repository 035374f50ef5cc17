import pytest

from index.transcript import Speaker
from rag.language.names import Naming, Roster, speakers_named

SPEAKERS = ("Zhao Zeliang", "Ana Reyes", "Ben Reyes", "Speaker 1", "Speaker 2", "Industrial Designer")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did Zhao say about chips?", ("Zhao Zeliang",)),
        ("What was Zeliang’s plan?", ("Zhao Zeliang",)),
        ("What did ANA REYES promise?", ("Ana Reyes",)),
        ("what did ana reyes promise", ("Ana Reyes",)),
        ("what did zhao promise", ("Zhao Zeliang",)),
        ("What did Reyes promise?", ()),  # two people
        ("What did Ben and Zhao agree on?", ("Zhao Zeliang", "Ben Reyes")),
        ("What did Speaker 2 ask?", ("Speaker 2",)),
        ("What is banana bread?", ()),
        ("What did the designer propose?", ("Industrial Designer",)),
    ],
)
def test_a_speaker_is_named_by_the_label_or_by_a_word_of_it_that_is_theirs_alone(
    question: str, named: tuple[str, ...]
) -> None:
    assert speakers_named(question, SPEAKERS) == named


def test_a_title_alone_names_nobody_beyond_doubt() -> None:
    assert speakers_named("What did the mayor say?", ["Mayor Alder", "Mayor Birch"]) == ()


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("How long did it take?", ["May Long"]),
        ("Will the bridge open?", ["Will Byers"]),
        ("What did they say about the price?", ["Ann Price", "Bo"]),
    ],
)
def test_an_ordinary_word_is_no_name_because_somebody_has_it(question: str, people: list[str]) -> None:
    assert speakers_named(question, people) == ()


COUNCIL = Roster(
    [
        Speaker("Ines Calloway", role="Mayor"),
        Speaker("Rhodri Ashdown", aliases=("MR. ASHDOWN",), role="County Bridge Engineer"),
        Speaker("Elspeth Varga", role="director of the Port Hallam Harbour Authority"),
        Speaker("Gideon Marsh", role="managing director of Tern Line"),
        *(Speaker(name, role="Councillor") for name in ("Dorrit Vance", "Callum Brandvold", "Marguerite Osei", "Holm")),
    ]
)


@pytest.mark.parametrize(
    ("question", "people", "how"),
    [
        ("What did the mayor say?", ("Ines Calloway",), "role"),
        ("What did the bridge engineer say?", ("Rhodri Ashdown",), "role"),
        ("What does the engineer advise?", ("Rhodri Ashdown",), "role"),
        ("What did the director announce?", ("Elspeth Varga",), "role"),
        ("What did the managing director announce?", ("Gideon Marsh",), "role"),
        ("What did Mr. Ashdown say?", ("Rhodri Ashdown",), "name"),
        ("What did Ashdwon say?", ("Rhodri Ashdown",), "spelling"),
        ("What did councillor Vance say?", ("Dorrit Vance",), "part"),
        ("What did Councillor Vance say?", ("Dorrit Vance",), "part"),
    ],
)
def test_roles_surnames_and_misspellings_find_their_speaker(question: str, people: tuple[str, ...], how: str) -> None:
    (naming,) = COUNCIL.named(question, said=lambda _: False)
    assert (naming.speakers, naming.how) == (people, how)


def test_an_office_alone_is_a_role_though_a_speaker_is_called_so() -> None:
    (naming,) = Roster([Speaker("Premier"), Speaker("PREMIER VALE")]).named("What did the Premier say?")
    assert (naming.speakers, naming.how, naming.certain) == (("Premier", "PREMIER VALE"), "role", False)


@pytest.mark.parametrize(("question", "certain"), [("the mayor", True), ("the bridge engineer", False)])
def test_a_role_is_certain_where_it_is_named_whole(question: str, certain: bool) -> None:
    (naming,) = COUNCIL.named(f"What did {question} say?")
    assert naming.certain == certain


@pytest.mark.parametrize(("question", "certain"), [("the minister in the Lords", False), ("Lords", True)])
def test_a_part_of_a_label_after_an_article_is_not_certain(question: str, certain: bool) -> None:
    (naming,) = Roster([Speaker("Noble Lords")]).named(f"What did {question} say?")
    assert naming.certain == certain


def test_a_role_that_many_have_names_nobody_in_particular() -> None:
    assert COUNCIL.named("What did the councillors say?") == ()


def test_a_word_that_occurs_in_the_transcripts_is_no_misspelling() -> None:
    question = "What happened in Marsk?"
    assert COUNCIL.named(question, said=lambda word: word == "Marsk") == ()
    assert COUNCIL.named(question, said=lambda _: False) == (Naming("Marsk", ("Gideon Marsh",), "spelling"),)


def test_a_surname_after_another_first_name_is_somebody_else() -> None:
    assert COUNCIL.named("How did Isla Ashdown describe it?", said=lambda _: True) == ()


def test_names_with_a_comma_between_are_two() -> None:
    roster = Roster([Speaker("Ana"), Speaker("Ben")])
    assert [n.words for n in roster.named("Did either of them, Ana, Ben or Cleo, agree?")] == ["Ana", "Ben"]


def test_a_month_is_no_misspelt_surname() -> None:
    assert COUNCIL.named("What happened in March?", said=lambda _: False) == ()


def test_a_shared_surname_may_be_either() -> None:
    roster = Roster([Speaker("Ana Reyes"), Speaker("Ben Reyes")])
    assert roster.named("What did Reyes say?") == (Naming("Reyes", ("Ana Reyes", "Ben Reyes"), "part"),)


def test_names_without_spaces_are_found_in_questions_without_spaces() -> None:
    roster = Roster([Speaker("赵泽良", role="副主任"), Speaker("林国强")])
    assert roster.named("赵泽良说了什么？") == (Naming("赵泽良", ("赵泽良",), "name"),)


def test_another_label_of_a_speaker_names_them() -> None:
    roster = Roster([Speaker("Ana Reyes", aliases=("Speaker 1",))])
    assert roster.named("What did Speaker 1 ask?") == (Naming("Speaker 1", ("Ana Reyes",), "name"),)


def test_those_who_speak_at_once_are_no_further_people() -> None:
    names = [
        "Ana Reyes",
        "Ben Ode",
        "Cleo Marsh",
        "Ana Reyes, Ben Ode",
        "Ana Reyes and Cleo Marsh",
        "Ben Ode & Ana Reyes",
    ]
    (naming,) = Roster(map(Speaker, names)).named("What did Ana say?")
    assert naming.speakers == ("Ana Reyes",)
    (together,) = Roster(map(Speaker, names)).named("What did Ana Reyes, Ben Ode say?")
    assert together.speakers == ("Ana Reyes, Ben Ode",)
    assert Roster([Speaker("Lin, Grace"), Speaker("Ben Ode")]).named("What did Grace say?")


def test_the_place_in_a_label_is_no_part_of_the_name() -> None:
    roster = Roster([Speaker("Mr. JONES of North Carolina"), Speaker("Ana Reyes (Leith)")])

    assert roster.named("How many licences were offered for the North sea and for Leith?") == ()
    assert [n.speakers for n in roster.named("What did Jones and Ana Reyes say?")] == [
        ("Mr. JONES of North Carolina",),
        ("Ana Reyes (Leith)",),
    ]
