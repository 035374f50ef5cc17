"""Answers in other forms, by name. A new form is one file and one line here."""

from collections.abc import Callable, Mapping

from rag.answer import Answer
from rag.export import footnotes, quotes, stored

FORMATS: Mapping[str, Callable[[Answer], str]] = {"md": footnotes.export, "csv": quotes.export, "json": stored.export}
