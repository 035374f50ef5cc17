"""The filter row and the example questions: what the library offers, and what was chosen from it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs

import gradio as gr

from index.filter import Filter
from index.transcript import Turn
from rag.language.vocabulary import QUESTION_MARKS, SPACED_ENDS, UNSPACED_ENDS
from rag.scopes.store import find, folders, read
from rag.ui.i18n import Words
from rag.ui.i18n.translate import TranslatedError
from rag.ui.protocol import Index, TranscriptInfo

LONGEST_SCOPE = 1000  # characters of one in an address
EXAMPLES = 4
LOOKED_THROUGH = 8  # transcripts looked through for an example
TURNS = 400  # of each
NEXT = 3  # questions offered after an answer
NEAR, NEAR_CITED = (
    25,
    5,
)  # turns before and after a cited one, and how many cited ones, that are looked through for them
LONGEST = 110  # characters of an example
TELLING = 3  # words of some length that an example has at least

# Words that need somebody or something named before.
POINTING = frozenset(
    "i me my we us our you your he him his she her it its they them their this that these those there here one other "
    "so and but or then well"
    .split()
)  # fmt: skip


def filter_of(speakers: Sequence[str], transcripts: Sequence[str], after: str, before: str, say: Words) -> Filter:
    """The filter of the row. Raises TranslatedError where a date is none."""
    return Filter(
        speakers=tuple(speakers),
        transcripts=tuple(transcripts),
        after=_iso(after, "filter.from", say),
        before=_iso(before, "filter.to", say),
    )


def scoped(where: Filter, scope: str | None, index: Index, owner: str, say: Words) -> Filter:
    """The filter within a folder or a collection that somebody may use. Raises NotFound, and TranslatedError where what
    was chosen beside it lies outside."""
    if not scope:
        return where
    held = find(index.folder, owner, scope, index.transcripts())
    chosen = tuple(one for one in where.transcripts if one in set(held))
    if where.transcripts and not chosen:
        raise TranslatedError(say("filter.outside", scope=scope))
    return replace(where, transcripts=chosen or held, scope="" if chosen else scope)


def scope_choices(index: Index, owner: str, say: Words) -> list[tuple[str, str]]:
    """All of the library, then the collections that somebody may use, then the folders."""
    named = dict.fromkeys(one.name for one in read(index.folder, owner))
    return [(say("filter.all"), ""), *((name, name) for name in (*named, *folders(index.transcripts())))]


def scope_offered(query: str, index: Index, owner: str, say: Words) -> Any:
    """The scopes to choose from; chosen is the one that the page's address names. One that is none stays a limit."""
    choices, named = scope_choices(index, owner, say), scope_named(query)
    known = {value for _, value in choices}
    return gr.update(choices=choices if named in known else [*choices, (named, named)], value=named)


def scope_named(query: str) -> str:
    """The scope that an address names; "" for all of the library.

    >>> scope_named("?view=pins&scope=council/")
    'council/'
    """
    return parse_qs(query.lstrip("?")).get("scope", [""])[0][:LONGEST_SCOPE]


def ids_within(index: Index, scope: str, owner: str) -> tuple[str, ...]:
    """The ids of the transcripts in a scope, () for no scope. Raises NotFound."""
    return find(index.folder, owner, scope, index.transcripts()) if scope else ()


# The scope stands in the page's address, and every view follows it.
ADDRESS = """(scope) => {
  const now = new URLSearchParams(location.search);
  if ((now.get("scope") ?? "") === (scope ?? "")) return;
  now.delete("scope");
  if (scope) now.set("scope", scope);
  history.replaceState(history.state, "", `${location.pathname}${now.size ? "?" : ""}${now}`);
  document.dispatchEvent(new Event("scope"));
}"""


def speaker_choices(library: Sequence[TranscriptInfo]) -> list[str]:
    """Every speaker of the library, in alphabetical order."""
    return sorted({speaker for info in library for speaker in info.speakers}, key=str.casefold)


def transcript_choices(library: Sequence[TranscriptInfo]) -> list[tuple[str, str]]:
    """Title with date, and id, of every transcript, newest first."""
    newest = sorted(library, key=lambda info: (info.date or "", info.title), reverse=True)
    return [(f"{info.title} ({info.date})" if info.date else info.title, info.id) for info in newest]


def examples_of(index: Index) -> list[str]:
    """Questions to begin with, of an index."""
    ready = [info for info in index.transcripts() if info.state == "ready"]
    return example_questions(ready, lambda transcript: index.turns(transcript, first=0, last=TURNS - 1))


def example_questions(library: Sequence[TranscriptInfo], turns_of: Callable[[str], Sequence[Turn]]) -> list[str]:
    """Questions to begin with: for each of the newest transcripts, the best one that somebody asks in it."""
    newest = sorted(library, key=lambda info: (info.date or "", info.id), reverse=True)
    chosen: list[str] = []
    for info in newest[:LOOKED_THROUGH]:
        asked = [question for turn in turns_of(info.id) for question in _questions(turn.text)]
        best = max(asked, key=_telling, default=None)
        if best is not None and best not in chosen:
            chosen.append(best)
    return chosen[:EXAMPLES]


def questions_near(cited: Sequence[tuple[str, int]], index: Index, asked: str) -> tuple[str, ...]:
    """What to ask next: of the turns around each cited one (transcript and number), the question that tells most and
    can be understood alone, and none that was asked already."""
    known = [words_in(asked)]
    found: list[str] = []
    for transcript, number in cited[:NEAR_CITED]:
        turns = index.turns(transcript, max(0, number - NEAR), number + NEAR)
        questions = [question for turn in turns for question in _questions(turn.text)]
        for question in sorted(questions, key=_telling, reverse=True):
            if all(len(words_in(question) & other) < 0.6 * len(words_in(question)) for other in known):
                found.append(question)
                known.append(words_in(question))
                break
    return tuple(found[:NEXT])


def words_in(text: str) -> set[str]:
    """The words of some length, small."""
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


def _questions(text: str) -> list[str]:
    """The questions of a turn that can be understood alone: they point at nothing outside them."""
    found = [sentence.strip() for sentence in re.findall(rf"[^{SPACED_ENDS}{UNSPACED_ENDS}]+[{QUESTION_MARKS}]", text)]
    return [
        question
        for question in found
        if len(question) <= LONGEST
        and _telling(question) >= TELLING
        and question[:1].isupper()
        and not POINTING & set(re.findall(r"\w+", question.casefold()))
    ]


def _telling(question: str) -> int:
    """How much a question says: its words of some length."""
    return sum(len(word) > 4 for word in question.split())


def _iso(text: str, field: str, say: Words) -> str | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise TranslatedError(say("fault.date", field=say(field), text=text.strip())) from None
