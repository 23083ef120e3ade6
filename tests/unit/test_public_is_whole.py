"""What is published is, byte by byte, what would be published had nothing private ever been in the book's sources."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import books
from loopbook import library
from loopbook.adapters.session import ItemSetter, items_json
from loopbook.audience import book_for
from loopbook.diagnostics import errors
from loopbook.exchange import markdown_site, pack_file
from loopbook.model import Visibility
from loopbook.pages.latest import latest
from loopbook.settings import Settings, Site
from loopbook.study import Desk, bearing, packs

RULES = dict.fromkeys(("docs", "data", "data/companies.yml"), "public")
KINDS = ("topics", "companies", "problems", "papers", "questions", "stories")
SECRET = "zorbex"
FIELDS = {"problems": "insight", "papers": "tldr", "questions": "answer", "stories": "result", "companies": "summary"}
SETTER = ItemSetter(["admonition", "tables"], {})


@dataclass(frozen=True)
class Thing:
    """An entry, or with the tracker `notes` a page. What it names, it names by place among the things."""

    tracker: str
    number: int
    is_private: bool
    private_text: str
    """Where its words have something private: `` for nowhere, `part` of them, `field` for all."""
    names: tuple[int, ...]
    has_page: bool
    reviews: int

    @property
    def id(self) -> str:
        return f"{SECRET if self.is_private else 'open'}-{self.tracker}-{self.number}"

    @property
    def is_page(self) -> bool:
        """Whether it has a page of the owner's."""
        return self.tracker == "notes" or self.has_page


def thing(number: int) -> st.SearchStrategy[Thing]:
    return st.builds(
        Thing,
        st.sampled_from((*KINDS, "notes", "notes")),
        st.just(number),
        st.booleans(),
        st.sampled_from(("", "part", "field")),
        st.lists(st.integers(0, 9), max_size=4, unique=True).map(tuple),
        st.booleans(),
        st.integers(0, 2),
    )


BOOKS = st.integers(3, 10).flatmap(lambda count: st.tuples(*map(thing, range(count))))


class Sources:
    """The files of a book of some things: all of it, or as if the private part had never been written."""

    def __init__(self, things: tuple[Thing, ...], *, is_whole: bool, shows_reviews: bool) -> None:
        self.all, self.is_whole = things, is_whole
        self.has_reviews = is_whole or shows_reviews
        self.things = [t for t in things if is_whole or not t.is_private]

    def files(self) -> books.Files:
        made: books.Files = {"docs/rounds/coding.md": books.MINIMAL["docs/rounds/coding.md"]}
        for tracker in KINDS:
            rows = [self.row(t) for t in self.things if t.tracker == tracker]
            made[f"data/{tracker}.yml"] = json.dumps(rows)
        for t in self.things:
            if t.is_page:
                made[f"docs/{t.tracker}/{t.id}.md"] = self.page(t)
        log = [line for t in self.things for line in self.log(t)]
        made["data/reviews.yml"] = "\n".join([*log, ""]) if self.has_reviews else ""
        if self.is_whole:
            block = {"days": ["mon"], "start": "07:00", "minutes": 30, "title": SECRET, "for": ["coding"]}
            made["data/plan.yml"] = json.dumps({"blocks": [block]})
            made["data/mocks.yml"] = json.dumps([{"title": SECRET, "date": "2026-11-01", "round": "coding"}])
            made |= {
                f"docs/img/{SECRET}-{t.number}.png": SECRET
                for t in self.things
                if t.private_text == "part" and t.is_page
            }
        return made

    def named(self, t: Thing, tracker: str) -> list[Thing]:
        found = [self.all[i] for i in t.names if i < len(self.all) and self.all[i] is not t]
        return [other for other in found if other.tracker == tracker and (self.is_whole or not other.is_private)]

    def links(self, t: Thing, up: str) -> list[str]:
        """Sentences with links to the pages of what a thing names; without private things, the words alone."""
        found = [self.all[i] for i in t.names if i < len(self.all)]
        return [
            f"See [words]({up}{o.tracker}/{o.id}.md)." if self.is_whole or not o.is_private else "See words."
            for o in found
            if o.is_page
        ]

    def includes(self, t: Thing) -> list[str]:
        """A line for each page that a thing names, which puts it in."""
        found = [self.all[i] for i in t.names if i < len(self.all)]
        return [f'--8<-- "{o.tracker}/{o.id}.md"' for o in found if o.is_page and (self.is_whole or not o.is_private)]

    def hide(self, text: str) -> str:
        return f"<!-- private -->{SECRET} {text}<!-- /private -->" if self.is_whole else ""

    def row(self, t: Thing) -> dict[str, Any]:
        name = {"companies": "name", "questions": "question"}.get(t.tracker, "title")
        row: dict[str, Any] = {"id": t.id, name: f"Called {t.id}"}
        if t.is_private:
            row["visibility"] = "private"
        if t.tracker not in ("topics", "companies"):
            row |= {kind: [o.id for o in self.named(t, kind)] for kind in ("topics", "companies")}
        if t.tracker == "questions":
            row |= {"kind": "breadth", "round": "coding"}
        if t.tracker == "companies":
            row["rounds"] = [{"round": "coding", "title": "Shown", **({"notes": SECRET} if self.is_whole else {})}]
            if self.is_whole and t.private_text:
                row["rounds"].append({"round": "coding", "title": SECRET, "visibility": "private"})
                row["offer"] = {"base": SECRET}
        if t.tracker == "problems" and self.has_reviews:
            row["mastery"] = "slow"
        field = FIELDS.get(t.tracker)
        if field and t.private_text != "field":
            hidden = self.hide(t.id) if t.private_text == "part" else ""
            row[field] = " ".join([f"Words{hidden} of it.", *self.links(t, "")])
        elif field and self.is_whole:
            row |= {field: SECRET, "private": [field]}
        return row

    def page(self, t: Thing) -> str:
        head: dict[str, Any] = {"date": f"2026-10-{1 + t.number:02}", "topics": [o.id for o in self.named(t, "topics")]}
        if self.is_whole:
            head |= {"remark": SECRET, "visibility": "private"} if t.is_private else {"remark": SECRET}
        comment = f"<!-- {SECRET} -->" if self.is_whole else ""
        words = [f"# Page {t.id}", f"Some{comment} words.", *self.links(t, "../")]
        words.append("\n".join(["Before.", *self.includes(t), "After."]))
        words.append('??? question "What is it?"\n\n    An answer.' if t.number == 0 else "More.")
        if t.private_text == "part":
            hidden = self.hide(f"![{t.id}](../img/{SECRET}-{t.number}.png)[^{t.id}]")
            words.append(f"Within {hidden}a line.")
        if t.private_text == "field" and self.is_whole:
            card = f'??? question "{SECRET} {t.number}?"\n\n        {SECRET}'
            words.append(f'!!! private "{SECRET}"\n\n    ## {SECRET}\n\n    {card}')
        words += [
            f"```loopbook\nshow: {kind}\nas: {how}\n```" for kind, how in (("problems", "count"), ("stories", "list"))
        ]
        words += [f"[^{t.id}]: {SECRET}"] if t.private_text == "part" and self.is_whole else []
        return f"---\n{json.dumps(head)}\n---\n\n" + "\n\n".join(words) + "\n"

    def log(self, t: Thing) -> list[str]:
        if t.tracker not in ("problems", "papers", "questions", "stories"):
            return []
        note = f', note: "{SECRET}"' if self.is_whole else ""
        key = f"{t.tracker}/{t.id}"
        return [f"- {{date: 2026-11-0{day + 1}, item: {key}, grade: solid{note}}}" for day in range(t.reviews)]


def published(folder: Path, files: books.Files, *, shows_reviews: bool = True) -> dict[str, bytes]:
    """Everything that is made of a book for the world."""
    rules = RULES | ({"data/reviews.yml": "public"} if shows_reviews else {})
    site = Site(
        root=books.write(folder, files), settings=Settings.model_validate({"visibility": rules}), includes=("docs",)
    )
    checked = library.read(site, books.TODAY)
    assert not errors(book_for(checked, Visibility.PRIVATE).diagnostics)
    book = book_for(checked, Visibility.PUBLIC)
    desk = Desk(book, books.TODAY)
    made = {
        n: data for n, data in markdown_site.files(desk, site, "A book").items() if not n.startswith("docs/assets/")
    }
    made["session"] = items_json(desk, SETTER, str, {}).encode()
    made["latest"] = repr([(when, note.uri, note.title) for when, note in latest(book)]).encode()
    made["focus"] = repr([(b.company.id, sorted(b.keys), b.rounds) for b in bearing.bearings(desk)]).encode()
    made["front matter"] = repr({uri: sorted(note.meta.items()) for uri, note in book.notes.items()}).encode()
    made |= {
        f"included {path}": re.sub(r"\n{2,}", "\n\n", f"{text}\n\n").encode() for path, text in book.includes.items()
    }
    for pack in packs.packs(desk):
        made[f"{pack.company.id} {pack.name}"] = pack_file.pack_file(desk, pack).encode()
    return made


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BOOKS, st.booleans())
def test_the_public_book_is_that_of_sources_without_what_is_private(things: tuple[Thing, ...], shows: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        whole, clean = (
            published(
                Path(place) / str(is_whole),
                Sources(things, is_whole=is_whole, shows_reviews=shows).files(),
                shows_reviews=shows,
            )
            for is_whole in (True, False)
        )
    assert whole.keys() == clean.keys()
    for name, data in clean.items():
        assert whole[name].decode() == data.decode(), name
    assert not any(SECRET.encode() in data for data in whole.values())
