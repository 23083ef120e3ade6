"""Books of plain notes for the benchmark: the same number, the same bytes, on every machine."""

from __future__ import annotations

import random
from pathlib import Path

AREAS = ("algorithms", "serving", "training", "ranking", "language", "vision", "statistics", "systems")
A_FOLDER = 20
"""Notes in one folder: people make a new folder before they have hundreds of files in one."""

WORDS = (
    "batch gradient attention cache latency recall precision embedding retrieval index shard replica queue token",
    "window feature label drift loss optimiser schedule warm-up decay layer residual norm softmax sampling beam",
    "greedy heap graph tree hash bucket join stream partition offset commit quorum leader timeout retry budget",
    "trade-off baseline ablation metric cohort experiment variance bias bootstrap interval prior posterior likelihood",
)
VOCABULARY = " ".join(WORDS).split()

CODE = '''```python
def {name}(values: list[float], window: int = {n}) -> list[float]:
    """Mean over a sliding window."""
    total, out = sum(values[:window]), []
    for i in range(window, len(values)):
        out.append(total / window)
        total += values[i] - values[i - window]
    return out
```'''


def path_of(i: int) -> str:
    """Where note `i` is, below docs/."""
    folder = i // A_FOLDER
    return f"{AREAS[folder % len(AREAS)]}/part-{folder // len(AREAS) + 1:03d}/note-{i:04d}.md"


def note(i: int, count: int) -> str:
    """About 5 KB of Markdown: six headings, lists, code, a table, an admonition and links to three other notes."""
    rng = random.Random(i)

    def words(n: int) -> str:
        text = " ".join(rng.choice(VOCABULARY) for _ in range(n))
        return text[0].upper() + text[1:] + "."

    def paragraph() -> str:
        parts = [words(rng.randint(7, 12)) for _ in range(3)]
        first, _, rest = parts[1].partition(" ")
        parts[1] = f"**{first}** {rest}"
        return " ".join(parts) + f" It takes `O(n log {rng.randint(2, 64)})`."

    up = "../" * path_of(i).count("/")
    links = [(i + 1) % count, (i * 7 + 3) % count, rng.randrange(count)]
    title = f"Note {i}: {words(3).rstrip('.').lower()}"
    out = [f"---\ndescription: {words(8)}\n---\n\n# {title}\n", paragraph(), ""]
    for section in range(5):
        out += [f"## {words(3).rstrip('.')} {section}\n", paragraph(), "", paragraph(), ""]
        out += [f"- {words(7)}" for _ in range(4)] + [""]
        if section == 1:
            out += [CODE.format(name=f"smooth_{i}", n=rng.randint(3, 9)), ""]
        if section == 2:
            out += ["| Choice | Cost | When |", "| --- | --- | --- |"]
            out += [f"| {words(2)} | {rng.randint(1, 99)} ms | {words(4)} |" for _ in range(5)] + [""]
        if section == 3:
            out += ["!!! note", f"    {paragraph()}", ""]
        if section == 4:
            out += [f"- See [note {j}]({up}{path_of(j)})" for j in links] + [""]
    return "\n".join(out)


def write_notes(folder: Path, count: int) -> None:
    """Write `count` notes below folder/docs."""
    docs = folder / "docs"
    for i in range(count):
        place = docs / path_of(i)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(note(i, count), "utf-8")
    (docs / "index.md").write_text("# Notes\n\nAll of them.\n", "utf-8")
