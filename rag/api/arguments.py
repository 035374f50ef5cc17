"""The arguments that programs give, checked: texts, numbers, the limits of a search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.errors import BadArgument
from rag.question.filters import make_filter

if TYPE_CHECKING:
    from index.filter import Filter
    from index.index import Index

MOST_RESULTS = 1000  # listed at once
MOST_AROUND = 50  # turns given before and after one
Texts = str | Sequence[str] | None  # one, several or none


def where_of(
    index: Index,
    speaker: Texts,
    transcript: Texts,
    after: str | None,
    before: str | None,
    scope: str | None = None,
    owner: str = "",
) -> Filter:
    """The filter that these limits are. Raises BadArgument, NotFound."""
    return make_filter(
        index,
        speakers=texts_of(speaker, "speaker"),
        transcripts=texts_of(transcript, "transcript"),
        after=optional_text(after, "after"),
        before=optional_text(before, "before"),
        scope=optional_text(scope, "scope"),
        owner=owner,
    )


def text_of(value: object, name: str) -> str:
    """The argument of this name as a text. Raises BadArgument for none, or an empty one."""
    if not isinstance(value, str) or not value.strip():
        raise BadArgument(f"{name}: needs a text, not {value!r}")
    return value.strip()


def texts_of(value: object, name: str) -> tuple[str, ...]:
    """The argument of this name as texts: one, several or none. Raises BadArgument."""
    if value is None:
        return ()
    several = (value,) if isinstance(value, str) else value
    if not isinstance(several, list | tuple):
        raise BadArgument(f"{name}: needs a list of texts, not {value!r}")
    return tuple(text_of(one, name) for one in several)


def optional_text(value: object, name: str) -> str | None:
    """The argument of this name as a text, None where it is empty or left out. Raises BadArgument."""
    return None if value is None or value == "" else text_of(value, name)


def number_of(value: object, name: str, least: int, most: int) -> int:
    """The argument of this name as a whole number from `least` to `most`. Raises BadArgument."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadArgument(f"{name}: needs a whole number from {least} to {most}, not {value!r}")
    return value
