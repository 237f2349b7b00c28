"""All albums of the finished films together: one place to ask which frames may show something."""

from __future__ import annotations

from collections.abc import Sequence

from btspress.digest import Digest, digest
from btspress.engine.store import Store
from btspress.matching.albums import Album, Leaf
from btspress.unchanging import unchanging
from btspress.vision.bag import Bag, gathered

ARCHIVE_VERSION = 1
"""Part of every key under which a bag is kept."""


@unchanging
class Archive:
    """Albums, and the details of all their frames, sorted."""

    albums: tuple[Album, ...]
    places: tuple[tuple[int, int], ...]
    """For each picture of the bag the numbers of its album and leaf."""
    bag: Bag

    def leaf(self, place: tuple[int, int]) -> Leaf:
        """A frame."""
        return self.albums[place[0]].leaves[place[1]]


def archived(albums: Sequence[Album], keys: Sequence[Digest], store: Store | None = None) -> Archive:
    """The archive of some albums; with their keys, what was sorted once is kept in the store. Raises `OSError`."""
    places = tuple((number, leaf) for number, album in enumerate(albums) for leaf in range(len(album.leaves)))
    key = digest("archive", ARCHIVE_VERSION, list(keys))
    kept = store.memo(key) if store else None
    bag = Bag.from_bytes(kept) if kept is not None else None
    if bag is None or bag.pictures != len(places):
        bag = gathered([albums[number].leaves[leaf].features for number, leaf in places])
        if store:
            store.remember(key, bag.to_bytes())
    return Archive(tuple(albums), places, bag)
