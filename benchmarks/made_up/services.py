"""What recognizers and editors of today write as JSON: a word, a phrase or a paragraph at a time."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from benchmarks.made_up.conversation import SPEAKERS, Render, Said, Word, minutes


def _times(piece: Word | Said) -> dict[str, float]:
    return {"start": piece.start, "end": piece.end}


def _speechmatics(turns: Sequence[Said]) -> bytes:
    results: list[dict[str, Any]] = []
    for said in turns:
        for word in said.words:
            text, speaker = word.text.rstrip(".,?"), f"S{said.who + 1}"
            times = {"start_time": word.start, "end_time": word.end}
            results.append({"type": "word", **times, "alternatives": [{"content": text, "speaker": speaker}]})
            if mark := word.text[len(text) :]:
                alternatives = [{"content": mark, "speaker": speaker}]
                results.append(
                    {"type": "punctuation", "attaches_to": "previous", **times, "alternatives": alternatives}
                )
    return json.dumps({"format": "2.9", "job": {"id": "j1"}, "results": results}).encode()


def _azure(turns: Sequence[Said]) -> bytes:
    phrases = [
        {"speaker": said.who + 1, "offsetMilliseconds": round(said.start * 1000), "text": said.text, "locale": "en-US"}
        | {"durationMilliseconds": round((said.end - said.start) * 1000)}
        for said in turns
    ]
    whole = [{"text": " ".join(said.text for said in turns)}]
    return json.dumps({"combinedPhrases": whole, "phrases": phrases}).encode()


def _elevenlabs(turns: Sequence[Said]) -> bytes:
    words: list[dict[str, Any]] = []
    for said in turns:
        for word in said.words:
            speaker = {"speaker_id": f"speaker_{said.who}"}
            words.append({"text": word.text, **_times(word), "type": "word", **speaker})
            words.append({"text": " ", "type": "spacing", **speaker})
    text = " ".join(said.text for said in turns)
    return json.dumps({"language_code": "en", "text": text, "words": words}).encode()


def _live(turns: Sequence[Said]) -> bytes:
    """Deepgram's results as they come, a line each."""
    return "".join(json.dumps(_heard(said)) + "\n" for said in turns).encode()


def _heard(said: Said) -> dict[str, Any]:
    words = [
        {"word": word.text.strip(".,?").lower(), **_times(word), "speaker": said.who, "punctuated_word": word.text}
        for word in said.words
    ]
    times = {"start": said.start, "duration": round(said.end - said.start, 3), "is_final": True}
    channel = {"alternatives": [{"transcript": said.text, "words": words}]}
    return {"type": "Results", "channel_index": [0, 1], **times, "channel": channel}


def _editors(turns: Sequence[Said]) -> bytes:
    words = [{"id": n, **_times(w), "text": w.text} for n, w in enumerate(w for said in turns for w in said.words)]
    paragraphs = [{"id": n, **_times(said), "speaker": said.name} for n, said in enumerate(turns)]
    return json.dumps({"words": words, "paragraphs": paragraphs}).encode()


def _otranscribe(turns: Sequence[Said]) -> bytes:
    body = "".join(
        f'<p><span class="timestamp" data-timestamp="{said.start}">{minutes(said.start)}</span> '
        f"{SPEAKERS[said.who]}: {escape(said.text, quote=False)}</p>"
        for said in turns
    )
    return json.dumps({"text": body, "media": "talk.mp3", "media-time": 12.0}).encode()


def _one_string(turns: Sequence[Said]) -> bytes:
    return json.dumps({"transcript": "\n\n".join(f"{said.name}: {said.text}" for said in turns)}).encode()


def _rows(turns: Sequence[Said]) -> bytes:
    return json.dumps({"result": [[said.start, said.end, said.name, said.text] for said in turns]}).encode()


FILES: Mapping[str, Render] = {
    "speechmatics.json": _speechmatics,
    "azure.json": _azure,
    "elevenlabs.json": _elevenlabs,
    "deepgram-live.jsonl": _live,
    "editor.json": _editors,
    "talk.otr": _otranscribe,
    "string.json": _one_string,
    "rows.json": _rows,
}
