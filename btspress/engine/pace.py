"""How quick this machine is: what earlier work took, beside what it was expected to take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field
from statistics import median
from types import MappingProxyType

from btspress.engine.receipt import Receipt
from btspress.unchanging import unchanging

LESSONS = 200
"""Receipts of earlier work that are worth looking at."""
_ENOUGH = 3
"""Receipts of one recipe below which a single odd file would count too much."""
_SLOWEST = 16.0
"""Beyond this the fault is not the machine's."""


@unchanging
class Paces:
    """Factors on what was estimated: 2 for work that takes twice as long here."""

    by_recipe: Mapping[str, float] = field(default_factory=dict)
    otherwise: float = 1.0
    """For recipes that were not made often enough."""

    def of(self, recipe: str) -> float:
        """The factor for a recipe of that name."""
        return self.by_recipe.get(recipe, self.otherwise)


def paces(receipts: Iterable[Receipt]) -> Paces:
    """What `receipts` of finished jobs teach; without any, everything is as estimated."""
    taken: defaultdict[str, list[float]] = defaultdict(list)
    for receipt in receipts:
        if receipt.expected > 0:
            taken[receipt.recipe].append(receipt.seconds / receipt.expected)
    known = {recipe: _usual(ratios) for recipe, ratios in taken.items() if len(ratios) >= _ENOUGH}
    every = [ratio for ratios in taken.values() for ratio in ratios]
    return Paces(MappingProxyType(known), _usual(every) if len(every) >= _ENOUGH else 1.0)


def _usual(ratios: Iterable[float]) -> float:
    return min(max(median(ratios), 1 / _SLOWEST), _SLOWEST)
