"""Each finding of the catalogue is provoked once; «…» marks the stretch that it must point at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import pytest

from btspress.codes import CODES
from btspress.facts import Facts, Remark
from btspress.testing import picture, sound, tell, video
from btspress.timecode import Smpte

CHAPTER = "films/f/01-a.md"
FILM = "films/f/film.md"
MEDIA = {
    "films/f/media/a.mp4": video(60),
    "films/f/media/b.mp4": video(60, (1000, 1000)),
    "films/f/media/drop.mp4": video(60, fps=Fraction(30000, 1001)),
    "films/f/media/mute.mp4": video(30, sound=False),
    "films/f/media/p.jpg": picture(976, 624),
    "films/f/media/q.jpg": picture(976, 624),
    "films/f/media/s.m4a": sound(),
}


@dataclass(frozen=True)
class Case:
    code: str
    text: str
    file: str = CHAPTER
    files: dict[str, str | bytes] = field(default_factory=dict)
    media: dict[str, Facts | str] = field(default_factory=dict)
    severity: str = ""


def remarked(code: str) -> Facts:
    """A clip of which probing told something."""
    return replace(video(), remarks=(Remark(code, "so it is"),))


def quote(*lines: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in lines)


HEAD_FILM = (
    "---\ntitle: F\nmotifs:\n  hand: the hand\nphases:\n  - id: shoot\n    from: 2012-05-01\n    to: 2012-05-31\n---\n"
)
PEOPLE = {
    "people/ian-hubert.md": "---\nname: Ian Hubert\nroles:\n  - film: f\n    role: director\n---\n",
    "people/gone.md": "---\nname: Gone Away\nconsent: withdrawn\n---\n",
}
CLIP = "![A street](media/a.mp4#t=1,5)"

CASES = (
    Case("E102", "![A street](media/a.mp4)«{»loop\n"),
    Case("E104", quote("«[!]» Title", "", "Words.")),
    Case("E108", "> [!setup]\n>\n> Words.\n> «[!fix]» Told\n"),
    Case("E109", "> [!setup]\n>\n> Words.\n\n«> More words.»\n"),
    Case("E110", quote("«[!decison]» Shoot by day", "", "Words.")),
    Case("E111", quote("«[!timeline]» The shoot", "", "Words.")),
    Case("E112", "> «[!wrap]»\n"),
    Case("E113", quote("«[!decision]»", "", "Words.")),
    Case("E114", quote("«[!soundbite]»", "", "Words.")),
    Case("E115", quote("[!clip] Take", "", CLIP, "", "- «Somebody falls»")),
    Case("E120", "Some «<b>»bold</b> words.\n"),
    Case("E200", "![A text](«film.md»)\n", files={FILM: HEAD_FILM}),
    Case("E201", "![A street](media/a.mp4#«time=3»)\n"),
    Case("E202", "![A street](media/a.mp4#t=1,5&«t=2,3»)\n"),
    Case("E203", "![A street](media/a.mp4#«t=1,5&still»)\n"),
    Case("E204", "![A street](media/a.mp4#t=10,24){poster=«31»}\n"),
    Case("E205", "«![](media/a.mp4)»\n"),
    Case("E206", "![A street](«media/c.mp4»)\n"),
    Case("E207", "![A street](«Media/A.MP4»)\n"),
    Case("E208", "«![A street](media/a take.mp4)»\n"),
    Case("E209", "![A street](media/take«#»1.mp4)\n"),
    Case("E210", "![A street](media/a.mp4«#»)\n"),
    Case("E211", "![A street](media/a.mp4#t=«1:99»)\n"),
    Case("E212", "![A street](media/a.mp4#t=«00:00:01:25»&still)\n"),
    Case("E213", "![A street](media/a.mp4#t=«00:00:01;05»&still)\n"),
    Case(
        "E214",
        "![A street](media/drop.mp4#t=«00:01:00;00»&still)\n",
        media={"films/f/media/drop.mp4": video(120, fps=Fraction(30000, 1001))},
    ),
    Case("E215", "![A street](media/a.mp4#f=«nine»&still)\n"),
    Case("E216", "![A street](media/a.mp4#t=12,«8»)\n"),
    Case("E217", "![A street](media/a.mp4#«id=»)\n"),
    Case("E218", "![A still](media/p.jpg#«t=3»)\n"),
    Case("E219", "![A street](media/a.mp4#t=«70»&still)\n"),
    Case("E220", "![A street](media/a.mp4#tc=«10:00:00:00»&still)\n"),
    Case("E221", "![A still](media/p.jpg#xywh=«1,2,3»)\n"),
    Case("E222", "![A still](media/p.jpg#xywh=«1,2,0,5»)\n"),
    Case("E223", "![A still](media/p.jpg#xywh=«900,0,100,100»)\n"),
    Case("E224", "![A street](media/a.mp4#«id=slip»)\n"),
    Case("E225", "![A tone](media/s.m4a#«t=1&still»)\n"),
    Case("E226", "![A street](«media/bad.mp4»)\n", media={"films/f/media/bad.mp4": "its index is lost"}),
    *(
        Case(code, "«![A street](media/odd.mp4)»\n", media={"films/f/media/odd.mp4": remarked(code)})
        for code in ("E227", "E228", "E229")
    ),
    Case("E230", quote("[!clip] Take", "", CLIP, "", "- «00:31 Too late»")),
    Case("E232", "See «[the street](media/a.mp4#t=3)».\n"),
    Case("E233", quote("[!clip] Take", "", CLIP, "", "- 1–4 One", "- «2–5 Two»")),
    Case("E234", quote("[!clip] Take", "", CLIP, "", "- «1–1.5 Gone before it is read»")),
    Case("E301", quote("[!decision] Day {«colour»=red}", "", "Words.")),
    Case("E302", quote("[!compare] Both {mode=«slide»}", "", "![A: one](media/p.jpg)", "![B: two](media/q.jpg)")),
    Case("E303", "![A street](media/a.mp4){«.huge»}\n"),
    Case("E304", "![A street](media/a.mp4){loop «loop»}\n"),
    Case("E306", quote("«[!compare]» One", "", "![A: one](media/p.jpg)", "", "Six words lie between the two.")),
    Case(
        "E307",
        quote("«[!compare]» Two {mode=slider}", "", "![A: one](media/p.jpg)", "![B: two](media/b.mp4#t=1&still)"),
    ),
    Case("E308", quote("«[!sequence]» One", "", "1. ![A street](media/a.mp4#t=1,3)")),
    Case(
        "E309",
        quote(
            "[!sequence] Two {transition=crossfade dur=«2s»}",
            "",
            "1. ![A](media/a.mp4#t=1,3)",
            "2. ![B](media/a.mp4#t=5,9)",
        ),
    ),
    Case("E310", quote("«[!sequence]» Two", "", "1. ![A](media/a.mp4#t=1,3)", "2. ![B](media/mute.mp4#t=5,9)")),
    Case("E311", quote("[!exercise] Look {«watch»=muted}", "", "![A still](media/p.jpg)", "", "Look.")),
    Case("E320", "![A tone](media/s.m4a){«loop»}\n"),
    Case("E321", "![A street](media/a.mp4){«autoplay»}\n"),
    Case(
        "E330",
        quote("[!compare] Two", "", "![A: one](media/p.jpg)", "![B: two](media/q.jpg)", "", "1. «[A](#xy=30,101)» Out"),
    ),
    Case(
        "E331",
        quote("[!compare] Two", "", "![A: one](media/p.jpg)", "![B: two](media/q.jpg)", "", "1. «[C](#xy=30,40)» Who"),
    ),
    Case("E401", quote("[!decision] Day", "", "Words.", "", "— «Ian Huber», director"), files=PEOPLE),
    Case("E402", quote("[!decision] Day", "", "Words.", "", "— Ian Hubert, «producer»"), files=PEOPLE),
    Case("E403", quote("[!decision] Day", "", "Words.", "", "— «Gone Away», extra"), files=PEOPLE),
    Case("E404", quote("«[!fix]» Told {fixes=#nothing}", "", "Words.")),
    Case("E405", quote("[!decision] Day {motif=«hnad»}", "", "Words."), files={FILM: HEAD_FILM}),
    Case(
        "E406",
        HEAD_FILM.removesuffix("---\n") + "milestones:\n  - on: «2013-01-01»\n    what: Late\n---\n",
        FILM,
        files={CHAPTER: "# A\n"},
    ),
    Case(
        "E407",
        "---\nfrom: «2012-01-01»\n---\n# B\n",
        "films/f/02-b.md",
        files={CHAPTER: "---\nfrom: 2012-02-02\n---\n# A\n"},
    ),
    Case(
        "E231",
        "---\ntitle: A\n---\n",
        "films/f/media/a.md",
        files={CHAPTER: CLIP, "films/f/media/clips.csv": "file,title\na.mp4,B\n"},
    ),
    Case(
        "E408",
        "---\nname: Ann Lee\n---\n",
        "people/b.md",
        files={CHAPTER: "# A\n", "people/a.md": "---\nname: Ann Lee\n---\n"},
    ),
    Case("E409", "See «[the word](../../glossary.md#plaet)».\n", files={"glossary.md": "## Plate\n\nA shot.\n"}),
    Case("E413", "# A\n", "films/f/02-a.md", files={CHAPTER: "# A\n"}),
    Case("E410", "Said.[^1]\n\n«[^1]»: no-such-source\n"),
    Case("E411", "See «[the end](09-end.md)».\n"),
    Case("E412", "Said.«[^1]»\n"),
    Case("E501", "---\nrights:\n  clearance: pending\n---\n", "films/f/media/a.md", files={CHAPTER: CLIP}),
    Case("E502", "---\nrights:\n  clearance: denied\n---\n", "films/f/media/a.md", files={CHAPTER: CLIP}),
    Case("E503", "---\nrights:\n  until: 2020-01-01\n---\n", "films/f/media/a.md", files={CHAPTER: CLIP}),
    Case("E504", "---\ntitle: A\n---\n", "films/f/media/a.md", files={CHAPTER: CLIP}),
    Case("E505", "---\nembargo: «2026-03-01»\n---\n# A\n"),
    Case("E601", "«---»\ntitle: A\n\n# A\n"),
    Case("E602", "---\ntitle: A\n«\t»phase: x\n---\n"),
    Case("E604", "---\n«title»\n---\n"),
    Case("E605", "---\ntitle: A\n«title»: B\n---\n"),
    Case("E606", "---\ntitle: «&a A»\n---\n"),
    Case("E607", '---\ntitle: «"»A\n---\n'),
    Case("E608", "---\ntitle: A«:» B: C\n---\n"),
    Case("E620", "---\n«titel»: A\n---\n"),
    Case("E621", "---\ndraft: «maybe»\n---\n"),
    Case("E623", "---\non: «2012-13-01»\n---\n"),
    Case("E624", "---\nlang: «english»\n---\n", "site.md", files={CHAPTER: "# A\n"}),
    Case("E625", "---\nbase_url: «example.org»\n---\n", "site.md", files={CHAPTER: "# A\n"}),
    Case("E703", "# B\n", "films/f/02-b.nl.md", files={CHAPTER: "# A\n", "site.md": "---\nlanguages: [nl]\n---\n"}),
    Case(
        "E701",
        "# A\n\n> «[!fix]» Told\n>\n> Woorden.\n",
        "films/f/01-a.nl.md",
        files={CHAPTER: "# A\n\n> [!wrap]\n>\n> Words.\n"},
    ),
    Case("E702", "«![Een straat](media/a.mp4#t=2,5)»\n", "films/f/01-a.nl.md", files={CHAPTER: CLIP}),
    Case("E807", "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n", "films/f/media/a.english.vtt", files={CHAPTER: CLIP}),
    Case("E811", "1\n00:00:01,000 --> 00:00:02,000\nHello\n", "films/f/media/a.srt", files={CHAPTER: CLIP}),
    Case("E235", "---\nrate: «30»\n---\n", "films/f/media/a.md", files={CHAPTER: CLIP}),
    Case("E810", CLIP, files={"films/f/media/a.md": "---\nspeech: en\n---\n"}),
)


def unmarked(text: str) -> tuple[str, tuple[int, int, int] | None]:
    """The text without marks, and line, column and end of the marked stretch."""
    start = text.find("«")
    if start < 0:
        return text, None
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    length = text.index("»") - start - 1
    return text.replace("«", "").replace("»", ""), (line, column, column + max(length, 1))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_every_finding_stands_where_it_belongs(case: Case) -> None:
    text, place = unmarked(case.text)
    files: dict[str, str | bytes] = {**case.files, case.file: text}
    site = tell(files, {**MEDIA, **case.media})
    found = [each for each in site.problems if each.code == case.code]
    told = [f"{each.code} {each.span} {each.message}" for each in site.problems]
    assert found, told
    if place:
        spans = [(each.span.file, each.span.line, each.span.col, each.span.end) for each in found if each.span]
        assert (case.file, *place) in spans, told


def test_a_code_has_at_most_one_case_here() -> None:
    codes = [case.code for case in CASES]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(CODES)


def test_embedded_timecode_and_frame_numbers_are_understood() -> None:
    facts = video(60)
    timed = Facts(**{**{name: getattr(facts, name) for name in facts.__slots__}, "timecode": Smpte(10, 0, 0, 0)})
    text = "![A street](media/a.mp4#tc=10:00:02:00,10:00:04:00)\n\n![B](media/b.mp4#f=1001,1025)\n"
    files = {
        CHAPTER: text,
        "films/f/media/b.md": "---\nfirst_frame: 1001\nspeech: none\n---\n",
        "films/f/media/a.md": "---\nspeech: none\n---\n",
    }
    site = tell(files, {"films/f/media/a.mp4": timed, "films/f/media/b.mp4": facts})
    assert not [each for each in site.problems if each.code != "E504"]
    first, second = site.films[0].chapters[0].blocks
    assert (first.shown.range.start, first.shown.range.end) == (2, 4)
    assert (second.shown.range.start, second.shown.range.end) == (0, 1)


CASES_FOLDER = Path(__file__).parent / "cases"


def test_a_chapter_with_everything_wrong_tells_all_of_it_at_once() -> None:
    files = {
        FILM: HEAD_FILM,
        "films/f/09-wrong.md": (CASES_FOLDER / "everything-wrong.md").read_text(),
        "people/ian-hubert.md": "---\nname: Ian Hubert\n---\n",
    }
    media = {
        "films/f/media/tos-07_3f-final.mp4": video(2, (800, 332)),
        "films/f/media/tos-07_3f-plate.png": picture(976, 624),
    }
    told = [
        f"{found.span.line}:{found.span.col} {found.code} {found.message}"
        for found in tell(files, media).problems
        if found.span
    ]
    assert told == (CASES_FOLDER / "everything-wrong.txt").read_text().splitlines()
