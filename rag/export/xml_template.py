"""XML from templates: the files beside the exports. What is filled in is escaped, less what no XML may hold.

A line break before a tag or a block is for readers of the template: it leaves no white space in the XML.
"""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

_FOLDER = Path(__file__).parent
_FOR_THE_EYE = re.compile(r"\n\s*(?=[<{]|$)")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(template: str, **values: object) -> str:
    """The template, named by its path in rag/export, filled in. Raises UndefinedError for a value that is not given."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(lambda name: _FOR_THE_EYE.sub("", (_FOLDER / name).read_text("utf-8"))),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: value if isinstance(value, Markup) else _NOT_XML.sub("", str(value)),
    )
