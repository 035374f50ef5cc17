"""What a catalog says of itself from the first: which index it is of, its vector collections, its schema."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from index.errors import CatalogError

READERS = "readers"  # the fact by which readers the files were read
COLLECTION = re.compile(r"otr-[0-9a-f]+-[0-9a-f]+-\d+")


def collection_name(identity: str, fingerprint: str, generation: int) -> str:
    """Name of the vector collections of an index: another index, another model or another rebuild never shares them."""
    return f"otr-{identity}-{sha256(fingerprint.encode()).hexdigest()[:12]}-{generation}"


def first_facts(schema: int, library: Path, fingerprint: str) -> dict[str, str]:
    """What a new, empty catalog says of itself."""
    identity = fresh_identity()
    return {
        "schema": str(schema),
        "identity": identity,
        "library": str(library.resolve()),
        "fingerprint": fingerprint,
        "collection": collection_name(identity, fingerprint, 0),
        "generation": "0",
    }


def fresh_identity() -> str:
    """The identity of a new index: a random one, because two machines may have their libraries at the same place."""
    return token_hex(6)


class OtherSchema(CatalogError):
    """The catalog was made by another version of this program; `fix` is the command to run."""

    def __init__(self, name: str, schema: str | None, *, reads: int, upgrades: bool) -> None:
        self.fix = "ontherecord index" if upgrades else "ontherecord index --rebuild"
        way_out = "Bring it up to date" if upgrades else "Rebuild it"
        newer = schema is not None and schema.isdecimal() and int(schema) > reads
        if newer:  # others may use it with the newer version: a rebuild is the second choice
            way_out = "Use that version here, or put an index of this one in its place"
        super().__init__(
            f"{name}: made by {'a newer' if newer else 'another'} version of this program (schema {schema}; this one "
            f"reads {reads}). {way_out} with: {self.fix}"
        )
