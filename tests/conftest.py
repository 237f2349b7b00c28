"""What several test files share: the order in which they run, and small footage, made once a run."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest

_CLIP = ("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=24:duration=20", "-f", "lavfi", "-i", "sine=440:duration=20")
_STILLS = {"bridge.onset.jpg": "testsrc2=size=640x360", "bridge.final.jpg": "mandelbrot=size=640x360"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long start first, so that no process waits for another one at the end.

    The tests of a file stay together: what they share is made once, whatever number of processes there are.
    """
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    items.sort(key=lambda item: [not item.get_closest_marker(name) for name in ("browser", "long", "ffmpeg")])


@pytest.fixture(scope="session")
def odd_films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the odd films lie once they are made for the web."""
    return tmp_path_factory.mktemp("odd")


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the media that the samples of docs/ show: scout.mp4, ada.mp4 (20 s, 24 fps), two stills."""
    folder = tmp_path_factory.mktemp("footage")
    _make(*_CLIP, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", folder / "scout.mp4")
    shutil.copy(folder / "scout.mp4", folder / "ada.mp4")
    for name, source in _STILLS.items():
        _make("-f", "lavfi", "-i", source, "-frames:v", "1", folder / name)
    return folder


def _make(*arguments: str | Path) -> None:
    program = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([program, "-nostdin", "-v", "error", *map(str, arguments)], check=True)
