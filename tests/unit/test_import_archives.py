"""What an import reads from disk and from zips: nothing leads out of them, nothing blows up, nothing is left behind."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

import books
import imports
from loopbook.csv_text import real, safe
from loopbook.diagnostics import BookError
from loopbook.exchange import archives, leetcode, tables
from loopbook.exchange.archives import read_files
from loopbook.exchange.found import Harvest, InFile
from loopbook.exchange.tables import decode, parse_table
from loopbook.many_files import finish, write_files


def read(path: Path) -> tuple[list[str], list[str]]:
    harvest = Harvest()
    return [file.path for file in read_files([path], harvest)], [r.reason for r in harvest.refused]


def test_zips_in_zips_are_opened_and_attachments_are_not(tmp_path: Path) -> None:
    inner = imports.zipped({"part/a.md": "a", "__MACOSX/._a.md": "x", ".DS_Store": "x"})
    outer = imports.zipped({"Export-Part-1.zip": inner, "page/attached.zip": inner, "empty/": ""})
    (tmp_path / "x.zip").write_bytes(outer)
    assert read(tmp_path / "x.zip") == (["part/a.md", "page/attached.zip"], [])


@pytest.mark.parametrize("name", ["/etc/passwd", "../up.md", "a/../../up.md", "C:/x.md", "..\\up.md"])
def test_paths_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.zip").write_bytes(imports.zipped({name: "x", "fine.md": "y"}))
    paths, refused = read(tmp_path / "x.zip")
    assert paths == ["fine.md"]
    assert len(refused) == 1


def test_links_in_a_zip_and_out_of_a_folder_are_refused(tmp_path: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.md")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    (tmp_path / "x.zip").write_bytes(out.getvalue())
    assert read(tmp_path / "x.zip") == ([], ["is a link"])
    folder = imports.files(tmp_path / "folder", {"a.md": "a"})
    (folder / "b.md").symlink_to("/etc/hostname")
    assert read(folder) == (["folder/a.md"], ["is a link to a place outside the folder"])


def test_a_bomb_is_refused_without_unpacking_it(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(imports.zipped({"bomb.csv": b"0" * 20_000_000}))
    paths, refused = read(tmp_path / "x.zip")
    assert (paths, len(refused)) == ([], 1)
    assert "bomb" in refused[0]


def test_a_member_that_is_longer_than_it_says(tmp_path: Path) -> None:
    raw = bytearray(imports.zipped({"a.csv": "x" * 5000}))
    for at in (i for i in range(len(raw)) if raw[i : i + 4] == (5000).to_bytes(4, "little")):
        raw[at : at + 4] = (10).to_bytes(4, "little")
    (tmp_path / "x.zip").write_bytes(raw)
    harvest = Harvest()
    (file,) = read_files([tmp_path / "x.zip"], harvest)
    with pytest.raises(BookError):
        file.load()


def test_too_much_is_refused_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_FILES", 3)
    folder = imports.files(tmp_path / "f", {f"{i}.md": "x" for i in range(5)})
    with pytest.raises(BookError, match="more than 3 files"):
        read(folder)


def test_a_huge_table_is_refused_before_it_is_read() -> None:
    harvest = Harvest()

    def load() -> bytes:
        raise AssertionError("read")

    assert decode(InFile("x.csv", load, 200_000_000), harvest) is None
    assert "200 MB" in harvest.refused[0].reason


def test_no_zip_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"not a zip")
    assert read(tmp_path / "x.zip")[1][0].startswith("is not a zip")
    (tmp_path / "e.zip").write_bytes(imports.zipped({}))
    assert read(tmp_path / "e.zip") == ([], [])
    with pytest.raises(BookError, match="no such file"):
        read(tmp_path / "missing")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "Title,Notes\nCafé Müller,naïve – and a déjà vu, à la carte\n" * 3
    harvest = Harvest()
    raw = text.encode(encoding)
    assert decode(InFile("x.csv", lambda: raw, len(raw)), harvest) == text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_and_headings(delimiter: str) -> None:
    text = delimiter.join(("Company Name", "Company Name", '"a, b"')) + "\n\n" + delimiter.join(("x", "y", "z")) + "\n"
    table = parse_table(text, "x.csv", Harvest())
    assert table is not None
    assert table.rows[0].values == {"companyname": "x", "companyname2": "y", "ab": "z"}


def test_a_table_that_is_too_long_is_refused_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    harvest = Harvest()
    for text, rows in (("Title\na\nb\n\n", 2), ("Title\na\nb\nc\n", 0)):
        table = parse_table(text, "x.csv", harvest)
        assert table is not None
        assert len(table.rows) == rows
    assert [(refused.place, refused.reason) for refused in harvest.refused] == [
        ("x.csv", "has more than 2 rows: split it")
    ]


FORMULAS = ["=HYPERLINK(1)", "+1", "-1", "-H(1)", "'-1", "@x", "'=1", "''=1", "'quoted'", "plain", "\t=1", ""]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_text_and_come_back_as_they_were(text: str) -> None:
    assert not safe(text).startswith(("=", "-H", "@", "\t"))
    assert real(safe(text)) == text


def test_an_import_that_is_stopped_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = books.write(tmp_path / "book", books.MINIMAL)
    before = {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}
    given = imports.files(
        tmp_path / "l",
        {"Acme/5. All.csv": "Title,Link\nA,https://leetcode.com/problems/two-sum\nB,https://leetcode.com/problems/b\n"},
    )
    plan = imports.plan(book, "leetcode", leetcode.read, given)
    replace = Path.replace
    done: list[Path] = []

    def stop(self: Path, target: Path) -> Path:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(target)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        plan.write()
    assert len(done) == 2, "it was stopped half-way"
    assert {path: path.read_bytes() for path in book.rglob("*") if path.is_file()} == before
    assert sorted(p.name for p in (book / "data").iterdir()) == ["problems.yml", "topics.yml"]


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    book = books.write(tmp_path / "book", books.MINIMAL)
    given = imports.files(tmp_path / "l", {"Acme/5. All.csv": "Title,Link\nA,https://leetcode.com/problems/two-sum\n"})
    plan = imports.plan(book, "leetcode", leetcode.read, given)
    path = book / "data/problems.yml"
    path.write_text(path.read_text() + "# mine\n")
    with pytest.raises(BookError, match="changed since it was read"):
        plan.write()
    assert path.read_text().endswith("# mine\n")
    assert not (book / "data/companies").exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from loopbook import many_files
left = int(sys.argv[2])
def until(name, original):
    def step(*arguments):
        global left
        if name == sys.argv[1]:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments)
    return step
many_files._stage = until("stage", many_files._stage)
Path.replace = until("rename", Path.replace)
many_files.write_files(Path(sys.argv[3]), {"a.md": b"new", "b/c.md": b"new", "d.md": b"new"}, {})
"""


@pytest.mark.parametrize("where", ["stage", "rename"])
@pytest.mark.parametrize("after", [0, 1, 2])
def test_whoever_comes_after_a_killed_import_finds_all_of_it_or_nothing(tmp_path: Path, where: str, after: int) -> None:
    (tmp_path / "a.md").write_bytes(b"old")
    arguments = [sys.executable, "-c", KILLED, where, str(after), str(tmp_path)]
    done = subprocess.run(arguments, env={"PYTHONPATH": str(books.ROOT / "hooks")}, check=False)
    assert done.returncode == -signal.SIGKILL
    finish(tmp_path)
    found = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    new = {"a.md": b"new", "b/c.md": b"new", "d.md": b"new"}
    assert found == (new if where == "rename" else {"a.md": b"old"})


def test_what_the_owner_wrote_after_a_kill_stays(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", KILLED, "rename", "1", str(tmp_path)]
    subprocess.run(arguments, env={"PYTHONPATH": str(books.ROOT / "hooks")}, check=False)
    (tmp_path / "d.md").write_bytes(b"mine")
    books.load(tmp_path)
    found = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {"a.md": b"new", "b/c.md": b"new", "d.md": b"mine"}


def test_write_files_makes_folders(tmp_path: Path) -> None:
    write_files(tmp_path, {"a/b/c.md": b"x", "d.md": b"y"}, {})
    assert (tmp_path / "a/b/c.md").read_bytes() == b"x"
