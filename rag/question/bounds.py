"""How long a question may be, and how much of it is looked at: what reads one takes a time that grows with it."""

from dataclasses import dataclass

from rag.errors import BadArgument


@dataclass(frozen=True, slots=True)
class Bounds:
    """Set by hand; the tests hold them. How a follow-up is known has bounds of its own (`rag.question.followup`)."""

    longest: int = 2_000  # characters of a question, and of a name or title that limits it
    library: int = 40  # words: nothing longer is about the library alone
    titles: int = 6  # transcripts that the words of a title may fit
    compared: int = 4  # times, or people
    lead: int = 40  # characters before a date that say how it bounds
    foreign: int = 1_000  # characters of a question in another language: what is pasted behind it asks for no day
    mended: int = 5  # words that may be misspelt and are looked up
    strange: float = 0.4  # of the words; where more are strange, the question is in another language
    looked_up: int = 40  # words that say whether it is in another language
    unknown: float = 0.6  # share of these that nobody says; of misspelt questions it is at most .5


BOUNDS = Bounds()


def bounded(text: str) -> str:
    """The text, where it is no longer than a question may be; BadArgument where it is.

    >>> bounded("Who pays for the bridge?")
    'Who pays for the bridge?'
    """
    if len(text) > BOUNDS.longest:
        message = f"a question may have {BOUNDS.longest} characters, and this has {len(text)}. Ask in fewer words"
        raise BadArgument(message, code="too_long", most=BOUNDS.longest, size=len(text))
    return text
