"""The audit finds what is private, wherever and however it stands, and nothing else; the filter leaves none of it."""

from __future__ import annotations

import base64
import gzip
import io
import json
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

import pytest

import books
import canaries
from loopbook import library
from loopbook.audience import STEPS, book_for
from loopbook.audit import Private, Report, SiteFile, audit, own, private_of
from loopbook.audit.known import Known
from loopbook.audit.needles import Needles
from loopbook.audit.texts import Text
from loopbook.checking import Checked
from loopbook.model import Visibility
from loopbook.settings import Settings
from loopbook.settings import Site as Book

BOOK = canaries.book()


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    folder = books.write(tmp_path_factory.mktemp("canaries"), BOOK.files)
    settings = Settings.model_validate({"visibility": canaries.RULES})
    return library.read(Book(root=folder, settings=settings, includes=("docs", ".")))


def searched(checked: Checked, site: Iterator[SiteFile]) -> Report:
    return audit(private_of(checked), site, own.themes())


def test_there_are_a_thousand_canaries_and_the_public_book_holds_none(checked: Checked) -> None:
    assert len(BOOK.private) >= 1000
    site = list(canaries.site_of(book_for(checked, Visibility.PUBLIC), checked.site.root))
    found = canaries.words_in(site, BOOK.private)
    assert sorted(BOOK.private[word] for word in found) == []
    lost = BOOK.public.keys() - canaries.words_in(site, BOOK.public)
    assert sorted(BOOK.public[word] for word in lost) == []


def test_the_private_book_holds_them_all(checked: Checked) -> None:
    site = canaries.site_of(book_for(checked, Visibility.PRIVATE), checked.site.root)
    lost = BOOK.private.keys() - BOOK.unseen.keys() - canaries.words_in(site, BOOK.private)
    assert sorted(BOOK.private[word] for word in lost) == []


def test_the_public_book_passes_the_audit(checked: Checked) -> None:
    report = searched(checked, canaries.site_of(book_for(checked, Visibility.PUBLIC), checked.site.root))
    assert report.findings == []
    assert report.texts > 1000


def test_a_day_that_something_public_is_due_on_is_not_the_day_of_an_offer() -> None:
    needles = Needles.of([Text("2026-12-11", "offer", "a.yml:1"), Text("letter of 2026-12-12", "offer", "a.yml:2")])
    assert [needles.name(letters).text.text for letters in needles.names] == ["letter of 2026-12-12"]
    assert Needles.of([Text("2026-12-11", "secret", "a.yml:1", always=True)]).names


def test_the_audit_looks_for_every_canary(checked: Checked) -> None:
    """Each canary by itself, on a page that says nothing else of the book."""
    private = private_of(checked)
    looked_for = {
        word: place for word, place in BOOK.private.items() if not place.startswith(("metadata", "title in the nav"))
    }
    site = (SiteFile(f"{word}/index.html", f"<p>x <b>{word}</b> y fi{word}x</p>".encode) for word in looked_for)
    renamed = (SiteFile(f"{i}.html", file.read) for i, file in enumerate(site))
    found = {finding.file for finding in audit(private, renamed).findings}
    missed = [place for i, place in enumerate(looked_for.values()) if f"{i}.html" not in found]
    assert missed == []


def one(html: str, name: str = "a/index.html") -> list[SiteFile]:
    return [SiteFile(name, html.encode)]


@pytest.mark.parametrize("step", STEPS)
def test_each_step_that_is_switched_off_is_found(step: str, checked: Checked) -> None:
    book = book_for(checked, Visibility.PUBLIC, {name: run for name, run in STEPS.items() if name != step})
    report = searched(checked, canaries.site_of(book, checked.site.root))
    assert not report.is_clean


def found(private: list[str], public: list[str], site: list[SiteFile]) -> list[str]:
    """What an audit finds of private texts in a site, in a book that says these public ones too."""
    texts = [Text(text, "text", "docs/own.md") for text in private]
    return [finding.text for finding in audit(Private(texts=texts, public=public), site, own.themes()).findings]


def test_what_the_engine_says_by_itself_is_no_finding() -> None:
    private = ["## In the weeks before", "```sh\nloopbook add round --company contoso --round coding", "case: ads"]
    page = "<h2 id='in-the-weeks-before'>In the weeks before</h2><code>loopbook add round --company contoso</code>"
    assert found(private, ["Contoso", "contoso"], one(page)) == []


TOPICS = ["dp-2d", "Dynamic programming", "dynamic-programming", "ranking-metrics", "Two towers", "Ranking metrics"]


@pytest.mark.parametrize(
    ("private", "name", "text"),
    [
        ("2-D dynamic programming", "focus.json", '{"topics": ["dp-2d", "dynamic-programming"]}'),
        ("2-D dynamic programming", "a.html", '<p data-x="dp-2d" data-y="dynamic-programming">x</p>'),
        ("2-D dynamic programming", "a.html", "<td>1-D or 2-D</td><td>dynamic programming</td>"),
        ("metrics of two towers and ranking metrics", "a.html", "<a>Two towers</a>, <a>Ranking metrics</a>"),
        ("Notes: [two towers](b.md), [ranking metrics](a.md)", "a.html", "<a>Two towers</a>, <a>Ranking metrics</a>"),
        ("--question TEXT", "a.html", "<p>Look at the question text first.</p>"),
        ("two-towers-ranking", "a.html", "<a>Two towers</a> <a>Ranking metrics</a>"),
        ("ranking-metrics", "a.html", "<a href='#ranking-metrics-of-two'>x</a>"),
        ("Ji Lin", "a.html", "<p>By Jilin Chen</p>"),
        ("K = X Wk", "a.html", "<p>so K=XWk is</p>"),
        ("Adams", "a.html", "<p id='so-adams-way'>so <code>Adam</code>s way</p>"),
        ("`log10` of it", "a.html", "<p>near log10≈2.3</p>"),
    ],
)
def test_public_words_that_meet_by_chance_are_no_finding(private: str, name: str, text: str) -> None:
    assert (
        found(
            [private],
            [
                *TOPICS,
                "The question, and a text: 1-D or 2-D, first.",
                "by Jilin",
                "$\\log_{10}$ of $K = XW_k$",
                "so `Adam`'s way",
            ],
            one(text, name),
        )
        == []
    )


@pytest.mark.parametrize(
    ("private", "name", "text"),
    [
        ("2-D dynamic programming", "focus.json", '{"topics": ["2-D dynamic programming"]}'),
        ("2-D dynamic programming", "a.html", "<h2>2-D <em>dynamic</em> programming</h2>"),
        ("2-D dynamic programming", "a.html", '<img alt="2-D dynamic programming">'),
        ("Ranking the towers", "a.html", "<p>x <a>Ranking the towers</a> x</p>"),
        ("ranking-towers", "a.html", "<a href='../ranking-towers/'>x</a>"),
        (
            "we ranked towers by their metrics first",
            "a.html",
            "<p>There we ranked <b>towers by</b> their metrics first",
        ),
    ],
)
def test_public_words_in_a_private_order_are_found(private: str, name: str, text: str) -> None:
    public = [*TOPICS, "We ranked them first, by 1-D or 2-D. Ranking and towers. The programming of metrics.", "x"]
    assert found([private], public, one(text, name)) == [private]


def test_a_text_in_a_feed_a_calendar_and_a_script_is_found() -> None:
    private = ["we ranked towers by their metrics first"]
    said = "we ranked <b>towers</b> by their metrics first"
    for name, text in {
        "feed.xml": f"<item><description>{escape(f'<p>{said}</p>')}</description></item>",
        "plan.ics": "DESCRIPTION:we ranked towers by their met\r\n rics first\r\n",
        "a.html": f'<script>x = {{"a": "b", "c": "{said}"}}</script>',
        "b.html": f"<p data-x='{escape(json.dumps({'c': said}))}'>x</p>",
    }.items():
        assert found(private, ["by first metrics we ranked their towers"], one(text, name)) == private, name


SPOKEN = "Offer from Zäzilie Grün"
"""A private name, as Unicode composes it."""


@pytest.mark.parametrize(
    "said",
    [
        SPOKEN,
        unicodedata.normalize("NFD", SPOKEN),
        SPOKEN.upper(),
        "Offer from Za\u0308zilie Gru\u0308n",
        "Offer from Zä\u00adzi\u00adlie Gr\u00adün",
        "Offer from Zäzi\u200blie\ufeff Grün",
        "Offer from Zäzi&shy;lie Gr&uuml;n",
        "Offer from Z<b>äzi</b>lie Gr<wbr>ün",
        "Offer\nfrom <a href='x'>Zäzilie</a>\tGrün",
        "Offer&#32;from&nbsp;Z&#xe4;zilie Gr&#252;n",
        "Offer&amp;#32;from Z&amp;auml;zilie Gr&amp;uuml;n",
        r"Offer from Z\u00e4zilie Gr\u00fcn",
        "offer-from-zazilie-grun",
        quote(SPOKEN),
        quote(quote(SPOKEN)),
        quote(unicodedata.normalize("NFD", SPOKEN)),
    ],
)
def test_a_name_is_found_however_it_is_spelt(said: str) -> None:
    places = {
        "text": one(f"<li><p>x</p><p>{said}</p></li>"),
        "attribute": one(f'<p title="{said}">x</p>') if "<" not in said else one(f"<p>{said}</p>"),
        "packed": [SiteFile("sitemap.xml.gz", lambda: gzip.compress(f"<loc>{said}</loc>".encode()))],
        "data": one(json.dumps({"a": [{"b": said}]}), "search/search_index.json"),
    }
    for place, site in places.items():
        assert SPOKEN in found([SPOKEN], ["x"], site), place


def test_a_name_in_a_picture_an_archive_or_a_file_name_is_found() -> None:
    said = "Zazilie Grun said so"
    exif = b"\xff\xd8\xff\xe1\x00\x40Exif\0\0" + said.encode() + b"\0" * (64 - 8 - len(said)) + b"\xff\xd9"
    wide = b"\x00\xff\x00\x10" + said.encode("utf-16-le") + b"\x00\xff"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a/b.txt", said)
    for name, data in {
        "a.jpg": exif,
        "behind.jpg": b"\xff\xd8\xff\xd9" + said.encode(),
        "a.png": canaries.png(said),
        "wide.bin": wide,
        "a.pdf": b"%PDF-1.4\n1 0 obj\nstream\n" + zlib.compress(said.encode()) + b"\nendstream",
        "a.zip": archive.getvalue(),
        "zazilie-grun-said-so.svg": b"<svg/>",
        "a.svg": f"<svg><metadata>{said}</metadata></svg>".encode(),
    }.items():
        assert said in found([said], ["x"], [SiteFile(name, lambda data=data: data)]), name  # type: ignore[misc]


def test_a_text_in_a_data_uri_is_found() -> None:
    said = "Zazilie Grun said so"
    packed = base64.b64encode(f"<svg><text>{said}</text></svg>".encode()).decode()
    for uri in (
        f"data:image/svg+xml,{quote(f'<svg><text>{said}</text></svg>')}",
        f"data:image/svg+xml;base64,{packed}",
    ):
        assert said in found([said], ["x"], one(f'<img src="{uri}">'))
        assert said in found([said], ["x"], one(f"p {{ background: url({uri}) }}", "a.css"))


def test_what_the_theme_says_in_the_language_of_the_pages_is_no_evidence() -> None:
    known = Known([], [], own.themes())
    assert known.words([b"initializing"]), "of its search"
    assert not known.words([b"gruppieren"]), "no page is in German"


ABSTRACT = (
    "Initializing perceptrons is costly. On Zephyrnet, and with zephyr_cli or tags7x, perceptrons converge sooner."
)


def test_an_ordinary_word_of_private_prose_is_no_name() -> None:
    """A thousand abstracts have every word of the language: one of them proves nothing, unless it is a name."""
    said = "<p>{}</p>"
    for word in ("Initializing", "perceptrons", "converge", "Costly"):
        assert found([ABSTRACT], ["x"], one(said.format(word))) == [], word
    for word in ("Zephyrnet", "zephyrnet", "zephyr cli", "tags7x"):
        assert found([ABSTRACT], ["x"], one(said.format(word))) != [], word
    assert found([ABSTRACT], ["x"], one(said.format("so perceptrons is costly. On Zephyrnet, and"))) != []
    for kind in ("title", "papers/a: title", "name"):
        texts = [Text("how perceptrons of all kinds are trained", kind, "a.yml:1")]
        assert audit(Private(texts=texts), one(said.format("perceptrons"))).findings, kind
    for value in (
        "perceptrons",
        "## how perceptrons of all kinds are trained",
        "learning, perceptrons, deep networks, x",
    ):
        assert found([value], ["x"], one(said.format("perceptrons"))) != [], value
    assert found(
        ["研究者たちは、神経回路網を学習させる方法を提案しました、それは速い。"], ["x"], one("<p>研究者たちは</p>")
    )


def test_a_long_secret_is_found_though_private_and_public_texts_say_it_too() -> None:
    said = "the quick brown fox jumps over the lazy dog"
    private = Private(texts=[Text(said, "text", "docs/a.md:3"), Text(said, "secret", "secrets.txt:1", always=True)])
    private.public = [said]
    assert [finding.place for finding in audit(private, one(f"<p>{said}</p>")).findings] == ["secrets.txt:1"]


@pytest.mark.parametrize(
    "html",
    [
        "<li>Zorbex</li>",
        "<script>let a = 1</script><p>Zorbex</p>",
        '<script src="x"><p>Zorbex</p>',
        '<script type="module">say("</li>", "Zorbex")</script>',
        "<table><tr><td>a<td>Zorbex</tr></table>",
        "<p>Zor<b>be</b>x",
        "<li>a</li><li>Zor\u00adbex</li>",
    ],
)
def test_a_name_is_found_wherever_a_page_is_cut(html: str) -> None:
    private = Private(texts=[Text("Zorbex", "name", "data/companies.yml:1")])
    assert [finding.place for finding in audit(private, one(html)).findings] == ["data/companies.yml:1"]


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", [b"Exif\0\0MM\0*", b"Exif\0\0II*\0", b"Exif\0\0"])
def test_a_name_in_a_photograph_is_found_two_bytes_a_letter_in_either_order(order: str, before: bytes) -> None:
    private = Private(texts=[Text("Zorbex", "name", "data/companies.yml:1")])
    note = before + "Zorbex".encode(order)
    photograph = b"\xff\xd8\xff\xe1" + (len(note) + 2).to_bytes(2, "big") + note + b"\xff\xda\0\2\xff\xd9"
    assert audit(private, [SiteFile("a.jpg", lambda: photograph)]).findings


def test_a_name_that_a_script_writes_with_two_digits_a_letter_is_found() -> None:
    private = Private(texts=[Text("Zorbex", "name", "data/companies.yml:1")])
    written = "".join(f"\\x{ord(letter):02x}" for letter in "Zorbex")
    assert audit(private, one(f'<script>say("{written}")</script>')).findings


@pytest.mark.parametrize("always", [True, False])
@pytest.mark.parametrize("said", ["Zorbex", "Ji Lin", "the quick brown fox jumps over"])
def test_a_secret_is_found_in_what_is_public_word_by_word_and_nothing_else_is(said: str, *, always: bool) -> None:
    private = Private(texts=[Text(said, "name", "secrets.txt:1", always=always)], public=[f"So said {said} to us."])
    assert bool(audit(private, one(f"<p>So said {said} to us.</p><p>x</p>")).findings) == always


def test_a_name_is_found_beside_a_public_word_of_the_same_letters() -> None:
    assert found(["Qi Qihar"], ["by Qiqihar", "Qiqihar"], one("<p>Qi Qihar</p>"))[:1] == ["Qi Qihar"]
    assert found(["Qi Qihar"], ["by Qiqihar", "Qiqihar"], one("<p>Qiqihar</p>")) == []


LONG = "The panel of Yarrowgate asked how a ranking of tokens survives when its cache is cold and said no to everybody"


@pytest.mark.parametrize("first", range(8))
def test_a_part_of_a_sentence_is_found_from_whichever_word_it_begins(first: int) -> None:
    part = " ".join(LONG.split()[4 + first : 12 + first])
    public = [" ".join(sorted(LONG.split()))]
    for page in (f"<p>so {part} then</p>", f"<p>{part.replace(' ', '')}</p>", f'<template>[["{part}"]]</template>'):
        assert found([LONG], public, one(page)) == [LONG], page
    assert found([LONG], [*public, f"they wrote: {part}"], one(f"<p>so {part} then</p>")) == []


@pytest.mark.parametrize(
    "html",
    [
        "<P>Zor<B>be</B>x</P>",
        "<p>if a < b then Zorbex > all</p>",
        "<p title=Zorbex>x</p>",
        "<!-- <b>Zorbex</b> -->",
        "<p>Zor<!-- a comment -->bex</p>",
        '<template>[["a", "Zorbex <b>x</b>"]]</template>',
        '<div data-x=\'{"a": ["Zorbex"]}\'>x</div>',
    ],
)
def test_a_name_is_found_in_html_as_others_write_it(html: str) -> None:
    private = Private(texts=[Text("Zorbex", "name", "data/companies.yml:1")])
    assert audit(private, one(html)).findings


@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_a_row_with_a_level_of_mastery_is_found_however_it_is_quoted(quote: str) -> None:
    row = "<tr data-key={0}{1}/a{0} data-grade={0}solid{0}><td>x</td></tr>"
    for tracker, expected in (("problems", 1), ("mocks", 0)):
        page = one(f"<table>{row.format(quote, tracker)}</table>")
        assert len(audit(Private(), page).findings) == expected
        assert audit(Private(grades_are_private=False), page).is_clean


def test_a_control_character_between_words_parts_nothing() -> None:
    private = Private(texts=[Text("Zor\x01bex said\x02 so", "text", "docs/a.md:1")])
    assert audit(private, one("<p>zor bex said so</p>")).findings


def test_the_line_of_a_finding_is_one_of_the_file() -> None:
    private = Private(texts=[Text("Zorbex", "name", "data/companies.yml:1")])
    for name, data, line in (
        ("a.html", "<p>a\nb</p>\n<p>Zorbex</p>", 3),
        ("a.json", json.dumps({"a": "b\nc\nd", "e": "Zorbex"}), 1),
        ("b.html", "<p>a\nZor<b>bex</b></p>", 0),
    ):
        assert [finding.line for finding in audit(private, one(data, name)).findings] == [line], name


@pytest.mark.parametrize("private", ["555 0199 222", "Account 1234 5678 9012 3456 7890 1234 of the panel", "4711982"])
def test_a_number_is_found_among_numbers(private: str) -> None:
    """A table's numbers are put aside, unless one of them, or several in their order, could be private."""
    digits = " ".join(word for word in private.split() if word.isdigit())
    texts = Private(texts=[Text(private, "text", "docs/a.md:1")])
    assert audit(texts, one(f'<tr data-f="{digits}"><td>x</td></tr>')).findings
    assert audit(texts, one(f'<tr data-f="{digits[:-1]}"><td>x</td></tr>')).is_clean


def test_what_a_paragraph_or_a_heading_says_is_a_part_of_what_is_public() -> None:
    said = Known(["One of all\n\n## Two of all\n\nThree of all\n- Four | five\n\n\n1. Six"], [], []).book.parts
    assert {b"one of all", b"two of all", b"three of all", b"four", b"five", b"six"} <= said


@pytest.mark.parametrize(
    ("html", "is_found"),
    [
        ('<li><div class="admonition private"><p>x</p></div></li>', True),
        ("<details class='note private' open><summary>x</summary></details>", True),
        ("<div id=a class=private>x</div>", True),
        ('<div class="admonition note"><p class="admonition-title">private</p></div>', False),
        ('<div class="lb-private">x</div><span class="private">x</span>', False),
        ("<pre>&lt;div class=&quot;admonition private&quot;&gt;</pre>", False),
    ],
)
def test_a_block_that_is_marked_private_is_found_whatever_it_says(html: str, *, is_found: bool) -> None:
    page = f"<!doctype html>\n<body>{html}</body>\n".encode()
    findings = audit(Private(), [SiteFile("a/index.html", lambda: page)]).findings
    assert [(f.file, f.line, f.kind) for f in findings] == [
        ("a/index.html", 2, "block that is marked private")
    ] * is_found
