"""What an audit checked and what it found, as data, and as text for a terminal or a log that others may read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from .texts import Text

SHOWN = 40
"""How many findings a report lists; it counts the others."""


@dataclass(frozen=True, order=True)
class Finding:
    """Something private in a file of the site. `line` counts from 1; 0 says that it cannot be told."""

    file: str
    line: int
    kind: str
    place: str
    """Where the private text is written."""
    text: str = ""


@dataclass(frozen=True)
class Report:
    """What was searched, for how much, and what was found."""

    files: int
    bytes: int
    things: int
    texts: int
    secrets: int
    findings: list[Finding]
    shared: list[Text]
    """Names of private things that public texts say too: of these the audit can prove nothing."""

    @property
    def is_clean(self) -> bool:
        """Whether nothing private was found."""
        return not self.findings


def as_text(report: Report, *, show: bool = False) -> str:
    """The report for people. The private texts themselves are masked unless `show`: logs are read by others."""
    checked = (
        f"audit: {report.files} files, {report.bytes / 1e6:.1f} MB, searched for {report.texts} texts of "
        f"{report.things} private things and {report.secrets} secrets"
    )
    if report.is_clean:
        lines = [f"{checked}: none of them is there"]
    else:
        lines = [f"{checked}: {len(report.findings)} found"]
        for finding in report.findings[:SHOWN]:
            at = f"{finding.file}:{finding.line}" if finding.line else finding.file
            text = f" '{finding.text if show else masked(finding.text)}'" if finding.text else ""
            lines.append(f"  {at}: {finding.kind}{text}, from {finding.place}")
        if len(report.findings) > SHOWN:
            lines.append(f"  and {len(report.findings) - SHOWN} more")
    if report.shared:
        places = sorted({text.place for text in report.shared})
        names = ", ".join(places[:3]) + (f" and {len(places) - 3} more" if len(places) > 3 else "")
        of_one = "  a name of a private thing is a public word too, so nothing is proved of it"
        of_more = f"  {len(places)} names of private things are public words too, so nothing is proved of them"
        lines.append(f"{of_one if len(places) == 1 else of_more}: {names}")
    return "\n".join(lines)


def masked(text: str) -> str:
    """The beginning of a text, and how long it is."""
    return f"{text[:2]}… ({len(text)} characters)"


def as_json(report: Report) -> str:
    """The report for programs, private texts and all."""
    value: dict[str, Any] = asdict(report) | {"clean": report.is_clean}
    value["shared"] = [text._asdict() for text in report.shared]
    return json.dumps(value, indent=2, ensure_ascii=False)
