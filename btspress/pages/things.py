"""Things of schema.org as values, and how a page says them: as JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from btspress.model import Rights, Site
from btspress.pages.head import absolute
from btspress.planned import Plan
from btspress.unchanging import unchanging

Thing = dict[str, Any]


@unchanging
class Desk:
    """What all parts need: the site and the plan."""

    site: Site
    plan: Plan

    def at(self, address: str) -> str:
        """The full address."""
        return absolute(self.site.config.base_url, address)


def script_text(*things: Thing) -> str:
    """JSON-LD for one `<script type="application/ld+json">`: no `<` survives that could end it."""
    graph = {"@context": "https://schema.org", "@graph": [thing for thing in things if thing]}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    escapes = (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    )
    for char, escape in escapes:
        text = text.replace(char, escape)
    return text


def rights_data(rights: Rights) -> Thing:
    """Licence, credit and holder."""
    licence = rights.licence if "://" in rights.licence else ""
    spdx = f"https://spdx.org/licenses/{rights.licence}.html" if rights.licence and not licence else ""
    return {
        "license": licence or spdx or None,
        "creditText": rights.credit or None,
        "copyrightHolder": {"@type": "Organization", "name": rights.holder} if rights.holder else None,
    }


def without_gaps(thing: Thing) -> Thing:
    """`thing` without what nobody knows."""
    return {key: value for key, value in thing.items() if value not in (None, "")}
