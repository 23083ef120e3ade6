"""Changes to the owner's YAML: what is changed says what was meant, and what is not is as it was, to the byte."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from loopbook import editing, yaml_text
from loopbook.diagnostics import BookError
from loopbook.editing import Draft, as_read, open_draft
from loopbook.model import Company, Problem
from loopbook.yaml_nodes import parse
from loopbook.yaml_text import Style

PROBLEMS = """\
# yaml-language-server: $schema=../.schemas/problems.json
# Mine, by pattern.

# Arrays
- id: two-sum   # the first
  title: "Two Sum"
  number: 1
  topics: [arrays, hashing]
  insight: >-
    Keep what was seen
    in a map.
  # not yet: mastery
- title:   'Course Schedule'
  number: 207
  topics:
    - graphs  # directed

# Strings
- {title: Anagram, topics: [strings]}  # in one line
"""


def draft(text: str, path: str = "data/problems.yml") -> Draft:
    return Draft(Path("unused"), path, text, text)


def value(text: str) -> Any:
    read = parse(text, "x")
    assert not read.diagnostics, text
    return read.value


# -- appending -------------------------------------------------------------------------------------------------------


def test_append_leaves_every_byte_before_it() -> None:
    text = draft(PROBLEMS.replace("- {title: Anagram, topics: [strings]}  # in one line\n", "")).append(
        [{"title": "No", "number": 3, "topics": ["arrays"], "added": dt.date(2026, 11, 20), "premium": True}]
    )
    assert text.text.startswith(text.before)
    assert text.text.removeprefix(text.before) == (
        "- title: 'No'\n  number: 3\n  topics: [arrays]\n  added: 2026-11-20\n  premium: true\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "- a: b\n"),
        ("# only a comment", "# only a comment\n- a: b\n"),
        ("[]\n", "- a: b\n"),
        ("--- []\n", "--- \n- a: b\n"),
        ("[{a: z}]\n", "[{a: z}, {a: b}]\n"),
        ("- a: z", "- a: z\n- a: b\n"),
        ("- a: z\n...\n# end\n", "- a: z\n- a: b\n...\n# end\n"),
        ("- {a: z}\n", "- {a: z}\n- {a: b}\n"),
        ("  - a: z\n", "  - a: z\n  - a: b\n"),
        ("-   a: z\n    c: d\n", "-   a: z\n    c: d\n-   a: b\n"),
        ("- a: z\n\n- a: y\n", "- a: z\n\n- a: y\n\n- a: b\n"),
        ("- a: z\r\n- a: y\r\n", "- a: z\r\n- a: y\r\n- a: b\r\n"),
        ("- a: |\n    z\n", "- a: |\n    z\n- a: b\n"),
        ("- &x\n  a: z\n- *x\n", "- &x\n  a: z\n- *x\n- a: b\n"),
        ("~\n", "\n- a: b\n"),
    ],
)
def test_append_writes_as_the_file_does(before: str, after: str) -> None:
    if before == "~\n":
        after = "- a: b\n"
    assert draft(before).append([{"a": "b"}]).text == after


@pytest.mark.parametrize(
    ("before", "lists"),
    [
        ("- t:\n  - x\n  - y\n", "  t:\n  - p\n  - q\n"),
        ("- t:\n    - x\n", "  t:\n    - p\n    - q\n"),
        ("- t: [x]\n", "  t: [p, q]\n"),
        ("- t: x\n", "  t: [p, q]\n"),
    ],
)
def test_append_indents_lists_as_the_file_does(before: str, lists: str) -> None:
    assert draft(before).append([{"name": "New", "t": ["p", "q"]}]).text == f"{before}- name: New\n{lists}"


def test_append_to_a_list_of_an_entry() -> None:
    text = "- name: Northwind\n  rounds:\n    - round: coding  # first\n  # later\n- name: Other\n"
    added = draft(text, "data/companies.yml").append([{"round": "ml-breadth", "minutes": 60}], at=(0, "rounds"))
    assert added.text == text.replace(
        "# first\n", "# first\n    - round: ml-breadth\n      minutes: 60\n"
    )  # fmt: skip
    first = draft(text).append([{"round": "coding"}], at=(1, "rounds"))
    assert first.text == text + "  rounds:\n    - round: coding\n"


def test_a_long_text_becomes_a_block() -> None:
    long = "Keep a window " * 12
    many = "- one\n- two\n\n    code"
    new = draft("- a: z\n").append([{"insight": long.strip(), "notes": many, "url": "https://x.de/" + "a" * 200}])
    assert "- insight: >-\n    Keep a window" in new.text
    assert "  notes: |-\n    - one\n    - two\n\n        code\n" in new.text
    assert all(len(line) <= 112 for line in new.text.split("\n") if "https" not in line)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
HARD = st.text(st.sampled_from("ab \n\t#:-'\"\\{}[],&*!|>%@`?~=.1eE+_\r\x85\u2028\ufeff\x00\u00a0é"), max_size=30)
GUESSES = """
    no yes on off y n true null ~ Null NO 1e3 0x1F 3.10 07:30 190:20:30 2026-11-20 2608.03270 .inf .nan << = - ... ---
    1_000 0b1 +1 012 0o7 1. .5 12e03 -.5
"""
LIKE_YAML = st.sampled_from(GUESSES.split())
LONG = st.lists(st.text("abc#:-' ", min_size=1, max_size=9), max_size=60).map(" ".join)
TEXTS = st.one_of(WORDS, HARD, LIKE_YAML, LONG)
VALUES = st.recursive(
    st.one_of(TEXTS, st.integers(), st.booleans(), st.dates()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS.filter(lambda k: k != "<<"), inner, max_size=4),
    max_leaves=8,
)
ENTRIES = st.lists(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=5), min_size=1, max_size=3)
STYLES = st.builds(
    Style, st.integers(2, 4), st.sampled_from([0, 2, 4]), st.booleans(), st.booleans(), spaced=st.booleans()
)


@given(ENTRIES, STYLES)
@example([{"a": "  x\n y"}], Style())
@example([{"a": "\n\nx"}], Style())
@example([{"a": "x\n  "}], Style())
@example([{"a": "\tx\ny"}], Style())
@example([{"": ""}], Style())
@example([{"a": [[], {}, [[]], [{"b": []}]]}], Style(nested=0, flow_lists=False))
def test_what_is_written_reads_back_equal(entries: list[dict[str, Any]], style: Style) -> None:
    text = "\n".join(yaml_text.item(entry, 0, style) for entry in entries) + "\n"
    assert value(text) == as_read(entries)
    if style.flow_items:
        assert text.count("\n") == len(entries)


@given(TEXTS)
def test_no_reader_takes_a_text_for_something_else(text: str) -> None:
    assert yaml.safe_load(f"- {yaml_text.scalar(text)}\n") == [text]
    assert yaml.safe_load(f"[{yaml_text.scalar(text, flow=True)}]\n") == [text]


CORE = re.compile(
    r"[-+]?(\d+|0o[0-7]+|0x[\da-fA-F]+|(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|\.inf)|\.nan|true|false|null|~", re.I
)


@given(TEXTS)
def test_yaml_1_2_does_not_either(text: str) -> None:
    written = yaml_text.scalar(text)
    assert not (written == text and CORE.fullmatch(text))


BASES = st.sampled_from(
    [PROBLEMS, PROBLEMS.replace("\n", "\r\n"), "", "- a: 1\n", "# c\n- a:\n  - 1\n\n- b: 2 # d\n", "[]", "- [a]\n"]
)


@given(BASES, ENTRIES)
@example("[]", [{"notes": "one line\n"}])
def test_appending_keeps_what_there_was(text: str, entries: list[dict[str, Any]]) -> None:
    after = draft(text).append(entries).text
    assert value(after) == (value(text) or []) + as_read(entries)
    if text != "[]":
        assert after.startswith(text)


def test_many_entries_are_appended_with_few_looks_at_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    monkeypatch.setattr(editing, "parse", lambda text, path: read.append(len(text)) or parse(text, path))
    rows = [{"title": f"Problem {i}: what # is it", "number": i, "topics": ["arrays"]} for i in range(20_000)]
    after = draft(PROBLEMS).append(rows)
    assert sum(read) < 3 * len(PROBLEMS)
    found = value(after.text)
    assert len(found) == 20_003
    assert found[-1] == {"title": "Problem 19999: what # is it", "number": "19999", "topics": ["arrays"]}


# -- setting ---------------------------------------------------------------------------------------------------------


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and those that came, from the first to the last difference."""
    old, new = before.split("\n"), after.split("\n")
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return old, new


@pytest.mark.parametrize(
    ("at", "fields", "gone", "come"),
    [
        ((0,), {"title": "3Sum"}, ['  title: "Two Sum"'], ["  title: 3Sum"]),
        ((0,), {"id": "two-sums"}, ["- id: two-sum   # the first"], ["- id: two-sums   # the first"]),
        ((0,), {"id": None}, ["- id: two-sum   # the first", '  title: "Two Sum"'], ['- title: "Two Sum"']),
        ((0,), {"number": None}, ["  number: 1"], []),
        ((0,), {"topics": ["a", "b c"]}, ["  topics: [arrays, hashing]"], ["  topics: [a, b c]"]),
        (
            (0,),
            {"insight": "Short"},
            ["  insight: >-", "    Keep what was seen", "    in a map."],
            ["  insight: Short"],
        ),
        ((0,), {"mastery": "solid"}, [], ["  mastery: solid"]),
        ((1,), {"topics": ["trees"]}, ["  topics:", "    - graphs  # directed"], ["  topics: [trees]"]),
        ((1,), {"insight": "One\nTwo"}, [], ["  insight: |-", "    One", "    Two"]),
        (
            (2,),
            {"topics": ["x"], "number": 242},
            ["- {title: Anagram, topics: [strings]}  # in one line"],
            ["- {title: Anagram, topics: [x], number: 242}  # in one line"],
        ),
        (
            (2,),
            {"title": None},
            ["- {title: Anagram, topics: [strings]}  # in one line"],
            ["- {topics: [strings]}  # in one line"],
        ),
    ],
)
def test_set_changes_its_field_alone(at: Any, fields: dict[str, Any], gone: list[str], come: list[str]) -> None:
    for newline in ("\n", "\r\n"):
        before = PROBLEMS.replace("\n", newline)
        after = draft(before).set({at: fields}).text
        assert (newline == "\n") == ("\r" not in after)
        assert changed_lines(PROBLEMS, after.replace("\r\n", "\n")) == (gone, come)


def test_set_keeps_comments_on_the_line_of_a_field() -> None:
    text = "- a: x  # why\n  b: >-  # long\n    y\n  c:  # list\n    - z\n"
    after = draft(text).set({(0,): {"a": "p\nq", "b": "r", "c": ["s", {"t": "u"}]}}).text
    assert after == (
        "- a: |-  # why\n    p\n    q\n  b: r  # long\n  c:  # list\n    - s\n    - t: u\n"
    )  # fmt: skip


def test_set_of_an_anchor_that_others_use_says_what_comes_of_it() -> None:
    text = "- &x {a: 1}\n- *x\n"
    assert value(draft(text).set({(0,): {"a": 2}}).text) == [{"a": "2"}, {"a": "2"}]
    with pytest.raises(BookError, match="cannot be made in safely; make the change by hand"):
        draft(text).set({(1,): {"a": 2}})


@given(BASES.filter(lambda text: "a" in text and "[a]" not in text), st.data())
def test_set_says_what_was_meant(text: str, data: st.DataObject) -> None:
    entries = value(text)
    index = data.draw(st.integers(0, len(entries) - 1))
    names = st.sampled_from([*entries[index], "new", "other"])
    fields = data.draw(st.dictionaries(names, VALUES | st.none(), min_size=1))
    after = draft(text).set({(index,): fields}).text
    expected = entries[index] | as_read(fields)
    assert value(after)[index] == {name: given for name, given in expected.items() if given is not None}
    assert after.count("#") >= 0
    assert value(after)[:index] + value(after)[index + 1 :] == entries[:index] + entries[index + 1 :]


# -- removing --------------------------------------------------------------------------------------------------------


def test_remove_takes_the_comments_that_are_the_entrys() -> None:
    after = draft(PROBLEMS).remove([(0,)]).text
    assert after == PROBLEMS[: PROBLEMS.index("- id: two-sum")] + PROBLEMS[PROBLEMS.index("- title:   ") :]
    assert "# Arrays\n- title:" in after, "a heading over several entries stays"
    after = draft(PROBLEMS).remove([(2,)]).text
    assert after == PROBLEMS[: PROBLEMS.index("# Strings")]


def test_remove_all_keeps_the_head_of_the_file() -> None:
    text = "# schema\n# what this is\n- a: 1\n\n# of b\n- b: 2\n  # in b\n"
    assert draft(text).remove([(0,), (1,)]).text == "# schema\n# what this is\n\n"
    again = draft(text).remove([(0,), (1,)]).append([{"c": "d"}])
    assert again.text == "# schema\n# what this is\n\n- c: d\n"


def test_remove_inside_an_entry() -> None:
    text = "- t: [a, b, c]\n  r:\n    - x: 1\n    - x: 2\n  s:\n  - y\n"
    after = draft(text).remove([(0, "t", 1), (0, "r", 0), (0, "s", 0)]).text
    assert after == "- t: [a, c]\n  r:\n    - x: 2\n  s: []\n"


@given(
    st.lists(st.sampled_from(["- a: 1\n", "# c\n- b:\n  - 2\n", "\n- {d: 3} # e\n", "- |\n  f\n"]), min_size=1),
    st.data(),
)
def test_remove_leaves_the_others(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    gone = data.draw(st.sets(st.integers(0, len(pieces) - 1)))
    after = draft(text).remove([(i,) for i in gone]).text
    assert (value(after) or []) == [entry for i, entry in enumerate(value(text)) if i not in gone]


# -- files -----------------------------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_made_with_the_line_for_editors(tmp_path: Path) -> None:
    assert open_draft(tmp_path, "data/problems/mine.yml").append([{"title": "A"}]).save()
    text = (tmp_path / "data/problems/mine.yml").read_text()
    assert text == "# yaml-language-server: $schema=../.schemas/problems.json\n- title: A\n"
    open_draft(tmp_path, "data/reviews.yml").append([{"date": dt.date(2026, 11, 20), "grade": "bugs"}]).save()
    text = (tmp_path / "data/reviews.yml").read_text()
    assert text == "# yaml-language-server: $schema=.schemas/reviews.json\n- {date: 2026-11-20, grade: bugs}\n"
    assert editing.schema_line(tmp_path, "my/notes/papers.yml").endswith("$schema=.schemas/papers.json\n")


def test_line_ends_and_byte_order_mark_stay(tmp_path: Path) -> None:
    (tmp_path / "problems.yml").write_bytes("\ufeff- title: A # é\r\n".encode())
    made = open_draft(tmp_path, "problems.yml").append([{"title": "B", "insight": "x\ny"}])
    assert made.save()
    expected = "\ufeff- title: A # é\r\n- title: B\r\n  insight: |-\r\n    x\r\n    y\r\n"
    assert (tmp_path / "problems.yml").read_bytes().decode() == expected
    assert value(expected.removeprefix("\ufeff"))[1]["insight"] == "x\ny"


def test_nothing_is_written_over_a_change_of_somebody_else(tmp_path: Path) -> None:
    file = tmp_path / "problems.yml"
    file.write_text("- title: A\n")
    made = open_draft(tmp_path, "problems.yml").append([{"title": "B"}])
    file.write_text("- title: C\n")
    with pytest.raises(BookError, match="changed since it was read"):
        made.save()
    assert file.read_text() == "- title: C\n"
    with pytest.raises(BookError, match="changed since it was read"):
        open_draft(tmp_path, "problems.yml", known=parse("- title: A\n", "problems.yml"))
    assert [path.name for path in tmp_path.iterdir()] == ["problems.yml"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"- title: a: b\n", r"problems.yml:1:11: error: a ': ' inside a plain value"),
        (b"- title: \xe9\n", r"problems.yml:1:10: error: byte 0xe9 is not UTF-8"),
        (b"- a: 1\n  a: 2\n", r"'a' is given twice"),
    ],
)
def test_a_file_with_mistakes_is_refused(tmp_path: Path, raw: bytes, message: str) -> None:
    (tmp_path / "problems.yml").write_bytes(raw)
    with pytest.raises(BookError, match=message):
        open_draft(tmp_path, "problems.yml")


def test_a_file_of_another_shape_is_refused() -> None:
    with pytest.raises(BookError, match="make the change by hand"):
        draft("a: 1\n").append([{"title": "B"}])
    with pytest.raises(BookError, match="make the change by hand"):
        draft("- a\n").set({(0,): {"title": "B"}})


def test_a_draft_shows_its_change_and_saves_only_that(tmp_path: Path) -> None:
    (tmp_path / "problems.yml").write_text(PROBLEMS)
    same = open_draft(tmp_path, "problems.yml").append([]).remove([])
    assert (same.changed, same.diff(), same.save()) == (False, "", False)
    made = same.set({(0,): {"number": 2}})
    assert [line for line in made.diff().split("\n") if re.match(r"[-+] ", line)] == ["-  number: 1", "+  number: 2"]


def test_the_front_matter_of_a_page_is_changed_and_its_text_is_not(tmp_path: Path) -> None:
    page = "---\r\ntitle: Coding  # c\r\nfeeds:\r\n- show: problems\r\n---\r\n\r\n# Text\r\n---\r\n"
    (tmp_path / "a.md").write_bytes(page.encode())
    open_draft(tmp_path, "a.md").set({(): {"order": 3}}).append([{"show": "papers"}], at=("feeds",)).save()
    assert (tmp_path / "a.md").read_bytes().decode() == page.replace(
        "- show: problems\r\n", "- show: problems\r\n- show: papers\r\norder: 3\r\n"
    )
    (tmp_path / "b.md").write_text("# B\n")
    open_draft(tmp_path, "b.md").set({(): {"visibility": "public"}}).save()
    assert (tmp_path / "b.md").read_text() == "---\nvisibility: public\n---\n\n# B\n"


def test_a_number_is_written_as_it_is_and_not_as_an_equal_one_was() -> None:
    for value, text in ((0.0, "0.0"), (-0.0, "-0.0"), (0, "0"), (1, "1"), (1.0, "1.0")):
        assert yaml_text.pairs({"asked": [{"frequency": value}]}, 0, Style()) == f"asked:\n  - frequency: {text}"


def test_an_entry_is_written_as_far_as_it_was_given() -> None:
    problem = Problem(title="Two Sum", difficulty="easy", topics=["arrays"])
    assert editing.fields_of(problem) == {"title": "Two Sum", "difficulty": "easy", "topics": ["arrays"]}
    assert list(editing.fields_of(problem)) == ["title", "difficulty", "topics"]
    company = Company.model_validate({"name": "N", "rounds": [{"round": "coding", "date": "2026-11-20"}]})
    assert editing.fields_of(company)["rounds"] == [{"round": "coding", "date": dt.date(2026, 11, 20)}]
