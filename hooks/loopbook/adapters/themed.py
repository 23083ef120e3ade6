"""The theme: its templates, styles and scripts, and what pages ask of it by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from ..diagnostics import Diagnostic, Severity, did_you_mean
from ..notes import Note

THEME = Path(__file__).parent.parent / "theme"
STYLES = ("fonts", "tokens", "site", "parts", "tables", "switch", "preview", "review", "map", "print")
"""Our style sheets, in `theme/assets/css/`: what comes later may overrule what comes before."""
STYLE = "assets/css/loopbook.css"
"""What a site has instead of them: all in one, which is one request, and a fifth less to carry."""
SCRIPTS = ("loopbook", "study")
"""The modules that every page begins with, in `theme/assets/js/`."""


def set_theme(config: MkDocsConfig) -> None:
    """Put our theme over Material's. What the owner has of the same name, templates, styles or scripts, wins."""
    config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
    config.extra_css = [STYLE, *config.extra_css]
    config.extra_javascript = [*map(_module, SCRIPTS), *config.extra_javascript]


def join_styles(files: Files, config: MkDocsConfig) -> None:
    """Put one style sheet in the place of ours, or of what the owner has of the same names."""
    joined = []
    for name in STYLES:
        uri = f"assets/css/{name}.css"
        file = files.get_file_from_path(uri)
        if file is None:  # the owner's own, and private
            joined.append((THEME / uri).read_text("utf-8"))
        else:
            joined.append(file.content_string)
            files.remove(file)
    files.append(File.generated(config, STYLE, content="\n".join(joined)))


def _module(name: str) -> ExtraScriptValue:
    script = ExtraScriptValue(f"assets/js/{name}.js")
    script.type = "module"
    return script


def unknown_names(notes: dict[str, Note], dirs: Iterable[str]) -> list[Diagnostic]:
    """An error for each template and icon that no folder of the theme has; the page then goes without it, for MkDocs
    would end with a traceback.
    """
    places = [Path(folder) for folder in dirs]
    found: list[Diagnostic] = []
    for note in list(notes.values()):
        for name, file in (("template", "{}"), ("icon", ".icons/{}.svg")):
            given = note.meta.get(name)
            if given is None or any((place / file.format(given)).is_file() for place in places):
                continue
            where = note.front_matter.at((name,)) if note.front_matter else (1, 1)
            among = [path.name for place in places for path in place.glob("*.html")] if name == "template" else []
            remedy = did_you_mean(given, among, "mend the name, or take it away")
            problem = Diagnostic(note.path, *where, Severity.ERROR, f"the theme has no {name} '{given}'", remedy)
            notes[note.uri] = note = replace(
                note,
                diagnostics=[*note.diagnostics, problem],
                meta={key: value for key, value in note.meta.items() if key != name},
            )
            found.append(problem)
    return found
