"""No language model: the answer is the transcripts' own sentences."""

from rag.models.opened import OpenedModel, Options


def open_provider(name: str, _options: Options) -> OpenedModel:
    """A model without a chat: verbatim sentences are picked instead."""
    return OpenedModel(chat=None, name=name, style="none")
