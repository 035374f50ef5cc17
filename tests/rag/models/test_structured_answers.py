"""Ten questions answered by a large model: a server that speaks OpenAI's protocol replies as was written beforehand.

Some replies are wrong, each in its own way; what is asserted is what reaches whoever asked.
"""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from rag.answer import Answer, Sentence
from rag.assistant import Assistant, open_assistant
from rag.errors import ModelError
from rag.settings import Settings
from tests.rag.models.endpoint import Endpoint, serving

pytestmark = [pytest.mark.model, pytest.mark.slow]

EXAMPLES = Path(__file__).parents[3] / "examples" / "transcripts"
HEARING, BRIEFING = "council-hearing-2025-03-12.txt", "harbour-briefing-1.txt"
OTHER = -1  # for a turn that the model was shown and that does not say it

Said = tuple[str, str | int, str]  # a sentence, its turn (words of it, or a number), the quote


@dataclass
class Model:
    """Writes the replies one after the other; where a turn is given by its words, its number in the prompt."""

    replies: list[str | list[Said]] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)  # of the turns that the last reply names

    def __call__(self, request: dict[str, Any]) -> str:
        assert request["response_format"]["json_schema"]["name"] == "cited_answer"
        self.prompts.append("\n".join(str(message["content"]) for message in request["messages"]))
        reply = self.replies.pop(0)
        if isinstance(reply, str):
            return reply
        self.numbers = [self._number(turn) for _, turn, _ in reply]
        said = zip(reply, self.numbers, strict=True)
        return json.dumps({"sentences": [{"sentence": s, "turn": n, "quote": q} for (s, _, q), n in said]})

    def _number(self, turn: str | int) -> int:
        if turn == OTHER:
            shown = re.findall(r"^\[(\d+)\] (.*)", self.prompts[0], re.MULTILINE)
            return next(int(number) for number, text in shown if "lorries" not in text)
        if isinstance(turn, int):
            return turn
        found = re.search(rf"^\[(\d+)\] .*{re.escape(turn)}", self.prompts[0], re.MULTILINE)
        assert found is not None, f"the model was not shown the turn that says {turn!r}:\n{self.prompts[0]}"
        return int(found[1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    for name in (HEARING, BRIEFING):
        shutil.copy(EXAMPLES / name, folder)
    return folder


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def assistant(folder: Path, model: Model, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
    with serving(Endpoint(reply=model)) as server:
        monkeypatch.setenv("OPENAI_API_BASE", f"{server.url}/v1")
        opened = open_assistant(Settings(library=folder, model="openai:large"))
        if not opened.index.exists:
            opened.index.sync()
        yield opened
        opened.close()


def written(answer: Answer) -> list[Sentence]:
    """What the model wrote, without the quotes that stand under it."""
    told = answer.text.split("\n\n")[0]
    return [sentence for sentence in answer.sentences if sentence.text in told]


def texts(answer: Answer) -> list[str]:
    return [sentence.text for sentence in written(answer)]


def cited(answer: Answer) -> set[str]:
    markers = {marker for sentence in written(answer) for marker in sentence.citations}
    return {citation.turn_id for citation in answer.citations if citation.marker in markers}


def verbatim(assistant: Assistant, answer: Answer) -> bool:
    """Whether every quote is what its turn says at that place."""
    return all(
        assistant.index.turn(c.turn_id).text[c.quote_start : c.quote_end] == c.quote for c in answer.citations
    )  # fmt: skip


def test_sentences_that_hold_are_told_with_their_turns(assistant: Assistant, model: Model) -> None:
    pays = "The county pays half. The town pays a quarter, and the Harbour Authority pays a quarter"
    model.replies = [
        [
            ("The county pays half.", pays, "The county pays half."),
            ("The town pays a quarter, and the Harbour Authority pays a quarter.", pays, "The town pays a quarter"),
        ]
    ]
    answer = assistant.ask("Who pays for the bridge?")
    assert texts(answer) == [
        "The county pays half.",
        "The town pays a quarter, and the Harbour Authority pays a quarter.",
    ]
    assert (cited(answer), len(model.prompts), answer.dropped) == ({f"{HEARING}#13"}, 1, ())
    assert verbatim(assistant, answer)
    assert answer.model == "openai:large"


def test_a_turn_that_is_none_is_found(assistant: Assistant, model: Model) -> None:
    share = "It is one million one hundred and fifty thousand"
    model.replies = [[(f"{share}.", 99, share)]]
    answer = assistant.ask("How much is the town's share of the bridge in dollars?")
    assert (texts(answer), cited(answer)) == ([f"{share}."], {f"{HEARING}#24"})


def test_a_turn_that_does_not_say_it_is_not_cited(assistant: Assistant, model: Model) -> None:
    said = "that stops the fuel lorries and most of the fish lorries"
    model.replies = [[(f"The weight limit comes down to eighteen tonnes, and {said}.", OTHER, said)]]
    answer = assistant.ask("What happens to lorries if the bridge is not repaired?")
    assert cited(answer) == {f"{HEARING}#29"}


def test_an_invented_quote_is_never_shown(assistant: Assistant, model: Model) -> None:
    model.replies = [
        [
            (
                "There will be no fare increase before the end of 2026.",
                "no fare increase",
                "Fares will be halved for all.",
            )
        ]
    ]
    answer = assistant.ask("What did Gideon Marsh promise about fares?")
    assert cited(answer) == {f"{BRIEFING}#9"}
    assert verbatim(assistant, answer)
    assert "halved" not in json.dumps(answer.to_dict())


def test_an_invented_number_is_left_out_and_repaired(assistant: Assistant, model: Model) -> None:
    share = "It is one million one hundred and fifty thousand"
    invented = "The town's share is 7.2 million dollars."
    model.replies = [[(invented, share, "7.2 million")], [(f"{share}.", share, share)]]
    answer = assistant.ask("How much is the town's share of the bridge in dollars?")
    assert "7.2" not in answer.text
    assert texts(answer) == [f"{share}."]
    assert [sentence.text for sentence in answer.dropped] == [invented]
    assert "7.2 million" in model.prompts[1]  # the model was told what does not hold


def test_what_holds_stays_where_the_rest_is_invented(assistant: Assistant, model: Model) -> None:
    said = "The insurers pay 6.5 million"
    model.replies = [
        [(f"{said}.", said, said), ("Tern Line contributes 4.2 million.", said, "Tern Line contributes 4.2")],
        [],
    ]
    answer = assistant.ask("Who pays the 11.2 million for the terminal, and how much each?")
    assert texts(answer) == [f"{said}."]
    assert "4.2" not in answer.text
    assert [sentence.text for sentence in answer.dropped] == ["Tern Line contributes 4.2 million."]


@pytest.mark.parametrize("broken", ["I am sorry, I cannot do that.", '{"answer": "six hours"}', "[1, 2"])
def test_a_reply_in_no_form_is_a_fault_with_a_way_out(broken: str, assistant: Assistant, model: Model) -> None:
    model.replies = [broken]
    with pytest.raises(ModelError, match=r"openai:large: .*OTR_MODEL_STYLE=plain"):
        assistant.ask("How long do the divers need for one pile?")


def test_a_reply_cut_short_keeps_the_sentences_that_were_whole(assistant: Assistant, model: Model) -> None:
    said = "twelve thousand dollars for every day"
    whole = {"sentence": f"It pays {said}.", "turn": 99, "quote": said}
    model.replies = ['{"sentences": [' + json.dumps(whole) + ', {"sentence": "And Dunnock Marine ha', "{}"]
    try:
        answer = assistant.ask("What does Dunnock Marine have to pay if it is late?")
    except ModelError as error:
        assert "not in the form" in str(error)  # noqa: PT017 - either is honest
    else:
        assert texts(answer) == [f"It pays {said}."]


def test_what_was_not_said_is_refused(assistant: Assistant, model: Model) -> None:
    model.replies = [[]]
    answer = assistant.ask("Which firm carried out the 2022 inspection of the linkspan?")
    assert (answer.abstained, answer.sentences, answer.citations) == (True, (), ())


def test_another_than_the_speaker_is_not_credited(assistant: Assistant, model: Model) -> None:
    said = "I said four million; it is 4.6"
    model.replies = [
        [("Callum Brandvold said that it is 4.6 million.", said, said)],
        [("Rhodri Ashdown said: I said four million; it is 4.6.", said, said)],
    ]
    answer = assistant.ask("Who corrected the cost of the bridge during the hearing?")
    assert "Callum Brandvold" not in " ".join(texts(answer))
    assert cited(answer) == {f"{HEARING}#21"}
