"""Replies that were given before: what is asked again word for word is not read and written again."""

import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_KEPT = 64  # replies; each is a few kilobytes

Piece = Mapping[str, Any]


class Replies:
    """The last complete replies by request, the pieces as they came. Only for a model that replies the same again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Sequence[Piece]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, request: Mapping[str, Any]) -> Sequence[Piece] | None:
        """The pieces of the reply to this request; None where it is not known."""
        key = _key(request)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keeping(self, request: Mapping[str, Any], pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The pieces as they come; once the last one has come, the reply is known."""
        kept = []
        for piece in pieces:
            kept.append(piece)
            yield piece
        with self._lock:
            self._kept[_key(request)] = kept
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


def _key(request: Mapping[str, Any]) -> str:
    return json.dumps(request, sort_keys=True)
