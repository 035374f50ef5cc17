"""Made-up transcripts of any size, in the shape in which each format prints a conversation."""

from collections.abc import Mapping
from itertools import islice

from benchmarks.made_up import captions, corpora, documents, packages, recognized, services, texts
from benchmarks.made_up.conversation import Render, Said, conversation

_SAMPLE = 100  # turns, enough to tell how many make a megabyte

# What renders a conversation, by the name of the file it makes.
_FAMILIES = (texts, captions, recognized, services, documents, packages, corpora)
FILES: Mapping[str, Render] = {name: render for family in _FAMILIES for name, render in family.FILES.items()}


def make(name: str, size: int) -> bytes:
    """A file of about `size` bytes in the format that `name`, a key of FILES, says."""
    render = FILES[name]
    base = len(render([]))
    per_turn = (len(render(_turns(_SAMPLE))) - base) / _SAMPLE
    return render(_turns(max(2, round((size - base) / per_turn))))


def _turns(count: int) -> list[Said]:
    """The first turns of the conversation, which goes on where it stopped."""
    _said.extend(islice(_going_on, max(0, count - len(_said))))
    return _said[:count]


_said: list[Said] = []
_going_on = conversation()
