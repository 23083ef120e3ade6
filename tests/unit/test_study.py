"""Queries, packs, checklists and coverage: what to look at, and in which order."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import books
from loopbook.diagnostics import Diagnostic
from loopbook.model import Company, Query, Round
from loopbook.study import Desk
from loopbook.study.checklists import checklists_of, round_checklist, tick_names, topic_checklists
from loopbook.study.coverage import coverage
from loopbook.study.desk import named_rounds
from loopbook.study.packs import open_rounds, packs
from loopbook.study.query import problems, run, select, sort
from loopbook.yaml_nodes import parse

HUNT: books.Files = books.MINIMAL | {
    "data/companies.yml": """
        - name: Acme
          tier: startup
          rounds:
            - {round: coding, date: 2026-11-25, focus: [graphs], stage: in-progress}
            - {round: coding, date: 2026-11-22, stage: in-progress}
            - {round: coding, id: last, date: 2026-11-01, stage: done, outcome: passed}
          checklist: [{id: blog, text: Read their blog}]
    """,
    "data/tiers.yml": "- {id: startup, title: Startup}",
    "data/problems.yml": """
        - {title: Two Sum, number: 1, difficulty: easy, topics: [arrays]}
        - {title: Course Schedule, number: 207, difficulty: medium, topics: [graphs]}
        - {title: Three Sum, number: 15, difficulty: medium, topics: [arrays], companies: [acme]}
        - {title: Known, difficulty: hard, topics: [arrays]}
        - {title: Weak, topics: [arrays], mastery: bugs}
    """,
    "data/stories.yml": """
        - {title: Told, told: [{company: acme}], competencies: [conflict], framing: {startup: Keep it short.}}
        - {title: Untold, questions: [why]}
    """,
    "data/questions.yml": """
        - {id: why, question: Why?, kind: behavioural, topics: [conflict]}
        - {id: how, question: How?, kind: behavioural}
    """,
    "data/reviews.yml": """
        - {date: 2026-11-19, item: problems/known, grade: solid}
        - {date: 2026-08-01, item: problems/two-sum, grade: bugs}
    """,
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    book = books.load(books.write(tmp_path, HUNT))
    assert book.diagnostics == []
    return Desk(book, books.TODAY)


def ids(entries: list) -> list[str]:  # type: ignore[type-arg]
    return [entry.id for entry in entries]


def test_where_takes_in_subtopics_and_any_of_several_values(desk: Desk) -> None:
    assert len(select(desk, "problems", {"topics": ["algorithms"]})) == 5
    assert ids(select(desk, "problems", {"topic": ["graphs"], "difficulty": ["easy", "medium"]})) == ["course-schedule"]
    assert ids(select(desk, "problems", {"mastery": ["bugs"]})) == ["two-sum", "weak"]
    assert ids(select(desk, "problems", {"due": ["true"]})) == ["two-sum"]


def test_weakest_first_is_forgotten_then_never_seen_then_known(desk: Desk) -> None:
    assert ids(run(desk, Query(show="problems"))) == ["weak", "two-sum", "course-schedule", "three-sum", "known"]
    assert ids(run(desk, Query(show="problems", sort="-number", limit=2))) == ["course-schedule", "three-sum"]
    assert ids(sort(desk, desk.book.entries["problems"].values(), "difficulty"))[-2:] == ["known", "weak"]


def test_recall_falls_with_the_days(desk: Desk) -> None:
    known = desk.book.entries["problems"]["known"]
    soon, later = desk.recall(known, books.TODAY), desk.recall(known, books.TODAY + dt.timedelta(60))
    assert soon is not None
    assert later is not None
    assert 0 < later < soon <= 1
    assert desk.recall(desk.book.entries["problems"]["weak"]) is None


def test_a_companys_rounds_are_named_once_each(desk: Desk) -> None:
    assert [name for name, _ in named_rounds(desk.book.all(Company)[0])] == ["coding", "coding-2", "last"]


def test_a_pack_begins_with_the_company_then_the_focus_then_the_rest(desk: Desk) -> None:
    pack = packs(desk)[0]
    (section,) = pack.sections
    assert [(item.entry.id, item.reason) for item in section.items][:2] == [
        ("three-sum", "asked"),
        ("course-schedule", "focus"),
    ]
    assert {item.reason for item in section.items[2:]} == {"round"}
    assert pack.on == dt.date(2026, 11, 25)


def test_stories_not_told_here_come_first_with_the_tiers_framing(desk: Desk) -> None:
    stories = packs(desk)[0].stories
    assert [(s.story.id, s.told, s.framing) for s in stories] == [
        ("untold", False, None),
        ("told", True, "Keep it short."),
    ]


def test_the_next_interviews_are_the_dated_ones_from_today_on(desk: Desk) -> None:
    assert [name for _, name, _ in open_rounds(desk)] == ["coding-2", "coding"]


def test_checklist_items_have_a_name_for_each_place(desk: Desk) -> None:
    coding = desk.book.all(Round)[0]
    assert [t.key for _, ticks in round_checklist(coding).groups for t in ticks] == ["rounds/coding/warm-up"]
    keys = [t.key for _, c in checklists_of(desk, desk.book.all(Company)[0]) for _, ticks in c.groups for t in ticks]
    assert keys == [
        "companies/acme/blog",
        "companies/acme/coding/warm-up",
        "companies/acme/coding-2/warm-up",
        "companies/acme/last/warm-up",
    ]


def test_a_topics_checklist_has_each_item_once_weakest_first_under_its_own_topic(desk: Desk) -> None:
    first = topic_checklists(desk)[0]
    assert first.topic.id == "algorithms"
    listed = [(topic.id, ids(entries)) for topic, entries in first.sections]
    assert listed == [("arrays", ["weak", "two-sum", "three-sum", "known"]), ("graphs", ["course-schedule"])]
    assert {entry.key for entry in first.entries} <= tick_names(desk)


def test_coverage_shows_what_is_served_in_full_in_part_and_not(desk: Desk) -> None:
    found = coverage(desk)
    assert {row.label: row.cells for row in found.questions} == {"Why?": ["part", "full"], "How?": ["", ""]}
    assert [row.label for row in found.questions if row.is_gap] == ["How?"]
    assert {row.label: row.cells for row in found.competencies} == {"Conflict": ["full", ""]}


def test_everything_on_a_topic_is_rolled_up(desk: Desk) -> None:
    assert len(desk.by_topic["algorithms"]["problems"]) == 5
    assert len(desk.by_topic["graphs"]["problems"]) == 1
    assert ids(desk.by_topic["conflict"]["stories"]) == ["told"]


def wrong(desk: Desk, text: str) -> list[Diagnostic]:
    parsed = parse(text, "n.md")
    return list(problems(desk, Query.model_validate(parsed.value), parsed, "n.md"))


def test_values_that_are_hidden_from_the_public_are_no_mistake(tmp_path: Path) -> None:
    book = books.load(books.write(tmp_path, HUNT), books.Visibility.PUBLIC, visibility={"data/problems.yml": "public"})
    assert wrong(Desk(book, books.TODAY), "{show: problems, where: {companies: acme}}") == []


def test_aliases_are_values_of_topics(desk: Desk) -> None:
    assert wrong(desk, "{show: problems, where: {topics: lists}}") == []
    assert len(wrong(desk, "{show: problems, where: {topics: listz}}")) == 1


def test_of_what_a_company_asks_the_often_asked_comes_first_and_what_is_forgotten_before_it(tmp_path: Path) -> None:
    problem = "- {{title: {0}, companies: [acme], asked: [{{company: acme, frequency: {1}}}]{2}}}\n"
    rows = [("Rare", 0.1, ""), ("Usual", 0.9, ""), ("Weak", 0.5, ", mastery: no-clue"), ("Now and then", 0.4, "")]
    files = books.MINIMAL | {
        "data/problems.yml": "".join(problem.format(*row) for row in rows) + "- {title: Nobody asks}\n",
        "data/companies.yml": "- {name: Acme, rounds: [{round: coding}]}\n",
    }
    (section,) = packs(Desk(books.load(books.write(tmp_path, files)), books.TODAY))[0].sections
    found = [item.entry.id for item in section.items]
    assert found == ["weak", "usual", "now-and-then", "rare", "nobody-asks"]
