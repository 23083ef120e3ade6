"""The public book: each kind of private thing is left out, each by a step that can be switched off."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
from loopbook import library
from loopbook.audience import STEPS, Hidden, book_for, shared_with
from loopbook.book import Book
from loopbook.diagnostics import errors
from loopbook.model import Company, Mock, Round, Visibility
from loopbook.pages import compose
from loopbook.settings import Settings, Site
from loopbook.study import Desk

RULES = {"docs": "public", "data": "public", "data/companies.yml": "public", "data/mocks.yml": "public"}


def public(folder: Path, without: str = "", **settings: object) -> Book:
    settings.setdefault("visibility", RULES)
    site = Site(
        root=folder, settings=Settings.model_validate(settings), url="https://me.example/b/", includes=("docs",)
    )
    steps = {name: step for name, step in STEPS.items() if name != without}
    assert not without or without in STEPS
    return book_for(library.read(site), Visibility.PUBLIC, steps)


def page(folder: Path, text: str, more: books.Files | None = None, **settings: object) -> str:
    """The public text of a page `notes/a.md`, in a book with a private page and a private company."""
    files: books.Files = {
        "docs/secret.md": "---\nvisibility: private\n---\n# S\n\n![x](img/own.png)\n",
        "docs/index.md": "# I\n",
        "docs/notes/b.md": "# B\n\n## Open\n\n!!! private\n\n    ## The offer\n",
        "docs/notes/a.md": text,
        "docs/img/own.png": "x",
        "docs/vault/in.png": "x",
        "data/companies.yml": "- {name: Acme, visibility: private}",
        "data/problems.yml": "- {title: Shown}\n- {title: Kept, visibility: private}",
    }
    rules = RULES | {"docs/vault": "private"}
    return public(books.write(folder, files | (more or {})), visibility=rules, **settings).notes["notes/a.md"].body


@pytest.mark.parametrize(
    "link",
    [
        "[words](../secret.md)",
        '[words](../secret.md "SECRET "quoted" title")',
        "[words](../secret.md#part){ title=SECRET }",
        "[words](../secret/)",
        "[words](../../secret/)",
        "[words](/secret/)",
        "[words](/b/secret.html)",
        "[words](https://me.example/b/secret/#x)",
        "[words](../SECRET.md)",
        "[words](../companies/acme.md)",
        "[words](../companies/acme/coding.md)",
        "[words](../checklists/company-acme.md)",
        "[words](../problems/index.md#kept)",
        "[words][x]\n\n[x]: ../secret.md\n",
        "[words][x]\n\n[x]:\n    ../secret.md\n    'SECRET'\n",
        '[words][x]\n\n[x]: ../secret.md "SECRET title"\n',
        "[words][]\n\n[words]: ../secret.md\n",
        "[words]\n\n[words]: ../secret.md\n",
        '<a href="../secret.md" title="SECRET">words</a>',
        "<a class=x href=../secret.md>words</a>",
        "[words ![SECRET](../vault/in.png)](../secret.md)",
        "words ![SECRET](../vault/in.png){ width=3 }",
        'words <img src="../vault/in.png" alt="SECRET">',
        "words <img alt=SECRET src=../vault/in.png>",
    ],
)
def test_links_to_private_things_keep_their_words(link: str, tmp_path: Path) -> None:
    body = page(tmp_path, f"# A\n\nSee {link}.\n")
    assert "words" in body
    for gone in ("secret", "SECRET", "acme", "kept", "vault", "](", "]:"):
        assert gone not in body, body


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("[x](b.md#the-offer)", "[x](b.md)"),
        ("[x](b.md#open)", "[x](b.md#open)"),
        ("[x](../problems/index.md?company=acme)", "[x](../problems/index.md)"),
        ("[x](../problems/index.md#companies=acme,other)", "[x](../problems/index.md)"),
        ("[x](../problems/index.md?company=other)", "[x](../problems/index.md?company=other)"),
        ("`[x](../secret.md)`", "`x`"),
        ("[x](https://elsewhere.example/secret/)", "[x](https://elsewhere.example/secret/)"),
    ],
)
def test_a_link_to_a_private_place_leads_to_the_page(link: str, kept: str, tmp_path: Path) -> None:
    assert f"See {kept}." in page(tmp_path, f"See {link}.\n")


@pytest.mark.parametrize(
    "uri", ["companies/acme.md", "companies/Acme.md", "companies/acme/coding.md", "checklists/company-acme.md"]
)
def test_a_page_about_something_private_is_private_whatever_it_says(uri: str, tmp_path: Path) -> None:
    files: books.Files = {
        "data/companies.yml": "- {name: Acme, visibility: private}",
        f"docs/{uri}": "---\nvisibility: public\n---\n# SECRET\n",
    }
    book = public(books.write(tmp_path, files))
    assert uri not in book.notes
    assert "is public, but companies/acme" in str(book.diagnostics)


def test_names_that_differ_only_in_their_unicode_form_are_one(tmp_path: Path) -> None:
    files: books.Files = {
        "data/companies.yml": "- {name: Café, id: café, visibility: private}",
        "docs/companies/cafe\u0301.md": "---\nvisibility: public\n---\n# SECRET\n",
    }
    assert public(books.write(tmp_path, files)).notes == {}


def test_sensitive_trackers_are_opened_only_by_their_own_names(tmp_path: Path) -> None:
    files: books.Files = {
        "data/companies/a.yml": "- {name: Acme}",
        "data/mocks.yml": "- {title: M, date: 2026-01-01, round: coding}",
        "data/plan.yml": "target_date: 2026-12-01",
        "data/reviews.yml": "- {date: 2026-01-01, item: problems/two-sum, grade: solid}",
        "data/problems.yml": "- {title: Two Sum, mastery: slow}",
    }
    folder = books.write(tmp_path, books.MINIMAL | files)
    book = public(folder, visibility={"data": "public", "docs": "public"})
    assert (book.all(Company), book.all(Mock), book.plan, book.reviews) == ([], [], None, [])
    assert [p.mastery for p in book.entries["problems"].values()] == [None]
    opened = public(folder, visibility={"data": "public", "docs": "public", "data/companies/a.yml": "public"})
    assert [c.name for c in opened.all(Company)] == ["Acme"]


def test_guarded_fields_are_opened_by_their_own_part_alone(tmp_path: Path) -> None:
    files: books.Files = {
        "data/companies.yml": """
            - name: Acme
              visibility: public
              rounds: [{round: coding, notes: SECRET}, {round: coding, notes: shown, visibility: public}]
        """,
        "data/mocks.yml": """
            - {title: One, date: 2026-01-01, round: coding, partner: SECRET, feedback: SECRET}
            - {title: Two, date: 2026-01-01, round: coding, partner: shown, visibility: public}
        """,
    }
    book = public(books.write(tmp_path, books.MINIMAL | files))
    assert [r.notes for c in book.all(Company) for r in c.rounds] == [None, "shown"]
    assert [(m.partner, m.feedback) for m in book.all(Mock)] == [(None, None), ("shown", None)]


def test_texts_of_entries_lose_private_passages_and_links(tmp_path: Path) -> None:
    files: books.Files = {
        "data/companies.yml": "- {name: Acme, visibility: private}",
        "data/papers.yml": """
            - title: P
              tldr: "Good <!-- private -->SECRET<!-- /private -->. As [they](companies/acme.md 'SECRET') say."
        """,
    }
    book = public(books.write(tmp_path, files))
    assert book.entries["papers"]["p"].tldr == "Good . As they say."  # type: ignore[attr-defined]


def test_a_marker_in_an_entry_that_is_never_closed_is_an_error(tmp_path: Path) -> None:
    folder = books.write(tmp_path, {"data/papers.yml": "- title: P\n  tldr: 'a <!-- private --> b'\n"})
    assert any("data/papers.yml:2:9: error" in line and "never closed" in line for line in books.messages(folder))


@pytest.mark.parametrize(
    "title", ["Sort <!-- private -->SECRET<!-- /private --> logs", "Sort logs <!-- private --> SECRET"]
)
def test_an_id_tells_nothing_of_a_private_passage(title: str, tmp_path: Path) -> None:
    folder = books.write(tmp_path, {"data/problems.yml": f'- {{title: "{title}"}}', "docs/a.md": "# A\n"})
    assert [*public(folder, visibility={"data": "public"}).entries["problems"]] == ["sort-logs"]


@pytest.mark.parametrize("field", ["title", "description", "tags"])
@pytest.mark.parametrize(
    "mark", ["<!-- private -->SECRET<!-- /private -->", "!!! private SECRET", "> [!private] SECRET"]
)
def test_a_passage_in_front_matter_is_an_error_and_its_field_goes(field: str, mark: str, tmp_path: Path) -> None:
    value = f'["x", "{mark}"]' if field == "tags" else f'"{mark}"'
    files: books.Files = {"docs/a.md": f"---\nvisibility: public\nauthors: me\n{field}: {value}\n---\n# A\n"}
    book = public(books.write(tmp_path, files))
    (wrong,) = [d for d in errors(book.diagnostics) if "hide nothing" in d.message]
    assert (wrong.path, wrong.line, f"'{field}'" in wrong.message) == ("docs/a.md", 4, True)
    assert book.notes["a.md"].meta == {"authors": "me"}
    assert book.notes["a.md"].title == "A"


def test_what_only_private_passages_used_goes_with_them(tmp_path: Path) -> None:
    body = page(
        tmp_path,
        "# A\n\nOpen[^open] NDA <!-- private -->x[^nda] ![b][board] [c][both] ABC<!-- /private --> [c][both]\n\n"
        "[^open]: shown\n[^nda]: SECRET\n\n    SECRET more\n\n[board]: ../img/own.png\n[both]: b.md\n"
        "*[ABC]: SECRET words\n*[NDA]: shown too\n",
    )
    assert "SECRET" not in body
    assert "own.png" not in body
    assert body.count("shown") == 2
    assert "[both]: b.md" in body


def test_pages_keep_only_the_front_matter_that_is_for_readers(tmp_path: Path) -> None:
    files: books.Files = {
        "data/topics.yml": "- {title: Open}\n- {title: Closed, visibility: private, aliases: [cl]}\n",
        "docs/a.md": "---\ntitle: A\nto_self: SECRET\ntags: [x]\ntopics: [open, cl]\nprivate: [tags]\ncss: y\n---\n",
    }
    folder = books.write(tmp_path, files)
    assert public(folder).notes["a.md"].meta == {"title": "A", "topics": ["open"]}
    settings = {"front_matter": ["css"], "visibility": RULES}
    assert "css" in public(folder, **settings).notes["a.md"].meta


def test_comments_in_pages_are_not_published(tmp_path: Path) -> None:
    assert "SECRET" not in page(tmp_path, "# A\n\n<!-- SECRET -->\n\ntext <!-- SECRET\nmore --> text\n")


def test_files_are_included_only_if_they_are_public(tmp_path: Path) -> None:
    more: books.Files = {
        "docs/notes/c.md": """
            ---
            x: SECRET
            ---
            open <!-- private -->SECRET<!-- /private -->

            --8<-- "secret.md"
        """,
        "docs/code/x.py": "shown\n",
        "docs/vault/y.py": "SECRET\n",
    }
    text = (
        '# A\n\n```py\n--8<-- "code/x.py"\n--8<-- "vault/y.py:1:3"\n```\n\n--8<-- "secret.md"\n--8<-- "notes/c.md"\n'
        ';--8<-- "secret.md"\n\n--8<--\nsecret.md\nnotes/b.md\n--8<--\n--8<-- "../data/problems.yml"\n'
        '--8<-- "notes/c.md:1:9"\n'
    )
    files = books.write(tmp_path, more)
    body = page(files, text)
    assert [line for line in body.split("\n") if "8<" in line or line.endswith((".md", ".py"))] == [
        '--8<-- "code/x.py"', '--8<-- "notes/c.md"', ';--8<-- "secret.md"', "--8<--", "notes/b.md", "--8<--",
    ]  # fmt: skip
    book = public(tmp_path, visibility=RULES | {"docs/vault": "private"})
    assert set(book.includes) == {"docs/code/x.py", "docs/notes/c.md", "docs/notes/b.md"}
    assert "SECRET" not in str(book.includes)
    assert "secret.md" not in str(book.includes)


def test_a_rounds_feeds_name_no_private_company(tmp_path: Path) -> None:
    files: books.Files = {
        "data/companies.yml": "- {name: Acme, visibility: private}\n- {name: Open Co}\n",
        "docs/rounds/coding.md": """
            ---
            title: Coding
            category: coding
            feeds:
              - {show: problems, where: {companies: acme}, title: Asked by SECRET}
              - {show: questions, where: {companies: [acme, open-co]}}
            ---
        """,
    }
    (coding,) = public(books.write(tmp_path, files)).all(Round)
    assert [feed.where for feed in coding.feeds] == [{"companies": ["open-co"]}]


def test_what_is_shared_with_a_friend_is_public_for_once(tmp_path: Path) -> None:
    files: books.Files = {
        "data/companies.yml": """
            - {name: Acme, offer: {base: SECRET}, rounds: [{round: coding, notes: SECRET}]}
            - {name: Other}
        """
    }
    site = Site(root=books.write(tmp_path, books.MINIMAL | files))
    book = book_for(shared_with(library.read(site), ["companies/acme", "rounds/coding"]), Visibility.PUBLIC)
    assert [c.name for c in book.all(Company)] == ["Acme"]
    assert "SECRET" not in str(book.all(Company))


def test_every_step_does_something_of_its_own(tmp_path: Path) -> None:
    """For each step there is something that only it takes out: the book without the step is another one."""
    folder = books.write(tmp_path, EVERYTHING)
    whole = everything_in(public(folder))
    same = [name for name in STEPS if everything_in(public(folder, without=name)) == whole]
    assert same == []
    assert "SECRET" not in whole


def everything_in(book: Book) -> str:
    pages = compose(Desk(book, books.TODAY)).pages
    return f"{pages} {book.entries} {book.notes} {book.plan} {book.reviews} {sorted(book.assets)} {book.includes}"


EVERYTHING: books.Files = {
    "data/topics.yml": "- {title: Open}\n- {title: Closed SECRET, visibility: private}\n",
    "data/companies.yml": """
        - {name: Closed SECRET, id: closed, visibility: private}
        - name: Acme
          offer: {base: SECRET}
          rounds: [{round: coding, notes: SECRET}, {round: coding, title: SECRET, visibility: private}]
    """,
    "data/problems.yml": """
        - {title: One, companies: [closed], insight: SECRET, private: [insight], mastery: slow}
        - {title: Two, insight: "a <!-- private -->SECRET<!-- /private --> [b](secret.md)"}
    """,
    "data/plan.yml": "blocks: [{days: mon, start: '07:00', minutes: 30, title: SECRET}]",
    "data/reviews.yml": "- {date: 2026-01-01, item: problems/one, grade: solid, note: SECRET}\n",
    "docs/rounds/coding.md": "---\ntitle: Coding\ncategory: coding\n---\n",
    "docs/secret.md": "---\nvisibility: private\n---\n# SECRET\n",
    "docs/a.md": """
        ---
        to_self: SECRET
        ---
        # A

        <!-- private -->SECRET[^1]<!-- /private --> <!-- SECRET --> [b](secret.md "SECRET")

        --8<-- "secret.md"

        [^1]: SECRET
    """,
    "docs/only/SECRET.png": "x",
}
EVERYTHING["docs/secret.md"] = "---\nvisibility: private\n---\n# SECRET\n\n![x](only/SECRET.png)\n"


def test_hidden_knows_a_page_by_every_name() -> None:
    hidden = Hidden(frozenset({"rounds/closed"}), frozenset({"rounds/closed"}))
    assert hidden.has_page("questions/closed.md")
    assert hidden.has_page("checklists/closed.md")
    assert not hidden.has_page("questions/open.md")


@pytest.mark.parametrize(
    "text",
    [
        "---\nprivate: true\n---\n# A\n\nSECRET\n",
        "---\nvisibility: public\nprivate: yes\n---\n# A\n\nSECRET\n",
        "---\npublish: false\n---\n# A\n\nSECRET\n",
        "---\nvisibility:\n---\n# A\n\nSECRET\n",
        "+++\ntitle = 'x'\nvisibility = 'private'\n+++\n# A\n\nSECRET\n",
        "title: A\nvisibility: private\n\n# A\n\nSECRET\n",
        "---\ntitle: A\n---\n---\nvisibility: private\n---\n# A\n\nSECRET\n",
    ],
)
def test_a_page_that_means_to_be_private_is_private_and_an_error(text: str, tmp_path: Path) -> None:
    book = public(books.write(tmp_path, {"docs/index.md": "# I\n", "docs/a.md": text, "data/problems.yml": "[]"}))
    assert "a.md" not in book.notes
    assert any(
        "hides nothing" in found.message or "is not a visibility" in found.message for found in errors(book.diagnostics)
    )


def test_an_entry_that_another_program_means_to_hide_is_private_and_is_warned_of(tmp_path: Path) -> None:
    rows = {"a": "extra: {Published: 'No'}", "b": "extra: {visibility: Private}", "c": "extra: {Public: 'yes'}"}
    rows["d"] = "visibility: public, extra: {private: 'yes'}"
    data = "".join(f"- {{id: {name}, title: {name}, {rest}}}\n" for name, rest in rows.items())
    book = public(books.write(tmp_path, {"docs/index.md": "# I\n", "data/problems.yml": data}))
    assert sorted(book.entries["problems"]) == ["c", "d"]
    assert [found.line for found in book.diagnostics if "in extra hides nothing" in found.message] == [1, 2]


@pytest.mark.parametrize("docs", ["docs", "elsewhere"])
def test_a_link_to_something_private_is_as_private(docs: str, tmp_path: Path) -> None:
    files: books.Files = {
        "docs/index.md": "# I\n",
        "docs/closed/a.md": "# A\n\nSECRET\n",
        "docs/closed/open/b.md": "# B\n",
        "docs/closed/c.txt": "SECRET",
        "README.md": "# R\n",
        "data/problems.yml": "[]",
    }
    root = books.write(tmp_path / "book", files)
    if docs == "elsewhere":
        (root / "docs").rename(tmp_path / "elsewhere")
        (root / "docs").symlink_to(tmp_path / "elsewhere")
    for name, target in {
        "d": "docs/closed",
        "a.md": "docs/closed/a.md",
        "c.txt": "docs/closed/c.txt",
        "named.txt": "docs/closed/c.txt",
        "r.md": "README.md",
    }.items():
        (root / "docs" / name).symlink_to(root / target)
    rules = {"docs/closed": "private", "docs/closed/open": "public", "docs/named.txt": "public"}
    book = public(root, visibility=RULES | rules)
    assert sorted(book.notes) == ["closed/open/b.md", "d/open/b.md", "index.md", "r.md"]
    assert book.assets == {"named.txt"}
    warned = [found.path for found in book.diagnostics if "as private as" in found.message]
    assert sorted(warned) == ["docs/a.md", "docs/c.txt", "docs/d"]


def test_a_folder_meta_file_that_means_to_hide_pages_is_an_error(tmp_path: Path) -> None:
    files: books.Files = {"docs/x/.meta.yml": "private: true\n", "docs/x/a.md": "# A\n", "data/problems.yml": "[]"}
    book = public(books.write(tmp_path, files | {"docs/index.md": "# I\n"}))
    assert [found.path for found in errors(book.diagnostics)] == ["docs/x/.meta.yml"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("table.csv", "a,<!-- private -->SECRET<!-- /private -->\n"),
        ("a.md.bak", "# A\n\n!!! private\n\n    SECRET\n"),
        ("a.md~", "---\ntitle: A\nvisibility: private\n---\nSECRET\n"),
        ("a.svg", "<svg><!-- private -->\n<text>SECRET</text>\n<!-- /private --></svg>"),
    ],
)
def test_a_file_that_is_no_page_and_marks_a_passage_is_left_out_and_an_error(
    name: str, text: str, tmp_path: Path
) -> None:
    files: books.Files = {f"docs/{name}": text, "docs/open.txt": "A private remark.\n", "data/problems.yml": "[]"}
    files |= {"docs/open.js": "let class = 'private' // !! private\n", "docs/index.md": f"# I\n\n[x]({name})\n"}
    book = public(books.write(tmp_path, files))
    assert book.assets == {"open.txt", "open.js"}
    assert any(found.path == f"docs/{name}" and found.line for found in errors(book.diagnostics))


def test_what_a_page_includes_from_elsewhere_comes_without_its_passages(tmp_path: Path) -> None:
    files: books.Files = {
        "docs/index.md": '# I\n\n--8<-- "snips/x.md"\n',
        "docs/a.md": '# A\n\n--8<-- "snips/x.md"\n\n--8<-- "snips/x.md:1:2"\n',
        "docs/snips/x.py": "shown\n<!-- private -->SECRET<!-- /private -->\n",
        "snips/x.md": "shown <!-- private -->SECRET<!-- /private --> <!-- SECRET, mine -->\n\n!!! privat\n\n    x\n",
        "data/problems.yml": "[]",
    }
    site = Site(
        root=books.write(tmp_path, files),
        settings=Settings.model_validate({"visibility": RULES | {"snips": "public"}}),
        includes=("docs", "."),
    )
    book = book_for(library.read(site), Visibility.PUBLIC)
    assert book.includes["snips/x.md"].startswith("shown ")
    assert "SECRET" not in str(book.includes)
    assert [(found.path, found.line) for found in errors(book.diagnostics) if "privat'" in found.message] == [
        ("snips/x.md", 3)
    ]
