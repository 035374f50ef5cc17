"""Names: what a label says, and which fuller name a short one stands for."""

import pytest

from index.speakers.labels import is_unidentified, read_label, speakers_of
from index.speakers.resolving import resolve
from index.transcript import Person, Turn


@pytest.mark.parametrize(
    ("label", "name", "role"),
    [
        ("Mr. Zhao Zeliang, Deputy Head", "Zhao Zeliang", "Deputy Head"),
        ("Mr. Lin Guoqiang", "Lin Guoqiang", None),
        ("MS. LEE", "MS. LEE", None),
        ("Mr. BROWN of Ohio", "Mr. BROWN of Ohio", None),
        ("MARK O'NEIL (I), MAYOR OF PORT ELLIS", "MARK O'NEIL", "MAYOR OF PORT ELLIS"),
        ("ANA REYES, ANCHOR (voice-over)", "ANA REYES", "ANCHOR"),
        ("The PRESIDING OFFICER (Mr. Vale)", "The PRESIDING OFFICER", None),
        ("主持人 王兰", "王兰", "主持人"),
        ("SEN. MARY STONE (D-OH)", "MARY STONE", "SEN."),
        ("Sam Vale, Jr., director", "Sam Vale, Jr.", "director"),
        ("Dr. Jane  Doe", "Jane Doe", None),
    ],
)
def test_a_printed_label_loses_role_brackets_and_honorific(label: str, name: str, role: str | None) -> None:
    assert read_label(label) == (name, role)


@pytest.mark.parametrize("label", ["Lin, Grace (Finance)", "Raj (he/him)", "Ms. Núñez", "+44 20 **** 0199"])
def test_a_display_name_stays_whole(label: str) -> None:
    assert read_label(label, naming="display") == (label, None)


@pytest.mark.parametrize(
    ("label", "name"), [("0", "Speaker 0"), ("B", "Speaker B"), ("spk_1", "spk_1"), ("Ana", "Ana")]
)
def test_a_bare_code_becomes_a_speaker(label: str, name: str) -> None:
    assert read_label(label, naming="coded").canonical == name


@pytest.mark.parametrize(
    "name",
    [None, "Q", "QUESTION", "UNIDENTIFIED MALE", "Unknown Speaker", "UNKNOWN CALLER", "AUDIENCE MEMBER", "Speaker ?"],
)
def test_a_role_anybody_may_have_identifies_nobody(name: str | None) -> None:
    assert is_unidentified(name)


@pytest.mark.parametrize("name", ["Speaker 1", "SPEAKER_04", "spk_0", "Ana", "THE PRESIDENT", "Quentin", "A"])
def test_a_recognizers_label_is_a_speaker_like_any_other(name: str) -> None:
    assert not is_unidentified(name)


def test_a_short_name_resolves_only_where_exactly_one_fits() -> None:
    names = ["MARK O'NEIL", "ANNA O'NEIL", "M. O'NEIL", "A. O'NEIL", "O'NEIL", "Anna", "MS. RUIZ", "Z. O'NEIL", "Q"]
    assert resolve(names) == {"M. O'NEIL": "MARK O'NEIL", "A. O'NEIL": "ANNA O'NEIL", "Anna": "ANNA O'NEIL"}
    assert resolve(names, [Person("Carla Ruiz")])["MS. RUIZ"] == "Carla Ruiz"


def test_codes_are_no_full_names() -> None:
    assert resolve(["Speaker 1", "Speaker 2", "Speaker"]) == {}


def test_speakers_come_in_order_with_their_other_labels() -> None:
    turns = [
        Turn("t#0", 0, "Bob Ott", "Hi", as_printed=("Mr. Bob Ott, chair",), role="chair"),
        Turn("t#1", 1, None, "?"),
        Turn("t#2", 2, "Ana", "Ho", as_printed=("Ana",)),
        Turn("t#3", 3, "Bob Ott", "Hi", as_printed=("OTT",)),
    ]
    bob, ana = speakers_of(turns)
    assert (bob.canonical, bob.aliases, bob.role) == ("Bob Ott", ("Mr. Bob Ott, chair", "OTT"), "chair")
    assert (ana.canonical, ana.aliases, ana.role) == ("Ana", (), None)


def test_blanks_amid_initials_make_nobody_another() -> None:
    assert resolve(["P. D. KUMAR", "P.D. KUMAR"], order=["P. D. KUMAR", "P.D. KUMAR", "P. D. KUMAR"]) == {
        "P.D. KUMAR": "P. D. KUMAR"
    }
