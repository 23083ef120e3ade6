"""What the tables of each tracker show of an entry. A new tracker's columns are a new function here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from ..model import Company, Entry, Grade, Mock, Paper, Problem, Project, Question, Story
from ..study.desk import Desk
from ..study.packs import asked_by
from ..study.query import DIFFICULTY
from .addresses import address
from .cells import Badge, Cell, To
from .facets import MASTERY, facets_made_of, facets_of, values_of
from .kept_rows import rows_of
from .tables import Column, Later, Row, Table


@dataclass(frozen=True)
class Shape:
    """How entries of one tracker stand in a table."""

    columns: Sequence[Column]
    cells: Callable[[Desk, Entry], Sequence[Cell]]
    facets: tuple[str, ...]
    sorts: Callable[[Desk, Entry], dict[str, str | float]] | None = None


def grade_badge(grade: Grade | None) -> Badge | None:
    """How well something is known; nothing if it was never looked at."""
    return Badge("grade", grade.value, MASTERY[grade.value]) if grade else None


def link(desk: Desk, entry: Entry) -> To:
    """An entry's title, linked to where it is."""
    return To(entry.label, uri=address(desk.book, entry))


def topic_links(desk: Desk, entry: Entry) -> list[To]:
    """The entry's topics, linked."""
    topics = desk.book.taxonomy.topics
    return [To(topics[t].title, uri=f"topics/{t}.md") for t in entry.topics if t in topics]


def company_links(desk: Desk, entry: Entry) -> list[To]:
    """The companies that ask the entry, linked."""
    known = desk.book.entries["companies"]
    return [To(known[c].label, uri=f"companies/{c}.md") for c in asked_by(desk, entry) if c in known]


def day(date: dt.date | None) -> str:
    """A date as people write it: 23 Nov 2026."""
    return f"{date.day} {date:%b %Y}" if date else ""


def _mastery_sort(desk: Desk, entry: Entry) -> float:
    group, recall = desk.weakness(entry)
    return round(group + recall, 4)


def _due(desk: Desk, entry: Entry) -> Cell:
    due = desk.due(entry)
    if due is None:
        return None
    return Badge("due", "now", "due") if due <= desk.today else Badge("due", "later", day(due))


def _study_sorts(desk: Desk, entry: Entry) -> dict[str, str | float]:
    due = desk.due(entry)  # whatever has none comes last, whichever way round
    return {"mastery": _mastery_sort(desk, entry), **({"due": due.toordinal()} if due else {})}


def _problem(desk: Desk, e: Entry) -> Sequence[Cell]:
    assert isinstance(e, Problem)
    title: Cell = [link(desk, e)] if desk.book.note_of(e) else [To(e.title, url=e.url or "")]
    return (
        str(e.number) if e.number else None,
        title,
        Badge("difficulty", e.difficulty) if e.difficulty else None,
        topic_links(desk, e),
        grade_badge(desk.mastery(e)),
        _due(desk, e),
        e.insight,
        company_links(desk, e),
    )


def _problem_sorts(desk: Desk, e: Entry) -> dict[str, str | float]:
    assert isinstance(e, Problem)
    difficulty = {"difficulty": DIFFICULTY.index(e.difficulty)} if e.difficulty else {}
    return {**difficulty, **_study_sorts(desk, e)}


def _paper(desk: Desk, e: Entry) -> Sequence[Cell]:
    assert isinstance(e, Paper)
    return (
        [link(desk, e)] if desk.book.note_of(e) else [To(e.title, url=source_url(e))],
        _authors(e.authors),
        str(e.year) if e.year else None,
        e.venue,
        e.kind,
        Badge("status", e.status, e.status.replace("-", " ")),
        topic_links(desk, e),
        e.tldr,
        grade_badge(desk.mastery(e)),
    )


def source_url(paper: Paper) -> str:
    """Where to read it: its address, else its arXiv page, else its DOI."""
    if paper.url:
        return paper.url
    if paper.arxiv:
        return f"https://arxiv.org/abs/{paper.arxiv}"
    return f"https://doi.org/{paper.doi}" if paper.doi else ""


def _authors(names: Sequence[str]) -> str:
    last = [name.rsplit(" ", 1)[-1] if name != "et al." else name for name in names]
    return f"{last[0]} et al." if len(last) > 2 else " and ".join(last)


def _question(desk: Desk, e: Entry) -> Sequence[Cell]:
    assert isinstance(e, Question)
    rounds = desk.book.entries["rounds"]
    return (
        link(desk, e),
        To(rounds[e.round].label, uri=f"rounds/{e.round}.md") if e.round and e.round in rounds else None,
        e.kind,
        topic_links(desk, e),
        grade_badge(desk.mastery(e)),
        _due(desk, e),
    )


def _story(desk: Desk, e: Entry) -> Sequence[Cell]:
    assert isinstance(e, Story)
    topics = desk.book.taxonomy.topics
    shows = [To(topics[t].title, uri=f"topics/{t}.md") for t in e.competencies if t in topics]
    return link(desk, e), e.headline, shows, grade_badge(desk.mastery(e))


def _company(desk: Desk, e: Entry) -> Sequence[Cell]:
    assert isinstance(e, Company)
    tiers = desk.book.entries["tiers"]
    return (
        link(desk, e),
        tiers[e.tier].label if e.tier in tiers else None,
        e.role,
        Badge("status", e.status),
        str(len(e.rounds)) if e.rounds else None,
    )


def _project(desk: Desk, e: Entry) -> Sequence[Cell]:
    assert isinstance(e, Project)
    return link(desk, e), e.summary, e.role, topic_links(desk, e)


def _mock(desk: Desk, e: Entry) -> Sequence[Cell]:
    assert isinstance(e, Mock)
    rounds = desk.book.entries["rounds"]
    kind = To(rounds[e.round].label, uri=f"rounds/{e.round}.md") if e.round in rounds else e.round
    return day(e.date), link(desk, e), kind, grade_badge(e.grade)


def _mock_sorts(_: Desk, e: Entry) -> dict[str, str | float]:
    assert isinstance(e, Mock)
    return {"date": e.date.isoformat()}


def _plain(desk: Desk, e: Entry) -> Sequence[Cell]:
    return link(desk, e), getattr(e, "summary", None), topic_links(desk, e)


_MASTERY = Column("mastery", "Mastery", "badge")
_TOPICS = Column("topics", "Topics", "links", blind=True)
_DUE = Column("due", "Due", "badge")
_PLAIN = Shape([Column("title", "Title", "title"), Column("summary", "Summary", "text"), _TOPICS], _plain, ("topics",))

SHAPES: dict[str, Shape] = {
    "problems": Shape(
        [
            Column("number", "No.", "number", alone="no. {}"),
            Column("title", "Problem", "title"),
            Column("difficulty", "Difficulty", "badge", blind=True),
            Column("topics", "Pattern", "links", blind=True),
            _MASTERY,
            _DUE,
            Column("insight", "Insight", "text", blind=True),
            Column("companies", "Asked by", "links"),
        ],
        _problem,
        ("topics", "difficulty", "mastery", "companies", "due", "round", "lists", "kind"),
        _problem_sorts,
    ),
    "papers": Shape(
        [
            Column("title", "Title", "title"),
            Column("authors", "Authors"),
            Column("year", "Year", "number"),
            Column("venue", "Venue", optional=True),
            Column("kind", "Kind", optional=True),
            Column("status", "Status", "badge"),
            Column("topics", "Topics", "links"),
            Column("tldr", "TL;DR", "text", blind=True),
            _MASTERY,
        ],
        _paper,
        ("topics", "status", "kind", "mastery", "companies", "due", "round", "year"),
        _study_sorts,
    ),
    "questions": Shape(
        [
            Column("question", "Question", "title"),
            Column("round", "Round", "links"),
            Column("kind", "Kind", optional=True),
            _TOPICS,
            _MASTERY,
            _DUE,
        ],
        _question,
        ("round", "topics", "mastery", "companies", "due", "kind"),
        _study_sorts,
    ),
    "stories": Shape(
        [
            Column("title", "Story", "title"),
            Column("headline", "In one sentence", "text"),
            Column("competencies", "Shows", "links"),
            _MASTERY,
        ],
        _story,
        ("competencies", "mastery", "companies"),
        _study_sorts,
    ),
    "companies": Shape(
        [
            Column("name", "Company", "title"),
            Column("tier", "Tier"),
            Column("role", "Role", "text"),
            Column("status", "Status", "badge"),
            Column("rounds", "Rounds", "number", alone="rounds: {}"),
        ],
        _company,
        ("status", "stage", "loop", "tier"),
    ),
    "projects": Shape(
        [
            Column("title", "Project", "title"),
            Column("summary", "Summary", "text"),
            Column("role", "Role", "text"),
            Column("topics", "Topics", "links"),
        ],
        _project,
        ("topics",),
    ),
    "mocks": Shape(
        [
            Column("date", "Date"),
            Column("title", "Mock", "title"),
            Column("round", "Round", "links"),
            Column("grade", "Grade", "badge"),
        ],
        _mock,
        ("round",),
        _mock_sorts,
    ),
}


def shape(tracker: str) -> Shape:
    """How a tracker's entries stand in a table; a tracker without a shape of its own shows title, summary, topics."""
    return SHAPES.get(tracker, _PLAIN)


def table(
    desk: Desk,
    tracker: str,
    entries: Sequence[Entry],
    *,
    name: str,
    caption: str,
    anchors: bool = False,
    wide: bool = False,
    empty: str = "",
) -> Table:
    """Entries of one tracker as a table, in the order given; `empty` is said when there are none.

    With `anchors`, each row is where links to it lead; a `wide` table has the page to itself, its filters beside it.
    """
    form = shape(tracker)

    def made() -> list[Row]:
        known, make = rows_of(desk), partial(_row, desk, form)
        return [known.row(entry, form.cells, make) for entry in entries]

    rows = Later(made)
    facets = Later(lambda: facets_of(desk, rows, form.facets), lambda: facets_made_of(desk, form.facets))
    empty = empty or f"No {tracker} here yet."
    return Table(name, caption, form.columns, rows, facets, empty, noun=tracker, wide=wide, anchored=anchors)


def _row(desk: Desk, form: Shape, entry: Entry) -> Row:
    return Row(
        key=entry.key,
        id=entry.id,
        cells=form.cells(desk, entry),
        facets=values_of(desk, entry, form.facets),
        sorts=form.sorts(desk, entry) if form.sorts else {},
        private=not desk.book.is_public and entry.key not in desk.book.public,
    )
