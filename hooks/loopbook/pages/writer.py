"""Templates → Markdown: the only module that knows Jinja."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from ..book import Book
from ..markdown_text import embed, first_sentence, plain_text, title_text
from ..model import TRACKERS, Entry, Grade
from ..paths import relative
from ..study.cards import NoteCard
from ..study.checklists import Tick
from ..study.desk import Desk
from ..study.schedule import Queue, Readiness
from .addresses import address
from .cells import Badge, Insert
from .columns import day
from .facets import MASTERY
from .page import Beside, Page, Text, slot

if TYPE_CHECKING:
    import jinja2


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(  # noqa: S701 - it writes Markdown; values are escaped as they are embedded
        loader=jinja2.PackageLoader("loopbook", "templates"),
        undefined=jinja2.StrictUndefined,
        optimized=False,  # what is compiled then depends on the template alone, and on no filter: see `compile_once`
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= {
        "day": day,
        "title": title_text,
        "plain": plain_text,
        "sentence": first_sentence,
        "percent": percent,
        "grouped": "{:,}".format,
        "indented": indented,
        "duration": duration,
        "from_page": lambda uri, page: relative(page, uri),
    }
    environment.globals |= {
        "badge": badge,
        "mastery_bar": mastery_bar,
        "days": days,
        "tick": tick,
        "only": only,
        "ready_bar": ready_bar,
    }
    return environment


def compile_once(kept: jinja2.BytecodeCache | None) -> None:
    """Have templates that were compiled in an earlier build taken from there; with None, compile them anew."""
    _environment().bytecode_cache = kept


NOUNS = {tracker: model.noun for tracker, model in TRACKERS.items()} | {NoteCard.tracker: NoteCard.noun}
"""Kind → what one of them is called."""


class Writer:
    """Writes pages about one book on one day."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.book: Book = desk.book

    def page(
        self,
        uri: str,
        title: str,
        template: str,
        context: Callable[[], Mapping[str, Any]],
        *,
        source: str | None = None,
        meta: Mapping[str, Any] | None = None,
        trail: tuple[tuple[str, str], ...] = (),
        beside: Beside | None = None,
    ) -> Page:
        """The page that a template makes of its context, which is asked for when somebody looks at the page's text.

        What the template sets above `<!-- more -->` is the lead.
        """

        def write() -> Text:
            text, slots = self.fragment(uri, template, title=title, **context())
            lead, mark, body = text.partition("<!-- more -->\n")
            lead, body = (lead, body) if mark else ("", text)
            return Text(body.strip() + "\n", lead.strip(), slots)

        return Page(uri, plain_text(title), write, source, dict(meta or {}), trail, beside)

    def fragment(self, uri: str, template: str, prefix: str = "", **context: Any) -> tuple[str, dict[str, Insert]]:
        """The Markdown that a template makes for a place on the page `uri`, and the inserts in it by slot.

        `prefix` keeps the slots of several fragments of one page apart.
        """
        slots: dict[str, Insert] = {}

        def table(found: Insert) -> str:
            name = f"{prefix}{len(slots) + 1}"
            slots[name] = found
            return slot(name)

        def to(target: Entry | str, words: str | None = None) -> str:
            where = target if isinstance(target, str) else address(self.book, target)
            label = words if words is not None else target.label if isinstance(target, Entry) else target
            return f"[{title_text(label)}]({relative(uri, where)})"

        def session(query: str, found: Queue) -> str:
            more = "" if found else f"{'&' if query else '?'}all=1"
            return to(f"review/index.md{query}{more}", session_words(found))

        body = (
            _environment()
            .get_template(template)
            .render(
                context,
                book=self.book,
                desk=self.desk,
                today=self.desk.today,
                md=lambda text: embed(str(text), uri).strip() if text else "",
                line=lambda text: " ".join(embed(str(text), uri).split()) if text else "",
                to=to,
                session=session,
                table=table,
                trackers=TRACKERS,
                gist=gist,
                nouns=NOUNS,
                box=lambda name: "[x]" if name in self.book.ticks else "[ ]",
            )
        )
        return body, slots


def badge(family: str, value: str | None, label: str = "") -> str:
    """A badge as the inline HTML that Markdown lets through."""
    return Badge(family, value, label or MASTERY.get(value, value.replace("-", " "))).html() if value else ""


def gist(entry: Entry) -> str:
    """What an entry comes down to: its answer, insight, TL;DR, headline or summary."""
    texts = (getattr(entry, name, None) for name in ("answer", "insight", "tldr", "headline", "summary"))
    return next((text for text in texts if text), "")


def tick(item: Tick) -> str:
    """What tells a checklist item's tick box its name."""
    return tick_mark(item.key)


def tick_mark(name: str) -> str:
    """The same for any name."""
    return f'<span class="lb-tick" data-tick="{escape(name)}"></span>'


def only(name: str) -> str:
    """The button that switches to a company (`acme`) or one of its rounds (`acme/coding`); nothing without a script."""
    label = "Show only what bears on it"
    return f' <button type="button" class="lb-button lb-js" data-focus="{escape(name)}">{label}</button>'


def percent(share: float | None) -> str:
    """A share from 0 to 1 as whole percent."""
    return "" if share is None else f"{share * 100:.0f}%"


def duration(minutes: int) -> str:
    """Minutes as people say them: 50 min, 3 h, 3 h 20."""
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" + (f" {minutes % 60:02}" if minutes % 60 else "")


def days(until: dt.date, today: dt.date) -> str:
    """How far a day is, in words."""
    count = (until - today).days
    if count == 0:
        return "today"
    if count in (1, -1):
        return "tomorrow" if count == 1 else "yesterday"
    return f"in {count} days" if count > 0 else f"{-count} days ago"


def session_words(found: Queue) -> str:
    """What a link to a session of these items says."""
    due, new = len(found.due), len(found.new)
    if due:
        return f"Review {due} due" + (f", {new} new" if new else "")
    return f"Look at {new} new" if new else "Review the weakest"


def indented(text: str, spaces: int = 4) -> str:
    """The text with each line indented, for admonitions and list items."""
    pad = " " * spaces
    return "\n".join(pad + line if line.strip() else "" for line in text.split("\n"))


def mastery_bar(tally: Mapping[Grade | None, int]) -> str:
    """A bar of how many items are known how well, with the same in words for those who do not see it."""
    total = sum(tally.values())
    if not total:
        return ""
    parts = [(grade.value, tally.get(grade, 0)) for grade in reversed(Grade)] + [("unseen", tally.get(None, 0))]
    words = ", ".join(f"{count} {MASTERY[name]}" for name, count in parts if count)
    bars = "".join(
        f'<i data-grade="{name}" style="width:{count / total * 100:.4g}%"></i>' for name, count in parts if count
    )
    return f'<span class="lb-bar" role="img" aria-label="{words}" title="{words}">{bars}</span>'


def ready_bar(ready: Readiness) -> str:
    """A bar of a pack: what will be remembered on the day, what was reviewed besides, and what was never looked at."""
    if not ready.total:
        return ""
    kept = (ready.recall or 0) * ready.seen
    parts = (("solid", kept), ("bugs", ready.seen - kept), ("unseen", ready.total - ready.seen))
    words = (
        f"about {kept:.0f} of {ready.total} items remembered on the day, {ready.seen} reviewed, "
        f"{ready.total - ready.seen} not yet looked at"
    )
    bars = "".join(f'<i data-grade="{name}" style="width:{n / ready.total * 100:.4g}%"></i>' for name, n in parts if n)
    return f'<span class="lb-bar lb-bar--wide" role="img" aria-label="{words}" title="{words}">{bars}</span>'
