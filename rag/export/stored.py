"""Answers as the command line's JSON."""

import json

from rag.answer import Answer


def export(*answers: Answer) -> str:
    """The object that `ask --json` prints; of several, {"answers": […]}."""
    values = [answer.to_dict() for answer in answers]
    return json.dumps(values[0] if len(values) == 1 else {"answers": values}, ensure_ascii=False, indent=2) + "\n"
