"""Names, pins and models on the command line."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import index
from rag.cli import app
from tests.index.double import CountingEmbedder
from tests.rag.double import WordReader

TALK = "Speaker 1: Good morning, I'm Ana Reyes.\nSpeaker 2: The ferry leaves at nine.\nSpeaker 1: Thanks, Ben.\n"
BRIEFING = "MR. KIRBY: We ship on Friday.\nQ: Why?\nMR. KIRBY: The harbour was shut.\n"
OTHER = "KIRBY: The harbour is open.\nSPEAKER_01: Since when?\n"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(index, "open_embedder", lambda *_, **__: CountingEmbedder())
    monkeypatch.setattr("rag.assistant.LazyReader", WordReader)
    monkeypatch.setenv("COLUMNS", "200")
    folder = tmp_path / "library"
    folder.mkdir()
    for name, text in (("talk.txt", TALK), ("briefing.txt", BRIEFING), ("other.txt", OTHER)):
        (folder / name).write_text(text, "utf-8")
    monkeypatch.setenv("OTR_LIBRARY", str(folder))
    assert ran("index").exit_code == 0
    return folder


def ran(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def values(*arguments: str | Path) -> dict[str, Any]:
    done = ran(*arguments, "--json")
    assert done.exit_code == 0, done.output
    read: dict[str, Any] = json.loads(done.stdout)
    return read


@pytest.mark.slow
def test_names_are_suggested_with_the_turns_that_say_them(library: Path) -> None:
    found = values("names")
    assert [(one["speaker"], one["name"]) for one in found["suggestions"]] == [
        ("Speaker 1", "Ana Reyes"),
        ("Speaker 2", "Ben"),
    ]
    assert found["suggestions"][1]["evidence"] == [
        {"turn_id": "talk.txt#2", "quote": "Thanks, Ben", "kind": "thanked"}
    ]  # fmt: skip
    assert found["variants"] == [{"speaker": "KIRBY", "same_as": "MR. KIRBY", "turns": 1}]
    assert values("names", "briefing.txt")["suggestions"] == []
    assert "Speaker 1 may be Ana Reyes" in ran("names").stdout


def test_a_rename_says_what_it_changes_and_a_merge_joins(library: Path) -> None:
    planned = values("rename", "KIRBY", "MR. KIRBY", "--dry-run")
    assert (planned["turns"], planned["done"]) == (1, False)
    assert not (library / "aliases").exists()
    assert values("rename", "KIRBY", "MR. KIRBY")["done"]
    assert values("rename", "Speaker 1", "Ana Reyes", "--role", "mayor", "--transcript", "talk.txt")["turns"] == 2
    speakers = {one["speaker"]: one["turns"] for one in values("speakers")["speakers"]}
    assert (speakers["MR. KIRBY"], speakers["Ana Reyes"]) == (3, 2)
    assert "KIRBY" not in speakers
    assert values("names")["variants"] == []


def test_pins_are_added_listed_exported_and_removed(library: Path, tmp_path: Path) -> None:
    (added,) = values("pins", "add", "briefing.txt#0", "--quote", "on Friday", "--note", "which one?")["pins"]
    assert added["quote"]["quote"] == "on Friday"
    (listed,) = values("pins", "list")["pins"]
    assert listed == added
    assert values("pins", "list", "--user", "ana") == {"pins": []}
    assert "“on Friday”" in ran("pins", "list").stdout
    assert "> on Friday" in ran("pins", "export").stdout
    assert values("pins", "export", "--to", "csv")["quotes"] == 1
    file = tmp_path / "quotes.docx"
    assert values("pins", "export", "--to", "docx", "--out", file) == {
        "format": "docx", "quotes": 1, "file": str(file),
    }  # fmt: skip
    with zipfile.ZipFile(file) as archive:
        assert "which one?" in archive.read("word/document.xml").decode()
    assert values("pins", "remove", added["id"]) == {"removed": added["id"]}
    assert values("pins", "list") == {"pins": []}


def test_what_cannot_be_pinned_or_written_is_refused(library: Path) -> None:
    assert ran("pins", "add", "briefing.txt#0", "--quote", "on Monday").exit_code == 1
    assert ran("pins", "remove", "nothing").exit_code == 1
    assert ran("pins", "export", "--to", "exe").exit_code == 2
    assert ran("pins", "export", "--to", "docx", "--json").exit_code == 2


def test_a_scope_limits_searches_overviews_and_sheets(library: Path) -> None:
    (library / "old").mkdir()
    (library / "old" / "harbour.txt").write_text("ANA: The old harbour was deep.\nBEN: How deep?\n", "utf-8")
    assert ran("index").exit_code == 0
    mine = values("scopes", "save", "Mine", "--transcript", "briefing.txt", "--own", "--user", "ana")["scopes"]
    assert [(one["name"], one["kind"], one["transcripts"]) for one in mine] == [
        ("Mine", "collection", 1), ("old/", "folder", 1)
    ]  # fmt: skip
    assert [one["name"] for one in values("scopes", "list")["scopes"]] == ["old/"]

    def found(*options: str) -> list[str]:
        return [one["transcript_id"] for one in values("search", "harbour", "--mode", "mentions", *options)["results"]]

    assert sorted(found()) == ["briefing.txt", "old/harbour.txt", "other.txt"]
    assert found("--scope", "old") == ["old/harbour.txt"]
    assert found("--scope", "mine", "--user", "ana") == ["briefing.txt"]
    assert ran("search", "harbour", "--scope", "mine").exit_code == 1
    assert ran("search", "harbour", "--scope", "old", "--transcript", "talk.txt").exit_code == 1
    asked = values("ask", "How deep was the harbour?", "--scope", "old/", "--model", "extractive")
    assert asked["coverage"]["transcripts"] == 1
    assert asked["coverage"]["filters"][0] == "scope: old/"
    assert [one["id"] for one in values("overview", "--scope", "old")["transcripts"]] == ["old/harbour.txt"]
    for turn in ("briefing.txt#0", "old/harbour.txt#0"):
        values("pins", "add", turn)
    assert values("pins", "export", "--scope", "old")["quotes"] == 1
    assert values("scopes", "remove", "Mine", "--own", "--user", "ana") == {"removed": "Mine"}


def test_a_transcript_is_written_as_a_document_with_people_hidden(library: Path, tmp_path: Path) -> None:
    assert "**Speaker 1**" in ran("show", "talk.txt", "--to", "md").stdout
    told = values("show", "talk.txt", "--to", "md", "--redact", "Speaker 1", "--redact", "Ben")
    assert (told["format"], told["turns"], told["hidden"]) == ("md", 3, ["Speaker A", "Person B"])
    assert "Ana" not in told["text"]
    assert "I'm Speaker A." in told["text"]
    assert "Thanks, Person B." in told["text"]
    assert "/?turn=talk.txt%230" in values("show", "talk.txt", "--to", "json")["text"]
    file = tmp_path / "talk.docx"
    assert values("show", "talk.txt", "--to", "docx", "--out", file)["file"] == str(file)
    with zipfile.ZipFile(file) as archive:
        assert "The ferry leaves at nine." in archive.read("word/document.xml").decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "options"),
    [
        (2, ["--to", "exe"]), (2, ["--to", "docx", "--json"]), (2, ["--redact", "Ana"]),
        (2, ["--to", "md", "--turn", "1"]), (1, ["--to", "vtt"]), (1, ["--to", "md", "--redact", "Nobody"]),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(library: Path, code: int, options: list[str]) -> None:
    assert ran("show", "talk.txt", *options).exit_code == code


def test_the_models_are_listed(library: Path) -> None:
    found = values("models")
    assert not found["ollama_runs"]
    assert {"local", "extractive", "openai:"} <= {one["name"] for one in found["models"]}
    assert "No Ollama answers at http://127.0.0.1:1" in ran("models").stdout


def test_what_is_new_ends_with_a_code_of_its_own(library: Path, tmp_path: Path) -> None:
    first = values("watch", "harbour")
    assert (first["first"], first["count"], first["new"]) == (True, 2, [])
    assert ran("watch", "harbour").exit_code == 0
    (library / "2026-05-01-new.txt").write_text("ANA: The harbour is shut again.\nBEN: Why?\n", "utf-8")
    assert ran("index").exit_code == 0
    peeked = ran("watch", "harbour", "--peek", "--json", "--feed", tmp_path / "feed.xml")
    told = ran("watch", "harbour", "--json")
    assert (peeked.exit_code, told.exit_code) == (10, 10)
    (one,) = json.loads(told.stdout)["new"]
    assert (one["turn_id"], one["text"]) == ("2026-05-01-new.txt#0", "The harbour is shut again.")
    assert json.loads(peeked.stdout)["new"] == [one]
    assert (tmp_path / "feed.xml").read_text("utf-8").count("<entry>") == 3
    assert ran("watch", "harbour").exit_code == 0


def test_watched_searches_are_listed_and_forgotten(library: Path) -> None:
    values("watch", "harbour", "--speaker", "Kirby")
    values("watch", "the harbour", "--phrase")
    one, two = values("watch", "--list")["watched"]
    assert (one["query"], two["kind"]) == ("harbour", "phrase")
    assert values("watch", "--forget", one["id"]) == {"forgotten": one["id"]}
    assert len(values("watch", "--list")["watched"]) == 1
    assert ran("watch", "--forget", one["id"]).exit_code == 1
    assert ran("watch").exit_code == 1
