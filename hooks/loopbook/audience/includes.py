"""`--8<-- "file"`: what a public page may include. The text that is included goes through the filter as pages do."""

from __future__ import annotations

import posixpath
import re

from ..markdown_text import replace
from ..model import Visibility
from ..notes import Note, private_spans
from ..passages import comments, merged
from ..paths import is_below
from ..sources import read_text
from .draft import Draft

_DIRECTIVE = re.compile(r"^[ \t]*(?P<escape>;*)-+8<-+(?:[ \t]+(?P<quote>[\"'])(?P<spec>.+?)(?P=quote))?[ \t]*$")
_LINES = re.compile(r":-?\d*(?::-?\d*)?(?:,-?\d*(?::-?\d*)?)*$")
_SECTION = re.compile(r":[a-zA-Z][-_0-9a-zA-Z]*$")


def include(draft: Draft, path: str, text: str, first_line: int) -> str:
    """The text without the lines that include what is not public; what they may include is put into the draft."""
    if "8<" not in text:
        return text
    left: list[str] = []
    in_block = False
    for number, line in enumerate(text.split("\n"), first_line):
        match = _DIRECTIVE.match(line)
        spec = match["spec"] if match and not match["escape"] else None
        if match and not match["escape"] and spec is None:
            in_block = not in_block
        elif in_block and line.strip():
            spec = line.strip()
        if spec is None or _allow(draft, spec, path, number):
            left.append(line)
    return "\n".join(left)


def _allow(draft: Draft, spec: str, path: str, line: int) -> bool:
    """Whether a public page may include what `spec` names. Puts its text into the draft if so."""
    if re.match(r"https?://", spec):
        return True
    name = _SECTION.sub("", _LINES.sub("", spec)).strip()
    places = [posixpath.normpath(posixpath.join(base, name)) for base in draft.checked.site.includes]
    counts_lines = bool(_LINES.search(spec))
    for place in dict.fromkeys(places):
        if place in draft.includes and not counts_lines:
            return True
        found = _text(draft, place, counts_lines=counts_lines)
        if found is not None:
            if place in draft.includes:
                return True
            draft.includes[place] = ""  # a file that includes itself ends here
            draft.includes[place] = include(draft, place, found, 1)
            return True
    message = f"'{name}' is not public, so the public page does not include it"
    draft.warn(path, line, 1, message, "mark it public: a page in its front matter, another file in mkdocs.yml")
    return False


def _text(draft: Draft, place: str, *, counts_lines: bool) -> str | None:
    """A file as the public may read it, None if it may not. A page comes without its front matter."""
    site = draft.checked.site
    if place.startswith("../") or is_below(place, site.settings.data) or place in (site.settings.secrets, "mkdocs.yml"):
        return None
    if is_below(place, site.docs) and place.endswith(".md"):
        uri = place[len(site.docs) + 1 :]
        note, whole = draft.notes.get(uri), draft.checked.notes.get(uri)
        if note is None or whole is None or (counts_lines and note.body != whole.body):
            return None
        return "\n" * (note.first_line - 1) + note.body
    if site.settings.stated_visibility(place) is not Visibility.PUBLIC:
        return None
    text = read_text(site.root, place, [])
    if text is None:
        return None
    spans, wrong = private_spans(Note(place, place, text))
    draft.diagnostics += wrong if place not in draft.includes else []  # two pages may include it
    if place.endswith(".md"):
        spans = merged([*spans, *comments(text)])
    if counts_lines and spans:
        return None
    return replace(text, [(start, end, "") for start, end in spans])
