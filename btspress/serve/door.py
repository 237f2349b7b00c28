"""Who may come in: this machine only, by its own name, and no page of another site."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""What a published site needs and no more: a page that breaks it is seen to break while it is written.

`blob:` and `connect-src` are for streamed clips; without them a browser plays their file.
"""

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Names of this machine; the preview has no others."""

_TRIES = 20


def listening(host: str, port: int) -> list[socket.socket]:
    """Sockets on this machine at the first free port from `port` on; also for IPv6 where it is free."""
    if host not in LOOPBACK:
        raise ValueError(f"the preview is for this machine only, not for {host}")
    family = socket.AF_INET6 if host == "::1" else socket.AF_INET
    for number in range(port, port + _TRIES):
        try:
            first = _bound(family, number)
        except OSError:
            if number == port + _TRIES - 1:
                raise
            continue
        break
    found = [first]
    if family == socket.AF_INET and socket.has_ipv6:
        with suppress(OSError):
            found.append(_bound(socket.AF_INET6, first.getsockname()[1]))
    return found


def _bound(family: socket.AddressFamily, port: int) -> socket.socket:
    # Named as TCP, because asyncio switches Nagle's delay off for nothing else: 40 ms a page.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it would let two programs share the port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", port))
        made.listen(100)
    except OSError:
        made.close()
        raise
    return made


def from_elsewhere(request: Request, port: int) -> bool:
    """Whether a page of another site asks: browsers then name it, or say that it is another one."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    return site != "same-origin" or (origin is not None and origin.removeprefix("http://") not in _names(port))


def _names(port: int) -> frozenset[str]:
    bare = ("localhost", "127.0.0.1", "[::1]")
    return frozenset(f"{name}:{port}" for name in bare).union(bare if port == 80 else ())


def guarded(inner: ASGIApp, port: int) -> ASGIApp:
    """Answers only who calls this machine by its own name, and tells browsers to be as strict as we are.

    A foreign name that leads here (DNS rebinding) would let any web page read the preview.
    """
    names = _names(port)
    strict = (
        (b"cache-control", b"no-cache"),
        (b"content-security-policy", POLICY.encode()),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"x-content-type-options", b"nosniff"),
    )

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        async def strictly(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *strict]
            await send(message)

        hosts = [value.decode("latin-1").lower() for name, value in scope.get("headers", ()) if name == b"host"]
        if scope["type"] == "http" and len(hosts) == 1 and hosts[0] in names:
            await inner(scope, receive, strictly)
        elif scope["type"] == "http":
            await Response("This preview answers to localhost only.\n", 421)(scope, receive, send)

    return guard
