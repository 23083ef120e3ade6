"""What is made from the models and the commands: JSON Schemas for editors, and two reference pages of the guide.

Run it after a change of a model or a command (`make schemas`); `--check` only says whether that was forgotten.
"""

from __future__ import annotations

import datetime as dt
import inspect
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import click
from pydantic.fields import FieldInfo

from loopbook.cli import main as cli
from loopbook.diagnostics import BookError
from loopbook.meanings import meanings
from loopbook.model import TRACKERS, Entry, Part, Plan, Prose, Ref, Review
from loopbook.schema import json_schema, part_in, validate
from loopbook.settings import Settings
from loopbook.sources import LISTS, MAPPINGS
from loopbook.yaml_nodes import parse

ROOT = Path(__file__).parent.parent
EXAMPLES = {
    "topics": """
        - id: graphs
          title: Graphs
          aliases: [graph theory]
          summary: Nodes and edges. Asked because so many problems are one in disguise.
          children:
            - {id: shortest-paths, title: Shortest paths}
    """,
    "problems": """
        - title: Two Sum
          number: 1
          url: https://leetcode.com/problems/two-sum/
          difficulty: easy
          topics: [arrays, hash-tables]
          companies: [northwind]
          lists: [blind-75]
          insight: Keep a map from value to index and look up the rest.
          mastery: slow
    """,
    "papers": """
        - title: Attention Is All You Need
          authors: [Ashish Vaswani, Noam Shazeer]
          year: 2017
          arxiv: '1706.03762'
          status: read
          topics: [attention]
          tldr: Attention alone, without recurrence, translates better and trains faster.
    """,
    "questions": """
        - question: Why do we scale the dot product in attention?
          round: ml-breadth
          topics: [attention]
          answer: >-
            Its variance grows with the dimension, and a softmax of large numbers has hardly any gradient.
    """,
    "stories": """
        - title: The launch that I stopped
          headline: I stopped a launch two days before its date, and saved a quarter's revenue.
          situation: The ranking model was ready, and so was the press.
          task: I owned the go or no-go.
          action: I asked for one more day and showed the leak in the features.
          result: We launched two weeks later with 1.2% more revenue instead of 4% less.
          competencies: [integrity]
          told:
            - {company: northwind, round: behavioural, date: 2026-11-20}
    """,
    "companies": """
        - name: Northwind
          tier: big-tech
          role: Senior ML engineer, ads
          seniority: senior
          status: interviewing
          rounds:
            - {round: recruiter-call, date: 2026-11-10, stage: done, outcome: passed}
            - round: ml-system-design
              date: 2026-11-27
              start: '17:00'
              minutes: 60
              stage: in-progress
              focus: [ads-ranking]
    """,
    "mocks": """
        - title: Design with Ada
          date: 2026-11-18
          round: ml-system-design
          partner: Ada
          grade: bugs
          feedback: Numbers too late, and no word on monitoring.
          work_on: [monitoring-and-drift]
    """,
    "plan": """
        time_zone: Europe/Berlin
        blocks:
          - {days: [mon, wed, fri], start: '20:00', minutes: 90, for: [problems, papers]}
          - {days: [sat], start: '10:00', minutes: 180}
        days_off:
          - 2026-12-24
          - {from: 2026-12-31, to: 2027-01-02}
    """,
    "reviews": """
        - {date: 2026-11-20, item: problems/two-sum, grade: bugs, minutes: 25}
    """,
}


# -- fields in words -------------------------------------------------------------------------------------------------


def kind_of(info: FieldInfo) -> str:
    """What a field takes, in words and, where there is a choice, its values."""
    return words(Annotated[(info.annotation, *info.metadata, 0)])


def words(annotation: Any) -> str:
    """The type in words."""
    bare = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    members = [member for member in get_args(bare) if member is not type(None)]
    ref = next((mark for mark in own_marks(annotation) if isinstance(mark, Ref)), None)
    if ref:
        return "key of an entry" if ref.tracker == "*" else f"id from {ref.tracker}"
    if get_origin(bare) is list:
        return f"list: {words(members[0])}"
    if get_origin(bare) is dict:
        return f"mapping: {words(members[0])} → {words(members[1])}"
    if get_origin(bare) is Literal:
        return ", ".join(f"`{value}`" for value in members)
    if isinstance(bare, type):
        return plain_type(bare, annotation)
    return " or ".join(dict.fromkeys(words(member) for member in members)) or "text"


def own_marks(annotation: Any) -> tuple[Any, ...]:
    return annotation.__metadata__ if get_origin(annotation) is Annotated else ()


def plain_type(bare: type, annotation: Any) -> str:
    if issubclass(bare, Entry):
        return f"[{bare.noun}](#{bare.tracker})"
    if issubclass(bare, Part):
        return f"[{bare.__name__}](#{bare.__name__.lower()})"
    if issubclass(bare, Enum):
        return ", ".join(f"`{member.value}`" for member in bare)
    prose = next((mark for mark in own_marks(annotation) if isinstance(mark, Prose)), None)
    if prose:
        return "one line" if prose.one_line else "Markdown"
    pattern = next((str(mark) for mark in own_marks(annotation) if "https" in str(mark)), "")
    names = {bool: "`true` or `false`", int: "whole number", float: "number", dt.date: "date", str: "text"}
    return "address" if pattern else names.get(bare, "text")


def default_of(info: FieldInfo) -> str:
    """What holds if the field is not given, as a sentence."""
    if info.is_required():
        return "**Required.**"
    value = info.get_default(call_default_factory=True)
    if isinstance(value, Enum):
        value = value.value
    return "" if value in (None, "", [], {}, False) else f"By default `{value}`."


def table(model: type[Part], skip: frozenset[str] = frozenset()) -> str:
    """The fields of a model as a Markdown table."""
    rows = ["| field | what it takes | meaning |", "| --- | --- | --- |"]
    texts = meanings(model)
    for name, info in model.model_fields.items():
        if name not in skip:
            meaning = " ".join(f"{texts.get(name, '')} {default_of(info)}".split()).replace("|", "\\|")
            rows.append(f"| `{info.alias or name}` | {kind_of(info)} | {meaning} |")
    return "\n".join(rows)


def parts_of(model: type[Part], found: dict[str, type[Part]] | None = None) -> dict[str, type[Part]]:
    """The mappings that a model's fields hold, and those in them."""
    found = {} if found is None else found
    for info in model.model_fields.values():
        inner = part_in(Annotated[(info.annotation, *info.metadata, 0)])
        if inner and inner is not model and inner.__name__ not in found:
            found[inner.__name__] = inner
            parts_of(inner, found)
    return found


# -- pages -----------------------------------------------------------------------------------------------------------

HEAD = "<!-- Made by scripts/generate.py from the {source}. Change those, then run `make schemas`. -->"
YAML_INTRO = """\
Every field of every tracker. A tracker is a YAML list in `data/<tracker>.yml`, or several files in `data/<tracker>/`;
rounds and projects are pages instead, with these fields in their front matter. The first line of a file names its
schema, so that an editor with a YAML language server completes and checks while you type:"""
YAML_TYPES = """\
What a value is comes from its field, never from its look: `No`, `3.10` and `2608.03270` stay the text that they are.
Text with a `: ` or a ` #` in it wants quotes. A list may be written as one value: `topics: graphs` is `[graphs]`."""
CLI_INTRO = """\
Every command works on the book that you are in, from any folder of it, or on the one that `-C DIR` names before the
command. The exit code is 0 when all is well, 1 when something was found, and 2 when the command was not understood."""


def yaml_reference() -> str:
    """docs/guide/yaml-reference.md."""
    common = frozenset(Entry.model_fields)
    parts: dict[str, type[Part]] = {}
    pieces = [
        "---\ntitle: YAML reference\norder: 90\n---",
        HEAD.format(source="models in hooks/loopbook/model.py"),
        YAML_INTRO,
        "```yaml\n# yaml-language-server: $schema=.schemas/problems.json\n```",
        YAML_TYPES,
        "## Fields that every entry has",
        table(Entry),
    ]
    for tracker, model in TRACKERS.items():
        parts |= parts_of(model)
        pieces += [f"## {tracker.capitalize()}", about(model), *example(tracker), table(model, common)]
    pieces += ["## Plan", about(Plan), *example("plan"), table(Plan)]
    pieces += ["## Reviews", about(Review), *example("reviews"), table(Review)]
    parts |= parts_of(Plan)
    pieces += ["## Parts", "Mappings inside entries."]
    for name, part in parts.items():
        if not issubclass(part, Entry):
            pieces += [f"### {name}", inspect.getdoc(part) or "", table(part)]
    pieces += [
        "## Settings",
        "What `mkdocs.yml` may say below `extra.loopbook`.",
        "```yaml\nextra:\n  loopbook:\n    owner: Ada Example\n    visibility:\n      docs/topics: public\n```",
        table(Settings),
    ]
    return "\n\n".join(pieces) + "\n"


def about(model: type[Part]) -> str:
    """What one entry is and where it is written."""
    text = (inspect.getdoc(model) or "").replace("\n", " ")
    if issubclass(model, Entry) and not model.in_docs and "`data/" not in text:
        text += f" In `data/{model.tracker}.yml` or `data/{model.tracker}/`."
    return text


def example(tracker: str) -> Iterator[str]:
    """The example of a tracker, which must be right."""
    text = inspect.cleandoc(EXAMPLES.get(tracker, ""))
    if text:
        check_example(tracker, text)
        yield f"```yaml\n{text}\n```"


def check_example(tracker: str, text: str) -> None:
    parsed = parse(text, f"example of {tracker}")
    models: dict[str, type[Part]] = {**TRACKERS, "plan": Plan, "reviews": Review}
    values = parsed.value if isinstance(parsed.value, list) else [parsed.value]
    problems = [p for raw in values for p in validate(models[tracker], raw, parsed, tracker, (), tracker)[1]]
    if problems or parsed.diagnostics:
        raise BookError([*problems, *parsed.diagnostics])


def cli_reference() -> str:
    """docs/guide/cli-reference.md."""
    pieces = [
        "---\ntitle: Command line\norder: 95\n---",
        HEAD.format(source="commands in hooks/loopbook/cli/"),
        CLI_INTRO,
    ]
    for name, command in commands(cli, "loopbook"):
        text = inspect.cleandoc(command.help or "")
        examples = "\n".join(getattr(command, "examples", ()))
        pieces += [f"{'##' if name.count(' ') < 2 else '###'} {name}", text, f"```sh\n{examples}\n```"]
        usage = [p.make_metavar(click.Context(command)) for p in command.params if isinstance(p, click.Argument)]
        pieces += [f"Argument: {', '.join(f'`{word}`' for word in usage)}"] if usage else []
        rows = [row for p in command.params if isinstance(p, click.Option) for row in option_row(p)]
        if rows:
            pieces.append("\n".join(["| option | what it does |", "| --- | --- |", *rows]))
    return "\n\n".join(pieces) + "\n"


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below one, each with its full name."""
    if name != "loopbook":
        yield name, command
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        yield from commands(inner, f"{name} {inner.name}")


def option_row(option: click.Option) -> Iterator[str]:
    record = option.get_help_record(click.Context(cli))
    if record:
        names, text = (" ".join(part.split()) for part in record)
        names = names.replace("|", ", ")  # a cell's code can hold no bar
        yield f"| `{names}` | {text.replace('|', chr(92) + '|').replace('<', '&lt;')} |"


def generated() -> dict[Path, str]:
    """Every generated file and what it is to hold."""
    schemas = ROOT / "hooks" / "loopbook" / "schemas"
    guide = ROOT / "docs" / "guide"
    files = {schemas / f"{tracker}.json": json_schema(tracker) for tracker in (*LISTS, *MAPPINGS)}
    return files | {guide / "yaml-reference.md": yaml_reference(), guide / "cli-reference.md": cli_reference()}


def main(arguments: list[str]) -> int:
    stale = {path: text for path, text in generated().items() if not path.exists() or path.read_text("utf-8") != text}
    for path, text in stale.items():
        name = path.relative_to(ROOT)
        if "--check" in arguments:
            print(f"{name} is not current: run 'make schemas'")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
