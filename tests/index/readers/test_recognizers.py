"""Recognizers' JSON: the shapes each one writes, and the traps in them."""

import json
from typing import Any

import pytest

from index.errors import MalformedTranscript
from index.readers import Source, read_transcript
from index.transcript import Transcript

Line = tuple[str | None, str, float | None, float | None]


def read(value: Any, *, name: str = "call.json", format: str | None = None) -> Transcript:
    """The transcript of a value written as JSON, with escapes and line breaks as tools write them."""
    return read_transcript([Source(name, json.dumps(value, indent=1).encode())], format=format)


def lines(transcript: Transcript) -> list[Line]:
    return [(turn.speaker, turn.text, turn.start, turn.end) for turn in transcript.turns]


def assert_every_run_is_in_the_file(value: Any) -> None:
    source = json.dumps(value, indent=1)
    transcript = read_transcript([Source("call.json", source.encode())])
    for turn in transcript.turns:
        for segment in turn.segments:
            assert segment.runs
            for run in segment.runs:
                printed = source[run.char_start : run.char_start + run.length]
                assert turn.text[run.text_start : run.text_start + run.length] == printed


def words(*spoken: tuple[Any, ...], keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """Words of a recognizer; a value that is absent is left out."""
    return [{key: item for key, item in zip(keys, word, strict=True) if item is not None} for word in spoken]


# AssemblyAI

UTTERANCES = {
    "id": "t1",
    "status": "completed",
    "language_code": "en_us",
    "utterances": [
        {"speaker": "A", "text": "Shall we begin?", "start": 250, "end": 1650, "words": []},
        {"speaker": "B", "text": 'He said "no".', "start": 1800, "end": 2500, "words": []},
        {"speaker": "B", "text": "Twice.", "start": 2600, "end": 3000, "words": []},
    ],
    "words": [{"text": "Shall", "start": 250, "end": 400, "speaker": "A"}],
    "audio_duration": 3,
}


def test_assemblyai_counts_in_milliseconds_and_names_speakers_by_letters() -> None:
    transcript = read(UTTERANCES)
    assert transcript.files[0].format == "assemblyai"
    assert lines(transcript) == [
        ("Speaker A", "Shall we begin?", 0.25, 1.65),
        ("Speaker B", 'He said "no". Twice.', 1.8, 3.0),
    ]
    assert transcript.turns[0].as_printed == ("A",)
    assert transcript.meta.language == "en_us"


def test_assemblyai_without_diarization_has_words_and_no_speaker() -> None:
    keys = ("text", "start", "end", "speaker")
    spoken = words(("Good", 0, 200, None), ("morning.", 210, 500, None), ("Later.", 9000, 9500, None), keys=keys)
    transcript = read({"status": "completed", "text": "Good morning. Later.", "utterances": None, "words": spoken})
    assert lines(transcript) == [(None, "Good morning.", 0.0, 0.5), (None, "Later.", 9.0, 9.5)]


def test_assemblyai_sentences_are_read_too() -> None:
    sentence = {"text": "It passed.", "start": 10, "end": 900, "words": [], "speaker": "A"}
    assert lines(read({"sentences": [sentence], "id": "x", "audio_duration": 2})) == [
        ("Speaker A", "It passed.", 0.01, 0.9)
    ]


def test_a_failed_transcription_says_why() -> None:
    with pytest.raises(MalformedTranscript, match="no spoken audio"):
        read({"status": "error", "error": "no spoken audio", "words": None}, format="assemblyai")


# Deepgram

DEEPGRAM = ("word", "start", "end", "speaker", "punctuated_word")


def deepgram(*channels: list[dict[str, Any]]) -> dict[str, Any]:
    return {"metadata": {}, "results": {"channels": [{"alternatives": [{"words": found}]} for found in channels]}}


def test_deepgram_reads_utterances_where_they_are() -> None:
    value = deepgram(words(("hi", 0.1, 0.3, 0, "Hi."), keys=DEEPGRAM))
    value["results"]["utterances"] = [
        {"start": 0.1, "end": 0.3, "channel": 0, "transcript": "Hi.", "speaker": 0, "words": []},
        {"start": 0.9, "end": 1.5, "channel": 0, "transcript": "Hello there.", "speaker": 1, "words": []},
    ]
    assert lines(read(value)) == [("Speaker 0", "Hi.", 0.1, 0.3), ("Speaker 1", "Hello there.", 0.9, 1.5)]


def test_deepgram_splits_an_utterance_whose_words_change_the_speaker() -> None:
    spoken = words(("ready", 0.0, 0.4, 0, "Ready?"), ("yes", 0.6, 0.8, 1, "Yes."), keys=DEEPGRAM)
    utterance = {"start": 0.0, "end": 0.8, "channel": 0, "transcript": "Ready? Yes.", "speaker": 0, "words": spoken}
    value = {"results": {"channels": [], "utterances": [utterance]}}
    assert lines(read(value)) == [("Speaker 0", "Ready?", 0.0, 0.4), ("Speaker 1", "Yes.", 0.6, 0.8)]


def test_deepgram_channels_are_speakers_and_take_turns_in_time() -> None:
    left = words(("hello", 0.0, 0.5, None, "Hello?"), ("good", 3.0, 3.4, None, "Good."), keys=DEEPGRAM)
    right = words(("fine", 1.0, 1.4, None, "Fine,"), ("thanks", 1.4, 1.9, None, "thanks."), keys=DEEPGRAM)
    assert lines(read(deepgram(left, right))) == [
        ("Speaker 0", "Hello?", 0.0, 0.5),
        ("Speaker 1", "Fine, thanks.", 1.0, 1.9),
        ("Speaker 0", "Good.", 3.0, 3.4),
    ]


def test_deepgram_speakers_of_different_channels_are_different_people() -> None:
    left = words(("one", 0.0, 0.4, 0, "One."), ("two", 1.0, 1.4, 1, "Two."), keys=DEEPGRAM)
    right = words(("three", 2.0, 2.4, 0, "Three."), keys=DEEPGRAM)
    speakers = [turn.speaker for turn in read(deepgram(left, right)).turns]
    assert speakers == ["Channel 0, speaker 0", "Channel 0, speaker 1", "Channel 1, speaker 0"]


def test_a_long_speech_has_segments_that_end_with_a_sentence() -> None:
    spoken = [(f"w{n}.", n / 2, n / 2 + 0.4, 0, None) for n in range(100)]
    (turn,) = read(deepgram(words(*spoken, keys=DEEPGRAM))).turns
    assert len(turn.segments) > 3
    assert all((segment.end or 0) - (segment.start or 0) < 12 for segment in turn.segments)


# Amazon


def aws_item(content: str, start: str | None = None, end: str | None = None, **more: str) -> dict[str, Any]:
    times = {"start_time": start, "end_time": end} if start is not None else {}
    kind = "punctuation" if start is None else "pronunciation"
    return {**times, "type": kind, "alternatives": [{"confidence": "1.0", "content": content}], **more}


def test_amazon_times_are_joined_as_numbers() -> None:
    segments = [
        {"start_time": "9.0", "end_time": "9.5", "speaker_label": "spk_0", "items": [{"start_time": "9.0"}]},
        {"start_time": "10.00", "end_time": "10.5", "speaker_label": "spk_1", "items": [{"start_time": "10.00"}]},
    ]
    items = [aws_item("Yes", "9.0", "9.5"), aws_item("?"), aws_item("No", "10.0", "10.5"), aws_item(".")]
    value = {"results": {"transcripts": [], "speaker_labels": {"segments": segments}, "items": items}}
    assert lines(read(value)) == [("spk_0", "Yes?", 9.0, 9.5), ("spk_1", "No.", 10.0, 10.5)]


def test_amazon_words_that_no_segment_lists_belong_to_the_segment_around_them() -> None:
    segments = [{"start_time": "0.0", "end_time": "2.0", "speaker_label": "spk_0", "items": []}]
    items = [aws_item("Fine", "0.5", "0.9"), aws_item("."), aws_item("Who", "5.0", "5.5"), aws_item("?")]
    value = {"results": {"transcripts": [], "speaker_labels": {"segments": segments}, "items": items}}
    assert [(turn.speaker, turn.text) for turn in read(value).turns] == [("spk_0", "Fine."), (None, "Who?")]


def test_amazon_items_may_name_the_speaker_themselves() -> None:
    items = [aws_item("Hi", "0.1", "0.2", speaker_label="spk_0"), aws_item("!", speaker_label="spk_0")]
    items += [aws_item("Ho", "0.5", "0.7", speaker_label="spk_1")]
    assert lines(read({"results": {"transcripts": [], "items": items}})) == [
        ("spk_0", "Hi!", 0.1, 0.2),
        ("spk_1", "Ho", 0.5, 0.7),
    ]


@pytest.mark.parametrize("labelled_items", [True, False])
def test_amazon_channels_are_speakers_and_take_turns_in_time(labelled_items: bool) -> None:
    agent = [aws_item("Hello", "0.1", "0.5"), aws_item("."), aws_item("Sure", "8.0", "8.4"), aws_item(".")]
    caller = [aws_item("Help", "2.0", "2.5"), aws_item("!")]
    labelled = [
        [{**item, "channel_label": label} for item in items] for label, items in (("ch_0", agent), ("ch_1", caller))
    ]
    channels = [{"channel_label": label, "items": items} for label, items in (("ch_0", agent), ("ch_1", caller))]
    items = [item for found in labelled for item in found] if labelled_items else []
    value = {"results": {"transcripts": [], "channel_labels": {"channels": channels}, "items": items}}
    assert [(turn.speaker, turn.text) for turn in read(value).turns] == [
        ("ch_0", "Hello."),
        ("ch_1", "Help!"),
        ("ch_0", "Sure."),
    ]


def test_call_analytics_names_the_roles() -> None:
    turns = [
        {"ParticipantRole": "AGENT", "BeginOffsetMillis": 120, "EndOffsetMillis": 900, "Content": "How can I help?"},
        {"ParticipantRole": "CUSTOMER", "BeginOffsetMillis": 1000, "EndOffsetMillis": 1900, "Content": "A refund."},
    ]
    transcript = read({"JobStatus": "COMPLETED", "LanguageCode": "en-US", "Transcript": turns})
    assert lines(transcript) == [("AGENT", "How can I help?", 0.12, 0.9), ("CUSTOMER", "A refund.", 1.0, 1.9)]
    assert transcript.meta.language == "en-US"


def test_contact_lens_names_participants_in_a_list_of_their_own() -> None:
    value = {
        "Participants": [{"ParticipantId": "c1", "ParticipantRole": "CUSTOMER"}],
        "Transcript": [{"ParticipantId": "c1", "Content": "Hello.", "BeginOffsetMillis": 0, "EndOffsetMillis": 5}],
    }
    assert lines(read(value)) == [("CUSTOMER", "Hello.", 0.0, 0.005)]


# Google

GOOGLE = ("word", "startTime", "endTime", "speakerTag")


def google(*results: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"results": [{"alternatives": [{"transcript": "so", "words": found}], **more} for found in results]}


def test_google_repeats_all_words_in_the_last_result() -> None:
    first = words(("Well,", "0.500s", "1s", None), keys=GOOGLE)
    second = words(("no.", "2.100s", "2.400s", None), keys=GOOGLE)
    whole = words(("Well,", "0.500s", "1s", 1), ("no.", "2.100s", "2.400s", 2), keys=GOOGLE)
    transcript = read(google(first, second, whole, languageCode="en-us"))
    assert lines(transcript) == [("Speaker 1", "Well,", 0.5, 1.0), ("Speaker 2", "no.", 2.1, 2.4)]
    assert transcript.meta.language == "en-us"


def test_google_without_diarization_has_each_word_once() -> None:
    value = google(words(("One.", "0s", "1s", 0), keys=GOOGLE), words(("Two.", "1.5s", "2s", 0), keys=GOOGLE))
    assert lines(read(value)) == [(None, "One. Two.", 0.0, 2.0)]


def test_google_durations_come_as_seconds_and_nanos_too() -> None:
    spoken = {"word": "Hi.", "start_time": {"nanos": 300000000}, "end_time": {"seconds": "1", "nanos": 5000000}}
    value = {"response": {"results": [{"alternatives": [{"words": [{**spoken, "speaker_tag": 2}]}]}]}}
    assert lines(read(value)) == [("Speaker 2", "Hi.", 0.3, 1.005)]


def test_google_version_2_gives_each_result_its_own_words() -> None:
    keys = ("word", "startOffset", "endOffset", "speakerLabel")
    value = google(words(("One.", "0s", "1s", "1"), keys=keys), words(("Two.", "1.5s", "2s", "2"), keys=keys))
    assert lines(read(value)) == [("Speaker 1", "One.", 0.0, 1.0), ("Speaker 2", "Two.", 1.5, 2.0)]


def test_google_channels_are_speakers() -> None:
    results = [
        {"alternatives": [{"transcript": "Hello."}], "channelTag": 1, "resultEndTime": "1.5s"},
        {"alternatives": [{"transcript": "Hi."}], "channelTag": 2, "resultEndTime": "2s"},
    ]
    assert lines(read({"results": results})) == [("Speaker 1", "Hello.", None, 1.5), ("Speaker 2", "Hi.", None, 2.0)]


# Rev AI


def test_rev_elements_bring_their_own_spacing() -> None:
    elements = [
        {"type": "text", "value": "Well", "ts": 0.5, "end_ts": 0.8},
        {"type": "punct", "value": ", "},
        {"type": "text", "value": "twenty", "ts": 0.9, "end_ts": 1.2},
        {"type": "punct", "value": "-"},
        {"type": "text", "value": "one", "ts": 1.2, "end_ts": 1.5},
        {"type": "punct", "value": "."},
    ]
    second = [{"type": "text", "value": "Right", "ts": 2.0, "end_ts": 2.2}, {"type": "punct", "value": ". "}]
    value = {"monologues": [{"speaker": 0, "elements": elements}, {"speaker": 1, "elements": second}]}
    assert lines(read(value)) == [("Speaker 0", "Well, twenty-one.", 0.5, 1.5), ("Speaker 1", "Right.", 2.0, 2.2)]


def test_rev_words_without_punctuation_keep_apart() -> None:
    elements = [{"type": "text", "value": value, "ts": 1, "end_ts": 2} for value in ("good", "morning")]
    assert read({"monologues": [{"speaker": 0, "elements": elements}]}).turns[0].text == "good morning"


def test_rev_names_and_tags_of_human_transcripts() -> None:
    elements = [
        {"type": "text", "value": "Stop. ", "timestamp": "00:00:01,500", "end_timestamp": "00:00:02,000"},
        {"type": "tag", "name": "crosstalk"},
    ]
    value = {"speakers": [{"id": 3, "name": "Ana Reyes"}], "monologues": [{"speaker": 3, "elements": elements}]}
    transcript = read(value)
    assert lines(transcript) == [("Ana Reyes", "Stop. [crosstalk]", 1.5, 2.0)]
    assert [event.text for event in transcript.events] == ["[crosstalk]"]


# whisper.cpp, Podcasting 2.0 and Fireflies


def test_whisper_cpp_tells_turns_apart_without_naming_anybody() -> None:
    spoken = [(" Shall we", 0, 900, False), (" begin?", 4000, 4500, True), (" Yes.", 4600, 5000, False)]
    transcription = [
        {"offsets": {"from": start, "to": end}, "text": text, "speaker_turn_next": turn}
        for text, start, end, turn in spoken
    ]
    transcript = read({"result": {"language": "en"}, "transcription": transcription})
    assert lines(transcript) == [(None, "Shall we begin?", 0.0, 4.5), (None, "Yes.", 4.6, 5.0)]


def test_a_podcast_segment_without_speaker_between_two_people_is_nobodys() -> None:
    segments = [
        {"speaker": "Vera", "startTime": 0, "endTime": 1, "body": "Ready?\n"},
        {"startTime": 1, "body": "Yes."},
        {"speaker": "Luke", "startTime": 2, "body": "Go."},
    ]
    transcript = read({"version": "1.0.0", "segments": segments})
    assert lines(transcript) == [("Vera", "Ready?", 0, 1), (None, "Yes.", 1, None), ("Luke", "Go.", 2, None)]


SENTENCES = [
    {"index": 0, "speaker_name": "Ana Reyes", "speaker_id": 0, "text": "Shall we?", "start_time": 1.5, "end_time": 2.5},
    {"index": 1, "speaker_name": None, "speaker_id": 1, "raw_text": "Yes.", "start_time": "3", "end_time": "4.2"},
]


def test_words_alone_with_their_times_become_sentences() -> None:
    said = "Hello there. It costs 5.5 today, Ana! And more"
    words = [{"word": w.strip(".,!"), "start": i, "end": i + 0.5} for i, w in enumerate(said.split())]
    transcript = read({"language": "english", "text": said, "words": words})
    assert transcript.files[0].format == "whisper"
    assert [turn.text for turn in transcript.turns] == [said]
    assert [(s.start, s.end) for s in transcript.turns[0].segments] == [(0.0, 1.5), (2.0, 6.5), (7.0, 8.5)]


@pytest.mark.parametrize("envelope", [("data", "transcript"), ("transcript",), ()])
def test_fireflies_sentences_are_found_in_every_envelope(envelope: tuple[str, ...]) -> None:
    value: dict[str, Any] = {"title": "Stand-up", "date": 1720000000000, "sentences": SENTENCES}
    for key in reversed(envelope):
        value = {key: value}
    transcript = read(value)
    assert lines(transcript) == [("Ana Reyes", "Shall we?", 1.5, 2.5), ("Speaker 1", "Yes.", 3.0, 4.2)]
    assert (transcript.meta.title, transcript.meta.date) == ("Stand-up", "2024-07-03")


def test_fireflies_download_is_a_bare_list() -> None:
    sentence = {"sentence": "Shall we?", "startTime": "00:01", "endTime": "00:03", "speaker_name": "Ana Reyes"}
    assert lines(read([sentence])) == [("Ana Reyes", "Shall we?", 1.0, 3.0)]


# All of them


@pytest.mark.parametrize(("number", "speaker"), [(0, "Speaker 0"), (1.0, "Speaker 1"), (10**400, f"Speaker {10**400}")])
def test_a_speaker_is_a_number_of_any_size(number: float, speaker: str) -> None:
    element = {"type": "text", "value": "Yes."}
    assert read({"monologues": [{"speaker": number, "elements": [element]}]}).turns[0].speaker == speaker


@pytest.mark.parametrize(
    "value",
    [
        UTTERANCES,
        deepgram(words(("a\u00e9\u201c", 0.1, 0.3, 0, None), ("b", 0.3, 0.4, 0, "B."), keys=DEEPGRAM)),
        {"monologues": [{"speaker": 0, "elements": [{"type": "text", "value": 'say "no"', "ts": 1}]}]},
        {"sentences": SENTENCES},
    ],
)
def test_every_run_of_a_text_stands_in_the_file(value: Any) -> None:
    assert_every_run_is_in_the_file(value)


FORMATS = ("assemblyai", "aws", "deepgram", "fireflies", "google", "podcasting2", "rev-ai", "youtube-json3")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "data", [b'{"results": 1, "events": [1], "segments": {}}', b"[]", b"[1, null]", b"{", b"hi", b"3"]
)
def test_a_file_of_another_shape_is_refused_in_words(format: str, data: bytes) -> None:
    with pytest.raises(MalformedTranscript, match=r"x\.json"):
        read_transcript([Source("x.json", data)], format=format)
