"""A deploy sends what changed, in an order in which no reader ever misses anything, and survives being cut short."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from btspress.cli import cli
from btspress.digest import digest_bytes
from btspress.engine.manifest import NAME, Entry, Manifest, read
from btspress.shipping.bucket import Bucket
from btspress.shipping.deploying import Deployed, Route, Wishes, deploy
from btspress.shipping.folder import Folder
from btspress.shipping.places import open_place
from btspress.shipping.portable import from_disk
from btspress.shipping.rsync import Rsync
from btspress.shipping.target import Target, TargetError

Files = Mapping[str, str]
OLD: Files = {
    "assets/a.01234567.css": "look",
    "feed.xml": "first",
    "index.html": "assets/a.01234567.css the-bridge/index.html",
    "media/one.0123456789abcdef.mp4": "clip one",
    "media/two.0123456789abcdef.jpg": "picture",
    "robots.txt": "all",
    "the-bridge/index.html": "media/one.0123456789abcdef.mp4",
}
NEW: Files = {
    "assets/a.01234567.css": "look",
    "feed.xml": "other",
    "index.html": "assets/a.01234567.css the-rope/index.html",
    "media/two.0123456789abcdef.jpg": "picture",
    "media/three.0123456789abcdef.mp4": "clip three",
    "robots.txt": "all",
    "the-rope/index.html": "media/three.0123456789abcdef.mp4 media/two.0123456789abcdef.jpg",
}


def built(folder: Path, files: Files) -> Path:
    """A folder as a build leaves it."""
    shutil.rmtree(folder, ignore_errors=True)
    entries = {}
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
        entries[path] = Entry(digest_bytes(text.encode()), len(text))
    (folder / NAME).write_bytes(Manifest(entries).to_bytes())
    return folder


class Place:
    """A place in memory that tells every step, and fails after so many when asked to; `blind` cannot list itself."""

    def __init__(self, fails: int | None = None, *, blind: bool = False) -> None:
        self.files: dict[str, bytes] = {}
        self.steps: list[str] = []
        self.moments: list[dict[str, bytes]] = []
        self._fails, self._blind = fails, blind

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def sizes(self) -> Mapping[str, int] | None:
        return None if self._blind else {path: len(body) for path, body in self.files.items()}

    def send(self, folder: Path, paths: Sequence[str]) -> None:
        for path in paths:
            self._step(f"+ {path}")
            self.files[path] = (folder / path).read_bytes()
            self.moments.append(dict(self.files))

    def write(self, path: str, body: bytes) -> None:
        self._step(f"= {path}")
        self.files[path] = body

    def remove(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._step(f"- {path}")
            self.files.pop(path, None)
            self.moments.append(dict(self.files))

    def _step(self, told: str) -> None:
        if self._fails is not None and len(self.steps) >= self._fails:
            raise TargetError("the line went dead")
        self.steps.append(told)

    def mended(self) -> Place:
        self._fails, self.steps = None, []
        return self

    @property
    def site(self) -> Files:
        return {path: body.decode() for path, body in self.files.items() if path != NAME}


def send(folder: Path, target: Target, **wishes: bool) -> Deployed:
    return deploy(folder, [Route("there", target)], Wishes(**wishes), lambda _: None)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return built(tmp_path / "old", OLD)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return built(tmp_path / "new", NEW)


def test_media_go_first_then_other_files_then_pages_and_the_home_page_is_the_last(old: Path) -> None:
    place = Place()
    send(old, place)
    assert place.steps == [
        "= manifest.json",
        "+ media/one.0123456789abcdef.mp4",
        "+ media/two.0123456789abcdef.jpg",
        "+ assets/a.01234567.css",
        "+ feed.xml",
        "+ robots.txt",
        "+ the-bridge/index.html",
        "+ index.html",
        "= manifest.json",
    ]
    assert place.site == OLD


def test_only_what_changed_is_sent_and_what_is_gone_is_removed_in_the_end(old: Path, new: Path) -> None:
    place = Place()
    send(old, place)
    done = send(new, place.mended())
    assert place.steps[1:-1] == [
        "+ media/three.0123456789abcdef.mp4",
        "+ feed.xml",
        "+ the-rope/index.html",
        "+ index.html",
        "- the-bridge/index.html",
        "- media/one.0123456789abcdef.mp4",
    ]
    assert (done.sent, done.kept, done.removed) == (4, 3, 2)
    assert place.site == NEW


def test_nothing_at_all_is_touched_where_nothing_changed(old: Path) -> None:
    place = Place()
    send(old, place)
    assert send(old, place.mended()) == Deployed(kept=len(OLD))
    assert place.steps == []


def test_no_page_ever_shows_what_is_not_there(old: Path, new: Path) -> None:
    place = Place()
    send(old, place)
    send(new, place)
    for moment in place.moments:
        pages = (body.decode().split() for path, body in moment.items() if path.endswith(".html"))
        assert not [path for shown in pages for path in shown if path not in moment]


@pytest.mark.parametrize("blind", [False, True], ids=["listed", "unlisted"])
@pytest.mark.parametrize("then", ["new", "old"])
def test_a_deploy_that_was_cut_short_anywhere_is_put_right_by_the_next(
    old: Path, new: Path, then: str, blind: bool
) -> None:
    for steps in range(8):
        place = Place(blind=blind)
        send(old, place)
        place = place.mended()
        place._fails = steps
        with pytest.raises(TargetError):
            send(new, place)
        send(new if then == "new" else old, place.mended())
        assert place.site == (NEW if then == "new" else OLD), f"cut short after {steps} steps"


def test_clips_that_arrived_before_a_deploy_was_cut_short_are_not_sent_again(old: Path) -> None:
    place = Place(fails=3)
    with pytest.raises(TargetError):
        send(old, place)
    send(old, place.mended())
    assert "+ media/one.0123456789abcdef.mp4" not in place.steps


def test_a_file_that_somebody_took_away_there_is_sent_again(old: Path) -> None:
    place = Place()
    send(old, place)
    del place.files["robots.txt"]
    assert send(old, place).sent == 1
    assert place.site == OLD


def test_files_that_may_stay_are_removed_by_a_later_deploy(old: Path, new: Path) -> None:
    place = Place()
    send(old, place)
    send(new, place, keep=True)
    assert place.site == {**OLD, **NEW}
    send(new, place)
    assert place.site == NEW


def test_a_dry_run_tells_and_touches_nothing(old: Path, new: Path) -> None:
    place, told = Place(), []
    send(old, place)
    deploy(new, [Route("there", place.mended())], Wishes(dry=True), told.append)
    assert place.steps == []
    assert "there  + the-rope/index.html" in told
    assert "there  - the-bridge/index.html" in told


def test_what_is_not_what_was_built_is_not_sent(old: Path) -> None:
    (old / "robots.txt").write_text("odd")
    place = Place()
    with pytest.raises(TargetError, match=r"robots\.txt is not what was built"):
        send(old, place)
    assert place.steps == []


def test_files_of_others_are_not_replaced_unless_asked_for(old: Path) -> None:
    place = Place()
    place.files = {"index.html": b"my other site", "photo.jpg": b"mine"}
    with pytest.raises(TargetError, match=r"did not send: index\.html"):
        send(old, place)
    send(old, place, replace=True)
    assert place.site == {**OLD, "photo.jpg": "mine"}


def test_a_manifest_from_elsewhere_cannot_name_files_outside(old: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    there = tmp_path / "there"
    there.mkdir()
    names = ("../precious.txt", str(precious), "a/../../precious.txt")
    (there / NAME).write_bytes(Manifest(dict.fromkeys(names, Entry("x", 4))).to_bytes())
    send(old, Folder(there))
    assert precious.read_text() == "mine"


def test_not_even_a_place_that_cannot_list_itself_is_asked_to_remove_files_outside(old: Path) -> None:
    place = Place(blind=True)
    names = ("../precious.txt", "/etc/precious.txt", "a//b", "a\\b", "left.txt")
    place.files[NAME] = Manifest(dict.fromkeys(names, Entry("x", 4))).to_bytes()
    send(old, place)
    assert [step for step in place.steps if step.startswith("-")] == ["- left.txt"]


def test_media_may_go_to_another_place_than_pages(old: Path, new: Path) -> None:
    media, pages = Place(), Place()
    routes = [Route("m", media, light=False), Route("p", pages, heavy=False)]
    for folder in (old, new):
        deploy(folder, routes, Wishes(), lambda _: None)
    assert media.site == {path: text for path, text in NEW.items() if path.startswith("media/")}
    assert pages.site == {path: text for path, text in NEW.items() if not path.startswith("media/")}


def shown(folder: Path) -> Files:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != NAME)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def test_a_folder_becomes_the_site_and_keeps_nothing_else(old: Path, new: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    send(old, Folder(there))
    assert shown(there) == OLD
    send(new, Folder(there))
    assert shown(there) == NEW
    assert not (there / "the-bridge").exists()


@pytest.mark.skipif(not shutil.which("rsync"), reason="rsync is not installed")
def test_rsync_brings_the_same_to_another_machine(
    old: Path, new: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Instead of SSH: a program that forgets the host and runs the command here.
    shell = tmp_path / "shell"
    shell.write_text('#!/bin/sh\nshift\nexec "$@"\n')
    shell.chmod(0o755)
    monkeypatch.setenv("RSYNC_RSH", str(shell))
    there = tmp_path / "far" / "away"
    for folder, files in ((old, OLD), (new, NEW)):
        send(folder, Rsync(f"somewhere:{there}"))
        assert shown(there) == files
    assert send(new, Rsync(f"somewhere:{there}")) == Deployed(kept=len(NEW))
    listed = read((there / NAME).read_bytes())
    assert listed
    assert listed.files.keys() == NEW.keys()


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """An S3 server on this machine, and an empty bucket in it."""
    server = pytest.importorskip("moto.server")
    boto3 = pytest.importorskip("boto3")
    pytest.importorskip("s3fs")
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    told = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }
    before = dict(os.environ)
    os.environ.update(told)
    boto3.client("s3").create_bucket(Bucket="films", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield "s3://films/tears"
    os.environ.clear()
    os.environ.update(before)
    running.stop()


def test_a_bucket_gets_the_site_with_types_and_caching_and_nothing_twice(bucket: str, old: Path, new: Path) -> None:
    boto3 = pytest.importorskip("boto3")
    for folder in (old, new):
        send(folder, Bucket(bucket))
    assert send(new, Bucket(bucket)) == Deployed(kept=len(NEW))
    store = boto3.client("s3")
    listed = {each["Key"] for each in store.list_objects_v2(Bucket="films")["Contents"]}
    assert listed == {f"tears/{path}" for path in (*NEW, NAME)}
    clip = store.head_object(Bucket="films", Key="tears/media/three.0123456789abcdef.mp4")
    page = store.head_object(Bucket="films", Key="tears/index.html")
    assert (clip["ContentType"], clip["CacheControl"]) == ("video/mp4", "public, max-age=31536000, immutable")
    assert page["ContentType"] == "text/html; charset=utf-8"
    assert "must-revalidate" in page["CacheControl"]


def test_a_bucket_that_is_not_there_is_told_in_words(bucket: str, old: Path) -> None:
    with pytest.raises(TargetError, match="s3://no-such-bucket"):
        send(old, Bucket("s3://no-such-bucket/x"))


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("me@example.org:/var/www", Rsync),
        ("example.org:site", Rsync),
        ("rsync://example.org/site", Rsync),
        ("public", Folder),
        ("/media/usb/film", Folder),
        ("memory://films", Bucket),
    ],
)
def test_an_address_says_what_kind_of_place_it_is(address: str, kind: type, tmp_path: Path) -> None:
    assert isinstance(open_place(address, tmp_path / "site", tmp_path / "_site"), kind)


def test_the_source_and_what_was_built_are_no_places_to_send_to(tmp_path: Path) -> None:
    for folder in ("site", "_site", "."):
        with pytest.raises(TargetError):
            open_place(str(tmp_path / folder), tmp_path / "site", tmp_path / "_site")


@pytest.mark.parametrize(
    ("link", "portable"),
    [
        ("../people/", "../people/index.html"),
        ("./", "./index.html"),
        ("../the-bridge/#t=4", "../the-bridge/index.html#t=4"),
        ("../?a=1", "../index.html?a=1"),
        ("..", "../index.html"),
        ("#main", "#main"),
        ("index.html", "index.html"),
        ("https://example.org/", "https://example.org/"),
        ("mailto:a/", "mailto:a/"),
    ],
)
def test_a_portable_link_names_the_file_that_it_opens(link: str, portable: str) -> None:
    assert from_disk(f'<p><a class="x" href="{link}">a</a> "/</p>') == f'<p><a class="x" href="{portable}">a</a> "/</p>'


def test_a_former_address_leads_on_from_a_disk_too() -> None:
    page = '<meta http-equiv="refresh" content="0; url=../the-bridge/"></head>'
    assert from_disk(page) == page.replace("bridge/", "bridge/index.html")


def test_a_site_is_deployed_from_the_command_line_as_site_md_says(tmp_path: Path) -> None:
    source, out, there = tmp_path / "site", tmp_path / "_site", tmp_path / "there"
    (source / "films" / "f").mkdir(parents=True)
    (source / "site.md").write_text(f"---\ntitle: S\npublish:\n  to: {there}\n---\n")
    (source / "films" / "f" / "01-a.md").write_text("# A\n\nWords.\n")
    env = {"BTSPRESS_CACHE": str(tmp_path / "cache")}
    assert CliRunner().invoke(cli, ["build", str(source), str(out)], env=env).exit_code == 0
    done = CliRunner().invoke(cli, ["deploy", str(source), "--out", str(out), "--portable"], env=env)
    assert done.exit_code == 0, done.output
    assert re.search(r"Sent \d+ files", done.output)
    assert 'href="f/index.html"' in (there / "index.html").read_text()
    again = CliRunner().invoke(cli, ["deploy", str(source), "--out", str(out), "--portable"], env=env)
    assert again.output.startswith("Nothing to do")
    (out / "left-over.txt").write_text("not ours")
    leaking = CliRunner().invoke(cli, ["deploy", str(source), "--out", str(out), "--again"], env=env)
    assert (leaking.exit_code, "left-over.txt" in leaking.output) == (1, True)
    (out / "left-over.txt").unlink()
    nowhere = CliRunner().invoke(cli, ["deploy", str(source), "--out", str(out), "--verify"], env=env)
    assert (nowhere.exit_code, "base_url" in nowhere.output) == (2, True)
    (source / "site.md").write_text(f"---\ntitle: S\nbase_url: http://127.0.0.1:9\npublish:\n  to: {there}\n---\n")
    looked = CliRunner().invoke(cli, ["deploy", str(source), "--out", str(out), "--verify"], env=env)
    assert (looked.exit_code, "cannot be reached" in looked.output) == (1, True), looked.output
    refused = CliRunner().invoke(cli, ["deploy", str(source), "--out", str(tmp_path / "nothing")], env=env)
    assert (refused.exit_code, "E915" in refused.output) == (1, True)
