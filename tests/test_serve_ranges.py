"""Parts of a file over HTTP, as browsers ask for them, and as nobody should."""

from __future__ import annotations

import http.client
import os
import random
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from btspress.digest import digest_bytes
from btspress.engine.manifest import Entry, Manifest
from btspress.serve.door import listening
from btspress.serve.reload import Hub, Shown
from btspress.serve.server import application

CLIP = bytes(range(256)) * 40
SIZE = len(CLIP)
TAG = f'"{digest_bytes(CLIP)}"'
LONG = os.urandom(1 << 20) * 24


class Server:
    """A folder with two clips, served."""

    def __init__(self, out: Path) -> None:
        self.out = out
        files = {}
        for name, data in (("take.mp4", CLIP), ("long.mp4", LONG)):
            (out / name).write_bytes(data)
            files[name] = Entry(digest_bytes(data), len(data))
        sockets = listening("127.0.0.1", 0)
        self.port = sockets[0].getsockname()[1]
        app = application(Hub(Shown(out, Manifest(files))), self.port)
        self._server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
        self._thread = threading.Thread(target=self._server.run, args=(sockets,), daemon=True)
        self._thread.start()

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    def begun(self, path: str) -> socket.socket:
        """A connection on which `path` was asked for, and a little of the answer read."""
        asked = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        asked.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nConnection: close\r\n\r\n".encode())
        return asked

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("ranges"))
    yield server
    server.close()


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [
        ("bytes=0-", 0, SIZE),
        ("bytes=100-199", 100, 200),
        ("bytes=-5", SIZE - 5, SIZE),
        (f"bytes=-{SIZE * 9}", 0, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        ("bytes=0-999999999999999999", 0, SIZE),
    ],
)
def test_one_part_is_given_as_it_was_asked_for(server: Server, asked: str, first: int, end: int) -> None:
    status, headers, body = server.get("/take.mp4", Range=asked)
    assert (status, body) == (206, CLIP[first:end])
    assert headers["content-range"] == f"bytes {first}-{end - 1}/{SIZE}"
    assert (headers["content-length"], headers["etag"]) == (str(end - first), TAG)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE * 5}-{SIZE * 6}", "bytes=-0"])
def test_a_part_beyond_the_end_is_refused(server: Server, asked: str) -> None:
    status, headers, body = server.get("/take.mp4", Range=asked)
    assert (status, headers["content-range"], body) == (416, f"bytes */{SIZE}", b"")


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,2-3", "bytes=" + ",".join(["0-"] * 2000), "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=1",
        "lines=1-2", "0-5", "bytes=0x1-5", "bytes=+1-5", "bytes=--5", "bytes=1-5-9", "bytes=٣-٥", "bytes=" + "9" * 4000 + "-",
    ],
)  # fmt: skip
def test_many_parts_and_senseless_ones_are_answered_with_the_whole(server: Server, asked: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.putrequest("GET", "/take.mp4")
    connection.putheader("Range", asked.encode())
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, CLIP)
    connection.close()


def test_a_part_of_another_file_is_not_mixed_with_this_one(server: Server) -> None:
    assert server.get("/take.mp4", Range="bytes=5-9", If_Range=TAG)[0] == 206
    assert server.get("/take.mp4", Range="bytes=5-9", If_Range='"another"')[::2] == (200, CLIP)
    assert server.get("/take.mp4", Range="bytes=5-9", If_Range=f"W/{TAG}")[0] == 200


def test_what_a_browser_has_is_not_sent_again(server: Server) -> None:
    status, headers, body = server.get("/take.mp4", If_None_Match=f'"x", {TAG}')
    assert (status, headers["etag"], body) == (304, TAG, b"")
    assert server.get("/take.mp4", If_None_Match='"x"')[0] == 200


def test_a_head_tells_all_but_the_bytes(server: Server) -> None:
    status, headers, body = server.get("/take.mp4", "HEAD")
    assert (status, body) == (200, b"")
    assert (headers["content-length"], headers["accept-ranges"]) == (str(SIZE), "bytes")
    status, headers, body = server.get("/take.mp4", "HEAD", Range="bytes=5-9")
    assert (status, headers["content-length"], body) == (206, "5", b"")


@pytest.mark.parametrize("path", ["/", "/media/", "/media", "/."])
def test_no_folder_is_listed(server: Server, path: str) -> None:
    status, _, body = server.get(path)
    assert status == 404
    assert b"take.mp4" not in body


def test_what_takes_the_place_of_a_file_does_not_get_into_its_answer(server: Server) -> None:
    with server.begun("/long.mp4") as asked:
        got = asked.recv(2000)
        new = server.out / "new"
        new.write_bytes(bytes(len(LONG)))
        os.replace(new, server.out / "long.mp4")
        while block := asked.recv(1 << 20):
            got += block
    assert got.partition(b"\r\n\r\n")[2] == LONG
    (server.out / "long.mp4").write_bytes(LONG)


def test_those_who_read_slowly_keep_nobody_waiting(server: Server) -> None:
    slow = [server.begun("/long.mp4") for _ in range(60)]
    for each in slow:
        each.recv(100)
    assert server.get("/take.mp4", Range="bytes=0-9")[0] == 206
    for each in slow:
        each.close()


def raw(server: Server, *pieces: bytes) -> bytes:
    """What is answered to these bytes, whatever they are."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as asked:
        try:
            for piece in pieces:
                asked.sendall(piece)
            return asked.recv(4000)
        except OSError:
            return b""  # it hung up on us, which is an answer too


def test_requests_that_never_end_are_not_kept(server: Server) -> None:
    head = b"GET /take.mp4 HTTP/1.1\r\nHost: localhost\r\n"
    endless = (head, *[b"X-Long: " + b"a" * 60_000 + b"\r\n"] * 40)
    assert not raw(server, *endless).startswith(b"HTTP/1.1 2")
    assert not raw(server, b"GET /" + b"a" * 500_000 + b" HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 2")
    assert server.get("/take.mp4", Range="bytes=0-9")[0] == 206


def test_senseless_bytes_end_nothing(server: Server) -> None:
    dice = random.Random(3)
    whole = f"GET /take.mp4 HTTP/1.1\r\nHost: localhost:{server.port}\r\nRange: bytes=0-9\r\nConnection: close\r\n\r\n".encode()
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(dice.randrange(1, 8)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as asked:
            asked.sendall(bytes(data))
    assert server.get("/take.mp4", Range="bytes=0-9")[0] == 206


def test_half_open_connections_keep_nobody_waiting(server: Server) -> None:
    waiting = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(150)]
    for each in waiting:
        each.sendall(b"GET /take.mp4 HTT")
    assert server.get("/take.mp4", Range="bytes=0-9")[0] == 206
    for each in waiting:
        each.close()


def test_thousands_of_ranges_are_one_answer(server: Server) -> None:
    many = "bytes=" + ",".join(f"{n}-{n}" for n in range(9_000))
    status, _, body = server.get("/take.mp4", Range=many)
    assert status in {200, 400, 416, 431}
    assert len(body) <= SIZE
