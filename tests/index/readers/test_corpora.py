"""EXMARaLDA, FOLKER, SALT; tiers that say the same words twice."""

import pytest

from tests.index.readers.reading_helpers import read, said, stray_characters

_TIMELINE = "".join(f'<tli id="T{n}" time="{n}.0"/>' for n in range(5))


def _exb(*tiers: str) -> str:
    people = "".join(
        f'<speaker id="S{n}"><abbreviation>{name}</abbreviation></speaker>' for n, name in enumerate(["ANA", "BOB"])
    )
    return (
        f"<basic-transcription><head><speakertable>{people}</speakertable></head><basic-body>"
        f"<common-timeline>{_TIMELINE}</common-timeline>{''.join(tiers)}</basic-body></basic-transcription>"
    )


def _tier(speaker: str, kind: str, *events: tuple[int, int, str]) -> str:
    inside = "".join(f'<event start="T{start}" end="T{end}">{words}</event>' for start, end, words in events)
    return f'<tier speaker="{speaker}" category="v" type="{kind}" display-name="x">{inside}</tier>'


def test_exmaralda_puts_tiers_in_the_timelines_order_and_joins_cut_words() -> None:
    ana = _tier("S0", "t", (0, 1, "Shall we be"), (1, 2, "gin? "), (3, 4, "Good. "))
    bob = _tier("S1", "t", (1, 3, "Please. "))
    text = _exb(ana, bob, _tier("S0", "a", (0, 1, "a gloss")))
    transcript = read("t.exb", text)
    assert said(transcript) == [("ANA", "Shall we begin?"), ("BOB", "Please."), ("ANA", "Good.")]
    assert [(turn.start, turn.end) for turn in transcript.turns] == [(0.0, 2.0), (1.0, 3.0), (3.0, 4.0)]
    assert [record.text for record in transcript.dropped] == ["a gloss"]
    assert stray_characters(transcript, text) == []


@pytest.mark.parametrize(
    "words",
    [
        "<unparsed>shall we begin</unparsed>",
        '<segment start-reference="T0" end-reference="T1">shall we </segment><segment>begin</segment>',
        "<w>shall</w><pause duration='micro'/><w>we</w><breathe/><w>begin</w>",
    ],
)
def test_folker_at_every_level_of_parsing(words: str) -> None:
    points = "".join(f'<timepoint timepoint-id="T{n}" absolute-time="{n}.5"/>' for n in range(3))
    said_by = f'<contribution speaker-reference="AR" start-reference="T0" end-reference="T1">{words}</contribution>'
    text = '<folker-transcription><speakers><speaker speaker-id="AR"><name>Ana Reyes</name></speaker></speakers>'
    text += f"<timeline>{points}</timeline>{said_by}</folker-transcription>"
    transcript = read("t.flk", text)
    assert said(transcript) == [("Ana Reyes", "shall we begin")]
    assert (transcript.turns[0].start, transcript.turns[0].end) == (0.5, 1.5)


def test_salt_names_speakers_by_their_first_letter() -> None:
    text = "$ Child, Examiner\n+ Gender: F\n- 0:05\nE Where did the boat/s go[WO]?\n: :03\n"
    text += "C (Um) they {coughs} went\n  home.\n= a note\n"
    transcript = read("t.slt", text)
    assert said(transcript) == [("Examiner", "Where did the boats go?"), ("Child", "(Um) they {coughs} went home.")]
    assert transcript.turns[0].start == 5.0
    assert transcript.turns[0].as_printed == ("E",)
    assert [record.text for record in transcript.dropped] == ["[WO]", ": :03", "= a note"]


def _grid(**tiers: list[str]) -> str:
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "0", "9", "<exists>", str(len(tiers))]
    for name, labels in tiers.items():
        lines += ['"IntervalTier"', f'"{name}"', "0", "9", str(len(labels))]
        for number, label in enumerate(labels):
            lines += [str(number), str(number + 1), f'"{label}"']
    return "\n".join(lines) + "\n"


def test_a_tier_of_the_same_words_is_not_read_twice_whatever_it_is_called() -> None:
    transcript = read("t.TextGrid", _grid(Ana=["shall we begin then"], Tokens=["shall", "we", "begin", "then"]))
    assert said(transcript) == [("Ana", "shall we begin then")]
    kinds = _grid(**{"utterance - Ana": ["please"], "word - Ana": ["please"], "phone - Ana": ["p", "l"]})
    assert said(read("t.TextGrid", kinds)) == [("Ana", "please")]


def test_two_who_say_the_same_few_words_both_count() -> None:
    both = said(read("t.TextGrid", _grid(Ana=["yes", "no"], Bob=["yes no"])))
    assert both == [("Ana", "yes"), ("Bob", "yes no"), ("Ana", "no")]


def test_in_elan_a_speakers_tier_of_words_beside_one_of_utterances_is_not_read_twice() -> None:
    def tier(name: str, *words: tuple[int, int, str]) -> str:
        inside = "".join(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}{start}" TIME_SLOT_REF1="t{start}"'
            f' TIME_SLOT_REF2="t{end}"><ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>'
            for start, end, text in words
        )
        return f'<TIER TIER_ID="{name}" PARTICIPANT="Ana">{inside}</TIER>'

    slots = "".join(f'<TIME_SLOT TIME_SLOT_ID="t{n}" TIME_VALUE="{n}000"/>' for n in range(3))
    tiers = tier("Ana-utt", (0, 2, "shall we")) + tier("Ana-words", (0, 1, "shall"), (1, 2, "we"))
    text = f"<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>{tiers}</ANNOTATION_DOCUMENT>"
    transcript = read("t.eaf", text)
    assert said(transcript) == [("Ana", "shall we")]
    assert {record.text for record in transcript.dropped} == {"shall", "we"}
