"""What a finished job says of itself: what it made, how, and how long that took."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from btspress.digest import Digest
from btspress.unchanging import unchanging

RECEIPT = "receipt.json"
"""Name of the file that describes an entry; no output may have it."""


@unchanging
class Made:
    """One file that a job made."""

    digest: Digest
    size: int
    """Bytes."""


@unchanging
class Receipt:
    """What a job made, how, and how long it took."""

    key: Digest
    recipe: str
    version: int
    parameters: Mapping[str, Any]
    toolchain: str
    seconds: float
    outputs: Mapping[str, Made]
    notes: Mapping[str, Any] = field(default_factory=dict)
    """What the recipe found worth remembering."""
    commands: tuple[str, ...] = ()
    """The calls of ffmpeg that made it."""
    expected: float = 0.0
    """Seconds that it was thought to take; 0 where nobody said."""


def to_text(receipt: Receipt) -> str:
    """`receipt` as it is kept."""
    outputs = {name: {"digest": made.digest, "size": made.size} for name, made in receipt.outputs.items()}
    told = {
        "key": receipt.key,
        "recipe": receipt.recipe,
        "version": receipt.version,
        "parameters": receipt.parameters,
        "toolchain": receipt.toolchain,
        "seconds": round(receipt.seconds, 3),
        "expected": round(receipt.expected, 3),
        "outputs": outputs,
        "notes": dict(receipt.notes),
        "commands": list(receipt.commands),
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def read_receipt(entry: Path) -> Receipt | None:
    """The receipt in the folder `entry`; None when it is missing or damaged."""
    try:
        told = json.loads((entry / RECEIPT).read_text(encoding="utf-8"))
        outputs = {str(name): Made(str(made["digest"]), int(made["size"])) for name, made in told["outputs"].items()}
        return Receipt(
            key=str(told["key"]),
            recipe=str(told["recipe"]),
            version=int(told["version"]),
            parameters=MappingProxyType(dict(told["parameters"])),
            toolchain=str(told["toolchain"]),
            seconds=float(told["seconds"]),
            outputs=MappingProxyType(outputs),
            # Receipts of earlier versions say less; what they made is as good.
            notes=MappingProxyType(dict(told.get("notes", {}))),
            commands=tuple(map(str, told.get("commands", ()))),
            expected=float(told.get("expected", 0.0)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
