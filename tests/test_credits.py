"""Credits from a table: one line for each role, beside film.md."""

from __future__ import annotations

from btspress.model import Site
from btspress.testing import tell

FILM = {
    "films/rope/film.md": "---\ntitle: The Rope\n---\n",
    "films/rope/01-a.md": "---\ntitle: A\n---\n\nBo Li lit it. Ann Lee held it.\n",
    "people/ann-lee.md": "---\nname: Ann Lee\naliases: [A. Lee]\nroles:\n  - {film: rope, role: gaffer, department: light}\n---\n",
}


def told(table: str | bytes, **more: str) -> Site:
    return tell({**FILM, "films/rope/credits.csv": table, **more})


def roles(site: Site) -> dict[str, list[tuple[str, str]]]:
    return {person.name: [(role.role, role.department) for role in person.roles] for person in site.people}


def test_a_line_is_a_role_on_the_film_beside_which_the_table_lies() -> None:
    site = told("name,role,department,credited_as\nBo Li,grip,camera,Robert Li\n")
    (bo,) = (person for person in site.people if person.name == "Bo Li")
    assert [(role.film, role.role, role.department, role.credited_as) for role in bo.roles] == [
        ("rope", "grip", "camera", "Robert Li")
    ]
    assert not site.problems


def test_who_has_a_file_gets_the_roles_that_it_leaves_out() -> None:
    found = roles(told("name,role,department\na. lee,best boy,light\nAnn Lee,Gaffer,elsewhere\n"))
    assert found == {"Ann Lee": [("gaffer", "light"), ("best boy", "light")]}


def test_a_name_may_have_several_lines_and_a_line_may_come_twice() -> None:
    table = "name,role\nBo Li,grip\nBo Li,driver\nBo Li,grip\n"
    assert roles(told(table))["Bo Li"] == [("grip", ""), ("driver", "")]


def test_who_does_not_agree_to_be_shown_is_not_shown_by_a_table() -> None:
    hidden = FILM["people/ann-lee.md"].replace("name:", "consent: withdrawn\nname:")
    site = told("name,role\nAnn Lee,best boy\nA. Lee,driver\n", **{"people/ann-lee.md": hidden})
    assert roles(site) == {}


def test_empty_lines_are_passed_over_and_what_is_left_out_is_told_with_its_line() -> None:
    site = told("name,role\n\nBo Li,\n,grip\n")
    assert [(each.code, each.span.line, each.message) for each in site.problems if each.span] == [
        ("E604", 3, "this line has no role"),
        ("E604", 4, "this line has no name"),
    ]


def test_a_column_that_nobody_knows_is_told_with_the_nearest() -> None:
    (found,) = told("name,role,departement\nBo Li,grip,camera\n").problems
    assert (found.code, found.hint) == ("E604", "did you mean 'department'?")


def test_bytes_that_are_no_text_are_a_finding() -> None:
    (found,) = told(b"name,role\n\xff\xfe\n").problems
    assert found.code == "E101"
