"""Who may come in: this machine by its own name; others only when asked for, and with the key of the link."""

from __future__ import annotations

import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode

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
"""Names of this machine for itself."""

_ANY = "192.0.2.1"
"""An address for examples (RFC 5737): it asks the system for a way, and nothing is ever sent there."""
_TRIES = 20
_STRICT = (
    (b"cache-control", b"no-cache"),
    (b"content-security-policy", POLICY.encode()),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
)


def listening(host: str, port: int) -> list[socket.socket]:
    """Sockets at the first free port from `port` on: at this machine's own names, and at `host` if it is another.

    Raises `ValueError` when `host` is not an address.
    """
    for number in range(port, port + _TRIES):
        try:
            return _bound_all(host, number)
        except OSError:
            if number == port + _TRIES - 1:
                raise
    return []


def _bound_all(host: str, port: int) -> list[socket.socket]:
    """The sockets of one port: at `host`, and at this machine's own names as far as it has them."""
    try:
        address = "127.0.0.1" if host == "localhost" else str(ip_address(host))
    except ValueError:
        raise ValueError(f"'{host}' is no address; 0.0.0.0 stands for all addresses of this machine") from None
    found = [_bound(address, port)]
    port = found[0].getsockname()[1]
    try:
        if address not in {"127.0.0.1", "0.0.0.0", "::1"}:
            found.append(_bound("127.0.0.1", port))
    except OSError:
        found[0].close()
        raise
    with suppress(OSError):  # without IPv6, or when another program has it there
        if address not in {"::1", "::"}:
            found.append(_bound("::1", port))
    return found


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
    # Named as TCP, because asyncio switches Nagle's delay off for nothing else: 40 ms a page.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it would let two programs share the port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind((host, port))
        made.listen(100)
    except OSError:
        made.close()
        raise
    return made


def outward() -> str:
    """This machine's address in its network; empty when it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked, suppress(OSError):
        asked.connect((_ANY, 9))
        return str(asked.getsockname()[0])
    return ""


def new_key() -> str:
    """What the link for another machine carries, so that being in the network is not enough."""
    return secrets.token_urlsafe(12)


def link(host: str, port: int, key: str) -> str:
    """The address that another machine opens; `host` is an IP address."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/?{urlencode({'key': key})}"


def from_elsewhere(request: Request, port: int) -> bool:
    """Whether a page of another site asks: browsers then name it, or say that it is another one."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    own = {f"http://{request.headers.get('host', '').lower()}", *(f"http://{name}" for name in _names(port))}
    return site != "same-origin" or (origin is not None and origin not in own)


def guarded(inner: ASGIApp, port: int, key: str = "") -> ASGIApp:
    """Answers this machine when it is called by its own name, and with a `key` others who have it.

    A foreign name that leads here (DNS rebinding) would let any web page read the preview; an address of
    numbers cannot be led anywhere. Browsers are told to be as strict as we are.
    """

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        async def strictly(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_STRICT]
            await send(message)

        if scope["type"] != "http":
            return
        refused = _refused(scope, port, key)
        await (refused(scope, receive, strictly) if refused else inner(scope, receive, strictly))

    return guard


def _refused(scope: Scope, port: int, key: str) -> Response | None:
    """The answer to who may not come in, or has to come again with a cookie; None for the others."""
    hosts = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
    host = hosts[0] if len(hosts) == 1 else ""
    if _near(scope) and host in _names(port):
        return None
    if not key:
        return Response("This preview answers to localhost only.\n", 421)
    if not _numbers(host, port):
        return Response("This preview answers to an address of numbers only.\n", 421)
    held, name = key.encode(), f"btspress-{port}"
    if any(secrets.compare_digest(each.encode(), held) for each in _cookies(scope, name)):
        return None
    asked = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    if not any(part == "key" and secrets.compare_digest(each.encode(), held) for part, each in asked):
        return Response("This needs the link that btspress printed for this preview.\n", 403)
    rest = urlencode([(part, each) for part, each in asked if part != "key"])
    path = "/" + scope.get("raw_path", b"/").decode("latin-1").partition("?")[0].lstrip("/\\")
    answer = Response(status_code=303, headers={"location": f"{path}?{rest}" if rest else path})
    answer.set_cookie(name, key, httponly=True, samesite="lax")
    return answer


def _near(scope: Scope) -> bool:
    """Whether this machine itself asks; one that cannot be told is somebody else."""
    client = scope.get("client") or ("0.0.0.0", 0)
    return ip_address(client[0]).is_loopback


def _numbers(host: str, port: int) -> bool:
    """Whether `host`, as in a header, is an IP address and our port."""
    name, _, number = host.rpartition(":")
    with suppress(ValueError):
        return number == str(port) and bool(ip_address(name.removeprefix("[").removesuffix("]")))
    return False


def _cookies(scope: Scope, name: str) -> Iterator[str]:
    for header, value in scope["headers"]:
        with suppress(CookieError):
            found = SimpleCookie(value.decode("latin-1")) if header == b"cookie" else {}
            if name in found:
                yield found[name].value


def _names(port: int) -> frozenset[str]:
    bare = ("localhost", "127.0.0.1", "[::1]")
    return frozenset(f"{name}:{port}" for name in bare).union(bare if port == 80 else ())
