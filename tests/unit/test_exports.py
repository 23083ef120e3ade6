"""What is exported: read back without a difference, nothing private, nothing that runs."""

from __future__ import annotations

import sqlite3
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import books
import imports
from loopbook.editing import as_read, fields_of, plain
from loopbook.exchange import anki, bibtex, entries, formats, papers
from loopbook.exchange.found import InFile
from loopbook.model import Paper, Problem, Question, Story, Visibility
from loopbook.pages.columns import source_url
from loopbook.study import Desk

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=30
).filter(lambda text: any(c.isalnum() for c in text))
LINE = WORDS.map(lambda text: " ".join(text.split())).filter(bool)
ODD = ["=HYPERLINK(1)", "'=1", "- a\n- b", "a; b", "[x]", "{y}", '"q", r', "@me", "| a |"]
TEXT = st.one_of(LINE, st.sampled_from(ODD))
IDS = st.lists(st.from_regex(r"[a-z][a-z0-9]{2,12}", fullmatch=True), min_size=1, max_size=4, unique=True)


def rows(model: Any, title: str, **fields: Any) -> Any:
    """Lists of entries with ids and titles of their own."""

    def build(data: tuple[list[str], list[dict[str, Any]]]) -> list[Any]:
        ids, records = data
        made = []
        for i, (entry_id, record) in enumerate(zip(ids, records, strict=False)):
            given = {name: value for name, value in record.items() if value not in (None, [], {})}
            made.append(model.model_validate({"id": entry_id, title: f"Entry {i} {entry_id}", **given}))
        return made

    return st.tuples(IDS, st.lists(st.fixed_dictionaries(fields), min_size=4, max_size=4)).map(build)


PROBLEM: dict[str, Any] = {
    "insight": st.none() | TEXT,
    "lists": st.lists(LINE, max_size=2, unique=True),
    "premium": st.booleans(),
    "acceptance": st.none() | st.floats(0, 1).map(lambda x: round(x, 4)),
    "extra": st.dictionaries(LINE, LINE, max_size=2),
    "number": st.none() | st.integers(1, 4000),
    "topics": st.just([]) | st.just(["arrays"]),
}
STORY = {"situation": st.none() | TEXT, "result": st.none() | TEXT, "headline": st.none() | LINE}
KINDS = {
    "problems": rows(Problem, "title", **PROBLEM),
    "questions": rows(Question, "question", answer=st.none() | TEXT, kind=st.sampled_from(["breadth", "design"])),
    "stories": rows(Story, "title", **STORY),
}


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("tracker", KINDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_exported_comes_back(
    tracker: str, form: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    exported = data.draw(KINDS[tracker])
    text = entries.write_csv(exported) if form == "csv" else entries.write_json(exported)
    folder = tmp_path_factory.mktemp("round")
    book = books.write(folder / "book", {"data/topics.yml": books.MINIMAL["data/topics.yml"]})
    (folder / f"x.{form}").write_bytes(text.encode())
    imports.run(book, tracker, formats.reader_of(tracker), folder / f"x.{form}", visibility="as-written")
    read = list(books.load(book).entries[tracker].values())
    assert [_plain(entry) for entry in read] == [_plain(entry) for entry in exported]


def _plain(entry: Any) -> Any:
    return {name: value for name, value in as_read(plain(fields_of(entry))).items() if value not in ([], {}, "false")}


AUTHORS = st.lists(st.from_regex(r"[A-Z][a-z]{1,8} [A-Z][a-z]{1,8}", fullmatch=True), max_size=3, unique=True)
LETTERS = "abcXYZ é ü _{}%&#~^$\\0123-`'"
TITLES = st.text(LETTERS, min_size=5, max_size=30).filter(lambda text: sum(c.isalpha() for c in text) > 3)
PAPERS = st.fixed_dictionaries(
    {
        "title": TITLES.map(lambda text: " ".join(text.split())),
        "authors": AUTHORS,
        "year": st.none() | st.integers(1990, 2030),
        "venue": st.none() | st.just("NeurIPS & co"),
        "kind": st.sampled_from(["paper", "book", "blog", "course", "video", "code"]),
    }
)


@settings(max_examples=60, deadline=None)
@given(fields=PAPERS)
@example(fields={"title": r"XX$a\b$", "authors": [], "year": None, "venue": None, "kind": "paper"})
@example(fields={"title": r"Costs \$5$ or $x_{1}$\ and", "authors": [], "year": None, "venue": None, "kind": "paper"})
def test_bibtex_comes_back(fields: dict[str, Any]) -> None:
    text = bibtex.write([Paper.model_validate({"id": "p", **fields})]).encode()
    (found,) = bibtex.read([InFile("x.bib", lambda: text, len(text))]).entries
    assert {name: found.fields.get(name) for name in fields} == {name: value or None for name, value in fields.items()}


@pytest.fixture
def hunt(tmp_path: Path) -> Path:
    return books.write(
        tmp_path / "hunt",
        books.MINIMAL
        | {
            "data/problems.yml": """
                - {title: Two Sum, number: 1, difficulty: easy, topics: [arrays],
                   insight: Use a `dict`, visibility: public, companies: [acme]}
                - {title: Secret Problem, insight: Hidden, topics: [graphs]}
            """,
            "data/questions.yml": """
                - question: What is $O(n)$?
                  visibility: public
                  answer: |
                    At most $c \\cdot n$. <script>alert(1)</script>

                    ```python
                    for x in xs: pass
                    ```

                    ![picture](pic.png)
            """,
            "data/papers.yml": '- {title: A Paper, tldr: It works., visibility: public, arxiv: "1706.03762"}',
            "data/companies.yml": "- {name: Acme, rounds: [{round: coding}]}",
            "docs/pic.png": b"\x89PNG not really",
        },
    )


def cards(book: Path, audience: Visibility, company: str | None = None) -> list[anki.Flashcard]:
    return anki.flashcards(Desk(books.load(book, audience), books.TODAY), company)


def package(book: Path, stamp: float = 1_800_000_000.0) -> bytes:
    loaded = books.load(book)
    return anki.package(cards(book, Visibility.PRIVATE), book / "docs", loaded.assets, stamp)


def test_a_problem_is_asked_blind(hunt: Path) -> None:
    front = next(card.front for card in cards(hunt, Visibility.PRIVATE) if card.key == "problems/two-sum")
    assert front == "**LC 1. Two Sum**"


def test_cards_obey_the_audience_and_the_company(hunt: Path) -> None:
    assert "problems/secret-problem" not in {card.key for card in cards(hunt, Visibility.PUBLIC)}
    assert "Acme" not in str(cards(hunt, Visibility.PUBLIC)) + str(
        entries.write_csv(books.load(hunt, Visibility.PUBLIC).all(Problem))
    )
    assert {card.key for card in cards(hunt, Visibility.PRIVATE, "acme")} == {"problems/two-sum"}


def test_guids_are_the_keys_and_do_not_change_with_the_answer(hunt: Path) -> None:
    assert anki.guid("problems/two-sum") == "lb-1da8f5d13de7acc9"
    before = _notes(package(hunt))
    file = hunt / "data/problems.yml"
    file.write_text(file.read_text().replace("Use a `dict`", "Use a map"))
    after = _notes(package(hunt))
    assert before.keys() == after.keys()
    changed = [guid for guid in before if before[guid] != after[guid]]
    assert changed == [anki.guid("problems/two-sum")]


def test_no_temporary_file_holds_the_cards(hunt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    assert package(hunt)
    assert list((tmp_path / "temporary").iterdir()) == []
    assert tempfile.tempdir == str(tmp_path / "temporary")


def _notes(content: bytes) -> dict[str, str]:
    """GUID → fields, from the package's database."""
    with zipfile.ZipFile(BytesIO(content)) as archive, tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(archive.extract("collection.anki2", folder))
        found = dict(database.execute("select guid, flds from notes").fetchall())
        database.close()
    return found


def test_maths_code_and_pictures_in_cards(hunt: Path) -> None:
    fields = _notes(package(hunt))[anki.guid("questions/what-is-o-n")]
    assert "\\(O(n)\\)" in fields
    assert "\\(c \\cdot n\\)" in fields
    assert "<script>" not in fields
    assert "for x in xs: pass" in fields
    assert 'src="loopbook-' in fields
    with zipfile.ZipFile(BytesIO(package(hunt))) as archive:
        assert "pic.png" in archive.read("media").decode()


def test_anki_itself_opens_the_package_and_importing_again_doubles_nothing(hunt: Path, tmp_path: Path) -> None:
    collection_module = pytest.importorskip("anki.collection")
    target = tmp_path / "x.apkg"
    collection = collection_module.Collection(str(tmp_path / "c.anki2"))
    counts = []
    for day, insight in enumerate(("Use a `dict`", "Use a map")):
        file = hunt / "data/problems.yml"
        file.write_text(file.read_text().replace("Use a `dict`", insight))
        target.write_bytes(package(hunt, 1_800_000_000.0 + day * 86_400))
        request = collection_module.ImportAnkiPackageRequest(
            package_path=str(target), options=collection_module.ImportAnkiPackageOptions(update_notes=1)
        )
        collection.import_anki_package(request)
        counts.append(collection.note_count())
    names = {deck.name for deck in collection.decks.all_names_and_ids()}
    fields = [note for nid in collection.find_notes("Two Sum") for note in collection.get_note(nid).fields]
    collection.close()
    assert counts == [len(cards(hunt, Visibility.PRIVATE))] * 2
    assert {"Loopbook::Problems", "Loopbook::Papers", "Loopbook::Questions::Other"} <= names
    assert "Use a map" in "".join(fields)


def test_a_paper_by_another_address_is_the_same_paper(tmp_path: Path) -> None:
    book = books.write(tmp_path / "book", books.MINIMAL)
    given = imports.files(tmp_path / "p", {"a.csv": "title,url\nAttention,https://arxiv.org/pdf/1706.03762v5.pdf\n"})
    imports.run(book, "papers", papers.read, given)
    row = "title,url\nAttention is all you need,https://huggingface.co/papers/1706.03762\n"
    more = imports.files(tmp_path / "q", {"a.csv": row})
    done = imports.run(book, "papers", papers.read, more)
    assert done.added == {}
    paper = books.load(book).entries["papers"]["attention"]
    assert isinstance(paper, Paper)
    assert (paper.arxiv, paper.url) == ("1706.03762", None), "the id says the address, so that is not kept twice"
    assert source_url(paper) == "https://arxiv.org/abs/1706.03762"


def test_topics_come_back_as_csv(tmp_path: Path) -> None:
    book = books.write(tmp_path / "book", books.MINIMAL)
    text = entries.write_csv(list(books.load(book).entries["topics"].values()))
    (tmp_path / "topics.csv").write_text(text)
    assert imports.plan(book, "topics", formats.reader_of("topics"), tmp_path / "topics.csv").is_empty


def test_papers_that_come_back_as_bibtex_change_nothing(tmp_path: Path) -> None:
    papers_of = """
        - {title: "Fast -- and ``loose''", year: 2020, kind: blog, url: https://blog.example/a, topics: [graphs]}
        - {title: At $3 a month, year: 2017, arxiv: "1706.03762", venue: NIPS, extra: {bibtex: vaswani}}
        - {title: A book, kind: book, authors: [A. Author]}
    """
    book = books.write(tmp_path / "book", books.MINIMAL | {"data/papers.yml": papers_of})
    (tmp_path / "x.bib").write_text(bibtex.write(books.load(book).all(Paper)))
    plan = imports.plan(book, "papers", formats.reader_of("papers"), tmp_path / "x.bib")
    assert (plan.read, plan.is_empty) == (3, True), "\n".join(plan.diff())
