"""Speechmatics, Azure, ElevenLabs, Gladia, Deepgram's live results; what editors of transcripts keep."""

import json
from collections.abc import Callable

import pytest

from tests.index.readers.reading_helpers import read, said

_Times = tuple[float | None, float | None]


def _read_json(value: object, name: str = "t.json") -> tuple[str, list[tuple[str | None, str]], list[_Times]]:
    transcript = read(name, value if isinstance(value, str) else json.dumps(value))
    times = [(turn.start, turn.end) for turn in transcript.turns]
    return transcript.files[0].format, said(transcript), times


def _result(words: list[tuple[str, str | None, float]], *, final: bool = True, channel: int = 0) -> dict[str, object]:
    items = [
        {"word": word, "punctuated_word": word, "start": start, "end": start + 0.5, "speaker": speaker}
        for word, speaker, start in words
    ]
    best = {"transcript": " ".join(word for word, _, _ in words), "words": items}
    return {"type": "Results", "is_final": final, "channel_index": [channel, 2], "channel": {"alternatives": [best]}}


def test_deepgram_live_leaves_out_what_it_only_guessed() -> None:
    guess = _result([("Shell", "0", 1.0)], final=False)
    final = _result([("Shall", "0", 1.0), ("we?", "0", 1.5), ("Please.", "1", 3.0)])
    lines = "\n".join(json.dumps(message) for message in ({"type": "Metadata"}, guess, final))
    expected = ("deepgram-live", [("Speaker 0", "Shall we?"), ("Speaker 1", "Please.")], [(1.0, 2.0), (3.0, 3.5)])
    assert _read_json(lines, "t.jsonl") == expected
    assert _read_json([guess, final]) == expected
    assert [dropped.text for dropped in read("t.jsonl", lines).dropped] == ["Shell"]


def test_deepgram_live_has_a_speaker_for_each_channel_where_nobody_is_told_apart() -> None:
    value = [_result([("Begin?", None, 1.0)]), _result([("Please.", None, 3.0)], channel=1)]
    assert _read_json(value)[1] == [("Channel 0", "Begin?"), ("Channel 1", "Please.")]


def test_elevenlabs_brings_its_own_spaces_and_sounds() -> None:
    def word(text: str, speaker: str, start: float, kind: str = "word") -> dict[str, object]:
        return {"text": text, "speaker_id": speaker, "start": start, "end": start + 0.2, "type": kind}

    words = [
        word("港", "speaker_0", 1.0),
        word("口。", "speaker_0", 1.2),
        word("(laughter)", "speaker_1", 2.0, "audio_event"),
    ]
    words += [word(" ", "speaker_1", 2.2, "spacing"), word("Yes.", "speaker_1", 2.4)]
    found = _read_json({"language_code": "zh", "text": "", "words": words})
    assert found == (
        "elevenlabs",
        [("speaker_0", "港口。"), ("speaker_1", "(laughter) Yes.")],
        [(1.0, 1.4), (2.0, 2.6)],
    )


def test_elevenlabs_gives_a_transcript_for_each_channel() -> None:
    def channel(number: int, text: str, start: float) -> dict[str, object]:
        return {"channel_index": number, "words": [{"text": text, "type": "word", "start": start, "end": start + 1}]}

    found = _read_json({"transcripts": [channel(0, "Please.", 3.0), channel(1, "Begin?", 1.0)]})
    assert found[1] == [("Channel 1", "Begin?"), ("Channel 0", "Please.")]


def test_speechmatics_joins_marks_to_their_words_and_does_not_name_the_unknown() -> None:
    def item(content: str, speaker: str, start: float, kind: str = "word") -> dict[str, object]:
        best = {"content": content, "speaker": speaker}
        return {
            "type": kind,
            "start_time": start,
            "end_time": start + 0.5,
            "alternatives": [best],
            "attaches_to": "previous",
        }

    results = [item("Begin", "S1", 1.0), item("?", "S1", 1.5, "punctuation"), item("Please", "UU", 3.0)]
    expected = ("speechmatics", [("S1", "Begin?"), (None, "Please")], [(1.0, 2.0), (3.0, 3.5)])
    assert _read_json({"format": "2.9", "results": results}) == expected
    assert (
        _read_json([{"message": "AddTranscript", "results": results}, {"message": "AddPartialTranscript"}]) == expected
    )


@pytest.mark.parametrize(
    "times",
    [
        {"offsetInTicks": 10_000_000.0, "durationInTicks": 25_000_000.0},
        {"offset": "PT1S", "duration": "PT2.5S"},
        {"offsetMilliseconds": 1000, "durationMilliseconds": 2500},
    ],
)
def test_azure_batch_takes_the_best_and_every_unit_of_time(times: dict[str, object]) -> None:
    best = [{"display": "Shall we begin?", "lexical": "shall we begin"}, {"display": "Shall me begin?"}]
    phrase = {"recognitionStatus": "Success", "channel": 0, "speaker": 1, **times, "nBest": best}
    value = {"source": "x", "timestamp": "2024-05-06T10:00:00Z", "recognizedPhrases": [phrase]}
    assert _read_json(value) == ("azure", [("Speaker 1", "Shall we begin?")], [(1.0, 3.5)])
    assert read("t.json", json.dumps(value)).meta.date == "2024-05-06"


def test_azure_fast_with_channels_and_nobody_told_apart() -> None:
    phrases = [
        {"channel": 0, "offset": 1000, "duration": 500, "text": "Begin?"},
        {"channel": 1, "offset": 3000, "duration": 500, "text": "Please."},
    ]
    found = _read_json({"duration": 5000, "combinedPhrases": [], "phrases": phrases})
    assert found == ("azure", [("Channel 0", "Begin?"), ("Channel 1", "Please.")], [(1.0, 1.5), (3.0, 3.5)])


_KALDI = [
    {"start": "1.0", "end": "1.4", "word": "begin", "punct": "Begin?"},
    {"start": "3.5", "end": "3.9", "word": "please", "punct": "Please."},
]
_SEGMENTS = [
    {"start": 1.0, "duration": 0.4, "speaker": {"@id": "S0"}},
    {"start": 3.5, "duration": 0.4, "speaker": {"@id": "S1"}},
]
_BLOCKS = [
    {
        "text": "Begin?",
        "data": {"speaker": "S0", "start": 1.0, "words": [{"start": 1.0, "end": 1.4}]},
        "entityRanges": [],
    },
    {"text": "Please.", "data": {"speaker": "S1", "words": [{"start": 3.5, "end": 3.9}]}, "entityRanges": []},
]


def _auto_edit(speaker: str, text: str, start: float, end: float) -> dict[str, object]:
    return {"speaker": speaker, "paragraph": [{"line": [{"text": text, "startTime": start, "endTime": end}]}]}


@pytest.mark.parametrize(
    "value",
    [
        {"retval": {"words": _KALDI, "segmentation": {"segments": _SEGMENTS}}},
        {"blocks": _BLOCKS, "entityMap": {}},
        {"text": [_auto_edit("S0", "Begin?", 1.0, 1.4), _auto_edit("S1", "Please.", 3.5, 3.9)]},
    ],
)
def test_editors_keep_words_and_say_beside_them_who_spoke(value: object) -> None:
    assert _read_json(value) == ("editors", [("S0", "Begin?"), ("S1", "Please.")], [(1.0, 1.4), (3.5, 3.9)])


def test_otranscribe_is_a_page_inside_json_that_maps_back_to_the_file() -> None:
    page = '<p><span class="timestamp" data-timestamp="1">00:01</span> Ana: Caf\u00e9 &amp; bar?</p><p>Bob: No.</p>'
    transcript = read("t.otr", json.dumps({"text": page, "media": "talk.mp3", "media-time": 1}))
    assert said(transcript) == [("Ana", "Caf\u00e9 & bar?"), ("Bob", "No.")]
    assert all(segment.runs for turn in transcript.turns for segment in turn.segments)


_Key = Callable[[int, str], object]
SAID = [("Rosa Tey", "Shall we begin?"), ("Ben Ode", "Please. It is late."), ("Rosa Tey", "Then: we do.")]


def _json(keys: dict[str, _Key], *, inside: str = "", beside: object = None) -> str:
    items = [{"text": words, **{key: value(n, name) for key, value in keys.items()}} for n, (name, words) in _TURNS]
    return json.dumps({"people": beside, inside: items} if inside else items)


_TURNS = list(enumerate(SAID))
_SPAN: dict[str, _Key] = {"start": lambda n, _: 2.0 * n, "end": lambda n, _: 2.0 * n + 1.5}


@pytest.mark.parametrize("key", ["speaker_name", "speakerName", "name", "participant", "author", "who", "role", "from"])
def test_whoever_speaks_under_another_key_than_whispers_is_no_whisper(key: str) -> None:
    transcript = read("talk.json", _json({**_SPAN, key: lambda _, name: name}))
    assert said(transcript) == SAID
    assert [turn.start for turn in transcript.turns] == [0.0, 2.0, 4.0]


@pytest.mark.parametrize(
    "who",
    [
        lambda name: [name],
        lambda name: {"first_name": name.split()[0], "last_name": name.split()[1]},
        lambda name: {"id": 4, "displayName": name},
        lambda name: {"user": {"name": name}},
    ],
)
@pytest.mark.parametrize("key", ["speaker", "participant"])
def test_a_speaker_may_be_a_list_or_an_object_of_any_kind(key: str, who: Callable[[str], object]) -> None:
    assert said(read("talk.json", _json({**_SPAN, key: lambda _, name: who(name)}))) == SAID


@pytest.mark.parametrize(
    "people",
    [
        [{"id": "R", "name": "Rosa Tey"}, {"id": "B", "name": "Ben Ode"}],
        [{"speaker": "R", "displayName": "Rosa Tey"}, {"speaker": "B", "displayName": "Ben Ode"}],
        {"R": "Rosa Tey", "B": "Ben Ode"},
        {"R": {"name": "Rosa Tey"}, "B": {"name": "Ben Ode"}},
    ],
)
@pytest.mark.parametrize("key", ["speaker", "participantId"])
def test_a_list_of_people_says_whose_the_ids_are(key: str, people: object) -> None:
    text = _json({**_SPAN, key: lambda _, name: name[0]}, inside="segments", beside=people)
    transcript = read("talk.json", text)
    assert said(transcript) == SAID
    assert transcript.turns[0].as_printed == ("R",)


@pytest.mark.parametrize(
    "times",
    [
        {"timestamp": lambda n, _: [2.0 * n, 2.0 * n + 1.5]},
        {"start": lambda n, _: f"00:00:0{2 * n}", "duration": lambda _n, _: "1.5"},
        {"start": lambda n, _: 2 * n, "end": lambda n, _: 2 * n + 1},
        {"ts": lambda n, _: 2.0 * n},
        {"from": lambda n, _: 2.0 * n, "to": lambda n, _: 2.0 * n + 1.5},
    ],
)
@pytest.mark.parametrize("inside", ["", "utterances", "segments"])
def test_times_are_read_as_they_are_written(inside: str, times: dict[str, _Key]) -> None:
    transcript = read("talk.json", _json({"speaker": lambda _, name: name, **times}, inside=inside))
    assert said(transcript) == SAID
    assert [turn.start for turn in transcript.turns] == [0.0, 2.0, 4.0]


def test_watson_names_who_speaks_from_when_and_leaves_out_guesses() -> None:
    def result(text: str, start: float, *, final: bool = True) -> dict[str, object]:
        return {"final": final, "alternatives": [{"transcript": text, "timestamps": [[text, start, start + 0.5]]}]}

    labels = [{"from": 1.0, "to": 1.5, "speaker": 0}, {"from": 3.0, "to": 3.5, "speaker": 1}]
    results = [result("beg", 0.9, final=False), result("begin", 1.0), result("please", 3.0)]
    found = _read_json({"results": results, "speaker_labels": labels})
    assert found == ("watson", [("Speaker 0", "begin"), ("Speaker 1", "please")], [(1.0, 1.5), (3.0, 3.5)])


def test_vosk_is_read_as_one_object_and_as_one_on_each_line() -> None:
    said_so = {"result": [{"conf": 1.0, "start": 1.0, "end": 1.5, "word": "begin"}], "text": "begin"}
    assert _read_json(said_so) == ("vosk", [(None, "begin")], [(1.0, 1.5)])
    assert _read_json(json.dumps(said_so) + "\n" + json.dumps(said_so))[0] == "vosk"


def test_deepgram_paragraphs_without_words_name_their_speakers() -> None:
    def paragraph(speaker: int, text: str, start: float) -> dict[str, object]:
        return {"speaker": speaker, "sentences": [{"text": text, "start": start, "end": start + 0.5}]}

    told = {"paragraphs": [paragraph(0, "Begin?", 1.0), paragraph(1, "Please.", 3.0)]}
    channel = {"alternatives": [{"transcript": "Begin? Please.", "paragraphs": told}]}
    found = _read_json({"results": {"channels": [channel]}})
    assert found == ("deepgram", [("Speaker 0", "Begin?"), ("Speaker 1", "Please.")], [(1.0, 1.5), (3.0, 3.5)])


def test_amazon_wraps_a_live_call_and_names_a_doctor_inside_the_segment() -> None:
    live = {"ParticipantRole": "AGENT", "Content": "Begin?", "BeginOffsetMillis": 1000, "EndOffsetMillis": 1500}
    assert _read_json({"Transcript": [{"Transcript": live}]}) == ("aws", [("AGENT", "Begin?")], [(1.0, 1.5)])
    who = {"ParticipantRole": "CLINICIAN"}
    segment = {"Content": "Begin?", "BeginAudioTime": 1.0, "EndAudioTime": 1.5, "ParticipantDetails": who}
    found = _read_json({"Conversation": {"TranscriptSegments": [segment]}})
    assert found == ("aws", [("CLINICIAN", "Begin?")], [(1.0, 1.5)])
