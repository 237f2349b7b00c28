"""How loud the sounds of a site are: each is decoded once in its life, and the numbers are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from btspress.delivery.audience import Delivery
from btspress.delivery.sounds import as_heard, keys_of, sources_heard
from btspress.diagnostics import Diagnostic, Span, problem
from btspress.digest import digest
from btspress.engine.job import RecipeError
from btspress.engine.local import Local
from btspress.engine.store import Store
from btspress.engine.together import together
from btspress.kit import Kit
from btspress.levels import Levels, LevelsKey, Measured, from_bytes, to_bytes
from btspress.memo import Memo
from btspress.model import Clip, Site, Sound, Source
from btspress.recipes.excerpt import Heard
from btspress.recipes.measure import MEASURE_VERSION, measure
from btspress.tree import File, Tree
from btspress.walk import walk


def unspoken(problems: Iterable[Diagnostic], site: Site, levels: Measured) -> tuple[Diagnostic, ...]:
    """`problems` but for missing captions of what turned out to be mute, where nobody is said to speak."""
    mute = {digest for digest, _, _ in levels} - {digest for (digest, _, _), each in levels.items() if not each.mute}
    if not mute:
        return tuple(problems)
    shown = ((each.span, each.source) for each in walk(site, Clip, Sound))
    spans = {span for span, of in shown if isinstance(of, Source) and not of.speech and of.digest in mute}
    return tuple(each for each in problems if each.code != "E810" or each.span not in spans)


class Gauge:
    """Measures sounds; what was measured before, by anybody who shares the store, is not measured again."""

    def __init__(self, memo: Memo, store: Store, kit: Kit, executor: Local) -> None:
        """`executor` says how many at a time, and when to stop."""
        self._memo = memo
        self._store = store
        self._kit = kit
        self._executor = executor
        self.troubles: list[Diagnostic] = []
        """Sounds that could not be measured the last time, told where they are asked for."""

    def levels(self, site: Site, tree: Tree, delivery: Delivery, *, new: bool) -> Measured:
        """The levels of all sounds that `site` publishes; `tree` holds their files.

        Unless `new` ones are to be measured, only those that are known. None for a delivery that leaves sounds
        as loud as they are, and none without ffmpeg: nothing can be published either.
        """
        self.troubles.clear()
        if delivery.loudness is None or self._kit.program is None:
            return MappingProxyType({})
        asked: dict[Source, list[Span | None]] = {}
        for source, span in sources_heard(site):
            asked.setdefault(source, []).append(span)
        workers, stop = self._executor.workers, self._executor.stop
        found = together(lambda source: self._measured(source, tree.get(source.name), new=new), asked, workers, stop)
        known: dict[LevelsKey, Levels] = {}
        for (source, spans), each in zip(asked.items(), found, strict=True):
            if isinstance(each, str):
                self._report(source, spans, each)
            else:
                known.update(each)
        return MappingProxyType(known)

    def _report(self, source: Source, spans: list[Span | None], reason: str) -> None:
        name = PurePosixPath(source.name).name
        message = f"how loud {name} is cannot be measured: {reason}"
        self.troubles.extend(problem("E910", message, span) for span in dict.fromkeys(spans))

    def _measured(self, source: Source, file: File | None, *, new: bool) -> Mapping[LevelsKey, Levels] | str:
        """The levels of one source, as delivered and cleaned up; or why there are none."""
        known: dict[LevelsKey, Levels] = {}
        try:
            for key in keys_of(source):
                heard = as_heard(source, key[2], next(iter(known.values()), None))
                levels = self._once(source, heard, file if new else None) if heard else None
                if levels is None:
                    break
                known[key] = levels
        except OSError as error:
            return error.strerror or str(error)
        except RecipeError as error:
            return str(error)
        return known

    def _once(self, source: Source, heard: Heard, file: File | None) -> Levels | None:
        """What is known of a sound; else what listening to `file` tells, where there is one."""
        facts = source.facts
        key = digest("levels", MEASURE_VERSION, source.digest, facts.container, heard, self._kit.toolchain)
        kept = self._store.memo(key)
        if kept is not None or file is None:
            return from_bytes(kept) if kept is not None else None
        tools = self._kit.toolbox(self._executor.stop, lambda _: None)
        levels = measure(file.open, facts.container, heard, facts.duration, tools)
        self._memo.counts["measured"] += 1
        self._store.remember(key, to_bytes(levels))
        return levels
