"""Sources → checked entries: each of the schema's shape, each reference resolved, each with who may see it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..asked import asked_questions
from ..book import Origin
from ..diagnostics import Diagnostic
from ..model import Entry, Plan, Topic, Visibility
from ..notes import Note
from ..review_log import LogLine
from ..settings import Site
from ..sources import Sources
from ..taxonomy import Taxonomy
from ..yaml_nodes import Parsed
from . import log, marking, names, reading
from .draft import Draft, folded
from .marking import keys_of

__all__ = ["Checked", "check", "folded", "keys_of"]


@dataclass
class Checked:
    """The whole book, before anybody asked who is to see it."""

    site: Site
    notes: dict[str, Note]
    assets: list[str]
    entries: dict[str, dict[str, Entry]]
    taxonomy: Taxonomy
    plan: Plan | None
    reviews: list[LogLine]
    """Each names its item by the key that it has now."""
    ticks: dict[str, str]
    origins: dict[str, Origin]
    visibility: dict[str, Visibility]
    """Key of an entry or uri of a note → who may see it."""
    diagnostics: list[Diagnostic]
    folder_meta: list[tuple[str, Parsed]]
    """Each `.meta.yml` in docs/."""

    def with_visibility(self, visibility: dict[str, Visibility]) -> Checked:
        """The same book with other markings."""
        return replace(self, visibility=visibility)


def check(sources: Sources, site: Site) -> Checked:
    """Check everything that was read. Never raises: what is wrong is a diagnostic, and left out."""
    draft = Draft(sources, site)
    reading.read_data(draft)
    reading.read_pages(draft)
    topics = draft.entries["topics"].values()
    taxonomy = Taxonomy.of((topic, draft.parents[topic.id]) for topic in topics if isinstance(topic, Topic))
    old = names.old_ids(draft)
    names.settle(draft, taxonomy, old)
    for question, origin in asked_questions(draft.entries, draft.origins):
        draft.add(question, origin)
    marking.mark_pages(draft)
    marking.mark_entries(draft)
    names.check_plan(draft)
    names.check_images(draft)
    return Checked(
        site, sources.notes, sources.assets, draft.entries, taxonomy, draft.plan, log.reviews(draft, old),
        sources.ticks, draft.origins, draft.visibility, draft.diagnostics, sources.folder_meta,
    )  # fmt: skip
