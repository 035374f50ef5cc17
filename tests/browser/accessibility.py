"""What axe-core finds wrong with a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
SCHEMES = ("light", "dark")


def dress(page: Page, scheme: str) -> None:
    """The page in a colour scheme, before it is opened: colours change over a moment."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")


def grave_faults(page: Page, within: str | None = None) -> list[str]:
    """The serious and critical faults, each with the first element that has it."""
    found = Axe().run(page, context=within).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:300]}" for fault in found if fault["impact"] in GRAVE]
