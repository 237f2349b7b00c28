"""`[!soundbite]`: few words by a named person."""

from __future__ import annotations

from dataclasses import dataclass

from btspress.directives.directive import Common, Desk, Directive, Need, pictures, without_pictures
from btspress.model import Block, Signed, Soundbite
from btspress.written import Call


@dataclass(frozen=True, slots=True)
class Options(Common):
    """Attributes of `[!soundbite]`."""


def build(call: Call, options: Options, desk: Desk) -> Block:
    """The words, who says them, and the picture or sound in which they are said."""
    shown = pictures(call.body)
    return Soundbite(
        id=desk.id(call, "soundbite"),
        shown=desk.shown(shown[0]) if shown else None,
        alt=shown[0].words if shown else "",
        body=desk.blocks(without_pictures(call.body)),
        signed=desk.signed(call.signature) if call.signature else Signed("", ""),
        language=options.lang,
    )


SOUNDBITE = Directive(
    "soundbite", "Few words by a named person, heard or read.", Options, build, signature=Need.REQUIRED
)
