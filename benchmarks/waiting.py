"""How long a question waits for its sources and its first word, by the words of turns that the model reads.

Asks the first questions of `examples/questions.jsonl` of the example library, once with each budget, and prints medians
and how each budget compares with the default. This is how the default budget was chosen (docs/decisions/010).
"""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from rag.answer import Answer
from rag.models import share_cores
from rag.settings import Settings, load_settings

EXAMPLES = Path(__file__).parents[1] / "examples"
DEFAULT = int(Settings.model_fields["context_words"].default)
BUDGETS = (DEFAULT, 220, 350)
QUESTIONS = 6


def main() -> None:
    """Print a table of milliseconds."""
    share_cores()
    with TemporaryDirectory() as folder:
        rows = {budget: list(_answers(budget, Path(folder))) for budget in BUDGETS}
    default = _first_word(rows[DEFAULT])
    print(f"{'words':>6} {'sources ms':>11} {'first word ms':>14} {'whole ms':>9} {'first word / default':>21}")
    for budget, answers in rows.items():
        sources = median(a.timings_ms.sources or 0 for a in answers)
        whole = median(a.timings_ms.total or 0 for a in answers)
        first = _first_word(answers)
        print(f"{budget:>6} {sources:>11.0f} {first:>14.0f} {whole:>9.0f} {first / default:>21.2f}")


def _first_word(answers: list[Answer]) -> float:
    return median(a.timings_ms.first_token for a in answers if a.timings_ms.first_token is not None)


def _answers(budget: int, folder: Path) -> Iterator[Answer]:
    from rag.assistant import open_assistant

    settings = load_settings(
        library=EXAMPLES / "transcripts", index=folder / "index", model="local", context_words=budget
    )
    assistant = open_assistant(settings)
    assistant.index.sync()
    assistant.warm_up()
    yield from (assistant.ask(question) for question in _questions())
    assistant.close()


def _questions() -> Iterator[str]:
    lines = (EXAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    kept = (entry for entry in map(json.loads, lines) if entry["answerable"])
    yield from (entry["question"] for entry in islice(kept, 0, QUESTIONS * 4, 4))
