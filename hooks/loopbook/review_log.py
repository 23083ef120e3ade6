"""The review log, `data/reviews.yml`: a YAML list with one flow mapping a line, in any order, only ever added to.

    - {date: 2026-11-20, time: '07:31:05.250', item: problems/two-sum, grade: bugs, minutes: 25}

It is read line by line, so that one bad line (torn by a power cut, spoilt by a merge) costs that line alone, and so
that 100,000 lines take a third of a second. `log_file` writes it.

A review with a `time` is the same review wherever its line stands twice: that is what lets a browser send it again, a
file be merged twice, and git keep both sides of a merge.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from .diagnostics import Diagnostic, Severity
from .fields import FIRST_DAY, LAST_DAY
from .model import CLOCK, Grade, Review
from .schema import validate
from .yaml_nodes import parse


class LogLine(NamedTuple):
    """One review, and where it is written."""

    date: dt.date
    """The owner's day, wherever they were."""
    time: str
    """The owner's time of day (`07:31:05.250`), which orders the reviews of a day; "" if nobody noted it."""
    item: str
    """The key of the entry or card: `problems/two-sum`."""
    grade: Grade
    minutes: int | None = None
    note: str | None = None
    path: str = ""
    line: int = 0
    """0 for a review that no log holds, such as a question's in a debrief."""

    @property
    def identity(self) -> tuple[dt.date, str, str, Grade]:
        """What makes two lines the same review, if they have a time."""
        return self.date, self.time, self.item, self.grade


_LINE = re.compile(
    r"- \{date: ([0-9]{4}-[0-9]{2}-[0-9]{2})(?:, time: '(\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)')?, item: ([\w./+-]+), "
    r"grade: (no-clue|bugs|slow|solid)(?:, minutes: ([1-9]\d{0,2}))?(?:, note: \"([^\"\\]+)\")?\}[ \t]*\Z"
)
"""A line as Loopbook writes it; whatever else is YAML is read as YAML, which takes fifty times as long."""
_CONFLICT = re.compile(r"(<{7}|={7}|>{7}|\|{7})( |$)")
NOTHING = ("", "---", "...", "[]")
_GRADE = {grade.value: grade for grade in Grade}


def read_log(text: str, path: str) -> tuple[list[LogLine], list[Diagnostic]]:
    """The reviews of a log in the order of its lines, and what is wrong with the others.

    Never raises. `path` is what diagnostics call the file.
    """
    reader = _Reader(text, path)
    reader.read()
    return reader.found, reader.diagnostics


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        self.text, self.path = text, path
        self.lines = text.split("\n")
        self.found: list[LogLine] = []
        self.diagnostics: list[Diagnostic] = []
        self.days: dict[str, dt.date | None] = {}

    def read(self) -> None:
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            match = _LINE.match(line)
            if (match and self.take(match, at + 1)) or line.startswith("#") or line.strip() in NOTHING:
                at += 1
            elif (conflict := _CONFLICT.match(line)) is not None:
                at = self.skip_marker(conflict[1], at)
            else:
                at = self.read_yaml(at)

    def take(self, match: re.Match[str], number: int) -> bool:
        day = self.day(match[1])
        if day is None or (match[2] and not CLOCK.fullmatch(match[2])):
            return False
        minutes = int(match[5]) if match[5] else None
        self.found.append(
            LogLine(day, match[2] or "", match[3], _GRADE[match[4]], minutes, match[6], self.path, number)
        )
        return True

    def day(self, text: str) -> dt.date | None:
        if text not in self.days:
            try:
                day = dt.date.fromisoformat(text)
                self.days[text] = day if FIRST_DAY <= day <= LAST_DAY else None
            except ValueError:
                self.days[text] = None
        return self.days[text]

    def skip_marker(self, marker: str, at: int) -> int:
        """Both sides of a conflict count, as in a merge by union; what they came from (`|||||||`) does not."""
        if marker[0] in "<|":
            message = "a merge conflict's marker; the lines of both sides are used"
            remedy = "delete the lines that begin with <<<<<<<, ======= and >>>>>>>, and keep the others"
            if marker[0] == "<":
                self.report(at + 1, message, remedy)
        at += 1
        if marker[0] == "|":
            while at < len(self.lines) and not self.lines[at].startswith("======="):
                at += 1
        return at

    def read_yaml(self, at: int) -> int:
        """An entry as a person may write it: it ends where a line begins the next."""
        end = at + 1
        while end < len(self.lines) and not self.ends_entry(self.lines[end]):
            end += 1
        chunk = "\n".join(self.lines[at:end])
        parsed = parse(chunk, self.path, at + 1)
        problems = [d if d.line <= end else replace(d, line=at + 1, column=1) for d in parsed.diagnostics]
        if not problems and not isinstance(parsed.value, list):
            self.report(at + 1, "a line that is not a review", "write it as '- {date: …, item: …, grade: …}'")
            return end
        for i, raw in enumerate(parsed.value or ()):
            review, wrong = validate(Review, raw, parsed, self.path, (i,), "this review")
            problems += wrong
            if review:
                line = LogLine(review.date, review.time, review.item, review.grade, review.minutes, review.note)
                self.found.append(line._replace(path=self.path, line=parsed.items[i][0]))
        if problems and end == len(self.lines) and at == end - 1 and is_torn(chunk):
            message, remedy = "the last line is torn, and left out", "delete it; the next review does so too"
            self.diagnostics.append(Diagnostic(self.path, at + 1, 1, Severity.WARNING, message, remedy))
        else:
            self.diagnostics += problems
        return end

    def ends_entry(self, line: str) -> bool:
        """Whether a line, being one that is not indented, begins something else."""
        return bool(line.strip()) and not line[0].isspace()

    def report(self, line: int, message: str, remedy: str) -> None:
        self.diagnostics.append(Diagnostic(self.path, line, 1, Severity.ERROR, message, remedy))


def is_torn(last: str) -> bool:
    """Whether the last line of a file, behind which there is no newline, was cut off while it was being written."""
    start = "- {date: "
    return (last.startswith(start) or start.startswith(last)) and not last.rstrip().endswith("}")


def as_line(review: LogLine) -> str:
    """A review as the log writes it, without the newline."""
    parts = [f"date: {review.date.isoformat()}"]
    if review.time:
        parts.append(f"time: '{review.time}'")
    parts += [f"item: {_scalar(review.item)}", f"grade: {review.grade.value}"]
    if review.minutes is not None:
        parts.append(f"minutes: {review.minutes}")
    if review.note:
        parts.append(f"note: {_quoted(review.note)}")
    return f"- {{{', '.join(parts)}}}"


def _scalar(text: str) -> str:
    return text if re.fullmatch(r"[\w][\w./+-]*", text) else _quoted(text)


def _quoted(text: str) -> str:
    """JSON's strings are YAML's double-quoted ones, but for a few line breaks that YAML knows besides."""
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda m: f"\\u{ord(m[0]):04x}", quoted)


def without_doubles(reviews: Iterable[LogLine]) -> list[LogLine]:
    """Each review once; one without a time is never taken for another."""
    seen: set[tuple[dt.date, str, str, Grade]] = set()
    kept = []
    for review in reviews:
        if review.time:
            if review.identity in seen:
                continue
            seen.add(review.identity)
        kept.append(review)
    return kept
