"""What site.md, chapters and sidecars say of media and findings, made into values of the model."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from btspress.model import Lut, PictureRepair, PublishSettings, SoundRepair, Treatment, VideoSettings
from btspress.story.heads import PublishHead, SidecarHead, VideoHead
from btspress.story.looks import UNIFYING


def video_settings(head: VideoHead) -> VideoSettings:
    """`video:` of site.md."""
    return VideoSettings(
        quality=0 if head.quality == "fixed" else head.quality,
        floor=head.floor,
        widest=head.widest,
        stream=None if head.stream == "never" else Fraction(head.stream),
        facts=head.facts,
    )


def publish_settings(head: PublishHead) -> PublishSettings:
    """`publish:` of site.md."""
    return PublishSettings(head.to, head.media_to, head.media_url.rstrip("/"), head.rules)


def treatment(head: SidecarHead, look: Lut | None) -> Treatment:
    """The repairs that a sidecar asks for; `look` is the table that it names, where there is one."""
    picture, sound = head.picture, head.sound
    strength = Fraction(min(max(picture.strength, 0), 100), 100)
    return Treatment(
        PictureRepair(
            denoise=picture.denoise,
            sharpen=picture.sharpen,
            stabilise=picture.stabilise,
            fields=picture.fields,
            look=look if strength else None,
            strength=strength if look and strength else Fraction(1),
        ),
        SoundRepair(clean=sound.clean, hum=int(sound.hum or 0), level=sound.level),
        look=picture.look if picture.look in UNIFYING else "",
    )


def levels_in(lint: Mapping[str, str | Mapping[str, str]]) -> Mapping[str, str]:
    """The severities that `lint:` gives, by code."""
    said = {code: told if isinstance(told, str) else told.get("level", "") for code, told in lint.items()}
    return MappingProxyType({code: level for code, level in said.items() if level})


def limits_in(lint: Mapping[str, str | Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    """The limits that `lint:` gives, by code, as written."""
    return MappingProxyType({code: told for code, told in lint.items() if not isinstance(told, str)})
