"""What hosts are told: caching, the policy, former addresses; and media on a host of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from told_pages import Told, every, told

from btspress.model import Config
from btspress.pages.policy import policy
from btspress.testcard import FILES

SITE = FILES["site.md"]
CHAPTER = "films/tears/02-bridge.md"


def hosted(publish: str, base: str = "https://example.org/stories") -> Told:
    head = re.sub(r"(?m)^base_url:.*\n", "", SITE).replace("---\n", f"---\nbase_url: {base}\npublish: {publish}\n", 1)
    chapter = FILES[CHAPTER].replace("---\n", "---\naliases: [old-bridge, /2012/bridge.html]\n", 1)
    return told(files={"site.md": head, CHAPTER: chapter})


def rules(publish: str) -> Mapping[str, str]:
    """Texts that only hosts read, by path."""
    mine = {"_headers", "_redirects", ".htaccess", "nginx.conf", "site.caddy"}
    return {spec.path: spec.text for spec in hosted(publish).specs if spec.path in mine}


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("netlify", {"_headers", "_redirects"}),
        ("apache", {".htaccess"}),
        ("nginx", {"nginx.conf"}),
        ("caddy", {"site.caddy"}),
        ("none", set()),
    ],
)
def test_each_kind_of_host_gets_its_own_files(kind: str, files: set[str]) -> None:
    assert rules(f"{{rules: {kind}}}").keys() == files


@pytest.mark.parametrize("kind", ["netlify", "apache", "nginx", "caddy"])
def test_every_host_is_told_the_policy_how_long_files_last_and_where_pages_went(kind: str) -> None:
    said = "\n".join(rules(f"{{rules: {kind}}}").values())
    assert "default-src 'none'; script-src 'self'" in said
    assert "require-trusted-types-for 'script'" in said
    assert "unsafe" not in said
    assert "public, max-age=31536000, immutable" in said
    for old in ("/tears/old-bridge/", "/2012/bridge.html"):
        line = next(line for line in said.splitlines() if old in line)
        assert "301" in line
        assert "/tears/bridge/" in line


def test_a_host_that_knows_only_its_root_is_told_the_folder_that_the_site_lies_in() -> None:
    assert '"/stories/2012/bridge.html" "/stories/tears/bridge/"' in rules("{rules: apache}")[".htaccess"]
    assert "/2012/bridge.html /tears/bridge/ 301" in rules("{rules: netlify}")["_redirects"]


def test_media_on_a_host_of_its_own_is_named_by_its_address_there_and_texts_are_not() -> None:
    made = hosted("{media_url: https://media.example.net/films/}")
    addresses = {
        value
        for _, element in every(made.pages)
        for name in ("src", "srcset", "poster", "data-stream", "content")
        for value in re.split(r"[ ,]+", element.attributes.get(name) or "")
        if "/media/" in value or value.startswith("media/")
    }
    heavy = {each for each in addresses if not each.endswith((".vtt", ".css", ".json"))}
    assert heavy
    assert not [each for each in heavy if not each.startswith("https://media.example.net/films/media/")]
    assert all(not each.startswith("https://media.") for each in addresses - heavy)
    assert addresses - heavy


def test_the_policy_lets_pages_load_from_the_host_of_media_and_no_other() -> None:
    said = next(
        spec.text for spec in hosted("{media_url: https://media.example.net/x}").specs if spec.path == "_headers"
    )
    policy = re.search(r"Content-Security-Policy: (.*)", said)
    assert policy
    assert set(re.findall(r"https?://[^\s;]+", policy[1])) == {"https://media.example.net"}


def test_the_policy_lets_reviews_be_sent_where_site_md_says_and_nowhere_else() -> None:
    said = policy(Config(review="https://answers.example.net/box"))
    assert "form-action 'self' https://answers.example.net;" in said
    assert "connect-src 'self' https://answers.example.net;" in said
    assert "form-action 'self';" in policy(Config(review="yes"))


def test_files_of_jobs_are_published_under_the_names_that_they_have_anyway() -> None:
    apart, together = hosted("{media_url: https://media.example.net}"), hosted("{}")
    media = [{path for path in each.files if path.startswith("media/")} for each in (apart, together)]
    # Only the words that say where on a contact sheet a second is name the sheet, and so are others.
    assert {path for path in media[0] ^ media[1] if not path.endswith("thumbnails.vtt")} == set()


def test_an_address_of_media_that_is_none_is_told() -> None:
    found = hosted("{media_url: media}").site.problems
    assert "E625" in [each.code for each in found]
