"""A book in which every place that can hold text holds a word of its own: private ones, and public ones beside them.

A private canary is a word that no public file may hold, a public one must be on the public site. Each knows its place.
"""

from __future__ import annotations

import itertools
import json
import re
import struct
import textwrap
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import books
from loopbook.audit import SiteFile
from loopbook.audit.files import texts_of
from loopbook.book import Book
from loopbook.model import TRACKERS, Entry, Part, Prose
from loopbook.pages import compose
from loopbook.schema import marks_in, part_in
from loopbook.study import Desk

RULES = {
    "docs/pub": "public", "docs/blog": "public", "docs/rounds": "public", "docs/companies": "public",
    "docs/topics": "public", "docs/projects": "public", "docs/code": "public", "docs/vault": "private",
    "data": "public", "data/companies/open.yml": "public", "data/mocks/open.yml": "public",
    "data/companies/all.yml": "public", "data/mocks/all.yml": "public",
    "snips": "public",
}  # fmt: skip
COPIES = 3
"""How many private entries of each tracker."""


@dataclass
class Canaries:
    """The words, each with its place, and the files that hold them."""

    private: dict[str, str] = field(default_factory=dict)
    public: dict[str, str] = field(default_factory=dict)
    unseen: dict[str, str] = field(default_factory=dict)
    """Private words that not even the owner's site shows: comments, unknown front matter, names of trackers' files."""
    files: books.Files = field(default_factory=dict)
    named: str = ""
    """The name of a private page."""
    in_nav: str = ""
    """What the navigation calls it."""
    _count: Any = field(default_factory=lambda: itertools.count(1))

    def p(self, place: str) -> str:
        """A new private word."""
        word = f"nda{next(self._count):05d}qx"
        self.private[word] = place
        return word

    def u(self, place: str) -> str:
        """A new private word that no page shows."""
        word = self.p(place)
        self.unseen[word] = place
        return word

    def q(self, place: str) -> str:
        """A new public word."""
        word = f"pub{next(self._count):05d}qz"
        self.public[word] = place
        return word


def book() -> Canaries:
    """The book. Its mkdocs.yml is not among the files."""
    c = Canaries()
    _base(c)
    _private_entries(c)
    _public_entries(c)
    _private_notes(c)
    _public_notes(c)
    _files(c)
    return c


def _yaml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _base(c: Canaries) -> None:
    c.files |= {
        "data/topics/open.yml": f"# {c.u('comment of a tracker')}\n- {{id: open-topic, title: {c.q('topic')}}}\n",
        "docs/rounds/coding.md": f"""
            ---
            title: Coding
            category: coding
            private: [meets]
            meets: {c.u("private field of a round")}
            key_points: ["{c.q("key point")}"]
            checklist:
              - {{id: warm, text: "{c.q("checklist item")}"}}
              - {{id: {c.u("id of a private item")}, text: "{c.p("private checklist item")}", visibility: private}}
            feeds:
              - {{show: problems}}
              - {{show: stories}}
              - {{show: questions, where: {{companies: secret-co}}, title: "{c.p("title of a feed")}"}}
            ---
            {c.q("a round's text")}
        """,
        "data/companies/closed.yml": _yaml(
            [{"id": "secret-co", "name": "Zorbex", "rounds": [{"round": "coding"}], "summary": c.p("private company")}]
        ),
        "data/plan.yml": _yaml(
            {"blocks": [{"days": ["mon"], "start": "07:00", "minutes": 30, "title": c.p("plan"), "for": ["coding"]}]}
        ),
        "secrets.txt": f"# words\n{c.u('secret')}\n/{c.u('pattern of a secret')}\\d*/\n",
    }


# -- trackers: a value for every text that the schema knows


def filled(model: type[Part], word: Any) -> dict[str, Any]:
    """A mapping for a model, with `word(field)` in every text that people write."""
    values: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        alias = info.alias or name
        entry = issubclass(model, Entry)
        if alias in ("visibility", "private", "children") or (entry and alias in ("id", "notes")):
            continue
        if "dict" in str(info.annotation):
            continue
        annotation = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
        inner = part_in(annotation)
        if inner is not None and inner is not model:
            values[alias] = [filled(inner, word)] if "list" in str(annotation) else filled(inner, word)
        elif any(isinstance(mark, Prose) for mark in marks_in(Annotated[(annotation, 0)])):
            values[alias] = _shaped(info.annotation, word(alias))
        elif info.is_required():
            values[alias] = word(alias) if alias == "id" else REQUIRED.get(alias, "coding")
    return values


REQUIRED: dict[str, Any] = {
    "date": "2026-11-02", "round": "coding", "company": "secret-co", "category": "coding", "show": "problems",
    "url": "https://example.com/x", "weeks": [1], "grade": "slow",
}  # fmt: skip


def _shaped(annotation: Any, word: str) -> Any:
    return [word] if "list" in str(annotation) else word


def _private_entries(c: Canaries) -> None:
    for tracker, model in TRACKERS.items():
        rows = []
        for i in range(COPIES):
            place = f"private {model.noun} {i}"
            unseen = model.tracker == "debriefs"
            row = filled(
                model,
                lambda name, place=place, no=unseen: (c.u if no or name == "aliases" else c.p)(f"{name} of a {place}"),
            )  # type: ignore[misc]
            row |= {"visibility": "private", "extra": {"column": c.u(f"extra of a {place}")}}
            row["id"] = c.u(f"id of a {place}") if model.in_docs or unseen else c.p(f"id of a {place}")
            row["was"] = [c.u(f"old id of a {place}")]
            _refer(model, row)
            rows.append(row)
        if not model.in_docs:
            c.files[f"data/{tracker}/{c.u('name of a private file')}.yml"] = _yaml(rows)
            continue
        for row in rows:
            name = row.pop("id")
            text = c.p(f"text of a private {model.noun}")
            c.files[f"docs/{tracker}/{name}.md"] = f"---\n{_yaml(row)}\n---\n\n{text}\n"


def _refer(model: type[Entry], row: dict[str, Any]) -> None:
    """Let a private entry stand where the owner would see it."""
    row["topics"] = ["open-topic"]
    if model.tracker == "questions":
        row["round"] = "coding"
    if model.tracker == "companies":
        for r in row["rounds"]:
            r["round"] = "coding"


def _public_entries(c: Canaries) -> None:
    """Public entries of which everything that can be private is."""
    for tracker, model in TRACKERS.items():
        if model.in_docs or model.private_always or tracker == "topics":
            continue
        place = f"public {model.noun}"
        row = filled(
            model, lambda name, place=place: (c.u if name == "aliases" else c.p)(f"private field {name} of a {place}")
        )  # type: ignore[misc]
        required = {name for name in model.required_fields() if name in row}
        for name in required:
            if isinstance(row[name], str) and row[name].startswith("nda"):
                del c.private[row[name]]
                row[name] = c.q(f"{name} of a {place}")
            elif isinstance(row[name], list) and row[name] and isinstance(row[name][0], dict):
                row[name] = [json.loads(_open(json.dumps(row[name]), c, place))]
                row[name] = row[name][0]
        fields = [name for name in row if name not in required and name not in model.owner_only]
        row |= {"id": f"open-{tracker}", "private": [f for f in fields if f not in ("id", "was", "example")]}
        row |= {
            "companies": ["secret-co"],
            "topics": ["open-topic"],
            "mastery": "slow",
            "extra": {"x": c.u(f"extra of a {place}")},
        }
        row["was"] = [c.u(f"old id of a {place}")]
        c.files[f"data/{tracker}/all.yml"] = _yaml([row])
    c.files["data/companies/open.yml"] = f"""
        - id: open-co
          name: {c.q("public company")}
          offer: {{base: {c.p("offer")}}}
          rounds:
            - {{round: coding, notes: "{c.p("notes of a round")}", title: "{c.q("title of a round")}"}}
            - {{round: coding, notes: "{c.q("notes of a public round")}", visibility: public}}
            - {{round: coding, title: "{c.p("private round of a public company")}", visibility: private}}
          checklist:
            - {{id: a1, text: "{c.q("item")}"}}
            - {{id: a2, text: "{c.p("private item of a public company")}", visibility: private}}
          summary: "{c.q("summary")} <!-- private -->{c.p("passage in a field")}<!-- /private -->
            [{c.q("words of a link")}](pub/../notes/n0.md '{c.p("title of a link in a field")}')"
    """
    c.files["data/stories/open.yml"] = f"""
        - id: open-story
          title: {c.q("story")}
          result: "{c.q("result")}"
          companies: [secret-co]
          framing: {{{next(iter(_ids(c, "tiers")))}: "{c.p("framing for a private tier")}"}}
          told: [{{company: secret-co, round: "{c.p("round in which a story was told")}"}}]
    """
    c.files["data/mocks/open.yml"] = f"""
        - {{id: m1, title: {c.q("mock")}, date: 2026-11-01, round: coding, partner: "{c.p("partner")}",
           feedback: "{c.p("feedback")}", asked: [{{question: "{c.p("asked in a mock")}", grade: slow}}]}}
        - {{id: m2, title: {c.q("open mock")}, date: 2026-11-01, round: coding, partner: "{c.q("open partner")}",
           visibility: public}}
    """
    c.files["data/reviews.yml"] = f"""
        - {{date: 2026-11-01, item: open-story, grade: slow, note: "{c.u("note of a review")}"}}
    """.replace("open-story", "stories/open-story")


def _open(text: str, c: Canaries, place: str) -> str:
    """The same JSON with its private words made public."""
    for word in [w for w in c.private if w in text]:
        del c.private[word]
        text = text.replace(word, c.q(f"in a required part of a {place}"))
    return text


def _ids(c: Canaries, tracker: str) -> list[str]:
    for name, text in c.files.items():
        if name.startswith(f"data/{tracker}/nda"):
            return [row["id"] for row in json.loads(str(text))]
    raise KeyError(tracker)


# -- pages


def everything(w: Any, name: str) -> str:
    """Markdown in which each construct holds a word: `w(place)` makes one."""
    return f"""
## {w("heading")}

A sentence with **{w("bold")}** and `{w("inline code")}`, H~{w("text")}~.

| {w("table head")} | b |
| --- | --- |
| {w("table cell")} | c |

```python
print("{w("code block")}")
```

- [ ] {w("task")}
    - {w("nested item")}

![{w("alternative text")}](img/{name}.png "{w("title of a picture")}")
[{w("words of a link")}](https://example.com/{w("address of a link")} "{w("title of a link")}")
<span title="{w("attribute")}" data-x="{w("data attribute")}">{w("html")}</span> fi<b>{w("broken by markup")}</b>x

Note[^{name}] and ABR{name}.

??? question "{w("card")}"

    {w("answer of a card")}

!!! note "{w("title of an admonition")}"

    {w("text of an admonition")}

> {w("quotation")}

{w("definition term")}
:   {w("definition")}

### Named {{ #{w("anchor")} }}

<details><summary>{w("summary of details")}</summary>{w("details")}</details>

[^{name}]: {w("footnote")}
*[ABR{name}]: {w("abbreviation")}
"""


def _private_notes(c: Canaries) -> None:
    for i in range(15):
        word = lambda place, i=i: c.p(f"{place} in private page {i}")  # type: ignore[misc] # noqa: E731
        c.files[f"docs/notes/n{i}.md"] = (
            f"---\ntitle: {word('title')}\ntags: [{word('tag')}]\ndescription: {word('description')}\n"
            f"remark: {c.u('unknown field')} # {c.u('yaml comment')}\n---\n\n"
            f"<!-- {c.u('html comment')} -->\n{everything(word, f'p{i}')}\n[back](../pub/a.md)\n"
        )
        c.files[f"docs/notes/img/p{i}.png"] = png(c.u("metadata of a private picture"))
    c.in_nav = c.u("title in the navigation")
    named = c.named = c.p("name of a private page")
    c.files[f"docs/notes/{named}.md"] = f"# {c.p('title')}\n\n[back](../pub/a.md)\n"
    c.files[f"docs/notes/{c.p('name of a folder')}/index.md"] = f"# {c.p('title')}\n"
    c.files["docs/companies/secret-co.md"] = (
        f"---\nvisibility: public\n---\n# {c.p('public page of a private company')}\n"
    )
    c.files["docs/companies/secret-co/coding.md"] = f"---\nvisibility: public\n---\n\n{c.p('page of a private pack')}\n"
    c.files["docs/pub/closed.md"] = f"---\nvisibility: private\n---\n# {c.p('private page in a public folder')}\n"
    c.files["docs/blog/posts/closed.md"] = (
        f"---\ndate: 2026-11-02\nvisibility: private\ncategories: [{c.p('category')}]\n---\n"
        f"# {c.p('private post')}\n\n{c.p('text')}\n"
    )


def _public_notes(c: Canaries) -> None:
    w = lambda place: c.p(f"{place} in a private passage")  # noqa: E731
    q = lambda place: c.q(f"{place} in a public page")  # noqa: E731
    block = textwrap.indent(everything(w, "b1"), "    ")
    quote = "> [!private]\n" + "\n".join(f"> {line}" for line in everything(w, "b2").strip().split("\n"))
    c.files["docs/pub/a.md"] = f"""---
title: {q("title")}
tags: [{q("tag")}]
description: {q("description")}
remark: {c.u("unknown field of a public page")} # {c.u("yaml comment of a public page")}
topics: [open-topic, {_ids(c, "topics")[0]}]
---

{q("text")} <!-- {c.u("comment of a public page")} -->

!!! private "{w("title of a private block")}"

{block}

{quote}

<!-- private -->

{everything(w, "b3")}

<!-- /private -->

Within <!-- private -->{w("a line")}[^only][only]<!-- /private --> a line.

??? question "{q("card")}"

    {q("answer")} <!-- private -->{w("answer")}<!-- /private -->

[{q("link to a private page")}](../notes/n0.md "{w("title of a link to a private page")}"),
[{q("reference")}][n1], <a href="../notes/n2.md" title="{w("title of an anchor")}">{q("anchor")}</a>,
![{w("alternative text of a private picture")}](../vault/{_vault(c)}.png)
[{q("entry")}](../problems/index.md#{_ids(c, "problems")[0]})
[{q("filter")}](../problems/index.md?companies=secret-co) [{q("place")}](#the-place)

--8<-- "notes/{c.named}.md"
--8<-- "pub/partly.md"
--8<-- "snips.py"

```loopbook
show: problems
where: {{companies: [secret-co]}}
as: count
```

```loopbook
show: stories
where: {{competencies: [{_ids(c, "topics")[1]}, open-topic]}}
as: cards
```

```loopbook
show: questions
as: table
```

```loopbook
show: companies
as: list
```

[n1]: ../notes/n1.md "{w("title of a definition")}"
[only]: ../notes/img/p1.png
[^only]: {w("footnote of a passage")}
"""
    c.files["docs/pub/partly.md"] = (
        f"---\nremark: {c.u('front matter of an included page')}\n---\n{q('included')}\n\n"
        f"<!-- private -->{c.p('passage of an included page')}<!-- /private -->\n"
    )
    c.files["docs/pub/b.md"] = (
        f"# {q('other page')}\n\n[a](a.md#private-place)\n\n!!! private\n\n    ## Private place\n\n    {w('x')}\n"
    )
    c.files["docs/blog/index.md"] = f"# {q('blog')}\n"
    c.files["docs/blog/posts/open.md"] = (
        f"---\ndate: 2026-11-02\nremark: {c.u('field of a post')}\n---\n# {q('post')}\n\n{q('excerpt')} "
        f"<!-- private -->{w('excerpt')}<!-- /private -->\n\n<!-- more -->\n\n{q('rest')} <!-- {c.u('comment')} -->\n"
    )
    c.files["docs/pub/.meta.yml"] = f"reviewer: {c.u('meta file')}\n"
    c.files["docs/snips.py"] = f"# {c.u('included file that nobody marked')}\n"


def _vault(c: Canaries) -> str:
    name = c.u("name of a private picture")
    c.files[f"docs/vault/{name}.png"] = png(c.u("metadata of a picture in a private folder"))
    return name


def _files(c: Canaries) -> None:
    c.files["docs/notes/secret.csv"] = f"{c.u('attachment of nobody')}\n"
    c.files["docs/data/private.yml"] = f"- {c.u('data in docs')}\n"
    c.files["docs/pub/only-private.txt"] = f"{c.u('file that only a private page uses')}\n"
    c.files["docs/notes/n0.md"] = str(c.files["docs/notes/n0.md"]) + "\n[file](../pub/only-private.txt)\n"


def png(comment: str) -> bytes:
    """A picture of one pixel with a comment in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(comment.encode()))
    return b"\x89PNG\r\n\x1a\n" + head + text + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def site_of(book: Book, root: Path) -> Iterator[SiteFile]:
    """The pages and files of a book as a site would have them, without the time that MkDocs takes."""
    for uri, page in compose(Desk(book, books.TODAY)).pages.items():
        inserts = "\n".join(insert.html(lambda uri: uri) for insert in page.slots.values())
        text = f"{page.title}\n{page.meta}\n{page.trail}\n{page.lead}\n{page.body}\n{inserts}"
        yield SiteFile(uri, text.encode)
    for uri in book.assets:
        yield SiteFile(uri, (root / "docs" / uri).read_bytes)
    for path, text in book.includes.items():
        yield SiteFile(f"included/{path}", text.encode)


def words_in(site: Iterable[SiteFile], words: Iterable[str]) -> set[str]:
    """Which of the words stand in a site, however they are packed."""
    texts = (text for file in site for text in (file.name, *texts_of(file.name, file.read())))
    text = "\n".join(text if isinstance(text, str) else text.decode("utf-8", "replace") for text in texts)
    return {word for word in words if word in text or word in re.sub(r"<[^<>]*>", "", text)}
