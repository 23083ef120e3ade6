"""Symbolic links within a book: a public place that leads to a private one does not open it."""

from __future__ import annotations

from .diagnostics import Diagnostic, Severity
from .model import Visibility
from .paths import is_below
from .settings import Site
from .sources import Sources


def as_private_as_they_lead_to(site: Site, sources: Sources) -> Site:
    """A site whose settings say of each link what they say of the place that it leads to, where that is private and the
    link itself is not named. Tells of each in the sources' diagnostics.
    """
    settings = site.settings
    rules = dict(settings.visibility)
    for link, target in sources.links.items():
        if link in rules or settings.stated_visibility(link) is not Visibility.PUBLIC:
            continue
        below = {link + place[len(target) :]: seen for place, seen in rules.items() if is_below(place, target)}
        is_in_book = is_below(target, site.docs) or is_below(target, settings.data)
        seen = settings.stated_visibility(target) or (Visibility.PRIVATE if is_in_book else Visibility.PUBLIC)
        rules = {link: seen} | below | rules
        if Visibility.PRIVATE in (seen, *below.values()):
            message = f"is a link to {target}, and as private as what is there"
            remedy = f"name '{link}' below extra.loopbook.visibility in mkdocs.yml, if it is to be public"
            sources.diagnostics.append(Diagnostic(link, 0, 0, Severity.WARNING, message, remedy))
    return site.model_copy(update={"settings": settings.model_copy(update={"visibility": rules})})
