"""The preview: serves the files of the last build's manifest to who may see them, and builds on each change.

An address is looked up in the manifest; nothing is resolved on the disk, so nothing else can be had.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from socket import socket
from threading import Event, Lock, Thread
from types import MappingProxyType
from typing import Protocol, TypeAlias

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from btspress.diagnostics import Diagnostic
from btspress.engine.manifest import Manifest
from btspress.previewing import Screening
from btspress.report import Lines, Report
from btspress.serve.door import from_elsewhere, guarded, listening
from btspress.serve.faults import faults_of
from btspress.serve.media import START, answer, seen, shown_on
from btspress.serve.reload import EVENTS, PREFIX, SCRIPT, Hub, Shown, address, client, with_script
from btspress.serve.sending import opened, whole_or_part
from btspress.serve.watch import Watch
from btspress.serve.works import Works

SEEN = f"{PREFIX}seen"
"""Where pages tell what is on screen."""

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


Build: TypeAlias = Callable[[frozenset[str]], Iterable["Built"]]
"""Builds anew, given the paths of media that are still being written; gives what can be shown, one state after the
other."""


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

    @property
    def addresses(self) -> Mapping[str, str]:
        """Of the page that each text tells, by the path of its file."""


def serve(
    build: Build,
    roots: Sequence[Path],
    *,
    media: Screening | None = None,
    report: Report,
    lines: Lines,
    skip: Sequence[Path] = (),
    host: str = "127.0.0.1",
    port: int = 8000,
    key: str = "",
    stop: Event | None = None,
    ready: Callable[[str], None] = lambda _address: None,
) -> None:
    """Builds, serves, and builds again whenever a file beneath `roots` changes, until `stop` or Ctrl-C.

    `media` answers for all that is not among the files of a build. `ready` is called with the address once the
    first build is shown. When `port` is taken, one of the next twenty is used. With a `host` that other
    machines can reach, `key` is what their link must carry; without one only this machine is answered. Raises
    `ValueError` for a host that is no address, `OSError` when no port is free.
    """
    stop = stop or Event()
    sockets = listening(host, port)
    port = sockets[0].getsockname()[1]
    hub = Hub(Shown(Path()))
    stage = _Stage(hub, report, lines)
    if media:
        media.listen(partial(_hear, media, stage, hub))
    running = _server(application(hub, port, media, key))
    thread = Thread(target=running.run, args=(sockets,), name="preview", daemon=True)

    with Works(build, stage.show, stop.set) as works:
        try:
            watch = Watch(roots, skip)
            works.begin(watch.copying)
            thread.start()
            ready(f"http://{'localhost' if host != '::1' else '[::1]'}:{port}/")
            _follow(watch, works, media, report, stop)
        finally:
            running.should_exit = True
            hub.close()
            if media:
                media.close()
            _end(thread, sockets)


def _follow(watch: Watch, works: Works[Built], media: Screening | None, report: Report, stop: Event) -> None:
    """Has built what changes, until `stop`; the page of a chapter that is saved does not wait for a build."""
    with watch:
        if watch.fault:
            report.say(f"Changes are seen every few seconds only: {watch.fault}")
        while (changed := watch.wait(stop)) is not None:
            if media:
                media.saved(changed)
            works.ask(watch.copying)


def _server(app: ASGIApp) -> uvicorn.Server:
    """What answers with `app`, and prints nothing itself."""
    quiet = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
    return uvicorn.Server(quiet)


def _end(thread: Thread, sockets: Sequence[socket]) -> None:
    if thread.is_alive():
        thread.join()
    for each in sockets:
        each.close()


def application(hub: Hub, port: int, media: Screening | None = None, key: str = "") -> ASGIApp:
    """The server's answers, for any ASGI server that listens on `port`; other machines need the `key`."""

    async def page(request: Request) -> Response:
        if media and request.url.path.startswith(START) and (found := await answer(media, request)):
            return found
        return _answer(hub, request, media)

    async def on_screen(request: Request) -> Response:
        if media is None or from_elsewhere(request, port):
            return Response("not for you\n", 403)
        return await seen(media, hub.token, request)

    async def script(_request: Request) -> Response:
        return Response(client(), media_type=_TYPES[".js"])

    async def events(request: Request) -> Response:
        if request.query_params.get("token") != hub.token or from_elsewhere(request, port):
            return Response("not for you\n", 403)
        return StreamingResponse(hub.listen(), media_type="text/event-stream")

    handlers: tuple[tuple[str, Handler], ...] = ((SCRIPT, script), (EVENTS, events), ("/{path:path}", page))
    routes = [Route(path, handler, methods=["GET"]) for path, handler in handlers]
    routes.insert(0, Route(SEEN, on_screen, methods=["POST"]))
    return guarded(Starlette(routes=routes), port, key)


class _Stage:
    """Shows builds, and prints what is wrong whenever that is not what was printed last."""

    def __init__(self, hub: Hub, report: Report, lines: Lines) -> None:
        self._hub, self._report, self._lines = hub, report, lines
        self._printed: list[tuple[str, str, str]] | None = None
        self._lock = Lock()

    def show(self, built: Built) -> None:
        """Shows one, with what was wrong over the page."""
        with self._lock:
            # Without lines: one that comes in above them says nothing new.
            told = [(found.code, found.message, found.span.file if found.span else "") for found in built.problems]
            if told != self._printed:
                self._printed = told
                self._report.problems(built.problems, self._lines)
            faults = faults_of(built.problems, built.addresses, self._lines)
            self._hub.show(built.out, built.manifest, faults)


def _hear(media: Screening, stage: _Stage, hub: Hub, kind: str, told: Mapping[str, object]) -> None:
    """News for the open pages, from the work on media and from builds."""
    if kind == "first":
        hub.tell(kind, {"changed": [address(path) for path in media.ahead]})
    elif kind != "problems":
        hub.tell(kind, told)
    elif screen := media.screen:
        stage.show(screen)


def _answer(hub: Hub, request: Request, media: Screening | None) -> Response:
    """The file that the manifest has for an address."""
    shown, path = hub.shown, request.url.path
    name = path.removeprefix("/")
    if not name or name.endswith("/"):
        name += "index.html"
    if name in shown.manifest.files:
        return _file(hub, name, request, media) or _missing(hub, request)
    if f"{name}/index.html" in shown.manifest.files:
        return RedirectResponse(f"{path}/", 308)
    return _missing(hub, request)


def _missing(hub: Hub, request: Request) -> Response:
    if "404.html" in hub.shown.manifest.files and (found := _file(hub, "404.html", request, None)):
        found.status_code = 404
        return found
    return Response(with_script(_NO_PAGE, hub), 404, media_type=_TYPES[".html"])


def _file(hub: Hub, name: str, request: Request, media: Screening | None) -> Response | None:
    """A published file; a page is noted as open, with the media that it shows."""
    shown, ending = hub.shown, PurePosixPath(name).suffix
    media_type = _TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    if ending not in _WHOLE:
        file = opened(shown.out / name)
        return whole_or_part(request, file, media_type, shown.manifest.files[name].digest) if file else None
    try:
        body = (media.ahead.get(name) if media else None) or (shown.out / name).read_bytes()
    except OSError:
        return None
    if ending != ".html":
        return Response(body, media_type=media_type)
    if media:
        media.opened(shown_on(body))
    return Response(with_script(body, hub), media_type=media_type)
