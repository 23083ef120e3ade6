"""CSV as people have it: any delimiter, any encoding, any headings. YAML as the trackers are read."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .. import yaml_nodes
from .archives import MAX_TEXT
from .found import Harvest, InFile, Names, fold, needs

csv.field_size_limit(8_000_000)
MAX_ROWS = 100_000
"""Rows that a table may have: more are no list that somebody keeps, and would take gigabytes."""


@dataclass(slots=True)
class Row:
    """One row: its values by folded heading, as written, and its line in the file."""

    values: dict[str, str]
    line: int


@dataclass
class Table:
    """A table with headings. `headings` maps folded ones to those that the file has, in its order."""

    path: str
    headings: dict[str, str]
    rows: list[Row]


def decode(file: InFile, harvest: Harvest) -> str | None:
    """A file as text with Unix line ends; None if it is too big or no text, with the reason in the harvest."""
    if file.size > MAX_TEXT:
        reason = f"is {file.size // 1_000_000:,} MB; a table or text may have {MAX_TEXT // 1_000_000} MB"
        harvest.refuse(file.path, f"{reason}: split it")
        return None
    raw = file.load()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", "replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            if b"\0" in raw[:4096]:
                harvest.refuse(file.path, "is no text")
                return None
            guesses = needs("charset_normalizer", "a file that is not UTF-8").from_bytes(raw[:400_000])
            best = guesses.best()
            encoding = best.encoding if best else "cp1252"
            if any("cp1252" in guess.could_be_from_charset for guess in guesses):
                encoding = "cp1252"  # of those that fit, what Windows writes in most of the world
            text = raw.decode(encoding, "replace")
            harvest.notes.append(f"{file.path} is not UTF-8; read as {encoding}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def read_table(file: InFile, harvest: Harvest, names: Names | None = None) -> Table | None:
    """A CSV or TSV file with headings; None if it has none, with the reason in the harvest."""
    text = decode(file, harvest)
    return None if text is None else parse_table(text, file.path, harvest, names)


def parse_yaml(text: str, path: str, harvest: Harvest) -> Any:
    """What a YAML text holds, its scalars as they are written; what is wrong is refused. None if it holds nothing."""
    parsed = yaml_nodes.parse(text, path)
    for problem in parsed.diagnostics:
        remedy = f"; {problem.remedy}" if problem.remedy else ""
        harvest.refuse(f"{path}:{problem.line}" if problem.line else path, f"{problem.message}{remedy}")
    return parsed.value


def parse_json(text: str) -> Any:
    """What a JSON text holds. Raises ValueError or RecursionError. Half a character is more than a file can hold."""
    data = json.loads(text)
    return _whole(data) if _HALF.search(text) else data


_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(inner) for name, inner in value.items()}
    return value


def parse_table(text: str, path: str, harvest: Harvest, names: Names | None = None) -> Table | None:
    """The table in a text. A heading that comes twice gets a number; a row that is too long is refused."""
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    headings: list[str] = []
    rows: list[Row] = []
    try:
        for cells in reader:
            if not any(map(str.strip, cells)):
                continue
            if not headings:
                headings = _headings(cells, names or Names())
                shown = dict(zip(headings, cells, strict=True))
            elif len(cells) > len(headings) and any(map(str.strip, cells[len(headings) :])):
                harvest.refuse(f"{path}:{reader.line_num}", f"has {len(cells)} cells for {len(headings)} headings")
            elif len(rows) == MAX_ROWS:
                harvest.refuse(path, f"has more than {MAX_ROWS:,} rows: split it")
                rows.clear()
                break
            else:
                values = {head: cell for head, cell in zip(headings, cells, strict=False) if cell and cell.strip()}
                rows.append(Row(values, reader.line_num))
    except csv.Error as error:
        harvest.refuse(f"{path}:{reader.line_num}", f"is not CSV: {error}")
    if not headings:
        harvest.refuse(path, "has no headings")
        return None
    return Table(path, {head: text.strip() for head, text in shown.items()}, rows)


def _headings(cells: Sequence[str], names: Names) -> list[str]:
    found: list[str] = []
    for i, cell in enumerate(cells):
        head = fold(names(cell.strip())) or f"column{i + 1}"
        count = 1
        while head in found:
            count += 1
            head = f"{fold(cell)}{count}"
        found.append(head)
    return found


def _delimiter(text: str) -> str:
    """What stands between cells: the candidate that is in the first line most often, outside quotes."""
    first = re.sub(r'"[^"]*"', "", text.lstrip("\n").split("\n", 1)[0])
    return max(",;\t|", key=lambda mark: (first.count(mark), -",;\t|".index(mark)))


def pick(values: Mapping[str, str], *headings: str) -> str:
    """The first value that there is under one of these (folded) headings."""
    for head in headings:
        if value := values.get(head):
            return value.strip()
    return ""


@lru_cache(1024)
def split_list(text: str) -> tuple[str, ...]:
    """The items of a cell that holds several: by `;` or line, else by comma outside brackets."""
    parts = re.split(r"[;\n]", text) if re.search(r"[;\n]", text) else re.split(r",(?![^()]*\))", text)
    return tuple(part.strip() for part in parts if part.strip())
