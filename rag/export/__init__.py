"""Answers in other forms, by name. A new form is one file and one line here."""

from collections.abc import Callable, Mapping

from rag.export import footnotes, quotes, stored

# Each takes one answer, or those of a conversation.
FORMATS: Mapping[str, Callable[..., str]] = {"md": footnotes.export, "csv": quotes.export, "json": stored.export}
