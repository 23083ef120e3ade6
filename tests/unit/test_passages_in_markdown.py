"""What Markdown sets as private is what is cut from a text: Markdown is asked, with the extensions of the starter."""

from __future__ import annotations

import random
import re
from html.parser import HTMLParser

import markdown

from loopbook.passages import private_passages, without_passages

EXTENSIONS = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "pymdownx.tasklist",
]
WORD = re.compile(r"word\d+")
LEADS = ["", "", "", " ", "  ", "   ", "    ", "    ", "      ", "        ", "\t", "\t\t", " " * 12]
HOLDERS = ["- ", "* ", "1. ", "> ", ">", "> > ", "- [ ] ", ":   ", "    "]
BLOCKS = [
    "!!! private",
    "!!!private",
    "!!! Private",
    "??? private",
    "???+ private",
    "!!! note private",
    '!!! private "Title"',
    "!!! private inline end",
    "!!! note",
    '=== "Tab"',
    "> [!private]",
    ">[!private]",
    "> [!PRIVATE]-",
    "> > [!private]",
]
OTHERS = [
    *(
        "<!-- private -->",
        "<!-- /private -->",
        "```",
        "```python",
        "````",
        "~~~",
        "<div markdown>",
        "</div>",
        "<pre>",
        "</pre>",
    ),
    *("<p>", "<script>", "</script>", "| a | b |\n|---|---|", "# Title", "---", "===", "`", "``", "\\", "$$"),
]


class Reading(HTMLParser):
    """A page as Markdown sets it: the words in blocks that are marked private, and behind a quotation's mark."""

    VOID = frozenset({"br", "hr", "img", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.private: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            classes = (dict(attrs).get("class") or "").lower().split()
            self.open.append((tag, tag in ("div", "details") and "private" in classes))

    def handle_endtag(self, tag: str) -> None:
        for i in range(len(self.open) - 1, -1, -1):
            if self.open[i][0] == tag:
                del self.open[i:]
                return

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        before, mark, after = data.lower().partition("[!private]")
        self.read(before)
        if mark and "blockquote" in tags and not {"code", "pre"} & {*tags}:
            last = len(tags) - 1 - tags[::-1].index("blockquote")
            self.open[last] = ("blockquote", True)
        self.read(after)

    def read(self, text: str) -> None:
        if any(private for _, private in self.open):
            self.private.update(WORD.findall(text))


def some_page(random: random.Random) -> str:
    """Lines of markers, of what may hold them, and of words."""
    lines: list[str] = []
    for number in range(random.randint(3, 12)):
        kind, lead = random.random(), random.choice(LEADS)
        if kind < 0.2:
            holder = random.choice(HOLDERS) if random.random() < 0.1 else ""
            lines += [lead + holder + random.choice(BLOCKS), f"{lead}    word{number}"]
        elif kind < 0.35:
            lines.append(lead + random.choice(OTHERS))
        elif kind < 0.85:
            holders = random.choices(HOLDERS, k=random.choice([0, 0, 0, 1, 1, 2]))
            lines.append(lead + "".join(holders) + f"word{number}")
        lines += [""] * (random.random() < 0.3)
    return "\n".join(lines) + "\n"


def test_nothing_that_markdown_sets_as_private_is_left_without_an_error() -> None:
    renderer = markdown.Markdown(
        extensions=EXTENSIONS, extension_configs={"pymdownx.tabbed": {"alternate_style": True}}
    )
    asked = 0
    for seed in range(4000):
        text = some_page(random.Random(seed))
        reading = Reading()
        reading.feed(renderer.reset().convert(text))
        if not reading.private or private_passages(text)[1]:
            continue
        asked += 1
        left = reading.private.intersection(WORD.findall(without_passages(text)))
        assert not left, f"{left} of\n{text}"
    assert asked > 500, asked
