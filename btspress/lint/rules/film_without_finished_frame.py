"""S303: making-of without the film."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.lint.reads import FilmRead
from btspress.lint.rule import Finding, Limits, Rule


def find(read: FilmRead, _: Limits) -> Iterator[Finding]:
    """The film, when it shows something, and nothing as it was finished."""
    film = read.film
    if not any(piece.shown for chapter in read.chapters for piece in chapter.pieces):
        return
    if (
        film.finished
        or film.trailer
        or any(piece.until > piece.at + 1 or piece.shown for _, piece in read.of("compare"))
    ):
        return
    yield Finding(read.title_span, "nothing here shows the finished film")


RULE = Rule(
    code="S303",
    name="film-without-finished-frame",
    level="warning",
    meaning="No comparison, trailer or finished film of a film is shown.",
    why="Whoever reads about the making wants to see what was made. Without one finished frame there is nothing to "
    "measure a decision by.",
    remedy="Add a [!compare] whose last picture is a finished frame, or 'trailer:' or 'finished:' to film.md.",
    film=find,
)
