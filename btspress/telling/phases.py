"""The phases of a film whose head names none: one of two vocabularies, whichever its chapters speak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from btspress.model import Phase
from btspress.written import Document, Scalar

PRODUCTION: Final = (
    Phase("kickoff", "Kickoff"),
    Phase("pre-production", "Pre-production"),
    Phase("production", "Production"),
    Phase("post-production", "Post-production"),
    Phase("delivery", "Delivery"),
)
"""As a production office counts, from the first call to the delivery."""

IDEA: Final = (
    Phase("concept", "Concept"),
    Phase("development", "Development"),
    Phase("pre-production", "Pre-production"),
    Phase("production", "Production"),
    Phase("post", "Post"),
)
"""As the people with the idea count, from the concept to the post."""


def usual_phases(chapters: Iterable[str], documents: Mapping[str, Document]) -> tuple[Phase, ...]:
    """The vocabulary that has most of the phases which the `chapters`, by their paths, name; the first of equals."""
    entries = (documents[path].head.get("phase") for path in chapters if path in documents)
    said = Counter([entry.value.text for entry in entries if entry and isinstance(entry.value, Scalar)])
    return max((PRODUCTION, IDEA), key=lambda phases: sum(said[phase.id] for phase in phases))
