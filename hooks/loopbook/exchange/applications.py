"""A spreadsheet of job applications, under any headings: each row a company in the hunt."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from .found import Found, Harvest, InFile, Names, Request, failure, fold
from .tables import Row, Table, pick, read_table
from .values import clean, date, day_order, is_ambiguous, url

_COMPANY = ("company", "companyname", "employer", "organization", "organisation", "firm")
_ROLE = ("role", "position", "jobtitle", "title", "job", "positiontitle", "roletitle", "jobposition")
_STATUS = ("status", "stage", "applicationstatus", "state", "progress", "outcome", "result", "currentstage")
_APPLIED = ("dateapplied", "applied", "applieddate", "appliedon", "applicationdate", "date", "datesubmitted", "added")
_URL = ("url", "link", "joblink", "joburl", "posting", "jobposting", "jobpostinglink", "applicationlink", "website")
_NOTES = ("notes", "note", "comments", "comment", "remarks", "summary")
_LEVEL = ("level", "grade", "seniority")
_TIER = ("tier",)
_KNOWN = frozenset((*_COMPANY, *_ROLE, *_STATUS, *_APPLIED, *_URL, *_NOTES, *_LEVEL, *_TIER))
_PERSONAL = re.compile(r"recruiter|contact|email|phone|referr|password|login|username|address")
"""Headings of what is about other people, or secret, and is not carried over."""

_STATUSES = (
    (r"accepted|signed", "accepted"),
    (r"offer", "offer"),
    (r"reject|declined by|not selected|no longer|turned down|denied|failed|unsuccessful", "rejected"),
    (r"withdr|i declined|declined offer|cancel", "withdrawn"),
    (r"ghost|closed|no response|no reply|expired|archiv|on hold", "closed"),
    (
        r"interview|onsite|on-site|screen|phone|assessment|take.?home|loop|final|round|oa\b|in progress|technical",
        "interviewing",
    ),
    (r"applied|submitted|sent|pending|waiting|under review|in review", "applied"),
    (r"wish|saved|bookmark|interested|to apply|todo|not applied|researching|planned|lead", "wishlist"),
)


def read(files: list[InFile], request: Request | None = None) -> Harvest:
    """The applications in CSV and TSV files. Raises BookError if dates may mean two days and nobody said which."""
    request = request or Request()
    harvest = Harvest()
    for done, file in enumerate(files):
        request.progress("reading", done, len(files))
        if not file.name.lower().endswith((".csv", ".tsv", ".txt")):
            harvest.refuse(file.path, "is no CSV: export the spreadsheet as CSV")
            continue
        table = read_table(file, harvest, request.names)
        if table is None:
            continue
        if not any(head in table.headings for head in _COMPANY):
            heads = ", ".join(table.headings.values())
            harvest.refuse(file.path, f"has no column for the company, only {heads}; say --map 'heading=company'")
            continue
        order = request.dates or _order(table)
        for row in table.rows:
            harvest.rows += 1
            _application(file, table, row, order, request.names, harvest)
    return harvest


def _order(table: Table) -> str:
    """Whether the day or the month comes first in the table's dates. Raises BookError if it cannot be told."""
    dates = [text for row in table.rows for head in _APPLIED if (text := row.values.get(head))]
    order = day_order(dates)
    unclear = [text for text in dates if is_ambiguous(text)]
    if unclear and not order:
        example = unclear[0].strip()
        first, second = date(example, "dmy"), date(example, "mdy")
        remedy = f"say --dates dmy for {first:%-d %B} or --dates mdy for {second:%-d %B}" if first and second else ""
        raise failure(f"'{example}' may be two days, and no date in the file tells which", remedy, table.path)
    return order


def _application(file: InFile, table: Table, row: Row, order: str, names: Names, harvest: Harvest) -> None:
    values, place = row.values, f"{file.path}:{row.line}"
    company = names(clean(pick(values, *_COMPANY)))
    if not fold(company):
        harvest.refuse(place, "names no company")
        return
    role = clean(pick(values, *_ROLE))
    extra = {
        table.headings[head]: clean(text)
        for head, text in values.items()
        if head not in _KNOWN and not _PERSONAL.search(head)
    }
    applied: dt.date | None = None
    if text := pick(values, *_APPLIED):
        applied = date(text, order)
        if applied is None:
            extra["applied"] = clean(text)
    status = clean(pick(values, *_STATUS))
    meant = next((name for pattern, name in _STATUSES if re.search(pattern, status, re.I)), None)
    if status and meant is None:
        extra["status"] = status
    fields: dict[str, Any] = {
        "name": company,
        "role": role,
        "status": meant or ("applied" if applied else None),
        "level": clean(pick(values, *_LEVEL)),
        "added": applied.isoformat() if applied else None,
        "summary": pick(values, *_NOTES),
        "extra": extra,
    }
    if address := url(pick(values, *_URL)):
        fields["links"] = [{"title": "Job description", "url": address}]
    known = (f"job:{fold(company)}/{fold(role)}", f"vacant:{fold(company)}") if role else (f"title:{fold(company)}",)
    found = Found("companies", {k: v for k, v in fields.items() if v}, file.source, place, known)
    harvest.entries.append(found)
