"""The schema decides which type a value has, and makes JSON Schemas that accept the same."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from books import ROOT
from loopbook.model import TRACKERS, Entry, Paper, Problem, slug
from loopbook.schema import default_id, json_schema, validate
from loopbook.yaml_nodes import parse


def paper(text: str) -> Paper:
    parsed = parse(text, "x.yml")
    entry, problems = validate(Paper, parsed.value[0], parsed, "x.yml", (0,), "it")
    assert entry is not None, problems
    return entry


def test_a_text_stays_the_text_that_was_written() -> None:
    entry = paper("- {title: No, arxiv: 2608.03270, year: 2026, venue: 1e3}")
    assert (entry.title, entry.arxiv, entry.year, entry.venue) == ("No", "2608.03270", 2026, "1e3")


def test_one_text_is_a_list_of_one_and_empty_is_not_given() -> None:
    entry = paper("- {title: A, authors: Ada, topics: , tldr: }")
    assert (entry.authors, entry.topics, entry.tldr) == (["Ada"], [], None)


def test_ids_come_from_the_url_or_the_title() -> None:
    assert (
        default_id(Problem, {"title": "Two Sum II", "url": "https://leetcode.com/problems/two-sum-ii/"}) == "two-sum-ii"
    )
    assert default_id(Problem, {"title": "Two Sum"}) == "two-sum"
    assert default_id(Paper, {"title": "Attention", "url": "https://arxiv.org/abs/1706.03762"}) == "attention"


@given(st.text(min_size=1, max_size=400))
def test_a_slug_is_an_id_and_fits_a_file_name(title: str) -> None:
    name = slug(title)
    assert 0 < len(name) <= 80
    assert len(name.encode()) <= 240
    assert Problem.model_validate({"title": "x", "id": name}).id == name


def test_slugs_of_other_scripts() -> None:
    assert slug("旋转数组") == "旋转数组"
    assert slug("Crème brûlée") == "creme-brulee"
    assert slug("🔥") != slug("🎯")
    assert slug("x" * 300) != slug("x" * 301)


@pytest.mark.parametrize("tracker", [t for t, model in TRACKERS.items() if not model.in_docs])
def test_the_json_schema_accepts_the_starter(tracker: str) -> None:
    files = [*ROOT.glob(f"data/{tracker}.yml"), *ROOT.glob(f"data/{tracker}/*.yml")]
    schema = json.loads(json_schema(tracker))
    jsonschema.Draft202012Validator.check_schema(schema)
    for path in files:
        jsonschema.validate(_as_editors_read(yaml.safe_load(path.read_text()) or []), schema)


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ("٢٠٢٦-١١-٣٠", "expected a date like 2026-11-20"),
        ("2026-11-3٠", "expected a date like 2026-11-20"),
        ("2026-11-31", "November 2026 has 30 days"),
        ("9999-12-31", "expected a date from 1900-01-01 to 2199-12-31"),
    ],
)
def test_what_is_wrong_with_a_date(given: str, remedy: str) -> None:
    parsed = parse(f"- {{title: A, added: {given}}}", "x.yml")
    _, (problem,) = validate(Paper, parsed.value[0], parsed, "x.yml", (0,), "it")
    assert problem.message.startswith(f"'added' of it is '{given}'")
    assert problem.remedy == remedy
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{"title": "A", "added": given}], json.loads(json_schema("papers")), format_checker=FORMATS)


FORMATS = jsonschema.FormatChecker(["date"])


def test_the_json_schema_refuses_what_the_engine_refuses() -> None:
    schema = json.loads(json_schema("papers"))
    for wrong in ({"titel": "x"}, {"title": "x", "status": "reed"}, {"title": "x", "arxiv": "abc"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate([wrong], schema)


def _as_editors_read(value: object) -> object:
    if isinstance(value, dict):
        return {k: _as_editors_read(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_as_editors_read(v) for v in value]
    return str(value) if not isinstance(value, (str, int, float, bool, type(None))) else value


def test_every_public_field_is_described_where_its_name_does_not_say_it() -> None:
    for model in TRACKERS.values():
        assert issubclass(model, Entry)
        assert model.tracker
        assert model.noun
        assert model.__doc__


def test_control_characters_become_spaces_where_people_read() -> None:
    entry = paper('- {title: "a\\eb\\0", tldr: "c\\x07d\\te\\n"}')
    assert (entry.title, entry.tldr) == ("a b", "c d\te\n")
