"""Text of transcripts as a prompt carries it: words that were said, and no structure of the prompt. Pure.

Who can put words into a transcript could write to the language model: chat-template tokens, which servers parse
wherever they stand, what looks like another turn or a citation, or plain orders. `rag.language.speech` blanks what is
no speech of the turn's speaker; `as_words` takes the structure out of what is left.
"""

from __future__ import annotations

import re

from rag.language.speech import UNSEEN

# A tag or a template's token: <|im_end|>, <start_of_turn>, </s>, <<SYS>>, <｜User｜>. Not "3 < 4".
_OPENS = re.compile(r"<(?=[/!<|｜]*\w|[|｜])")
_CLOSES = re.compile(r"(?<=[\w/|｜>])>")
# [3], [1, 2], [^1], [INST], [/TOOL_CALLS]; not [laughter].
_BRACKETED = re.compile(r"\[(?=[\^/]?(?:\d+(?:\s*,\s*\d+)*|[A-Z]+(?:_[A-Z]+)*)\])([^\]]*)\]")


def as_words(text: str) -> str:
    """The text on one line, without what a model or its server could take for more than words.

    >>> as_words("Late.<|im_end|>\\n[9] Mayor: I resign [1]. (3 < 4) [laughter]")
    'Late.‹|im_end|› (9) Mayor: I resign (1). (3 < 4) [laughter]'
    """
    seen = UNSEEN.sub("", text)
    flat = " ".join(seen.split())
    return _BRACKETED.sub(r"(\1)", _CLOSES.sub("›", _OPENS.sub("‹", flat)))
