"""What scopes show, in numbers: each frame of a grade is looked at once in its life, and the numbers are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping

from btspress.delivery.scopes import graded
from btspress.digest import digest
from btspress.engine.job import Input, RecipeError
from btspress.engine.local import Local
from btspress.engine.store import Store
from btspress.kit import Kit
from btspress.memo import Memo
from btspress.model import Frame, Site, Source
from btspress.planned import Reading
from btspress.recipes.scopes import READING_VERSION, Scopes, read
from btspress.tree import Tree


class Meter:
    """Reads scopes; what was read before, by anybody who shares the store, is not read again."""

    def __init__(self, memo: Memo, store: Store, kit: Kit, executor: Local) -> None:
        """`executor` says when to stop."""
        self._memo = memo
        self._store = store
        self._kit = kit
        self._executor = executor

    def readings(self, site: Site, tree: Tree, *, new: bool) -> Mapping[Frame, Reading]:
        """What the scopes of all grades of `site` say; unless `new` ones are to be read, only what is known."""
        if self._kit.program is None:
            return {}
        found = ((frame, self._once(frame, recipe, tree if new else None)) for frame, recipe in graded(site).items())
        return {frame: reading for frame, reading in found if reading}

    def _once(self, frame: Frame, recipe: Scopes, tree: Tree | None) -> Reading | None:
        """None where nothing is known, and where it cannot be had: the job of the scopes then says why."""
        source = frame.source
        if not isinstance(source, Source):
            return None
        key = digest("reading", READING_VERSION, source.digest, recipe, self._kit.toolchain)
        kept = self._store.memo(key)
        if kept is not None:
            light, colour = json.loads(kept)
            return Reading(tuple(light), tuple(colour))
        look = recipe.frame.look.repair.look
        files = [tree.get(name) for name in (source.name, *((look.name,) if look else ()))] if tree else [None]
        given = [Input(file.open, source.facts.container) for file in files if file]
        if len(given) < len(files):
            return None
        try:
            reading = read(recipe, tuple(given), self._kit.toolbox(self._executor.stop, lambda _: None))
        except RecipeError:
            return None
        self._memo.counts["measured"] += 1
        self._store.remember(key, json.dumps([reading.light, reading.colour]).encode())
        return reading
