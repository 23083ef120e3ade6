"""What is private in a book, as texts with their places; and the texts that are public, by the same reading.

It is worked out from the checked sources and their markings alone. The filter's steps are not asked: what one of them
forgets is found because this does not know that it was to be done.

A field that may be shown to nobody is private wherever it stands; so is a comment in YAML or HTML, a field of front
matter that templates do not need, and where a page links to, unless that is public for certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..audience import Hidden
from ..checking import Checked
from ..yaml_nodes import uncollected
from . import assets, entries, own, pages
from .texts import Gathering, Private


@uncollected()
def private_of(checked: Checked, hidden: Hidden | None = None) -> Private:
    """What is private in a book, and what is public. `hidden` is what is hidden in it, if that was asked for already.
    Raises ValueError for a file of secrets that is wrong.
    """
    gathering = Gathering(checked, hidden or Hidden.of(checked))
    public_entries = entries.gather(gathering)
    entries.gather_study(gathering)
    public_pages = pages.gather(gathering)
    pages.gather_folders(gathering)
    entries.gather_comments(gathering)
    assets.gather(gathering, public_pages, public_entries)
    assets.gather_secrets(gathering)
    gathering.found.public += checked.site.settings.public_words
    return gathering.found


def private_with_settings(checked: Checked, config: Mapping[str, Any], nav: Any) -> Private:
    """What is private in a book, and public, with what its mkdocs.yml says. `nav` is the navigation before any filter.
    Raises ValueError for a file of secrets that is wrong.
    """
    hidden = Hidden.of(checked)
    found = private_of(checked, hidden)
    found.texts += own.hidden_titles(nav, hidden)
    found.public += own.texts(config, hidden)
    return found
