"""By which doors people come in: a file of users, a reverse proxy's header, or none."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from starlette.datastructures import Headers

from index.catalog.kept import Sessions
from index.catalog.places import place_of
from rag.errors import SettingsError
from rag.settings import Settings, resolve_index
from rag.ui.auth.accounts import AccountFile, Role, User, load_accounts
from rag.ui.auth.addresses import Network, is_in, is_loopback, parse_address, passed_on, sender
from rag.ui.auth.hosts import Names


@dataclass(frozen=True, slots=True)
class Doors:
    """How people are known. With neither file nor header, everybody may read, and people at this machine manage."""

    accounts: AccountFile | None = None
    header: str | None = None  # lower case
    proxies: tuple[Network, ...] = ()
    sessions: Sessions | None = None  # of those who sign in; None: in the memory of this process

    @property
    def guarded(self) -> bool:
        """Whether one has to sign in."""
        return self.accounts is not None or self.header is not None

    def role_of(self, name: str) -> Role:
        """The role of a user that the proxy signed in: as the file says of the name, else read."""
        account = self.accounts.accounts().get(name) if self.accounts is not None else None
        return account.user.role if account is not None else "read"

    def is_proxy(self, address: str | None) -> bool:
        """Whether a connection from here may say who asks."""
        return is_in(address, self.proxies)

    def sender(self, connected: str, headers: Headers) -> str:
        """Where a request comes from: the address that connects, or the one that our proxy says it asks for."""
        return sender(connected, headers, self.proxies)


def open_doors(settings: Settings) -> Doors:
    """The doors that the settings name. SettingsError or AuthFileError says which is not in order."""
    if settings.auth_file is not None:
        load_accounts(settings.auth_file)  # said before anything listens
    if settings.auth_header is None and settings.auth_file is None and settings.auth_proxy is not None:
        raise SettingsError(
            "OTR_AUTH_PROXY names a proxy, OTR_AUTH_HEADER does not say which header it sends. Set both, or name a "
            "file of users in OTR_AUTH_FILE"
        )
    if settings.auth_header is not None and settings.auth_proxy is None:
        raise SettingsError(
            "OTR_AUTH_HEADER names a header that says who asks, and anybody could send it. "
            "Set OTR_AUTH_PROXY to the address of the proxy, the only one it is believed from: 10.0.0.7 or 10.0.0.0/24"
        )
    return Doors(
        AccountFile(settings.auth_file) if settings.auth_file is not None else None,
        _header(settings.auth_header) if settings.auth_header is not None else None,
        _networks(settings.auth_proxy) if settings.auth_proxy is not None else (),
        _sessions(settings) if settings.auth_file is not None and settings.catalog_url else None,
    )


def _sessions(settings: Settings) -> Sessions | None:
    return place_of(resolve_index(settings), settings.catalog_url).sessions


def check_reach(host: str, doors: Doors, *, open_to_all: bool) -> None:
    """SettingsError where other machines could reach the page, nobody has to sign in, and nobody said that is meant."""
    if doors.guarded or open_to_all or is_loopback(host):
        return
    raise SettingsError(
        f"{host}: everybody who reaches this machine could read every transcript. "
        "Let people sign in: make a file of users with `ontherecord user add NAME --file users.txt` and name it in "
        "OTR_AUTH_FILE, or name your proxy's header in OTR_AUTH_HEADER. "
        "If it is meant to be open to all, say so with --open"
    )


def visitor(address: str | None, headers: Headers, names: Names, version: str = "1.1") -> User:
    """The user of a page without sign-in. Only those who connect from this machine itself manage its library.

    They must have asked for it by a name that nobody else can point here, and straight: no browser speaks HTTP 1.0, in
    which a proxy that leaves no header of its own asks.
    """
    known = parse_address(address)
    here = known is not None and known.is_loopback and names.are_ours(headers)
    return User("", "manage" if here and version != "1.0" and not passed_on(headers) else "read")


def basic_credentials(header: str | None) -> tuple[str, str] | None:
    """Name and password of an `Authorization: Basic` header (RFC 7617); None where it is no such header.

    >>> basic_credentials("Basic YW5hOnMzY3JldA==")
    ('ana', 's3cret')
    >>> basic_credentials("Bearer abc")
    """
    scheme, _, encoded = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if colon else None


def _header(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name):
        raise SettingsError(f"OTR_AUTH_HEADER: {name!r} is not the name of a header. It looks like: X-Forwarded-User")
    return name.lower()


def _networks(text: str) -> tuple[Network, ...]:
    found: list[Network] = []
    parts: Sequence[str] = [part.strip() for part in text.split(",") if part.strip()]
    for part in parts:
        try:
            found.append(ip_network(part))
        except ValueError as error:
            raise SettingsError(
                f"OTR_AUTH_PROXY: {error}. Write addresses with commas: 10.0.0.7, 10.1.0.0/24"
            ) from None
    if not found:
        raise SettingsError("OTR_AUTH_PROXY names no address. Write it as 10.0.0.7 or 10.0.0.0/24")
    return tuple(found)
