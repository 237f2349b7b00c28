"""Media on a host of its own: pages name pictures, clips and sounds by the full address that they have there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any

from btspress.hosts import is_heavy
from btspress.planned import File, Plan, Stream


def hosted(plan: Plan, host: str) -> Plan:
    """The plan with the files of all that it shows on `host`; texts stay where the pages are."""
    seen: dict[int, Any] = {}
    return replace(
        plan,
        pictures=MappingProxyType({shown: _moved(found, host, seen) for shown, found in plan.pictures.items()}),
        players=MappingProxyType({shown: _moved(found, host, seen) for shown, found in plan.players.items()}),
        kits=MappingProxyType({address: _moved(kit, host, seen) for address, kit in plan.kits.items()}),
        cards=MappingProxyType({address: _moved(card, host, seen) for address, card in plan.cards.items()}),
    )


def _moved(value: Any, host: str, seen: dict[int, Any]) -> Any:
    """The same value with every file inside it moved; `seen` keeps what several things share."""
    if id(value) not in seen:
        seen[id(value)] = _anew(value, host, seen)
    return seen[id(value)]


def _anew(value: Any, host: str, seen: dict[int, Any]) -> Any:
    if isinstance(value, File):
        moved = replace(value, url=_address(value.url, host))
        return replace(moved, mixed=_address(moved.mixed, host)) if isinstance(moved, Stream) else moved
    if isinstance(value, tuple):
        return tuple(_moved(each, host, seen) for each in value)
    if isinstance(value, Mapping):
        return MappingProxyType({name: _moved(each, host, seen) for name, each in value.items()})
    if is_dataclass(value) and not isinstance(value, type):
        own = {each.name: _moved(getattr(value, each.name), host, seen) for each in fields(value)}
        return replace(value, **own)
    return value


def _address(url: str, host: str) -> str:
    return f"{host}{url}" if url.startswith("/") and is_heavy(url.lstrip("/")) else url
