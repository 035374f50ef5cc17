"""Sentences that others judged, read as pairs, and the figures made of them."""

import json
from pathlib import Path

from benchmarks.grounding import Outcome, cited_right, judged_figures
from benchmarks.judged import Pair, diasumfact, explainmeetsum
from rag.grounding.verdict import Grounded


def write(file: Path, *rows: dict[str, object]) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def write_judged(folder: Path) -> Path:
    chat = {"id": "7", "dataset": "SAMSum", "utterances": ["Ana: Is it late?", "Bo: It is.", "(a phone rings)"]}
    write(
        folder / "grounding" / "diasumfact.dev.jsonl",
        {**chat, "sentence": "It is late.", "supported": True, "errors": []},
        {**chat, "sentence": "Cleo is late.", "supported": False, "errors": ["EntE"]},
    )
    turns = [{"i": i, "speaker": "Ana", "text": f"Word {i}."} for i in range(40)]
    write(folder / "qmsum" / "transcripts.dev.jsonl", {"transcript_id": "qmsum-Bed1", "turns": turns})
    write(
        folder / "grounding" / "explainmeetsum.dev.jsonl",
        {"transcript_id": "Bed1", "sentence": "Word 20 is said.", "gold_turns": [20]},
        {"transcript_id": "Bed1", "sentence": "Nobody marked a turn for this.", "gold_turns": []},
    )
    return folder / "grounding"


def test_an_utterance_is_a_turn_by_whoever_stands_before_it(tmp_path: Path) -> None:
    true, wrong = diasumfact(write_judged(tmp_path))

    assert [(item.passage.turn.speaker, item.passage.turn.text) for item in true.evidence] == [
        ("Ana", "Is it late?"),
        ("Bo", "It is."),
        (None, "(a phone rings)"),
    ]
    assert true.evidence[1].prompting == "Is it late?"
    assert true.evidence[1].partners == ("Ana",)
    assert (true.half, true.label, wrong.label) == ("SAMSum", "true", "EntE")


def test_evidence_is_the_turns_marked_and_fifteen_around_them(tmp_path: Path) -> None:
    (pair,) = explainmeetsum(write_judged(tmp_path))

    assert [item.passage.turn.index for item in pair.evidence] == list(range(5, 36))
    assert pair.supports == {20}


def test_one_run_gives_what_is_kept_caught_and_cited(tmp_path: Path) -> None:
    def judge(pairs: list[Pair], speakers: object) -> list[Outcome]:
        del speakers
        found = [Grounded(p.sentence, "unsupported" if "Cleo" in p.sentence else "supported", ((0, 0),)) for p in pairs]
        return [Outcome(pair, grounded) for pair, grounded in zip(pairs, found, strict=True)]

    figures = judged_figures(write_judged(tmp_path), judge)

    assert figures["diasumfact"] == {"SAMSum": {"kept": 1.0, "caught": 1.0, "balanced": 1.0}}
    assert figures["explainmeetsum"] == {"kept": 1.0, "precision": 0.0, "recall": 0.0}
    assert figures["calibration"]["SAMSum"]["supported"] == {"sentences": 1, "hold": 1.0}


def test_turns_cited_count_where_they_are_among_those_marked(tmp_path: Path) -> None:
    (pair,) = explainmeetsum(write_judged(tmp_path))
    both = Outcome(pair, Grounded(pair.sentence, "supported", ((15, 0), (16, 0))))

    assert cited_right([both]) == {"precision": 0.5, "recall": 1.0}
