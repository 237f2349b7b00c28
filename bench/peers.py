"""Other generators, each set up for the corpus in the plainest way that shows the same: chapters, tags, a list.

MkDocs makes no pages of tags, and its pages are written by the smallest theme there can be; all others have one
page a chapter, one a tag, and a list of all chapters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus import chapters, head_of, linked, write_pictures

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<link rel="canonical" href="{canonical}"></head>
<body><header><a href="/">Bench</a></header>
<main>{main}</main></body></html>
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator: how its site is written and built."""

    name: str
    write: Callable[[Path, int], None]
    """Fills a folder with so many chapters."""
    chapter: str
    """Path of a chapter's file, `%` being its slug."""
    command: Callable[[str], list[str]]
    """What builds the site in the folder where it is run, given the path of the program."""
    serve: Callable[[str, int], list[str]]
    """What shows it at a port of this machine and builds on each change, likewise."""
    reloads: bool = True
    """Whether an open page then shows it by itself."""


def _fill(
    folder: Path, count: int, chapter: str, pictures: str, address: tuple[str, str], files: dict[str, str]
) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / chapter).parent.mkdir(parents=True, exist_ok=True)
    for each in chapters(count):
        more = f"date: {each.on}\nslug: {each.slug}\n"
        text = head_of(each, more=more) + linked(each.body, *address)
        (folder / chapter.replace("%", each.slug)).write_text(text, encoding="utf-8")
    write_pictures(folder / pictures)


def _mkdocs(folder: Path, count: int) -> None:
    main = (
        "<h1>{{ page.title }}</h1>{{ page.content }}"
        "{% if page.previous_page %}<a href='{{ page.previous_page.url|url }}'>Previous</a>{% endif %}"
        "{% if page.next_page %}<a href='{{ page.next_page.url|url }}'>Next</a>{% endif %}"
    )
    settings = (
        "site_name: Bench\nsite_url: https://example.org/\nplugins: []\n"
        "theme: {name: null, custom_dir: theme}\nmarkdown_extensions: [footnotes, tables]\n"
    )
    page = _PAGE.format(title="{{ page.title }}", canonical="{{ page.canonical_url }}", main=main)
    files = {"mkdocs.yml": settings, "theme/main.html": page, "docs/index.md": "# Bench\n"}
    _fill(folder, count, "docs/film/%.md", "docs/film/pictures", ("%.md", "pictures/"), files)


def _pelican(folder: Path, count: int) -> None:
    settings = (
        "SITENAME = 'Bench'\nSITEURL = 'https://example.org'\nAUTHOR = 'Crew'\nPATH = 'content'\nTIMEZONE = 'UTC'\n"
        "DEFAULT_LANG = 'en'\nTHEME = 'simple'\nARTICLE_PATHS = ['film']\nSTATIC_PATHS = ['pictures']\n"
        "ARTICLE_URL = 'film/{slug}/'\nARTICLE_SAVE_AS = 'film/{slug}/index.html'\nDEFAULT_PAGINATION = 20\n"
        "CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ''\nDIRECT_TEMPLATES = ['index', 'tags', 'archives']\n"
        "FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None\n"
        "MARKDOWN = {'extensions': ['markdown.extensions.footnotes', 'markdown.extensions.tables',"
        " 'markdown.extensions.meta'], 'output_format': 'html5'}\n"
    )
    files = {"pelicanconf.py": settings}
    address = ("{filename}%.md", "{static}/pictures/")
    _fill(folder, count, "content/film/%.md", "content/pictures", address, files)
    for path in (folder / "content/film").iterdir():
        # Its reader of metadata takes neither fences nor brackets.
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        path.write_text(head.replace("[", "").replace("]", "").replace('"', "") + body, encoding="utf-8")


def _nikola(folder: Path, count: int) -> None:
    settings = (
        "BLOG_AUTHOR = 'Crew'\nBLOG_TITLE = 'Bench'\nSITE_URL = 'https://example.org/'\nBLOG_EMAIL = 'a@example.org'\n"
        "BLOG_DESCRIPTION = ''\nDEFAULT_LANG = 'en'\nTRANSLATIONS = {'en': ''}\nNAVIGATION_LINKS = {'en': ()}\n"
        "THEME = 'base-jinja'\nPOSTS = (('film/*.md', 'film', 'post.tmpl'),)\nPAGES = ()\n"
        "COMPILERS = {'markdown': ('.md',), 'rest': ('.rst',), 'html': ('.html',)}\nTIMEZONE = 'UTC'\n"
        "MARKDOWN_EXTENSIONS = ['markdown.extensions.footnotes', 'markdown.extensions.tables']\n"
        "FILES_FOLDERS = {'files': ''}\nIMAGE_FOLDERS = GALLERY_FOLDERS = LISTINGS_FOLDERS = {}\nGZIP_FILES = False\n"
        "PRETTY_URLS = True\nCOPY_SOURCES = SHOW_SOURCELINK = GENERATE_RSS = GENERATE_ATOM = USE_BUNDLES = False\n"
        "CREATE_SINGLE_ARCHIVE = True\nENABLE_AUTHOR_PAGES = False\nINDEX_DISPLAY_POST_COUNT = 20\n"
        "DISABLED_PLUGINS = ['render_galleries', 'render_listings', 'classify_categories', 'classify_authors',"
        " 'classify_sections', 'scale_images', 'copy_sources', 'sitemap', 'robots', 'render_code_css']\n"
    )
    _fill(folder, count, "film/%.md", "files/pictures", ("/film/%/", "/pictures/"), {"conf.py": settings})


def _hugo(folder: Path, count: int) -> None:
    item = '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Params.summary }}</li>'
    listed = f"<h1>{{{{ .Title }}}}</h1><ol>{{{{ range .Pages }}}}{item}{{{{ end }}}}</ol>"
    one = (
        '<h1>{{ .Title }}</h1>{{ range .GetTerms "tags" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}'
        '{{ .Content }}{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}'
        '{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}'
    )
    layouts = {
        f"layouts/_default/{name}.html": _PAGE.format(title="{{ .Title }}", canonical="{{ .Permalink }}", main=main)
        for name, main in (("single", one), ("list", listed))
    }
    settings = 'baseURL = "https://example.org/"\ntitle = "Bench"\n[taxonomies]\ntag = "tags"\n'
    files = {"hugo.toml": settings, **layouts}
    _fill(folder, count, "content/film/%.md", "static/pictures", ("/film/%/", "/pictures/"), files)


def _eleventy(folder: Path, count: int) -> None:
    settings = (
        "module.exports = (config) => {\n  config.addPassthroughCopy({ pictures: 'pictures' });\n"
        "  config.addCollection('topics', (all) => [...new Set(all.getFilteredByGlob('film/*.md')"
        ".flatMap((page) => page.data.tags))]);\n  return { markdownTemplateEngine: false };\n};\n"
    )
    tags = "{% for tag in tags %}<a href='/tags/{{ tag }}/'>{{ tag }}</a> {% endfor %}"
    item = "{% for page in items %}<li><a href='{{ page.url }}'>{{ page.data.title }}</a></li>{% endfor %}"
    topic = (
        "---\npagination: {data: collections.topics, size: 1, alias: topic}\npermalink: /tags/{{ topic }}/index.html\n"
        "layout: page.liquid\ntitle: Topic\n---\n{% assign items = collections[topic] %}<ol>" + item + "</ol>\n"
    )
    index = "---\nlayout: page.liquid\ntitle: Bench\n---\n{% assign items = collections.all %}<ol>" + item + "</ol>\n"
    main = f"<h1>{{{{ title }}}}</h1>{tags}{{{{ content }}}}"
    page = _PAGE.format(title="{{ title }}", canonical="https://example.org{{ page.url }}", main=main)
    files = {
        ".eleventy.js": settings,
        "_includes/page.liquid": page,
        "film/film.json": '{"layout": "page.liquid"}',
        "topic.liquid": topic,
        "index.liquid": index,
    }
    _fill(folder, count, "film/%.md", "pictures", ("/film/%/", "/pictures/"), files)


PEERS: Iterable[Peer] = (
    Peer(
        "mkdocs",
        _mkdocs,
        "docs/film/%.md",
        lambda program: [program, "build", "-q", "-d", "out"],
        lambda program, port: [program, "serve", "-q", "--livereload", "-a", f"127.0.0.1:{port}"],
    ),
    Peer(
        "pelican",
        _pelican,
        "content/film/%.md",
        lambda program: [program, "-q", "-s", "pelicanconf.py", "-o", "out"],
        lambda program, port: [program, "-q", "-lr", "-s", "pelicanconf.py", "-o", "out", "-p", f"{port}"],
        reloads=False,
    ),
    Peer(
        "nikola",
        _nikola,
        "film/%.md",
        lambda program: [program, "build", "-q"],
        lambda program, port: [program, "auto", "-a", "127.0.0.1", "-p", f"{port}"],
    ),
    Peer(
        "hugo",
        _hugo,
        "content/film/%.md",
        lambda program: [program, "--quiet", "-d", "out"],
        lambda program, port: [program, "server", "--quiet", "--bind", "127.0.0.1", "-p", f"{port}"],
    ),
    Peer(
        "eleventy",
        _eleventy,
        "film/%.md",
        lambda program: [program, "--quiet", "--output=out"],
        lambda program, port: [program, "--quiet", "--output=out", "--serve", f"--port={port}"],
    ),
)
"""Those that are known; each is measured where its program is given."""
