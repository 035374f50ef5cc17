"""The endpoints as programs meet them: gradio_client and plain HTTP, against the command's own server."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from tests.rag.ui.running import ANA, BEN, PATIENCE, called, command

pytestmark = pytest.mark.slow

QUESTION = "Who pays for the harbour tests?"


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, auth=BEN, verbose=False)


def printed(library: Path, *arguments: str) -> dict[str, Any]:
    """What the command line prints."""
    found: dict[str, Any] = json.loads(command(*arguments, "--library", library, "--json").stdout)
    return found


def without_times(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "timings_ms"}


def test_an_answer_is_that_of_the_command_line(
    client: Client, indexed: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTR_BASE_URL", address)  # links carry the port that is served
    answer = client.predict(QUESTION, api_name="/ask")
    assert answer["citations"][0]["turn_id"] == "2026-03-12-hearing.txt#2"
    assert without_times(answer) == without_times(printed(indexed, "ask", QUESTION, "--model", "extractive"))


def test_an_answer_is_streamed(client: Client) -> None:
    *events, answer = client.submit(QUESTION, api_name="/ask")
    sources, *sentences = events
    assert (sources["type"], {event["type"] for event in sentences}) == ("sources", {"sentence"})
    assert "2026-03-12-hearing.txt#2" in [citation["turn_id"] for citation in sources["citations"]]
    assert answer["sentences"] == [event["sentence"] for event in sentences]


def test_not_answering_is_a_result(client: Client) -> None:
    assert client.predict("What did they say about dolphins?", api_name="/ask")["abstained"]


def test_a_search_is_that_of_the_command_line(
    client: Client, indexed: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTR_BASE_URL", address)  # links carry the port that is served
    found = client.predict("harbour tests", mode="mentions", k=1, speaker=["Ana"], api_name="/search")
    assert (found["count"], len(found["results"])) == (2, 1)
    options = ("--mode", "mentions", "-k", "1", "--speaker", "Ana")
    assert found == printed(indexed, "search", "harbour tests", *options)


def test_the_transcripts_are_those_of_the_command_line(client: Client, indexed: Path) -> None:
    assert client.predict(api_name="/transcripts") == printed(indexed, "transcripts")


def test_a_turn_is_that_of_the_command_line(client: Client, indexed: Path) -> None:
    found = client.predict("2026-03-12-hearing.txt#1", api_name="/turn")
    assert found == printed(indexed, "show", "2026-03-12-hearing.txt", "--turn", "1")
    assert len(client.predict("2026-03-12-hearing.txt#1", around=1, api_name="/turn")["turns"]) == 3


def test_a_document_is_that_of_the_command_line(client: Client, indexed: Path) -> None:
    document = client.predict("hearing", redact=["Ana Reyes"], api_name="/document")
    told = command("show", "hearing", "--to", "md", "--redact", "Ana Reyes", "--json", "--library", indexed)
    assert document == json.loads(told.stdout)
    assert "ANA REYES" not in document["text"]


def test_errors_are_messages(client: Client) -> None:
    for name, arguments, says in (
        ("/ask", {"question": QUESTION, "speaker": ["Cleo"]}, "no speaker 'Cleo'"),
        ("/ask", {"question": " "}, "question: needs a text"),
        ("/search", {"query": "harbour", "after": "soon"}, "'soon' is not a date"),
        ("/turn", {"turn_id": "2026-03-12-hearing.txt#9"}, "no turn 9"),
    ):
        with pytest.raises(AppError, match=says):
            client.predict(**arguments, api_name=name)


def test_only_who_manages_may_sync(address: str, client: Client, indexed: Path) -> None:
    with pytest.raises(AppError, match=r"You may read this library.*--role manage"):
        client.predict(api_name="/sync")
    added = indexed / "second.txt"
    added.write_text("CLEO: The linkspan is late.\n", encoding="utf-8")
    *_, report = Client(address, auth=ANA, verbose=False).submit(api_name="/sync")
    assert report["added"] == ["second.txt"]
    assert client.predict("linkspan", mode="mentions", api_name="/search")["count"] == 1
    added.unlink()
    assert called(address, "sync", ANA)[-1][1][0]["removed"] == ["second.txt"]


def test_a_file_that_cannot_be_read_is_named_and_no_file_for_the_client_to_fetch(address: str, indexed: Path) -> None:
    broken = indexed / "broken.json"
    broken.write_text("[1, 2", encoding="utf-8")
    manager = Client(address, auth=ANA, verbose=False)
    *progress, report = manager.submit(api_name="/sync")
    assert progress
    assert {event["type"] for event in progress} == {"progress"}
    assert any(event["file"] == "broken.json" for event in progress)
    (failed,) = report["failed"]
    assert (failed["file"], "not valid JSON" in failed["error"]) == ("broken.json", True)
    broken.unlink()
    assert manager.predict(api_name="/sync")["failed"] == []


def test_only_who_manages_is_told_who_corrected_a_turn(address: str, client: Client) -> None:
    manager = Client(address, auth=ANA, verbose=False)
    manager.predict("2026-03-12-hearing.txt#1", words="Other words.", api_name="/correct")
    (told,) = manager.predict(api_name="/corrections")["corrections"]
    (read,) = client.predict(["2026-03-12-hearing.txt"], api_name="/corrections")["corrections"]
    manager.predict(told["id"], api_name="/undo")
    assert told["by"] == ANA[0]
    assert read == {key: value for key, value in told.items() if key != "by"}


def test_no_other_route_lets_a_reader_sync(address: str) -> None:
    for path in ("run/sync", "api/sync"):
        refused = httpx.post(f"{address}/gradio_api/{path}", json={"data": [False]}, auth=BEN, timeout=PATIENCE)
        assert refused.status_code == 404, path


def test_over_http_a_call_is_begun_and_its_events_read(address: str) -> None:
    events = called(address, "ask", BEN, question=QUESTION)
    *generating, (last, answer) = events
    assert ({name for name, _ in generating}, last) == ({"generating"}, "complete")
    assert [value[0].get("type") for _, value in generating][:2] == ["sources", "sentence"]
    assert answer[0]["citations"]


def test_over_http_errors_are_messages(address: str) -> None:
    event, data = called(address, "ask", BEN, question=QUESTION, speaker=["Cleo"])[-1]
    assert event == "error"
    assert "no speaker 'Cleo'" in data["error"]
    url = f"{address}/gradio_api/call/v2"
    missing = httpx.post(f"{url}/ask", json={}, auth=BEN, timeout=PATIENCE)
    assert (missing.status_code, "question" in missing.json()["detail"]) == (422, True)
    misspelt = httpx.post(f"{url}/ask", json={"question": QUESTION, "speker": "Ana"}, auth=BEN, timeout=PATIENCE)
    assert (misspelt.status_code, "speker" in misspelt.json()["detail"]) == (422, True)
    unknown = httpx.post(f"{url}/asks", json={}, auth=BEN, timeout=PATIENCE)
    assert (unknown.status_code, "asks" in unknown.json()["detail"]) == (404, True)


def test_the_endpoints_say_what_they_take(client: Client) -> None:
    known = client.view_api(return_format="dict")["named_endpoints"]
    functions = (
        "ask", "search", "transcripts", "scopes", "save_scope", "remove_scope", "turn", "document", "names", "overview",
        "watch", "corrections", "correct", "undo", "pins", "pin", "unpin", "sync",
    )  # fmt: skip
    assert set(known) == {f"/{name}" for name in functions}
    names = [parameter["parameter_name"] for parameter in known["/ask"]["parameters"]]
    assert names == ["question", "speaker", "transcript", "after", "before", "scope"]


def test_another_name_for_this_machine_gets_nothing(address: str) -> None:
    for path in ("call/v2/ask", "run/search"):
        rebound = httpx.post(
            f"{address}/gradio_api/{path}", json={}, auth=ANA, headers={"host": "rebound.example"}, timeout=PATIENCE
        )
        assert rebound.status_code == 400
