"""The paths that the page answers. Gradio has many more, and adds some with each version: they stay closed."""

GRADIO = "/gradio_api"
MCP = f"{GRADIO}/mcp"  # Gradio's own place for it: its clients and its compression know the path

# By their whole path, with or without a slash behind; the page's scripts, gradio_client and plain HTTP need no others.
_WHOLE = frozenset(
    (
        "", "/config", "/theme.css", "/favicon.ico", "/robots.txt", "/manifest.json", "/login", "/logout", "/recording",
        "/feed", MCP, f"{GRADIO}/theme.css", f"{GRADIO}/startup-events", f"{GRADIO}/info", f"{GRADIO}/app_id",
        f"{GRADIO}/queue/join", f"{GRADIO}/queue/data", f"{GRADIO}/queue/status", f"{GRADIO}/run/predict",
        f"{GRADIO}/cancel", f"{GRADIO}/reset", f"{GRADIO}/upload", f"{GRADIO}/upload_progress",
    )
)  # fmt: skip
_BEGINNINGS = ("/assets/", "/static/", "/svelte/", "/reader/", f"{GRADIO}/call/", f"{GRADIO}/heartbeat/")


def is_allowed(path: str) -> bool:
    """Whether the page answers this path.

    >>> is_allowed("/"), is_allowed("/gradio_api/queue/join/"), is_allowed("/gradio_api/vibe-code")
    (True, True, False)
    """
    return path.removesuffix("/") in _WHOLE or path.startswith(_BEGINNINGS)
