"""What is done to a source besides showing it: repairs that its sidecar asks for, and none that it does not."""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction

from btspress.digest import LATER, Digest
from btspress.unchanging import unchanging


@unchanging
class Lut:
    """A look-up table: a `.cube` file that turns camera log into a picture."""

    name: str = field(compare=False)
    """Site-relative path; where it lies changes no picture."""
    digest: Digest
    """Of its bytes; of one that we make, the key of its job."""
    ours: bool = field(default=False, metadata=LATER)
    """Made by us: it takes the picture as it would be shown without it, not as it was recorded."""


@unchanging
class PictureRepair:
    """Nothing, unless asked for."""

    denoise: str = ""
    """`gentle` or `strong`; empty for none."""
    sharpen: str = ""
    stabilise: bool = False
    fields: str = ""
    """`interlaced` or `progressive` where the file says it wrong."""
    look: Lut | None = None
    strength: Fraction = Fraction(1)
    """How much of the look is taken, 0 to 1."""


@unchanging
class SoundRepair:
    """Nothing, unless asked for."""

    clean: str = ""
    """`gentle` or `strong`: hiss and rumble of wind; empty for none."""
    hum: int = 0
    """Frequency of mains hum to take out, 50 or 60; 0 for none."""
    level: bool = True
    """Whether it is brought to the loudness of the site."""


@unchanging
class Treatment:
    """Everything that a sidecar asks to be done."""

    picture: PictureRepair = PictureRepair()
    sound: SoundRepair = SoundRepair()
    look: str = ""
    """`unify` or `none` where a sidecar says whether it is drawn towards the finished film."""

    @property
    def heard(self) -> bool:
        """Whether the sound is changed by more than its level."""
        return bool(self.sound.clean or self.sound.hum)
