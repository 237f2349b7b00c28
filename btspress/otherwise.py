"""Keys that other programs have, or that belong elsewhere, and what is to be written here instead."""

from __future__ import annotations

from collections.abc import Container, Mapping
from types import MappingProxyType
from typing import Final

_OURS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "date": ("published", "on", "released"),
        "day": ("on", "published"),
        "description": ("summary", "logline"),
        "excerpt": ("summary",),
        "image": ("poster", "portrait"),
        "cover": ("poster",),
        "thumbnail": ("poster",),
        "tags": ("motifs",),
        "author": ("people", "by"),
        "authors": ("people", "by"),
        "permalink": ("aliases",),
        "redirect_from": ("aliases",),
        "url": ("base_url",),
        "baseurl": ("base_url",),
        "language": ("lang",),
    }
)
"""By the name elsewhere, the best first."""
_RIGHTS: Final = frozenset({"holder", "licence", "license", "credit", "clearance", "territory", "until"})
"""What stands inside `rights:`."""


def elsewhere(key: str, known: Container[str]) -> str:
    """What to do with an unknown `key` where only `known` ones are taken; empty when nobody can say."""
    name = key.casefold()
    if name in _RIGHTS and "rights" in known:
        return f"write it inside 'rights:': rights: {{{'licence' if name == 'license' else name}: …}}"
    ours = [f"'{each}'" for each in _OURS.get(name, ()) if each in known]
    return f"here it is called {' or '.join(ours)}" if ours else ""
