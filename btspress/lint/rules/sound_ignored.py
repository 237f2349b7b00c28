"""S408: a film to which nobody listens."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import ChapterRead, FilmRead, Piece
from btspress.lint.rule import Finding, Limits, Rule, limit
from btspress.lint.words import found_in
from btspress.model import Sound


def find(read: FilmRead, limits: Limits) -> Iterator[Finding]:
    """The film, when it plays something and never speaks of what is heard."""
    playing = [(chapter, piece) for chapter in read.chapters for piece in chapter.pieces if piece.plays]
    if not playing or not all(chapter.english for chapter in read.chapters):
        return
    if sum(_listens(chapter, piece) for chapter, piece in playing) < limits["moments"]:
        yield Finding(read.title_span, "nothing here listens: add one moment about sound")


def _listens(chapter: ChapterRead, piece: Piece) -> bool:
    """Whether it is a recording, or words at or around it speak of sound."""
    around = [each for each in chapter.pieces if each.at <= piece.at < each.until and each.call]
    if any(isinstance(shown, Sound) for shown in piece.shown) or any(
        each.option("focus") == "sound" for each in around
    ):
        return True
    told = [piece.words, *(chapter.text_of(each) for each in around)]
    return bool(found_in("sound", " ".join(told)))


RULE = Rule(
    code="S408",
    name="sound-ignored",
    level="note",
    meaning="No clip of a film is told of with a word about sound.",
    why="Half of a film is heard, and making-of stories forget it because sound leaves no photographs. One clip in "
    "which one is asked to listen changes how the others are watched.",
    remedy="Add a sound, an exercise with watch=sound-only, or a clip whose caption says what to listen for.",
    limits=(limit("moments", 1, "such moments that a film has at least"),),
    film=find,
)
