"""Which files a site is made of: those of docs/ that its audience may have, and the pages that we make."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from ..book import Book
from ..checking import Checked
from ..diagnostics import errors
from ..model import Visibility
from ..pages import Page
from ..settings import Site


def leave_out(files: Files, config: MkDocsConfig, checked: Checked, book: Book) -> None:
    """Take out files of docs/ that the audience may not have, and those that nobody can read."""
    docs = Path(config.docs_dir)
    for file in list(files):
        is_ours = file.src_dir is not None and Path(file.src_dir) == docs  # not of the theme or another plugin
        if is_ours and not (_is_allowed(file, book) and _is_readable(file, checked)):
            files.remove(file)


def put_in(files: Files, config: MkDocsConfig, site: Site, book: Book, pages: Mapping[str, Page]) -> None:
    """Put in the pages that we make, and the owner's as they could be read. What the navigation does not name is not
    in it.
    """
    for uri, note in book.notes.items():
        if errors(note.diagnostics):  # served all the same, from what could be read of it
            files.remove(files.src_uris[uri])
            files.append(File.generated(config, uri, content=note.body))
    listed = uris(config.nav)
    for uri, page in pages.items():
        file = files.get_file_from_path(uri) or _generated(page, config, site, book)
        if uri not in files.src_uris:
            files.append(file)
        is_mkdocs_to_list = config.nav is None and uri in book.notes
        if uri not in listed and not is_mkdocs_to_list:
            file.inclusion = InclusionLevel.NOT_IN_NAV


def uris(nav: Any) -> set[str]:
    """Every page that a `nav` names."""
    if isinstance(nav, str):
        return {nav}
    if isinstance(nav, dict):
        return {uri for value in nav.values() for uri in uris(value)}
    return {uri for item in nav or () for uri in uris(item)}


def _is_allowed(file: File, book: Book) -> bool:
    """Whether the audience may have a file."""
    if not book.is_public:
        return True
    return file.src_uri in (book.notes if file.is_documentation_page() else book.assets)


def _is_readable(file: File, checked: Checked) -> bool:
    """Whether a page or a file could be read; MkDocs would end the server over one that cannot."""
    if file.src_uri.endswith(".md"):
        return file.src_uri in checked.notes
    return os.access(file.abs_src_path or "", os.R_OK)


def _generated(page: Page, config: MkDocsConfig, site: Site, book: Book) -> File:
    """A generated page as MkDocs wants it."""
    front_matter = json.dumps({"title": page.title, **page.meta}, ensure_ascii=False, default=str)
    file = File.generated(config, page.uri, content=f"---\n{front_matter}\n---\n\n{page.body}")
    source = (page.source or "").partition(":")[0]
    # the name of a private file may say too much
    if source and (not book.is_public or book.settings.default_visibility(source) is Visibility.PUBLIC):
        file.edit_uri = "../" * (site.docs.count("/") + 1) + source
    return file
