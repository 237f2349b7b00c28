"""The demonstration site, built once and served; a browser; and what it saw on every page."""

from __future__ import annotations

import io
import os
import random
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from chromium import MISSING, find
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from told_pages import told
from windows import Windows

from btspress.planned import Picture, Plan
from btspress.previewing import Screening
from btspress.report import Report
from btspress.serve.server import serve
from btspress.session import Options, build
from btspress.stages.render import render
from btspress.web.environment import make_environment
from btspress.web.theme import load_theme

SPOKEN = {
    "films/tears/media/scout.en.vtt": (
        "WEBVTT\n\n00:01.500 --> 00:03.000\nThe card falls.\n\n00:11.500 --> 00:13.000\nIt rolls.\n\n"
        "00:16.000 --> 00:17.000\n<v Ann Lee>Once more.\n"
    ),
    "films/tears/media/scout.en.desc.vtt": "WEBVTT\n\n00:14.000 --> 00:15.500\nA hand lets go of the card.\n",
}
"""Captions of the clip that comparisons show, and what is seen in it."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)
HERE = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--mute-audio",
)
OBSERVE = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput && entry.value >= 0.001) // below, a font that comes late moves a word by a pixel
      window.shifts.push([entry.value, ...entry.sources.map(each => each.node?.className || each.node?.nodeName || '?')]);
}).observe({type: 'layout-shift', buffered: true});
"""
"""What a page does before it shows anything: it writes down how far things jump, and which."""
_SCROLL = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
    scrollTo(0, y);
    await new Promise(done => requestAnimationFrame(() => setTimeout(done, 15)));
  }
  await Promise.all([...document.images].map(image => image.complete || new Promise(done => {
    image.addEventListener('load', done, {once: true});
    image.addEventListener('error', done, {once: true});
    setTimeout(done, 3000);
  })));
}"""
_WIDE = {"width": 1280, "height": 800}
_BODY = re.compile(r"<body class=\"[^\"]*")
_BROKEN = "() => [...document.images].filter(image => image.checkVisibility() && !image.naturalWidth).map(image => image.currentSrc || image.src)"
_OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return '';
  const out = [...document.querySelectorAll('main *, header *, footer *')].find(each => each.getBoundingClientRect().right > innerWidth + 1);
  return `${wide} px: ${out?.tagName} ${out?.className}`;
}"""


@dataclass(frozen=True, slots=True)
class Site:
    """The built site behind a server."""

    origin: str
    """http://127.0.0.1:1234"""
    folder: Path
    addresses: tuple[str, ...]
    """Of all pages, site-absolute."""

    def of_each_kind(self, most: int) -> list[str]:
        """At most so many addresses of each kind of page; a body's classes tell what it is."""
        kinds: dict[str, list[str]] = {}
        for address in self.addresses:
            kind = _BODY.search(self.text(address))
            kinds.setdefault(kind[0] if kind else "", []).append(address)
        return [address for each in kinds.values() for address in each[:most]]

    def text(self, address: str) -> str:
        """HTML of the page at `address`."""
        file = f"{address}index.html" if address.endswith("/") else address
        return (self.folder / file.lstrip("/")).read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Visit:
    """What a browser saw on one page, scrolled from top to bottom."""

    address: str
    errors: tuple[str, ...]
    """Console errors, exceptions, answers of 400 and above."""
    foreign: tuple[str, ...]
    """Requests to other origins."""
    broken: tuple[str, ...]
    """Pictures that did not load."""
    shifts: tuple[str, ...]
    overflow: tuple[str, ...]
    """What is wider than a window of 320 or 390 pixels."""


@contextmanager
def previewed(screening: Screening, root: Path, printed: io.StringIO) -> Iterator[str]:
    """The origin of a preview of the story in `root`, which writes its report to `printed`."""
    stop, ready, origins = threading.Event(), threading.Event(), list[str]()

    def started(origin: str) -> None:
        origins.append(origin.rstrip("/"))
        ready.set()

    def run() -> None:
        serve(
            screening.builds,
            [root],
            media=screening,
            report=Report(printed),
            lines=lambda path: (root / path).read_text().splitlines(),
            port=random.randrange(20_000, 40_000),
            stop=stop,
            ready=started,
        )

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(60)
    yield origins[0]
    stop.set()
    thread.join(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; without one the tests are skipped, or fail where BTSPRESS_REQUIRE_BROWSER is set."""
    path = find()
    if not path:
        (pytest.fail if os.environ.get("BTSPRESS_REQUIRE_BROWSER") else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration site. Finished media is kept in BTSPRESS_CACHE, by default .btspress here.

    Its clips and photos are narrow, and not compared with their sources: that takes minutes, and tests of its own
    look at it.
    """
    scratch = tmp_path_factory.mktemp("browser")
    folder, source = scratch / "site", scratch / "source"
    shutil.copytree(HERE / "site_src", source)
    head = (source / "site.md").read_text(encoding="utf-8")
    quick = head.replace("lang: en\n", "lang: en\nvideo:\n  quality: fixed\n  widest: 320\n", 1)
    assert quick != head
    (source / "site.md").write_text(quick, encoding="utf-8")
    for path in source.rglob("*.jpg"):
        with Image.open(path) as picture:
            picture.thumbnail((640, 640))
            picture.save(path, exif=picture.getexif())
    cache = Path(os.environ.get("BTSPRESS_CACHE") or HERE / ".btspress")
    built = build(source, folder, Options(cache=cache))
    assert built.ok, [f"{each.span} {each.code} {each.message}" for each in built.problems if each.severity == "error"]
    addresses = tuple(sorted(f"/{page.removesuffix('index.html')}" for page in built.pages))
    with served(folder) as origin:
        yield Site(origin, folder, addresses)


@pytest.fixture(scope="session")
def told_folder(tmp_path_factory: pytest.TempPathFactory, footage: Path) -> Path:
    """The told site as a folder: its stills are plain colours, its clips the test footage; nothing is encoded."""
    folder = tmp_path_factory.mktemp("told") / "site"
    made = told(files=SPOKEN)
    theme = load_theme("documentary").theme
    assert theme
    pages, problems = render(made.specs, made.plan, make_environment(theme), made.site.config)
    assert not problems
    for page in pages:
        _write(folder / page.path, page.body)
    _fill(folder, made.plan, footage / "scout.mp4")
    return folder


class Policy:
    """Adds the strictest policy that a host can set to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"content-security-policy", POLICY.encode())]
            await send(message)

        await self.app(scope, receive, with_policy)


@pytest.fixture(scope="session")
def told_origin(told_folder: Path) -> Iterator[str]:
    """The told site behind a server with the policy, which gives ranges."""
    app = Starlette(routes=[Mount("/", StaticFiles(directory=told_folder, html=True))], middleware=[Middleware(Policy)])
    with running(app) as address:
        yield address


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serves a folder from a thread, with ranges, at a free port of this machine; gives the origin."""
    with running(Starlette(routes=[Mount("/", StaticFiles(directory=folder, html=True))])) as origin:
        yield origin


@contextmanager
def running(app: ASGIApp) -> Iterator[str]:
    """Runs a server in a thread, at a free port of this machine; gives the origin."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    yield "http://{}:{}".format(*server.servers[0].sockets[0].getsockname())
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Iterator[Windows]:
    """What the tests of a file look through."""
    found = Windows(browser)
    yield found
    found.close()


@pytest.fixture
def page(windows: Windows, site: Site) -> Iterator[Page]:
    """Addresses are those of the site."""
    with windows.at(site.origin, reduced_motion="reduce") as opened:
        yield opened


@pytest.fixture(scope="session")
def visits(browser: Browser, site: Site) -> tuple[Visit, ...]:
    """All chapters and some pages of every other kind, each seen once."""
    page = browser.new_page(base_url=site.origin, viewport=_WIDE)
    page.add_init_script(OBSERVE)
    chapters = [address for address in site.addresses if 'class="chapter-page' in site.text(address)]
    seen = tuple(_visit(page, address, site.origin) for address in dict.fromkeys([*chapters, *site.of_each_kind(3)]))
    page.close()
    return seen


def _visit(page: Page, address: str, origin: str) -> Visit:
    errors: list[str] = []
    foreign: list[str] = []
    listeners: dict[str, Callable[[Any], object]] = {
        "console": lambda said: said.type == "error" and errors.append(said.text),
        "pageerror": lambda error: errors.append(str(error)),
        "request": lambda asked: asked.url.startswith((origin, "data:", "blob:")) or foreign.append(asked.url),
        "response": lambda answer: answer.status >= 400 and errors.append(f"{answer.status} {answer.url}"),
    }
    page.set_viewport_size(_WIDE)
    for event, listener in listeners.items():
        page.on(event, listener)
    page.goto(address, wait_until="load")
    page.evaluate(_SCROLL)
    broken = page.evaluate(_BROKEN)
    shifts: list[list[Any]] = page.evaluate("window.shifts")
    overflow = []
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 700})
        if found := page.evaluate(_OVERFLOW):
            overflow.append(f"at {width}: {found}")
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    page.goto("about:blank")
    shifted = (" ".join(map(str, shift)) for shift in shifts)
    return Visit(address, tuple(errors), tuple(foreign), tuple(broken), tuple(shifted), tuple(overflow))


def _fill(folder: Path, plan: Plan, clip: Path) -> None:
    for url, text in plan.texts.items():
        _write(folder / url.lstrip("/"), text.encode())
    colours = {"image/jpeg": ("JPEG", "#884400"), "image/webp": ("WEBP", "#884400"), "image/avif": ("AVIF", "#884400")}
    held = {}
    for media_type, (name, colour) in colours.items():
        out = io.BytesIO()
        Image.new("RGB", (64, 36), colour).save(out, name)
        held[media_type] = out.getvalue()
    posters = [player.poster for player in plan.players.values() if player.poster]
    pictures: list[Picture] = [*plan.pictures.values(), *posters]
    for file in (file for picture in pictures for one in picture.sets for file in one.files):
        _write(folder / file.url.lstrip("/"), held[file.media_type])
    for picture in pictures:
        _write(folder / picture.fallback.url.lstrip("/"), held["image/jpeg"])
    for player in plan.players.values():
        for extra in player.extras.values():
            if extra.media_type in held:
                _write(folder / extra.url.lstrip("/"), held[extra.media_type])
        for file in player.files:
            path = folder / file.url.lstrip("/")
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(clip, path)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
