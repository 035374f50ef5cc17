"""What `ontherecord doctor` says of the rescorers."""

from __future__ import annotations

from index.doctor import Check
from index.errors import OnTheRecordError
from rag.retrieval.rerankers.base import Rescorer


def check(rescorer: Rescorer) -> Check:
    """Whether a rescorer's model can be loaded and gives a score. Takes as long as loading does."""
    try:
        rescorer.scores("What was said?", ["This was said."])
    except OnTheRecordError as error:
        return Check("rescorer", False, str(error), "Do what the message says")
    return Check("rescorer", True, f"{rescorer.name}: scores the best turns once more")
