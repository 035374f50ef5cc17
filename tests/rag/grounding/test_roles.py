"""Who does it to whom is what the turn says, in whatever voice."""

import pytest

from rag.grounding.roles import reversed_roles

PAYS = "The county pays the town for the bridge."
TOLD = "Monica told Rachel that the flat was sold."
SUED = "The ferry company sued the harbour authority over the crane."


@pytest.mark.parametrize(
    ("claim", "said", "turned"),
    [
        ("The town pays the county for the bridge.", PAYS, True),
        ("The county is paid by the town.", PAYS, True),
        ("The town is paid by the county for the bridge.", PAYS, False),
        ("The county paid the town.", PAYS, False),
        ("Rachel told Monica that the flat was sold.", TOLD, True),
        ("Monica was told by Rachel that the flat was sold.", TOLD, True),
        ("Rachel was told by Monica that the flat was sold.", TOLD, False),
        ("The harbour authority sued the ferry company.", SUED, True),
        ("The crane was sued over by the ferry.", SUED, False),
        ("Rachel met Monica.", "Monica met Rachel.", False),
        ("The county talks with the town.", "The town talks with the county.", False),
        ("The crane was moved to the harbour.", "The crane moved to the harbour.", False),
        ("In May the council opens the bridge.", "The council opens the bridge in May.", False),
        ("The book was given to Monica by Rachel.", "Rachel gave Monica the book.", False),
        ("We look at the future and not at the past.", "The past, look, is past: look at the future.", False),
        ("The town pays the county.", f"{PAYS} The town pays the county for the road.", False),
        ("The town pays the county.", "", False),
        (
            "There is room to raise the hinge by another thirty centimetres.",
            "We have left room to raise the hinge by another thirty.",
            False,
        ),
        ("The costs paid by the county are high.", "The county pays the costs.", False),
        ("A letter sent by the mayor asked for help.", "The mayor sent a letter.", False),
        ("The plan has been very carefully reviewed by the board.", "The board reviewed the plan.", False),
    ],
)
def test_what_changes_places_with_whom_is_found_in_either_voice(claim: str, said: str, turned: bool) -> None:
    assert bool(reversed_roles(claim, said)) is turned
