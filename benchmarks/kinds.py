"""Whether questions about more than one turn gain by reading in parts: `python -m benchmarks.kinds [--model M]`.

Asks the questions of `examples/kinds.jsonl` of the example library, once as any question and once by gathering. Prints
for each kind the share of gold turns that the answer cites, sentences kept and dropped, abstentions, and answers of
quotes only.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from benchmarks.grounding import EXAMPLES
from rag.answer import Answer
from rag.assistant import Assistant, open_assistant
from rag.models import share_cores
from rag.settings import load_settings


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a kind, the turns that answer it, and the answer."""

    kind: str
    gold: frozenset[str]
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
        table = Table("asked", "kind", "n", "gold cited", "kept", "dropped", "abstained", "quotes only")
        for how, in_parts in (("at once", False), ("in parts", True)):
            for row in _rows(how, list(_ask(assistant, in_parts=in_parts))):
                table.add_row(*row)
        assistant.close()
    Console(width=110).print(table)


def _ask(assistant: Assistant, *, in_parts: bool) -> Iterator[Asked]:
    with nullcontext() if in_parts else patch("rag.generation.reply.GATHERED", frozenset()):
        for line in (EXAMPLES / "kinds.jsonl").read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            answer = assistant.ask(entry["question"])
            yield Asked(entry["kind"], frozenset(entry["gold_turns"]), answer)


def _rows(how: str, asked: list[Asked]) -> Iterator[tuple[str, ...]]:
    for kind in (*dict.fromkeys(a.kind for a in asked), "all"):
        chosen = [a for a in asked if kind in (a.kind, "all")]
        cited = [{c.turn_id for c in a.answer.citations} for a in chosen]
        quotes = [a.answer.sentences and all(s.support == "verbatim" for s in a.answer.sentences) for a in chosen]
        yield (
            how,
            kind,
            str(len(chosen)),
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
