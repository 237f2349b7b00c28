"""A site from a stranger: no script runs, no request leaves, no path leads out, and every refusal says what and where."""

from __future__ import annotations

import json
import os
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from btspress.session import Build, Options, Session
from btspress.story.addresses import fault
from btspress.story.layout import slugify

VECTORS = (
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<math><mtext><style><img src onerror=alert(1)></style></mtext></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<form action=https://evil.example><button>x</button></form>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox(1))",
    "[x](&#106;avascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "![x](//evil.example/x.png)",
    "<https://evil.example/><javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '![x](a.jpg "t){onerror=alert(1)}")',
    "{{ 7*7 }}{% include '/etc/passwd' %}",
    "\u202e<b>\u0000".replace("\0", "\ufffd"),
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`</code><script>alert(1)</script>`",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<a href=# onclick=alert(1)>x</a>",
    "<img src=x:x onerror=alert`1`//",
)
"""What strangers write into titles, captions and everywhere else."""
FETCHED = {"src", "poster", "data", "action", "formaction", "background", "srcset", "xlink:href", "ping", "manifest"}
NEVER = {"iframe", "object", "embed", "base", "style", "math", "foreignobject", "applet", "frame"}


class Judge(HTMLParser):
    """Reads a page as a browser would, and notes what could run or call out."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._data = ""
        self._script: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in NEVER or (tag == "meta" and told.get("http-equiv", "").lower() == "refresh"):
            self.faults.append(f"<{tag}>")
        if tag == "script":
            self._script, self._data = told, ""
        for name, value in told.items():
            scheme = urlsplit(value.strip()).scheme.lower()
            outside = bool(scheme or value.strip().startswith("//"))
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.faults.append(f"{tag} {name}={value}")
            if name in FETCHED and outside:
                self.faults.append(f"{tag} {name}={value}")
            if name == "href" and scheme not in {"", "http", "https", "mailto"}:
                self.faults.append(f"{tag} {name}={value}")
            if tag == "link" and name == "href" and outside and told.get("rel") not in {"canonical", "alternate"}:
                self.faults.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self._data += data

    def handle_endtag(self, tag: str) -> None:
        if tag != "script" or self._script is None:
            return
        if self._script.get("type") == "application/ld+json":
            json.loads(self._data)
        elif self._data.strip():
            self.faults.append(f"a script of its own: {self._data[:60]}")
        self._script = None


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=True)


def chapter(vector: str, number: int) -> str:
    flat = " ".join(vector.split())
    keys = ("title", "summary", "level", "time")
    head = "".join(f"{key}: {quoted(flat)}\n" for key in keys)
    return (
        f"---\n{head}people: [{quoted(flat)}]\n---\n\n## {flat}\n\n{vector}\n\n- {flat}\n\n| a | {flat} |\n|---|---|\n| b | c |\n\n"
        f"> [!note] {flat}\n>\n> {flat}[^n]\n\n> [!decision] {flat} {{on=2012-01-0{number % 9 + 1}}}\n>\n> {flat}\n>\n> — {flat}, {flat}\n\n"
        f"> {flat}\n>\n> — {flat}\n\n[^n]: {flat}\n"
    )


def built(root: Path, files: dict[str, str | bytes]) -> Build:
    for path, text in {"site.md": "---\ntitle: S\nbase_url: https://example.org\n---\n", **files}.items():
        (root / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "site" / path).write_bytes(text.encode() if isinstance(text, str) else text)
    return Session(root / "site", root / "out", Options(keep_going=True, cache=root / "cache")).build()


def test_nothing_that_is_written_runs_or_calls_out(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"films/f/{n + 10}-c.md".replace("-c", f"-c{n}"): chapter(vector, n) for n, vector in enumerate(VECTORS)
    }
    for n, vector in enumerate(VECTORS):
        flat = quoted(" ".join(vector.split()))
        files[f"people/p{n}.md"] = (
            f"---\nname: {flat}\npronouns: {flat}\nlinks: [{flat}]\nroles:\n  - film: f\n    role: {flat}\n---\n{vector}\n"
        )
    every = quoted(" ".join(VECTORS))
    files["films/f/film.md"] = (
        f"---\ntitle: {every}\ntheme: {every}\nlogline: {every}\nstudio: {every}\nids: {{imdb: {every}}}\n---\n{VECTORS[0]}\n"
    )
    files["glossary.md"] = "\n\n".join(f"## {' '.join(vector.split())}\n\n{vector}" for vector in VECTORS)
    files["site.md"] = (
        f"---\ntitle: {every}\nbase_url: https://example.org\ndescription: {every}\nlabels: {{chapters: {every}}}\n---\n{VECTORS[1]}\n"
    )
    built(tmp_path, files)
    pages = sorted((tmp_path / "out").rglob("*.html"))
    assert len(pages) > 2 * len(VECTORS)
    faults = {}
    for page in pages:
        judge = Judge()
        judge.feed(page.read_text(encoding="utf-8"))
        faults[page.relative_to(tmp_path).as_posix()] = judge.faults
    assert {page: told for page, told in faults.items() if told} == {}


def test_the_judge_is_not_blind() -> None:
    blind = []
    for vector in VECTORS[:18]:
        judge = Judge()
        judge.feed(f"<title>x</title><p>{vector}</p>")
        blind += [vector] if not judge.faults else []
    assert blind == ['" onmouseover="alert(1)" x="'], "which needs an attribute around it"


ALIASES = ("/../../x/", "//evil/", "..\\x", "/a//b/", "/./", "https://evil.example/x", "javascript:alert(1)", "/%2e%2e/x/",
           "/.git/", "/con/", "/x/aux.html", "/manifest.json", "/media/x.mp4", "/" + "a" * 300, "/x\ty/", "/x?y", "/x#y")  # fmt: skip


def test_a_former_address_that_leads_out_is_told_and_left_out(tmp_path: Path) -> None:
    files = {
        f"films/f/{n}-a{n}.md": f"---\naliases: [{quoted(each)}, /fine-{n}/]\n---\n# A\n"
        for n, each in enumerate(ALIASES)
    }
    made = built(tmp_path, dict(files))
    told = [found for found in made.problems if found.code == "E418"]
    assert len(told) == len(ALIASES)
    assert all(found.span and found.span.line == 2 for found in told)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "out", "site"]
    assert len(list((tmp_path / "out").glob("fine-*/index.html"))) == len(ALIASES)


@pytest.mark.parametrize(
    "alias", ["/old/", "old", "/old/place/", "/é/", "a b", "/page.html", "/2012/04/19/", "/コンサート/"]
)
def test_a_former_address_may_be_anything_that_a_host_can_hold(alias: str) -> None:
    assert fault(alias) == ""


NAMES = (
    "con",
    "AUX",
    "nul",
    "com1",
    "a:b",
    "a|b",
    "x" * 250,
    "😀" * 60,
    "e\u0301",
    " ",
    "...",
    "a\nb",
    "<b>",
    "東" * 80,
    "-",
    "%2e%2e",
)


def test_every_name_of_a_file_gives_one_that_every_disk_takes() -> None:
    for name in NAMES:
        made = slugify(name)
        assert made
        assert not fault(made), (name, made)
        assert len(made.encode()) <= 200


REFERENCES = ("../../../../etc/passwd", "/etc/passwd", "media/../../../x.mp4", "file:///etc/passwd", "concat:a|b.mp4",
              "pipe:0.mp4", "//server/x.mp4", "C:\\x.mp4", "https://evil.example/x.mp4", "frame%03d.png", "/proc/self/environ")  # fmt: skip


def test_a_reference_that_leads_out_of_the_site_opens_nothing(tmp_path: Path) -> None:
    text = "# A\n\n" + "\n\n".join(f"![x](<{each.replace('%', '%25')}>)" for each in REFERENCES)
    made = built(tmp_path, {"films/f/01-a.md": text})
    page = (tmp_path / "out/f/a/index.html").read_text(encoding="utf-8")
    assert "root:" not in page
    assert made.counts.get("probed", 0) == 0
    assert not (tmp_path / "out/media").exists()
    assert {found.span.line for found in made.problems if found.span and found.code in {"E200", "E206", "E207"}} >= {
        3,
        5,
        7,
    }


LISTS = {
    "hls.mp4": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "concat.mp4": b"ffconcat version 1.0\nfile 'secret.mp4'\n",
    "dash.mp4": b"<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'><BaseURL>file:///etc/passwd</BaseURL></MPD>",
    "vector.jpg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    "session.mp4": b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
    "script.png": b"%!PS\n(/etc/passwd) (r) file\n",
    "entities.mp4": b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
    "nothing.mp4": b"",
}


@pytest.mark.ffmpeg
def test_a_file_that_points_at_other_files_is_no_medium(tmp_path: Path) -> None:
    text = "# A\n\n" + "\n\n".join(f"![x](media/{name})" for name in LISTS)
    files: dict[str, str | bytes] = {f"films/f/media/{name}": data for name, data in LISTS.items()}
    made = built(tmp_path, {"films/f/01-a.md": text, **files})
    refused = {found.span.line for found in made.problems if found.span and found.code == "E226"}
    assert refused == {3 + 2 * n for n in range(len(LISTS))}
    assert not (tmp_path / "out/media").exists()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_a_file_outside_is_followed_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Found\n\nfound\n")
    folder = tmp_path / "site/films/f"
    folder.mkdir(parents=True)
    (folder / "02-b.md").symlink_to(tmp_path / "secret.md")
    (folder / "media").symlink_to(tmp_path)
    (tmp_path / "site/themes").symlink_to("/etc")
    made = built(tmp_path, {"films/f/01-a.md": "# A\n\n![x](media/secret.jpg)\n"})
    assert {found.code for found in made.problems} >= {"E909", "E206"}
    assert not (tmp_path / "out/f/b").exists()
