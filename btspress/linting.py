"""The story lint over what was read: the texts as their authors wrote them, and the site that they tell."""

from __future__ import annotations

from btspress.diagnostics import Diagnostic
from btspress.lint.findings import Memory, findings
from btspress.model import Site
from btspress.stages.resolve import Material


def linted(site: Site, material: Material, memory: Memory | None = None) -> tuple[Diagnostic, ...]:
    """What an editor would ask of `site`, which was told by `material`, at the levels of the rules.

    A `memory` that is kept spares the films that did not change.
    """

    def text_of(path: str) -> str:
        """A text with plain line ends; empty where it cannot be read, which has been told already."""
        file = material.tree.get(path)
        try:
            text = file.read().decode("utf-8-sig", "replace") if file else ""
        except OSError:
            return ""
        return text.replace("\r\n", "\n").replace("\r", "\n")

    named = frozenset((*material.probed, *material.broken))
    return findings(site, material.documents, material.tree, named, text_of, memory or Memory())
