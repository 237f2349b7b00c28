"""What a class does with a chapter: objectives, discussions, exercises, questions with answers, notes for teachers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from btspress.directives.directive import Common, Desk, Directive, Need, pictures
from btspress.model import Block, Figure, Frame, Learning
from btspress.schema import Duration, key
from btspress.unchanging import unchanging
from btspress.walk import walk
from btspress.written import Call

Focus = Literal["", "camera", "character", "colour", "setting", "sound", "story"]
"""The six words with which the British Film Institute teaches looking at film."""


@unchanging
class Options(Common):
    """Attributes of the learning blocks."""

    focus: Focus = key(default="", about="What to look at or listen to.")
    level: str = key(default="", about="For whom: first year.")
    time: str = key(default="", about="How long it takes: 20min.")


@unchanging
class ExerciseOptions(Options):
    """Attributes of `[!exercise]`."""

    watch: Literal["", "muted", "sound-only", "slow", "frame-by-frame", "loop", "mirrored"] = key(
        default="", about="How the clip is to be watched; the player is set to it."
    )


@unchanging
class QuestionOptions(Options):
    """Attributes of `[!question]`."""

    pause: Duration | None = key(
        default=None, about="Where the nearest clip above stops to ask it, in the clock of its file: 12.5 or 1:02."
    )


def build(call: Call, options: Options, desk: Desk) -> Block:
    """Objectives or a discussion."""
    return Learning(
        id=desk.id(call, call.name),
        kind=call.name,
        title=call.title_text,
        body=desk.blocks(call.body),
        focus=options.focus,
        level=options.level,
        time=re.sub(r"(?<=\d)(?=[a-zA-Z])", "\N{NO-BREAK SPACE}", options.time),
        span=call.span,
    )


def exercise(call: Call, options: ExerciseOptions, desk: Desk) -> Block:
    """An exercise; its own clip is the one that is preset, else the nearest above."""
    made = build(call, options, desk)
    figure = next(walk(made, Figure), None)
    entry = call.attributes.table.get("watch")
    if entry and figure and isinstance(figure.shown, Frame) and pictures(call.body):
        desk.report("E311", "a picture cannot be watched", entry.span, "add a clip, or remove watch=")
    return replace(made, watch=options.watch, target=figure.id if figure else "")


def question(call: Call, options: QuestionOptions, desk: Desk) -> Block:
    """A question; its own clip is the one that stops to ask it, else the nearest above."""
    made = build(call, options, desk)
    figure = next(walk(made, Figure), None)
    return replace(made, pause=options.pause, target=figure.id if figure and options.pause is not None else "")


OBJECTIVES = Directive("objectives", "What a reader can do afterwards.", Options, build)
DISCUSS = Directive("discuss", "Questions to talk about.", Options, build)
EXERCISE = Directive("exercise", "Something to do with a clip.", ExerciseOptions, exercise, title=Need.REQUIRED)
QUESTION = Directive(
    "question", "Something to find out; its answer follows.", QuestionOptions, question, title=Need.REQUIRED
)
ANSWER = Directive(
    "answer", "What answers the question above: closed at first, and printed in the key.", Options, build
)
TEACHER = Directive("teacher", "A note for whoever teaches: closed at first, and printed in the key.", Options, build)
