"""BibTeX, read and written: Zotero's, JabRef's and what people type."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Any

from ..model import Paper
from .found import Harvest, InFile, needs
from .tables import decode
from .values import arxiv, clean, doi, url

_KINDS = {
    "book": "book",
    "inbook": "book",
    "incollection": "book",
    "online": "blog",
    "software": "code",
    "video": "video",
    **dict.fromkeys(("article", "inproceedings", "conference", "techreport", "phdthesis", "mastersthesis"), "paper"),
}
_TYPES = {
    "paper": "article",
    "book": "book",
    "blog": "online",
    "course": "online",
    "video": "online",
    "code": "software",
}
_KEPT = (
    "abstract",
    "note",
    "howpublished",
    "month",
    "volume",
    "number",
    "pages",
    "series",
    "edition",
    "isbn",
)
"""Fields that are kept in `extra`. Others, and paths on somebody's disk (`file`), are not carried over."""


def read(files: Iterable[InFile]) -> Harvest:
    """The works in BibTeX files."""
    from .papers import found_paper

    library: Any = needs("bibtexparser", "BibTeX")
    decoder: Any = needs("pylatexenc.latex2text", "BibTeX").LatexNodes2Text(math_mode="verbatim")
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it could not read is said below
    harvest = Harvest()
    for file in files:
        text = decode(file, harvest)
        if text is None or not text.strip():
            continue
        parsed = library.parse_string(text, append_middleware=[library.middlewares.SeparateCoAuthors()])
        for failed in parsed.failed_blocks:
            line = (failed.start_line or 0) + 1
            reason = "is there twice" if "Duplicate" in type(failed).__name__ else "is not BibTeX that can be read"
            harvest.refuse(f"{file.path}:{line}", f"{(failed.raw or '').strip().splitlines()[0][:60]} {reason}")
        strings = {string.key.lower(): str(string.value) for string in parsed.strings}
        for entry in parsed.entries:
            harvest.rows += 1
            place = f"{file.path}:{(entry.start_line or 0) + 1}"
            raw = {key.lower(): _joined(field.value, strings) for key, field in entry.fields_dict.items()}
            fields = _fields(entry.entry_type.lower(), entry.key, raw, lambda text: _text(decoder, text))
            if not fields.get("title"):
                harvest.refuse(place, f"{entry.key} has no title")
                continue
            found = found_paper(fields, file, place)
            found.names = (f"bibtex:{entry.key}", *found.names)
            harvest.entries.append(found)
    return harvest


_PIECE = r"""(?:"[^"]*"|\{[^{}]*\}|[\w:.+-]+)"""
_PIECES = re.compile(rf"\s*{_PIECE}(?:\s*#\s*{_PIECE})+\s*")


def _joined(value: Any, strings: dict[str, str]) -> Any:
    """A value that is put together (`icml # " 2020"`), where all of its names are known; else the value itself."""
    if not isinstance(value, str) or not _PIECES.fullmatch(value):
        return value
    pieces = re.findall(_PIECE, value)
    known = [piece[1:-1] if piece[0] in '"{' else strings.get(piece.lower()) for piece in pieces]
    return value if None in known else "".join(map(str, known))


_FORMULA = re.compile(r"((?<!\\)\$(?:[^$%#&~\\{}]|\\[A-Za-z]+|\{[^{}$%#&~\\]*\})+\$)")
"""What is left as it is: commands, and braces in pairs. Two prices in a sentence look so too, and come back equal."""
_HELD = "\ue000"
"""Stands for a formula while the text around it is read."""


def _text(decoder: Any, text: str) -> str:
    """LaTeX as plain text; formulas stay as they are."""
    if not re.search(r"[\\{}$~]|--|``|''", text):
        return clean(text)
    # Of `$a\b$` the decoder would take the second `$` for what `\b` stands on.
    formulas = _FORMULA.findall(text) if _HELD not in text else []
    around = _FORMULA.sub(_HELD, text) if formulas else text
    try:
        read = decoder.latex_to_text(around)
    except Exception:  # it raises many kinds of error for LaTeX that it cannot read
        read = re.sub(r"[{}\\]", "", around)
    read = read.replace("\u02c6", "^").replace("\u02dc", "~")
    for formula in formulas:
        read = read.replace(_HELD, formula, 1)
    return clean(read)


def _fields(kind: str, key: str, raw: dict[str, Any], plain: Any) -> dict[str, Any]:
    def get(*names: str) -> str:
        return next((plain(str(raw[name])) for name in names if str(raw.get(name, "")).strip()), "")

    listed = raw.get("author") or raw.get("editor") or []
    authors = [listed] if isinstance(listed, str) else listed
    year = re.search(r"\d{4}", get("year", "date"))
    eprint = str(raw.get("eprint", ""))
    known = arxiv(eprint, sure="arxiv" in get("archiveprefix", "eprinttype", "publisher").lower() or "." in eprint)
    fields: dict[str, Any] = {
        "title": get("title"),
        "authors": [name for author in authors if (name := _name(plain(author))) and name != "others"],
        "year": int(year[0]) if year else None,
        "venue": get("journal", "journaltitle", "booktitle", "school", "institution", "publisher"),
        "url": url(str(raw.get("url", ""))),
        "arxiv": known or arxiv(get("number", "note", "journal")),
        "doi": doi(str(raw.get("doi", ""))),
        "kind": said if (said := get("entrysubtype")) in _TYPES else _KINDS.get(kind),
        "topics": [clean(topic) for topic in re.split(r"[,;]", get("keywords")) if topic.strip()],
    }
    if fields["venue"].lower() == "arxiv":
        fields["venue"] = "arXiv"
    extra = {name: get(name) for name in _KEPT if get(name)}
    if re.match(r"arxiv", extra.get("number", ""), re.I):
        extra.pop("number")
    fields["extra"] = {"bibtex": key} | extra
    return {name: value for name, value in fields.items() if value}


def _name(author: str) -> str:
    """`Garcia, José` as `José Garcia`."""
    last, comma, first = author.partition(",")
    return clean(f"{first} {last}") if comma else clean(author)


# -- writing -----------------------------------------------------------------------------------------------------------

_SPECIAL = {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
            "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "$": r"\$"}  # fmt: skip


def write(papers: Iterable[Paper]) -> str:
    """Papers as BibTeX, one an entry, under the key that they came with or else their id."""
    return "\n".join(map(_entry, papers))


def _entry(paper: Paper) -> str:
    kind = _TYPES[paper.kind] if paper.kind != "paper" or paper.venue else "misc"
    fields: dict[str, str] = {"title": _braced(paper.title)}
    if _KINDS.get(kind) != paper.kind:
        fields["entrysubtype"] = paper.kind
    if paper.authors:
        fields["author"] = " and ".join(_author(name) for name in paper.authors)
    if paper.year:
        fields["year"] = str(paper.year)
    if paper.venue:
        fields["journal" if kind == "article" else "publisher"] = _escaped(paper.venue)
    if paper.arxiv:
        fields |= {"eprint": paper.arxiv, "archiveprefix": "arXiv"}
    if paper.doi:
        fields["doi"] = paper.doi
    if paper.url:
        fields["url"] = paper.url
    if paper.topics:
        fields["keywords"] = ", ".join(paper.topics)
    for name in _KEPT:
        if name in paper.extra and name not in fields:
            fields[name] = _escaped(paper.extra[name])
    key = paper.extra.get("bibtex", paper.id)
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@{kind}{{{key},\n{lines}\n}}\n"


def _braced(title: str) -> str:
    """A title whose capitals stay capitals."""
    return f"{{{_escaped(title)}}}"


def _author(name: str) -> str:
    escaped = _escaped(name)
    return f"{{{escaped}}}" if " and " in name or "," in name else escaped


_LIGATURE = re.compile(r"([-`'])(?=\1)")
"""Two of a kind that TeX makes one character of."""


def _escaped(text: str) -> str:
    pieces = _FORMULA.split(text)
    return "".join(piece if i % 2 else _as_tex(piece) for i, piece in enumerate(pieces))  # every second is a formula


def _as_tex(text: str) -> str:
    return _LIGATURE.sub(r"\1{}", "".join(_SPECIAL.get(character, character) for character in text))
