"""One frozen Settings object: flag, then environment variable (prefix `OTR_`), then default. Values only."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SettingsError

PREFIX = "OTR_"
_RENAMED = {"rescorers": "rerankers"}  # settings by the names that they had: these still count


class Settings(BaseSettings):
    """Every setting of the program. The README's table is checked against these fields by a test."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    library: Path | None = Field(default=None, description="Folder of transcripts. Default: `transcripts/` if present.")
    index: Path | None = Field(default=None, description="Index folder. Default: `<library>/.ontherecord`.")
    follow_links: bool = Field(
        default=False, description="Read files of the library that are links to others outside it."
    )
    model: str = Field(
        default="auto",
        description="`auto` (a model of an Ollama on this machine, else the packaged one), `local`, `extractive`, "
        "`openai:NAME`, `anthropic:NAME`, `google:NAME`, `ollama:NAME`, or a GGUF file: a path, or "
        "OWNER/REPO/FILE.gguf of a hub.",
    )
    model_style: Literal["auto", "plain", "structured"] = Field(
        default="auto",
        description="How the model is asked: for `plain` sentences, which code attributes to turns, or for "
        "`structured` ones that name turn and quote. `auto`: as suits it (local and Ollama models plain).",
    )
    embedder: str = Field(
        default="all-MiniLM-L6-v2",
        description="Embedding model: the packaged one, `multilingual-e5-small` for a hundred languages (extra "
        "`multilingual`), `auto` (whichever of the two suits the library's languages), a local folder, or a hub name.",
    )
    adapter: str = Field(
        default="auto",
        description="What the embedding model learned from spoken turns: `auto` (the packaged adapter, with the "
        "packaged model), `none`, or a file of your own: see docs/embedding.md.",
    )
    rerankers: str | None = Field(
        default=None,
        description="Models that score the best 50 turns once more: `cross-encoder:NAME`, `sparse:NAME`, `dense:NAME`, "
        "each a local folder or a hub name; several with commas. Default: none.",
    )
    base_url: str = Field(default="http://127.0.0.1:7860", description="Address that citation links begin with.")
    threads: int | None = Field(default=None, ge=1, description="Processor threads. Default: all cores.")
    chroma_url: str | None = Field(
        default=None, description="A Chroma server instead of the embedded store: see docs/scale.md."
    )
    chroma_token: str | None = Field(default=None, repr=False, description="What lets us in there, if it asks.")
    catalog_url: str | None = Field(
        default=None,
        repr=False,
        description="A PostgreSQL database that holds the catalog instead of a file of the index folder: "
        "`postgresql://USER@HOST/DATABASE` (extra `postgresql`): see docs/postgresql.md.",
    )
    context_words: int = Field(
        default=500, ge=20, description="Words of turns that the language model reads for one question."
    )
    auth_file: Path | None = Field(
        default=None, description="File of the users who may sign in: see `ontherecord user` and docs/sign-in.md."
    )
    auth_header: str | None = Field(
        default=None, description="Header in which a reverse proxy names who asks; needs `OTR_AUTH_PROXY`."
    )
    auth_proxy: str | None = Field(
        default=None, description="Addresses of the proxy, the only ones that header is believed from: `10.0.0.0/24`."
    )
    open: bool = Field(
        default=False, description="Listen beyond this machine although nobody has to sign in (`serve --open`)."
    )
    redact: str | None = Field(
        default=None,
        description="People whose names no model elsewhere gets, with semicolons between: `Ana Reyes; Ben Ode; "
        "Annie = Ana Reyes`. Letters go out in their place, and names come back.",
    )
    model_timeout: float = Field(default=120.0, gt=0, description="Seconds a language model may take.")


def load_settings(**flags: Any) -> Settings:
    """Settings from flags that were given (None means not given), environment and defaults.

    Raises SettingsError, naming the setting and the value, where one cannot be used or an `OTR_` variable is unknown.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    old = {name for name in _RENAMED if PREFIX + name.upper() in os.environ}
    unknown = {name for name in os.environ if name.startswith(PREFIX)} - known - {PREFIX + name.upper() for name in old}
    if unknown:
        raise SettingsError(
            f"unknown setting {', '.join(sorted(unknown))} in the environment; known: {', '.join(sorted(known))}"
        )
    try:
        given = {_RENAMED.get(name, name): value for name, value in flags.items() if value is not None}
        for name in old:
            if PREFIX + _RENAMED[name].upper() not in os.environ:
                given.setdefault(_RENAMED[name], os.environ[PREFIX + name.upper()])
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        raise SettingsError(f"setting {name} ({PREFIX}{name.upper()}): {first['msg']}") from error


def resolve_library(settings: Settings) -> Path:
    """The library folder: the setting, else `transcripts/` if present; SettingsError names the ways out."""
    if settings.library is not None:
        return settings.library
    default = Path("transcripts")
    if default.is_dir():
        return default
    raise SettingsError(
        "no library: there is no folder `transcripts` here. "
        "Give one with --library FOLDER or OTR_LIBRARY, or make the folder and put transcripts in it"
    )


def resolve_index(settings: Settings) -> Path:
    """The index folder: the setting, else `.ontherecord` inside the library."""
    return settings.index if settings.index is not None else resolve_library(settings) / ".ontherecord"
