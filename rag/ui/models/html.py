"""The sheet of the models as HTML: what is there, what each costs and sends, and a button to take it. Pure."""

from rag.models.offers import Offer, Offers
from rag.ui.i18n import Words
from rag.ui.i18n.translate import translate
from rag.ui.template import render

GIGABYTE = 1e9
LONGEST = 300  # characters of a model's name that somebody types


def render_sheet(
    now: str | None, note: str | None, found: Offers, say: Words, *, manages: bool, problem: str = "", opening: str = ""
) -> str:
    """The dialog: which model answers, the others, and for users who manage the way to change it.

    `problem`: why the last choice could not be taken; `opening`: what is being opened just now.
    """
    return render(
        "models/sheet.html",
        now=now,
        note=note and translate(note, say),
        found=found,
        say=say,
        manages=manages,
        can=manages and not opening,
        problem=problem,
        opening=opening,
        costs=lambda offer: _costs(offer, say),
        longest=LONGEST,
    )


def _costs(offer: Offer, say: Words) -> str:
    """What a model costs and sends."""
    if offer.kind == "extractive":
        return say("models.extractive")
    size = say("models.size", gb=say.number(offer.size / GIGABYTE, ".1f")) if offer.size else ""
    billions = say("models.parameters", n=say.number(offer.billions, "g")) if offer.billions else ""
    stays = say("models.sends", address=offer.sends_to) if offer.sends_to else say("models.stays")
    return " · ".join(filter(None, (say(f"models.{offer.kind}"), billions, size))) + f". {stays}"
