"""What chapters become: nodes tied together, names linked, and nothing withheld in sight."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from btspress.digest import canonical
from btspress.model import (
    Comparison,
    CreditList,
    CueLink,
    Figure,
    Learning,
    Mention,
    Moment,
    Site,
    Spoiler,
    TermMention,
    Timeline,
    Title,
)
from btspress.story.rights import Audience
from btspress.testing import picture, tell, video
from btspress.walk import walk

CHAPTER = "films/f/01-a.md"
CLIP = {"films/f/media/a.mp4": video(60)}


def chapter(text: str, **more: object):
    site = tell({CHAPTER: text}, CLIP, **more)
    return site.films[0].chapters[0]


def codes(site: Site) -> list[str]:
    return [found.code for found in site.problems]


def test_a_fix_answers_the_nearest_open_challenge() -> None:
    text = "\n\n".join(
        f"> [!{kind}] {title}\n>\n> Words."
        for kind, title in (("challenge", "One"), ("challenge", "Two"), ("fix", "Mended"), ("fix", "Mended too"))
    )
    moments = {moment.id: moment.answers for moment in walk(chapter(text).blocks, Moment)}
    assert moments == {"one": "mended-too", "two": "mended", "mended": "two", "mended-too": "one"}


def test_a_fix_may_name_its_challenge() -> None:
    text = (
        "> [!challenge] One {#rain}\n>\n> Words.\n\n> [!challenge] Two\n>\n> Words.\n\n"
        "> [!fix] Mended {fixes=#rain}\n>\n> Words.\n"
    )
    moments = {moment.id: moment.answers for moment in walk(chapter(text).blocks, Moment)}
    assert moments["mended"] == "rain"
    assert moments["two"] == ""


def test_a_cue_seeks_the_player_that_has_its_time() -> None:
    text = '![A street](media/a.mp4#t=10,20 "Take four")\n\nHe [falls](media/a.mp4#t=14.5) here.\n'
    cue = next(walk(chapter(text).blocks, CueLink))
    assert (cue.target, cue.at) == ("take-four", Fraction(9, 2))


def test_an_exercise_without_a_clip_presets_the_one_above() -> None:
    text = "![A street](media/a.mp4)\n\n> [!exercise] Again {watch=muted}\n>\n> Count the cuts.\n"
    exercise = next(walk(chapter(text).blocks, Learning))
    assert (exercise.watch, exercise.target) == ("muted", "a-street")


def test_labels_of_a_comparison_come_from_its_descriptions() -> None:
    media = {"films/f/media/p.jpg": picture(), "films/f/media/q.jpg": picture()}
    text = "> [!compare] Both\n>\n> ![On set: a card](media/p.jpg)\n> ![Finished: a dome](media/q.jpg)\n"
    made = next(walk(tell({CHAPTER: text}, media).films[0].chapters[0].blocks, Comparison))
    assert [(side.label, side.alt) for side in made.sides] == [("On set", "a card"), ("Finished", "a dome")]
    assert made.mode == "slider"


def test_pictures_of_other_shapes_stand_side_by_side() -> None:
    media = {"films/f/media/p.jpg": picture(1000, 1000), "films/f/media/q.jpg": picture()}
    text = "> [!compare] Both\n>\n> ![A: one](media/p.jpg)\n> ![B: two](media/q.jpg)\n"
    made = next(walk(tell({CHAPTER: text}, media).films[0].chapters[0].blocks, Comparison))
    assert made.mode == "side"


def test_people_and_terms_are_linked_at_their_first_mention_only() -> None:
    files = {
        CHAPTER: "Ann Lee lit the plate. Ann Lee lit it twice: the [plate and Ann Lee](x.md).\n",
        "films/f/x.md": "# X\n",
        "people/ann-lee.md": "---\nname: Ann Lee\n---\n",
        "glossary.md": "## Plate\n\nA shot made to be combined.\n",
    }
    blocks = next(c for c in tell(files).films[0].chapters if c.slug == "01-a").blocks
    assert [mention.words for mention in walk(blocks, Mention)] == ["Ann Lee"]
    assert [term.words for term in walk(blocks, TermMention)] == ["plate"]


def test_credits_and_timeline_are_filled() -> None:
    text = (
        "---\nphase: shoot\n---\n> [!decision] Day {on=2012-05-02}\n>\n> Words.\n>\n> — Ann Lee, gaffer\n\n"
        "> [!credits] In this chapter\n\n> [!timeline] The shoot\n"
    )
    film = "---\ntitle: F\nphases:\n  - id: shoot\n    from: 2012-05-01\n    to: 2012-05-31\nmilestones:\n  - on: 2012-05-01\n    what: First day\n    chapter: 01-a\n---\n"
    person = "---\nname: Ann Lee\nroles:\n  - film: f\n    role: gaffer\n    department: lighting\n---\n"
    told = tell({CHAPTER: text, "films/f/film.md": film, "people/ann-lee.md": person}).films[0].chapters[0]
    credited = next(walk(told.blocks, CreditList)).people
    assert [(each.name, each.roles, each.department) for each in credited] == [("Ann Lee", ("gaffer",), "lighting")]
    events = next(walk(told.blocks, Timeline)).events
    assert [(event.what, event.address) for event in events] == [("First day", "/f/a/"), ("Day", "/f/a/#day")]


SECRET = "zxqv"


def withheld_site(audience: Audience) -> Site:
    """Everything that can be withheld, each with a word that stands nowhere else."""
    files = {
        CHAPTER: (
            "# Open\n\nOpen words.\n\n"
            f"> [!decision] {SECRET} one {{embargo=2027-01-01T09:00+01:00}}\n>\n> {SECRET} two.\n\n"
            f"![{SECRET} three](media/pending.mp4)\n\n"
            f"> [!compare] {SECRET} four\n>\n> ![A: {SECRET}](media/p.jpg)\n> ![B: x](media/embargo.jpg)\n>\n> Words between them.\n\n"
            f"Words ![{SECRET} five](media/embargo.jpg) go on, see [it](media/pending.mp4#t=2) or [that](02-draft.md).\n"
        ),
        "films/f/02-draft.md": f"---\ntitle: {SECRET} six\ndraft: yes\n---\nWords.\n",
        "films/f/03-later.md": f"---\ntitle: {SECRET} seven\nembargo: 2027-01-01T09:00+01:00\n---\nWords.\n",
        "films/g/film.md": f"---\ntitle: {SECRET} eight\nembargo: 2027-01-01T09:00+01:00\n---\nWords.\n",
        "films/g/01-a.md": f"# {SECRET} nine\n",
        "films/f/media/pending.md": f"---\ntitle: {SECRET}\nrights:\n  clearance: pending\n---\n{SECRET} ten.\n",
        "films/f/media/embargo.md": f"---\ntitle: {SECRET}\nembargo: 2027-01-01T09:00+01:00\n---\n",
    }
    media = {
        "films/f/media/pending.mp4": video(),
        "films/f/media/p.jpg": picture(),
        "films/f/media/embargo.jpg": picture(),
    }
    return tell(files, media, audience=audience)


def test_nothing_withheld_is_anywhere_in_a_public_site() -> None:
    site = withheld_site(Audience.PUBLIC)
    told = str(canonical((site.films, site.people, site.terms, site.home, site.translations)))
    assert SECRET not in told
    assert "pending.mp4" not in told
    assert "embargo.jpg" not in told
    assert "Open words" in told


def test_a_preview_shows_what_is_withheld_and_says_why() -> None:
    told = str(canonical(withheld_site(Audience.PREVIEW).films))
    for word in ("one", "four", "six", "seven", "eight", "nine"):
        assert f"{SECRET} {word}" in told
    assert "'reason': 'embargo 2027-01-01T09:00:00+01:00'" in told
    assert "'withheld': 'draft'" in told


def test_an_embargo_ends_at_its_instant() -> None:
    text = "---\nembargo: 2026-03-01T09:00+01:00\n---\n# A\n"
    before, after = (datetime(2026, 3, 1, 7, 59, tzinfo=UTC), datetime(2026, 3, 1, 8, 0, tzinfo=UTC))
    assert not tell({CHAPTER: text}, as_of=before).films[0].chapters
    assert tell({CHAPTER: text}, as_of=after).films[0].chapters


def test_moving_a_paragraph_changes_no_value() -> None:
    text = "![A street](media/a.mp4#t=10,20)\n\n> [!wrap]\n>\n> Words.\n"
    first, second = chapter(text), chapter("\n\n\n" + text)
    assert first == second


def test_release_makes_pending_material_an_error() -> None:
    files = {CHAPTER: "![A](media/a.mp4)\n", "films/f/media/a.md": "---\nrights:\n  clearance: pending\n---\n"}
    found = {each.code: each.severity for each in tell(files, CLIP, release=True).problems}
    assert found["E501"] == "error"


def test_one_markdown_file_and_one_clip_are_a_site() -> None:
    site = tell({"walk.md": "# A walk\n\n![A street](street.mp4)\n"}, {"street.mp4": video()})
    assert [chapter.title for film in site.films for chapter in film.chapters] == ["A walk"]
    assert next(walk(site.films, Figure)).alt == "A street"


def test_a_release_needs_every_required_key() -> None:
    files = {CHAPTER: "# A\n", "site.md": "---\nlang: en\n---\n", "films/f/film.md": "---\ntitle: F\n---\n"}
    told = [found.message for found in tell(files, release=True).problems if found.code == "E622"]
    assert told == ["'theme:' is missing", "'base_url:' is missing", "'title:' is missing"]
    assert not [found for found in tell(files).problems if found.code == "E622"]


def test_an_edited_transcript_belongs_to_its_clip() -> None:
    files = {CHAPTER: "![A street](media/a.mp4)\n", "films/f/media/a.en.transcript.md": "Somebody says a word.\n"}
    source = next(walk(tell(files, CLIP).films, Figure)).shown.source
    assert [language for language, _ in source.transcripts] == ["en"]
    assert "Somebody says a word" in str(source.transcripts)


def test_a_chapter_may_go_back_in_time_when_it_says_what_it_follows() -> None:
    files = {
        "films/f/01-a.md": "---\nfrom: 2012-05-01\n---\n# A\n",
        "films/f/02-b.md": "---\nfrom: 2012-06-01\n---\n# B\n",
        "films/f/03-c.md": "---\nfrom: 2012-05-02\nfollows: 01-a\n---\n# C\n",
    }
    assert codes(tell(files)) == []
    files["films/f/03-c.md"] = files["films/f/03-c.md"].replace("01-a", "01-z")
    assert codes(tell(files)) == ["E404"]


def test_the_second_clip_of_a_comparison_can_be_shifted() -> None:
    text = "> [!compare] Both {offset=2s}\n>\n> ![A: one](media/a.mp4#t=1,5)\n> ![B: two](media/a.mp4#t=1,5)\n"
    made = next(walk(chapter(text).blocks, Comparison))
    assert [side.shown.range.start for side in made.sides] == [1, 3]


def test_people_of_a_block_are_known_by_name() -> None:
    files = {
        CHAPTER: '> [!decision] Day {by="Ann Lee, Bo Ek"}\n>\n> Words.\n',
        "people/ann-lee.md": "---\nname: Ann Lee\n---\n",
    }
    moment = next(walk(tell(files).films, Moment))
    assert [(each.person, each.name) for each in moment.by] == [("ann-lee", "Ann Lee"), ("", "Bo Ek")]


def test_what_is_wrong_below_the_head_of_a_sidecar_is_told() -> None:
    files = {
        CHAPTER: "![A](media/a.mp4)\n",
        "films/f/media/a.md": "---\nspeech: none\n---\n> [!nosuch] T\n>\n> Words.\n",
    }
    told = [(found.code, found.span.file, found.span.line) for found in tell(files, CLIP).problems if found.span]
    assert ("E110", "films/f/media/a.md", 4) in told


def test_a_folder_inside_a_film_has_the_rights_of_the_film() -> None:
    files = {
        "films/f/film.md": "---\ntitle: F\nrights:\n  clearance: pending\n---\n",
        "films/f/sub/01-x.md": "![A](a.mp4)\n",
    }
    site = tell(files, {"films/f/sub/a.mp4": video()})
    assert not list(walk(site.films, Figure))


def test_protection_that_cannot_be_read_stays_closed() -> None:
    for head in ("embargo: 2099-01-01", "draft: yess", "rights:\n  clearance: denyed"):
        site = tell({CHAPTER: f"---\n{head}\n---\n# A\n"})
        assert not site.films[0].chapters, head


def test_people_who_refused_are_nowhere() -> None:
    files = {
        CHAPTER: "Gone Away was there.\n\n![A](media/a.mp4)\n",
        "people/gone.md": "---\nname: Gone Away\nconsent: withdrawn\n---\nBiography.\n",
        "films/f/media/a.md": "---\npeople: [Gone Away]\nspeech: none\n---\n",
    }
    site = tell(files, CLIP)
    assert not site.people
    assert not list(walk(site.films, Mention))
    assert "E403" in codes(site)


def test_a_second_title_is_a_heading_and_the_first_is_the_page() -> None:
    told = chapter("# One\n\nWords.\n\n# Two\n\nMore.\n")
    assert told.title == "One"
    assert [title.text for title in walk(told.blocks, Title)] == ["Two"]


def test_a_cue_in_a_note_seeks_the_player_of_the_page() -> None:
    told = chapter("![A street](media/a.mp4#t=10,20)\n\nHe falls.[^1]\n\n[^1]: See [the fall](media/a.mp4#t=14).\n")
    assert next(walk(told.notes, CueLink)).target == "a-street"


def test_rights_of_a_chapter_stand_between_those_of_the_film_and_of_the_clip() -> None:
    files = {
        "films/f/film.md": "---\ntitle: F\nrights:\n  holder: Film\n  credit: film\n---\n",
        CHAPTER: "---\nrights:\n  credit: chapter\n---\n![A](media/a.mp4)\n\n![B](media/b.mp4)\n",
        "films/f/02-b.md": "![A](media/a.mp4)\n",
        "films/f/media/b.md": "---\nrights:\n  credit: clip\n---\n",
    }
    film = tell(files, {**CLIP, "films/f/media/b.mp4": video(9)}).films[0]
    first, second = ([figure.shown.source.rights for figure in walk(c.blocks, Figure)] for c in film.chapters)
    assert [(rights.holder, rights.credit) for rights in first] == [("Film", "chapter"), ("Film", "clip")]
    assert [rights.credit for rights in second] == ["film"]


def test_a_clip_that_gives_something_away_is_opened_on_purpose() -> None:
    files = {CHAPTER: "![A](media/a.mp4)\n", "films/f/media/a.md": "---\nspoiler: full\nspeech: none\n---\n"}
    assert next(walk(tell(files, CLIP).films, Spoiler)).level == "full"
