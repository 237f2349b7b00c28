"""What a class gets: questions that stop a clip, a handout and its key, panels of money and days, a trial audience."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from told_pages import FILES, Told, elements, told

from btspress.diagnostics import Diagnostic
from btspress.insights.gathering import UnreadableError, merged, read, row_of, text_of
from btspress.insights.page import report_page
from btspress.model import Budget, Config, Learning, Schedule
from btspress.pages.policy import policy
from btspress.starting.scaffold import scaffold
from btspress.story.rights import Audience
from btspress.testcard import MEDIA
from btspress.testing import tell
from btspress.walk import walk

BRIDGE = "films/tears/02-bridge.md"
PAGE = "tears/bridge/index.html"
HANDOUT = "tears/bridge/handout/index.html"
KEY = "tears/bridge/handout/key/index.html"


@pytest.fixture(scope="module")
def site() -> Told:
    return told("classroom")


def asked(text: str) -> tuple[list[Learning], list[str]]:
    """The learning blocks of a chapter of these words, and the codes found."""
    found = tell({"films/tears/01-a.md": text}, MEDIA)
    codes = [each.code for each in found.problems if each.code not in {"E504", "E810"}]
    return list(walk(found.films, Learning)), codes


def panel(text: str, table: str, name: str = "budget.csv", **more: Audience) -> tuple[Budget | Schedule, list[str]]:
    files = {"films/tears/01-a.md": text, f"films/tears/{name}": table}
    found = tell(files, MEDIA, **more)
    return next(walk(found.films, Budget, Schedule)), [_told(each) for each in found.problems]


def _told(found: Diagnostic) -> str:
    return f"{found.code} {found.span.file}:{found.span.line}:{found.span.col}" if found.span else found.code


# ---- questions ----

CLIP = "![A card falls](media/scout.mp4#t=10,20)\n\n"


def test_a_question_stops_the_nearest_clip_above_in_the_clock_of_its_file() -> None:
    (question,), found = asked(f"{CLIP}> [!question] Why? {{pause=12.5}}\n>\n> Think.\n")
    assert (question.target, question.pause, found) == ("a-card-falls", Fraction(5, 2), [])


def test_a_question_cannot_stop_a_clip_before_it_begins() -> None:
    (question,), found = asked(f"{CLIP}> [!question] Why? {{pause=9}}\n>\n> Think.\n")
    assert (question.pause, found) == (None, ["E230"])


def test_a_question_without_a_clip_stops_nothing() -> None:
    assert asked("> [!question] Why? {pause=9}\n>\n> Think.\n")[1] == ["E311"]


def test_an_answer_is_closed_on_the_page_and_only_in_the_key_on_paper(site: Told) -> None:
    page = [each for each in elements(site.pages[PAGE]) if each.tag == "details" and each.attributes.get("data-learn")]
    assert ["open" in each.attributes for each in page] == [False, False]
    assert "so it is morning" not in site.pages[HANDOUT]
    assert "Let them draw it" not in site.pages[HANDOUT]
    assert "so it is morning" in site.pages[KEY]
    assert "Let them draw it" in site.pages[KEY]


# ---- paper ----


def test_a_handout_has_frames_timecodes_and_the_way_to_each_moment(site: Told) -> None:
    found = elements(site.pages[HANDOUT])
    assert not [each.tag for each in found if each.tag in {"script", "video", "audio", "details"}]
    assert "00:00:10:00–00:00:20:00" in site.pages[HANDOUT]
    shown = [each for each in found if "paper-figure" in (each.attributes.get("class") or "")]
    # One for each of them, one for the gallery, and one for the whole chapter.
    assert len([each for each in found if each.attributes.get("class") == "qr"]) == len(shown) + 2
    assert "https://films.example/told/tears/bridge/#take-four" in site.pages[HANDOUT]


def test_a_handout_shows_scenes_galleries_and_panels_without_their_machinery(site: Told) -> None:
    found = elements(site.pages[HANDOUT])
    kinds = [each.attributes.get("class") for each in found if each.tag == "section"]
    assert {"paper-scene", "paper-gallery", "panel budget", "panel schedule"} <= set(kinds)
    assert not [each.tag for each in found if each.tag in {"dialog", "button"}]
    assert "0:02</span> The dolly starts." in site.pages[HANDOUT]
    assert '<p class="paper-slate">The card</p>' in site.pages[HANDOUT]


def test_there_is_room_to_write_on_a_handout_and_none_on_the_key(site: Told) -> None:
    assert site.pages[HANDOUT].count('class="writing"') == 3
    assert 'class="writing"' not in site.pages[KEY]


def test_a_chapter_without_anything_to_learn_has_no_handout(site: Told) -> None:
    assert "tears/first/handout/index.html" not in site.pages
    assert "lecture-start" not in site.pages["tears/first/index.html"]


def test_a_case_study_starts_as_a_chapter_without_problems(tmp_path: Path) -> None:
    scaffold("film", tmp_path, "A film")
    made = scaffold("case-study", tmp_path / "films/a-film", "The rope: a case")
    text = made[0].read_text(encoding="utf-8")
    found = tell({"films/a-film/02-the-rope.md": text})
    left = {each.code for each in found.problems}
    assert (made[0].name, left) == ("02-the-rope-a-case.md", {"E633"})
    assert {block.kind for block in walk(found.films, Learning)} == {
        "objectives", "question", "answer", "discuss", "teacher"
    }  # fmt: skip


# ---- the glossary ----


def test_a_term_leads_to_the_moment_that_uses_it() -> None:
    text = "Words.\n\n> [!decision] Keep one {#kept}\n>\n> We kept a clean plate.\n>\n> ![A plate](media/key.jpg)\n"
    page = told(files={BRIDGE: text}).pages["glossary/index.html"]
    assert 'href="../tears/bridge/#kept"' in page
    assert "Example: Keep one" in page


# ---- money and days ----


def test_a_budget_shows_what_was_planned_and_what_it_cost() -> None:
    budget, found = panel("> [!budget] {currency=EUR}\n", 'item,planned,actual\nA,"1,000",500.50\nB,250,\n')
    assert isinstance(budget, Budget)
    assert [(line.item, line.planned, line.actual, line.wide[0]) for line in budget.lines] == [
        ("A", 1000, Fraction(1001, 2), 100),
        ("B", 250, None, 25),
    ]
    assert (budget.total.planned, found) == (1250, [])


def test_a_line_for_the_crew_is_nowhere_in_the_public_site_not_even_in_the_sum(site: Told) -> None:
    assert not [path for path, html in site.pages.items() if "Lead" in html or "12\u202f" in html]
    assert "4\u202f900" in site.pages[PAGE]


def test_a_preview_shows_such_a_line_with_a_stamp() -> None:
    table = "item,planned,for\nA,1,\nB,2,crew press\n"
    seen = {
        audience: [(line.item, line.withheld) for line in panel("> [!budget]\n", table, audience=audience)[0].lines]
        for audience in (Audience.PUBLIC, Audience.PRESS, Audience.PREVIEW)
    }
    assert seen == {
        Audience.PUBLIC: [("A", "")],
        Audience.PRESS: [("A", ""), ("B", "")],
        Audience.PREVIEW: [("A", ""), ("B", "audience crew, press")],
    }


def test_a_schedule_counts_the_days_by_which_a_thing_was_late() -> None:
    table = "what,planned,planned-to,actual,actual-to\nA,2012-05-01,2012-05-04,2012-05-03,2012-05-10\nB,2012-05-10,,,\n"
    schedule, found = panel("> [!schedule]\n", table, "schedule.csv")
    assert isinstance(schedule, Schedule)
    first, second = schedule.lines
    assert (first.late, second.actual, found) == (6, None, [])
    assert first.planned
    assert (first.planned.left, first.planned.wide) == (0, 40)


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ("item,planned\nA,12k\n", "E621 films/tears/budget.csv:2:1"),
        ("item,cost\nA,1\n", "E622 films/tears/budget.csv:1:1"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_line(table: str, found: str) -> None:
    assert panel("> [!budget]\n", table)[1] == [found]


def test_a_table_that_is_not_there_is_told_where_it_is_asked_for() -> None:
    problems = tell({"films/tears/01-a.md": "> [!schedule] {from=days.csv}\n"}).problems
    assert [*map(_told, problems)] == ["E206 films/tears/01-a.md:1:21"]


# ---- a trial audience ----


def export(reader: str, *answers: tuple[str, str, str]) -> bytes:
    told = [{"page": "/a/", "moment": m, "title": m.title(), "view": v, "note": "", "at": at} for m, v, at in answers]
    return json.dumps({"btspress": "review", "reader": reader, "answers": told}).encode()


LOG = b"page,moment,second,viewers\n/a/,x,0,80\n/a/,x,10,20\n"


def test_a_reader_counts_once_for_a_moment_with_the_last_answer() -> None:
    files = [
        read("a.json", export("r1", ("x", "moving", "2026-01-02"), ("y", "instructive", "2026-01-02"))),
        read("old.json", export("r1", ("x", "superfluous", "2026-01-01"))),
        read("b.json", export("r2", ("x", "moving", "2026-01-01"))),
        read("log.csv", LOG),
    ]
    verdicts = merged((each for said, _ in files for each in said), (each for _, log in files for each in log))
    assert [(each.moment, each.counts, each.retention) for each in verdicts] == [
        ("x", (0, 2, 0), 25),
        ("y", (1, 0, 0), None),
    ]
    assert row_of(verdicts[0])["moving"] == 2
    assert "25 %" in "\n".join(text_of(verdicts))
    page = report_page((replace(verdicts[0], notes=("<b>why</b>",)),), 2)
    assert "&lt;b&gt;why" in page
    assert "25 per cent of the viewers stayed to the end of 10 seconds" in page
    elements(page.partition("<main>")[2].rpartition("</main>")[0])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", b"{}"),
        ("a.json", b"[1]"),
        ("a.json", export("r", ("x", "dull", ""))),
        ("a.csv", b"page,second\n1,2\n"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_name(name: str, data: bytes) -> None:
    with pytest.raises(UnreadableError, match=rf"^{name} is no export"):
        read(name, data)


def test_readers_are_asked_only_where_the_site_says_so(site: Told) -> None:
    assert "review" not in {each.attributes.get("class") for each in elements(site.pages[PAGE])}
    head = FILES["site.md"].replace("---\n\n", "review: https://office.example/answers\n---\n\n")
    made = told(files={"site.md": head})
    forms = [each.attributes for each in elements(made.pages[PAGE]) if each.tag == "form"]
    assert {"method": "post", "action": "https://office.example/answers"} in forms
    assert "connect-src 'self' https://office.example;" in policy(made.site.config)
    assert "office.example" not in policy(Config())


def test_a_review_is_sent_to_a_web_address_or_nowhere() -> None:
    problems = tell({"site.md": "---\ntitle: T\nreview: my office\n---\n", "films/f/01-a.md": "Words.\n"}).problems
    assert [each.code for each in problems] == ["E625"]
