"""`OTR_CATALOG_URL` taken apart. The password is in `conninfo` alone, and in no message."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from index.errors import CatalogError

_SCHEMA = "ontherecord"  # of the database, where nobody names another
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,39}")
_PORT = re.compile(r"[\d,]*")
_WRITE_IT = "Write it as postgresql://USER@HOST:PORT/DATABASE, signs of a password as %40 and the like, or unset it"


@dataclass(frozen=True, slots=True)
class Address:
    """A server's database and the schema in it that holds one index."""

    shown: str  # host, port, database, schema
    schema: str
    conninfo: str = field(repr=False)
    secret: str = field(repr=False)  # the password, "" where libpq finds it elsewhere

    @property
    def quoted(self) -> str:
        """The schema as a statement has it: without the marks a name like `user` is a word of SQL."""
        return f'"{self.schema}"'

    @classmethod
    def parse(cls, url: str) -> Address:
        """The address that a URL is; `?schema=NAME` has several indexes in one database. Raises CatalogError."""
        try:
            parts = urlsplit(url)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            schema = query.pop("schema", _SCHEMA)
            if parts.scheme not in ("postgresql", "postgres"):
                raise ValueError
            options = f"?{urlencode(query, quote_via=quote)}" if query else ""  # libpq knows no + for a blank
            named: dict[str, Any] = conninfo_to_dict(url.partition("?")[0] + options)
            if not _is_whole(named):
                raise ValueError
        except (ValueError, psycopg.Error):  # whose texts may hold the password
            raise CatalogError(f"OTR_CATALOG_URL: no address of a PostgreSQL server. {_WRITE_IT}") from None
        if not _NAME.fullmatch(schema):
            raise CatalogError("OTR_CATALOG_URL: `schema` is not a name of small letters, digits and underscores")
        named = {"connect_timeout": "10", "application_name": "ontherecord"} | named
        place = f"postgresql://{named.get('host', '')}:{named.get('port', 5432)}/{named.get('dbname', '')}"
        shown = place if schema == _SCHEMA else f"{place}?schema={schema}"
        return cls(shown, schema, make_conninfo(**named), str(named.get("password") or ""))


def _is_whole(named: dict[str, Any]) -> bool:
    """Whether no part holds the rest of a password whose own @ or / were not written as %40 and %2F."""
    host, port, database = (str(named.get(part, "")) for part in ("host", "port", "dbname"))
    return "@" not in host + database and bool(_PORT.fullmatch(port))
