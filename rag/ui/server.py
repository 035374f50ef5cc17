"""The page on an address: binds first, opens the library behind it."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import gradio as gr
from starlette.routing import BaseRoute

from index.readers.shared.limits import MAX_BYTES
from rag.api.functions import Programs
from rag.errors import SettingsError
from rag.settings import Settings, resolve_library
from rag.ui.ask.view import ASKING_AT_ONCE
from rag.ui.auth.connection_limits import patient
from rag.ui.auth.guard import guards, may_manage
from rag.ui.auth.identity import Doors, check_reach, open_doors
from rag.ui.i18n import ENGLISH
from rag.ui.i18n.translate import TranslatedError
from rag.ui.library.uploads import keep_uploads_private
from rag.ui.mentions.feed import routes as feeds
from rag.ui.models.switching import Switching
from rag.ui.page import build
from rag.ui.programs.call_errors import EXCEPTION_HANDLERS
from rag.ui.programs.endpoints import add_endpoints
from rag.ui.reader.routes import routes
from rag.ui.startup import Opening, Ready, Report, open_another, open_library
from rag.ui.template import style

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.ui.programs.mcp import Tools

CSS = Path(__file__).parent / "page.css"
FIRST_PORT, PORTS = 7860, 100
LOOK = 0.03  # seconds between looks at what waits: nobody notices them in an answer
WAITING = 200  # calls that wait to be answered, of all visitors
SYSTEM_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
MONO_FONTS = ("ui-monospace", "SFMono-Regular", "Menlo", "DejaVu Sans Mono", "monospace")


def serve(settings: Settings, *, host: str, port: int | None, mcp: bool = False) -> None:
    """The page until interrupted. The address is printed as soon as it answers; the library opens behind it."""
    resolve_library(settings)  # no library: said before anything listens
    doors = open_doors(settings)
    check_reach(host, doors, open_to_all=settings.open)
    # The default names a port that may be another program's: only an address that somebody set is this page's.
    front = settings.base_url if "base_url" in settings.model_fields_set else ""

    def open_behind(report: Report, ready: Ready) -> None:
        """With links to where the page is by then."""
        open_library(settings.model_copy(update={"base_url": front or address}), report, ready)

    opening = Opening(open_behind)
    # The page shows anything of an assistant's shape; programs, and who opens another, need all of the one opened.
    opened = cast("Callable[[], Assistant | None]", opening.assistant)
    switching = _switching(opened, opening)
    page = build(
        opening.assistant,
        status=lambda say: opening.status(say) or switching.status(say),
        coming=opening.coming,
        may_manage=may_manage,
        switching=switching,
    )
    programs = Programs(opened, lambda: opening.status(ENGLISH))
    with page:
        add_endpoints(programs, asking_at_once=ASKING_AT_ONCE)
    page.queue(max_size=WAITING)
    own = [*routes(opening.assistant, may_manage), *feeds(opening.assistant)]
    tools = _tools(programs) if mcp else None
    address = start(page, host=host, port=port, base_url=front, routes=own, doors=doors, tools=tools)
    announce(address, tools=tools)
    opening.start()
    page.block_thread()


def _switching(opened: "Callable[[], Assistant | None]", opening: Opening) -> Switching:
    def another(name: str, report: Report) -> "Assistant":
        assistant = opened()
        if assistant is None:
            raise TranslatedError(ENGLISH("ask.unready", status=opening.status(ENGLISH)))
        return open_another(assistant, name, report)

    return Switching(another, opening.use)


def _tools(programs: Programs) -> "Tools":
    from rag.ui.programs.mcp import Tools  # another half second of imports, for those who want it

    return Tools(programs, asking_at_once=ASKING_AT_ONCE)


def theme() -> gr.themes.Base:
    """A theme of fonts the reader's machine has: nothing is fetched."""
    return gr.themes.Base(
        primary_hue="blue", secondary_hue="blue", neutral_hue="stone", font=SYSTEM_FONTS, font_mono=MONO_FONTS
    )


def start(
    page: gr.Blocks,
    *,
    host: str,
    port: int | None,
    base_url: str = "",
    routes: Sequence[BaseRoute] = (),
    doors: Doors | None = None,
    tools: "Tools | None" = None,
) -> str:
    """Serve the page from now on, with routes of its own, in the background; return its address.

    SettingsError where the port is taken.
    """
    # Uvicorn would take a client's address from a header that the client sends; who the user is depends on it.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    keep_uploads_private()
    # Gradio looks every thousandth second whether anybody called: four percent of a core for nobody.
    page._queue.sleep_when_free, page._queue.progress_update_sleep_when_free = LOOK, 5 * LOOK
    try:
        _, address, _ = page.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            num_workers=0,
            pwa=False,
            mcp_server=False,
            enable_monitoring=False,
            run_history=False,
            footer_links=[],
            blocked_paths=["/"],
            max_file_size=MAX_BYTES,
            app_kwargs={
                "middleware": guards(host, base_url, doors),
                "routes": [*routes, *(tools.routes if tools is not None else ())],
                "lifespan": tools.running if tools is not None else None,
                "docs_url": None,
                "redoc_url": None,
                "exception_handlers": EXCEPTION_HANDLERS,
            },
            theme=theme(),
            # Not `css_paths`: Gradio would rewrite every selector.
            head=style(CSS.read_text("utf-8")),
        )
    except OSError as error:
        tried = f"port {port}" if port is not None else f"any port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1}"
        raise SettingsError(f"cannot listen on {host}, {tried}: taken or not allowed. Choose another") from error
    # Of connections from now on; Gradio lets nobody say so before it listens.
    config = page.server.config
    config.http_protocol_class = patient(config.http_protocol_class)
    return str(address).rstrip("/")


def announce(address: str, *, tools: "Tools | None" = None) -> None:
    """Tell the person at the terminal where the page is, and the tools."""
    sys.stdout.write(f"On the Record: {address}\n")
    if tools is not None:
        sys.stdout.write(f"MCP tools: {address}{tools.path}\n")
    sys.stdout.flush()
