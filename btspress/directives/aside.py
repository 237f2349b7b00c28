"""`[!spoiler]`: something the reader opens on purpose."""

from __future__ import annotations

from typing import Literal

from btspress.directives.directive import Common, Desk, Directive, Need
from btspress.model import Block, Spoiler
from btspress.schema import key
from btspress.unchanging import unchanging
from btspress.written import Call


@unchanging
class Options(Common):
    """Attributes of `[!spoiler]`."""

    level: Literal["light", "full"] = key(default="full", about="How much it gives away.")


def build(call: Call, options: Options, desk: Desk) -> Block:
    """The hidden part under its title."""
    return Spoiler(desk.id(call, "spoiler"), call.title_text, options.level, desk.blocks(call.body))


SPOILER = Directive("spoiler", "Hidden until the reader opens it.", Options, build, title=Need.REQUIRED)
