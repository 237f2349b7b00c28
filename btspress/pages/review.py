"""The form of a review: what a trial audience thinks of each moment of a chapter."""

from __future__ import annotations

from btspress.model import Chapter, Config
from btspress.pages.cite import moments_of
from btspress.unchanging import unchanging

_YES = "yes"


@unchanging
class Review:
    """What the form of one page asks about, and where answers may be sent."""

    page: str
    """Site-absolute address of the chapter."""
    moments: tuple[tuple[str, str], ...]
    """Id and title of what can be judged."""
    post: str = ""
    """Web address that the owner of the site chose; empty where answers stay with the reader."""


def review_of(config: Config, chapter: Chapter) -> Review | None:
    """The review of a chapter; None where the site does not ask for one."""
    if not config.review:
        return None
    moments = tuple((key, title) for key, title, _ in moments_of(chapter))
    return Review(chapter.address, moments, "" if config.review == _YES else config.review)
