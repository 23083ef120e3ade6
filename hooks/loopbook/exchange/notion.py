"""A Notion export: pages as Markdown, databases as CSV, and the 32-digit ids in their names.

A database whose rows are problems, papers, questions or applications becomes entries, with the rows' pages as their
notes; any other becomes a page with a table, and its rows pages beside it. The ids are kept, so that the next export
updates what this one brought.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from ..csv_text import as_csv
from ..markdown_text import links, replace, title_text
from ..model import TRACKERS, slug
from . import applications, leetcode, papers, questions
from .entries import reader
from .found import FoundPage, Harvest, InFile, Request, counted, fold
from .links_in import Attachments, is_local, known_places, link_to, local, token
from .markdown_mend import mend
from .tables import Table, decode, read_table
from .values import clean, date

FOLDER = "notes/notion"
"""Where pages go that belong to no tracker."""
_ID = re.compile(r"^(?P<name>.*?)[ -]?(?P<id>[0-9a-f]{32})(?P<all>_all)?\.(?P<kind>md|csv)$", re.S)
_FOLDER_ID = re.compile(r"^(.*) [0-9a-f]{32}$")
_PERSON = re.compile(r"\b(assignee|owner|person|people|created by|edited by|reviewer|participants?|attendees?)\b", re.I)
_RELATION = re.compile(r"\s*(?P<name>[^,\s](?:.*?[^\s])?) \((?P<path>(?:[^()]|\([^()]*\))+?\.(?:md|csv))\)\s*(?:,|$)")
_PROPERTY = re.compile(r"^([^\n:]{1,80}): ?(.*)$")

READERS: dict[str, Callable[[list[InFile], Request], Harvest]] = {
    "problems": leetcode.read,
    "papers": papers.read,
    "questions": questions.read,
    "companies": applications.read,
}


@dataclass
class _Page:
    path: str
    id: str
    title: str
    body: str
    properties: dict[str, str] = field(default_factory=dict)
    database: _Database | None = None
    uri: str = ""


@dataclass
class _Database:
    path: str
    id: str
    name: str
    table: Table
    folder: str
    """Where its rows' pages are in the export."""
    pages: dict[str, list[_Page]] = field(default_factory=lambda: defaultdict(list))
    tracker: str = ""
    uri: str = ""


def read(files: list[InFile], request: Request | None = None) -> Harvest:
    """Everything in Notion exports."""
    return _Export(files, request or Request()).harvested()


class _Export:
    def __init__(self, files: list[InFile], request: Request) -> None:
        self.request, self.harvest = request, Harvest()
        self.files = {file.path: file for file in files}
        self.known = known_places(request.book)
        self.taken: dict[str, str] = {}
        self.attachments = Attachments(f"{FOLDER}/files", self.harvest)
        self.databases: dict[str, _Database] = {}
        self.pages: dict[str, _Page] = {}

    def harvested(self) -> Harvest:
        total = len(self.files)
        for done, file in enumerate(self.files.values()):
            self.request.progress("reading", done, total)
            match = _ID.match(file.name)
            if file.name.endswith(".md"):
                self.read_page(file, match)
            elif file.name.endswith(".csv"):
                self.read_database(file, match)
        self.join()
        self.place()
        for database in self.databases.values():
            self.take_database(database)
        for page in self.pages.values():
            if page.database is None or not page.database.tracker:
                self.take_page(page)
        used = len(self.harvest.files)
        other = [p for p in self.files if not p.endswith((".md", ".csv")) and p not in self.attachments.names]
        if other:
            self.harvest.notes.append(f"{counted(len(other), 'file')} that no page uses left out, {used} came along")
        if not self.files:
            self.harvest.notes.append("there is nothing in it")
        return self.harvest

    # -- reading -----------------------------------------------------------------------------------------------------

    def read_page(self, file: InFile, match: re.Match[str] | None) -> None:
        text = decode(file, self.harvest)
        if text is None:
            return
        own = match["id"] if match else f"path:{file.path}"
        heading = re.match(r"\s*# (.*)\n?", text)
        title = clean(heading[1]) if heading else clean(match["name"] if match else file.name[:-3])
        body = text[heading.end() :] if heading else text
        self.harvest.rows += 1
        if own not in self.pages or len(body) > len(self.pages[own].body):
            self.pages[own] = _Page(file.path, own, title or "Untitled", body)

    def read_database(self, file: InFile, match: re.Match[str] | None) -> None:
        table = read_table(file, self.harvest, self.request.names)
        if table is None:
            return
        own = match["id"] if match else f"path:{file.path}"
        name = clean(match["name"]) if match else file.name[:-4]
        folder = file.path[: -len(".csv")].removesuffix("_all")
        before = self.databases.get(own)
        if before is None or len(table.rows) > len(before.table.rows) or (match and match["all"]):
            self.databases[own] = _Database(file.path, own, name, table, folder)

    def join(self) -> None:
        """Give each database the pages of its rows."""
        folders = {database.folder: database for database in self.databases.values()}
        for page in self.pages.values():
            database = folders.get(page.path.rpartition("/")[0])
            if database:
                page.database = database
                page.properties, page.body = _properties(page.body, database.table)
                database.pages[page.title].append(page)

    # -- where things go ---------------------------------------------------------------------------------------------

    def place(self) -> None:
        for database in self.databases.values():
            self.harvest.rows += len(database.table.rows)
            database.tracker = self.tracker(database)
            if not database.tracker:
                database.uri = self.uri(database.id, database.path, database.name)
                self.harvest.places[database.id] = database.uri
        for page in self.pages.values():
            if not (page.database and page.database.tracker) and page.body.strip():
                page.uri = self.uri(page.id, page.path, page.title)
                self.harvest.places[page.id] = page.uri

    def tracker(self, database: _Database) -> str:
        """What a database holds: as the owner says, else as its headings tell."""
        stated = self.request.names.get(database.name)
        if stated:
            return stated if stated in TRACKERS and not TRACKERS[stated].in_docs else ""
        heads = set(database.table.headings)
        sample = " ".join(value for row in database.table.rows[:20] for value in row.values.values())
        if "leetcode.com/problems" in sample or ("difficulty" in heads and heads & {"number", "pattern", "leetcode"}):
            return "problems"
        if heads & {"question", "questions"} and heads & {"answer", "round", "topic", "topics", "tags"}:
            return "questions"
        if "arxiv.org" in sample or (
            heads & {"authors", "author"} and heads & {"year", "link", "url", "venue", "status"}
        ):
            return "papers"
        if heads & {"company", "employer"} and heads & {"position", "role", "status", "stage", "jobtitle"}:
            return "companies"
        return ""

    def uri(self, own: str, path: str, title: str) -> str:
        """A path in docs/ that is the same for the same page at every import."""
        if self.known.get(own, "").startswith(f"{FOLDER}/"):
            return self.known[own]
        parents = [m[1] for part in path.split("/")[:-1] if (m := _FOLDER_ID.match(part))][-2:]
        folder = "/".join([FOLDER, *(slug(parent)[:40].strip("-") for parent in parents)])
        uri = f"{folder}/{slug(title)[:60].strip('-')}.md"
        if uri.endswith("/index.md") or self.taken.setdefault(uri, own) != own:
            uri = f"{uri[:-3]}-{own[-6:] if own.startswith('path:') is False else slug(own)[-6:]}.md"
            self.taken[uri] = own
        return uri

    # -- taking ------------------------------------------------------------------------------------------------------

    def take_database(self, database: _Database) -> None:
        left = {title: list(pages) for title, pages in database.pages.items()}
        rows: list[tuple[dict[str, str], _Page | None, int]] = []
        head = next(iter(database.table.headings))
        for row in database.table.rows:
            pages = left.get(clean(row.values.get(head, "")) or "Untitled", [])
            rows.append((row.values, pages.pop(0) if pages else None, row.line))
        if database.tracker:
            for values, page, line in rows:
                self.take_entry(database, values, page, line)
            return
        for values, page, _ in rows:
            if page:
                page.properties = values
        self.harvest.pages.append(
            FoundPage(
                database.uri,
                {"title": database.name, "visibility": "private", "notion": database.id},
                self.table(database, rows),
                f"notion:{database.id}",
                database.path,
            )
        )

    def take_entry(self, database: _Database, values: dict[str, str], page: _Page | None, line: int) -> None:
        """A row as an entry, read by whoever reads such tables."""
        heads = [h for h, title in database.table.headings.items() if not _PERSON.search(title) and values.get(h)]
        texts = [_dates(self.words(values[head])) for head in heads]
        raw = as_csv([database.table.headings[head] for head in heads], [texts]).encode()
        file = InFile(f"{database.name}.csv", lambda: raw, len(raw))
        read_rows = READERS.get(database.tracker) or reader(database.tracker)
        found = read_rows([file], Request(self.request.names, dates=self.request.dates))
        place = f"{database.path}:{line}"
        for refused in found.refused:
            self.harvest.refuse(place, refused.reason)
        for entry in found.entries[:1]:
            entry.source, entry.place = f"notion:{database.id}", place
            if page:
                entry.fields["extra"] = {"notion": page.id} | dict(entry.fields.get("extra", {}))
                entry.names = (f"notion:{page.id}", *entry.names)
                self.harvest.places[page.id] = entry
                if page.body.strip():
                    entry.page = self.text(page)
            self.harvest.entries.append(entry)

    def take_page(self, page: _Page) -> None:
        if not page.uri:
            if page.database is None:
                self.harvest.refuse(page.path, "is an empty page")
            return
        meta: dict[str, Any] = {"title": page.title, "visibility": "private", "notion": page.id}
        body = self.text(page)
        if page.database:
            meta["notion_database"] = page.database.name
            first = next(iter(page.database.table.headings))
            cells = {h: self.cell(page.database, h, v, page.path) for h, v in page.properties.items() if h != first}
            titles = page.database.table.headings
            lines = [f"**{title_text(titles.get(head, head))}**: {cell}" for head, cell in cells.items() if cell]
            if lines:
                body = "- " + "\n- ".join(lines) + f"\n\n{body}"
        self.harvest.pages.append(FoundPage(page.uri, meta, body, f"notion:{page.id}", page.path))

    # -- text --------------------------------------------------------------------------------------------------------

    def text(self, page: _Page) -> str:
        """A page's text with its links as tokens."""
        body = mend(page.body)
        edits = []
        for link in links(body):
            if is_local(link.target):
                name = self.target(local(link.target, page.path), link.target)
                if name:
                    angled = int(body[link.target_start - 1 : link.target_start] == "<")
                    edits.append((link.target_start - angled, link.target_end + angled, token(name)))
                elif link.inline:
                    edits.append((link.start, link.end, "" if link.image else link.words))
        return replace(body, edits)

    def target(self, path: str, written: str) -> str:
        """The token's name of what a link means: an id, or a file that comes along; nothing if neither."""
        found: list[str] = re.findall(r"([0-9a-f]{32})(?:_all)?\.(?:md|csv)", written)
        if found and (found[-1] in self.harvest.places or found[-1] in self.known):
            return found[-1]
        file = self.files.get(path) or self.file_ending(unquote(written))
        if file is None or path.endswith((".md", ".csv")):
            own = f"path:{path}"
            return own if own in self.harvest.places or own in self.known else ""
        return self.attachments.take(file)

    def file_ending(self, path: str) -> InFile | None:
        """The file that a path means when it is counted from somewhere above: databases count from the export's top."""
        tail = "/" + path.lstrip("./")
        return next((file for name, file in self.files.items() if f"/{name}".endswith(tail)), None)

    def words(self, value: str) -> str:
        """A value with the names of what it relates to."""
        names = [m["name"] for m in _RELATION.finditer(value)]
        return "; ".join(names) if names and _RELATION.sub("", value).strip(" ,") == "" else value

    def cell(self, database: _Database, head: str, value: str, base: str) -> str:
        """A property as inline Markdown: relations and files as links, people left out."""
        if _PERSON.search(database.table.headings.get(head, head)) or not value.strip():
            return ""
        relations = list(_RELATION.finditer(value))
        if relations and _RELATION.sub("", value).strip(" ,") == "":
            linked = []
            for match in relations:
                name = self.target(local(match["path"], base), match["path"])
                linked.append(link_to(match["name"], name) if name else title_text(match["name"]))
            return ", ".join(linked)
        if re.fullmatch(r"[^\s,]+\.\w{2,5}(?:, ?[^\s,]+\.\w{2,5})*", value.strip()) and "://" not in value:
            files = []
            for part in re.split(r", ?", value.strip()):
                name = self.target(local(part, base), part)
                files += [link_to(part.rsplit("/", 1)[-1], name)] if name else []
            if files:
                return ", ".join(files)
        return title_text(_dates(clean(value)))

    def table(self, database: _Database, rows: list[tuple[dict[str, str], _Page | None, int]]) -> str:
        """A database as a Markdown table."""
        heads = [h for h, title in database.table.headings.items() if not _PERSON.search(title)]
        heads = [head for head in heads if any(values.get(head, "").strip() for values, _, _ in rows)] or heads[:1]
        lines = [
            "| " + " | ".join(title_text(database.table.headings[head]) or " " for head in heads) + " |",
            "|" + " --- |" * len(heads),
        ]
        for values, page, _ in rows:
            cells = [self.cell(database, head, values.get(head, ""), database.path) for head in heads]
            own = page.id if page and page.uri else self.elsewhere(database, clean(values.get(heads[0], "")))
            if own:
                cells[0] = link_to(clean(values.get(heads[0], "")) or "Untitled", own)
            lines.append("| " + " | ".join(cell.replace("\n", " ") or " " for cell in cells) + " |")
        return "\n".join(lines) if rows else "*Nothing in it.*"

    def elsewhere(self, database: _Database, title: str) -> str:
        """The id of a row's page that another view of the database, or an earlier and fuller export, brought."""
        for page in self.pages.values():
            if page.uri and page.database and page.database.name == database.name and page.title == title:
                return page.id
        for note in self.request.book.notes.values() if self.request.book else ():
            if note.meta.get("notion_database") == database.name and fold(note.title) == fold(title):
                return str(note.meta.get("notion", ""))
        return ""


def _properties(body: str, table: Table) -> tuple[dict[str, str], str]:
    """The properties at the top of a row's page, and the text below them."""
    known = {fold(title): head for head, title in table.headings.items()}
    found: dict[str, str] = {}
    lines = body.lstrip("\n").split("\n")
    for i, line in enumerate(lines):
        match = _PROPERTY.match(line)
        head = known.get(fold(match[1])) if match else None
        if match is None or head is None:
            return found, "\n".join(lines[i:])
        found[head] = match[2]
    return found, ""


def _dates(text: str) -> str:
    """Notion's dates as ISO ones: `April 23, 2024 → May 22, 2024`."""
    parts = [part.strip() for part in text.split("→")]
    if len(parts) <= 2 and re.match(r"[A-Z][a-z]+ \d{1,2}, \d{4}", text):
        days = [date(part) for part in parts]
        if all(days):
            return " to ".join(day.isoformat() for day in days if day)
    return text
