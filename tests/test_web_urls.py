"""Addresses relative to a page lead where the site-absolute ones did."""

from __future__ import annotations

from urllib.parse import unquote, urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from btspress.web.urls import beneath, is_web, relative

NAMES = st.text(st.characters(categories=["L", "N"], include_characters="-_. é:"), min_size=1, max_size=8).filter(
    lambda name: name.strip(".") == name and name.strip()
)
FOLDERS = st.lists(NAMES, max_size=4)


@given(FOLDERS, FOLDERS, NAMES, st.sampled_from(["", "#t=7.2", "?t=3#x"]))
@example([], ["A:"], "0", "")
@example([], [], "A:", "")
@example(["A:"], ["B:"], "C:", "")
def test_a_relative_address_leads_to_the_same_file(here, there, name, rest) -> None:
    page = "/".join([*here, "index.html"])
    address = "/" + "/".join([*there, name])
    joined = urljoin("https://x.example/deep/down/" + page, relative(address + rest, page))
    assert unquote(joined) == "https://x.example/deep/down" + address + rest


@given(FOLDERS, FOLDERS)
def test_a_folder_keeps_its_slash(here, there) -> None:
    address = "/" + "".join(f"{name}/" for name in there)
    made = relative(address, "/".join([*here, "index.html"]))
    assert made.endswith("/")


def test_detours_of_an_author_are_straightened() -> None:
    assert relative("/films/../films//./b/", "films/a/index.html") == "../b/"


@pytest.mark.parametrize("address", ["https://a.example/b", "mailto:a@b.example", "//cdn.example/x", "#here", "a/b"])
def test_what_is_not_site_absolute_stays(address: str) -> None:
    assert relative(address, "films/index.html") == address


def test_names_that_a_srcset_would_split_are_escaped() -> None:
    assert relative("/media/take 1, slow.jpg", "index.html") == "media/take%201%2C%20slow.jpg"


def test_a_page_without_a_place_links_from_the_host() -> None:
    assert beneath("/assets/a.css", "https://x.example/films/") == "/films/assets/a.css"
    assert beneath("/assets/a.css", "") == "/assets/a.css"


def test_web_addresses_are_known() -> None:
    known = {"https://x.example": True, "//x.example": True, "/people/": False, "people/a:b": False}
    assert {address: is_web(address) for address in known} == known
