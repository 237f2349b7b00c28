"""A long clip in a real browser: nothing before play, the width that fits, seeking, captions, and the file if all fails."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import running
from footage import FOOTAGE
from playwright.sync_api import Page
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send
from windows import Windows

from btspress.media.ffmpeg import find
from btspress.session import Options, build

pytestmark = [pytest.mark.browser, pytest.mark.ffmpeg, pytest.mark.xdist_group("browser")]

HERE = Path(__file__).resolve().parents[2]
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)
STREAMING = STRICT.replace("media-src 'self'", "media-src 'self' blob:; connect-src 'self'")
"""The least that a host must allow."""

SITE = {
    "site.md": "---\ntitle: T\nbase_url: https://example.org/\nlang: en\nfilms: [f]\n"
    "video:\n  quality: fixed\n  stream: 8s\n---\n\nWords.\n",
    "films/f/film.md": "---\ntitle: F\ntheme: One\n---\n\nWords.\n",
    "films/f/01-one.md": "---\ntitle: One\n---\n\n![A street, again and again](media/long.mp4){.wide}\n",
    "films/f/media/long.en.vtt": "WEBVTT\n\n00:01.000 --> 00:06.000\nFirst\n\n00:06.000 --> 00:11.500\nSecond\n",
}
SEEN = "video => [video.currentSrc, video.videoWidth, video.currentTime, video.ended]"


@dataclass(frozen=True)
class Place:
    """A served site."""

    origin: str
    asked: list[tuple[str, str]]
    """Path and range of each request."""

    def media(self, ending: str) -> list[str]:
        return [path for path, _ in self.asked if path.endswith(ending)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds in two widths and two codecs, and a stream of them."""
    root = tmp_path_factory.mktemp("stream")
    for name, text in SITE.items():
        path = root / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    command = [find().path, "-v", "error", "-stream_loop", "2", "-i", str(FOOTAGE / "vfr-dropped-frames.mp4")]
    exact = ["-r", "6", "-t", "12", "-c:v", "mpeg4", "-q:v", "3", "-threads", "1", "-fflags", "+bitexact"]
    subprocess.run([*command, *exact, str(root / "src/films/f/media/long.mp4")], check=True)
    cache = Path(os.environ.get("BTSPRESS_CACHE") or HERE / ".btspress")
    built = build(root / "src", root / "out", Options(cache=cache))
    assert built.ok, [f"{each.code} {each.message}" for each in built.problems]
    return root / "out"


@contextmanager
def serving(folder: Path, policy: str = "", *, ranges: bool = True) -> Iterator[Place]:
    inner = StaticFiles(directory=folder, html=True)
    asked: list[tuple[str, str]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        asked.append((scope["path"], headers.get(b"range", b"").decode()))
        kept = [pair for pair in scope["headers"] if ranges or pair[0] != b"range"]

        async def strictly(message: Message) -> None:
            if message["type"] == "http.response.start" and policy:
                message["headers"] = [*message["headers"], (b"content-security-policy", policy.encode())]
            await send(message)

        await inner({**scope, "headers": kept}, receive, strictly)

    with running(Starlette(routes=[Mount("/", app)])) as origin:
        yield Place(origin, asked)


@pytest.fixture(scope="module")
def place(folder: Path) -> Iterator[Place]:
    with serving(folder, STREAMING) as served:
        yield served


@contextmanager
def opened(windows: Windows, place: Place, width: int = 1280) -> Iterator[Page]:
    """The page in a window that keeps nothing of what it loaded before."""
    with windows.at(place.origin, heard=()) as page:
        page.set_viewport_size({"width": width, "height": 800})
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.setCacheDisabled", {"cacheDisabled": True})
        place.asked.clear()
        page.goto("/f/one/", wait_until="load")
        yield page
        line.detach()


def play(page: Page) -> None:
    page.locator("video").evaluate("video => { video.muted = true; video.play().catch(() => {}); }")


def reaches(page: Page, seconds: float) -> None:
    page.wait_for_function("at => document.querySelector('video').currentTime > at", arg=seconds)


@pytest.mark.parametrize(("width", "chosen"), [(390, 640), (640, 640), (641, 960), (1280, 960)])
def test_a_browser_takes_the_file_for_its_window(windows: Windows, place: Place, width: int, chosen: int) -> None:
    with opened(windows, place, width) as page:
        page.locator("video").evaluate("video => { delete video.dataset.stream; }")
        play(page)
        page.wait_for_function("() => document.querySelector('video').videoWidth")
        source, shown, *_ = page.locator("video").evaluate(SEEN)
        assert source.endswith(".av1.mp4")
        assert shown == chosen


@pytest.mark.parametrize(("width", "chosen"), [(390, 640), (1280, 960)])
def test_a_stream_starts_in_the_width_of_its_window(windows: Windows, place: Place, width: int, chosen: int) -> None:
    with opened(windows, place, width) as page:
        play(page)
        reaches(page, 0.2)
        source, shown, *_ = page.locator("video").evaluate(SEEN)
        assert source.startswith("blob:")
        assert shown == chosen


def test_nothing_of_a_clip_is_loaded_before_it_is_played(windows: Windows, place: Place) -> None:
    with opened(windows, place) as page:
        page.wait_for_load_state("networkidle")
        assert not [path for path, _ in place.asked if re.search(r"\.(mp4|m4a|m3u8)$", path)]
        assert place.media(".js")


def test_a_stream_plays_seeks_and_ends_under_a_strict_policy(windows: Windows, place: Place) -> None:
    said: list[str] = []
    with opened(windows, place) as page:
        page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        play(page)
        reaches(page, 0.5)
        address, *_ = page.locator("video").evaluate(SEEN)
        assert address.startswith("blob:")
        page.locator("video").evaluate("video => { video.currentTime = 9; }")
        reaches(page, 9.3)
        page.locator("video").evaluate("video => { video.currentTime = 2; }")
        page.wait_for_function("""() => {
          const at = document.querySelector('video').currentTime;
          return at > 2.2 && at < 6;
        }""")
        page.locator("video").evaluate("video => { video.currentTime = 11.5; }")
        page.wait_for_function("() => document.querySelector('video').ended")
        assert abs(page.locator("video").evaluate("video => video.duration") - 12) < 0.1
        assert not page.locator("video").evaluate("video => video.error")
    assert not said
    assert all(asked for path, asked in place.asked if path.endswith((".cmaf.mp4", ".cmaf.m4a")))


def test_captions_show_over_a_stream(windows: Windows, place: Place) -> None:
    with opened(windows, place) as page:
        play(page)
        shown = (
            "text => [...document.querySelector('video').textTracks[0].activeCues ?? []].some(cue => cue.text === text)"
        )
        page.wait_for_function(shown, arg="First")
        page.locator("video").evaluate("video => { video.currentTime = 7; }")
        page.wait_for_function(shown, arg="Second")


def test_a_slow_connection_gets_the_narrow_width(windows: Windows, place: Place) -> None:
    with opened(windows, place) as page:
        slow = {"offline": False, "latency": 20, "downloadThroughput": 75_000, "uploadThroughput": 60_000}
        line = page.context.new_cdp_session(page)
        line.send("Network.emulateNetworkConditions", slow)
        play(page)
        reaches(page, 0.2)
        assert page.locator("video").evaluate(SEEN)[1] == 640
        line.detach()


def test_the_jump_of_a_cue_is_kept(windows: Windows, place: Place) -> None:
    with opened(windows, place) as page:
        page.locator("video").evaluate(
            "video => { video.muted = true; video.currentTime = 8; video.play().catch(() => {}); }"
        )
        reaches(page, 8.2)
        assert page.locator("video").evaluate(SEEN)[0].startswith("blob:")


@pytest.mark.parametrize("obstacle", ["policy", "ranges", "playlist", "codec"])
def test_the_file_is_played_where_the_stream_cannot_be(windows: Windows, folder: Path, obstacle: str) -> None:
    with (
        serving(folder, STRICT if obstacle == "policy" else "", ranges=obstacle != "ranges") as place,
        opened(windows, place) as page,
    ):
        if obstacle == "playlist":
            page.route("**/*.m3u8", lambda route: route.fulfill(status=404))
        if obstacle == "codec":
            page.evaluate("MediaSource.isTypeSupported = () => false")
        play(page)
        page.wait_for_function("() => document.querySelector('video').currentSrc.endsWith('.av1.mp4')", timeout=20_000)
        reaches(page, 0.3)
