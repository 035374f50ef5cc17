"""HTML from templates: the files *.html beside the views, and nowhere else.

Whatever a template fills in becomes inert as `plain` makes it, more than HTML asks for, since Gradio reads Markdown and
formulas in it too; only numbers stand as they are, and `Markup`, which templates and macros give. A line break before a
tag or a block is for readers of the template: it leaves no white space in the page, any other leaves a space.
"""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from rag.export.clock import clock, when
from rag.ui.i18n.translate import translate, unreadable
from rag.ui.markup import plain, where
from rag.ui.permalink import Place, place_of
from rag.ui.speaker_colours import voice

_FOLDER = Path(__file__).parent
_FOR_THE_EYE = re.compile(r"\n\s*(?=[<{]|$)")
# What templates may call without being given it.
_FUNCTIONS = (Place, clock, place_of, translate, unreadable, when, where)


def render(template: str, **values: object) -> Markup:
    """The template, named by its path in rag/ui, filled in. Raises UndefinedError for a value that is not given."""
    return Markup(_environment().get_template(template).render(values))


def style(rules: str) -> Markup:
    """The rules of a stylesheet for the page, in which HTML entities are not read: they come from this program."""
    return render("style.html", rules=Markup(rules))


@cache
def _environment() -> Environment:
    found = Environment(loader=FunctionLoader(_source), autoescape=True, undefined=StrictUndefined, finalize=_inert)
    found.globals |= {one.__name__: one for one in _FUNCTIONS} | {"voice": _voice}
    return found


def _source(template: str) -> str:
    return re.sub(r"\n\s*", " ", _FOR_THE_EYE.sub("", (_FOLDER / template).read_text("utf-8")))


def _inert(value: object) -> Markup:
    if isinstance(value, Markup):
        return value
    return Markup(str(value) if isinstance(value, int | float) else plain(str(value)))


def _voice(speaker: str | None) -> Markup:
    """The classes of a speaker, which hold nothing of the name."""
    return Markup(voice(speaker))
