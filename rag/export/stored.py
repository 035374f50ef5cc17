"""An answer as the command line's JSON."""

import json

from rag.answer import Answer


def export(answer: Answer) -> str:
    """The object that `ask --json` prints."""
    return json.dumps(answer.to_dict(), ensure_ascii=False, indent=2) + "\n"
