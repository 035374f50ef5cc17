"""The command as other programs meet it: one JSON object on standard output, errors on standard error, exit codes."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import index
from index.library import watch as watching
from rag import cli
from tests.index.double import CountingEmbedder
from tests.rag.double import WordReader

HEARING = """ANA REYES: We ship the new ferry timetable on Friday, if the harbour tests pass.

BEN ODE: Who pays for the harbour tests?

ANA REYES: The council pays 40,000 euros for the harbour tests.
"""
CITATION = [
    "marker", "turn_id", "transcript_id", "title", "date", "turn", "speaker", "start", "end", "quote", "quote_start",
    "quote_end", "url",
]  # fmt: skip
TURN = ["index", "speaker", "as_printed", "role", "text", "start", "end", "inferred", "segments"]
INFO = ["id", "title", "date", "speakers", "turns", "format", "state", "warnings"]
META = ["event", "place", "url", "language"]
SYNCED = ["added", "updated", "removed", "unchanged", "failed", "turns", "chunks", "embedded", "seconds"]
QUESTION = "Who pays for the harbour tests?"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def values(self) -> dict[str, Any]:
        """The one JSON object on standard output; nothing else may stand there."""
        read: dict[str, Any] = json.loads(self.out)
        assert self.out.count("\n") == 1
        return read


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setattr(index, "open_embedder", lambda *_, **__: CountingEmbedder())
    monkeypatch.setattr("rag.assistant.LazyReader", WordReader)
    monkeypatch.setenv("COLUMNS", "200")

    def command(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["ontherecord", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as exit:
            code = exit.code if isinstance(exit.code, int) else 0
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library that is not indexed yet."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "2026-03-12-hearing.txt").write_text(HEARING, encoding="utf-8")
    return folder


@pytest.fixture
def indexed(folder: Path, run: Run) -> Path:
    assert run("index", "--library", folder, "--json").code == 0
    return folder


@pytest.fixture
def stored(indexed: Path, run: Run, tmp_path: Path) -> Path:
    """A file with an answer that `ask --json` printed."""
    path = tmp_path / "answer.json"
    path.write_text(run("ask", QUESTION, "--library", indexed, "--model", "extractive", "--json").out, encoding="utf-8")
    return path


def test_index_says_what_it_did(folder: Path, run: Run) -> None:
    first = run("index", "--library", folder, "--json")
    assert (first.code, first.err) == (0, "")
    assert list(first.values) == SYNCED
    assert (first.values["added"], first.values["turns"]) == (["2026-03-12-hearing.txt"], 3)

    again = run("index", "--library", folder, "--json").values
    assert (again["added"], again["unchanged"], again["embedded"]) == ([], 1, 0)


def test_a_file_that_cannot_be_read_fails_the_command_and_not_the_other_files(folder: Path, run: Run) -> None:
    (folder / "broken.json").write_text('{"segments": [', encoding="utf-8")

    ran = run("index", "--library", folder, "--json")

    assert ran.code == 1
    (failure,) = ran.values["failed"]
    assert list(failure) == ["path", "error"]
    assert (failure["path"], ran.values["turns"]) == ("broken.json", 3)
    assert "broken.json" in failure["error"]


def test_events_are_one_json_object_a_line(indexed: Path, run: Run) -> None:
    ran = run("ask", QUESTION, "--library", indexed, "--model", "extractive", "--events")
    events = [json.loads(line) for line in ran.out.splitlines()]

    sources, *sentences, done = events
    assert (sources["type"], done["type"]) == ("sources", "done")
    assert [event["sentence"] for event in sentences] == done["answer"]["sentences"]
    assert [citation for event in sentences for citation in event["citations"]] == done["answer"]["citations"]


def test_parse_shows_turns_and_where_they_stand(folder: Path, run: Run) -> None:
    values = run("parse", folder / "2026-03-12-hearing.txt", "--json").values

    assert list(values) == ["id", "title", "date", "turns", "events", "dropped", "warnings", "encoding"]
    assert [list(turn) for turn in values["turns"]] == [TURN] * 3
    assert list(values["turns"][0]["segments"][0]) == ["file", "line_start", "line_end", "start", "end", "inferred"]
    assert values["turns"][1]["segments"][0]["line_start"] == 3


def test_parse_reads_the_sidecar_beside_the_file(tmp_path: Path, run: Run) -> None:
    (tmp_path / "talk.txt").write_text("Speaker 1: Ship on Friday.\n\nSpeaker 2: The bridge is closed.\n")
    (tmp_path / "talk.yaml").write_text("title: Standup\nauthor: me\nspeakers:\n  Speaker 1: Ana Reyes, chair\n")
    values = run("parse", tmp_path / "talk.txt", "--json").values

    assert values["title"] == "Standup"
    assert [(t["speaker"], t["as_printed"], t["role"]) for t in values["turns"]] == [
        ("Ana Reyes", ["Speaker 1"], "chair"),
        ("Speaker 2", ["Speaker 2"], None),
    ]
    assert [warning["line"] for warning in values["warnings"]] == [2]


def test_parse_and_sync_say_that_the_embedding_model_does_not_know_the_language(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Tenemos que hablar del puerto, porque el puente está cerrado y no se sabe por cuánto tiempo."
    (tmp_path / "talk.txt").write_text(f"Ana: {said}\n\nBen: ¿Cuándo?\n")
    [warning] = run("parse", tmp_path / "talk.txt", "--json").values["warnings"]
    assert warning["code"] == "language"
    assert "OTR_EMBEDDER" in warning["message"]
    monkeypatch.setattr(index, "open_embedder", lambda *_, **__: CountingEmbedder(name="all-MiniLM-L6-v2"))
    assert "Spanish (es) 1" in " ".join(run("index", "--library", tmp_path).err.split())
    synced = run("index", "--library", tmp_path, "--json").values
    assert [len(synced["warnings"]), *synced] == [1, *SYNCED, "warnings"]
    [listed] = run("transcripts", "--library", tmp_path, "--json").values["transcripts"]
    assert "Spanish" in listed["warnings"][0]


def test_an_answer_has_the_keys_of_the_contract_and_quotes_that_hold(indexed: Path, run: Run) -> None:
    ran = run("ask", QUESTION, "--library", indexed, "--model", "extractive", "--json")
    values = ran.values

    assert (ran.code, ran.err) == (0, "")
    assert list(values) == [
        "question", "text", "abstained", "reason", "sentences", "dropped", "citations", "nearest", "coverage", "model",
        "prompt_version", "generation", "timings_ms",
    ]  # fmt: skip
    assert [list(sentence) for sentence in values["sentences"]] == [["text", "support", "citations", "why"]] * len(
        values["sentences"]
    )
    assert all(list(citation) == CITATION for citation in values["citations"])
    assert list(values["coverage"]) == ["transcripts", "turns", "filters"]
    assert list(values["timings_ms"]) == ["sources", "first_token", "total"]
    assert "The council pays 40,000 euros for the harbour tests." in [c["quote"] for c in values["citations"]]
    first = values["citations"][0]
    assert first["url"] == f"http://127.0.0.1:7860/?turn=2026-03-12-hearing.txt%23{first['turn']}"


def test_abstaining_is_a_result(indexed: Path, run: Run) -> None:
    ran = run("ask", "Which penguins migrate southwards?", "--library", indexed, "--model", "extractive", "--json")

    assert ran.code == 0
    assert (ran.values["abstained"], ran.values["citations"]) == (True, [])
    assert ran.values["reason"]


def test_filters_limit_an_answer_and_are_said(indexed: Path, run: Run) -> None:
    filters = ["--speaker", "ben", "--after", "2026-01", "--transcript", "hearing"]
    values = run("ask", QUESTION, *filters, "--library", indexed, "--model", "extractive", "--json").values

    assert {citation["speaker"] for citation in values["nearest"]} == {"BEN ODE"}  # who asks it answers nothing
    assert (values["coverage"]["turns"], len(values["coverage"]["filters"])) == (1, 3)


def test_people_get_the_answer_on_standard_output_and_the_sources_beside_it(indexed: Path, run: Run) -> None:
    ran = run("ask", QUESTION, "--library", indexed, "--model", "extractive")

    assert "40,000 euros" in ran.out
    assert "Searched: 3 turns of 1 transcript." in ran.out
    assert ran.err.startswith("Sources:")


@pytest.mark.parametrize("mode", ["passages", "mentions"])
def test_search_gives_turns_in_both_modes(indexed: Path, run: Run, mode: str) -> None:
    values = run("search", "harbour tests", "--mode", mode, "--library", indexed, "--json").values

    assert list(values) == ["query", "mode", "count", "results"]
    assert (values["mode"], values["count"], len(values["results"])) == (mode, 3, 3)
    assert all(list(result) == [*CITATION, "text", "score"] for result in values["results"])
    assert all(r["text"][r["quote_start"] : r["quote_end"]] == r["quote"] for r in values["results"])


def test_mentions_counts_all_turns_whatever_it_lists(indexed: Path, run: Run) -> None:
    values = run("search", "harbour", "--mode", "mentions", "-k", "1", "--library", indexed, "--json").values

    assert (values["count"], len(values["results"])) == (3, 1)


def test_finding_nothing_is_a_result(indexed: Path, run: Run) -> None:
    ran = run("search", "penguin", "--mode", "mentions", "--library", indexed, "--json")

    assert (ran.code, ran.values["count"], ran.values["results"]) == (0, 0, [])


def test_transcripts_and_speakers_are_listed(indexed: Path, run: Run) -> None:
    (listed,) = run("transcripts", "--library", indexed, "--json").values["transcripts"]
    assert list(listed) == INFO
    assert (listed["id"], listed["date"], listed["turns"], listed["state"]) == (
        "2026-03-12-hearing.txt", "2026-03-12", 3, "ready",
    )  # fmt: skip

    speakers = run("speakers", "--library", indexed, "--json").values["speakers"]
    assert speakers == [
        {"speaker": "ANA REYES", "transcripts": 1, "turns": 2},
        {"speaker": "BEN ODE", "transcripts": 1, "turns": 1},
    ]


def test_show_gives_a_transcript_or_one_turn(indexed: Path, run: Run) -> None:
    whole = run("show", "hearing", "--library", indexed, "--json").values
    assert (list(whole), list(whole["transcript"]), len(whole["turns"])) == (["transcript", "turns"], [*INFO, *META], 3)

    one = run("show", "2026-03-12-hearing.txt", "--turn", "1", "--library", indexed, "--json").values
    assert [(list(turn), turn["index"]) for turn in one["turns"]] == [(TURN, 1)]

    none = run("show", "hearing", "--turn", "9", "--library", indexed)
    assert (none.code, none.out) == (1, "")
    assert "0 to 2" in none.err


def test_what_is_odd_about_a_file_is_said_by_index_transcripts_and_show(indexed: Path, run: Run) -> None:
    (indexed / "monologue.txt").write_text("The road is closed and the pier is old. " * 60, "utf-8")
    report = run("index", "--library", indexed)
    assert "nobody is named" in report.err
    assert "nobody is named; read as prose" in " ".join(run("show", "monologue.txt", "--library", indexed).out.split())
    assert "warnings" in run("transcripts", "--library", indexed).out


def test_show_says_what_a_note_beside_the_file_says_of_it(indexed: Path, run: Run) -> None:
    said = {"event": "Harbour committee", "place": "Town hall", "url": "https://example.org/h", "language": "en"}
    note = "".join(f"{key}: {value}\n" for key, value in said.items())
    (indexed / "2026-03-12-hearing.yaml").write_text(note, encoding="utf-8")
    run("index", "--library", indexed, "--json")

    whole = run("show", "hearing", "--library", indexed, "--json").values["transcript"]
    assert {key: whole[key] for key in META} == said
    assert "Harbour committee, Town hall, https://example.org/h, en" in run("show", "hearing", "--library", indexed).out


def test_verify_says_which_citations_still_hold(indexed: Path, stored: Path, run: Run) -> None:
    checked = run("verify", stored, "--library", indexed, "--json").values["citations"]
    assert [list(citation) for citation in checked] == [["marker", "holds", "why"]] * len(checked)
    assert all(citation["holds"] for citation in checked)

    changed = HEARING.replace("40,000", "50,000")
    (indexed / "2026-03-12-hearing.txt").write_text(changed, encoding="utf-8")
    run("index", "--library", indexed, "--json")
    again = run("verify", stored, "--library", indexed, "--json")
    assert again.code == 0
    assert False in [citation["holds"] for citation in again.values["citations"]]
    assert all(list(sentence) == ["text", "support", "citations", "why"] for sentence in again.values["sentences"])
    assert "unsupported" in [sentence["support"] for sentence in again.values["sentences"]]
    assert all(sentence["why"] for sentence in again.values["sentences"])


@pytest.mark.parametrize(
    ("to", "begins"), [("md", f"# {QUESTION}"), ("csv", '"marker","speaker","quote"'), ("json", "{")]
)
def test_an_answer_is_exported_in_every_form(stored: Path, run: Run, to: str, begins: str) -> None:
    values = run("export", stored, "--to", to, "--json").values
    assert (list(values), values["format"]) == (["format", "text"], to)
    assert values["text"].startswith(begins)
    assert run("export", stored, "--to", to).out == values["text"]


@pytest.mark.slow
def test_the_doctor_looks_at_everything_and_names_a_fix_for_what_is_not_well(indexed: Path, run: Run) -> None:
    ran = run("doctor", "--library", indexed, "--json")

    checks = ran.values["checks"]
    assert all(list(check) == ["name", "ok", "detail", "fix"] for check in checks)
    assert all(check["ok"] or check["fix"] for check in checks)
    assert ran.code == (0 if all(check["ok"] for check in checks) else 1)


def test_retrieval_is_measured_on_a_data_set(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("rag.cli.eval_runs.open_embedder", lambda *_, **__: CountingEmbedder())
    said = ["The ferry sails on Friday.", "The budget is forty euros.", "Nobody wants a bridge."]
    turns = [{"i": i, "speaker": "Ana", "text": text} for i, text in enumerate(said)]
    question = {
        "qid": "q", "transcript_id": "talk", "question": "When does the ferry sail?", "gold_turns": [0],
        "gold_mode": "all", "answers": ["Friday"], "answerable": True, "kind": "when",
    }  # fmt: skip
    transcript = {"transcript_id": "talk", "title": "Talk", "turns": turns}
    (tmp_path / "transcripts.dev.jsonl").write_text(json.dumps(transcript) + "\n", encoding="utf-8")
    (tmp_path / "questions.dev.jsonl").write_text(json.dumps(question) + "\n", encoding="utf-8")

    values = run("eval", "retrieval", "--data", tmp_path, "--split", "dev", "--json").values

    assert list(values) == ["n", "metrics", "by_kind", "config"]
    assert (values["n"], list(values["metrics"])) == (1, ["per_transcript", "collection"])


def test_a_question_before_any_index_is_an_error_that_gives_the_command(folder: Path, run: Run) -> None:
    for command in (["ask", "What?"], ["search", "what"], ["transcripts"], ["speakers"], ["show", "hearing"]):
        ran = run(*command, "--library", folder, "--json")
        assert (ran.code, ran.out) == (1, "")
        assert "ontherecord index" in ran.err
    assert not (folder / ".ontherecord").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["ask", "What?", "--speaker", "Anna Rey"], "ANA REYES"),
        (["ask", "What?", "--after", "yesterday"], "2026-03-04"),
        (["search", "what", "--transcript", "herring"], "hearing"),
        (["ask", "What?", "--model", "nonsense"], "extractive"),
        (["verify", "no-such-answer.json"], "no-such-answer.json"),
        (["parse", "no-such-file.txt"], "no-such-file.txt"),
    ],
)  # fmt: skip
def test_errors_stand_on_standard_error_and_name_a_way_out(
    indexed: Path, run: Run, arguments: list[str], named: str
) -> None:
    ran = run(*arguments, "--library", indexed, "--json")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Error: ")
    assert named in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments",
    [["ask"], ["nonsense"], ["search", "what", "--mode", "best"], ["search", "what", "-k", "0"], ["index", "--fast"]],
)
def test_bad_usage_exits_with_two(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err


def test_an_unknown_variable_of_ours_is_refused(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTR_LIBARY", "typo")

    ran = run("index", "--library", folder)

    assert (ran.code, ran.out) == (1, "")
    assert "OTR_LIBARY" in ran.err


def test_a_watched_library_without_files_is_reported_and_watched_on(
    indexed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in indexed.glob("*.txt"):
        file.unlink()
    assert run("index", "--library", indexed, "--json").code == 1
    monkeypatch.setattr(watching, "_unquiet_files", lambda *_: [set(), set()])  # two looks at the folder, and the end

    ran = run("index", "--watch", "--library", indexed, "--json")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.count("no transcript is there any more") == 2
    assert run("index", "--watch", "--allow-empty", "--library", indexed, "--json").values["removed"] != []


@pytest.mark.parametrize(
    "command",
    [
        *["index", "ask", "search", "parse", "transcripts", "speakers", "show", "verify", "export", "doctor", "serve"],
        *["eval retrieval", "eval answers"],
    ],
)
def test_library_index_and_json_are_options_of_every_subcommand(run: Run, command: str) -> None:
    shown = run(*command.split(), "--help").out

    assert all(option in shown for option in ("--library", "--index", "--json"))


def test_the_index_may_be_elsewhere_and_then_serves_without_its_library(folder: Path, run: Run, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    run("index", "--library", folder, "--index", elsewhere, "--json")

    assert not (folder / ".ontherecord").exists()
    assert len(run("transcripts", "--index", elsewhere, "--json").values["transcripts"]) == 1


def test_the_version_is_said(run: Run) -> None:
    assert run("--version").out == f"ontherecord {version('ontherecord')}\n"


@pytest.mark.slow
def test_help_imports_none_of_the_heavy_packages(folder: Path) -> None:
    heavy = ["torch", "chromadb", "gradio", "langchain_core"]
    program = (
        "import sys; from rag import cli; heavy, sys.argv = sys.argv[1].split(), ['ontherecord', *sys.argv[2:]]\n"
        "try: cli.main()\n"
        "finally: print(sorted({*heavy} & {*sys.modules}), file=sys.stderr)"
    )
    for arguments, others in (
        (["--help"], ["babel", "numpy", "pydantic"]),
        (["parse", str(folder / "2026-03-12-hearing.txt"), "--json"], []),
    ):
        ran = subprocess.run(
            [sys.executable, "-c", program, " ".join([*heavy, *others]), *arguments],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert ran.stderr.splitlines()[-1] == "[]"
