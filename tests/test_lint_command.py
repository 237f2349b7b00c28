"""`btspress lint` as a person, an editor or a code host meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from btspress.cli import cli
from btspress.codes import CODES
from btspress.diagnostics import Severity, problem
from btspress.lint.rules import BY_WORD, RULES
from btspress.lint.sarif import as_sarif

CHAPTER = "---\ntitle: One\n---\n\n> [!challenge] It rains\n>\n> All day.\n"
FINE = "---\ntitle: One\n---\n\nWe asked what rain may do.\n\n> [!wrap]\n>\n> It may stay.\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BTSPRESS_CACHE", str(tmp_path / "cache"))
    film = tmp_path / "src/films/rain"
    film.mkdir(parents=True)
    settings = "\n".join(f"  {code}: off" for code in ("S103", "S106", "S303"))
    (tmp_path / "src/site.md").write_text(f"---\ntitle: S\nbase_url: https://example.org\nlint:\n{settings}\n---\n")
    (film / "film.md").write_text("---\ntitle: Rain\ntheme: weather\n---\n")
    (film / "01-one.md").write_text(CHAPTER)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def test_lint_shows_the_line_and_what_to_do_and_writes_nothing(place: Path) -> None:
    told = run("lint", "src")
    assert "films/rain/01-one.md:5:16  warning  S101 challenge-without-fix" in told.output
    assert "> [!challenge] It rains" in told.output
    assert "note  S107 no-stakes" in told.output
    assert "btspress explain S101" in told.output
    assert not (place / "_site").exists()


def test_warnings_fail_only_when_asked_for(place: Path) -> None:
    assert run("lint", "src").exit_code == 0
    assert run("lint", "src", "--strict").exit_code == 1


def test_notes_never_fail(place: Path) -> None:
    (place / "src/films/rain/01-one.md").write_text(FINE.replace("We asked", "> [!exercise] Count\n>\n> Drops.\n\nWe"))
    told = run("lint", "src", "--strict")
    assert ("S804" in told.output, told.exit_code) == (True, 0)


def test_errors_fail_also_those_that_keep_the_story_from_being_told(place: Path) -> None:
    (place / "src/films/rain/01-one.md").write_text(FINE.replace("[!wrap]", "[!wrapp]"))
    told = run("lint", "src")
    assert "E110" in told.output
    assert told.exit_code == 1


def test_a_story_with_nothing_to_ask_is_told_so(place: Path) -> None:
    (place / "src/films/rain/01-one.md").write_text(FINE)
    told = run("lint", "src")
    assert (told.output, told.exit_code) == ("Nothing to ask.\n", 0)


def test_a_draft_is_read_over_too(place: Path) -> None:
    (place / "src/films/rain/01-one.md").write_text(CHAPTER.replace("title: One", "title: One\ndraft: yes"))
    assert "S101" in run("lint", "src").output


def test_build_and_check_say_nothing_of_the_story(place: Path) -> None:
    for told in (run("check", "src", "-v"), run("build", "src", "out", "-v")):
        assert told.exit_code == 0, told.output
        assert "S101" not in told.output


def test_json_is_one_record_a_finding(place: Path) -> None:
    rows = [json.loads(line) for line in run("lint", "src", "--format", "json").output.splitlines()]
    first = next(row for row in rows if row["code"] == "S101")
    assert (first["name"], first["severity"]) == ("challenge-without-fix", "warning")
    assert (first["file"], first["line"], first["column"]) == ("films/rain/01-one.md", 5, 16)
    assert first["hint"] == BY_WORD["S101"].remedy


@pytest.mark.parametrize(
    "words", [("lint", "--explain", "S201"), ("lint", "--explain", "soundbite-too-long"), ("explain", "S201")]
)
def test_a_rule_is_explained_by_code_or_name(place: Path, words: tuple[str, ...]) -> None:
    told = " ".join(run(*words).output.split())
    rule = BY_WORD["S201"]
    for text in (rule.meaning, rule.why, rule.remedy, "seconds: 20", "lint: allow S201 because"):
        assert text in told


def test_an_unknown_rule_cannot_be_explained(place: Path) -> None:
    told = run("lint", "--explain", "S999")
    assert told.exit_code == 2
    assert f"{RULES[0].code} to {RULES[-1].code}" in told.output


# ---- SARIF ----


def sarif(place: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run("lint", "src", "--format", "sarif").output)
    return told


def test_sarif_holds_what_version_2_1_0_requires(place: Path) -> None:
    """Required: version, runs, tool, driver, its name; of a rule its id; of a result its message."""
    told = sarif(place)
    assert told["version"] == "2.1.0"
    assert told["$schema"].endswith("sarif-2.1.0.json")
    (run_,) = told["runs"]
    driver = run_["tool"]["driver"]
    assert driver["name"] == "btspress lint"
    assert run_["results"]
    for result in run_["results"]:
        rule = driver["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert result["level"] in {"note", "warning", "error"}
        assert result["message"]["text"]
        assert {"shortDescription", "fullDescription", "help", "defaultConfiguration"} <= set(rule)


def test_sarif_says_where_in_characters_and_relative_to_the_site(place: Path) -> None:
    (run_,) = sarif(place)["runs"]
    place_ = next(each for each in run_["results"] if each["ruleId"] == "S101")["locations"][0]["physicalLocation"]
    assert place_["artifactLocation"] == {"uri": "films/rain/01-one.md", "uriBaseId": "SITE"}
    assert place_["region"] == {"startLine": 5, "startColumn": 16, "endLine": 5, "endColumn": 24}
    assert run_["columnKind"] == "unicodeCodePoints"
    assert "SITE" in run_["originalUriBaseIds"]


def test_sarif_of_nothing_is_a_run_without_results() -> None:
    (run_,) = json.loads(as_sarif(()))["runs"]
    assert (run_["results"], run_["tool"]["driver"]["rules"]) == ([], [])


def test_sarif_tells_of_other_findings_too_and_needs_no_place() -> None:
    (run_,) = json.loads(as_sarif([problem("E901", "no site here", severity=Severity.ERROR)]))["runs"]
    (result,) = run_["results"]
    assert "locations" not in result
    assert run_["tool"]["driver"]["rules"][0]["shortDescription"]["text"] == CODES["E901"].meaning


def test_what_an_author_allows_is_told_to_code_hosts_as_suppressed_with_the_reason(place: Path) -> None:
    chapter = place / "src/films/rain/01-one.md"
    allow = "<!-- lint: allow S101, S107 because it rained all day and nobody could do anything -->\n\n"
    chapter.write_text(CHAPTER.replace("> [!challenge]", f"{allow}> [!challenge]"))
    results = json.loads(run("lint", "src", "--format", "sarif").output)["runs"][0]["results"]
    suppressed = {each["ruleId"]: each["suppressions"] for each in results if each["suppressions"]}
    assert set(suppressed) == {"S101", "S107"}
    assert suppressed["S101"] == [
        {
            "kind": "inSource",
            "status": "accepted",
            "justification": "it rained all day and nobody could do anything",
        }
    ]
    assert "S101" not in run("lint", "src").output


def test_a_new_site_is_asked_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BTSPRESS_CACHE", str(tmp_path / "cache"))
    run("new", "site", "mine")
    assert run("lint", "mine").output == "Nothing to ask.\n"


def test_the_demo_answers_everything_that_is_asked_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BTSPRESS_CACHE", str(tmp_path / "cache"))
    demo = Path(__file__).parent.parent / "site_src"
    told = json.loads(run("lint", str(demo), "--format", "sarif").output)["runs"][0]["results"]
    assert [each["message"]["text"] for each in told if not each["suppressions"]] == []
    assert len({each["suppressions"][0]["justification"] for each in told}) >= 7
