"""No word of a prompt reaches an answer: what a small model is shown as an example, it says of other transcripts."""

import re
from importlib import resources
from pathlib import Path

import pytest

from rag.generation.prompts import load_prompts
from rag.language.sentences import split_sentences
from rag.models import Style
from tests.index.double import Library
from tests.rag.double import form, make_assistant

PLACES = "Ashby Birkdale Corfton Dunmore Elmsted Fenwick Garsdale Holbeck Inverlea Kirkham".split()
THINGS = (
    "bridge ferry roof harbour school library museum tunnel garden market theatre station quarry orchard clinic depot "
    "chapel windmill reservoir stadium"
).split()
ASKED = [(thing, place) for place in PLACES for thing in THINGS]  # two hundred, half of them in each style
MARKERS = re.compile(r"zorvath|quillon|kelpstone|marlins|47\d\d", re.IGNORECASE)


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The prompts, each with an example of its own, worded as the answers are."""
    for number, file in enumerate(sorted(resources.files("prompts").iterdir(), key=lambda file: file.name)):
        if file.name.endswith(".md"):
            example = f" Ana Reyes said that the kelpstone in Zorvath costs {4700 + number} marlins. Quillon agreed."
            (tmp_path / file.name).write_text(file.read_text(encoding="utf-8").rstrip() + example, encoding="utf-8")
    monkeypatch.setattr(resources, "files", lambda package: tmp_path)


@pytest.fixture(scope="module")
def costs(kept_library: Library) -> Library:
    for number, place in enumerate(PLACES):
        turns = [
            f"{('Ana Reyes', 'Ben Okafor')[at % 2]}:\n\nThe {thing} in {place} costs {1000 + 20 * number + at} euros.\n"
            for at, thing in enumerate(THINGS)
        ]
        kept_library.write(f"{place}.txt", "\n".join(turns))
    kept_library.index.sync()
    return kept_library


def instructions(prompt: str) -> list[str]:
    """The sentences that a prompt has from the files, not from transcripts or the question."""
    sentences = [
        span.text for text in load_prompts().texts.values() for span in split_sentences(text.replace("\n", " "))
    ]
    return [sentence for sentence in dict.fromkeys(sentences) if "{" not in sentence and sentence in prompt]


@pytest.mark.slow
@pytest.mark.parametrize("style", ["plain", "structured"])
def test_of_a_model_that_copies_its_prompt_only_what_turns_say_is_an_answer(
    costs: Library, marked: None, style: Style
) -> None:
    def copies(prompt: str) -> str:
        asked = re.findall(r"What does the (\w+) in (\w+) cost\?", prompt)[-1]
        there = re.search(rf"(?:\[(\d+)\] )?[^\n]*?(The {asked[0]} in {asked[1]} costs \d+ euros\.)", prompt)
        copied = sorted(instructions(prompt), key=lambda sentence: MARKERS.search(sentence) is None)[:8]
        assert there is not None
        assert MARKERS.search(copied[0])
        if style == "plain":
            return " ".join([there[2], *copied])
        return form((there[2], int(there[1]), there[2]), *((sentence, int(there[1]), sentence) for sentence in copied))

    assistant = make_assistant(costs, copies, style=style)
    ours = re.compile("|".join(map(re.escape, instructions(" ".join(assistant._prompts.texts.values())))))
    for number, (thing, place) in [*enumerate(ASKED)][style == "structured" :: 2]:
        answer = assistant.ask(f"What does the {thing} in {place} cost?")
        shown = " ".join([answer.text, *(s.text for s in answer.sentences), *(c.quote for c in answer.citations)])
        assert f"The {thing} in {place} costs {1000 + 20 * (number // 20) + number % 20} euros." in answer.text
        assert any(MARKERS.search(sentence.text) for sentence in answer.dropped)
        assert not MARKERS.search(shown), shown
        assert not ours.search(shown), shown
