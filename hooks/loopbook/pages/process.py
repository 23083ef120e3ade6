"""How hiring goes: pipelines with their pass rates, timelines of preparation, roles, tiers."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ..model import Pipeline, Role, Tier, Timeline
from .addresses import PROCESS
from .page import Page
from .writer import Writer


def pages(writer: Writer) -> Iterator[Page]:
    """One page for the four of them."""
    book = writer.book
    pipelines = book.all(Pipeline)
    if not any(book.entries[tracker] for tracker in ("pipelines", "timelines", "roles", "tiers")):
        return
    yield writer.page(
        PROCESS,
        "From application to offer",
        "process.md",
        lambda: {
            "pipelines": [(p, overall(p)) for p in pipelines],
            "timelines": book.all(Timeline),
            "roles": book.all(Role),
            "tiers": book.all(Tier),
            "find": book.find,
            "rounds": book.entries["rounds"],
        },
        source=book.source("pipelines"),
    )


def overall(pipeline: Pipeline) -> float | None:
    """The share that comes through every stage: the product of the stages' rates, if all that count have one."""
    rates = [stage.pass_rate for stage in pipeline.stages if stage.pass_rate is not None]
    return prod(rates) if len(rates) > 1 else None
