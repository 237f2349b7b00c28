"""What a page is before it is written: a path, a template and the frozen values that it shows.

A template gets exactly these values, so the digest of a spec decides the bytes of its page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from types import MappingProxyType

from btspress.digest import LATER, Digest, fingerprint
from btspress.model import Clip, Frame, Rights, Sequence, Sound
from btspress.planned import Picture, Plan, Player
from btspress.unchanging import unchanging
from btspress.walk import places_inside, walk

Media = tuple[tuple[Clip | Sound | Sequence | Frame, Picture | Player], ...]
NO_VALUES: Mapping[str, object] = MappingProxyType({})


@unchanging
class Head:
    """What stands in `<head>`, for machines and for shared links."""

    title: str
    description: str = ""
    address: str = "/"
    """Site-absolute."""
    canonical: str = ""
    """Full web address; empty when the site does not know its own."""
    kind: str = "website"
    """`og:type`."""
    image: str = ""
    """Full web address of a picture."""
    image_alt: str = ""
    image_size: tuple[int, int] = (0, 0)
    """Pixels."""
    alternates: tuple[tuple[str, str], ...] = ()
    """The page in other languages: (language, address)."""
    data: str = ""
    """JSON-LD, safe inside `<script>`."""
    hidden: bool = False
    """True for pages that search engines should leave out."""
    feeds: tuple[tuple[str, str], ...] = ()
    """What a reader may subscribe to: (media type, address)."""
    oembed: str = ""
    """Full web address of what oEmbed says of the page; empty where it says nothing."""


@unchanging
class PageSpec:
    """One page to be rendered, or one text file that is complete already."""

    path: str
    """File beneath the output folder: `tears-of-steel/the-bridge/index.html`."""
    template: str
    """Name in the theme's `templates/`; empty when `text` is the whole file."""
    head: Head
    values: Mapping[str, object] = field(default_factory=lambda: NO_VALUES)
    """What the template sees by name, all frozen."""
    media: Media = ()
    """What was planned for each thing shown."""
    language: str = "en"
    rights: Rights = field(default_factory=Rights)
    root: str = field(default="", metadata=LATER)
    """The folder of its language: `/de` for a page in another language than the site's; empty else."""
    anywhere: bool = False
    """True when a server shows the page under any address."""
    text: str = ""

    @property
    def key(self) -> Digest:
        """Fingerprint of everything but the theme; in a preview also of the places that blocks come from."""
        return fingerprint(self, *places_inside(self.values))


def alike(spec: PageSpec, other: PageSpec, seen: dict[tuple[int, int], bool]) -> bool:
    """Whether two specs make the same page. `seen` keeps what was found of the parts that many pages share."""
    one, two = spec.values, other.values
    return spec is other or (
        one.keys() == two.keys()
        and all(_same(one[name], two[name], seen) for name in one)
        and (all(one[name] is two[name] for name in one) or places_inside(one) == places_inside(two))
        and replace(spec, values=NO_VALUES) == replace(other, values=NO_VALUES)
    )


def _same(one: object, other: object, seen: dict[tuple[int, int], bool]) -> bool:
    if one is other or type(one) is not type(other):
        return one is other
    pair = (id(one), id(other))
    if pair not in seen:
        seen[pair] = bool(one == other)
    return seen[pair]


def file_of(address: str) -> str:
    """The file that a server shows for the site-absolute `address`: `/people/` → `people/index.html`."""
    path = address.lstrip("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def media_of(values: object, plan: Plan) -> Media:
    """All planned media inside `values`, each once, in reading order."""
    found: dict[Clip | Sound | Sequence | Frame, Picture | Player] = {}
    everything: Iterator[Clip | Sound | Sequence | Frame] = walk(values, Clip, Sound, Sequence, Frame)
    for shown in everything:
        planned = plan.pictures.get(shown) if isinstance(shown, Frame) else plan.players.get(shown)
        if planned is not None:
            found[shown] = planned
    return tuple(found.items())


def frozen(**values: object) -> Mapping[str, object]:
    """Values for a template."""
    return MappingProxyType(values)
