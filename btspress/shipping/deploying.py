"""Sends what changed: what pages show first, pages last, and only then takes away what no page shows any more.

So a reader never meets a page whose pictures are not there yet, whichever moment they come at.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from btspress.amounts import many, size
from btspress.digest import digest_bytes, digest_file
from btspress.engine.manifest import NAME, Entry, Manifest, read
from btspress.hosts import is_heavy
from btspress.shipping.changes import Changes, changes
from btspress.shipping.portable import from_disk
from btspress.shipping.target import Target, TargetError
from btspress.unchanging import unchanging

_SHOWN = 3
_WAVES = ("media", "files", "pages")


@unchanging
class Route:
    """A place, and which of the files it gets."""

    address: str
    """As its owner wrote it."""
    target: Target
    heavy: bool = True
    """Whether it gets pictures, clips and sounds."""
    light: bool = True
    """Whether it gets all else."""

    def takes(self, path: str) -> bool:
        """Whether a published file goes there."""
        return self.heavy if is_heavy(path) else self.light


@unchanging
class Wishes:
    """How a deploy is to be done."""

    dry: bool = False
    """Only tell what would be done."""
    again: bool = False
    """Send everything, whatever seems to be there."""
    keep: bool = False
    """Leave what the site no longer has, for readers who have an old page open."""
    portable: bool = False
    """Make links that open from a disk, without a server."""
    replace: bool = False
    """Replace files that are in the way and none of ours."""


@unchanging
class Deployed:
    """What a deploy did, or would do."""

    sent: int = 0
    """Files."""
    bytes: int = 0
    """Of what was sent."""
    kept: int = 0
    """Files that were there."""
    removed: int = 0


def deploy(folder: Path, routes: Sequence[Route], wishes: Wishes, news: Callable[[str], None]) -> Deployed:
    """Brings the site in `folder` to all `routes`, media's own host first. Raises `TargetError`."""
    manifest = built_in(folder)
    with _staged(folder, manifest, portable=wishes.portable) as (stage, built):
        plans = [(route, _changes(route, built, wishes)) for route in routes]
        told = _told(plans, built, wishes)
        if wishes.dry:
            for route, change in plans:
                _announce(route, change, news)
            return told
        for _, change in plans:
            _check(folder, stage, built, change.sent)
        busy = [(route, change) for route, change in plans if change.sent or change.stale]
        _send(folder, stage, busy, built, news)
        _clean(busy, wishes)
    return told


def built_in(folder: Path) -> Manifest:
    """The manifest of the site that was built into `folder`. Raises `TargetError` when there is none."""
    try:
        found = read((folder / NAME).read_bytes())
    except OSError:
        found = None
    if found is None:
        raise TargetError(f"{folder} holds no site: build it first, or name its folder with --out")
    return found


def _changes(route: Route, built: Manifest, wishes: Wishes) -> Changes:
    target = route.target
    before = target.read(NAME)
    ours = Manifest({path: entry for path, entry in built.files.items() if route.takes(path)})
    theirs, sizes = read(before) if before else None, target.sizes()
    made = changes(ours, theirs, sizes, again=wishes.again)
    foreign = made.foreign
    if theirs is None and sizes is None and target.read("index.html") is not None:
        foreign = ("index.html",)
    if foreign and not wishes.replace:
        shown = ", ".join(foreign[:_SHOWN]) + (" …" if len(foreign) > _SHOWN else "")
        raise TargetError(f"{route.address} holds files that btspress did not send: {shown}; --replace replaces them")
    return made


def _told(plans: Sequence[tuple[Route, Changes]], built: Manifest, wishes: Wishes) -> Deployed:
    paths = [path for _, change in plans for path in change.sent]
    return Deployed(
        sent=len(paths),
        bytes=sum(built.files[path].size for path in paths),
        kept=sum(change.kept for _, change in plans),
        removed=0 if wishes.keep else sum(len(change.stale) for _, change in plans),
    )


def _announce(route: Route, change: Changes, news: Callable[[str], None]) -> None:
    for path in change.sent:
        news(f"{route.address}  + {path}")
    for path in change.stale:
        news(f"{route.address}  - {path}")


def _check(folder: Path, stage: Path, built: Manifest, paths: Sequence[str]) -> None:
    """What is sent must be what was built, byte for byte."""
    for path in paths:
        try:
            with _place(folder, stage, path).joinpath(path).open("rb") as file:
                found = digest_file(file)
        except OSError as error:
            raise TargetError(f"{path}: {error.strerror or error}; build again") from error
        if found != built.files[path].digest:
            raise TargetError(f"{path} is not what was built; build again")


def _send(
    folder: Path,
    stage: Path,
    busy: Sequence[tuple[Route, Changes]],
    built: Manifest,
    news: Callable[[str], None],
) -> None:
    for route, change in busy:
        route.target.write(NAME, change.begun.to_bytes())
    for number, name in enumerate(_WAVES):
        for route, change in busy:
            wave = change.waves[number]
            if wave:
                news(f"{route.address}: {name}, {many(len(wave), 'file')}, {_weight(built, wave)}")
            for place in (folder, stage):
                some = [path for path in wave if _place(folder, stage, path) == place]
                if some:
                    route.target.send(place, some)


def _clean(busy: Sequence[tuple[Route, Changes]], wishes: Wishes) -> None:
    """Pages that are gone before the media that they showed; then the place is told what it holds."""
    for route, change in reversed(busy):
        done = change.done
        if wishes.keep:
            left = {path: change.begun.files[path] for path in change.stale}
            done = replace(done, files={**done.files, **left})
        elif change.stale:
            route.target.remove(change.stale)
        route.target.write(NAME, done.to_bytes())


def _place(folder: Path, stage: Path, path: str) -> Path:
    """Where a file lies that is sent: rewritten for a disk, or as it was built."""
    return stage if (stage / path).is_file() else folder


@contextmanager
def _staged(folder: Path, manifest: Manifest, *, portable: bool) -> Iterator[tuple[Path, Manifest]]:
    """A folder with what has to be other than it was built, and the manifest with that."""
    with tempfile.TemporaryDirectory() as name:
        stage, files = Path(name), dict(manifest.files)
        for path in [path for path in files if portable and path.endswith(".html")]:
            body = from_disk((folder / path).read_text(encoding="utf-8")).encode()
            (stage / path).parent.mkdir(parents=True, exist_ok=True)
            (stage / path).write_bytes(body)
            files[path] = Entry(digest_bytes(body), len(body))
        yield stage, Manifest(files)


def _weight(built: Manifest, paths: Sequence[str]) -> str:
    return size(sum(built.files[path].size for path in paths))
