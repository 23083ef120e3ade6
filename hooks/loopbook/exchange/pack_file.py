"""A pack as one HTML file to take along: a cheat sheet of one to two printed pages that asks nothing of any network."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib import resources

from ..model import Entry, Stage, Tier
from ..pages.columns import day
from ..pages.facets import MASTERY
from ..pages.writer import days, duration, gist, percent
from ..study.desk import Desk
from ..study.packs import REASONS, Pack, PackItem
from .safe_html import block, gist_of, inline, lines, link

WIDTH = 50
"""About how many characters a line of a printed column holds."""
ROOM = 192
"""How many lines two pages hold, in two columns of 8.5 points, on the shorter of A4 and Letter; a little less, since
systems have different letters."""
FEWEST, MOST = 6, 40
"""How many items a pack shows however full its pages are, and at the most."""
STORIES = 6
WHY = {"asked": "asked here", "focus": "focus", "met": "asked elsewhere"}
STYLE = "theme/assets/css/pack-file.css"


def pack_file(desk: Desk, pack: Pack) -> str:
    """The whole file. What the desk's audience may not see is not in it, since its book does not hold it."""
    parts = [
        *_key_points(pack),
        *_stories(pack),
        *_ask(pack),
        *_checklist(desk, pack),
    ]
    head, notes = _facts(desk, pack), _notes(desk, pack)
    items = _items(desk, pack, ROOM - sum(_height(part) for part in (head, notes, *parts)))
    first = 1 if parts and pack.round and pack.round.key_points else 0
    body = "\n".join([head, "<main>", notes, *parts[:first], *items, *parts[first:], "</main>"])
    title = escape(f"{pack.company.name}: {pack.title}", quote=False)
    style = resources.files("loopbook").joinpath(STYLE).read_text("utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _facts(desk: Desk, pack: Pack) -> str:
    company, held, kind = pack.company, pack.company_round, pack.round
    when = ""
    if held.date:
        zone = (
            f" ({desk.book.plan.time_zone.replace('_', ' ')})" if desk.book.plan else ""
        )  # a guess would be a wrong hour
        start = f" at {held.start}{zone}" if held.start else ""
        when = f"{held.date:%A} {day(held.date)}{start}, {days(held.date, desk.today)}"
    minutes = duration(held.minutes) if held.minutes else ""
    if not minutes and kind and kind.typical_minutes:
        usual = kind.typical_minutes
        minutes = f"usually {usual[0]} min" if len(set(usual)) == 1 else f"usually {usual[0]} to {usual[-1]} min"
    tier = desk.book.get(Tier, company.tier) if company.tier else None
    done = held.stage is Stage.DONE and held.outcome
    facts = {
        "When": escape(when or "no date yet", quote=False),
        "Stage": _words(held.stage.value) + (f", {_words(str(held.outcome))}" if done else ""),
        "Length": minutes,
        "You meet": inline(kind.meets) if kind and kind.meets else "",
        "Role": inline(", ".join(text for text in (company.role, company.level) if text)),
        "Kind": inline(tier.label) if tier else "",
        "They value": inline("; ".join(company.values)),
        "Links": " · ".join(link(inline(found.title), found.url) for found in company.links),
    }
    rows = "".join(f"<div><dt>{name}</dt><dd>{text}</dd></div>" for name, text in facts.items() if text)
    return f"<header>\n<h1>{inline(company.name)}: {inline(pack.title)}</h1>\n<dl>{rows}</dl>\n</header>"


def _words(value: str) -> str:
    return escape(value.replace("-", " "), quote=False)


def _notes(desk: Desk, pack: Pack) -> str:
    topics = desk.book.taxonomy.topics
    focus = [inline(topics[topic].label) for topic in pack.company_round.focus if topic in topics]
    found = _section("Focus", f'<p class="focus">{" · ".join(focus)}</p>') if focus else ""
    if pack.company_round.notes:
        found += _section("What is known of it", block(pack.company_round.notes))
    return found


def _section(title: str, html: str) -> str:
    return f"<section>\n<h2>{title}</h2>\n{html}\n</section>\n"


def _height(html: str) -> int:
    """About how many lines it takes in print, with the space around headings."""
    return lines(html, WIDTH) + html.count("<section>")


def _list(rows: list[str], kind: str = "") -> str:
    name = f' class="{kind}"' if kind else ""
    return f"<ul{name}>\n" + "".join(f"<li>{row}</li>\n" for row in rows) + "</ul>"


def _key_points(pack: Pack) -> Iterator[str]:
    if pack.round and pack.round.key_points:
        yield _section("Key points", _list([inline(point) for point in pack.round.key_points]))


def _items(desk: Desk, pack: Pack, room: int) -> Iterator[str]:
    """What is weak or was asked here, the likeliest to be forgotten first; as many as there is room for."""
    rows: list[tuple[tuple[int, int, float], int, PackItem]] = []
    seen: set[str] = set()
    for place, section in enumerate(pack.sections):
        for item in section.items:
            group, recall = desk.weakness(item.entry, pack.on)
            if item.entry.key not in seen and (group < 2 or item.reason == "asked"):
                seen.add(item.entry.key)
                rows.append(((group, REASONS.index(item.reason), recall), place, item))
    shown: dict[int, list[str]] = {}
    count = 0
    for _, place, item in sorted(rows, key=lambda row: row[0])[:MOST]:
        html = _item(desk, pack, item)
        room -= _height(html)
        if room < 0 and count >= FEWEST:
            break
        shown.setdefault(place, []).append(html)
        count += 1
    for place in sorted(shown):
        query = pack.sections[place].query
        yield _section(f"Brush up: {inline(query.title or query.show.capitalize())}", _list(shown[place], "items"))
    if count and len(rows) > count:
        yield f'<p class="quiet">{len(rows) - count:,} more that are weak or new are in the book.</p>'


def _item(desk: Desk, pack: Pack, item: PackItem) -> str:
    entry = item.entry
    grade, recall = desk.mastery(entry), desk.recall(entry, pack.on)
    known = [MASTERY[grade.value]] if grade else []
    known += [f"recall {percent(recall)}"] if recall is not None else []
    known += [WHY[item.reason]] if item.reason in WHY else []
    line = gist_of(gist(entry))
    return (
        f"<b>{link(inline(entry.label), _url(entry))}</b>"
        + (f' <span class="known">{" · ".join(known)}</span>' if known else "")
        + (f"<br>{inline(line)}" if line else "")
    )


def _url(entry: Entry) -> str | None:
    return getattr(entry, "url", None)


def _stories(pack: Pack) -> Iterator[str]:
    rows = []
    for told in pack.stories[:STORIES]:
        heard = ' <span class="known">told here</span>' if told.told else ""
        headline = f"<br>{inline(told.story.headline)}" if told.story.headline else ""
        framing = f'<div class="framing">{block(told.framing)}</div>' if told.framing else ""
        rows.append(f"<b>{inline(told.story.title)}</b>{heard}{headline}{framing}")
    if rows:
        yield _section("Stories", _list(rows, "items"))


def _ask(pack: Pack) -> Iterator[str]:
    questions = [*pack.company.ask, *(pack.round.ask if pack.round else [])]
    if questions:
        yield _section("Questions to ask them", _list([inline(question) for question in questions]))


def _checklist(desk: Desk, pack: Pack) -> Iterator[str]:
    """What is left to do; what is ticked is only counted."""
    groups = []
    for title, ticks in pack.checklist.groups:
        left = [inline(tick.item.text) for tick in ticks if tick.key not in desk.book.ticks]
        done = (
            f' <span class="known">{len(ticks) - len(left)} of {len(ticks)} done</span>'
            if len(left) < len(ticks)
            else ""
        )
        groups.append(f"<h3>{title}{done}</h3>" + (_list(left, "boxes") if left else ""))
    if groups:
        yield _section("Checklist", "\n".join(groups))
