"""Keeps the vector store in step with the catalog, from the vectors that the catalog keeps: nothing is embedded.

Chroma's deletes are slow and leave the bytes in its files. So in an embedded store the entries of replaced revisions
stay where they are, *stale*: the catalog counts them and searches pass over them. To be rid of them the store is filled
again beside the old one, one transaction switches over, and the old one's folder is removed. That is done after a
removal, whose vectors must not stay, and when too much is stale. From a server entries are deleted at once.

On a server each index has collections of its own, under its identity. A copy of an index brings the identity along, so
a writer claims the collections with a token that it changes each time and keeps in its catalog: one that finds
another token there, or knows that it was copied, becomes another index and fills collections of its own.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from secrets import token_hex
from typing import TYPE_CHECKING

from index.catalog.catalog import VIEWS, Catalog, View
from index.errors import VectorStoreError

if TYPE_CHECKING:
    from index.chroma.store import VectorStore

_LOG = logging.getLogger(__name__)
_FEW = 2_000  # entries that Chroma lacks, up to which they are added to the collection it has
_LIVE_PER_STALE = 4  # fewer live entries for each stale one are too few: the store is refilled

_STALE, _PURGE, _CLAIMS = "stale", "purge", "claims"
PURGE_DUE = {_PURGE: "due"}  # to be published with a removal: a sync that finds it after a kill completes the removal


def stale(catalog: Catalog) -> dict[View, int]:
    """How many entries of each view Chroma holds that the catalog no longer has, as far as it knows."""
    counted = json.loads(catalog.about(_STALE) or "{}")
    return {view: int(counted.get(view, 0)) for view in VIEWS}


def sweep(catalog: Catalog, dead: Sequence[int], store: VectorStore | None) -> None:
    """Remove revisions that are not live from the catalog, and from a server; `store` None: it goes as a whole."""
    if store is not None:
        more = dict(stale(catalog))
        for revision in dead:
            for view in VIEWS:
                keys = catalog.entry_keys(revision, view)
                if store.remote:
                    store.delete(view, keys)
                else:
                    more[view] += len(keys)
        catalog.note({_STALE: json.dumps(more)})  # first: a reader finds no more meanwhile than is noted
    catalog.sweep(dead)


def mended(catalog: Catalog, store: VectorStore, *, thorough: bool) -> bool:
    """Whether the store holds every live entry, a few that it lacked added; if not it is to be `refilled`.

    `thorough` compares the keys and not only their number, and searches. Files that are not as a writer left them are
    not even opened. Raises VectorStoreError where a server fails.
    """
    if not store.remote and (not catalog.keeps_vectors_in(store.folder) or (store.there and not store.sealed)):
        return False
    live, known = catalog.live_entries(), stale(catalog)
    try:
        if not thorough and all(store.count(view) == live[view] + known[view] for view in VIEWS):
            return True
        left = {view: _stale_after_adding(catalog, store, view) for view in VIEWS}
    except VectorStoreError:
        if store.remote:
            raise
        return False
    if None not in left.values():
        catalog.note({_STALE: json.dumps(left)})
    return None not in left.values()


def claim(catalog: Catalog, open_store: Callable[[str], VectorStore]) -> None:
    """Make sure that no copy of this index writes where it does: it may have another identity then.

    The live collections, where they are not its own any more (`is_guest`), are to be `refilled` before anything is
    written. Raises VectorStoreError.
    """
    if open_store("").remote and not _is_claimed(catalog, open_store):
        catalog.draw_identity()
        _LOG.warning(
            "%s: a copy of this index, or a later state of it, writes to its collections on the Chroma server. "
            "This one has collections of its own from now on",
            catalog.name,
        )
        _is_claimed(catalog, open_store)


def _is_claimed(catalog: Catalog, open_store: Callable[[str], VectorStore]) -> bool:
    token, before = token_hex(6), (catalog.about(_CLAIMS) or "").split()
    catalog.note({_CLAIMS: " ".join((*before, token))})  # first: a kill may come before the server's answer
    mine = open_store(catalog.next_collection(catalog.about("fingerprint") or "")).claim(token, after=before)
    if mine:
        catalog.note({_CLAIMS: token})
    return mine


def is_guest(catalog: Catalog, store: VectorStore) -> bool:
    """Whether the vectors are on a server in another index's collections, of which this one is a copy."""
    return store.remote and not catalog.owns(store.name)


def is_purge_due(catalog: Catalog) -> bool:
    """Whether what is stale must leave the files: a transcript was removed, or too much is stale."""
    live = catalog.live_entries()
    much = any(number * _LIVE_PER_STALE > live[view] for view, number in stale(catalog).items())
    return much or catalog.about(_PURGE) == PURGE_DUE[_PURGE]


def refilled(
    catalog: Catalog, open_store: Callable[[str], VectorStore], report: Callable[[int, int], object] | None = None
) -> VectorStore:
    """A new store with exactly the live entries, which has taken over from the old one, now removed.

    The old one serves until then. `report` is called with (entries written, entries in all).
    """
    old = catalog.about("collection") or ""
    name = catalog.next_collection(catalog.about("fingerprint") or "")
    open_store(name).drop()  # what a writer that died left there
    store = open_store(name)
    total, done = sum(catalog.live_entries().values()), 0
    with store.writing(catalog.generation):
        for view in VIEWS:
            for keys, vectors in catalog.vectors.all(view):
                store.upsert(view, keys, vectors)
                done += len(keys)
                if report is not None:
                    report(done, total)
        catalog.publish(facts=facts_of_new(catalog, store))
        store.catch_up(catalog.generation)
    store.seal()
    if not is_guest(catalog, before := open_store(old)):
        before.drop()
    return store


def facts_of_new(catalog: Catalog, store: VectorStore) -> Mapping[str, str]:
    """What is to be published when a store, which holds nothing stale, takes over."""
    home = {} if store.remote else catalog.facts_of_vectors(store.folder)
    return {"collection": store.name, _STALE: "{}", _PURGE: "", **home}


def _stale_after_adding(catalog: Catalog, store: VectorStore, view: View) -> int | None:
    """How many entries are stale, once a few that were lacking are added; None where more are lacking."""
    live, held = catalog.entry_keys_live(view), store.keys(view)
    lacking, extra = sorted(live - held), sorted(held - live)
    if len(lacking) > _FEW or (held and not live):
        return None
    if lacking:
        keys, matrix = catalog.vectors.of(lacking)
        store.upsert(view, keys.tolist(), matrix)
    if live:
        first = catalog.vectors.of([min(live)])[1][0]
        store.search(view, first, k=1)  # a broken HNSW file shows only now
    if extra and store.remote:
        store.delete(view, extra)
        return 0
    return len(extra)
