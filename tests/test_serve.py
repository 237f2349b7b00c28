from __future__ import annotations

import http.client
import io
import json
import os
import random
import re
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pytest
from small_jobs import store_in

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.engine.executor import Results
from btspress.engine.manifest import Entry, Manifest
from btspress.planned import Page
from btspress.report import Report
from btspress.serve.door import listening
from btspress.serve.faults import Fault
from btspress.serve.reload import EVENTS, SCRIPT, Hub, Shown, address
from btspress.serve.server import serve
from btspress.serve.watch import Watch
from btspress.stages.discover import discover
from btspress.stages.publish import publish

CLIP = bytes(range(256)) * 40


@dataclass(frozen=True)
class Built:
    out: Path
    manifest: Manifest
    problems: tuple[Diagnostic, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({"rain.md": "/rain/"}))


class Preview:
    """A running preview of a folder in which each `x.md` becomes a page, and `broken` is an error."""

    def __init__(self, root: Path) -> None:
        self.root, self.out = root / "site", root / "site/_site"
        self.root.mkdir()
        self.write("index.md", "home")
        self.write("rain.md", "rain")
        (self.root / "take 4.mp4").write_bytes(CLIP)
        self.store, self.index = store_in(root)
        self.builds, self.stop, self.printed = 0, threading.Event(), io.StringIO()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def write(self, name: str, words: str) -> None:
        (self.root / name).write_text(words)

    def build(self, _copying: frozenset[str]) -> Iterator[Built]:
        yield self._built()
        self.builds += 1

    def _built(self) -> Built:
        tree = discover(self.root)
        pages = [
            Page("404.html", b"<html><body>lost</body></html>"),
            Page("style.css", b"p{}"),
            Page("secret/.env", b""),
        ]
        pages += [Page(file.path, file.read(1 << 20)) for file in tree.media]
        problems = []
        for file in tree.chapters:
            try:
                words = file.read().decode()
            except FileNotFoundError:  # gone since it was found; the next build will see
                continue
            name = "index.html" if file.path == "index.md" else f"{file.path[:-3]}/index.html"
            pages.append(Page(name, f"<html><body><p>{words}</p></body></html>".encode()))
            if "broken" in words:
                problems.append(problem("E206", "no file is named 'x'", Span(file.path, 1, 1, 4)))
        done = publish(
            pages[:2] + pages[3:], [], Results(), self.store, self.out, self.index, source=self.root, durable=False
        )
        return Built(self.out, done.manifest, (*problems, *done.problems))

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=sent)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    def token(self) -> str:
        found = re.search(rb'data-token="([^"]+)"', self.get("/")[2])
        assert found
        return found[1].decode()

    def listen(self) -> Iterator[dict[str, object]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=8)
        connection.request("GET", f"{EVENTS}?token={self.token()}")
        answer = connection.getresponse()
        assert answer.status == 200
        while line := answer.readline():
            if line.startswith(b"data: "):
                yield json.loads(line[6:])

    def until_builds(self, count: int, seconds: float = 8) -> None:
        until = time.monotonic() + seconds
        while self.builds < count and time.monotonic() < until:
            time.sleep(0.01)
        assert self.builds >= count

    def close(self) -> None:
        self.stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        port = random.randrange(20_000, 40_000)
        serve(
            self.build,
            [self.root],
            report=Report(self.printed),
            lines=lambda path: (self.root / path).read_text().splitlines(),
            skip=[self.out],
            port=port,
            stop=self.stop,
            ready=self._started,
        )

    def _started(self, where: str) -> None:
        self.port = int(where.rstrip("/").rpartition(":")[2])
        self._ready.set()


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview that no test changes."""
    preview = Preview(tmp_path_factory.mktemp("calm"))
    yield preview
    preview.close()


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    preview = Preview(tmp_path)
    yield preview
    preview.close()


def test_pages_are_served_with_our_script_which_the_published_file_has_not(calm: Preview) -> None:
    status, headers, body = calm.get("/rain/")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"<p>rain</p><script src=" in body
    assert b"script" not in (calm.out / "rain/index.html").read_bytes()
    assert calm.get(SCRIPT)[1]["content-type"].startswith("text/javascript")


def test_a_folder_without_slash_is_sent_on(calm: Preview) -> None:
    status, headers, _ = calm.get("/rain")
    assert (status, headers["location"]) == (308, "/rain/")


def test_a_clip_is_served_in_pieces(calm: Preview) -> None:
    status, headers, body = calm.get("/take%204.mp4", Range="bytes=100-199")
    assert (status, body) == (206, CLIP[100:200])
    assert headers["content-range"] == f"bytes 100-199/{len(CLIP)}"
    assert headers["content-type"] == "video/mp4"
    assert calm.get("/take%204.mp4", Range="bytes=-5")[2] == CLIP[-5:]
    assert calm.get("/take%204.mp4", Range=f"bytes={len(CLIP)}-")[0] == 416
    assert calm.get("/take%204.mp4")[2] == CLIP
    assert calm.get("/take%204.mp4", "HEAD")[1]["accept-ranges"] == "bytes"


def test_a_page_that_is_not_there_gets_the_sites_own_404(calm: Preview) -> None:
    status, _, body = calm.get("/no/such/page/")
    assert status == 404
    assert b"lost" in body


@pytest.mark.parametrize(
    "path",
    [
        "/../site/index.md", "/%2e%2e/site/index.md", "/..%2findex.md", "/index.md", "//etc/passwd", "/rain/../../index.md",
        "/.env", "/manifest.json/", "/%00", "/rain/index.html/", "/\\..\\index.md", "/C:/x", "/RAIN/", "/.btspress/",
        "/.btspress/client.js/", "/style.css/", "/?x=1/../../", "/secret/.env",
    ],
)  # fmt: skip
def test_only_addresses_of_the_manifest_are_answered(calm: Preview, path: str) -> None:
    status, _, body = calm.get(path)
    assert status == (200 if path.startswith("/?") else 404)
    assert b"root:" not in body


def test_a_thousand_random_paths_give_nothing_else(calm: Preview) -> None:
    dice = random.Random(4)
    pieces = [
        "..",
        ".",
        "%2e%2e",
        "%2f",
        "/",
        "//",
        "site",
        "index.md",
        "%00",
        "rain",
        "\\",
        "%c0%ae",
        "~",
        ".git",
        "_site",
    ]
    connection = http.client.HTTPConnection("127.0.0.1", calm.port, timeout=5)
    for _ in range(1000):
        path = "/" + "/".join(dice.choices(pieces, k=dice.randrange(1, 6)))
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status in {200, 308, 404}
        assert answer.status != 200 or b"<body>" in body
        assert b"home" not in body or b"<p>home</p>" in body
    connection.close()


@pytest.mark.parametrize("host", ["localhost:{}", "127.0.0.1:{}", "[::1]:{}", "LOCALHOST:{}"])
def test_this_machines_own_names_are_answered(calm: Preview, host: str) -> None:
    assert calm.get("/", Host=host.format(calm.port))[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{}",
        "localhost",
        "localhost:1",
        "127.0.0.1.evil.example:{}",
        "0.0.0.0:{}",
        "",
        "localhost.:{}",
    ],
)
def test_foreign_hosts_are_refused(calm: Preview, host: str) -> None:
    assert calm.get("/", Host=host.format(calm.port))[0] in {400, 421}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://localhost:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_events_are_not_for_other_sites(calm: Preview, headers: dict[str, str]) -> None:
    assert calm.get(f"{EVENTS}?token={calm.token()}", **headers)[0] == 403
    assert calm.get(EVENTS)[0] == 403
    assert calm.get(f"{EVENTS}?token=guess")[0] == 403


def test_nothing_but_reading_is_possible(calm: Preview) -> None:
    assert {calm.get("/", method)[0] for method in ("POST", "PUT", "DELETE", "OPTIONS")} == {405}


def test_pages_come_with_the_policy_that_a_site_must_bear(calm: Preview) -> None:
    headers = calm.get("/")[1]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_only_addresses_are_listened_to() -> None:
    with pytest.raises(ValueError, match=r"'evil\.example' is no address"):
        listening("evil.example", 8000)


def test_a_taken_port_gives_the_next() -> None:
    first = listening("127.0.0.1", random.randrange(41_000, 50_000))
    port = first[0].getsockname()[1]
    second = listening("127.0.0.1", port)
    assert second[0].getsockname()[1] > port
    for each in (*first, *second):
        each.close()


def test_addresses_are_what_a_browser_asks_for() -> None:
    assert [address(path) for path in ("index.html", "a/index.html", "a/b.css", "myindex.html")] == [
        "/", "/a/", "/a/b.css", "/myindex.html",
    ]  # fmt: skip


def test_a_build_that_published_nothing_leaves_the_pages_that_are_shown() -> None:
    manifest = Manifest({"index.html": Entry("0" * 64, 1)})
    hub = Hub(Shown(Path()))
    hub.show(Path("_site"), manifest, ())
    fault = Fault("a.md:1:1 error")
    hub.show(Path("_site"), Manifest(), (fault,))
    assert hub.shown == Shown(Path("_site"), manifest, (fault,), 2)


def test_a_saved_chapter_is_built_and_told_to_open_pages(preview: Preview) -> None:
    events = preview.listen()
    assert next(events) == {"kind": "build", "version": 1, "changed": None, "problems": []}
    preview.write("rain.md", "more rain")
    assert next(events) == {"kind": "build", "version": 2, "changed": ["/rain/"], "problems": []}
    assert b"more rain" in preview.get("/rain/")[2]


def test_problems_are_printed_and_sent_and_go_away(preview: Preview) -> None:
    events = preview.listen()
    next(events)
    preview.write("rain.md", "broken")
    told = next(events)["problems"]
    assert isinstance(told, list)
    assert told[0]["text"].startswith("rain.md:1:1  error  E206 no-such-file\n")
    assert (told[0]["file"], told[0]["line"], told[0]["col"]) == ("rain.md", 1, 1)
    assert (told[0]["weight"], told[0]["page"]) == ("error", "/rain/")
    assert "rain.md:1:1" in preview.printed.getvalue()
    printed = len(preview.printed.getvalue())
    preview.write("rain.md", "still broken")
    assert next(events)["problems"]
    assert len(preview.printed.getvalue()) == printed, "what is known is not printed again"
    preview.write("rain.md", "mended")
    assert next(events)["problems"] == []


@pytest.mark.parametrize("way", ["in place", "rename over", "backup and rename", "delete and create"])
def test_every_way_that_editors_save_is_one_build(preview: Preview, way: str) -> None:
    path = preview.root / "rain.md"
    if way == "in place":
        path.write_text("saved")
    elif way == "rename over":
        (preview.root / ".rain.md.tmp").write_text("saved")
        os.replace(preview.root / ".rain.md.tmp", path)
    elif way == "backup and rename":
        path.rename(preview.root / "rain.md~")
        path.write_text("saved")
        (preview.root / "rain.md~").unlink()
    else:
        path.unlink()
        path.write_text("saved")
    preview.until_builds(2)
    time.sleep(0.5)
    assert preview.builds == 2
    assert b"saved" in preview.get("/rain/")[2]


def test_a_storm_is_answered_with_few_builds(preview: Preview) -> None:
    for number in range(400):
        folder = preview.root / str(number % 20)
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.md").write_text(f"chapter {number}")
    preview.until_builds(2)
    time.sleep(1)
    assert preview.builds <= 4
    assert b"chapter 399" in preview.get("/19/399/")[2]


def test_a_folder_that_comes_goes_and_comes_again_is_heard(preview: Preview) -> None:
    for round_ in range(3):
        (preview.root / "day").mkdir()
        (preview.root / "day/one.md").write_text("one")
        preview.until_builds(preview.builds + 1)
        time.sleep(0.3)
        before = preview.builds
        (preview.root / "day/one.md").write_text(f"round {round_}")
        preview.until_builds(before + 1)
        (preview.root / "day/one.md").unlink()
        (preview.root / "day").rmdir()
        preview.until_builds(before + 2)
        time.sleep(0.3)


def test_hidden_files_and_output_are_no_reason_to_build(preview: Preview) -> None:
    (preview.root / ".rain.md.swp").write_text("x")
    (preview.root / "rain.md~").write_text("x")
    (preview.out / "rain/index.html").write_text("x")
    (preview.root / "rain.md").read_text()
    time.sleep(0.8)
    assert preview.builds == 1


def test_a_change_without_any_event_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one")
    watch = Watch([tmp_path])  # never entered, so it hears nothing, as on a network disk
    (tmp_path / "a.md").write_text("two")
    assert watch.wait(threading.Event()) == {"a.md"}


def test_a_growing_clip_is_not_taken_for_whole(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one")
    grown = threading.Event()

    def grow() -> None:
        for _ in range(12):
            with (tmp_path / "a.mov").open("ab") as file:
                file.write(bytes(1000))
            time.sleep(0.07)
        grown.set()

    with Watch([tmp_path]) as watch:
        threading.Thread(target=grow).start()
        told = [watch.wait(threading.Event())]
        while watch.copying:
            told.append(watch.wait(threading.Event()))
    assert grown.is_set()
    assert set(told) == {frozenset({"a.mov"})}


def test_waiting_ends_when_it_is_told_to(tmp_path: Path) -> None:
    stop = threading.Event()
    with Watch([tmp_path]) as watch:
        threading.Timer(0.2, stop.set).start()
        assert watch.wait(stop) is None


def test_a_folder_that_is_gone_is_a_fault_that_is_told(tmp_path: Path) -> None:
    with Watch([tmp_path / "gone"]) as watch:
        assert watch.fault
