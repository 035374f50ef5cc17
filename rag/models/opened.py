"""What opening a language model gives, whichever provider opened it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from index.embedding.verified_files import Progress

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel
    from langchain_core.messages import BaseMessage

Style = Literal["plain", "structured", "none"]


@dataclass(frozen=True, slots=True)
class Options:
    """What every provider is given. `threads` None: all cores this process may use. `timeout` is in seconds."""

    threads: int | None
    timeout: float
    style: Style
    progress: Progress | None = None


def _close_nothing() -> None:
    """Closes a model that holds nothing."""


def _no_warm_up(messages: "Sequence[BaseMessage]") -> None:
    """Warms up a model without a cache in this process."""


@dataclass(frozen=True, slots=True)
class OpenedModel:
    """A language model ready to be asked. `chat` is None for extractive, which has no language model.

    `style` says how to ask: `plain` for a small model that answers well and cites badly, `structured` for one that
    fills a form of sentence, turn and quote, `none` for no prompt at all. `note` is a sentence the person should see.
    """

    chat: "BaseChatModel | None"
    name: str
    style: Style
    note: str | None = None
    leaves: bool = False  # whether what it is asked leaves this machine
    # Stops what the model runs in this process; the model cannot be asked afterwards.
    close: Callable[[], None] = _close_nothing
    # Evaluates the beginning that all prompts share, so that the first question finds it done.
    warm_up: "Callable[[Sequence[BaseMessage]], None]" = _no_warm_up
    # How likely the next word of the reply is yes rather than no, 0 to 1. None: the model does not tell.
    probability_of_yes: "Callable[[Sequence[BaseMessage]], float] | None" = None
