"""What a running ffmpeg says: facts, complaints, and that it moves."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from typing import IO

_TAIL = 400
_LINE = 2000
_TAGGED = re.compile(r"(?:\[[^\]]* @ 0x[0-9a-f]+\] ?)*\[(info|warning|error|fatal|panic)\] ?(.*)")
_CONTEXT = re.compile(r"\[([^\]]*?) @ 0x[0-9a-f]+\]")
_MOVES = frozenset({b"frame", b"out_time_us", b"total_size"})
_CHATTER = re.compile(r"\s|Input #|Output #|Stream mapping|Press \[q\]|ffmpeg version|built with|Metadata:|frame=")
"""Lines that every run says, and that explain nothing."""


class Talk:
    """Heard by two threads; bounded, so that no flood fills the memory."""

    def __init__(self, seconds: float, on_progress: Callable[[float], None] | None) -> None:
        """`seconds` is the length of what will be written."""
        self.words: deque[str] = deque(maxlen=_TAIL)
        self.complaints: list[str] = []
        self.moves = 0
        """How often a figure of its progress changed."""
        self._warning = ""
        self._seconds = seconds
        self._on_progress = on_progress
        self._last: dict[bytes, bytes] = {}

    def hear_progress(self, stream: IO[bytes]) -> None:
        """Reads `key=value` lines; a value that changed means that the run is alive."""
        for line in stream:
            key, _, value = line.strip().partition(b"=")
            if key in _MOVES and self._last.get(key) != value:
                self._last[key] = value
                self.moves += 1
                if key == b"out_time_us" and self._on_progress and self._seconds and value.isdigit():
                    self._on_progress(min(int(value) / 1e6 / self._seconds, 1.0))

    def hear_words(self, stream: IO[bytes]) -> None:
        """Reads tagged lines: errors are complaints, the rest may tell facts."""
        for raw in stream:
            line = raw[:_LINE].decode("utf-8", "replace").rstrip()
            tagged = _TAGGED.match(line)
            level, text = tagged.groups() if tagged else ("info", line)
            source = _CONTEXT.match(line)
            named = f"{source[1]}: {text}" if source else text
            if level in {"error", "fatal", "panic"}:
                if len(self.complaints) < _TAIL:
                    self.complaints.append(named)
            elif text:
                self.words.append(text)
                self._warning = named if level == "warning" else self._warning

    @property
    def last(self) -> str:
        """The last line that may explain something: a complaint, else a warning, else any that is no chatter."""
        if self.complaints or self._warning:
            return self.complaints[-1] if self.complaints else self._warning
        return next((line for line in reversed(self.words) if not _CHATTER.match(line)), "")
