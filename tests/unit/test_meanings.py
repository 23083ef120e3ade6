"""What fields mean is read off the models' source, when somebody asks."""

from __future__ import annotations

from loopbook.entry import Entry, Part
from loopbook.meanings import meanings
from loopbook.model import Problem
from loopbook.schema import json_schema


class Shelf(Part):
    """Not a field's."""

    books: int = 0
    """How many it holds,
    of all kinds."""
    full: bool = False
    name: str = ""
    "What it is called."


class Small(Shelf):
    books: int = 1
    pages: int = 0
    """Counted once."""


def test_the_text_below_a_field_is_its_meaning() -> None:
    assert meanings(Shelf) == {"books": "How many it holds,\nof all kinds.", "name": "What it is called."}


def test_a_field_that_is_declared_anew_has_lost_it() -> None:
    assert meanings(Small) == {"name": "What it is called.", "pages": "Counted once."}


def test_every_field_of_an_entry_has_one_that_its_kinds_inherit_and_schemas_say() -> None:
    assert list(meanings(Entry)) == list(Entry.model_fields)
    assert meanings(Problem).items() >= {name: text for name, text in meanings(Entry).items() if name != "id"}.items()
    assert meanings(Entry)["was"] in json_schema("problems")


def test_the_schema_says_it_with_the_names_of_yaml() -> None:
    shown = Small.model_json_schema()["properties"]
    assert [shown[name].get("description") for name in shown] == [None, None, "What it is called.", "Counted once."]


def test_a_copy_with_another_id_has_its_own_key() -> None:
    one = Problem(id="one", title="One")
    assert one.key == "problems/one"
    assert one.model_copy(update={"id": "two"}).key == "problems/two"
    assert one.model_copy(update={"title": "Two"}).key == "problems/one"
    assert one == Problem(id="one", title="One")
