"""Names and times as tools and chats print them: each print with the same talk, and what it would be mistaken for."""

import pytest

from tests.index.readers.reading_helpers import read, said

TALK = [("Ana Reyes", "Shall we begin?"), ("Bo Ott", "Please. It is late."), ("Ana Reyes", "Then: we do.")]
TIMED = {
    "Otter": "{name}  0:0{n}\n",
    "Rev": "{name} (00:0{n}):\n",
    "Trint": "{name} [00:00:0{n}] ",
    "Sonix": "{name}: [00:00:0{n}] ",
    "Happy Scribe": "[00:00:0{n}.000] - {name}\n",
    "Fireflies": "{name} - 00:0{n}\n",
    "Fathom": "0:0{n} - {name}\n",
    "tl;dv": "00:0{n} {name}: ",
    "Read.ai": "{name}\n00:0{n}\n",
    "MacWhisper": "[00:00:0{n} - 00:00:09] {name}\n",
    "Riverside": "{name} (00:0{n}.00)\n",
    "Temi": "{name}: 00:0{n} ",
    "Temi, tabs": "{name}:\t00:0{n}\t",
    "NVivo": "00:00:0{n}\t{name}\t",
    "Avoma": "{name} | 00:0{n}\n",
    "Chorus": "00:0{n} | {name}\n",
    "pyannote": "{name} 00:00:0{n}.000 --> 00:00:09.000\n",
    "pyannote, one line": "[00:00:0{n}.000 --> 00:00:09.000] {name}: ",
    "numbered": "{n}\n{name}\n00:00:0{n} - 00:00:09\n",
    "Markdown": "### {name} (00:0{n})\n\n",
    "Markdown, time first": "## 00:0{n} {name}\n\n",
    "colon and time": "{name}:\n00:0{n}\n",
    "bold": "**{name}** *(00:0{n})*: ",
    "bold, time inside": "**{name} [00:0{n}]:** ",
    "bold, time first": "**[00:0{n}] {name}:** ",
}
OF_DAY = {
    "Zoom's chat": "10:01:0{n}\t From  {name}  to  Everyone : ",
    "Zoom's chat, saved": "10:01:0{n} From {name} to Everyone:\n\t",
    "Discord": "{name} — Today at 10:0{n} AM\n",
    "Discord, dated": "{name} — 03/04/2024 10:0{n} AM\n",
    "Discord, exported": "[04-Mar-24 10:0{n} AM] {name}\n",
    "Slack": "{name}  10:0{n} AM\n",
    "WhatsApp": "[04/03/2024, 10:01:0{n}] {name}: ",
    "WhatsApp, Android": "04/03/2024, 10:0{n} - {name}: ",
    "IRC": "2024-03-04 10:01:0{n} <{name}> ",
}
UNTIMED = {
    "Word": "{name}:\n",
    "chat": "<{name}> ",
    "italic": "_{name}:_ ",
    "bold, colon apart": "**{name}** : ",
    "picture": "👤 {name}: ",
    "address": "@{name}: ",
    "columns": "{name}     ",
    "stop and dash": "{name}.- ",
    "party": "{name} (AB - CD) – ",
    "names alone": "{name}\n",
}


def _talk(form: str) -> str:
    blocks = (form.format(name=name, n=n) + words for n, (name, words) in enumerate([*TALK, TALK[1]], start=1))
    return "\n\n".join(blocks) + "\n"


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("tool", TIMED)
def test_a_tools_names_and_times_are_read(tool: str, suffix: str) -> None:
    transcript = read(f"talk{suffix}", _talk(TIMED[tool]))
    assert said(transcript) == [*TALK, TALK[1]]
    assert [turn.start for turn in transcript.turns] == [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize("tool", OF_DAY)
def test_a_chats_names_and_times_of_day_are_read(tool: str) -> None:
    transcript = read("talk.txt", _talk(OF_DAY[tool]))
    assert said(transcript) == [*TALK, TALK[1]]
    assert all(turn.start is None and turn.clock is not None for turn in transcript.turns)


@pytest.mark.parametrize("form", UNTIMED)
def test_names_without_times_are_read(form: str) -> None:
    assert said(read("talk.txt", _talk(UNTIMED[form]))) == [*TALK, TALK[1]]


@pytest.mark.parametrize("letters", ["PR", "FA", "DR", "QA"])
def test_two_letters_ask_and_answer(letters: str) -> None:
    text = "".join(f"{letters[0]}. Where was it {n}?\n{letters[1]}. By the harbour {n}.\n" for n in range(3))
    assert [turn.speaker for turn in read("talk.txt", text).turns] == list(letters) * 3


def test_a_role_of_another_language_printed_once_is_a_label() -> None:
    text = (
        "De heer Van Dijk (VVD):\nDe haven is dicht.\n\nDe voorzitter:\nDank u wel.\n\nDe heer Van Dijk (VVD):\nNee.\n"
    )
    speakers = ["De heer Van Dijk", "De voorzitter", "De heer Van Dijk"]
    assert [turn.speaker for turn in read("talk.txt", text).turns] == speakers


def test_a_calls_sections_are_no_names() -> None:
    text = "PARTICIPANTS\n\nAna Reyes - Chief\nBo Ott - Analyst\n\nPRESENTATION\n\nOperator\nGood day.\n\n"
    text += "Ana Reyes - Chief\nThank you. We sailed.\n\nQUESTIONS AND ANSWERS\n\nBo Ott - Analyst\nWhen?\n\n"
    text += "Ana Reyes - Chief\nIn May.\n"
    assert {turn.speaker for turn in read("call.txt", text).turns} == {"Operator", "Ana Reyes", "Bo Ott"}


def test_what_meet_says_at_the_end_nobody_says() -> None:
    text = "Ana: Shall we?\nBo: Yes.\n\nMeeting ended after 00:12:30 👋\n"
    assert [turn.text for turn in read("meet.txt", text).turns] == ["Shall we?", "Yes."]


NO_TALKS = {
    "programme": "We meet at the harbour - 10:30\nBring boots.\n\nThen lunch - 12:15\nBring bread.\n",
    "columns": "Opening   Words of the mayor.\nConcert   Music by the band.\nDinner    Fish and bread.\n",
    "choices": "1. A) It is old.\nB) It is new.\n2. A) It is big.\nB) It is small.\n3. A) It is far.\nB) It is near.\n",
    "points": "A. It is to be cleaned.\nB. It is to run.\nC. It is to be closed.\nA. It is to be seen.\n",
    "trains": "Train 10:30 leaves from here.\nTrain 11:30 leaves from there.\nTrain 12:30 leaves late.\n",
    "headings": "Harbour\n\nThe harbour is old.\n\nCastle\n\nThe castle is new.\n\nHarbour\n\nIt has ships.\n",
    "tags": "<p>Shall we begin? We shall.</p>\n<p>Then we do. It is late.</p>\n<p>Good. So be it.</p>\n",
}


@pytest.mark.parametrize("kind", NO_TALKS)
def test_programmes_lists_and_headings_name_nobody(kind: str) -> None:
    assert {turn.speaker for turn in read("text.txt", NO_TALKS[kind]).turns} == {None}
