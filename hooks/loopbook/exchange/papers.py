"""Papers and other things to read: tables, lists of links, and what is shared by all that knows of papers.

A paper is its arXiv id, its DOI, its address, then its title. An id is always a string, whatever a spreadsheet made
of it.
"""

from __future__ import annotations

import re
from typing import Any

from ..markdown_text import first_sentence, plain_text
from . import bibtex
from .found import Found, Harvest, InFile, Names, Request, fold
from .recognition import paper_names
from .tables import Row, decode, parse_table, parse_yaml, pick, split_list
from .values import arxiv, clean, doi, url

_TITLE = ("title", "paper", "papertitle", "name", "paperfullname")
_URL = ("url", "link", "links", "paperurl", "paperlink", "pdf", "pdfurl", "address", "source")
_AUTHORS = ("authors", "author")
_YEAR = ("year", "publicationyear", "published", "publicationdate", "date")
_VENUE = ("venue", "journal", "conference", "publicationtitle", "publisher", "booktitle")
_TLDR = ("tldr", "summary", "description", "notes", "note", "takeaway", "gist")
_ABSTRACT = ("abstract", "abstractnote")
_TOPICS = ("topics", "topic", "tags", "tag", "keywords", "manualtags", "automatictags", "category", "area")
_STATUS = ("status", "read", "state", "progress")
_ARXIV = ("arxiv", "arxivid", "eprint", "extra")
_DOI = ("doi",)
_KIND = ("kind", "type", "itemtype")
_DROPPED = (
    "tweeturl",
    "tweet",
    "fileattachments",
    "file",
    "linkattachments",
    "key",
    "dateadded",
    "datemodified",
    "accessdate",
)
"""What is not carried over: posts about a paper, and paths on somebody's disk."""
_KNOWN = frozenset(
    (
        *_TITLE,
        *_URL,
        *_AUTHORS,
        *_YEAR,
        *_VENUE,
        *_TLDR,
        *_ABSTRACT,
        *_TOPICS,
        *_STATUS,
        *_ARXIV,
        *_DOI,
        *_KIND,
        *_DROPPED,
    )
) | frozenset(_DROPPED)
LONGEST_TLDR = 420


def read(files: list[InFile], request: Request | None = None) -> Harvest:
    """The papers in CSV, YAML, Markdown and BibTeX files."""
    request = request or Request()
    harvest, names = Harvest(), request.names
    for done, file in enumerate(files):
        request.progress("reading", done, len(files))
        suffix = file.name.lower().rsplit(".", 1)[-1]
        if suffix in ("bib", "bibtex"):
            harvest += bibtex.read([file])
        elif suffix in ("csv", "tsv", "md", "txt", "yml", "yaml"):
            text = decode(file, harvest)
            if text is not None and text.strip():
                if suffix in ("yml", "yaml"):
                    harvest += _yaml(file, text, names)
                elif suffix in ("csv", "tsv"):
                    harvest += _csv(file, text, names)
                else:
                    harvest += _markdown(file, text, names)
        else:
            harvest.refuse(file.path, "is no CSV, YAML, Markdown or BibTeX")
    return harvest


def found_paper(fields: dict[str, Any], file: InFile, place: str) -> Found:
    """A paper with what follows from what is known of it: the year from an arXiv id, the id from an address."""
    address = fields.get("url")
    known = fields.get("arxiv") or (arxiv(address) if address else None) or arxiv(str(fields.get("doi") or ""))
    if known:
        fields["arxiv"] = known
        if arxiv(str(fields.get("url") or "")):
            fields.pop("url")  # the id says it
        if "/" not in known:
            fields.setdefault("year", 2000 + int(known[:2]))
    if str(fields.get("doi", "")).startswith("10.48550/"):
        fields.pop("doi")  # arXiv's own, which says the id again
    if "kind" not in fields and address and (kind := _kind(str(address), bool(known))):
        fields["kind"] = kind
    names = tuple(paper_names(fields.get("arxiv"), fields.get("doi"), fields.get("url"), str(fields.get("title", ""))))
    return Found("papers", {name: value for name, value in fields.items() if value}, file.source, place, names)


def _kind(address: str, is_arxiv: bool) -> str:
    if is_arxiv or re.search(r"\.pdf$|openreview\.net|aclanthology|proceedings|doi\.org|acm\.org|ieee\.org", address):
        return "paper"
    if re.search(r"youtube\.com|youtu\.be|vimeo\.com", address):
        return "video"
    if re.search(r"github\.com|gitlab\.com|huggingface\.co/(?!papers)", address):
        return "code"
    return "blog"


def short_tldr(text: str) -> tuple[str, str]:
    """The first sentence or two, and all of it if that is more."""
    text = _lines(text)
    first = first_sentence(text, LONGEST_TLDR)
    rest = plain_text(text.split("\n\n")[0])[len(first) :].strip()
    second = first_sentence(rest, LONGEST_TLDR - len(first) - 1) if rest and len(first) < LONGEST_TLDR // 2 else ""
    gist = f"{first} {second}" if second and not second.endswith("…") else first
    return gist, text if len(text) > len(gist) + 20 else ""


def _lines(text: str) -> str:
    """A cell's text with its `<br>` and bullets as lines."""
    text = re.sub(r"\s*<br\s*/?>\s*", "\n", text, flags=re.I)
    lines = [clean(re.sub(r"^\s*[●•▪◦‣]\s*", "- ", line)) for line in text.split("\n")]
    return re.sub(r"(?<!\n)\n(?=- )", "\n\n", "\n".join(lines), count=1).strip()


_AND = re.compile(r";|\band\b|,(?=\s*[A-Z][\w.-]+\s)")
_STATUSES = {
    "toread": "to-read", "unread": "to-read", "notstarted": "to-read", "todo": "to-read", "later": "to-read",
    "no": "to-read", "false": "to-read", "reading": "reading", "inprogress": "reading", "started": "reading",
    "read": "read", "done": "read", "finished": "read", "yes": "read", "true": "read", "completed": "read",
}  # fmt: skip
_KINDS = {
    "book": "book", "booksection": "book", "blog": "blog", "blogpost": "blog", "webpage": "blog", "article": "blog",
    "post": "blog", "course": "course", "video": "video", "videorecording": "video", "talk": "video",
    "presentation": "video",
    "code": "code", "computerprogram": "code", "repository": "code", "paper": "paper", "journalarticle": "paper",
    "conferencepaper": "paper", "preprint": "paper", "thesis": "paper", "report": "paper",
}  # fmt: skip


def _fields(values: dict[str, str], table_headings: dict[str, str]) -> dict[str, Any]:
    links = dict(_LINK.findall(pick(values, *_URL)))
    title, address = pick(values, *_TITLE), url(_best_link(links) or pick(values, *_URL))
    if match := _LINK.search(title):
        title, address = match[1], address or url(match[2])
    fields: dict[str, Any] = {"title": clean(plain_text(title)), "url": address}
    fields["authors"] = [clean(a) for a in _AND.split(pick(values, *_AUTHORS)) if a.strip()]
    fields["year"] = _year(pick(values, *_YEAR))
    fields["venue"] = clean(pick(values, *_VENUE))
    fields["arxiv"] = arxiv(pick(values, "arxiv", "arxivid", "eprint"), sure=True) or arxiv(pick(values, *_ARXIV))
    fields["doi"] = doi(pick(values, *_DOI))
    fields["status"] = _STATUSES.get(fold(pick(values, *_STATUS)))
    fields["kind"] = _KINDS.get(fold(pick(values, *_KIND)))
    fields["topics"] = [clean(t) for t in split_list(pick(values, *_TOPICS))]
    tldr, whole_text = short_tldr(pick(values, *_TLDR))
    extra = {table_headings.get(head, head): clean(v) for head, v in values.items() if head not in _KNOWN}
    if whole_text:
        extra["description"] = whole_text
    if abstract := pick(values, *_ABSTRACT):
        extra["abstract"] = clean(abstract)
    return {name: value for name, value in (fields | {"tldr": tldr, "extra": extra}).items() if value}


def _year(text: str) -> int | None:
    match = re.search(r"(?<!\d)(1[6-9]\d\d|20\d\d|21\d\d)(?!\d)", text)
    return int(match[1]) if match else None


def _csv(file: InFile, text: str, names: Names) -> Harvest:
    harvest = Harvest()
    table = parse_table(text, file.path, harvest, names)
    for row in table.rows if table else ():
        harvest.rows += 1
        _take(file, row, table.headings if table else {}, harvest)
    return harvest


def _take(file: InFile, row: Row, headings: dict[str, str], harvest: Harvest) -> None:
    fields = _fields(row.values, headings)
    place = f"{file.path}:{row.line}"
    if not fields.get("title"):
        harvest.refuse(place, "has no title")
    else:
        harvest.entries.append(found_paper(fields, file, place))


def _yaml(file: InFile, text: str, names: Names) -> Harvest:
    """A YAML list of mappings, of titles, or of addresses. Scalars are taken as they are written."""
    harvest = Harvest()
    data = parse_yaml(text, file.path, harvest)
    if isinstance(data, dict):
        data = next((value for value in data.values() if isinstance(value, list)), [data])
    for i, item in enumerate(data if isinstance(data, list) else [], 1):
        if item is None:
            continue
        harvest.rows += 1
        if isinstance(item, dict):
            values = {fold(names(str(key))): _words(value) for key, value in item.items() if value}
            _take(file, Row(values, i), {fold(str(k)): str(k) for k in item}, harvest)
        else:
            _take(file, Row({"title" if not url(str(item)) else "url": str(item)}, i), {}, harvest)
    return harvest


def _words(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


# -- Markdown ----------------------------------------------------------------------------------------------------------

_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(<?(https?://[^\s<>]+?)>?(?:\s+\"[^\"]*\")?\)(?!\))")
_NOT_THE_PAPER = re.compile(r"twitter\.com|//x\.com|tweet|substack|discord|linkedin\.com|facebook\.com", re.I)
_THE_PAPER = ("paper", "arxiv", "pdf", "link", "blog", "report")
_NUMBERED = re.compile(r"^\s*\d+[.)]\s*")


def _best_link(links: dict[str, str]) -> str:
    """Of several links the one to the thing itself."""
    named = [target for words, target in links.items() if fold(words) in _THE_PAPER]
    others = [target for words, target in links.items() if not _NOT_THE_PAPER.search(f"{words} {target}")]
    return next(iter([*named, *others]), "")


def _markdown(file: InFile, text: str, names: Names) -> Harvest:
    """Tables of papers, and lists of links; a heading above is their topic if the book knows it by that name."""
    harvest = Harvest()
    lines = text.split("\n")
    headings: list[str] = []
    for i, line in enumerate(lines):
        place = f"{file.path}:{i + 1}"
        if "|" in line and line.strip().startswith("|"):
            cells = [cell.strip() for cell in _cells(line)]
            if i + 1 < len(lines) and re.fullmatch(r"[\s|:-]+", lines[i + 1]) and "-" in lines[i + 1]:
                headings = [fold(names(plain_text(cell))) for cell in cells]
            elif not re.fullmatch(r"[\s|:-]+", line) and any(cells):
                harvest.rows += 1
                _table_row(file, place, cells, headings, harvest)
            continue
        headings = [] if line.strip() else headings
        match = re.match(r"\s*(?:[-*+]|\d+[.)])\s+(.*)", line)
        if match and (link := _list_link(match[1])):
            harvest.rows += 1
            title, target, rest = link
            fields: dict[str, Any] = {"title": title, "url": target}
            if rest:
                fields["tldr"] = rest
            harvest.entries.append(found_paper(fields, file, place))
    if not harvest.rows:
        harvest.refuse(file.path, "has no table of papers and no list of links to any")
    return harvest


def _list_link(text: str) -> tuple[str, str, str] | None:
    """Title, address and remark of a line of a list that is about one link to another site."""
    match = _LINK.search(text)
    if match is None or _NOT_THE_PAPER.search(match[2]) or len(re.sub(r"^[*_\s]+", "", text[: match.start()])) > 60:
        return None
    address = url(match[2])
    before = clean(plain_text(text[: match.start()])).strip(" :-–—")
    title = clean(plain_text(match[1]))
    if fold(title) in ("paper", "link", "pdf", "here", "arxiv", "code", "blog", "src", "source") and before:
        title = before
    rest = clean(plain_text(_LINK.sub(lambda m: m[1], text[match.end() :]))).strip(" :-–—.,")
    return (title, address, rest) if title and address else None


def _table_row(file: InFile, place: str, cells: list[str], headings: list[str], harvest: Harvest) -> None:
    values = {head: cell for head, cell in zip(headings, cells, strict=False) if head and cell} if headings else {}
    paper = pick(values, *_TITLE) or cells[0]
    title, description = _title_and_text(_NUMBERED.sub("", paper))
    links = {words: target for cell in cells for words, target in _LINK.findall(cell)}
    if not title:
        harvest.refuse(place, "has no title")
        return
    values = {head: cell for head, cell in values.items() if head not in _TITLE and head not in _URL}
    fields = _fields(values, {})
    fields |= {"title": title, "url": url(_best_link(links))}
    tldr, rest = short_tldr(description)
    if tldr and "tldr" not in fields:
        fields["tldr"] = tldr
        if rest:
            fields["extra"] = {**fields.get("extra", {}), "description": rest}
    harvest.entries.append(found_paper({k: v for k, v in fields.items() if v}, file, place))


def _title_and_text(cell: str) -> tuple[str, str]:
    """What is bold or linked, or stands before a gap or a dash, is the title; what follows is about it."""
    match = re.match(r"\s*\*\*(.+?)\*\*\s*(?:[-–—:]\s*)?(.*)", cell, re.S) or re.match(
        r"\s*(.{3,160}?)(?:\s{2,}|<br\s*/?>|\s+[-–—]\s+|$)(.*)", cell, re.S
    )
    if match is None:
        return clean(plain_text(cell)), ""
    return clean(plain_text(match[1])).strip(" :"), match[2].strip()


def _cells(line: str) -> list[str]:
    return re.split(r"(?<!\\)\|", line.strip().strip("|"))
