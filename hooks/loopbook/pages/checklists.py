"""Review checklists: one for each round, each company and each topic of the first level, with ticks that last."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import escape

from ..model import Company, Entry, Topic
from ..paths import index_uri
from ..study.checklists import Checklist, TopicList, checklists_of, round_checklist, topic_checklists
from ..study.schedule import Scope, queue
from .addresses import address
from .cells import Badge, Cell, To, Url, cell_html, cell_markdown
from .facets import MASTERY
from .page import Page
from .writer import Writer, tick_mark

SHOWN = 30
"""How many items of a topic its list names: the weakest; more are a page, not a list."""
TRAIL = (("Checklists", index_uri("checklists")),)


def pages(writer: Writer) -> Iterator[Page]:
    """The index, then the lists."""
    desk, book = writer.desk, writer.book

    def known(entry: Entry) -> bool:
        return desk.mastery(entry) is not None

    rounds = [(r, found) for r in desk.rounds if (found := round_checklist(r)).groups]
    companies = [(c, lists) for c in book.all(Company) if (lists := checklists_of(desk, c))]
    topics = topic_checklists(desk)
    yield writer.page(
        index_uri("checklists"),
        "Checklists",
        "checklists.md",
        lambda: {
            "rounds": [(r, *_done(writer, [found])) for r, found in rounds],
            "companies": [(c, *_done(writer, [found for _, found in lists])) for c, lists in companies],
            "topics": [(topic.topic, sum(map(known, topic.entries)), len(topic.entries)) for topic in topics],
        },
        meta={"search": {"exclude": True}},
    )
    for r, found in rounds:
        yield _ticked(writer, r, f"checklists/{r.id}.md", [("", found)], Scope(round=r.id))
    for company, lists in companies:
        yield _ticked(writer, company, f"checklists/company-{company.id}.md", lists, Scope(company=company.id))
    for topic in topics:
        yield _topic(writer, topic)


def _ticked(writer: Writer, about: Entry, uri: str, lists: list[tuple[str, Checklist]], scope: Scope) -> Page:
    """The lists of a round or a company, whose items are ticked one by one."""
    kind = "round" if scope.round else "company"
    return writer.page(
        uri,
        f"{about.label}: checklist",
        "checklist.md",
        lambda: {
            "about": about,
            "lists": lists,
            "query": f"?{kind}={about.id}",
            "queue": queue(writer.desk, scope),
        },
        source=str(writer.book.origins[about.key]),
        trail=TRAIL,
    )


def _done(writer: Writer, lists: list[Checklist]) -> tuple[int, int]:
    """How many items of some lists are ticked, and how many there are."""
    keys = [tick.key for found in lists for _, ticks in found.groups for tick in ticks]
    return sum(key in writer.book.ticks for key in keys), len(keys)


def _topic(writer: Writer, found: TopicList) -> Page:
    desk = writer.desk
    return writer.page(
        topic_uri(found.topic),
        f"{found.topic.title}: checklist",
        "checklist-topic.md",
        lambda: {
            "about": found.topic,
            "tally": desk.topic_tally(found.topic),
            "sections": [
                (
                    topic,
                    Rows(tuple(_row(writer, entry.key) for entry in entries[:SHOWN])),
                    len(entries[SHOWN:]),
                )
                for topic, entries in found.sections
            ],
            "query": f"?topic={found.topic.id}",
            "queue": queue(desk, Scope(topic=found.topic.id)),
        },
        meta={"search": {"exclude": True}},
        trail=TRAIL,
    )


def topic_uri(topic: Topic) -> str:
    """The page of a topic's checklist."""
    return f"checklists/topic-{topic.id}.md"


def _row(writer: Writer, key: str) -> tuple[str, bool, Cell]:
    desk, entry = writer.desk, writer.desk.items[key]
    grade = desk.mastery(entry)
    link = To(entry.label, uri=address(writer.book, entry))
    return key, key in writer.book.ticks, [link, Badge("grade", grade, MASTERY[grade])] if grade else link


@dataclass(frozen=True)
class Rows:
    """Items to tick, as HTML put in after Markdown: (name of the tick, whether it is ticked, what it says)."""

    rows: tuple[tuple[str, bool, Cell], ...]
    anchors: Collection[str] = ()

    def html(self, url: Url) -> str:
        """The list, as the task lists of a page are."""
        items = "".join(
            '<li class="task-list-item"><label class="task-list-control">'
            f'<input type="checkbox"{" checked" if done else ""} aria-label="{escape(_words(cell))}">'
            f'<span class="task-list-indicator"></span></label> {tick_mark(name)}{_html(cell, url)}</li>'
            for name, done, cell in self.rows
        )
        return f'<ul class="task-list lb-checks">{items}</ul>'

    def markdown(self, page: str) -> str:
        """The list, as any Markdown viewer shows it."""
        return "\n".join(f"- [{'x' if done else ' '}] {cell_markdown(cell, page)}" for _, done, cell in self.rows)


def _words(cell: Cell) -> str:
    return cell.label if isinstance(cell, To) else _words(cell[0]) if isinstance(cell, list) else ""


def _html(cell: Cell, url: Url) -> str:
    return " ".join(cell_html(part, url) for part in cell) if isinstance(cell, list) else cell_html(cell, url)
