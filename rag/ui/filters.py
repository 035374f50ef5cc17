"""The filter row: what the library offers, and what was chosen from it."""

from abc import ABCMeta
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import gradio as gr

from index.filter import Filter
from rag.scopes.store import find, folders, read
from rag.ui.auth.permissions import owner_of
from rag.ui.desk import AT_ONCE
from rag.ui.i18n import ENGLISH, Words
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import TranslatedError
from rag.ui.protocol import AssistantSource, Index, TranscriptInfo

LONGEST_SCOPE = 1000  # characters of one in an address
# Choices of a filter while nobody chooses. Gradio copies each of them at every event of the page: with 2,000
# transcripts Mentions came 142 ms after the click, with 23 after 79 (30 November 2026, two busy cores).
OFFERED = 100


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
    held = find(index.kept, owner, scope, index.transcripts())
    chosen = tuple(one for one in where.transcripts if one in set(held))
    if where.transcripts and not chosen:
        raise TranslatedError(say("filter.outside", scope=scope))
    return replace(where, transcripts=chosen or held, scope="" if chosen else scope)


def scope_choices(index: Index, owner: str, say: Words) -> list[tuple[str, str]]:
    """All of the library, then the collections that somebody may use, then the folders."""
    named = dict.fromkeys(one.name for one in read(index.kept, owner))
    return [(say("filter.all"), ""), *((name, name) for name in (*named, *folders(index.transcripts())))]


def scope_offered(query: str, index: Index, owner: str, say: Words) -> Any:
    """The scopes to choose from; chosen is the one that the page's address names. One that is none stays a limit."""
    choices, named = scope_choices(index, owner, say), scope_named(query)
    known = {value for _, value in choices}
    return gr.update(choices=choices if named in known else [*choices, (named, named)], value=named)


def offer_scopes(assistant: AssistantSource, event: gr.EventData, request: gr.Request | None) -> Any:
    """The folders and collections to choose from; chosen is the one in the page's address."""
    opened = assistant()
    if opened is None:
        return gr.skip()
    return scope_offered(str(event.query), opened.index, owner_of(request), words_of(request))


def scope_on_load(request: gr.Request | None, say: Words) -> Any:
    """The choice of a scope on a fresh page: the one that its address names holds before there are others to choose."""
    named = scope_named(str(request.query_params)) if request is not None else ""
    return gr.update(label=say("filter.scope"), choices=list(dict.fromkeys([("", ""), (named, named)])), value=named)


def _chosen(_: gr.Dropdown, payload: object) -> list[str] | None:
    """What is chosen, of what is offered by now or not: Gradio would refuse every event of the page where it is not."""
    if payload is None:
        return None  # nothing is to be done: see `_LEFT`
    return [one for one in payload if isinstance(one, str)] if isinstance(payload, list) else []


# Not a class statement: Gradio writes a stub file beside the module of each.
_Several: Any = ABCMeta.__new__(
    type(gr.Dropdown),
    "_Several",
    (gr.Dropdown,),
    {"__module__": __name__, "is_template": True, "preprocess": _chosen},
)


def several_of(label: str, elem_id: str) -> gr.Dropdown:
    """A choice of several, empty until the library is open."""
    made: gr.Dropdown = _Several([], label=ENGLISH(label), multiselect=True, min_width=120, scale=3, elem_id=elem_id)
    return made


def one_scope(elem_id: str) -> gr.Dropdown:
    """A choice of one scope, of all of the library until it is open."""
    return gr.Dropdown(
        [("", "")], value="", label=ENGLISH("filter.scope"), min_width=120, scale=2, elem_id=elem_id
    )  # fmt: skip


def day(label: str, elem_id: str) -> gr.Textbox:
    """A box for a day: filters.js makes it a date field, with the browser's calendar."""
    return gr.Textbox(
        label=ENGLISH(label), placeholder=ENGLISH("filter.date"), min_width=118, scale=1, max_lines=1,
        elem_id=elem_id, elem_classes="day",
    )  # fmt: skip


def scope_named(query: str) -> str:
    """The scope that an address names; "" for all of the library.

    >>> scope_named("?view=pins&scope=council/")
    'council/'
    """
    return parse_qs(query.lstrip("?")).get("scope", [""])[0][:LONGEST_SCOPE]


def ids_within(index: Index, scope: str, owner: str) -> tuple[str, ...]:
    """The ids of the transcripts in a scope, () for no scope. Raises NotFound."""
    return find(index.kept, owner, scope, index.transcripts()) if scope else ()


# What is chosen where somebody has left the filter; null where they are back in it by then: what would come are the few
# choices from before, in the place of those that they look through.
_LEFT = """(chosen) => new Promise((left) => setTimeout(() => {
  left([document.activeElement?.closest("#FILTER input") ? null : chosen]);
}, 400))"""

# Whoever is in a filter while the few choices of another library come is offered all of them again.
STILL_CHOOSING = """() => {
  const field = document.activeElement;
  if (field?.closest('[id*="filter-"]') && field.role === "combobox") field.dispatchEvent(new FocusEvent("focus"));
}"""

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


def offered(choices: Sequence[Any], chosen: Sequence[str] = ()) -> list[Any]:
    """The first of the choices, and behind them those that are chosen. As Gradio has it, a choice stands for itself or
    is a name and what it stands for. The first keep their places, by which Gradio knows what the keyboard is at.

    >>> offered(["Ana", *"x" * OFFERED, ("Bob Chen", "bob")], ["bob"])[-2:]
    ['x', ('Bob Chen', 'bob')]
    """
    kept = set(chosen)
    behind = (one for one in choices[OFFERED:] if (one if isinstance(one, str) else one[1]) in kept)
    return [*choices[:OFFERED], *behind]


def all_while_choosing(
    chooser: gr.Dropdown, choices_of: Callable[[list[TranscriptInfo]], Sequence[Any]], assistant: AssistantSource
) -> None:
    """Offer all there are while somebody chooses, where the library has more than are offered at once."""

    def offer(chosen: list[str] | None, *, everything: bool) -> Any:
        opened = assistant() if everything or chosen is not None else None
        choices = choices_of(ready(opened.index.transcripts())) if opened is not None else ()
        if len(choices) <= OFFERED:
            return gr.skip()
        return gr.update(choices=choices if everything else offered(choices, chosen or ()))

    chooser.focus(partial(offer, everything=True), [chooser], [chooser], **AT_ONCE)
    chooser.blur(
        partial(offer, everything=False),
        [chooser],
        [chooser],
        js=_LEFT.replace("FILTER", str(chooser.elem_id)),
        **AT_ONCE,
    )


def ready(library: Sequence[TranscriptInfo]) -> list[TranscriptInfo]:
    """The transcripts that can be asked about."""
    return [info for info in library if info.state == "ready"]


def _iso(text: str, field: str, say: Words) -> str | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise TranslatedError(say("fault.date", field=say(field), text=text.strip())) from None
