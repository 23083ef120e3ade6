"""Sources become a book: references resolved, backlinks drawn, the bad left out and the rest kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import books
from loopbook.model import Company, Problem, Question, Story, Topic, Visibility


def test_a_tracker_is_a_file_or_a_folder_or_both(tmp_path: Path) -> None:
    files: books.Files = {
        "data/papers.yml": "- {title: One}",
        "data/papers/more.yml": "- {title: Two}",
        "data/papers/deep/er.yaml": "- {title: Three}",
    }
    book = books.load(books.write(tmp_path, files))
    assert sorted(book.entries["papers"]) == ["one", "three", "two"]
    assert str(book.origins["papers/two"]) == "data/papers/more.yml:1"


def test_topics_go_by_any_of_their_names(tmp_path: Path) -> None:
    book = books.load(
        books.write(tmp_path, books.MINIMAL | {"data/papers.yml": "- {title: A, topics: [LISTS, Graphs]}"})
    )
    assert book.entries["papers"]["a"].topics == ["arrays", "graphs"]
    assert book.taxonomy.path("arrays") == ["algorithms", "arrays"]
    assert list(book.taxonomy.below("algorithms")) == ["algorithms", "arrays", "graphs"]
    assert book.diagnostics == []


def test_the_bad_entry_is_left_out_and_the_rest_stays(tmp_path: Path) -> None:
    files = books.MINIMAL | {"data/papers.yml": "- {title: Good}\n- {titel: Bad}\n- {title: Fine, topics: [nothing]}\n"}
    book = books.load(books.write(tmp_path, files))
    assert list(book.entries["papers"]) == ["good", "fine"]
    assert book.entries["papers"]["fine"].topics == []
    assert len(book.diagnostics) == 3


def test_a_broken_tracker_is_one_message_not_one_for_each_reference(tmp_path: Path) -> None:
    book = books.load(books.write(tmp_path, books.MINIMAL | {"data/topics.yml": "- [broken"}))
    assert len(book.diagnostics) == 1
    assert list(book.entries["problems"]) == ["two-sum", "course-schedule"]


def test_an_id_that_an_entry_had_before_still_finds_it(tmp_path: Path) -> None:
    files = books.MINIMAL | {
        "data/companies.yml": "- {name: Acme, was: [initech]}",
        "data/questions.yml": "- {question: Why?, companies: [initech]}",
    }
    assert books.load(books.write(tmp_path, files)).all(Question)[0].companies == ["acme"]


def test_notes_link_to_entries_and_entries_to_pages(tmp_path: Path) -> None:
    files = books.MINIMAL | {
        "docs/notes/a.md": "# A\n\n[arrays](../topics/arrays.md#top) `[not](../topics/graphs.md)`\n",
        "data/papers.yml": "- {title: P, tldr: 'See [graphs](topics/graphs.md).'}",
    }
    book = books.load(books.write(tmp_path, files))
    assert [m.uri for m in book.backlinks["topics/arrays.md"]] == ["notes/a.md"]
    assert [m.uri for m in book.backlinks["topics/graphs.md"]] == ["papers/p.md"]


def test_ten_thousand_entries_and_a_large_file(tmp_path: Path) -> None:
    many = "".join(f"- {{title: Problem {i}, topics: [arrays]}}\n" for i in range(10_000))
    large = "- title: Long\n  tldr: |\n    " + "word " * 1_000_000 + "\n"
    book = books.load(books.write(tmp_path, books.MINIMAL | {"data/problems.yml": many, "data/papers.yml": large}))
    assert len(book.entries["problems"]) == 10_000
    assert len(book.entries["papers"]["long"].tldr or "") > 4_900_000  # type: ignore[attr-defined]
    assert book.diagnostics == []


def test_names_in_any_script_and_of_any_length(tmp_path: Path) -> None:
    names = ["旋转数组", "مصفوفة", "🔥🔥", "Ünï cödé", "x" * 300, "a/b\\c", "No", "<b>bold</b>"]
    text = "".join(f"- title: '{name}'\n" for name in names)
    book = books.load(books.write(tmp_path, {"data/problems.yml": text}))
    assert [p.title for p in book.all(Problem)] == names
    assert book.diagnostics == []
    pages = books.composed(tmp_path).pages
    assert all(len(part.encode()) < 256 for uri in pages for part in uri.split("/"))


def test_crlf_and_a_byte_order_mark_make_no_difference(tmp_path: Path) -> None:
    plain = "- title: One\n  tldr: |\n    a\n    b\n"
    odd = b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode()
    one = books.load(books.write(tmp_path / "a", {"data/papers.yml": plain}))
    two = books.load(books.write(tmp_path / "b", {"data/papers.yml": odd}))
    assert one.entries["papers"] == two.entries["papers"]


def test_nothing_there_at_all(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    book = books.load(tmp_path)
    assert [str(d) for d in book.diagnostics] == [
        "data: error: there is no folder 'data'; make it, or name another one as extra.loopbook.data in mkdocs.yml"
    ]
    (tmp_path / "data").mkdir()
    assert books.composed(tmp_path).pages["index.md"].title == "Today"


def test_loading_is_the_same_twice(tmp_path: Path) -> None:
    folder = books.write(tmp_path, books.MINIMAL)
    assert books.composed(folder).pages == books.composed(folder).pages


PUBLIC: books.Files = books.MINIMAL | {
    "data/companies.yml": """
        - name: Acme
          visibility: public
          offer: {base: "1"}
          rounds: [{round: coding}, {round: coding, visibility: private}]
        - {name: Secret Co}
    """,
    "data/questions.yml": """
        - {question: Shown?, visibility: public, companies: [acme, secret-co], answer: Yes, private: [answer]}
        - {question: Hidden?}
    """,
    "data/stories.yml": """
        - {title: A story, visibility: public, questions: [shown, hidden], told: [{company: acme}]}
    """,
    "docs/a.md": """
        ---
        visibility: public
        ---
        # A

        [b](b.md), ![p](p.png) <!-- private -->![q](q.png)<!-- /private -->
    """,
    "docs/b.md": "# B\n\n![r](r.png)\n",
    "docs/p.png": "p",
    "docs/q.png": "q",
    "docs/r.png": "r",
    "docs/s.png": "s",
}


def test_a_public_book_holds_what_is_marked_and_nothing_else(tmp_path: Path) -> None:
    folder = books.write(tmp_path, PUBLIC)
    book = books.load(folder, Visibility.PUBLIC, visibility={"docs/rounds": "public"})
    assert [c.id for c in book.all(Company)] == ["acme"]
    acme = book.all(Company)[0]
    assert acme.offer == {}
    assert len(acme.rounds) == 1
    question = book.all(Question)[0]
    assert (question.companies, question.answer) == (["acme"], None)
    story = book.all(Story)[0]
    assert (story.questions, story.told) == (["shown"], [])
    assert list(book.notes) == ["a.md", "rounds/coding.md"]
    assert "[b]" not in book.notes["a.md"].body
    assert "b, ![p](p.png)" in book.notes["a.md"].body
    assert book.assets == {"p.png"}
    assert book.all(Topic) == []
    assert book.reviews == []


def test_the_owner_sees_everything(tmp_path: Path) -> None:
    book = books.load(books.write(tmp_path, PUBLIC))
    assert len(book.all(Company)) == 2
    assert book.assets == {"p.png", "q.png", "r.png", "s.png"}
    assert "secret" not in str(book.hidden)


def test_a_page_is_never_more_public_than_its_entry(tmp_path: Path) -> None:
    files = books.MINIMAL | {
        "data/companies.yml": "- {name: Secret Co}",
        "docs/companies/secret-co.md": "---\nvisibility: public\n---\n# Notes\n",
    }
    book = books.load(books.write(tmp_path, files), Visibility.PUBLIC)
    assert "companies/secret-co.md" not in book.notes
    assert "is public, but companies/secret-co" in str(book.diagnostics[0])


def test_a_page_in_a_public_folder_goes_with_its_private_entry_without_a_word(tmp_path: Path) -> None:
    files = books.MINIMAL | {
        "data/problems/mine.yml": "- {title: Two Trees, visibility: private}",
        "docs/problems/two-trees.md": "# Notes\n",
        "docs/problems/one-tree.md": "# Shown\n",
    }
    book = books.load(books.write(tmp_path, files), Visibility.PUBLIC, visibility={"docs/problems": "public"})
    assert set(book.notes) == {"problems/one-tree.md"}
    assert book.diagnostics == []


def test_the_longest_path_decides_and_what_is_written_wins(tmp_path: Path) -> None:
    files: books.Files = {
        "data/papers.yml": "- {title: A}\n- {title: B, visibility: private}\n",
        "docs/x/a.md": "# a",
        "docs/x/y/b.md": "# b",
        "docs/x/y/c.md": "---\nvisibility: public\n---\n# c",
    }
    rules = {"data/papers.yml": "public", "docs/x": "public", "docs/x/y": "private"}
    book = books.load(books.write(tmp_path, files), Visibility.PUBLIC, visibility=rules)
    assert list(book.entries["papers"]) == ["a"]
    assert sorted(book.notes) == ["x/a.md", "x/y/c.md"]


def test_links_without_end_and_links_to_nothing_are_said_and_left_out(tmp_path: Path) -> None:
    folder = books.write(tmp_path / "book", books.MINIMAL)
    (folder / "docs/round").symlink_to(".")
    (folder / "docs/again").symlink_to("..")
    (folder / "docs/a.md").symlink_to("gone.md")
    (folder / "docs/a.png").symlink_to("gone.png")
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere/b.md").write_text("# B\n")
    (folder / "docs/linked").symlink_to("../elsewhere")
    book = books.load(folder)
    assert [str(d).partition("; ")[0] for d in sorted(book.diagnostics)] == [
        "docs/a.md: error: is a link to gone.md, which is not there",
        "docs/a.png: error: is a link to gone.png, which is not there",
        "docs/again: error: is a link to a folder that it is in, so there is no end to it",
        "docs/round: error: is a link to a folder that it is in, so there is no end to it",
    ]
    assert sorted(book.notes) == ["linked/b.md", "rounds/coding.md"]


def test_a_folder_called_like_a_tracker_is_no_tracker(tmp_path: Path) -> None:
    book = books.load(books.write(tmp_path, books.MINIMAL | {"data/papers.yml/a.yml": "- {title: A}"}))
    assert [str(d) for d in book.diagnostics] == [
        "data/papers.yml/a.yml: error: 'papers.yml' is not a tracker; did you mean 'papers'?"
    ]


def test_a_folder_that_cannot_be_looked_into_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = books.write(tmp_path, {"docs/closed/a.md": "# A\n", "docs/b.md": "# B\n"})
    scandir = os.scandir

    def asked(path: str) -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", asked)
    assert books.messages(folder) == [
        "docs/closed: error: cannot be read: permission denied; check its permissions",
    ]
