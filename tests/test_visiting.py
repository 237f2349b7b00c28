"""A look at a site where readers find it says what its host does wrong, and nothing of one that is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner

from btspress.cli import cli
from btspress.digest import digest_bytes
from btspress.engine.manifest import NAME, Entry, Manifest
from btspress.hosts import caching, media_type
from btspress.model import Config
from btspress.pages.policy import policy
from btspress.shipping.visiting import Fault, Where, visit

FILES = {
    "index.html": b"<p>home",
    "tears/index.html": b"<p>film",
    "tears/the-bridge/index.html": b"<p>bridge",
    "assets/look.01234567.css": b"p{}",
    "assets/letters.01234567.woff2": b"wOF2",
    "media/take.0123456789abcdef.mp4": bytes(range(256)) * 40,
    "media/take.0123456789abcdef.jpg": b"jpeg",
    "robots.txt": b"User-agent: *\n",
}
POLICY = policy(Config())
BUILT = Manifest({path: Entry(digest_bytes(body), len(body)) for path, body in FILES.items()})


class Host(BaseHTTPRequestHandler):
    """A host that does everything right, but what it was told to do wrong."""

    def __init__(self, wrong: str, *args: Any) -> None:
        self.wrong = wrong
        super().__init__(*args)

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        """One file, or a part of it."""
        path = self.path.lstrip("/")
        path = f"{path}index.html" if not path or path.endswith("/") else path
        body = FILES.get(path)
        if self.wrong == "moved" and body is not None:
            self._send(301, {"Location": "https://www.films.example/"}, b"")
        elif body is None:
            self._send(200 if self.wrong == "everywhere" else 404, {}, b"lost")
        else:
            self._file(path, body)

    def _file(self, path: str, body: bytes) -> None:
        headers = {
            "Content-Type": "text/plain" if self.wrong == f"type {path}" else media_type(path),
            "Cache-Control": caching(path),
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
        }
        headers.pop(self.wrong, None)
        if self.wrong == "short" and path.startswith("assets/"):
            headers["Cache-Control"] = "max-age=600"
        if self.wrong == "long" and path.endswith(".html"):
            headers["Cache-Control"] = "public, max-age=86400"
        if self.wrong == "policy":
            headers["Content-Security-Policy"] = "default-src *"
        body = body + b"<!-- counted -->" if self.wrong == "other" and path.endswith(".html") else body
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if not asked or self.wrong == "whole":
            self._send(200, headers, body)
            return
        first, last = int(asked[1]) + (self.wrong == "astray"), int(asked[2])
        headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
        self._send(206, headers, body[first : last + 1])

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def hosted(wrong: str = "") -> Iterator[str]:
    """The address of a host."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, wrong))
    server.daemon_threads = True
    thread = Thread(target=partial(server.serve_forever, 0.01), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def faults(wrong: str, media: str = "") -> tuple[tuple[str, ...], tuple[Fault, ...]]:
    with hosted(wrong) as base:
        return visit(BUILT, Where(base, media, POLICY))


def test_a_host_that_is_right_is_told_nothing_and_was_asked_for_a_file_of_each_kind() -> None:
    looked, found = faults("")
    assert not found
    paths = {re.sub(r"^http://[^/]*/", "", address) for address in looked}
    assert {"", "tears/", "tears/the-bridge/", *(path for path in FILES if not path.endswith(".html"))} <= paths


@pytest.mark.parametrize(
    ("wrong", "path", "words"),
    [
        ("whole", "media/take.0123456789abcdef.mp4", "no byte ranges"),
        ("astray", "media/take.0123456789abcdef.mp4", "sends other bytes than a player asks for"),
        ("type assets/letters.01234567.woff2", "assets/letters.01234567.woff2", "browsers need 'font/woff2'"),
        ("type media/take.0123456789abcdef.mp4", "media/take.0123456789abcdef.mp4", "browsers need 'video/mp4'"),
        ("other", "tears/", "has other bytes than were built"),
        ("short", "assets/look.01234567.css", "should be kept for a year"),
        ("long", "tears/", "readers see old pages"),
        ("Cache-Control", "tears/", "has no Cache-Control"),
        ("Content-Security-Policy", "", "comes without Content-Security-Policy"),
        ("policy", "", "another Content-Security-Policy"),
        ("X-Content-Type-Options", "robots.txt", "nosniff"),
        ("everywhere", "no-such-page-btspress-asks/", "status 404"),
        ("moved", "", "leads on to https://www.films.example/"),
    ],
)
def test_each_thing_that_a_host_does_wrong_is_told_at_the_address_where_it_does(
    wrong: str, path: str, words: str
) -> None:
    _, found = faults(wrong)
    assert [fault for fault in found if fault.address.endswith(f"/{path}") and words in fault.what]
    if wrong in {"whole", "astray", "everywhere"} or wrong.startswith("type"):
        assert len(found) == 1


def test_media_on_another_host_must_be_open_to_scripts() -> None:
    with hosted() as media, hosted() as base:
        _, found = visit(BUILT, Where(base, media, POLICY))
    assert {fault.address.rpartition("/")[2] for fault in found} == {
        "take.0123456789abcdef.mp4",
        "take.0123456789abcdef.jpg",
    }
    assert all("Access-Control-Allow-Origin" in fault.what for fault in found)


def test_a_host_that_does_not_answer_is_told_so() -> None:
    with hosted() as base:
        pass
    _, found = visit(BUILT, Where(base))
    assert ["cannot be reached" in fault.what for fault in found] == [True]


@pytest.mark.parametrize(("wrong", "code"), [("", 0), ("whole", 1), ("X-Content-Type-Options", 1)])
def test_the_command_looks_where_site_md_says_that_the_site_is(tmp_path: Path, wrong: str, code: int) -> None:
    (tmp_path / "film").mkdir()
    (tmp_path / "film" / "01-a.md").write_text("# A\n\nWords.\n")
    (tmp_path / "_site").mkdir()
    (tmp_path / "_site" / NAME).write_bytes(BUILT.to_bytes())
    with hosted(wrong) as base:
        (tmp_path / "film" / "site.md").write_text(f"---\ntitle: T\nbase_url: {base}\n---\n")
        shown = CliRunner().invoke(cli, ["verify", str(tmp_path / "film"), "--out", str(tmp_path / "_site")])
    assert shown.exit_code == code, shown.output
    assert shown.output.count("error  E916") == bool(wrong), "what is wrong is said once, wherever it is"
    assert ("does everything right" in shown.output) is not bool(wrong)


def test_without_an_address_the_command_asks_for_one(tmp_path: Path) -> None:
    (tmp_path / "01-a.md").write_text("# A\n\nWords.\n")
    shown = CliRunner().invoke(cli, ["verify", str(tmp_path)])
    assert shown.exit_code == 2
    assert "--url" in shown.output
