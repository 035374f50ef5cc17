"""The form in which a large model answers: sentences, each with the turn that says it and that turn's words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.grounding.attribution import Drafted

# Title and description are what a vendor's tool call is named by. The sentence comes first, so that it can be shown
# while the rest is written.
SCHEMA: dict[str, Any] = {
    "title": "cited_answer",
    "description": "The answer, sentence by sentence, each with the turn of the transcript that says it.",
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "description": "The sentences of the answer in order; none where the turns do not answer the question.",
            "items": {
                "type": "object",
                "properties": {
                    "sentence": {"type": "string", "description": "One sentence of the answer, without markers."},
                    "turn": {"type": "integer", "description": "The number of the turn that says it."},
                    "quote": {"type": "string", "description": "The words of that turn that say it, copied exactly."},
                },
                "required": ["sentence", "turn", "quote"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}


class DraftReader:
    """Reads an object of SCHEMA while it grows: what came of its prose, and the sentences that are complete."""

    def __init__(self) -> None:
        self._complete, self._told = 0, 0  # sentences handed on; characters told of the next one
        self.seen = False  # whether there was an object of this form at all
        self._items: list[Any] = []

    def read(self, value: Any) -> tuple[str, list[Drafted]]:
        """The prose new since the last call, and the sentences that this state of the object completes."""
        items = value.get("sentences") if isinstance(value, Mapping) else None
        if not isinstance(items, list):
            return "", []
        self.seen, self._items = True, items
        prose, fresh = "", items[self._complete : -1]
        for item in fresh:
            prose += self._new(item)
            self._complete, self._told = self._complete + 1, 0
        prose += "".join(map(self._new, items[-1:]))
        return prose, [drafted for item in fresh for drafted in _drafted(item)]

    def finish(self) -> list[Drafted]:
        """The last sentence, unless it was cut short: then it names no turn."""
        last = self._items[self._complete :]
        return [drafted for item in last if "turn" in item for drafted in _drafted(item)]

    def _new(self, item: Any) -> str:
        text = _text(item)
        new, opening = text[self._told :], " " if self._complete and not self._told and text else ""
        self._told = len(text)
        return opening + new


def _drafted(item: Any) -> list[Drafted]:
    text = _text(item).strip()
    if not text:
        return []
    turn, quote = item.get("turn"), item.get("quote")
    if isinstance(turn, str) and turn.strip(" []").isdecimal():
        turn = int(turn.strip(" []"))
    number = turn if isinstance(turn, int) and not isinstance(turn, bool) else None
    return [Drafted(text, number, quote if isinstance(quote, str) else "")]


def _text(item: Any) -> str:
    text = item.get("sentence") if isinstance(item, Mapping) else None
    return text if isinstance(text, str) else ""
