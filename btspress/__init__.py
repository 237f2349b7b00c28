"""Compiles Markdown chapters and production footage into a documentary-style website.

from btspress import build
result = build("site_src", "_site")
result.ok, result.problems
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from btspress.diagnostics import Diagnostic
    from btspress.model import Site
    from btspress.session import Build, BuildError, Options, Session, build, load

__version__ = "0.1.0"
__all__ = ("Build", "BuildError", "Diagnostic", "Options", "Session", "Site", "__version__", "build", "load")

_HOMES = (
    ("btspress.session", ("Build", "BuildError", "Options", "Session", "build", "load")),
    ("btspress.diagnostics", ("Diagnostic",)),
    ("btspress.model", ("Site",)),
)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: the command line must start at once (PEP 562)."""
    for module, names in _HOMES:
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'btspress' has no attribute '{name}'")
