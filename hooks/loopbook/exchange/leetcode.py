"""Coding problems: company-wise CSVs, problem lists as CSV, JSON or Markdown, under any of the headings they come with.

A problem is the slug in its address, then its number: its title and difficulty are what sources disagree on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from .found import Found, Harvest, InFile, Names, Request, fold
from .problem_names import asked_from, company_name, fold_id, identities, mastery_of, slug_of, title_of
from .tables import Row, Table, decode, parse_json, parse_table, pick, split_list
from .values import clean, number, share, whole, yes

_TITLE = ("title", "name", "problem", "problemname", "problemtitle", "question", "questiontitle", "questionname")
_URL = (
    "url",
    "link",
    "leetcodequestionlink",
    "leetcodelink",
    "questionlink",
    "problemlink",
    "problemurl",
    "titleslug",
    "slug",
)
_NUMBER = (
    "number",
    "id",
    "leetcodeid",
    "questionid",
    "frontendid",
    "frontendquestionid",
    "no",
    "num",
    "problemid",
    "problemnumber",
    "qid",
    "lc",
)
_DIFFICULTY = ("difficulty", "level", "diff")
_ACCEPTANCE = ("acceptance", "acceptancerate", "acrate", "acc")
_FREQUENCY = ("frequency", "freq", "timesasked", "numoccur", "numoccurrences", "occurrences")
_TOPICS = (
    "topics",
    "topic",
    "tags",
    "tag",
    "pattern",
    "patterns",
    "category",
    "relatedtopics",
    "topictags",
    "concepts",
)
_COMPANIES = ("companies", "company", "companytags", "askedby")
_LISTS = ("lists", "list", "studyplan", "sheet")
_PREMIUM = ("premium", "ispremium", "paidonly", "ispaidonly", "locked", "ispaid")
_INSIGHT = ("insight", "memo", "keyidea", "takeaway", "hint", "notes", "note", "comments", "comment", "remarks")
_MASTERY = ("mastery", "confidence")
_KNOWN = frozenset(
    (*_TITLE, *_URL, *_NUMBER, *_DIFFICULTY, *_ACCEPTANCE, *_FREQUENCY, *_TOPICS, *_COMPANIES, *_LISTS, *_PREMIUM)
) | frozenset((*_INSIGHT, *_MASTERY))


def read(files: list[InFile], request: Request | None = None) -> Harvest:
    """The problems in CSV, TSV, JSON and Markdown files."""
    request = request or Request()
    harvest, names = Harvest(), request.names
    for done, file in enumerate(files):
        request.progress("reading", done, len(files))
        suffix = file.name.lower().rsplit(".", 1)[-1]
        if suffix in ("csv", "tsv", "json", "md", "txt"):
            text = decode(file, harvest)
            if text is not None and text.strip():
                harvest += {"json": _json, "md": _markdown, "txt": _markdown}.get(suffix, _csv)(file, text, names)
        elif not file.name.upper().startswith(("LICENSE", "README")):
            harvest.refuse(file.path, "is no CSV, JSON or Markdown")
    return harvest


# -- tables ------------------------------------------------------------------------------------------------------------


def _csv(file: InFile, text: str, names: Names) -> Harvest:
    harvest = Harvest()
    table = parse_table(text, file.path, harvest, names)
    if table is None or not table.rows:
        return harvest
    if not any(head in table.headings for head in (*_TITLE, *_URL)):
        harvest.refuse(file.path, f"has no column for a title or an address, only {', '.join(table.headings.values())}")
        return harvest
    asked = asked_from(f"{file.folder}/{file.path}" if file.folder else file.path)
    columns = _Columns(table)
    scale = _scale(table, columns)
    for row in table.rows:
        harvest.rows += 1
        found = _problem(file, row, columns, harvest)
        if found is None:
            continue
        frequency = number(pick(row.values, *columns.frequency))
        if asked:
            _ask(found.fields, asked[:1], asked[1], frequency, scale)
        elif askers := _named(pick(row.values, *columns.companies)):
            _ask(found.fields, askers, "all", frequency, scale)
        harvest.entries.append(found)
    return harvest


def _scale(table: Table, columns: _Columns) -> float:
    """Which frequency stands for "as often as anything": 1, 100, or the highest of the file."""
    highest = max((number(pick(row.values, *columns.frequency)) or 0.0 for row in table.rows), default=0.0)
    return 1 if highest <= 1 else 100 if 10 < highest <= 100 else round(highest, 4)


def _ask(fields: dict[str, Any], names: Sequence[str], window: str, frequency: float | None, scale: float) -> None:
    often: dict[str, Any] = {}
    if frequency is not None and frequency >= 0:
        often["frequency"] = round(min(frequency / scale, 1), 3)
        often["scale"] = int(scale) if scale == int(scale) else scale
    companies = [*map(company_name, names)]
    fields["companies"] = companies
    fields["asked"] = [{"company": company, "window": window, **often} for company in companies]


class _Columns:
    """Of the headings that a field goes by, those that a table has; and the others, as the file calls them."""

    def __init__(self, table: Table) -> None:
        self.title, self.url, self.number = (_here(table, names) for names in (_TITLE, _URL, _NUMBER))
        self.difficulty, self.acceptance = _here(table, _DIFFICULTY), _here(table, _ACCEPTANCE)
        self.frequency, self.companies = _here(table, _FREQUENCY), _here(table, _COMPANIES)
        self.topics, self.lists, self.premium = (_here(table, names) for names in (_TOPICS, _LISTS, _PREMIUM))
        self.insight, self.mastery = _here(table, _INSIGHT), _here(table, _MASTERY)
        self.others = {head: name for head, name in table.headings.items() if head not in _KNOWN}


def _here(table: Table, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of some headings that a table has, in their order."""
    return tuple(name for name in names if name in table.headings)


@lru_cache(1024)
def _named(text: str) -> tuple[str, ...]:
    """The names in a cell that holds several."""
    return tuple(map(clean, split_list(text)))


def _problem(file: InFile, row: Row, columns: _Columns, harvest: Harvest) -> Found | None:
    values = row.values
    place = f"{file.path}:{row.line}"
    title = title_of(pick(values, *columns.title))
    address = pick(values, *columns.url)
    slug = slug_of(address)
    given = pick(values, *columns.number)
    lc = whole(given)
    if given and lc is None and not title and not slug:
        title = title_of(given)
    if not title and not slug:
        harvest.refuse(place, "has neither a title nor an address")
        return None
    if lc is None and (match := re.match(r"(\d{1,4})[.)]\s+(\S.*)", title)):
        lc, title = int(match[1]), match[2]
    fields: dict[str, Any] = {"title": title or slug.replace("-", " ").title()}
    if lc:
        fields["number"] = lc
    if slug:
        fields["url"] = f"https://leetcode.com/problems/{slug}/"
    elif elsewhere := _other_url(address):
        fields |= {"url": elsewhere, "source": "web"}
    difficulty = pick(values, *columns.difficulty).casefold()
    if difficulty in ("easy", "medium", "hard"):
        fields["difficulty"] = difficulty
    if (rate := share(pick(values, *columns.acceptance))) is not None:
        fields["acceptance"] = rate
    if topics := _named(pick(values, *columns.topics)):
        fields["topics"] = [*topics]
    if columns.lists and (lists := [fold_id(t) for t in split_list(pick(values, *columns.lists))]):
        fields["lists"] = lists
    if columns.premium and (premium := pick(values, *columns.premium)) and yes(premium):
        fields["premium"] = True
    if columns.insight and (insight := pick(values, *columns.insight)):
        fields["insight"] = insight
    if columns.mastery and (mastery := mastery_of(pick(values, *columns.mastery))):
        fields["mastery"] = mastery
    if columns.others and (extra := {columns.others[h]: clean(t) for h, t in values.items() if h in columns.others}):
        fields["extra"] = extra
    return Found("problems", fields, file.source, place, identities(slug, lc, title))


def _other_url(text: str) -> str:
    match = re.match(r"https?://\S+", clean(text))
    return match[0] if match else ""


# -- JSON --------------------------------------------------------------------------------------------------------------


def _json(file: InFile, text: str, names: Names) -> Harvest:
    harvest = Harvest()
    try:
        data = parse_json(text)
    except (ValueError, RecursionError) as error:
        harvest.refuse(file.path, f"is not JSON: {error}")
        return harvest
    for i, record in enumerate(_records(data), 1):
        harvest.rows += 1
        place = f"{file.path}: record {i}"
        values = {fold(names(str(key))): _text(value) for key, value in record.items()}
        table = Table(file.path, {fold(names(str(key))): str(key) for key in record}, [])
        flags = {fold(str(key)): value for key, value in record.items() if isinstance(value, bool)}
        code = values.pop("code", "")
        for key in (*flags, "video", "freelink"):
            values.pop(key, None)
        found = _problem(file, Row({k: v for k, v in values.items() if v}, i), _Columns(table), harvest)
        if found is None:
            continue
        found.place = place
        fields = found.fields
        if flags.get("premium") or flags.get("ispaidonly") or flags.get("paidonly"):
            fields["premium"] = True
        _from_code(found, code, harvest)
        if "pattern" in values and code:  # NeetCode's site data
            flagged = (("neetcode150", "neetcode-150"), ("blind75", "blind-75"), ("neetcode250", "neetcode-250"))
            fields["lists"] = [
                *fields.get("lists", []),
                *(name for key, name in flagged if flags.get(key)),
                "neetcode-all",
            ]
        harvest.entries.append(found)
    if not harvest.rows:
        harvest.refuse(file.path, "has no list of problems in it")
    return harvest


def _from_code(found: Found, code: str, harvest: Harvest) -> None:
    """NeetCode's `code` (`0217-contains-duplicate`) holds the number, and sometimes another problem's."""
    match = re.fullmatch(r"0*(\d+)-([\w-]+)", code)
    if not match or "number" in found.fields:
        return
    slug = slug_of(str(found.fields.get("url", "")))
    if slug and slug != match[2]:
        harvest.notes.append(f"{found.place}: '{code}' does not go with '{slug}', so its number was not taken")
    else:
        found.fields["number"] = int(match[1])
        found.names = identities(slug, int(match[1]), found.fields["title"])


def _records(data: Any) -> Iterator[Mapping[str, Any]]:
    """The list of mappings in a JSON document, wherever it is: LeetCode's own answers wrap theirs several times."""
    if isinstance(data, list):
        yield from (_flat(item) for item in data if isinstance(item, dict))
    elif isinstance(data, dict):
        lists = [
            value for value in data.values() if isinstance(value, list) and any(isinstance(v, dict) for v in value)
        ]
        if lists:
            for found in lists:
                yield from _records(found)
        else:
            for value in data.values():
                if isinstance(value, dict):
                    yield from _records(value)


def _flat(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record with its nested parts beside its own: `{"stat": {"question_id": 1}}` has a `question_id`."""
    flat = dict(record)
    for inner in ("stat", "question", "problem"):
        if isinstance(record.get(inner), dict):
            flat = {**record[inner], **{k: v for k, v in flat.items() if k != inner}}
    level = flat.get("difficulty")
    if isinstance(level, dict):
        flat["difficulty"] = {1: "easy", 2: "medium", 3: "hard"}.get(level.get("level", 0), "")
    return flat


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(filter(None, (_text(v.get("name", "") if isinstance(v, dict) else v) for v in value)))
    return "" if value is None or isinstance(value, dict) else str(value)


# -- Markdown ----------------------------------------------------------------------------------------------------------

_LINE = re.compile(
    r"^\s*[-*+]\s*(?:\[[ xX]\]\s*)?(?:#|LC\s*|LeetCode\s*)?(\d{1,4})[.:)]?\s+([A-Z0-9(][^\[\]|<>]{2,100}?)\s*$"
)
_LINKED = re.compile(r"\[([^\[\]]+)\]\((https?://(?:www\.)?leetcode\.(?:com|cn)/problems/[^)\s]+)[^)]*\)")


def _markdown(file: InFile, text: str, names: Names) -> Harvest:
    """Lines like `75 Sort Colors` in a list, and links to LeetCode; the heading above is the topic."""
    harvest = Harvest()
    heading = ""
    for i, line in enumerate(text.split("\n"), 1):
        if match := re.match(r"#{1,6}\s+(.*)", line):
            heading = clean(match[1].strip("# "))
            continue
        place = f"{file.path}:{i}"
        found: list[tuple[str, int | None, str]] = [
            (slug_of(url), None, title_of(words)) for words, url in _LINKED.findall(line)
        ]
        if not found and (match := _LINE.match(line)):
            found = [("", int(match[1]), title_of(match[2]))]
        for slug, lc, title in found:
            numbered = re.match(r"(\d{1,4})[.:)]?\s+(.*)", title)
            if numbered:
                lc, title = int(numbered[1]), numbered[2]
            fields: dict[str, Any] = {"title": title}
            if lc:
                fields["number"] = lc
            if slug:
                fields["url"] = f"https://leetcode.com/problems/{slug}/"
            if heading:
                fields["topics"] = [names(heading)]
            harvest.rows += 1
            harvest.entries.append(Found("problems", fields, file.source, place, identities(slug, lc, title)))
    if not harvest.rows:
        harvest.refuse(file.path, "has no lines like '* 75 Sort Colors' and no links to problems")
    return harvest
