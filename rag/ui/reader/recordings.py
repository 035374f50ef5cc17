"""The recording beside a transcript: which file it is, and whether it may be served. Nothing else is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Literal

TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".mp3": "audio/mpeg",
        ".m4a": "audio/mp4",
        ".aac": "audio/aac",
        ".ogg": "audio/ogg",
        ".oga": "audio/ogg",
        ".opus": "audio/ogg",
        ".flac": "audio/flac",
        ".wav": "audio/wav",
        ".weba": "audio/webm",
        ".mp4": "video/mp4",
        ".m4v": "video/mp4",
        ".webm": "video/webm",
        ".ogv": "video/ogg",
        ".mov": "video/quicktime",
    }
)
_LANGUAGE = range(2, 6)  # letters of a language in a name: "talk.en.vtt", "talk.zh-CN.vtt"


@dataclass(frozen=True, slots=True)
class Recording:
    """A file that may be played, with its media type."""

    path: Path
    type: str

    @property
    def kind(self) -> Literal["audio", "video"]:
        return "video" if self.type.startswith("video/") else "audio"


def recording_of(library: Path, file: str) -> Recording | None:
    """The recording beside a transcript's file (a library path): the same name with a known suffix, or None.

    `talk.vtt`, `talk.en.vtt` and `talk.mp3.vtt` are all beside `talk.mp3`. A link that leads out of the library leads
    nowhere.
    """
    root = library.resolve()
    folder = root / PurePosixPath(file).parent
    for name in _names(PurePosixPath(file).name):
        found = _first_there(folder, name)
        if found is not None and found.resolve().is_relative_to(root):
            return Recording(found.resolve(), TYPES[found.suffix.lower()])
    return None


def _names(name: str) -> Iterator[str]:
    """The names a recording may have, without suffix or, where that is a recording's, with it."""
    stem = name.rpartition(".")[0]
    yield stem
    shorter, dot, ending = stem.rpartition(".")
    if dot and len(ending) in _LANGUAGE and ending.replace("-", "").isalpha():
        yield shorter


def _first_there(folder: Path, name: str) -> Path | None:
    """The first file of the folder that is called so, suffixes in the order of the table."""
    if PurePosixPath(name).suffix.lower() in TYPES and (folder / name).is_file():
        return folder / name
    for suffix in TYPES:
        for written in (suffix, suffix.upper()):
            if (folder / f"{name}{written}").is_file():
                return folder / f"{name}{written}"
    return None
