"""The line that signs a block or quote: `— Name, role, 2012-04-19`."""

from __future__ import annotations

import re

from btspress.markup.attributes import Spot
from btspress.written import Signature

_FORM = re.compile(r"(?:—|―|--)[ \t]*(\S[^\n]*)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NO_NAME = re.compile(r"[?!;:\"“”„«»]|[.…]$")
_LONGEST = 200
_LONGEST_NAME = 60


def read(words: str, content: str, spot: Spot) -> Signature | None:
    """The signature that a paragraph is; None when it is a sentence.

    `words` is the paragraph without its marks, `content` as written, of which `spot` knows the places.
    A dash also opens direct speech, so what stands for a name must look like one.
    """
    found = _FORM.fullmatch(words.strip())
    if not found or "\n" in content or len(words) > _LONGEST:
        return None
    name, *rest = (part.strip() for part in found[1].split(","))
    if not name or len(name) > _LONGEST_NAME or (_NO_NAME.search(name) and not name.endswith("r.")):
        return None
    on = next((part for part in rest if _DAY.fullmatch(part)), "")
    roles = tuple(part for part in rest if part and part != on)
    at = max(content.find(name), 0)
    behind = content.find(roles[0], at + len(name)) if roles else -1
    return Signature(
        name,
        roles,
        on,
        spot(0, len(content)),
        spot(at, at + len(name)),
        spot(behind, behind + len(roles[0])) if behind >= 0 else None,
    )
