"""The whole site as plain Markdown with its pictures and a mkdocs.yml: for a renderer that knows nothing of Loopbook.

What needs a hook while a site is built is done here once: tables and charts are written out, formulas are MathML,
private things are gone. What is left builds with any renderer that reads mkdocs.yml and runs Python-Markdown.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from ..adapters.maths import mathml
from ..adapters.navigation import navigation
from ..markdown_text import MATHS, replace, without_code
from ..pages import Page, compose
from ..settings import Site
from ..study.desk import Desk
from .found import failure

THEME = Path(__file__).parent.parent / "theme" / "assets"
STYLES = ("fonts", "tokens", "parts", "tables", "print")
"""Of the theme's style sheets those that the pages' own parts want."""
MARK = "made-by-loopbook-export.txt"
"""A file that says that a folder is an export, and may be written over."""
EXTENSIONS: list[Any] = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables",
    {"toc": {"permalink": True}},
    "pymdownx.details", "pymdownx.highlight", "pymdownx.inlinehilite",
    {"pymdownx.snippets": {"base_path": ["docs"], "check_paths": False}},
    "pymdownx.superfences",
    {"pymdownx.tabbed": {"alternate_style": True}},
    {"pymdownx.tasklist": {"custom_checkbox": True}},
]  # fmt: skip
_SLOT = re.compile(r'^(?P<indent>[ \t]*)<div data-slot="(?P<name>[^"]+)"></div>', re.M)
_PUBLIC_META = ("title", "description", "tags", "hide", "search", "icon", "status", "subtitle", "template")


def files(desk: Desk, site: Site, name: str) -> dict[str, bytes]:
    """Path → content of everything in the export. The desk's book decides who it is for."""
    pages = compose(desk).pages
    made: dict[str, bytes] = {f"docs/{uri}": _text(page).encode() for uri, page in pages.items()}
    for asset in sorted(desk.book.assets):
        place = site.root / site.docs / asset
        if place.is_file() and f"docs/{asset}" not in made:
            made[f"docs/{asset}"] = place.read_bytes()
    for path in sorted(THEME.rglob("*")):
        below = path.relative_to(THEME)
        if path.is_file() and (below.parts[0] == "fonts" or (below.parts[0] == "css" and below.stem in STYLES)):
            made.setdefault(f"docs/assets/{below.as_posix()}", path.read_bytes())
    made["mkdocs.yml"] = _config(desk, pages, name).encode()
    made[MARK] = b"Written by `loopbook export markdown`, which may write over what is in this folder.\n"
    return made


def _text(page: Page) -> str:
    """A page with everything that a hook would put in, written out."""
    body = f"{page.lead}\n\n{page.body}" if page.lead else page.body

    def insert(match: re.Match[str]) -> str:
        found = page.slots.get(match["name"])
        text = found.markdown(page.uri) if found else ""
        return "\n".join(match["indent"] + line if line.strip() else line for line in text.split("\n"))

    body = maths(_SLOT.sub(insert, body))
    meta = {key: value for key, value in page.meta.items() if key in _PUBLIC_META}
    if "title" not in meta and not re.search(r"^# ", without_code(body), re.M):
        meta["title"] = page.title
    head = yaml.safe_dump(_plain(meta), allow_unicode=True, sort_keys=False) if meta else ""
    return f"---\n{head}---\n\n{body.strip()}\n" if head else f"{body.strip()}\n"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, (bool, int, float)) else str(value)


def maths(text: str) -> str:
    """The text with each formula as MathML that Markdown leaves alone."""
    plain = without_code(text)
    if "$" not in plain:
        return text
    edits = []
    for match in MATHS.finditer(plain):
        source = text[match.start() : match.end()]
        block = source.startswith("$$")
        done = mathml(source.strip("$").strip(), block=block)
        done = done.replace("<div ", "<span ").replace("</div>", "</span>")
        edits.append((match.start(), match.end(), _inert(done)))
    return replace(text, edits)


def _inert(html: str) -> str:
    """HTML on one line in whose words and attributes nothing is Markdown."""
    signs = {sign: f"&#{ord(sign)};" for sign in "*_`[]\\|{}~^"}
    return "".join(signs.get(char, char) for char in " ".join(html.split()))


def _config(desk: Desk, pages: dict[str, Page], name: str) -> str:
    config = {
        "site_name": name,
        "docs_dir": "docs",
        "use_directory_urls": True,
        "theme": {
            "name": "material",
            "font": False,
            "features": [
                "navigation.tabs",
                "navigation.indexes",
                "navigation.prune",
                "content.code.copy",
                "toc.follow",
            ],
            "palette": [
                {"media": "(prefers-color-scheme: light)", "scheme": "default"},
                {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
            ],
        },
        "plugins": ["search"],
        "extra_css": [f"assets/css/{style}.css" for style in STYLES],
        "markdown_extensions": EXTENSIONS,
        "nav": navigation(desk, pages),
    }
    lines = "# A plain copy of a Loopbook site. It needs no hooks: build it with ProperDocs, Zensical or MkDocs.\n"
    return lines + yaml.safe_dump(config, allow_unicode=True, sort_keys=False)


def check_folder(folder: Path) -> None:
    """Raise BookError if a folder holds anything that is not an export."""
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file())):
        raise failure("is there already, and is no export", "name a new or an empty folder", str(folder))


def stale(folder: Path, made: dict[str, bytes]) -> list[Path]:
    """Files of an earlier export that this one does not have."""
    docs = folder / "docs"
    there = [path for path in docs.rglob("*") if path.is_file()] if docs.is_dir() else []
    return [path for path in there if path.relative_to(folder).as_posix() not in made]
