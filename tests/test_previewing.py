"""A site while it is written: pages before media, media as they are asked for, masters in their place."""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from footage import FOOTAGE, facts, given, seconds, tools

from btspress.delivery.audience import PREVIEW
from btspress.diagnostics import Severity
from btspress.facts import Color, Facts
from btspress.media.mp4 import BoxError, child, content, parts, stretched
from btspress.model import Site
from btspress.planned import Plan
from btspress.previewing import Later, Made, Master, Screen, Screening
from btspress.recipes.excerpt import excerpt
from btspress.recipes.rendition import Rendition
from btspress.recipes.rush import GROWING, Rush
from btspress.rendering import Rendering
from btspress.serve.door import listening
from btspress.serve.media import shown_on
from btspress.serve.reload import Hub, Shown
from btspress.serve.server import SEEN, application
from btspress.session import Options, Session
from btspress.stages.plan import plan
from btspress.story.rights import Audience
from btspress.testing import tell, video

WAIT = 60
"""Seconds after which a test gives up."""
SITE = "---\ntitle: Tears\n---\n"
FILM = "---\ntitle: Film\n---\n"


def told(facts_: Facts, **changes: Any) -> Facts:
    """The same file with other pictures."""
    assert facts_.video
    return replace(facts_, video=replace(facts_.video, **changes))


CLIP = "> [!clip] A cut\n>\n> ![A cut](media/{}#t={})\n"
"""A figure with a clip."""


@dataclass
class Room:
    """A site in a folder, and its screening."""

    root: Path
    told: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.heard = threading.Condition()
        (self.root / "site/films/tears/media").mkdir(parents=True)
        self.write("site.md", SITE)
        self.write("films/tears/film.md", FILM)

    @property
    def media(self) -> Path:
        return self.root / "site/films/tears/media"

    def write(self, name: str, text: str) -> None:
        (self.root / "site" / name).write_text(text)

    def open(self, workers: int = 2) -> Screening:
        return self.screen(self.session(workers))

    def session(self, workers: int = 2) -> Session:
        options = Options(Audience.PREVIEW, keep_going=True, cache=self.root / "cache", workers=workers)
        return Session(self.root / "site", self.root / "out", options)

    def screen(self, session: Session) -> Screening:
        screening = Screening(session)
        screening.listen(self._hear)
        return screening

    def until(self, kind: str, right: Callable[[Mapping[str, object]], bool] = lambda _: True) -> Mapping[str, object]:
        def found() -> list[Mapping[str, object]]:
            return [told for each, told in self.told if each == kind and right(told)]

        with self.heard:
            assert self.heard.wait_for(lambda: bool(found()), WAIT), self.told
            return found()[0]

    def _hear(self, kind: str, told: Mapping[str, object]) -> None:
        with self.heard:
            self.told.append((kind, told))
            self.heard.notify_all()


def built(screening: Screening, *changed: str, copying: frozenset[str] = frozenset()) -> list[Screen]:
    screening.saved(frozenset(changed))
    return list(screening.builds(copying))


def page(screen: Screen, name: str = "films/tears/one/index.html") -> bytes:
    return (screen.out / name.removeprefix("films/")).read_bytes()


def address(screen: Screen, ending: str) -> str:
    return next(each for each in shown_on(page(screen)) if each.endswith(ending))


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


@dataclass
class Web:
    """The answers of the server for a screening."""

    port: int
    token: str

    def get(
        self, path: str, method: str = "GET", body: bytes = b"", **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        connection.request(method, path, body or None, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, answer.headers, data


@pytest.fixture
def web() -> Iterator[Callable[[Screening, Screen], Web]]:
    ends: list[Callable[[], None]] = []

    def serve(screening: Screening, screen: Screen) -> Web:
        sockets = listening("127.0.0.1", 0)
        port = sockets[0].getsockname()[1]
        hub = Hub(Shown(screen.out, screen.manifest))
        server = uvicorn.Server(uvicorn.Config(application(hub, port, screening), log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
        thread.start()

        def end() -> None:
            server.should_exit = True
            screening.close()
            thread.join(WAIT)

        ends.append(end)
        return Web(port, hub.token)

    yield serve
    for end in ends:
        end()


def clip(room: Room, name: str = "fade.mp4", range_: str = "0.5,2.5") -> None:
    """A chapter with an excerpt that must be encoded."""
    shutil.copy(FOOTAGE / "sintel-fade-in.mp4", room.media / name)
    room.write("films/tears/one.md", "# One\n\nWords.\n\n" + CLIP.format(name, range_))


def test_pages_are_there_before_any_medium(room: Room) -> None:
    clip(room)
    screening = room.open()
    builds = screening.builds(frozenset())
    screen = next(builds)
    assert b"Words." in page(screen)
    assert not list((room.root / "cache/store").glob("*/*"))
    assert isinstance(screening.find(address(screen, "h264.mp4")), Later)
    assert not list(builds)
    assert screening.idle(WAIT)
    assert isinstance(screening.find(address(screen, "h264.mp4")), Made)
    assert room.until("progress", lambda told: told["done"] == told["all"])["all"] == len(
        list((room.root / "cache/store").glob("*/*"))
    )
    assert not [path for path in screen.out.rglob("*") if path.suffix in {".mp4", ".webp", ".jpg"}]
    screening.close()


def test_a_clip_plays_while_it_is_made_and_pages_hear_when_it_is_whole(
    room: Room, web: Callable[[Screening, Screen], Web]
) -> None:
    clip(room)
    screening = room.open()
    builds = screening.builds(frozenset())
    screen = next(builds)
    shown = web(screening, screen)
    wanted = threading.Thread(target=lambda: list(builds), daemon=True)
    url = address(screen, "h264.mp4")
    wanted.start()
    wanted.join(WAIT)
    status, headers, grown = shown.get(url)
    assert (status, headers["content-type"].split(";")[0]) == (200, "video/mp4")
    assert screening.idle(WAIT)
    status, headers, whole = shown.get(url, Range="bytes=0-")
    assert (status, headers["accept-ranges"]) == (206, "bytes")
    made = screening.find(url)
    assert isinstance(made, Made)
    assert whole == made.path.read_bytes()
    if grown != whole:  # it was asked for before it was whole
        assert b"moof" in grown
        assert room.until("media")["ready"] == [url]


def test_a_clip_says_how_long_it_will_be_before_it_is(tmp_path: Path) -> None:
    piece = excerpt(facts("sintel-fade-in.mp4"), seconds(0.5, 2.5), Fraction(24))
    Rush(Rendition("h264", piece, 320, 136)).make((given("sintel-fade-in.mp4"),), tmp_path, tools())
    head = (tmp_path / GROWING).read_bytes()[:4096]
    (tmp_path / "begun.mp4").write_bytes(stretched(head, Fraction(60)))
    index = (tmp_path / "begun.mp4").read_bytes()
    for name in (b"mvhd", b"mdhd"):
        fields = index.index(name) + 4
        scale, length = (int.from_bytes(index[fields + at : fields + at + 4]) for at in (12, 16))
        assert length == 60 * scale > 0
    with pytest.raises(BoxError):
        stretched(head[:100], Fraction(60))


def test_the_same_rush_has_the_same_bytes(tmp_path: Path) -> None:
    piece = excerpt(facts("sintel-fade-in.mp4"), seconds(0.5, 2.5), Fraction(24))
    made = []
    for name in "ab":
        (tmp_path / name).mkdir()
        Rush(Rendition("h264", piece, 320, 136)).make((given("sintel-fade-in.mp4"),), tmp_path / name, tools())
        made.append((tmp_path / name / "h264.mp4").read_bytes())
    assert made[0] == made[1]


def test_a_picture_is_waited_for(room: Room, web: Callable[[Screening, Screen], Web]) -> None:
    clip(room)
    screening = room.open(workers=1)
    (screen,) = built(screening)
    shown = web(screening, screen)
    status, headers, body = shown.get(address(screen, ".webp"))
    assert (status, headers["content-type"], body[:4]) == (200, "image/webp", b"RIFF")
    assert shown.get("/media/none.0123456789abcdef.480.webp")[0] == 404


def test_a_picture_that_cannot_be_made_is_not_waited_for(room: Room, web: Callable[[Screening, Screen], Web]) -> None:
    clip(room)
    screening = room.open()
    builds = screening.builds(frozenset())
    screen = next(builds)
    os.truncate(room.media / "fade.mp4", 2_000)
    assert not list(builds)
    shown = web(screening, screen)
    status, headers, body = shown.get(address(screen, ".webp"))
    assert (status, headers["content-type"], body[:4]) == (503, "image/svg+xml", b"<svg")
    assert headers["cache-control"].startswith("no-store")
    assert shown.get(address(screen, "h264.mp4"))[0] == 503
    assert screening.idle(WAIT)
    assert screening.screen
    assert {found.code for found in screening.screen.problems} >= {"E904"}
    room.until("problems")


def test_a_master_that_browsers_play_is_served_in_its_place(
    room: Room, web: Callable[[Screening, Screen], Web]
) -> None:
    master = room.media / "fade.mp4"
    shutil.copy(FOOTAGE / "sintel-fade-in.mp4", master)
    room.write("films/tears/one.md", "# One\n\n> [!clip] All\n>\n> ![All of it](media/fade.mp4)\n")
    screening = room.open()
    (screen,) = built(screening)
    shown, url, data = web(screening, screen), address(screen, "h264.mp4"), master.read_bytes()
    assert isinstance(screening.find(url), Master)
    status, headers, body = shown.get(url, Range="bytes=1000-1999")
    assert (status, body, headers["content-type"]) == (206, data[1000:2000], "video/mp4")
    assert headers["etag"] == f'"{hashlib.sha256(data).hexdigest()}"'
    assert shown.get(url)[2] == data
    assert screening.idle(WAIT)
    assert nowhere(data, room.root / "out", room.root / "cache")
    assert not list((room.root / "cache/store").rglob("*.mp4"))
    master.write_bytes(b"another")
    assert shown.get(url)[0] != 206


@pytest.mark.parametrize(
    ("shown", "known", "media_type"),
    [
        ("take.mp4", video(20), "video/mp4"),
        ("take.mp4#t=0,20", video(20), "video/mp4"),
        ("take.mp4#t=1,20", video(20), ""),
        ("take.mp4#t=0,19", video(20), ""),
        ("take.mp4", video(20, (3840, 2160)), ""),
        ("take.mp4", video(20, fps=Fraction(120)), ""),
        ("take.mov", video(20), ""),
        ("take.mp4#xywh=0,0,640,480", video(20), ""),
        ("take.mp4", told(video(20), codec="hevc"), ""),
        ("take.mp4", told(video(20), pixel_format="yuv420p10le"), ""),
        ("take.mp4", told(video(20), interlaced=True), ""),
        ("take.mp4", told(video(20), rotation=90), ""),
        ("take.mp4", told(video(20), variable=True), ""),
        ("take.mp4", told(video(20), color=Color(transfer="smpte2084")), ""),
    ],
)
def test_only_a_plain_and_whole_file_is_played_as_it_is(shown: str, known: Facts, media_type: str) -> None:
    name = shown.partition("#")[0]
    text = f"# One\n\n> [!clip] A\n>\n> ![A](media/{shown})\n"
    files = {"films/a/film.md": FILM, "films/a/one.md": text}
    site = tell(files, {f"films/a/media/{name}": known}, audience=Audience.PREVIEW)
    assert [*plan(site, "tools", PREVIEW).direct.values()] == ([media_type] if media_type else [])
    assert not plan(site, "tools").direct


def nowhere(master: bytes, *folders: Path) -> bool:
    """Whether no block of the master lies in a file of `folders`."""
    blocks = {master[at : at + 512] for at in range(4096, len(master) - 512, 512)}
    for path in (each for folder in folders for each in folder.rglob("*") if each.is_file()):
        data = path.read_bytes()
        if any(block in data for block in list(blocks)[:40]):
            return False
    return True


def test_a_master_that_is_encoded_is_not_copied_either(room: Room) -> None:
    clip(room)
    data = (room.media / "fade.mp4").read_bytes()
    screening = room.open()
    built(screening)
    assert screening.idle(WAIT)
    screening.close()
    assert nowhere(data, room.root / "out", room.root / "cache")
    assert not nowhere(data, room.media)


def test_the_page_that_was_edited_comes_before_its_build(room: Room) -> None:
    clip(room)
    screening = room.open()
    built(screening)
    room.write(
        "films/tears/one.md", (room.root / "site/films/tears/one.md").read_text().replace("Words.", "Other words.")
    )
    screening.saved(frozenset({"films/tears/one.md"}))
    assert room.until("first") == {"pages": ("tears/one/index.html",)}
    assert b"Other words." in screening.ahead["tears/one/index.html"]
    second = next(screening.builds(frozenset()))
    assert b"Other words." in page(second)
    assert not screening.ahead
    screening.close()


def test_a_page_that_is_saved_during_a_build_comes_at_once_and_stays_until_its_own(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.write("films/tears/one.md", "# One\n\nWords.\n")
    session = room.session()
    screening = room.screen(session)
    built(screening)

    def save(words: str) -> None:
        room.write("films/tears/one.md", f"# One\n\n{words}\n")
        screening.saved(frozenset({"films/tears/one.md"}))

    render = session.renderer.render

    def interrupted(site: Site, plan: Plan, workers: int = 1) -> Rendering:
        monkeypatch.undo()
        watcher = threading.Thread(target=save, args=("Second words.",))
        watcher.start()
        watcher.join(WAIT)
        assert b"Second words." in screening.ahead["tears/one/index.html"]
        return render(site, plan, workers)

    monkeypatch.setattr(session.renderer, "render", interrupted)
    save("First words.")
    (screen,) = screening.builds(frozenset())
    assert b"First words." in page(screen)
    assert b"Second words." in screening.ahead["tears/one/index.html"], "that build did not have it"
    (screen,) = screening.builds(frozenset())
    assert b"Second words." in page(screen)
    assert not screening.ahead
    screening.close()


def test_an_edit_that_needs_a_clip_no_more_ends_its_work(room: Room) -> None:
    clip(room)
    screening = room.open(workers=1)
    screen = built(screening)[0]
    url = address(screen, "h264.mp4")
    room.write("films/tears/one.md", "# One\n\nOther words.\n")
    (screen,) = built(screening, "films/tears/one.md")
    assert b"Other words." in page(screen)
    assert screening.find(url) is None
    assert screening.idle(WAIT)
    screening.close()


def test_a_file_that_is_still_copied_is_not_read_and_the_page_says_so(room: Room) -> None:
    clip(room)
    screening = room.open()
    path = "films/tears/media/fade.mp4"
    (screen,) = built(screening, copying=frozenset({path}))
    found = [each for each in screen.problems if "still being copied" in each.message]
    assert [(each.span.file, each.span.line) for each in found if each.span] == [("films/tears/one.md", 7)]
    assert {each.severity for each in found} == {Severity.NOTE}, "nothing is wrong"
    assert not [each for each in shown_on(page(screen)) if each.endswith(".mp4")]
    assert screening.idle(WAIT)
    assert not list((room.root / "cache/store").glob("*/*"))
    (screen,) = built(screening, path)
    assert not [each for each in screen.problems if "still being copied" in each.message]
    assert address(screen, "h264.mp4")
    screening.close()


def test_what_is_on_screen_is_said_by_pages_of_ours_only(room: Room, web: Callable[[Screening, Screen], Web]) -> None:
    clip(room)
    screening = room.open()
    (screen,) = built(screening)
    shown, url = web(screening, screen), address(screen, "h264.mp4")
    said = f'{{"token": "{shown.token}", "urls": ["{url}", "/media/none", 5]}}'.encode()
    assert shown.get(SEEN, "POST", said)[0] == 204
    assert shown.get(SEEN, "POST", said.replace(shown.token.encode(), b"guess"))[0] == 403
    assert shown.get(SEEN, "POST", said, Origin="http://evil.example")[0] == 403
    assert shown.get(SEEN, "POST", b"[]")[0] == 400
    assert shown.get(SEEN, "POST", b" " * 100_000)[0] == 413
    assert shown.get(SEEN)[0] in {404, 405}


def test_the_made_file_begins_with_its_index(room: Room) -> None:
    clip(room)
    screening = room.open()
    (screen,) = built(screening)
    assert screening.idle(WAIT)
    made = screening.find(address(screen, "h264.mp4"))
    assert isinstance(made, Made)
    with made.path.open("rb") as file:
        order = parts(file)
        assert order.index("moov") < order.index("mdat")
        assert "moof" not in order
        assert child(content(file, "moov"), "trak/mdia/minf/stbl/stsd")
    assert re.fullmatch(r'video/mp4; codecs="avc1\.64[0-9a-f]{4}(, mp4a\.40\.2)?"', made.media_type)
    screening.close()
