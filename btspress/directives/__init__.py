"""What an author may write: the table of story blocks, in the order of the reference."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from btspress.directives import (
    aside,
    clip,
    compare,
    gallery,
    grade,
    learning,
    moment,
    panels,
    scene,
    sequence,
    slate,
    soundbite,
)
from btspress.directives.directive import Directive

DIRECTIVES: Mapping[str, Directive] = MappingProxyType(
    {
        directive.name: directive
        for directive in (
            moment.SETUP,
            moment.DECISION,
            moment.CHALLENGE,
            moment.FIX,
            moment.ACCIDENT,
            moment.CLASH,
            moment.DELETED,
            moment.LOCATION,
            moment.LESSON,
            moment.TAKEAWAYS,
            moment.WRAP,
            moment.EPILOGUE,
            clip.CLIP,
            compare.COMPARE,
            grade.GRADE,
            sequence.SEQUENCE,
            scene.SCENE,
            gallery.GALLERY,
            soundbite.SOUNDBITE,
            slate.TIMELINE,
            slate.CREDITS,
            panels.BUDGET,
            panels.SCHEDULE,
            learning.OBJECTIVES,
            learning.DISCUSS,
            learning.EXERCISE,
            learning.QUESTION,
            learning.ANSWER,
            learning.TEACHER,
            aside.SPOILER,
            moment.NOTE,
            moment.TIP,
            moment.IMPORTANT,
            moment.WARNING,
            moment.CAUTION,
        )
    }
)
