"""A few lines of the examples as training data."""

import json
from pathlib import Path

from index.readers import Source, read_group

EXAMPLES = Path(__file__).parents[4] / "examples"
HEARING = "council-hearing-2025-03-12.txt"
TURNS = 40


def write_training_data(folder: Path) -> Path:
    """The beginning of a hearing and the questions that it answers, in the normal form."""
    [transcript] = read_group([Source(HEARING, (EXAMPLES / "transcripts" / HEARING).read_bytes())])
    turns = [{"i": t.index, "speaker": t.speaker, "text": t.text} for t in transcript.turns[:TURNS]]
    line = {"transcript_id": HEARING, "title": transcript.meta.title, "turns": turns}
    lines = (EXAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [question for question in map(json.loads, lines) if question["transcript_id"] == HEARING]
    there = [question for question in asked if all(turn < TURNS for turn in question["gold_turns"])]
    folder.mkdir(exist_ok=True)
    (folder / "transcripts.train.jsonl").write_text(json.dumps(line), encoding="utf-8")
    questions = "\n".join(json.dumps(question) for question in there)
    (folder / "questions.train.jsonl").write_text(questions, encoding="utf-8")
    return folder
