"""How long a question may be: what reads one takes a time that grows with it."""

from rag.errors import BadArgument

LONGEST = 2_000  # characters of a question, and of a name or title that limits it


def bounded(text: str) -> str:
    """The text, where it is no longer than a question may be; BadArgument where it is.

    >>> bounded("Who pays for the bridge?")
    'Who pays for the bridge?'
    """
    if len(text) > LONGEST:
        message = f"a question may have {LONGEST} characters, and this has {len(text)}. Ask in fewer words"
        raise BadArgument(message, code="too_long", most=LONGEST, size=len(text))
    return text
