"""What speech recognizers and video sites write as JSON."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from benchmarks.made_up.conversation import Cue, Render, Said, Word, clock, cues


def _json(turn: Callable[[Said], Any], whole: Callable[[list[Any]], Any], *, indent: int | None = None) -> Render:
    return lambda turns: json.dumps(whole([turn(said) for said in turns]), indent=indent).encode()


def _flat(lists: list[list[Any]]) -> list[Any]:
    return [item for items in lists for item in items]


def _whisper(said: Said, *, words: bool = False, speaker: bool = False) -> dict[str, Any]:
    segment: dict[str, Any] = {"id": 7, "seek": 0, "start": said.start, "end": said.end, "text": " " + said.text}
    segment |= {"temperature": 0.0, "avg_logprob": -0.2718, "compression_ratio": 1.61, "no_speech_prob": 0.01}
    if words:
        segment["words"] = [
            {"word": f" {word.text}", "start": word.start, "end": word.end, "probability": 0.98} for word in said.words
        ]
    else:
        segment["tokens"] = [50364 + len(word.text) for word in said.words]
    return segment | ({"speaker": f"SPEAKER_0{said.who}"} if speaker else {})


def _whisperx(said: Said) -> dict[str, Any]:
    speaker = f"SPEAKER_0{said.who}"
    words = [{"word": w.text, "start": w.start, "end": w.end, "score": 0.913, "speaker": speaker} for w in said.words]
    return {"start": said.start, "end": said.end, "text": " " + said.text, "words": words, "speaker": speaker}


def _cpp(said: Said) -> dict[str, Any]:
    start, end = round(said.start * 1000), round(said.end * 1000)
    times = {"from": clock(said.start, ","), "to": clock(said.end, ",")}
    return {"timestamps": times, "offsets": {"from": start, "to": end}, "text": " " + said.text}


def _milliseconds(word: Word | Said) -> dict[str, int]:
    return {"start": round(word.start * 1000), "end": round(word.end * 1000)}


def _assembly_words(said: Said) -> list[dict[str, Any]]:
    speaker = "ABCDEF"[said.who]
    return [{"text": w.text, **_milliseconds(w), "confidence": 0.97, "speaker": speaker} for w in said.words]


def _assembly(said: Said) -> dict[str, Any]:
    words = {"text": said.text, "words": _assembly_words(said)}
    return {"confidence": 0.95, **_milliseconds(said), **words, "speaker": "ABCDEF"[said.who]}


def _deepgram_words(said: Said) -> list[dict[str, Any]]:
    return [
        {"word": w.text.strip(".,?").lower(), "start": w.start, "end": w.end, "confidence": 0.99}
        | {"speaker": said.who, "punctuated_word": w.text}
        for w in said.words
    ]


def _deepgram(said: Said) -> dict[str, Any]:
    words = {"transcript": said.text, "words": _deepgram_words(said), "speaker": said.who, "id": "0" * 16}
    return {"start": said.start, "end": said.end, "confidence": 0.98, "channel": 0, **words}


def _deepgram_channel(words: list[list[Any]]) -> dict[str, Any]:
    best = {"transcript": " ".join(word["punctuated_word"] for word in _flat(words)), "words": _flat(words)}
    return {"results": {"channels": [{"alternatives": [best]}]}}


def _aws(said: Said) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for word in said.words:
        text, times = word.text.rstrip(".,?"), {"start_time": str(word.start), "end_time": str(word.end)}
        spoken = [{"confidence": "0.99", "content": text}]
        items.append({"type": "pronunciation", "alternatives": spoken, **times, "speaker_label": f"spk_{said.who}"})
        if text != word.text:
            mark = [{"confidence": "0.0", "content": word.text[-1]}]
            items.append({"type": "punctuation", "alternatives": mark, "speaker_label": f"spk_{said.who}"})
    return items


def _aws_job(items: list[list[Any]]) -> dict[str, Any]:
    return {
        "jobName": "j",
        "status": "COMPLETED",
        "results": {"transcripts": [{"transcript": ""}], "items": _flat(items)},
    }


def _google(said: Said) -> list[dict[str, Any]]:
    return [
        {"startTime": f"{w.start}s", "endTime": f"{w.end}s", "word": w.text, "speakerTag": said.who + 1}
        for w in said.words
    ]


def _google_results(words: list[list[Any]]) -> dict[str, Any]:
    return {"results": [{"alternatives": [{"words": _flat(words)}]}]}


def _rev(said: Said) -> dict[str, Any]:
    elements: list[dict[str, Any]] = []
    for word in said.words:
        elements.append({"type": "text", "value": word.text, "ts": word.start, "end_ts": word.end, "confidence": 0.9})
        elements.append({"type": "punct", "value": " "})
    return {"speaker": said.who, "elements": elements}


def _fireflies(said: Said) -> dict[str, Any]:
    times = {"start_time": said.start, "end_time": said.end}
    return {
        "index": 0,
        "speaker_name": said.name,
        "speaker_id": said.who,
        "raw_text": said.text,
        "text": said.text,
        **times,
    }


def _podcast_words(said: Said) -> list[dict[str, Any]]:
    return [{"speaker": said.name, "startTime": w.start, "endTime": w.end, "body": w.text} for w in said.words]


def _podcast(said: Said) -> dict[str, Any]:
    return {"speaker": said.name, "startTime": said.start, "endTime": said.end, "body": said.text}


def _json3(said: Said) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    for cue in cues([said]):
        start = round(cue.words[0].start * 1000)
        events.append({"tStartMs": start, "dDurationMs": 2800, "wWinId": 1, "segs": list(_json3_words(cue))})
        events.append({"tStartMs": start + 2500, "wWinId": 1, "aAppend": 1, "segs": [{"utf8": "\n"}]})
    return events


def _json3_words(cue: Cue) -> Iterator[dict[str, Any]]:
    yield {"utf8": cue.words[0].text, "acAsrConf": 0}
    for number, word in enumerate(cue.words[1:], start=1):
        yield {"utf8": f" {word.text}", "tOffsetMs": 200 * number, "acAsrConf": 0}


def _list(said: Said) -> list[dict[str, Any]]:
    return [{"text": cue.lines, "start": cue.words[0].start, "duration": 3.2} for cue in cues([said])]


def _record_of(said: Said) -> dict[str, Any]:
    return {"speaker": said.name, "start": said.start, "utterance": said.text}


def _lines_of_json(turns: Sequence[Said]) -> bytes:
    return "".join(json.dumps(_record_of(said)) + "\n" for said in turns).encode()


def _watson(said: Said) -> dict[str, Any]:
    timestamps = [[word.text, word.start, word.end] for word in said.words]
    return {
        "final": True,
        "alternatives": [{"transcript": f"{said.text} ", "confidence": 0.9, "timestamps": timestamps}],
    }


def _watson_answer(turns: Sequence[Said]) -> bytes:
    labels = [
        {"from": word.start, "to": word.end, "speaker": said.who, "confidence": 0.6, "final": False}
        for said in turns
        for word in said.words
    ]
    return json.dumps({"result_index": 0, "results": list(map(_watson, turns)), "speaker_labels": labels}).encode()


def _vosk(said: Said) -> dict[str, Any]:
    result = [{"conf": 0.98, "start": word.start, "end": word.end, "word": word.text} for word in said.words]
    return {"result": result, "text": said.text}


FILES: Mapping[str, Render] = {
    "whisper.json": _json(_whisper, lambda items: {"text": "", "segments": items, "language": "en"}),
    "whisper-words.json": _json(
        lambda said: _whisper(said, words=True), lambda items: {"text": "", "segments": items, "language": "en"}
    ),
    "whisper-indented.json": _json(
        lambda said: _whisper(said, words=True), lambda items: {"segments": items}, indent=2
    ),
    "whisperx.json": _json(_whisperx, lambda items: {"segments": items}),
    "whisper-cpp.json": _json(_cpp, lambda items: {"result": {"language": "en"}, "transcription": items}),
    "assemblyai.json": _json(_assembly, lambda items: {"status": "completed", "utterances": items}),
    "assemblyai-words.json": _json(_assembly_words, lambda items: {"audio_duration": 9, "words": _flat(items)}),
    "deepgram.json": _json(_deepgram, lambda items: {"results": {"utterances": items}}),
    "deepgram-words.json": _json(_deepgram_words, _deepgram_channel),
    "aws.json": _json(_aws, _aws_job),
    "google.json": _json(_google, _google_results),
    "rev-ai.json": _json(_rev, lambda items: {"monologues": items}),
    "fireflies.json": _json(_fireflies, lambda items: {"title": "Council", "sentences": items}),
    "podcast.json": _json(_podcast, lambda items: {"version": "1.0.0", "segments": items}),
    "podcast-words.json": _json(_podcast_words, lambda items: {"version": "1.0.0", "segments": _flat(items)}),
    "youtube.json3": _json(_json3, lambda items: {"wireMagic": "pb3", "events": _flat(items)}),
    "youtube-list.json": _json(_list, _flat),
    "records.json": _json(_record_of, lambda items: {"date": "2025-05-06", "messages": items}),
    "records.jsonl": _lines_of_json,
    "watson.json": _watson_answer,
    "vosk.json": _json(_vosk, lambda items: items),
}
