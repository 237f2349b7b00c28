"""The preview: serves the files of the last build's manifest, to this machine only, and builds on each change.

An address is looked up in the manifest; nothing is resolved on the disk, so nothing else can be had.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from threading import Event, Thread
from types import MappingProxyType
from typing import Protocol, TypeAlias

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from btspress.diagnostics import Diagnostic, Severity, ordered
from btspress.engine.manifest import Manifest
from btspress.report import Lines, Report, as_text
from btspress.serve.door import from_elsewhere, guarded, listening
from btspress.serve.reload import EVENTS, SCRIPT, Hub, Shown, client, with_script
from btspress.serve.watch import Watch

_NO_PAGE = b"<!doctype html><html lang=en><title>404</title><body><h1>No such page</h1></body></html>"
_TYPES = MappingProxyType(
    {
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".svg": "image/svg+xml",
        ".avif": "image/avif",
        ".webp": "image/webp",
        ".mp4": "video/mp4",
        ".webm": "video/webm",
        ".m4a": "audio/mp4",
        ".vtt": "text/vtt; charset=utf-8",
        ".m3u8": "application/vnd.apple.mpegurl",
        ".woff2": "font/woff2",
    }
)
_WHOLE = frozenset({".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".m3u8"})
"""Read at once: a later build may change the bytes behind the name while they are sent."""

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


class Built(Protocol):
    """What a build gives to the preview."""

    @property
    def out(self) -> Path:
        """The folder that holds the site."""

    @property
    def manifest(self) -> Manifest:
        """Its files."""

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What was found."""


def serve(
    build: Callable[[], Built],
    roots: Sequence[Path],
    *,
    report: Report,
    lines: Lines,
    skip: Sequence[Path] = (),
    host: str = "127.0.0.1",
    port: int = 8000,
    stop: Event | None = None,
    ready: Callable[[str], None] = lambda _address: None,
) -> None:
    """Builds, serves, and builds again whenever a file beneath `roots` changes, until `stop` or Ctrl-C.

    `ready` is called with the address once the first build is shown. When `port` is taken, one of the
    next twenty is used. Raises `ValueError` for a host other than this machine, `OSError` when no port is free.
    """
    stop = stop or Event()
    sockets = listening(host, port)
    port = sockets[0].getsockname()[1]
    hub = Hub(Shown(Path()))
    running = uvicorn.Server(
        uvicorn.Config(
            application(hub, port), log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
    )
    thread = Thread(target=running.run, args=(sockets,), name="preview", daemon=True)
    with Watch(roots, skip) as watch:
        try:
            if watch.fault:
                report.say(f"Changes are seen every few seconds only: {watch.fault}")
            _show(build, hub, report, lines)
            thread.start()
            ready(f"http://{'localhost' if host != '::1' else '[::1]'}:{port}/")
            while watch.wait(stop):
                _show(build, hub, report, lines)
        finally:
            running.should_exit = True
            hub.close()
            if thread.is_alive():
                thread.join()
            for each in sockets:
                each.close()


def application(hub: Hub, port: int) -> ASGIApp:
    """The server's answers, for any ASGI server that listens on `port`."""

    async def page(request: Request) -> Response:
        return _answer(hub, request.url.path)

    async def script(_request: Request) -> Response:
        return Response(client(), media_type=_TYPES[".js"])

    async def events(request: Request) -> Response:
        if request.query_params.get("token") != hub.token or from_elsewhere(request, port):
            return Response("not for you\n", 403)
        return StreamingResponse(hub.listen(), media_type="text/event-stream")

    handlers: tuple[tuple[str, Handler], ...] = ((SCRIPT, script), (EVENTS, events), ("/{path:path}", page))
    routes = [Route(path, handler, methods=["GET"]) for path, handler in handlers]
    return guarded(Starlette(routes=routes), port)


def _show(build: Callable[[], Built], hub: Hub, report: Report, lines: Lines) -> None:
    """Builds once; what was wrong is printed and shown over the page."""
    built = build()
    report.problems(built.problems, lines)
    errors = [found for found in ordered(built.problems) if found.severity is Severity.ERROR]
    hub.show(built.out, built.manifest, tuple(as_text(found, lines) for found in errors))


def _answer(hub: Hub, path: str) -> Response:
    """The file that the manifest has for an address."""
    shown = hub.shown
    name = path.removeprefix("/")
    if not name or name.endswith("/"):
        name += "index.html"
    if name in shown.manifest.files:
        return _file(hub, shown.out / name) or _missing(hub)
    if f"{name}/index.html" in shown.manifest.files:
        return RedirectResponse(f"{path}/", 308)
    return _missing(hub)


def _missing(hub: Hub) -> Response:
    if "404.html" in hub.shown.manifest.files and (found := _file(hub, hub.shown.out / "404.html")):
        found.status_code = 404
        return found
    return Response(with_script(_NO_PAGE, hub), 404, media_type=_TYPES[".html"])


def _file(hub: Hub, path: Path) -> Response | None:
    media_type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix not in _WHOLE:
        return FileResponse(path, media_type=media_type) if path.is_file() else None
    try:
        body = path.read_bytes()
    except OSError:
        return None
    return Response(with_script(body, hub) if path.suffix == ".html" else body, media_type=media_type)
