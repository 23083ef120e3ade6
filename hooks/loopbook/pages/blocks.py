"""The fenced `loopbook` block of a note: checked, then replaced by what it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ..diagnostics import Diagnostic, Severity, errors
from ..markdown_text import replace
from ..model import Query
from ..notes import Block, Note
from ..schema import validate
from ..study.desk import Desk
from ..study.query import problems, run
from .cells import Insert
from .columns import table
from .writer import Writer, indented


@dataclass
class Expanded:
    """A note's Markdown with its blocks carried out, and the tables in it by slot."""

    body: str
    slots: dict[str, Insert] = field(default_factory=dict)
    placed_page: bool = False
    """Whether a block asked for the page's own generated part."""


Read = tuple[Block, Query | None, list[Diagnostic]]
"""A block, its query if it is right, and what is wrong with it if not."""
Generated = Callable[[str], tuple[str, dict[str, Insert]]]
"""Makes the generated part of a page, given the prefix of its slots."""


def queries(desk: Desk, note: Note) -> Iterator[Read]:
    """A note's blocks as they were read and checked."""
    for block in note.blocks:
        place = (note.path, note.line(block.start), len(block.indent) + 1)
        query: Query | None = None
        found = list(block.parsed.diagnostics)
        if ">" in block.indent:
            message, remedy = "a loopbook block in a quotation", "take away the '>' before its lines"
            found = [Diagnostic(*place, Severity.ERROR, message, remedy)]
        elif not block.closed:
            message, remedy = "a loopbook block that is never closed", "write ``` in a line below it"
            found = [Diagnostic(*place, Severity.ERROR, message, remedy)]
        elif not found and not isinstance(block.parsed.value, dict):
            message, remedy = "a loopbook block that says nothing", "write 'show: problems' in it"
            found.append(Diagnostic(*place, Severity.ERROR, message, remedy))
        elif not found:
            query, found = validate(Query, block.parsed.value, block.parsed, note.path, (), "the block")
            if query:
                found = list(problems(desk, query, block.parsed, note.path))
        yield block, None if errors(found) else query, found


def expand(writer: Writer, note: Note, blocks: Iterable[Read], generated: Generated | None = None) -> Expanded:
    """The note's Markdown with each of its blocks replaced; one that is wrong becomes a short notice."""
    result = Expanded(note.body)
    edits: list[tuple[int, int, str]] = []
    for i, (block, query, found) in enumerate(blocks):
        prefix = f"b{i}-"
        if query is None:
            markdown = '!!! failure "This block is wrong"\n\n' + "\n".join(f"    - {d.message}" for d in found) + "\n"
        elif query.show == "page":
            result.placed_page = True
            markdown, slots = generated(prefix) if generated else ("", {})
            result.slots |= slots
        else:
            markdown, slots = render(writer, note.uri, query, prefix)
            result.slots |= slots
        edits.append((block.start, block.end, "\n" + indented(markdown.strip("\n"), len(block.indent)) + "\n"))
    result.body = replace(note.body, edits)
    return result


def render(writer: Writer, uri: str, query: Query, prefix: str = "") -> tuple[str, dict[str, Insert]]:
    """What a query shows, as Markdown for the page `uri`, and the tables in it by slot."""
    entries = run(writer.desk, query)
    context = {"query": query, "entries": entries, "found": None}
    if query.render == "table":
        caption = query.title or query.show.capitalize()
        context["found"] = table(writer.desk, query.show, entries, name=f"{uri}:{prefix}", caption=caption)
    return writer.fragment(uri, f"block-{query.render}.md", prefix, **context)
