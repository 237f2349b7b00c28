"""How much clearer speech becomes: noise is mixed into footage, cleaned as a sidecar would ask, and compared.

    python bench/speech.py [FILE...]

Each FILE is a film or a recording of somebody who speaks. Noise of three kinds is added at known distances; what
the clean-up leaves is compared with the speech alone, through the same low cut. Signal to noise in dB, scaled
as speech is (SI-SDR): what is taken from the voice counts as noise too.
"""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
from array import array
from fractions import Fraction
from functools import partial
from pathlib import Path

from btspress.engine.job import Input
from btspress.media.ffmpeg import Toolbox
from btspress.media.graph import arguments, output, source
from btspress.media.program import find
from btspress.model import SoundRepair
from btspress.recipes.clean import STRENGTHS
from btspress.recipes.excerpt import Heard
from btspress.recipes.heard import sound
from btspress.recipes.measure import measure

HERE = Path(__file__).resolve().parents[1]
DEFAULT = ("nasa-webb-cleanroom.mp4", "girl-friday.mp4")
SECONDS = 6
STEREO = "aresample=48000,aformat=channel_layouts=stereo:sample_fmts=fltp"
NOISES = {
    "hiss": "anoisesrc=c=white:a=0.3:r=48000:seed=5",
    "room": "anoisesrc=c=pink:a=0.3:r=48000:seed=5",
    "wind": "anoisesrc=c=brown:a=0.3:r=48000:seed=5,lowpass=f=60,lowpass=f=60",
}
DISTANCES = (5, 10, 20, 30)


def main(files: list[Path]) -> int:
    """Print a line for each noise and distance, with what each strength made of it."""
    print(f"{'speech':24} noise  before  " + "  ".join(STRENGTHS))
    with tempfile.TemporaryDirectory() as scratch:
        for file in files:
            alone = _written(Path(scratch, "alone.wav"), "-i", str(file), "-map", "0:a:0", "-af", STEREO)
            for kind, noise in NOISES.items():
                for distance in DISTANCES:
                    mixed = _mixed(alone, noise, distance, Path(scratch, "mixed.wav"))
                    before = _ratio(_samples(alone), _samples(mixed))
                    after = [f"{_cleaned(alone, mixed, strength):{len(strength)}.1f}" for strength in STRENGTHS]
                    print(f"{file.stem:24} {kind:5} {before:7.1f}  " + "  ".join(after))
    return 0


def _mixed(alone: Path, noise: str, distance: int, into: Path) -> Path:
    """Speech with noise that lies `distance` dB below it."""
    rough = _samples(noise, "-f", "lavfi")
    gain = 10 * math.log10(_power(_samples(alone)) / _power(rough)) - distance
    graph = f"[1]volume={gain}dB,{STEREO}[n];[0][n]amix=inputs=2:duration=first:normalize=0"
    return _written(into, "-i", str(alone), "-f", "lavfi", "-i", noise, "-filter_complex", graph)


def _cleaned(alone: Path, mixed: Path, strength: str) -> float:
    given = Input(partial(mixed.open, "rb"), "wav")
    floor = measure(given.open, "wav", Heard(0, 2), Fraction(SECONDS), Toolbox(find())).floor
    heard = Heard(0, 2, repair=SoundRepair(clean=strength), floor=math.floor(floor))
    into = mixed.with_name("cleaned.wav")
    stream = sound(source(0, "wav"), heard, Fraction(0), Fraction(SECONDS))
    with given.open() as file:
        Toolbox(find()).ffmpeg(arguments(output(into, stream, f="wav")), (file,), seconds=SECONDS)
    cut = ",".join([f"highpass=f={STRENGTHS[strength].below}"] * STRENGTHS[strength].steep)
    return _ratio(_samples(_written(mixed.with_name("cut.wav"), "-i", str(alone), "-af", cut)), _samples(into))


def _ratio(speech: array[float], heard: array[float]) -> float:
    """Speech to all else in dB."""
    along = sum(map(float.__mul__, speech, heard)) / sum(x * x for x in speech)
    rest = sum((y - along * x) ** 2 for x, y in zip(speech, heard, strict=False))
    return 10 * math.log10(along * along * sum(x * x for x in speech) / rest)


def _power(samples: array[float]) -> float:
    return sum(x * x for x in samples) / len(samples)


def _samples(what: Path | str, *options: str) -> array[float]:
    tail = ("-t", str(SECONDS), "-f", "f32le", "-ac", "1", "-ar", "16000", "-")
    command = [find().path, "-v", "error", *options, "-i", str(what), *tail]
    return array("f", subprocess.run(command, capture_output=True, check=True).stdout)


def _written(path: Path, *options: str) -> Path:
    tail = ("-t", str(SECONDS), "-c:a", "pcm_f32le", "-y", str(path))
    subprocess.run([find().path, "-nostdin", "-v", "error", *options, *tail], check=True)
    return path


if __name__ == "__main__":
    found = [next(HERE.glob(f"site_src/**/{name}")) for name in DEFAULT]
    sys.exit(main([Path(each) for each in sys.argv[1:]] or found))
