"""Budgets: which files of a page count, and which pages are told of."""

from __future__ import annotations

import random
from types import MappingProxyType

import pytest
from told_pages import told

from btspress.engine.receipt import Made, Receipt
from btspress.page_weight import PAGE, SCRIPT, Weight, heavy, weigh
from btspress.planned import Page

NOISE = random.Random(1).randbytes(PAGE)
SET = 'srcset="m/s.avif 480w, m/m.avif 960w, m/l.avif 1920w"'
PICTURE = '<picture><source type="image/avif" {} {}><img src="m/x.jpg" srcset="m/y.jpg 480w" sizes="100vw"></picture>'


def page(*parts: str) -> Page:
    return Page("a/index.html", "".join(parts).encode())


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ('<script src="../assets/a.js" defer></script>', {"a.js"}),
        (
            '<link rel="stylesheet" href="x/b.css"><link rel="preload" href="f.woff2"><link rel="icon" href="i.svg">',
            {"b.css", "f.woff2"},
        ),
        ('<template id="later"><script src="a.js"></script><img src="m/x.jpg"></template>', set()),
        ('<video poster="m/p.webp" width="1"><source src="m/v.mp4"><track src="c.vtt"></video>', {"p.webp"}),
        ('<img src="m/x.jpg" alt=""><img src="m/x.jpg" hidden>', {"x.jpg"}),
        (PICTURE.format('sizes="100vw"', SET), {"l.avif"}),
        (PICTURE.format('sizes="(min-width: 60rem) 40rem, 92vw"', SET), {"m.avif"}),
        (PICTURE.format('sizes="(min-width: 90rem) 92rem, 30vw"', SET), {"s.avif"}),
        (PICTURE.format('sizes="(max-width: 44rem) 170vw, 8rem"', SET), {"s.avif"}),
        (PICTURE.format('sizes="calc(100vw - 3rem)"', SET), {"l.avif"}),
    ],
)
def test_a_page_weighs_what_its_browser_loads(html: str, names: set[str]) -> None:
    known = (
        "a.js",
        "b.css",
        "f.woff2",
        "i.svg",
        "p.webp",
        "v.mp4",
        "c.vtt",
        "x.jpg",
        "y.jpg",
        "s.avif",
        "m.avif",
        "l.avif",
    )
    sizes = {name: 100 * 2**place for place, name in enumerate(known)}
    found = weigh(page(html), lambda name: sizes.get(name, 0))
    assert found.whole == len(html) + sum(sizes[name] for name in names)
    assert found.script == sum(sizes[name] for name in names if name.endswith(".js"))


def test_words_count_as_they_travel_where_it_matters() -> None:
    assert weigh(Page("a.html", b"a" * PAGE), len) == Weight(0, PAGE)
    assert weigh(Page("a.html", b"a" * (PAGE + 1)), len).whole < PAGE / 100


def test_a_page_above_its_budget_is_told_and_no_other() -> None:
    heavy_script = Page("assets/a.js", NOISE[: SCRIPT + 1000])
    light = Page("assets/b.js", b"a" * 2 * SCRIPT)
    pages = (
        Page("one/index.html", b'<script src="../assets/a.js"></script>'),
        Page("two/index.html", b'<script src="../assets/b.js"></script>'),
        Page("three/index.html", b'<img src="../assets/big.png">'),
        Page("assets/big.png", NOISE),
        heavy_script,
        light,
    )
    found = list(heavy(pages, (), lambda _: None))
    assert [(each.code, each.message.split()[0]) for each in found] == [
        ("E918", "one/index.html"),
        ("E917", "three/index.html"),
    ]


def test_pictures_count_as_soon_as_they_are_made() -> None:
    site = told()
    pages = [Page(path, html.encode()) for path, html in site.pages.items()]
    assert not list(heavy(pages, site.plan.jobs, lambda _: None))

    def made(key: str) -> Receipt:
        job = next(job for job in site.plan.jobs if job.key == key)
        outputs = {each.name: Made("", PAGE) for each in job.recipe.outputs()}
        return Receipt(key, "", 1, MappingProxyType({}), "", 0.0, outputs)

    assert {each.code for each in heavy(pages, site.plan.jobs, made)} == {"E917"}
