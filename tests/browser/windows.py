"""Windows that many tests look through, one after the other: a new one costs more than the page that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

USUAL = {"width": 1280, "height": 900}
_FORGET = "() => { if (location.origin !== 'null') { localStorage.clear(); sessionStorage.clear(); } }"


class Windows:
    """One window for each set of wishes, emptied between two tests."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[str, Page] = {}

    @contextmanager
    def at(self, origin: str, start: str = "", *, heard: tuple[str, ...] = ("error",), **wishes: Any) -> Iterator[Page]:
        """A window that shows `start` of `origin`, and to a page is as good as new; `wishes` are those of a context.

        What the browser complains of fails the test: exceptions, and lines of the console of the types in `heard`.
        """
        wishes = {"base_url": origin, "viewport": USUAL, **wishes}
        key = repr(sorted(wishes.items()))
        page = self._kept.get(key) or self._browser.new_context(**wishes).new_page()
        self._kept[key] = page
        said: list[str] = []
        listeners = {
            "console": lambda line: said.append(line.text) if line.type in heard else None,
            "pageerror": lambda error: said.append(str(error)),
        }
        for event, listener in listeners.items():
            page.on(event, listener)
        if start:
            page.goto(start)
        try:
            yield page
        except BaseException:  # whatever it left behind, nobody is to find it
            self._kept.pop(key).context.close()
            raise
        page.evaluate(_FORGET)
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
        _empty(page, wishes)
        assert not said, said

    def close(self) -> None:
        """Close all of them."""
        for page in self._kept.values():
            page.context.close()


def _empty(page: Page, wishes: dict[str, Any]) -> None:
    """Take back what a test may have changed, and show nothing."""
    page.unroute_all()
    page.context.clear_permissions()
    page.set_viewport_size(wishes["viewport"])
    page.emulate_media(
        media="null",
        forced_colors="null",
        color_scheme=wishes.get("color_scheme", "light"),
        reduced_motion=wishes.get("reduced_motion", "no-preference"),
    )
    page.goto("about:blank")
