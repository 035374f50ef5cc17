"""The page on an address: binds first, opens the library behind it."""

import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import gradio as gr
from starlette.routing import BaseRoute

from rag.errors import SettingsError
from rag.settings import Settings, resolve_library
from rag.ui.guard import guards
from rag.ui.opening import Opening, open_library
from rag.ui.page import build
from rag.ui.reading import routes

CSS = Path(__file__).parent / "page.css"
FIRST_PORT, PORTS = 7860, 100
SYSTEM_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
MONO_FONTS = ("ui-monospace", "SFMono-Regular", "Menlo", "DejaVu Sans Mono", "monospace")


def serve(settings: Settings, *, host: str, port: int | None) -> None:
    """The page until interrupted. The address is printed as soon as it answers; the library opens behind it."""
    resolve_library(settings)  # no library: said before anything listens
    opening = Opening(lambda report, ready: open_library(settings, report, ready))
    page = build(opening.assistant, status=opening.status)
    announce(start(page, host=host, port=port, base_url=settings.base_url, routes=routes(opening.assistant)))
    opening.start()
    page.block_thread()


def theme() -> gr.themes.Base:
    """A theme of fonts the reader's machine has: nothing is fetched."""
    return gr.themes.Base(
        primary_hue="blue", secondary_hue="blue", neutral_hue="stone", font=SYSTEM_FONTS, font_mono=MONO_FONTS
    )


def start(page: gr.Blocks, *, host: str, port: int | None, base_url: str = "", routes: Sequence[BaseRoute] = ()) -> str:
    """Serve the page from now on, with routes of its own, in the background; return its address.

    SettingsError where the port is taken.
    """
    known = urlsplit(base_url).hostname
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
            max_file_size=1,
            app_kwargs={
                "middleware": guards(host, (known,) if known else ()),
                "routes": list(routes),
                "docs_url": None,
                "redoc_url": None,
            },
            theme=theme(),
            # Not `css_paths`: Gradio would rewrite every selector.
            head=f"<style>{CSS.read_text('utf-8')}</style>",
        )
    except OSError as error:
        tried = f"port {port}" if port is not None else f"any port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1}"
        raise SettingsError(f"cannot listen on {host}, {tried}: taken or not allowed. Choose another") from error
    return str(address).rstrip("/")


def announce(address: str) -> None:
    """Tell the person at the terminal where the page is."""
    sys.stdout.write(f"On the Record: {address}\n")
    sys.stdout.flush()
