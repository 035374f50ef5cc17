"""Tags that a plain text was left with are no words, name nobody, and are reported."""

import pytest

from tests.index.readers.reading_helpers import read, said, stray_characters

SPOKEN = [("Ana", "This is it."), ("Bo", "Yes, so it is."), ("Ana", "Good then.")]


@pytest.mark.parametrize(
    "text",
    [
        "<b>Ana:</b> This <b>is</b> it.\n<b>Bo:</b> Yes, so it is.\n<b>Ana:</b> Good then.\n",
        "The harbour\n\n<u>Ana</u>: This is it.<br>\n<u>Bo</u>: Yes, <i>so</i> it is.\n<u>Ana</u>: Good then.\n",
        '<span class="who">Ana</span>: This is it.\n<span>Bo</span>: Yes, so it is.\n<span>Ana</span>: Good then.\n',
    ],
)
def test_a_label_in_tags_names_a_speaker(text: str) -> None:
    transcript = read("talk.txt", text)
    assert said(transcript) == SPOKEN
    assert stray_characters(transcript, text) == []


def test_what_a_tag_is_stands_among_the_dropped() -> None:
    transcript = read("talk.txt", "<b>Ana:</b> This <i>is</i> it.\nBo: So it is.\n\nAna: {\\an8}Good. <odd>\n")
    assert [(dropped.line, dropped.text) for dropped in transcript.dropped] == [(1, "<b> </b> <i> </i>")]
    assert said(transcript)[-1] == ("Ana", "{\\an8}Good. <odd>")
