"""A pack as one file: everything that the evening before needs, and nothing that leads anywhere private."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import books
from loopbook import audience
from loopbook.cli import browser, main
from loopbook.exchange.safe_html import block, gist_of, inline, is_elsewhere, lines

Run = Callable[[str], Result]

HUNT: books.Files = books.MINIMAL | {
    "mkdocs.yml": """
        site_name: Mine
        extra:
          loopbook:
            visibility: {docs/rounds: public, data/problems.yml: public, data/topics.yml: public}
    """,
    "docs/rounds/coding.md": """
        ---
        title: Coding
        category: coding
        meets: An engineer
        key_points: [Say the brute force first]
        checklist:
          - {id: warm-up, text: Solve one easy problem}
          - {id: rest, text: Sleep, when: day-before}
        ask: [What do you review?]
        feeds:
          - {show: problems}
          - {show: stories}
        ---
        What it is like.
    """,
    "data/tiers.yml": "- {id: big-tech, title: Big tech}\n",
    "data/problems.yml": r"""
        - title: Two Sum
          number: 1
          topics: [arrays]
          url: https://leetcode.com/problems/two-sum/
          mastery: no-clue
          insight: "A map makes it $O(n)$; see [arrays](topics/arrays.md) and ![a picture](assets/x.png). More of it."
        - {title: Course Schedule, number: 207, topics: [graphs], mastery: bugs, insight: "<script>Colours</script>."}
    """,
    "data/stories.yml": """
        - title: The migration
          headline: I cut the bill by 40%.
          competencies: [conflict]
          framing: {big-tech: Begin with the *scale*.}
    """,
    "data/companies.yml": """
        - name: Northwind
          visibility: public
          tier: big-tech
          ask: [Who reads the design?]
          rounds:
            - {round: coding, visibility: public, date: 2026-11-23, start: '16:00', minutes: 60, focus: [graphs],
               notes: 'Two problems. [Theirs](https://example.com/jobs), [mine](companies/northwind.md).
                       <!-- private -->They pay 300k.<!-- /private -->'}
            - {round: coding, id: second-coding, date: 2026-11-25, visibility: private}
        - name: Secretive
          rounds: [{round: coding}]
    """,
    "data/plan.yml": "time_zone: Europe/Berlin\n",
    "data/ticks.yml": "companies/northwind/coding/warm-up: 2026-11-19\n",
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    books.write(tmp_path, HUNT)
    books.enter(tmp_path, monkeypatch)

    def run(command: str) -> Result:
        result = CliRunner().invoke(main, shlex.split(command.removeprefix("loopbook ")))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    return run


def made(run: Run, options: str = "") -> str:
    result = run(f"loopbook pack northwind coding -o out/mine.html {options}")
    assert result.exit_code == 0, result.output
    return Path("out/mine.html").read_text("utf-8")


class Addresses(HTMLParser):
    """All that a page could load or lead to, and its elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()
        self.handlers: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.found += [value or "" for name, value in attrs if name in ("href", "src", "srcset", "data", "poster")]
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]


def test_it_stands_alone(run: Run) -> None:
    html = made(run)
    page = Addresses(html)
    assert set(page.found) == {"https://leetcode.com/problems/two-sum/", "https://example.com/jobs"}
    assert page.handlers == []
    assert not page.tags & {"script", "link", "img", "iframe", "object", "svg", "form", "base"}
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html


def test_every_part_is_there(run: Run) -> None:
    html = made(run)
    words = " ".join(re.sub(r"<[^>]+>", " ", html.partition("<body>")[2]).split())
    for part in (
        "Northwind: Coding", "Monday 23 Nov 2026 at 16:00 (Europe/Berlin)", "in 3 days", "planned", "1 h",
        "An engineer", "Big tech", "Graphs", "Two problems.", "Say the brute force first", "Two Sum",
        "no clue", "bugs · focus", "and a picture.",
        "The migration", "I cut the bill by 40%.", "Begin with the scale .", "Who reads the design?",
        "What do you review?", "1 of 1 done", "Sleep",
    ):  # fmt: skip
        assert part in words, part
    assert "<math" in html
    assert "Solve one easy problem" not in words  # it is done
    assert "More of it" not in words  # one line is enough
    assert "&lt;script>" in html or "&lt;script&gt;" in html


def test_what_is_private_is_not_in_the_public_one(run: Run) -> None:
    html = made(run)
    secrets = ("300k", "The migration", "no clue", "1 of 1 done")
    assert all(secret in html for secret in secrets)
    html = made(run, "--public")
    assert not any(secret in html for secret in secrets)
    assert "at 16:00, in 3 days" in html  # the plan is private, and with it the time zone
    assert "Two Sum" in html
    assert "Solve one easy problem" in html


def test_a_public_pack_that_would_leak_is_not_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {name: step for name, step in audience.STEPS.items() if name != "passages of entries"}
    monkeypatch.setattr(audience, "STEPS", kept)
    done = run("loopbook pack northwind coding --public -o shown.html")
    assert done.exit_code == 2
    assert "shown.html" in done.output
    assert "Nothing was written" in done.output
    assert "300k" not in done.output
    assert not (tmp_path / "shown.html").exists()


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ("northwnd coding", "did you mean 'northwind'"),
        ("zzz coding", "use one of northwind, secretive"),
        ("northwind codin", "did you mean 'coding'"),
        ("northwind zzz", "use one of coding, second-coding"),
        ("secretive coding --public", "Secretive is not public"),
        ("northwind second-coding --public", "did you mean 'coding'"),
    ],
)
def test_names_that_are_not_known_or_not_public(run: Run, names: str, says: str) -> None:
    result = run(f"loopbook pack {names}")
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())
    assert not list(Path().glob("pack-*"))


def test_another_round_of_the_same_name_is_not_taken_for_it(run: Run, tmp_path: Path) -> None:
    rounds = "[{round: coding, date: 2026-11-01, visibility: private}, {round: coding, date: 2026-11-02}]"
    books.write(tmp_path, {"data/companies.yml": f"- {{name: Northwind, visibility: public, rounds: {rounds}}}\n"})
    assert run("loopbook pack northwind coding --public").exit_code == 2
    assert run("loopbook pack northwind coding").exit_code == 0


def test_company_by_its_name_and_where_it_is_written(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "wrote pack-northwind-coding.html (private" in run("loopbook pack Northwind Coding").stdout
    monkeypatch.chdir("docs")
    result = run("loopbook pack northwind coding")
    assert result.exit_code == 2
    assert "what would be written is private" in " ".join(result.stderr.split())
    assert run("loopbook pack northwind coding --public").exit_code == 0


def test_without_a_browser(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(browser.VARIABLE, "/nowhere/chrome")
    result = run("loopbook pack northwind coding --pdf")
    assert result.exit_code == 2
    assert "LOOPBOOK_CHROMIUM=" in result.stderr


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Yes. It is a map. More.", "Yes. It is a map."),  # the first says too little
        (
            "The first sentence is long enough to stand alone. More.",
            "The first sentence is long enough to stand alone.",
        ),
        ("It is\n\n- a\n- b", "It is"),
        ("These:\n\n- a\n- b", "These…"),
        ("The loss is\n:\n\n$$\nx^2\n$$", "The loss is : $x^2$"),
        ("```python\nx\n```", ""),
        ("word " * 100 + "$a b$", ("word " * 100)[:279].rstrip() + "…"),
    ],
)
def test_what_a_text_comes_down_to(text: str, line: str) -> None:
    assert gist_of(text) == line


@pytest.mark.parametrize(
    "url",
    [
        "topics/a.md", "#a", "/a/", "//example.com/a", "javascript:alert(1)", "data:text/html,a", "file:///etc/passwd",
        "http://localhost:8000/a", "http://127.0.0.1/a", "http://[::1]/a", "http://nas.local/a", "http://[", "ftp://a.org/",
    ],
)  # fmt: skip
def test_links_that_become_words(url: str) -> None:
    assert not is_elsewhere(url)
    assert "href" not in inline(f"[words](<{url}>)")
    assert "words" in inline(f"[words](<{url}>)")


def test_markdown_alone() -> None:
    assert inline("a *b* <b onclick=x>c</b>") == "a <em>b</em> &lt;b onclick=x&gt;c&lt;/b&gt;"
    assert inline("[a](https://example.com/?a=1&b=2)") == (
        '<a href="https://example.com/?a=1&amp;b=2" rel="noopener noreferrer">a</a>'
    )
    assert "<math" in block("$$x^2$$")
    assert block("| a |\n| --- |\n| b |").count("<td>") == 1
    assert lines("<p>one</p><ul><li>two</li><li>" + "x" * 51 + "</li></ul>", 50) == 4
