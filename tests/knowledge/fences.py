"""Runs the Python code of the starter's notes, so that tests can check what the notes teach."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
OPENING = re.compile(r"^(?P<indent> *)(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)$")
IMPORTS_TORCH = re.compile(r"^\s*(import|from)\s+torch\b", re.MULTILINE)


def python_fences(text: str, *, files: bool = True) -> list[tuple[int, str]]:
    """The fences whose language is `python`, each with the number of its first line, from 1.

    A fence with a title shows a file of a package; without `files` it is left out.
    """
    fences: list[tuple[int, str]] = []
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        opening = OPENING.match(lines[at])
        at += 1
        if opening is None:
            continue
        indent, marks = len(opening["indent"]), opening["marks"]
        first = at
        while at < len(lines) and not _closes(lines[at], marks):
            at += 1
        if opening["info"].split()[:1] == ["python"] and (files or "title=" not in opening["info"]):
            code = "\n".join(line[min(indent, len(line) - len(line.lstrip())) :] for line in lines[first:at])
            fences.append((first + 1, code + "\n"))
        at += 1
    return fences


def _closes(line: str, marks: str) -> bool:
    return len(line.strip()) >= len(marks) and set(line.strip()) == {marks[0]}


def run_fences(text: str, filename: str = "<note>") -> dict[str, object]:
    """Execute all python fences in order in one namespace, except files and those that import torch; the namespace."""
    namespace: dict[str, object] = {"__name__": "note"}
    for line, code in python_fences(text, files=False):
        if not IMPORTS_TORCH.search(code):
            padded = "\n" * (line - 1) + code  # so that a traceback names the note's line
            exec(compile(padded, filename, "exec", dont_inherit=True), namespace)
    return namespace


def note(path: str) -> dict[str, object]:
    """The namespace of the note at a path relative to docs/."""
    file = DOCS / path
    return run_fences(file.read_text(encoding="utf-8"), str(file))
