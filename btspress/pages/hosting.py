"""What web hosts are told: how long files last, what pages may load, where former addresses lead.

One function for each kind of host: Netlify and Cloudflare Pages read the same two files, Apache reads one in the
folder, nginx and Caddy are told to by a line in their own configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import quote, unquote, urlsplit

from btspress.hosts import ASK, FOREVER, LASTING, types_by_ending
from btspress.model import Config, Site
from btspress.pages.alias import former
from btspress.pages.policy import policy
from btspress.pages.spec import Head, PageSpec
from btspress.unchanging import unchanging

_KEPT = "/:@!$&'()*+,;=~-._"


@unchanging
class Rules:
    """All that a host is told, whatever its kind."""

    headers: tuple[tuple[str, str], ...]
    """For every file."""
    moved: tuple[tuple[str, str], ...]
    """(former address, address) within the site, ready for a URL; Apache and nginx compare it unquoted."""
    beneath: str
    """The folder of the host that the site lies in: `/stories`; empty for its root."""


def pages(site: Site, plan: object = None) -> Iterator[PageSpec]:
    """The files for the kind of host that site.md names."""
    write = _KINDS.get(site.config.publish.rules)
    for path, text in write(rules_of(site)).items() if write else ():
        yield PageSpec(path, "", Head("", address=f"/{path}", hidden=True), text=text)


def rules_of(site: Site) -> Rules:
    """The headers of every file, and all former addresses of chapters."""
    moved = sorted({(quote(old, safe=_KEPT), quote(new, safe=_KEPT)) for old, new in former(site)})
    beneath = quote(urlsplit(site.config.base_url).path.rstrip("/"), safe="/-._~%")
    return Rules(_headers(site.config), tuple(moved), beneath)


def _headers(config: Config) -> tuple[tuple[str, str], ...]:
    return (
        ("Content-Security-Policy", policy(config)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    )


def _netlify(rules: Rules) -> Mapping[str, str]:
    every = [f"  {name}: {value}" for name, value in rules.headers]
    lasting = [line for folder in LASTING for line in (f"/{folder}/*", f"  Cache-Control: {FOREVER}")]
    moved = [f"{old} {new} 301" for old, new in rules.moved]
    return {"_headers": _lines("/*", *every, *lasting), "_redirects": _lines(*moved)}


def _apache(rules: Rules) -> Mapping[str, str]:
    lasting = "|".join(LASTING)
    return {
        ".htaccess": _lines(
            "Options -Indexes",
            f"ErrorDocument 404 {rules.beneath}/404.html",
            *(f'AddType "{kind}" {ending}' for ending, kind in types_by_ending().items()),
            "<IfModule mod_headers.c>",
            *(f'  Header set {name} "{value}"' for name, value in rules.headers),
            f'  Header set Cache-Control "{ASK}"',
            f'  Header set Cache-Control "{FOREVER}" "expr=%{{REQUEST_URI}} =~ m#^{rules.beneath}/({lasting})/#"',
            "</IfModule>",
            "<IfModule mod_alias.c>",
            *(f'  Redirect 301 "{rules.beneath}{unquote(old)}" "{rules.beneath}{new}"' for old, new in rules.moved),
            "</IfModule>",
        )
    }


def _nginx(rules: Rules) -> Mapping[str, str]:
    # A location with headers of its own gets none of those around it: they stand in each.
    inside = [f'add_header {name} "{value}" always;' for name, value in rules.headers]
    inside += ["types {", *(f"  {kind.partition(';')[0]} {end[1:]};" for end, kind in types_by_ending().items()), "}"]
    inside += ["charset utf-8;", "charset_types text/css text/javascript text/plain text/vtt application/xml;"]
    lasting = f"location ~ ^{rules.beneath}/({'|'.join(LASTING)})/ {{"
    return {
        "nginx.conf": _lines(
            "# In the server block: include /path/of/the/site/nginx.conf;",
            f"error_page 404 {rules.beneath}/404.html;",
            *(
                f'location = "{rules.beneath}{unquote(old)}" {{ return 301 {rules.beneath}{new}; }}'
                for old, new in rules.moved
            ),
            lasting,
            *(f"  {line}" for line in inside),
            f'  add_header Cache-Control "{FOREVER}";',
            "}",
            f"location {rules.beneath}/ {{",
            *(f"  {line}" for line in inside),
            f'  add_header Cache-Control "{ASK}";',
            "}",
        )
    }


def _caddy(rules: Rules) -> Mapping[str, str]:
    paths = " ".join(f"{rules.beneath}/{folder}/*" for folder in LASTING)
    return {
        "site.caddy": _lines(
            "# In the block of the site: import /path/of/the/site/site.caddy",
            f"@lasting path {paths}",
            f"@changing not path {paths}",
            "header {",
            *(f'  {name} "{value}"' for name, value in rules.headers),
            "}",
            f'header @lasting Cache-Control "{FOREVER}"',
            f'header @changing Cache-Control "{ASK}"',
            *(f"redir {rules.beneath}{old} {rules.beneath}{new} 301" for old, new in rules.moved),
            "handle_errors {",
            f"  rewrite * {rules.beneath}/404.html",
            "  file_server",
            "}",
        )
    }


def _lines(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


_KINDS: Mapping[str, Callable[[Rules], Mapping[str, str]]] = MappingProxyType(
    {"netlify": _netlify, "apache": _apache, "nginx": _nginx, "caddy": _caddy}
)
"""Every kind of host: what `publish: {rules: …}` may name."""
