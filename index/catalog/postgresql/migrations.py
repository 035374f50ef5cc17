"""Brings the tables of an earlier version up to date in place, version by version and forward only.

Each step is one transaction, with the number that says so: a kill between two leaves a catalog of the version between.
The caller holds the writer's lock. App servers of the earlier version go on with what they have open, and then say
that the catalog was made by a newer one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from index.catalog.postgresql.tables import KEPT, SCHEMA, WORD_RANGES
from index.errors import BrokenCatalog

if TYPE_CHECKING:
    from index.catalog.postgresql.server import Server

_STEPS: Mapping[int, tuple[str, ...]] = {1: (WORD_RANGES,), 2: KEPT}  # what makes of each version the next one
UPGRADES = frozenset(map(str, _STEPS))  # the versions that `upgrade` knows what to do with


def upgrade(server: Server) -> bool:
    """Whether the catalog has the version of this program now. Raises CatalogError where the user may not change it."""
    while (found := _version(server)) != SCHEMA:
        if found not in _STEPS:
            return False
        with server.writing() as transaction:
            for statement in _STEPS[found]:
                transaction.run(statement)
            transaction.run("UPDATE about SET value = ? WHERE key = 'schema'", str(found + 1))
            transaction.run("UPDATE about SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE key = 'generation'")
    return True


def _version(server: Server) -> int:
    row = server.one("SELECT value FROM about WHERE key = 'schema'")
    try:
        return int(row[0]) if row else 0
    except ValueError:
        raise BrokenCatalog(f"{server.address.shown}: says that its schema is {row}") from None
