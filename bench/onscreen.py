"""Two videos whose frames carry numbers, and which of these are on screen together: for `sync.py` and the tests."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from statistics import median

Log = tuple[float, list[tuple[float, int, int]]]
"""When it began, in milliseconds, and at each frame of the first video: when, and both numbers."""
Frames = list[Mapping[int, int]]
"""For each of the two, which of its frames carries a number."""

CLOCK = Path(__file__).resolve().parents[1] / "themes/base/assets/clock.js"
AUTOPLAY = "--autoplay-policy=no-user-gesture-required"
PAGE = """<!doctype html><meta charset="utf-8"><title>Sync</title>
<style>video { width: 48% }</style>
<video src="0.mp4" data-fps="24" preload="none"></video>
<video src="1.mp4" data-fps="24" data-silent preload="none"></video>
<script src="clock.js"></script><script src="harness.js"></script>"""

HARNESS = """
const [a, b] = document.querySelectorAll('video');
const canvas = document.createElement('canvas');
canvas.width = 52; canvas.height = 8;
const context = canvas.getContext('2d', { willReadFrequently: true });
window.log = [];
const corner = (video, y) => context.drawImage(
  video, 0, 0, video.videoWidth * 208 / 320, video.videoHeight * 16 / 180, 0, y, 52, 4);
function number(data, y) {
  let n = 0;
  for (let bit = 0; bit < 13; bit++) {
    let light = 0;
    for (const row of [1, 2]) for (const column of [1, 2]) light += data[((y + row) * 52 + bit * 4 + column) * 4 + 1];
    if (light > 512) n += 2 ** bit;
  }
  return n;
}
window.read = () => {
  corner(a, 0); corner(b, 4);
  const { data } = context.getImageData(0, 0, 52, 8);
  return [performance.now(), number(data, 0), number(data, 4)];
};
function look() { window.log.push(window.read()); a.requestVideoFrameCallback(look); }
a.requestVideoFrameCallback(look);
const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const both = (act) => [a, b].forEach(act);
window.late = (video, seconds) => {
  const real = video.play.bind(video);
  video.play = async () => { video.play = real; await wait(seconds); return real(); };
};
const bare = {
  play: () => both((video) => video.play()),
  pause: () => both((video) => video.pause()),
  seek: (time) => both((video) => { video.currentTime = time; }),
  set loop(on) { both((video) => { video.loop = on; }); },
};
window.ready = async (locked) => {
  const all = (video) => video.readyState > 3 || new Promise((done) => { video.oncanplaythrough = done; });
  if (!locked) both((video) => { video.preload = 'auto'; });
  if (!locked) await Promise.all([a, b].map(all));
  window.clock = locked ? window.btspress.locked([a, b]) : bare;
};
window.during = async (act, seconds) => {
  window.log.length = 0;
  const from = performance.now();
  act();
  await wait(seconds);
  return [from, window.log];
};
"""


def lay(folder: Path) -> None:
    """Write the page that shows `0.mp4` and `1.mp4`, which lie in `folder`."""
    for name, text in (("index.html", PAGE), ("harness.js", HARNESS)):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "clock.js").write_bytes(CLOCK.read_bytes())


def errors(log: Log, frames: Frames, start: float = 0) -> list[tuple[float, int]]:
    """(seconds since the beginning, frames that the second video is ahead) from `start` on."""
    from_, looks = log
    read = [((at - from_) / 1000, frames[0].get(one), frames[1].get(other)) for at, one, other in looks]
    return [(at, two - one) for at, one, two in read if at >= start and one is not None and two is not None]


def wrapped(log: Log, frames: Frames) -> list[int]:
    """Errors from half a second after the first video began anew."""
    looks = [(at, frames[0].get(one)) for at, one, _ in log[1]]
    anew = [at for (_, before), (at, one) in pairwise(looks) if one is not None and before and one < before - 24]
    return [error for _, error in errors(log, frames, (anew[0] - log[0]) / 1000 + 0.5)] if anew else []


def recovered(found: list[tuple[float, int]]) -> float | None:
    """Seconds until the error is a frame or less, and stays so for half a second."""
    for number, (at, _) in enumerate(found):
        ahead = [error for later, error in found[number:] if later < at + 0.5]
        if len(ahead) > 5 and all(abs(error) <= 1 for error in ahead):
            return at
    return None


def told(found: list[int]) -> str:
    """Median and worst twentieth, without their signs."""
    if not found:
        return "-"
    sizes = sorted(map(abs, found))
    return f"{median(sizes):.1f}/{sizes[int(len(sizes) * 0.95)]}"
