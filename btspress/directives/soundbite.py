"""`[!soundbite]`: few words by a named person."""

from __future__ import annotations

from btspress.directives.directive import Common, Desk, Directive, Need, pictures, without_pictures
from btspress.directives.figure import check_picture
from btspress.model import Block, Signed, Soundbite
from btspress.unchanging import unchanging
from btspress.written import Call


@unchanging
class Options(Common):
    """Attributes of `[!soundbite]`."""


def build(call: Call, options: Options, desk: Desk) -> Block:
    """The words, who says them, and the picture or sound in which they are said."""
    first = next(iter(pictures(call.body)), None)
    shown = desk.shown(first) if first else None
    if first and shown:
        check_picture(first, shown, desk)
    return Soundbite(
        id=desk.id(call, "soundbite"),
        shown=shown,
        alt=first.words if first else "",
        body=desk.blocks(without_pictures(call.body)),
        signed=desk.signed(call.signature) if call.signature else Signed("", ""),
        language=options.lang,
    )


SOUNDBITE = Directive(
    "soundbite", "Few words by a named person, heard or read.", Options, build, signature=Need.REQUIRED
)
