"""What the theme puts into a site, and names that it does not have."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from loopbook.adapters.themed import STYLE, STYLES, THEME, join_styles, unknown_names
from loopbook.notes import read_note


def test_a_page_goes_without_what_the_theme_does_not_have_and_stays_as_it_was_read(tmp_path: Path) -> None:
    read = read_note("a.md", "docs/a.md", "---\ntitle: A\ntemplate: odd.html\nicon: none/such\n---\n")
    for _ in range(2):  # a server reads a page once, and looks at it at each build
        notes = {"a.md": read}
        problems = unknown_names(notes, [str(tmp_path)])
        assert [problem.message for problem in problems] == [
            "the theme has no template 'odd.html'",
            "the theme has no icon 'none/such'",
        ]
        assert notes["a.md"].meta == {"title": "A"}
        assert notes["a.md"].diagnostics == problems
    (tmp_path / "odd.html").write_text("")
    notes = {"a.md": read}
    assert [problem.line for problem in unknown_names(notes, [str(tmp_path)])] == [4]
    assert notes["a.md"].meta == {"title": "A", "template": "odd.html"}


def test_one_style_sheet_holds_all_in_their_order_with_what_the_owner_has_in_the_place_of_ours() -> None:
    config = MkDocsConfig()
    config.load_dict({"site_name": "A", "docs_dir": str(THEME), "site_dir": "site", "plugins": []})
    config.validate()
    config.plugins._current_plugin = "a hook"  # MkDocs wants to know who makes files
    own = {"tables": "td { color: teal }", "extra": "p { margin: 0 }"}
    names = [*(name for name in STYLES if name != "map"), "extra"]  # the owner's map is private
    files = Files(
        [File.generated(config, f"assets/css/{name}.css", content=own.get(name, f".{name} {{}}")) for name in names]
    )
    join_styles(files, config)
    assert {*files.src_uris} == {STYLE, "assets/css/extra.css"}
    joined = files.src_uris[STYLE].content_string
    ours = [f".{name} {{}}" for name in STYLES]
    ours[STYLES.index("tables")] = own["tables"]
    ours[STYLES.index("map")] = (THEME / "assets/css/map.css").read_text("utf-8")
    assert joined == "\n".join(ours)
