"""What a browser may load for a page, as the strict content security policy that our pages satisfy."""

from __future__ import annotations

from urllib.parse import urlsplit

from btspress.model import Config


def policy(config: Config) -> str:
    """The value of `Content-Security-Policy`: nothing but what is the site's own, and no script but its files.

    A site may be shown in a frame elsewhere, because comparisons are made to be. Where media has a host of its own,
    or reviews are sent somewhere, that is allowed too. `blob:` is how a long clip is streamed.
    """
    media, review = _origin(config.publish.media_url), _origin(config.review)
    rules = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        f"img-src 'self'{media}",
        f"media-src 'self' blob:{media}",
        f"connect-src 'self'{media}{review}",
        "base-uri 'none'",
        f"form-action 'self'{review}",
        "require-trusted-types-for 'script'",
    )
    return "; ".join(rules)


def _origin(address: str) -> str:
    """Scheme and host of a web address behind a space; empty when it is none."""
    url = urlsplit(address)
    return f" {url.scheme}://{url.netloc}" if url.netloc else ""
