"""All that touches what MkDocs and Material do not promise: read `unsupported` before any of it is used.

`MKDOCS` and `MATERIAL` are the versions that the tests run against. With any other, the callers take the ordinary path.
"""

from __future__ import annotations

import importlib.metadata
from functools import cache

import mkdocs
from mkdocs.structure.files import File, InclusionLevel

MKDOCS = ("1.6.1",)
MATERIAL = ("9.7.", "9.8.")


def unsupported() -> str | None:
    """Why MkDocs' private parts are left alone, or None if they are known."""
    return None if mkdocs.__version__ in MKDOCS else f"MkDocs {mkdocs.__version__} is not known"


@cache
def material_version() -> str | None:
    """The version of Material for MkDocs, if it is one that is known."""
    try:
        found = importlib.metadata.version("mkdocs-material")
    except importlib.metadata.PackageNotFoundError:
        return None
    return found if found.startswith(MATERIAL) else None


def is_excluded(file: File) -> bool:
    """Whether a file is left out of a built site."""
    return file.inclusion is InclusionLevel.EXCLUDED or file.inclusion is InclusionLevel.DRAFT
