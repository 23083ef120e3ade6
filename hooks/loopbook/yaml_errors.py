"""What PyYAML complains of, in words that help whoever wrote the file: what is wrong, where, and what to do."""

from __future__ import annotations

import re

import yaml

from .diagnostics import Diagnostic, Severity

_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})( |$)", re.M)
_UNPRINTABLE = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = {"\x85": "U+0085", "\u2028": "U+2028", "\u2029": "U+2029"}
"""What YAML takes for the end of a line, and hardly any editor shows."""
_KEY = re.compile(r"[ \t]*[\w-]+[ \t]*")
_QUOTE_IT = "put the value in quotes"
_OPEN_QUOTE = "a quote that is opened here and not closed"


def explained(error: yaml.YAMLError, text: str, path: str, shift: int = 0) -> Diagnostic:
    """An error of the parser as a diagnostic. `shift` is how many lines of the file stand before the text."""
    if not isinstance(error, yaml.MarkedYAMLError):
        found = _UNPRINTABLE.search(text)
        if found is None:
            return Diagnostic(path, 0, 0, Severity.ERROR, f"not YAML: {str(error).splitlines()[0]}", "mend the file")
        message = f"a control character (0x{ord(found[0]):02x}), which YAML does not allow"
        return Diagnostic(path, *_place(text, found.start(), shift), Severity.ERROR, message, "delete it")
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    conflict = _CONFLICT.search(text)
    hidden = next((c for c in _BREAKS if c in text), None)
    if conflict:
        line, column = _place(text, conflict.start())
        message, remedy = "a merge conflict's marker", "resolve the conflict and delete the markers"
    elif hidden:
        line, column = _place(text, text.index(hidden))
        message, remedy = f"a line break that cannot be seen ({_BREAKS[hidden]})", "delete it, or put a space there"
    else:
        rows = text.split("\n")
        row = rows[line - 1] if line <= len(rows) else ""
        message, remedy = _of_a_row(error, row, column, shift)
        if message == _OPEN_QUOTE and error.context_mark:
            line, column = error.context_mark.line + 1, error.context_mark.column + 1
    return Diagnostic(path, line + shift, column, Severity.ERROR, message, remedy)


def _place(text: str, at: int, shift: int = 0) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1 + shift, at - text.rfind("\n", 0, at)


def _problem(error: yaml.MarkedYAMLError) -> str:
    return (error.problem or "").replace("\\t", "tab")


def _of_a_row(error: yaml.MarkedYAMLError, row: str, column: int, shift: int) -> tuple[str, str]:
    """A message and a remedy for an error in a line, at a column counted from 1."""
    problem, context = _problem(error), error.context or ""
    if "\ufeff" in row:
        return "a byte-order mark in the middle of the file", "delete the character, which cannot be seen"
    if "\t" in row[: column + 1] or "tab" in problem:
        return "a tab where YAML wants spaces", "indent with spaces"
    if "mapping values are not allowed" in problem:
        if _KEY.fullmatch(row[: column - 1]):
            return (
                f"'{row[: column - 1].strip()}' is indented deeper than the line above",
                "indent it like its siblings",
            )
        return "a ': ' inside a plain value", _QUOTE_IT
    if "undefined alias" in problem:
        return problem, "put the value in quotes if it begins with '*' or '&'"
    if context in ("while scanning an alias", "while scanning an anchor"):
        return f"a plain value cannot begin with '{'*' if 'alias' in context else '&'}'", _QUOTE_IT
    if "cannot start any token" in problem:
        return f"a plain value cannot begin with '{row[column - 1 : column]}'", _QUOTE_IT
    if "quoted scalar" in context:
        if "end of stream" in problem or "document indicator" in problem:
            return _OPEN_QUOTE, "close it on the value's last line"
        return "a backslash in double quotes that YAML does not know", "write it twice, or use single quotes"
    if context.startswith("while parsing a flow") and "expected ','" in problem:
        bracket, opened = ("[" if "sequence" in context else "{"), error.context_mark
        where = f" of line {opened.line + 1 + shift}" if opened else ""
        return f"the '{bracket}'{where} is not closed, or a ',' is missing here", f"close it, or {_QUOTE_IT}"
    if "expected node content" in problem:
        return "a value is missing here, or a '[' or '{' above is not closed", f"close it, or {_QUOTE_IT}"
    if "did not find expected key" in problem and re.search(r"['\"]", row[: column - 1]):
        return "text behind a quote that is closed", "put the whole value in the other kind of quotes"
    if "expected '-' indicator" in problem or "did not find expected key" in problem:
        if row.startswith("- "):
            return "an entry begins here, and what is above is none", "begin that with '- ' too"
        what = "begin it with '- '" if "'-'" in problem else "write it as 'name: value'"
        return "this line belongs to nothing above it", f"{what}, or indent it like its siblings"
    if "could not find expected ':'" in problem:
        return "this line is no 'name: value'", "write it so, or indent it like the text that it goes on with"
    if "expected a single document" in context:
        return "a second document begins here", "take the '---' away"
    why = f"{context}: {problem}" if context else problem
    return f"not YAML: {why}", "look at the indentation and the quotes around this place"
