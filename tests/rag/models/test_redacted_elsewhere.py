"""What a server that speaks a vendor's protocol is really sent where people are hidden, and what comes back."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.assistant import Assistant
from rag.generation.prompts import load_prompts
from rag.models import open_model
from rag.settings import Settings
from tests.index.double import Library
from tests.rag.double import WordReader
from tests.rag.models.endpoint import Endpoint, serving

pytestmark = pytest.mark.slow

TALK = """ANA REYES: The ferry leaves at nine, and the town pays.
BEN ODE: Thank you, Mayor. Does Ms. Reyes know which quay?
ANA REYES: The ferry leaves from the fish quay.
"""


def quoting(asked: dict[str, Any]) -> str:
    """A reply in the form that is asked for, of whatever turn speaks of a quay."""
    said = "".join(str(one["content"]) for one in asked["messages"])
    assert "fish quay" in said
    return json.dumps(
        {
            "sentences": [
                {"sentence": "Speaker A says the ferry leaves from the fish quay.", "turn": 1, "quote": "fish quay"}
            ]
        }
    )


def test_no_name_and_no_role_of_whoever_is_hidden_leaves_and_answers_have_them_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(tmp_path / "library")
    library.write("talk.txt", TALK)
    library.write("aliases", "ANA REYES = Ana Reyes, Mayor of Port Ellery\n")
    library.index.sync()
    with serving(Endpoint(reply=quoting)) as server:
        monkeypatch.setenv("OPENAI_API_BASE", f"{server.url}/v1")
        monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
        # On this machine nothing would leave it.
        model = replace(open_model("openai:some-model", threads=None, timeout=60), leaves=True)
        assistant = Assistant(library.index, model, load_prompts(), Settings(redact="Ana Reyes"), WordReader())
        answer = assistant.ask("Where does the ferry of the mayor, Ana Reyes, leave from?")
        sent = json.dumps(server.asked, ensure_ascii=False).casefold()
    library.index.close()
    assert "fish quay" in sent
    assert [word for word in ("reyes", "ana ", "mayor", "port ellery") if word in sent] == []
    assert "speaker a" in sent
    assert {one.speaker for one in answer.citations} == {"Ana Reyes"}
    assert "Speaker A" not in answer.text
