"""What we publish as WebVTT is what a real browser reads: every cue, its times, its words."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from windows import Windows

from btspress.languages import canonical
from btspress.media.captions import read_captions
from btspress.media.webvtt import cut, to_vtt
from btspress.model import Caption
from btspress.timecode import TimeRange

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FOOTAGE = Path(__file__).parents[1] / "media"

READ = """async text => {
  const video = document.createElement('video'), track = document.createElement('track');
  track.src = URL.createObjectURL(new Blob([text], {type: 'text/vtt'}));
  const loaded = new Promise((done, fail) => { track.onload = done; track.onerror = () => fail('refused'); });
  video.append(track);
  document.body.append(video);
  track.track.mode = 'hidden';
  await loaded;
  return [...track.track.cues].map(cue => [cue.startTime, cue.endTime, cue.getCueAsHTML().textContent]);
}"""

HOSTILE = (
    "a < b && c > d --> e",
    "<script>alert(1)</script>",
    "NOTE this is spoken",
    "STYLE\n::cue { color: red }",
    "00:00:05.000 --> 00:00:06.000\nforged",
    "&amp; is written &amp;amp;",
    "one\n\n\ntwo",
    "\u202bשלום\u202c, ~ 東京",
    "WEBVTT",
    "{\\an8} <i>x</i> <v Ann>y",
)


def spoken() -> list[tuple[str, tuple[Caption, ...]]]:
    """All captions of the footage of the tests, and some made to break a reader."""
    found = []
    for path in sorted(FOOTAGE.iterdir()):
        if path.suffix in {".vtt", ".srt", ".ass", ".ttml"}:
            language = canonical(path.stem.rpartition("-")[2]) or "en"
            found.append((path.name, read_captions(path.name, path.read_bytes(), language)[0]))
    made = (Caption(TimeRange(Fraction(n), Fraction(3 * n + 1001, 1001) + n), text) for n, text in enumerate(HOSTILE))
    return [*found, ("hostile", tuple(made))]


@pytest.mark.parametrize(("name", "captions"), spoken(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_browser_reads_every_cue_that_is_published(
    windows: Windows, name: str, captions: tuple[Caption, ...]
) -> None:
    whole = TimeRange(Fraction(0), max(caption.range.end for caption in captions))
    middle = TimeRange(whole.end * Fraction(1001, 7919), whole.end * Fraction(3, 4))
    for wanted in (whole, middle):
        shown = sorted(cut(captions, wanted), key=lambda caption: (caption.range.start, caption.range.end))
        with windows.at("about:blank") as page:
            read = page.evaluate(READ, to_vtt(shown))
        assert len(read) == len(shown), name
        for caption, (start, end, words) in zip(shown, read, strict=True):
            assert abs(start - caption.range.start) <= Fraction(1, 1000)
            assert abs(end - caption.range.end) <= Fraction(1, 1000)
            assert words == "\n".join(line for line in caption.text.split("\n") if line)
