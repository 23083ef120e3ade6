"""What every entry has, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .fields import Companies, Date, Grade, Id, Minutes, Topics, Visibility, Words, no_items
from .meanings import meanings

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema


class Part(BaseModel):
    """A mapping inside an entry, or an entry itself: no unknown fields, never changed once loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    """What checks a kind of entry is built when the first of it is checked: most starts check few kinds."""

    guarded: ClassVar[tuple[str, ...]] = ()
    """Fields that a public book holds only where the part itself says `visibility: public`: a default does not do."""

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, data: Any) -> Any:
        """`tldr:` with nothing behind it is a field that is not given."""
        if isinstance(data, dict) and None in data.values():
            return {name: value for name, value in data.items() if value is not None or not cls.has_field(name)}
        return data

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The schema, with what each field means."""
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for name, text in meanings(cls).items():
            shown = properties.get(cls.model_fields[name].alias or name)
            if shown is not None:
                shown["description"] = text
        return schema

    @classmethod
    def has_field(cls, name: str) -> bool:
        """Whether YAML may use this name here."""
        return name in cls.known_names()

    @classmethod
    @cache
    def known_names(cls) -> frozenset[str]:
        """The names that YAML may use."""
        return frozenset(cls.field_names())

    @classmethod
    @cache
    def field_names(cls) -> tuple[str, ...]:
        """The names that YAML uses, in order of declaration."""
        return tuple(info.alias or name for name, info in cls.model_fields.items())

    @classmethod
    def required_fields(cls) -> tuple[str, ...]:
        """The names of the fields that it cannot do without."""
        return tuple(info.alias or name for name, info in cls.model_fields.items() if info.is_required())

    @classmethod
    @cache
    def defaults(cls) -> dict[str, tuple[str, Any]]:
        """Of each field, by the name that YAML uses, its attribute and what it is by default (`PydanticUndefined` if it
        cannot be left out). Worked out once, since pydantic looks at a factory's signature each time; never changed.
        """
        return {
            info.alias or name: (name, info.get_default(call_default_factory=True))
            for name, info in cls.model_fields.items()
        }


class Entry(Part):
    """One record of a tracker. Its key is `<tracker>/<id>`."""

    tracker: ClassVar[str] = ""
    """The name of its tracker: `problems` for `data/problems.yml`."""
    noun: ClassVar[str] = ""
    """What one of them is called: `problem`."""
    title_field: ClassVar[str] = "title"
    owner_only: ClassVar[tuple[str, ...]] = ("extra", "private", "was")
    """Fields that no public book holds."""
    private_always: ClassVar[bool] = False
    """Whether it is private unless it says otherwise itself, whatever mkdocs.yml says of its file."""
    in_docs: ClassVar[bool] = False
    """Whether an entry is a Markdown page's front matter rather than an item of a YAML file."""

    id: Id = ""
    """Its name within the tracker; by default the slug in the url, else of the title."""
    topics: Topics = Field(default_factory=no_items)
    """What it is about: ids or aliases from `data/topics.yml`."""
    companies: Companies = Field(default_factory=no_items)
    """Which companies it bears on."""
    visibility: Visibility | None = None
    """Who may see it; by default what mkdocs.yml says for its file, else private."""
    private: Words = Field(default_factory=no_items)
    """Names of fields that only the owner may see, though the entry is public."""
    notes: str | None = None
    """Its page of notes, a path in docs/; by default `<tracker>/<id>.md` if there is one."""
    added: Date | None = None
    """The day on which it came into the book."""
    minutes: Minutes | None = None
    """How long it takes to review it once."""
    mastery: Grade | None = None
    """How well it is known, set by hand; a review of the same day or later wins."""
    mastered: Date | None = None
    """The day on which `mastery` was set by hand; without it, any review wins."""
    was: Words = Field(default_factory=no_items)
    """Ids that it had before, so that its reviews are found."""
    example: bool = False
    """Part of the example hunt, which `loopbook example remove` takes away."""
    extra: dict[str, str] = Field(default_factory=dict)
    """What an importer found and no field holds."""

    @cached_property
    def key(self) -> str:
        """Its name within the book: `problems/two-sum`."""
        return f"{self.tracker}/{self.id}"

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic does it, which would take an old `key` along to another id."""
        copy = super().model_copy(update=update, deep=deep)
        if update and "id" in update:
            copy.__dict__.pop("key", None)
        return copy

    @property
    def label(self) -> str:
        """What it is called on pages: its title, question or name, as one line of Markdown."""
        return str(getattr(self, self.title_field))
