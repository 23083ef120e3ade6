"""What the starter teaches holds together: its code runs, its formulas can be set, its counts are what is promised."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from fences import DOCS, python_fences, run_fences

import books
from loopbook import library
from loopbook.adapters.maths import mathml
from loopbook.book import Book
from loopbook.markdown_text import links, without_code
from loopbook.model import (
    Company,
    Debrief,
    Loop,
    Mock,
    Paper,
    Pipeline,
    Problem,
    Project,
    Question,
    Round,
    Story,
    Topic,
)
from loopbook.pages import compose
from loopbook.pages.process import overall
from loopbook.references import prose
from loopbook.settings import Settings, Site
from loopbook.sources import read_mapping
from loopbook.study import Desk

NOTES = sorted(path for path in DOCS.rglob("*.md") if "guide" not in path.parts)
BEFORE_ARXIV = {"smote", "bpr"}
"""Works that were put on arXiv years after they had been printed."""
BLIND_75 = [
    1, 3, 5, 11, 15, 19, 20, 21, 23, 33, 39, 48, 49, 53, 54, 55, 56, 57, 62, 70, 73, 76, 79, 91, 98, 100, 102, 104, 105,
    121, 124, 125, 128, 133, 139, 141, 143, 152, 153, 190, 191, 198, 200, 206, 207, 208, 211, 212, 213, 217, 226, 230,
    235, 238, 242, 252, 253, 261, 268, 269, 271, 295, 297, 300, 322, 323, 338, 347, 371, 417, 424, 435, 572, 647, 1143,
]  # fmt: skip
REST_OF_THE_150 = [
    2, 4, 7, 10, 17, 22, 25, 36, 40, 42, 43, 45, 46, 50, 51, 66, 72, 74, 78, 84, 90, 97, 110, 115, 127, 130, 131, 134,
    136, 138, 146, 150, 155, 167, 199, 202, 210, 215, 239, 286, 287, 309, 312, 329, 332, 355, 416, 494, 518, 543, 567,
    621, 678, 684, 695, 703, 704, 739, 743, 746, 763, 778, 787, 846, 853, 875, 973, 981, 994, 1046, 1448, 1584, 1851,
    1899, 2013,
]  # fmt: skip
MATHS = re.compile(r"(?<![\\$])\$\$(.+?)\$\$|(?<![\\$])\$(?!\s)([^$\n]+?)(?<!\s)\$(?!\d)", re.S)


@pytest.fixture(scope="module")
def book() -> Book:
    extra = read_mapping(books.ROOT / "mkdocs.yml")[0]["extra"]
    return library.load(Site(root=books.ROOT, settings=Settings.model_validate(extra["loopbook"])))


def texts(book: Book) -> list[tuple[str, str]]:
    entries = chain.from_iterable(found.values() for found in book.entries.values())
    fields = [(entry.key, text) for entry in entries for _, _, text in prose(entry)]
    return [(note.uri, note.body) for note in book.notes.values()] + fields


def test_the_starter_has_nothing_wrong_with_it(book: Book) -> None:
    assert [str(d) for d in book.diagnostics] == []
    assert [str(d) for d in compose(Desk(book, books.TODAY)).diagnostics] == []


@pytest.mark.parametrize(
    "note", [n for n in NOTES if "```python" in n.read_text()], ids=lambda n: str(n.relative_to(DOCS))
)
def test_the_code_of_a_note_runs(note: Path) -> None:
    run_fences(note.read_text(), str(note))
    for _, code in python_fences(note.read_text()):
        compile(code, str(note), "exec")


def test_the_code_of_the_answers_runs(book: Book) -> None:
    count = 0
    for question in book.all(Question):
        if "```python" in (question.answer or ""):
            run_fences(question.answer or "", question.key)
            for _, code in python_fences(question.answer or ""):  # those with torch are not run
                compile(code, question.key, "exec")
            count += 1
    assert count > 20


def test_every_formula_can_be_set(book: Book) -> None:
    count = 0
    for name, text in texts(book):
        for display, inline in MATHS.findall(without_code(text)):
            tex = (display or inline).strip()
            done = re.sub(r'alttext="[^"]*"', "", mathml(tex, block=bool(display)))
            assert done.startswith(("<math", "<div")), f"{name}: cannot be set: {tex}"
            assert "\\" not in done, f"{name}: a command that is not known, in {tex}"
            count += 1
    assert count > 500


def test_no_card_asks_twice(book: Book) -> None:
    asked = Counter(card.question.casefold() for _, card in book.cards())
    asked.update(q.question.casefold() for q in book.all(Question))
    assert [question for question, count in asked.items() if count > 1] == []


def test_links_to_the_web_have_the_form_of_one(book: Book) -> None:
    for name, text in texts(book):
        for link in links(text):
            if ":" in link.target.split("/")[0]:
                assert re.fullmatch(r"https://[\w.-]+\.[a-z]{2,}(/\S*)?", link.target), f"{name}: {link.target}"


def test_what_is_promised_is_there(book: Book) -> None:
    questions = Counter((q.round, q.kind) for q in book.all(Question))
    by_kind = Counter(q.kind for q in book.all(Question))
    areas = Counter(chain.from_iterable({book.taxonomy.path(t)[0] for t in q.topics} for q in book.all(Question)))
    assert len(book.all(Round)) == 16
    assert questions["ml-breadth", "breadth"] >= 80
    assert by_kind["behavioural"] >= 40
    assert sum("**Scenario.**" in (q.answer or "") for q in book.all(Question)) >= 30
    assert sum(q.round == "ml-coding" and "```python" in (q.answer or "") for q in book.all(Question)) >= 20
    assert questions["math-and-statistics", "math"] >= 20
    assert areas["deep-learning"] + areas["nlp-and-llms"] >= 50
    assert areas["search-recommendation-ads"] >= 30
    assert len(book.all(Paper)) >= 80
    lists = Counter(chain.from_iterable(p.lists for p in book.all(Problem)))
    assert (lists["neetcode-150"], lists["blind-75"]) == (150, 75)
    assert sum(p.kind != "leetcode" for p in book.all(Problem)) >= 25


def test_the_lists_of_problems_are_complete(book: Book) -> None:
    problems = [p for p in book.all(Problem) if "neetcode-150" in p.lists]
    blind = [p for p in problems if "blind-75" in p.lists]
    assert sorted(p.number or 0 for p in blind) == BLIND_75
    assert sorted(p.number or 0 for p in problems if p not in blind) == REST_OF_THE_150
    assert Counter(str(p.difficulty) for p in problems) == {"easy": 28, "medium": 101, "hard": 21}
    assert [p.id for p in problems if p.url != f"https://leetcode.com/problems/{p.id}/" or not p.topics] == []
    assert [p.id for p in problems if not p.insight] == []
    assert [p.id for p in blind if "O(" not in (p.insight or "")] == [], "an insight without its cost"


def test_the_loops_by_seniority_have_the_rounds_of_their_source(book: Book) -> None:
    loops = {loop.id: Counter({r.round: r.count for r in loop.rounds}) for loop in book.all(Loop)}
    assert loops["junior"] == {"coding": 3, "math-and-statistics": 1, "data-modelling": 1, "project-deep-dive": 1}
    assert loops["junior-startup"] == {"coding": 1, "data-modelling": 1, "project-deep-dive": 1}
    shared = {"data-modelling": 2, "project-deep-dive": 1, "hiring-manager": 1}
    assert loops["senior"] == {"coding": 2, "system-design": 1} | shared
    assert loops["staff"] == {"coding": 1, "ml-system-design": 2} | shared
    six = ["coding", "ml-system-design", "ml-breadth", "ml-domain", "project-deep-dive", "behavioural"]
    assert loops["six-rounds"] == dict.fromkeys(six, 1)


def test_the_five_stages_have_the_rates_of_their_source_and_multiply_to_what_is_said(book: Book) -> None:
    pipelines = {pipeline.id: pipeline for pipeline in book.all(Pipeline)}
    *stages, offer = pipelines["five-stages"].stages
    assert [(s.minutes, s.weeks, s.pass_rate) for s in stages] == [
        ([30, 45], [1], 0.4),
        ([45, 60], [2, 3], 0.5),
        ([60, 90], [3, 4], 0.6),
        ([60, 90], [4, 5], 0.7),
        ([30, 45], [5, 6], 0.8),
    ]
    assert (offer.weeks, offer.pass_rate) == ([6], None)
    product = overall(pipelines["five-stages"])
    assert product
    assert f"{product:.1%}" == "6.7%"
    assert "6.7%" in (pipelines["five-stages"].summary or "")
    assert len(pipelines["seven-steps"].stages) == 7
    typical = {r.id: r.typical_pass_rate for r in book.all(Round)}
    for stage in stages:
        assert {typical[r] for r in stage.rounds} <= {stage.pass_rate}, stage.title


def test_a_work_is_listed_once(book: Book) -> None:
    papers = book.all(Paper)
    for name in ("title", "arxiv", "doi", "url"):
        known = Counter(str(value).casefold() for p in papers if (value := getattr(p, name)))
        assert [value for value, count in known.items() if count > 1] == [], name
    assert [p.id for p in papers if not p.tldr or not p.topics] == []
    for paper in papers:
        if paper.arxiv:  # its first two digits are the year in which it was submitted: never after it was printed
            assert 2000 + int(paper.arxiv[:2]) <= (paper.year or 0) or paper.id in BEFORE_ARXIV, paper.id


def test_a_scenario_can_be_practised(book: Book) -> None:
    scenarios = [q for q in book.all(Question) if "**Scenario.**" in (q.answer or "")]
    for question in scenarios:
        answer = question.answer or ""
        parts = [answer.index(part) for part in ("**Scenario.**", "**Ask.**", "\n1. ", "\n10. ", "**Pitfalls.**")]
        assert parts == sorted(parts), question.id
        assert [int(n) for n in re.findall(r"^(\d+)\. ", answer, re.M)] == list(range(1, 11)), question.id
        assert "Assume" in answer, f"{question.id} asks and assumes no answer"
        assert len(re.findall(r"\d", answer[: parts[1]])) >= 1, f"{question.id} has no number in its scenario"


def test_every_topic_says_what_it_is(book: Book) -> None:
    assert [t.id for t in book.all(Topic) if not t.summary] == []
    leaves = [t for t in book.all(Topic) if not book.taxonomy.children.get(t.id)]
    sentences = {
        t.id: len(re.findall(r"[.!?][\")]*(?=\s+[A-Z\"`(]|\s+k-|$)", (t.summary or "").strip())) for t in leaves
    }
    assert len(sentences) > 150
    assert {name: count for name, count in sentences.items() if not 2 <= count <= 4} == {}


def test_what_is_asked_most_has_a_note_of_one_to_two_screens_with_maths_and_cards(book: Book) -> None:
    notes = {t.id: book.notes[f"topics/{t.id}.md"] for t in book.all(Topic) if f"topics/{t.id}.md" in book.notes}
    assert len(notes) >= 60
    for name, note in notes.items():
        words = len(without_code(note.body).split())
        assert 350 <= words <= 1100, f"{name}: {words} words"
        assert MATHS.search(without_code(note.body)), f"{name} has no formula"
        assert note.cards, f"{name} has no card"
        assert "```python" in note.body, f"{name} has no code"
    figures = [name for name, note in notes.items() if "assets/figures/" in note.body]
    assert len(figures) >= 15


def test_the_guide_leads_to_all_its_pages(book: Book) -> None:
    index = book.notes["guide/index.md"]
    there = {uri for uri in book.notes if uri.startswith("guide/")} - {index.uri}
    assert {books.resolve(index.uri, link.target)[0] for link in index.links} >= there


def test_every_round_can_be_prepared_for(book: Book) -> None:
    for page in book.all(Round):
        assert page.checklist, page.id
        assert page.key_points, page.id
        assert page.ask, page.id
        assert len(book.notes[f"rounds/{page.id}.md"].body.split()) > 250, page.id
    ids = Counter(item.id for page in book.all(Round) for item in page.checklist)
    assert [name for name, count in ids.items() if count > 1] == []


def test_the_example_hunt_shows_every_stage_and_is_marked(book: Book) -> None:
    companies = book.all(Company)
    assert len(companies) == 3
    assert {r.stage.value for c in companies for r in c.rounds} == {"planned", "scheduling", "in-progress", "done"}
    assert {r.outcome.value for c in companies for r in c.rounds if r.outcome} >= {"passed", "failed"}
    counts = {Story: 6, Project: 2, Mock: 2, Debrief: 3}
    assert {kind: len(book.all(kind)) for kind in counts} == counts
    assert all(entry.example for kind in (Company, *counts) for entry in book.all(kind))
    assert len({review.date for review in book.reviews}) >= 80
    known = {e.key for found in book.entries.values() for e in found.values()} | {card.key for _, card in book.cards()}
    assert {review.item for review in book.reviews} <= known


def test_every_page_of_the_topics_and_rounds_is_linked_to(book: Book) -> None:
    pages = compose(Desk(book, books.TODAY)).pages
    linked = set()
    for uri, page in pages.items():
        for link in links(page.body):
            if not link.target.startswith(("http", "#")):
                linked.add(books.resolve(uri, link.target)[0])
    wanted = [uri for uri in pages if uri.startswith(("topics/", "rounds/")) and not uri.endswith("/index.md")]
    assert [uri for uri in wanted if uri not in linked] == []
