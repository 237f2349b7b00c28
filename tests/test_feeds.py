"""What the site tells machines: feeds, moments inside clips, oEmbed, the sitemap; each by the rules of its format."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from told_pages import BRIDGE, FILES, Told, elements, told

from btspress.engine.executor import Results
from btspress.engine.receipt import Made, Receipt
from btspress.pages.episodes import size_of
from btspress.planned import Page
from btspress.weighing import weighed

SITE = "https://films.example/told"
ATOM = "{http://www.w3.org/2005/Atom}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
FILM = FILES["films/tears/film.md"]
TOLD = {
    "films/tears/film.md": FILM.replace("year: 2012", "year: 2012\nreleased: 2012-09-26"),
    "films/tears/02-bridge.md": BRIDGE.replace("phase: shoot\n", "phase: shoot\npublished: 2013-05-01\n", 1),
    "films/tears/media/scout.en.vtt": "WEBVTT\n\n00:12.500 --> 00:13.000\nThe dolly\nrolls past.\n",
}
FIRST, SECOND = f"{SITE}/tears/first/", f"{SITE}/tears/bridge/"


@pytest.fixture(scope="module")
def site() -> Told:
    return told(files=TOLD)


def weighed_texts(made: Told) -> Mapping[str, str]:
    """The feeds as they are published, every file weighing 1234 bytes."""
    files = {job.key: {output.name: Made("f" * 64, 1234) for output in job.recipe.outputs()} for job in made.plan.jobs}
    receipts = {key: Receipt(key, "r", 1, {}, "", 0.0, outputs) for key, outputs in files.items()}
    written = [Page(spec.path, spec.text.encode()) for spec in made.specs if not spec.template]
    return {page.path: page.body.decode() for page in weighed(written, made.plan.jobs, Results(receipts))}


def graph(made: Told, path: str) -> list[dict[str, Any]]:
    (script,) = [each for each in elements(made.pages[path]) if each.attributes.get("type") == "application/ld+json"]
    return list(json.loads(script.words)["@graph"])


def videos(made: Told) -> Mapping[str, dict[str, Any]]:
    return {each["name"]: each for each in graph(made, "tears/bridge/index.html") if each["@type"] == "VideoObject"}


def test_atom_has_all_that_its_standard_asks_for_and_the_newest_first(site: Told) -> None:
    feed = ElementTree.fromstring(weighed_texts(site)["feed.xml"])
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"{ATOM}{name}")
            assert found.text
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated", "")).tzinfo
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert [link.attrib["href"] for link in feed.findall(f"{ATOM}link[@rel='self']")] == [f"{SITE}/feed.xml"]
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [SECOND, FIRST]
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated") == "2013-05-01T12:00:00Z"


def test_enclosures_name_published_files_and_their_exact_sizes(site: Told) -> None:
    feed = ElementTree.fromstring(weighed_texts(site)["feed.xml"])
    links = [link.attrib for link in feed.iter(f"{ATOM}link") if link.attrib["rel"] == "enclosure"]
    assert len(links) >= 5
    for link in links:
        assert link["href"].removeprefix(f"{SITE}/") in site.files
        assert link["length"] == "1234"
        assert link["type"] in {"video/mp4", "audio/mp4"}


def test_a_file_that_could_not_be_made_weighs_nothing() -> None:
    page = Page("feed.xml", f'length="{size_of("https://cdn.example/media/x.0123.h264.mp4")}"'.encode())
    (made,) = weighed([page], [], Results())
    assert made.body == b'length="0"'


def test_words_of_an_author_are_no_sizes() -> None:
    pages = [Page("tears/index.html", b'<p>length="size-of:all">'), Page("feed.xml", b"<summary>size-of:all</summary>")]
    assert list(weighed(pages, [], Results())) == pages


def test_json_feed_has_all_that_its_standard_asks_for(site: Told) -> None:
    feed = json.loads(weighed_texts(site)["feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{SITE}/feed.json"
    assert [item["id"] for item in feed["items"]] == [SECOND, FIRST]
    for item in feed["items"]:
        assert item["content_text"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo
    attached = feed["items"][0]["attachments"]
    assert {each["size_in_bytes"] for each in attached} == {1234}
    assert next(each for each in attached if each["title"] == "Take four")["duration_in_seconds"] == 10


def test_the_clips_of_a_film_are_a_podcast(site: Told) -> None:
    (channel,) = ElementTree.fromstring(weighed_texts(site)["tears/podcast.xml"])
    for name in ("title", "link", "description", "language"):
        assert channel.findtext(name)
    items = channel.findall("item")
    guids = [item.findtext("guid", "") for item in items]
    assert len(set(guids)) == len(guids)
    take = next(item for item in items if item.findtext("title") == "Take four")
    enclosure = take.find("enclosure")
    assert enclosure is not None
    assert set(enclosure.attrib) == {"url", "length", "type"}
    assert take.findtext("link") == f"{SECOND}#take-four"
    assert parsedate_to_datetime(take.findtext("pubDate", "")).date().isoformat() == "2013-05-01"
    assert take.findtext(f"{ITUNES}duration") == "10"
    transcript = take.find(f"{PODCAST}transcript")
    assert transcript is not None
    assert transcript.attrib["url"].removeprefix(f"{SITE}/") in site.files


def test_home_tells_of_the_feeds(site: Told) -> None:
    links = [
        each.attributes for each in elements(site.pages["index.html"]) if each.attributes.get("rel") == "alternate"
    ]
    assert {(link["type"], link["href"]) for link in links} == {
        ("application/atom+xml", "feed.xml"),
        ("application/feed+json", "feed.json"),
    }


def test_without_days_or_an_address_there_are_no_feeds() -> None:
    dateless = told(files={"films/tears/film.md": FILM.replace("year: 2012\n", "")})
    homeless = told(files={**TOLD, "site.md": "---\ntitle: Told\n---\n"})
    for made in (dateless, homeless):
        assert not [spec.path for spec in made.specs if re.search(r"feed\.|podcast", spec.path)]
        assert "feed.xml" not in made.pages["index.html"]


def test_a_video_has_all_that_search_engines_ask_for(site: Told) -> None:
    found = videos(site)
    assert {"Take four", "With marks", "From railing to ruin"} <= set(found)
    for video in found.values():
        assert {"name", "description", "thumbnailUrl", "contentUrl", "duration"} <= set(video)
        assert video["uploadDate"] == "2013-05-01"
        assert video["contentUrl"].removeprefix(f"{SITE}/") in site.files
    assert found["Take four"]["transcript"] == "The dolly rolls past."


def test_lines_at_times_are_clips_with_exact_offsets_and_links_that_open_there(site: Told) -> None:
    parts = videos(site)["With marks"]["hasPart"]
    assert [(part["@type"], part["name"], part["startOffset"], part["endOffset"]) for part in parts] == [
        ("Clip", "It starts", 2, 5),
        ("Clip", "Wind lifts the card", 5, 8),
    ]
    assert parts[0]["url"] == f"{SECOND}?t=2#with-marks"
    shots = videos(site)["From railing to ruin"]["hasPart"]
    assert [(part["startOffset"], part["endOffset"]) for part in shots] == [(0, 3), (3, 7)]


def test_any_time_of_a_clip_without_lines_can_be_linked_to(site: Told) -> None:
    take = videos(site)["Take four"]
    assert take["potentialAction"] == {
        "@type": "SeekToAction",
        "target": f"{SECOND}?t={{seek_to_second_number}}#take-four",
        "startOffset-input": "required name=seek_to_second_number",
    }
    assert "hasPart" not in take


def test_marks_of_a_source_are_the_parts_of_a_clip_of_it() -> None:
    marks = "WEBVTT\n\nthe-card-falls\n00:12.000 --> 00:13.000\nx\n\n00:15.500 --> 00:16.000\nrest\n\n00:40.000 --> 00:41.000\nlate\n"
    marked = told(files={"films/tears/media/scout.marks.vtt": marks})
    parts = videos(marked)["Take four"]["hasPart"]
    assert [(part["name"], part["startOffset"], part["endOffset"]) for part in parts] == [
        ("the card falls", 2, 5.5),
        ("rest", 5.5, 10),
    ]


def test_a_chapter_says_when_it_was_published_and_where_it_lies(site: Told) -> None:
    (article,) = [each for each in graph(site, "tears/bridge/index.html") if "Article" in each["@type"]]
    assert article["datePublished"] == "2013-05-01"
    assert "LearningResource" in article["@type"]
    (trail,) = [each for each in graph(site, "tears/bridge/index.html") if each["@type"] == "BreadcrumbList"]
    assert [each["item"] for each in trail["itemListElement"]] == [f"{SITE}/", f"{SITE}/tears/", SECOND]


def test_people_and_terms_say_where_they_lie_too(site: Told) -> None:
    for path, names in (("people/ada-lens", ["Told", "People", "Ada Lens"]), ("glossary", ["Told", "Glossary"])):
        (trail,) = [each for each in graph(site, f"{path}/index.html") if each["@type"] == "BreadcrumbList"]
        assert [each["name"] for each in trail["itemListElement"]] == names
        assert trail["itemListElement"][-1]["item"] == f"{SITE}/{path}/"


def test_the_site_says_how_it_is_searched(site: Told) -> None:
    (home,) = graph(site, "index.html")
    assert home["potentialAction"]["target"] == f"{SITE}/search/?q={{search_term_string}}"


def test_a_clip_has_a_page_of_its_own_and_its_video_says_where(site: Told) -> None:
    page = site.pages["tears/bridge/embed/take-four/index.html"]
    assert len(page) < 10_000
    assert "<video controls" in page
    assert videos(site)["Take four"]["embedUrl"] == f"{SECOND}embed/take-four/"
    assert "tears/bridge/embed/soundbite/index.html" not in site.pages


def test_oembed_answers_with_a_frame_of_the_size_it_needs(site: Told) -> None:
    texts = {spec.path: spec.text for spec in site.specs}
    for path, html in site.pages.items():
        if "/embed/" not in path:
            continue
        answer = json.loads(texts[path.replace("index.html", "oembed.json")])
        assert answer["version"] == "1.0"
        assert answer["type"] in {"video", "rich"}
        (frame,) = elements(answer["html"])
        assert frame.attributes["src"] == f"{SITE}/{path.removesuffix('index.html')}"
        assert (frame.attributes["width"], frame.attributes["height"]) == (str(answer["width"]), str(answer["height"]))
        assert answer["thumbnail_url"].removeprefix(f"{SITE}/") in site.files
        assert f'href="{SITE}/{path.replace("index.html", "oembed.json")}"' in html


def test_a_chapter_leads_to_the_oembed_of_its_first_piece(site: Told) -> None:
    links = [each.attributes for each in elements(site.pages["tears/bridge/index.html"])]
    (found,) = [link for link in links if link.get("type") == "application/json+oembed"]
    assert str(found["href"]).removeprefix(f"{SITE}/") in site.files


def test_the_sitemap_has_the_videos_in_the_order_of_their_schema(site: Told) -> None:
    root = ElementTree.fromstring(next(spec.text for spec in site.specs if spec.path == "sitemap.xml"))
    space = "{http://www.google.com/schemas/sitemap-video/1.1}"
    found = {
        video.findtext(f"{space}title"): [part.tag.removeprefix(space) for part in video]
        for video in root.iter(f"{space}video")
    }
    order = ["thumbnail_loc", "title", "description", "content_loc", "player_loc", "duration", "publication_date"]
    assert found["Take four"] == order
    assert "From railing to ruin" in found
