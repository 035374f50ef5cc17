"""By which names a page is asked for, and which sites may use it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from rag.ui.auth.addresses import LOOPBACK_NAMES, is_loopback, parse_address

_PORTS = {"http": 80, "https": 443}

Site = tuple[str, str, int]  # scheme, host, port


@dataclass(frozen=True, slots=True)
class Names:
    """What a page is called: by this machine's own names, by that of the base address, if somebody named one, and by
    the host it listens on. `anything`: others too may ask for it, by a name that nobody here knows."""

    front: Site | None = None
    host: str = ""
    anything: bool = False

    def knows(self, headers: Headers) -> bool:
        """Whether a request names this page in a way that it is to be answered at all."""
        named = host_of(headers)
        return named is not None and (self.anything or named[0] == self.host or self.are_ours(headers))

    def are_ours(self, headers: Headers) -> bool:
        """Whether a request names this machine, or the base address: no name that a stranger can point here."""
        named = host_of(headers)
        if named is None:
            return False
        return is_loopback_name(named[0]) or (self.front is not None and named[0] == self.front[1])

    def allow(self, headers: Headers) -> bool:
        """Whether the site that sends a request may: this page itself, at the name it was asked for by or its own."""
        origins = headers.getlist("origin")
        if not origins:
            return True
        site, named = site_of(origins[0]), host_of(headers)
        if len(origins) > 1 or site is None or named is None:
            return False
        host, port = named
        return site == self.front or (site[1] == host and site[2] == (port or _PORTS[site[0]]))


def names(host: str, base_url: str = "") -> Names:
    """The names of a page that listens on `host`, known to its visitors as `base_url` (empty: nobody said how).

    On this machine only, a request must name this machine: else any web site could point a name of its own here and
    read the page through its visitor's browser.
    """
    return Names(site_of(base_url), host.strip("[]").casefold(), anything=not is_loopback(host))


def site_of(address: str) -> Site | None:
    """Scheme, host and port of a web address; None where it is none, `null` and `file://` among them.

    >>> site_of("https://Records.example/x"), site_of("null"), site_of("file://"), site_of("http://[::1]:7860")
    (('https', 'records.example', 443), None, None, ('http', '::1', 7860))
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname.casefold().rstrip("."), port or _PORTS[parts.scheme]


def host_of(headers: Headers) -> tuple[str, int | None] | None:
    """Name and port that a request asks for; None where it names none, or several, or what is no name.

    >>> host_of(Headers({"host": "[::1]:7860"})), host_of(Headers({"host": "Desk-4.lan"})), host_of(Headers({}))
    (('::1', 7860), ('desk-4.lan', None), None)
    """
    sent = headers.getlist("host")
    if len(sent) != 1:
        return None
    try:
        parts = urlsplit(f"//{sent[0]}")
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.path or parts.query or parts.fragment or "@" in sent[0]:
        return None
    return parts.hostname.casefold().rstrip("."), port


def is_loopback_name(name: str) -> bool:
    """Whether a name can mean only this machine, whatever a name server says."""
    address = parse_address(name)
    return name in LOOPBACK_NAMES if address is None else address.is_loopback
