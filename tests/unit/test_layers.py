"""The layers of the engine import downwards only, and each tool is met in one place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ENGINE = Path(__file__).parent.parent.parent / "hooks" / "loopbook"

LAYERS = [
    {
        *("fields", "meanings", "entry", "hiring", "agenda", "model"),
        *("paths", "diagnostics", "markdown_text", "markdown_lint", "passages", "csv_text", "starter", "kept"),
        *("walk", "worker"),
    },
    {
        "yaml_errors",
        "yaml_nodes",
        "yaml_plain",
        "yaml_spans",
        "parsed_cache",
        "yaml_text",
        "splices",
        "front_matter",
        "notes",
        "settings",
        "site_file",
        "sources",
        "symbolic_links",
        "review_log",
        "log_file",
        "safe_files",
        "many_files",
        "ticks",
        "schema",
        "references",
        "taxonomy",
        "example_dates",
    },
    {"book", "asked", "checking", "audience", "library", "publication", "editing", "identity", "hosts"},
    {"study"},
    {"pages"},
    {"adapters", "exchange", "audit", "rebuild"},
    {"cli", "quick", "__main__"},
]
"""Lowest first. A module may import from its own layer and from those below."""

ONLY = {
    "mkdocs": {"adapters", "rebuild"},
    "material": {"adapters", "rebuild"},
    "jinja2": {"pages.writer", "adapters", "rebuild"},
    "fsrs": {"study.memory"},
    "ahocorasick_rs": {"audit.places"},
}
"""Library → the only modules or packages that may import it."""


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(ENGINE.rglob("*.py")):
        parts = path.relative_to(ENGINE).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__") if parts != ("__init__",) else ""
        if name and "starter" not in parts:
            found[name] = path
    return found


def imports(name: str, path: Path) -> set[str]:
    """What a module imports: `.study.desk` for the engine's own, `jinja2` for others."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = package[: len(package) - node.level + 1]
                module = [*base, *(node.module.split(".") if node.module else [])]
                targets = [[*module, alias.name] for alias in node.names] if not node.module else [module]
                found |= {"." + ".".join(target) for target in targets}
            elif node.module and node.module.split(".")[0] == "loopbook":
                found.add("." + node.module.partition(".")[2])
            elif node.module:
                found.add(node.module)
    return found


def layer(name: str) -> int:
    top = name.split(".")[0]
    for i, names in enumerate(LAYERS):
        if top in names:
            return i
    raise AssertionError(f"'{top}' is in no layer: add it to LAYERS and to ARCHITECTURE.md")


@pytest.mark.parametrize("name", modules())
def test_imports_go_downwards(name: str) -> None:
    for target in imports(name, modules()[name]):
        if target.startswith(".") and target.strip(".") and target != ".__version__":
            assert layer(target[1:]) <= layer(name), f"{name} imports {target}, which is above it"


@pytest.mark.parametrize("name", modules())
def test_each_library_is_met_in_one_place(name: str) -> None:
    for target in imports(name, modules()[name]):
        allowed = ONLY.get(target.split(".")[0])
        if allowed:
            assert any(name == place or name.startswith(f"{place}.") for place in allowed), f"{name} imports {target}"


def test_no_module_reads_the_clock_but_the_edges() -> None:
    for name, path in modules().items():
        if name.split(".")[0] in ("adapters", "cli", "rebuild", "quick"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow", "time"):
                owner = ast.unparse(node.value)
                assert owner not in ("dt.date", "dt.datetime", "time", "datetime", "date"), f"{name} reads the clock"
