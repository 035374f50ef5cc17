"""Where a request comes from: the address that connects, or the one that a trusted proxy names."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers

LOOPBACK_NAMES = ("localhost", "ip6-localhost")
# Headers that something between sender and page leaves. `_` counts as `-`: some servers make one of the other.
_PASSED_ON = frozenset(
    "forwarded via x-real-ip x-client-ip client-ip true-client-ip x-cluster-client-ip x-remote-ip x-remote-addr"
    " x-originating-ip x-original-host x-original-url x-original-forwarded-for x-host x-proxy-id x-proxyuser-ip"
    " fastly-client-ip fly-client-ip cdn-loop x-azure-clientip x-azure-socketip".split()
)
_PASSED_ON_FAMILIES = ("x-forwarded", "cf-", "x-envoy-", "x-amzn-", "x-appengine-", "x-vercel-", "fly-forwarded")

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def parse_address(text: str | None) -> Address | None:
    """An address, an IPv4 one in IPv6 clothes as itself; None where it is none."""
    try:
        address = ip_address((text or "").partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server on `host`."""
    if host in LOOPBACK_NAMES:
        return True
    address = parse_address(host.strip("[]"))
    if address is not None:
        return address.is_loopback
    try:
        found = {parse_address(str(info[4][0])) for info in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return all(address is not None and address.is_loopback for address in found)


def passed_on(headers: Headers) -> bool:
    """Whether a request went through something else on its way here: what connects is then not who asks."""
    names = (name.replace("_", "-") for name in headers)
    return any(name in _PASSED_ON or name.startswith(_PASSED_ON_FAMILIES) for name in names)


def is_in(address: str | None, networks: Sequence[Network]) -> bool:
    """Whether an address is in one of the networks."""
    known = parse_address(address)
    return known is not None and any(known in network for network in networks)


def sender(connected: str, headers: Headers, proxies: Sequence[Network]) -> str:
    """The address that asks: the one that connects, or behind proxies the last one that none of theirs is.

    >>> behind = Headers({"x-forwarded-for": "10.9.9.9, 203.0.113.9, 10.0.0.8"})
    >>> sender("10.0.0.7", behind, [ip_network("10.0.0.0/24")]), sender("192.0.2.1", behind, [])
    ('203.0.113.9', '192.0.2.1')
    """
    if not is_in(connected, proxies):
        return connected
    chain = [part.strip() for value in headers.getlist("x-forwarded-for") for part in value.split(",")]
    for address in reversed(chain):
        if parse_address(address) is None:
            break  # nobody's: what stands before it may be made up
        if not is_in(address, proxies):
            return address
    return connected


def whereabouts(address: str) -> str:
    """What of an address is one visitor's: an IPv4 address, the /64 of an IPv6 one, which one machine has all of.

    >>> whereabouts("203.0.113.9"), whereabouts("2001:db8::1:2"), whereabouts("::ffff:203.0.113.9")
    ('203.0.113.9', '2001:db8::/64', '203.0.113.9')
    """
    known = parse_address(address)
    if isinstance(known, IPv6Address):
        return str(ip_network((known, 64), strict=False))
    return str(known or address)
