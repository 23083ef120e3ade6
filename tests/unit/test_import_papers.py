"""Papers, questions and applications, from files in the shapes that people have."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pytest

import books
import imports
from loopbook.diagnostics import BookError
from loopbook.exchange import applications, entries, papers, questions
from loopbook.exchange.html_in import markdown_of
from loopbook.exchange.values import arxiv, date, whole
from loopbook.model import Company, Paper, Question


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return books.write(tmp_path / "book", books.MINIMAL)


@pytest.mark.parametrize(
    ("text", "sure", "found"),
    [
        ("https://arxiv.org/abs/1706.03762", False, "1706.03762"),
        ("http://arxiv.org/pdf/1706.03762v5.pdf", False, "1706.03762"),
        ("https://arxiv.org/html/2401.00001v2#S1", False, "2401.00001"),
        ("arXiv:cs/0112017v1", False, "cs/0112017"),
        ("10.48550/arXiv.2412.08905", False, "2412.08905"),
        ("https://huggingface.co/papers/2310.11511", False, "2310.11511"),
        ("2310.1", True, "2310.10000"),
        ("704.0001", True, "0704.0001"),
        ("https://example.com/1234.56789", False, None),
        ("2399.99999", True, None),
        ("3.14", True, None),
    ],
)
def test_arxiv_ids_of_every_form(text: str, sure: bool, found: str | None) -> None:
    assert arxiv(text, sure=sure) == found


@pytest.mark.parametrize(
    ("text", "number"), [("146.0", 146), ("0146", 146), ("#1,146", 1146), ("x", None), ("0", None), ("9" * 5000, None)]
)
def test_numbers_that_went_through_a_float(text: str, number: int | None) -> None:
    assert whole(text) == number


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-04-03", "", dt.date(2026, 4, 3)),
        ("2026-04-03T10:00", "", dt.date(2026, 4, 3)),
        ("Apr 3, 2026", "", dt.date(2026, 4, 3)),
        ("3rd April 2026", "", dt.date(2026, 4, 3)),
        ("3.4.2026", "", dt.date(2026, 4, 3)),
        ("25/04/2026", "", dt.date(2026, 4, 25)),
        ("04/25/26", "", dt.date(2026, 4, 25)),
        ("03/04/2026", "dmy", dt.date(2026, 4, 3)),
        ("03/04/2026", "mdy", dt.date(2026, 3, 4)),
        ("03/04/2026", "", None),
        ("31/02/2026", "", None),
        ("soon", "", None),
    ],
)
def test_dates(text: str, order: str, day: dt.date | None) -> None:
    assert date(text, order) == day


BIB = r"""
@misc{zot, title = {Phi-4 {{Technical Report}}: {$O(n^2)$} \& more},
  author = {B{\'e}bec, S{\c C}elik and {Open Group} and others},
  year = {2024}, month = dec, eprint = {2412.08905}, archiveprefix = {arXiv}, doi = {10.48550/arXiv.2412.08905},
  file = {/Users/me/Zotero/x.pdf}, keywords = {Graphs, Other}}
@book{zot, title = {The same key again}}
@article{oops, title = {never closed
@inproceedings{ok, title = "Fine", booktitle = {Proc.}, year = 2001, url = {https://example.com/a_b}}
"""


def test_bibtex(book: Path, tmp_path: Path) -> None:
    done = imports.run(book, "papers", papers.read, imports.files(tmp_path / "b", {"x.bib": BIB}))
    phi = next(paper for paper in books.load(book).all(Paper) if paper.arxiv)
    assert phi.title == "Phi-4 Technical Report: $O(n^2)$ & more"
    assert phi.authors == ["SÇelik Bébec", "Open Group"]
    assert (phi.year, phi.arxiv, phi.doi, phi.url) == (2024, "2412.08905", None, None)
    assert phi.topics == ["graphs"]
    assert phi.extra == {"bibtex": "zot", "month": "dec", "tags": "Other"}
    assert "/Users/me" not in (book / "data/papers/from-papers.yml").read_text()
    assert [r.reason.split(" ", 2)[-1] for r in done.refused] != []
    assert books.load(book).find("papers/fine") is not None


MARKDOWN = """
# Reading

| **Paper** | **Links** |
| --- | --- |
| 1) **Attention** - uses </think> tokens. Then. | [Paper](https://arxiv.org/abs/1706.03762v7), [X](https://x.com/a) |
| 2) Mercury  A fast model. <br>● point one <br>● point two | [Paper](https://example.com/m.pdf) |
| 3) **No link** - text |  |

- [A post](https://blog.example.com/post) – about things
- [Tweet](https://x.com/b)
- [Facebook | E5 [Offer]](https://example.com/x_(1))
"""


def test_markdown_tables_and_lists_of_links(book: Path, tmp_path: Path) -> None:
    done = imports.run(book, "papers", papers.read, imports.files(tmp_path / "m", {"list.md": MARKDOWN}))
    found = {paper.title: paper for paper in books.load(book).all(Paper)}
    assert list(found) == ["Attention", "Mercury", "No link", "A post", "Facebook | E5 [Offer]"]
    assert found["Attention"].tldr == "uses </think> tokens. Then."
    assert (found["Attention"].arxiv, found["Attention"].year) == ("1706.03762", 2017)
    assert found["Mercury"].extra["description"] == "A fast model.\n\n- point one\n- point two"
    assert (found["A post"].kind, found["A post"].tldr) == ("blog", "about things")
    assert found["Facebook | E5 [Offer]"].url == "https://example.com/x_(1)"
    assert done.added == {"papers": 5}


def test_papers_of_one_title_are_two_if_their_ids_say_so(book: Path, tmp_path: Path) -> None:
    lines = [
        "- [Agents](https://arxiv.org/abs/2309.07870)",
        "- [Agents!](https://arxiv.org/abs/2410.08164v2)",
        "- [The first again](https://arxiv.org/pdf/2309.07870v1)",
        "- [Agents](https://example.com/agents)",
    ]
    done = imports.run(book, "papers", papers.read, imports.files(tmp_path / "m", {"list.md": "\n".join(lines)}))
    found = [(paper.id, paper.arxiv, paper.url) for paper in books.load(book).all(Paper)]
    assert found == [("agents", "2309.07870", "https://example.com/agents"), ("agents-2", "2410.08164", None)]
    assert [(kept.key, kept.field, kept.theirs) for kept in done.kept] == [
        ("papers/agents", "title", "The first again")
    ]


def test_yaml_keeps_ids_strings(book: Path, tmp_path: Path) -> None:
    text = "- {title: One, arxiv: 2310.10000, status: reading}\n- https://arxiv.org/abs/2401.00010\n- {url: x}\n"
    done = imports.run(book, "papers", papers.read, imports.files(tmp_path / "y", {"list.yml": text}))
    assert [(paper.arxiv, paper.status) for paper in books.load(book).all(Paper)] == [("2310.10000", "reading")]
    assert len(done.refused) == 2, "without a title nothing is an entry"


@pytest.mark.parametrize("read", [papers.read, entries.reader("papers")])
def test_yaml_that_grows_without_end_is_refused_with_its_line(book: Path, tmp_path: Path, read: imports.Read) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in itertools.pairwise("abcdefgh")
    )
    for text, said in {
        bomb: "aliases repeat",
        "[" * 100_000: "nested more than 40 levels deep",
        "- " * 5_000 + "x": "nested more than 40 levels deep",
        "- &a [*a]": "alias that holds itself",
        "- {title: One\n": "",
    }.items():
        done = imports.run(book, "papers", read, imports.files(tmp_path / "y", {"list.yml": text}))
        assert done.added == {}
        assert any(said in refused.reason and ".yml:" in refused.place for refused in done.refused), text[:20]
    text = "- title: One\n  venue: null\n  title: Two\n-\n- title: Null\n  url: ~\n"
    done = imports.run(book, "papers", read, imports.files(tmp_path / "y", {"list.yml": text}))
    assert [(paper.title, paper.venue, paper.url) for paper in books.load(book).all(Paper)] == [
        ("One", None, None), ("Null", None, None),
    ]  # fmt: skip
    assert "list.yml:3" in "".join(refused.place for refused in done.refused), "the key that is given twice"


BANK = """
# Bank

## Contents

* [a](#a)

## Graphs

**What is a graph? 👶**

Nodes and edges:
- nodes
- edges

![gone](img/x.png) <img src="img/y.png">

<br/>

**Is a tree a graph? ⭐️**

Yes. **This is only stressed.** See [the top](#graphs).
"""
NUMBERED = "#### 1) What is bias? [[src](http://example.com/a)]\ntext\n\n## Other\n\n#### 2) Define F1.\n\n"
DIALOGUE = "Q: What is\na cat?\nA: An animal.\nIt purrs.\n\nQ: And a dog?\nA: Too.\n"
ANKI = "#separator:tab\n#html:true\nWhat is x?\tIt is <b>y</b><br>and z\tgraphs::deep\n"


def test_question_banks(book: Path, tmp_path: Path) -> None:
    banks = {"bank.md": BANK, "numbered.md": NUMBERED, "qa.txt": DIALOGUE, "anki.txt": ANKI}
    imports.run(book, "questions", questions.read, imports.files(tmp_path / "q", banks))
    found = {question.question: question for question in books.load(book).all(Question)}
    bank, numbered = ["What is a graph?", "Is a tree a graph?"], ["What is bias?", "Define F1."]
    assert list(found) == ["What is x?", *bank, *numbered, "What is a cat?", "And a dog?"]
    graph = found["What is a graph?"]
    assert graph.answer == "Nodes and edges:\n\n- nodes\n- edges"
    assert (graph.topics, graph.extra) == (["graphs"], {"level": "easy"})
    assert found["Is a tree a graph?"].answer == "Yes. **This is only stressed.** See the top."
    assert found["What is bias?"].extra["source"] == "http://example.com/a"
    assert found["Define F1."].answer is None
    assert found["What is a cat?"].answer == "An animal.\nIt purrs."
    assert found["What is x?"].answer == "It is **y**\nand z"


JOBS = (
    "Company Name;Job Title;Date Applied;Status;Link;Recruiter Email;Location\n"
    "Acme;ML engineer;25.04.2026;Phone Screen;https://acme.example/job;jo@acme.example;Berlin\n"
    "Acme;Data scientist;26.04.2026;Rejected;;;\n"
    "Globex;;;Wishlist;;;\n"
    ";x;;;;;\n"
)


def test_tables_and_texts_without_questions_are_refused_by_name(book: Path, tmp_path: Path) -> None:
    given = {
        "a.csv": "Question,Answer\nWhat is a heap?,A tree\n",
        "b.csv": "Title,Link\nTwo Sum,https://leetcode.com/problems/two-sum\n",
        "c.md": "# Links\n\n- [one](https://example.com)\n",
        "d.txt": "What is a graph?\tNodes and edges\n",
        "e.csv": "Question,Answer\nWhat is a tree, really?,A graph, without cycles\n",
    }
    done = imports.run(book, "questions", questions.read, imports.files(tmp_path / "q", given))
    assert done.added == {"questions": 2}
    assert [(r.place, r.reason[:30]) for r in done.refused] == [
        ("q/b.csv", "has no column for the question"),
        ("q/c.md", "has no questions: no bold line"),
        ("q/e.csv:2", "has 4 cells for 2 headings"),
    ]


def test_applications(book: Path, tmp_path: Path) -> None:
    done = imports.run(book, "applications", applications.read, imports.files(tmp_path / "a", {"jobs.csv": JOBS}))
    found = {company.id: company for company in books.load(book).all(Company)}
    assert list(found) == ["acme", "acme-data-scientist", "globex"]
    acme = found["acme"]
    assert (acme.role, acme.status, acme.added) == ("ML engineer", "interviewing", dt.date(2026, 4, 25))
    assert acme.links[0].url == "https://acme.example/job"
    assert acme.extra == {"Location": "Berlin"}, "what is about other people is left out"
    assert [refused.reason for refused in done.refused] == ["names no company"]


def test_a_company_that_is_known_by_name_takes_its_application(tmp_path: Path) -> None:
    book = books.write(tmp_path / "book", books.MINIMAL | {"data/companies.yml": "- {name: Acme, status: offer}\n"})
    imports.run(book, "applications", applications.read, imports.files(tmp_path / "a", {"jobs.csv": JOBS}))
    acme = imports.entry(book, "companies/acme")
    assert (acme["role"], acme["status"]) == ("ML engineer", "offer")


def test_dates_that_may_be_two_days_are_asked_about(book: Path, tmp_path: Path) -> None:
    rows = "Company,Applied\nAcme,03/04/2026\n"
    given = imports.files(tmp_path / "a", {"jobs.csv": rows})
    with pytest.raises(BookError, match="may be two days"):
        imports.plan(book, "applications", applications.read, given)
    imports.run(book, "applications", applications.read, given, dates="mdy")
    assert imports.entry(book, "companies/acme")["added"] == "2026-03-04"
    clear = imports.files(tmp_path / "b", {"jobs.csv": rows + "Globex,25/04/2026\n"})
    imports.run(book, "applications", applications.read, clear)
    assert imports.entry(book, "companies/globex")["added"] == "2026-04-25"


def test_bibtex_strings_that_are_joined(book: Path, tmp_path: Path) -> None:
    text = """@string{icml = "Proc. of {ICML}"}
@inproceedings{a, title={One Thing}, booktitle=icml # " 2020", note = {C # "x"}, year=2020}
@inproceedings{b, title={Another Thing}, booktitle=icml, year=2021}
"""
    imports.run(book, "papers", papers.read, imports.files(tmp_path / "x", {"a.bib": text}))
    assert [paper.venue for paper in books.load(book).all(Paper)][-2:] == ["Proc. of ICML 2020", "Proc. of ICML"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("It is <b>y</b><br>and z", "It is **y**\nand z"),
        ("What is <i>x</i> &lt;T&gt; in <code>a_b*c</code>?", "What is *x* <T> in `a_b*c`?"),
        ("<div>a*b</div><div>snake_case</div>", "a\\*b\nsnake_case"),
        ("<ul><li>one<ol><li>x<li>y</ol><li>two</ul>end", "- one\n    1. x\n    2. y\n- two\n\nend"),
        ("<pre>def f():\n    return `1`\n</pre>tail", "```\ndef f():\n    return `1`\n```\n\ntail"),
        ("<script>alert(1)</script>ok<img src=x onerror=alert(1) alt='pic'>", "okpic"),
        ("<a href='javascript:x'>bad</a> <a href='https://a.example/x'>good</a>", "bad [good](https://a.example/x)"),
        (r"\(a_1*b\) and \[x\]", "$a_1*b$ and $$x$$"),
        ("<b>un</i>closed", "**unclosed**"),
        ("<b>" * 30_000 + "x" + "</b>" * 30_000, "**x**"),
    ],
)
def test_html_of_other_tools_becomes_markdown(html: str, text: str) -> None:
    assert markdown_of(html) == text


def test_anki_cards_keep_no_tags(book: Path, tmp_path: Path) -> None:
    cards = "#separator:tab\n#html:true\nWhat is <b>a heap</b>?\tA <i>tree</i>.\n"
    imports.run(book, "questions", questions.read, imports.files(tmp_path / "bank", {"anki.txt": cards}))
    found = imports.entry(book, "questions/what-is-a-heap")
    assert (found["question"], found["answer"]) == ("What is **a heap**?", "A *tree*.")
