"""What is wrong with a book, as values: where, what, and what to do. Rendering as text or JSON comes last."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps an entry out of the book and stops a build; a warning does neither."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Diagnostic:
    """One finding. `line` and `column` count from 1; 0 says that the finding is about the whole file."""

    path: str
    line: int
    column: int
    severity: Severity
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        """One line, whatever the file that it quotes may hold."""
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        text = f"{self.message}; {self.remedy}" if self.remedy else self.message
        return _CONTROL.sub(" ", f"{place}: {self.severity}: {_QUOTED.sub(_shortened, text)}")


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_QUOTED = re.compile(r"'([^']{100,})'")


def _shortened(match: re.Match[str]) -> str:
    return f"'{match[1][:60].rstrip()}…'"


class BookError(Exception):
    """A book that cannot be built or changed. Carries the diagnostics that say why."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = sorted(diagnostics)
        super().__init__(as_text(self.diagnostics))


def errors(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Those that stop a build."""
    return [d for d in diagnostics if d.severity is Severity.ERROR]


def as_text(diagnostics: Iterable[Diagnostic]) -> str:
    """One line each, in order of place."""
    return "\n".join(map(str, sorted(diagnostics)))


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """A JSON array of objects with the fields of `Diagnostic`, in order of place."""
    return json.dumps([asdict(d) for d in sorted(diagnostics)], indent=2, ensure_ascii=False)


def did_you_mean(
    word: str, known: Iterable[str], otherwise: str = "", *, meaning: Mapping[str, str] | None = None
) -> str:
    """A remedy that offers the nearest of the `known` words, or says `otherwise`.

    `meaning` maps a word that somebody may have meant to write to the one to offer for it.
    """
    folded = {name.casefold(): name for name in reversed(list(known))}
    near = [folded[name] for name in get_close_matches(word.casefold(), folded, n=3, cutoff=0.6)]
    offers = dict.fromkeys((meaning or {}).get(name, name) for name in near)
    return "did you mean " + " or ".join(f"'{offer}'" for offer in offers) + "?" if offers else otherwise
