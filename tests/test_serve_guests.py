"""Other machines: nobody without being asked, then only who has the key, and never by a name."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from btspress.engine.manifest import Entry, Manifest
from btspress.serve.door import link, listening
from btspress.serve.guests import Invitation, invitation, qr_code
from btspress.serve.reload import EVENTS, Hub, Shown
from btspress.serve.server import application

KEY = "sesame-sesame"
PHONE = "192.168.1.30"
DESK = "192.168.1.20"

Answer = tuple[int, http.client.HTTPMessage, bytes]


class From:
    """The preview as it answers another machine; all else is real."""

    def __init__(self, inner: ASGIApp, client: str) -> None:
        self._inner, self._client = inner, client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._inner({**scope, "client": (self._client, 40_000)}, receive, send)


class Guest:
    """Someone who calls the preview."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, host: str = f"{DESK}:{{}}", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Host": host.format(self.port), **sent})
        answer = connection.getresponse()
        body = b"" if answer.headers["content-type"] == "text/event-stream; charset=utf-8" else answer.read()
        connection.close()
        return answer.status, answer.headers, body


@contextmanager
def calling(out: Path, client: str, key: str) -> Iterator[Guest]:
    (out / "index.html").write_text("<html><body>home</body></html>")
    hub = Hub(Shown(Path()))
    hub.show(out, Manifest({"index.html": Entry("0" * 64, 1)}), ())
    sockets = listening("127.0.0.1", random.randrange(20_000, 40_000))
    port = sockets[0].getsockname()[1]
    app = From(application(hub, port, key=key), client)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Guest(port)
    hub.close()
    server.should_exit = True
    thread.join()
    for each in sockets:
        each.close()


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[Guest]:
    with calling(tmp_path, PHONE, KEY) as guest:
        yield guest


def cookie(headers: http.client.HTTPMessage) -> str:
    return headers["set-cookie"].partition(";")[0]


def test_nobody_else_is_answered_unless_asked_for(tmp_path: Path) -> None:
    with calling(tmp_path, PHONE, "") as guest:
        assert guest.get("/")[0] == 421
        assert guest.get("/", "localhost:{}")[0] == 421
        assert guest.get(f"/?key={KEY}")[0] == 421


@pytest.mark.parametrize("path", ["/", "/?key=", "/?key=guess", f"/?other={KEY}", EVENTS, "/.btspress/client.js"])
def test_being_in_the_network_is_not_enough(phone: Guest, path: str) -> None:
    status, _, body = phone.get(path)
    assert status == 403
    assert b"home" not in body
    assert phone.get(path, Cookie=f"btspress-{phone.port}=guess; x")[0] == 403


def test_the_link_gives_a_cookie_and_the_cookie_the_pages(phone: Guest) -> None:
    status, headers, _ = phone.get(f"/?key={KEY}&t=4")
    assert (status, headers["location"]) == (303, "/?t=4")
    assert {"HttpOnly", "SameSite=lax"} <= set(headers["set-cookie"].split("; "))
    status, _, body = phone.get("/", Cookie=cookie(headers))
    assert (status, b"home" in body) == (200, True)
    assert KEY.encode() not in body
    token = re.search(rb'data-token="([^"]+)"', body)
    assert token
    events = f"{EVENTS}?token={token[1].decode()}"
    assert phone.get(events, Cookie=cookie(headers))[0] == 200
    assert phone.get(events)[0] == 403
    assert phone.get(events, Cookie=cookie(headers), Origin="http://evil.example")[0] == 403
    assert phone.get(events, Cookie=cookie(headers), Origin=f"http://{DESK}:{phone.port}")[0] == 200


@pytest.mark.parametrize(
    "host", ["localhost:{}", "evil.example:{}", f"{DESK}.evil.example:{{}}", f"{DESK}:1", "", DESK]
)
def test_another_machine_comes_by_numbers_and_our_port_only(phone: Guest, host: str) -> None:
    assert phone.get(f"/?key={KEY}", host)[0] in {400, 421}


@pytest.mark.parametrize("path", ["//evil.example/", "/%5C%5Cevil.example/", "/\\\\evil.example/", "/%2F/evil.example"])
def test_the_link_leads_nowhere_else(phone: Guest, path: str) -> None:
    status, headers, _ = phone.get(f"{path}?key={KEY}")
    assert status == 303
    assert re.match(r"/(?![/\\])", headers["location"])


def test_this_machine_needs_no_key(tmp_path: Path) -> None:
    with calling(tmp_path, "127.0.0.1", KEY) as guest:
        assert guest.get("/", "localhost:{}")[0] == 200
        assert guest.get("/", "evil.example:{}")[0] == 421


def test_an_address_for_others_is_also_listened_to_at_home() -> None:
    sockets = listening("0.0.0.0", random.randrange(41_000, 50_000))
    names = {each.getsockname()[0] for each in sockets}
    port = sockets[0].getsockname()[1]
    assert "0.0.0.0" in names
    assert {each.getsockname()[1] for each in sockets} == {port}
    for each in sockets:
        each.close()


def test_who_is_invited_depends_on_what_was_asked_for() -> None:
    assert invitation("", qr=False) == Invitation("127.0.0.1")
    assert invitation("localhost", qr=False) == Invitation("localhost")
    named = invitation(DESK, qr=False)
    assert (named.host, named.drawn, len(named.key)) == (DESK, False, 16)
    assert invitation(DESK, qr=False).key != named.key
    drawn = invitation("0.0.0.0", qr=True)
    assert (drawn.host, drawn.drawn, bool(drawn.key)) == ("0.0.0.0", True, True)
    with pytest.raises(ValueError, match="for another machine"):
        invitation("localhost", qr=True)


def test_without_guests_only_the_own_address_is_told() -> None:
    assert Invitation().told("http://localhost:8123/") == "Look at http://localhost:8123/   (Ctrl-C ends it)"


def test_an_invitation_says_where_and_warns_in_plain_words() -> None:
    told = Invitation(DESK, KEY).told("http://localhost:8123/")
    here, there, *_ = told.splitlines()
    assert here == "Look at http://localhost:8123/   (Ctrl-C ends it)"
    assert there == f"On another machine: http://{DESK}:8123/?key={KEY}"
    assert "can see the preview, drafts and withheld material too" in told
    assert "█" not in told


def test_the_qr_code_is_the_link() -> None:
    address = link(DESK, 8123, KEY)
    told = Invitation(DESK, KEY, drawn=True).told("http://localhost:8123/")
    drawn = qr_code(address)
    assert drawn in told
    # Two rows of the code stand in one of text; a full block is white.
    rows = [[each in dark for each in line] for line in drawn.splitlines() for dark in ("█▀", "█▄")]
    picture = np.kron(np.array(rows, dtype=np.uint8) * 255, np.ones((8, 8), dtype=np.uint8))
    assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == address
