"""Whether kinds of questions gain by what is read for them: `python -m benchmarks.kinds [--model M]`.

Asks the questions of `examples/kinds.jsonl` of the example library, once as any question is asked and once as its kind
is. Prints for each kind the share of gold turns that the model reads and that the answer cites, sentences kept and
dropped, abstentions, and answers of quotes only.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from benchmarks.grounding import EXAMPLES
from rag.answer import Answer
from rag.assistant import Assistant, open_assistant
from rag.generation.context import ShownTurn, choose_context
from rag.models import share_cores
from rag.settings import load_settings


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a kind, the turns that answer it, those the model read, and the answer."""

    kind: str
    gold: frozenset[str]
    read: frozenset[str]
    answer: Answer


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", default="local")
    chosen = options.parse_args()
    share_cores()
    with TemporaryDirectory() as folder:
        settings = load_settings(library=EXAMPLES / "transcripts", index=Path(folder) / "index", model=chosen.model)
        assistant = open_assistant(settings)
        assistant.index.sync()
        table = Table("asked", "kind", "n", "gold read", "gold cited", "kept", "dropped", "abstained", "quotes only")
        for how, own in (("as any", False), ("as its kind", True)):
            for row in _rows(how, list(_ask(assistant, own=own))):
                table.add_row(*row)
        assistant.close()
    Console(width=110).print(table)


def _ask(assistant: Assistant, *, own: bool) -> Iterator[Asked]:
    read: list[ShownTurn] = []

    def choosing(*arguments: Any, **named: Any) -> tuple[ShownTurn, ...]:
        read[:] = choose_context(*arguments, **named)
        return tuple(read)

    with ExitStack() as patches:
        patches.enter_context(patch("rag.assistant.choose_context", choosing))
        if not own:
            patches.enter_context(patch("rag.assistant.words_to_read", lambda _, words: words))
        for line in (EXAMPLES / "kinds.jsonl").read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            read.clear()
            answer = assistant.ask(entry["question"])
            shown = frozenset(turn.passage.turn.id for turn in read)
            yield Asked(entry["kind"], frozenset(entry["gold_turns"]), shown, answer)


def _rows(how: str, asked: list[Asked]) -> Iterator[tuple[str, ...]]:
    for kind in (*dict.fromkeys(a.kind for a in asked), "all"):
        chosen = [a for a in asked if kind in (a.kind, "all")]
        cited = [{c.turn_id for c in a.answer.citations} for a in chosen]
        quotes = [a.answer.sentences and all(s.support == "verbatim" for s in a.answer.sentences) for a in chosen]
        yield (
            how,
            kind,
            str(len(chosen)),
            _mean([len(a.gold & a.read) / len(a.gold) for a in chosen]),
            _mean([len(a.gold & c) / len(a.gold) for a, c in zip(chosen, cited, strict=True)]),
            str(sum(len(a.answer.sentences) for a in chosen)),
            str(sum(len(a.answer.dropped) for a in chosen)),
            str(sum(a.answer.abstained for a in chosen)),
            str(sum(map(bool, quotes))),
        )


def _mean(values: list[float]) -> str:
    return f"{sum(values) / max(len(values), 1):.3f}"


if __name__ == "__main__":
    main()
