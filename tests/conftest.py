"""What several test files share: small footage, made once a run."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest

_CLIP = ("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=24:duration=20", "-f", "lavfi", "-i", "sine=440:duration=20")
_STILLS = {"bridge.onset.jpg": "testsrc2=size=640x360", "bridge.final.jpg": "mandelbrot=size=640x360"}


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
