"""Other machines that are let in to the preview: where they come in, the link they get, and what that means."""

from __future__ import annotations

from io import StringIO
from urllib.parse import urlsplit

import segno

from btspress.serve.door import LOOPBACK, link, new_key, outward
from btspress.unchanging import unchanging

_EVERY = frozenset({"0.0.0.0", "::"})


@unchanging
class Invitation:
    """How the preview is reached."""

    host: str = "127.0.0.1"
    """Address to listen at."""
    key: str = ""
    """What the link of others carries; empty when only this machine is let in."""
    drawn: bool = False
    """Whether the link is drawn as a QR code too."""

    def told(self, address: str) -> str:
        """What the author is told: where the preview is here, `address`, and for others, and what that means."""
        here = f"Look at {address}   (Ctrl-C ends it)"
        if not self.key:
            return here
        host = (outward() or "127.0.0.1") if self.host in _EVERY else self.host
        other = link(host, urlsplit(address).port or 80, self.key)
        lines = [here, f"On another machine: {other}"]
        if self.drawn:
            lines.append(qr_code(other))
        return "\n".join((*lines, _WARNING))


_WARNING = """\
Whoever has this link and is in the same network can see the preview, drafts and withheld material too.
It is sent unencrypted, so use it in networks that you trust. It ends when you end the preview."""


def invitation(host: str, qr: bool) -> Invitation:
    """Who is let in: nobody else without `host` and `qr`; with `qr` alone who reaches this machine's own address.

    Raises `ValueError` when a QR code is wanted and this machine is in no network.
    """
    if not qr:
        return Invitation(host, new_key()) if host and host not in LOOPBACK else Invitation(host or "127.0.0.1")
    host = host or outward()
    if not host or host in LOOPBACK:
        raise ValueError("a QR code is for another machine: this one is in no network, or --host names itself")
    return Invitation(host, new_key(), drawn=True)


def qr_code(text: str) -> str:
    """`text` as a QR code of block characters, two rows a line, for dark and light terminals."""
    drawn = StringIO()
    segno.make(text, error="l", micro=False).terminal(drawn, compact=True, border=2)
    return drawn.getvalue().rstrip("\n")
