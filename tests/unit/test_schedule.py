"""What is due, what is new, how ready an interview is; and what debriefs do to all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
from loopbook.model import Grade
from loopbook.study import Desk
from loopbook.study.packs import packs
from loopbook.study.schedule import Scope, all_due, due_today, interviews, queue, readiness, unclosed, wants

HUNT: books.Files = {
    "data/topics.yml": """
        - {id: arrays, title: Arrays}
        - {id: llm, title: LLM, children: [{id: attention, title: Attention}]}
    """,
    "docs/rounds/coding.md": "---\ntitle: Coding\ncategory: coding\nfeeds: [{show: problems}]\n---\n",
    "docs/rounds/breadth.md": """
        ---
        title: ML breadth
        category: ml
        topics: [llm]
        feeds: [{show: questions, where: {round: breadth}}]
        ---
    """,
    "data/problems.yml": """
        - {id: forgotten, title: Forgotten}
        - {id: fresh, title: Fresh}
        - {id: unseen, title: Unseen}
        - {id: weak, title: Weak, mastery: bugs}
        - {id: known, title: Known, mastery: solid}
    """,
    "data/questions.yml": """
        - {id: rope, question: Why rotate?, round: breadth, topics: [attention]}
        - {id: heap, question: What is a heap?, topics: [arrays]}
    """,
    "docs/topics/attention.md": """
        # Attention

        ??? question "Why divide by the root of d?"

            So that the softmax does not saturate.
    """,
    "data/companies.yml": """
        - name: Acme
          rounds: [{round: coding, date: 2026-11-30}, {round: breadth, date: 2026-11-24}]
        - name: Bolt
          rounds: [{round: breadth, date: 2026-12-10}, {round: coding, date: 2026-11-01, stage: done, outcome: failed}]
    """,
    "data/reviews.yml": """
        - {date: 2026-08-01, item: problems/forgotten, grade: slow}
        - {date: 2026-11-19, item: problems/fresh, grade: solid}
        - {date: 2026-11-14, item: questions/rope, grade: solid}
        - {date: 2027-01-01, item: problems/unseen, grade: solid}
    """,
    "data/plan.yml": "{new_a_day: 2, reviews_a_day: 5}",
}
DEBRIEF = """
    - title: Acme, the screen
      date: 2026-11-18
      company: acme
      round: breadth
      asked:
        - {question: How does beam search end?, answer: With a token., topics: [attention], grade: no-clue}
        - {question: rope, grade: bugs}
        - {question: problems/fresh, grade: slow}
        - {question: Anything else?, visibility: public}
"""


def desk(folder: Path, **more: str) -> Desk:
    book = books.load(books.write(folder, HUNT | {f"data/{name}.yml": text for name, text in more.items()}))
    assert book.diagnostics == []
    return Desk(book, books.TODAY)


def keys(entries: list) -> list[str]:  # type: ignore[type-arg]
    return [entry.key for entry in entries]


def test_a_future_review_is_a_warning_and_does_not_count(tmp_path: Path) -> None:
    found = desk(tmp_path)
    assert [str(d) for d in found.diagnostics] == [
        "data/reviews.yml:4:1: warning: a review of problems/unseen on 2027-01-01, which is yet to come, "
        "so it does not count; mend the date; today is 2026-11-20"
    ]
    assert "problems/unseen" not in found.memories


def test_what_is_due_and_what_is_new(tmp_path: Path) -> None:
    found = desk(tmp_path)
    assert keys(due_today(found)) == ["problems/forgotten"]
    assert keys(queue(found, Scope()).new) == ["problems/weak", "cards/why-divide-by-the-root-of-d"]
    assert wants(found)["cards/why-divide-by-the-root-of-d"][0].interview.title == "Acme ML breadth"


def test_a_round_whose_day_is_over_asks_for_its_debrief_until_somebody_says_so(tmp_path: Path) -> None:
    companies = """
        - name: Acme
          rounds:
            - {round: coding, date: 2026-11-18, stage: in-progress}
            - {round: breadth, date: 2026-11-19}
            - {round: coding, date: 2026-11-17, stage: done}
            - {round: coding, date: 2026-11-20}
        - {name: Bolt, status: rejected, rounds: [{round: coding, date: 2026-11-18}]}
    """
    assert [i.uri_name for i in unclosed(desk(tmp_path, companies=companies))] == ["acme/breadth", "acme/coding"]


def test_what_was_done_today_counts_against_the_limits(tmp_path: Path) -> None:
    log = str(HUNT["data/reviews.yml"]) + "        - {date: 2026-11-20, item: problems/weak, grade: slow}\n"
    assert keys(queue(desk(tmp_path, reviews=log), Scope()).new) == ["cards/why-divide-by-the-root-of-d"]


def test_how_ready_an_interview_is(tmp_path: Path) -> None:
    found = desk(tmp_path)
    ready = readiness(found, interviews(found)[0])
    assert [i.title for i in interviews(found)] == ["Acme ML breadth", "Acme Coding", "Bolt ML breadth"]
    assert (ready.total, ready.seen, ready.due) == (2, 1, 0)
    assert ready.recall == found.recall(found.items["questions/rope"], ready.interview.date)


def test_what_was_asked_becomes_a_card_that_only_the_owner_sees(tmp_path: Path) -> None:
    found = desk(tmp_path, debriefs=DEBRIEF)
    asked = found.items["questions/how-does-beam-search-end"]
    assert found.mastery(asked) is Grade.NO_CLUE
    assert str(found.book.origins[asked.key]) == "data/debriefs.yml:6"
    public = books.load(tmp_path, books.Visibility.PUBLIC, visibility={"data": "public", "docs": "public"})
    assert "how-does-beam-search-end" not in public.entries["questions"]
    assert public.entries["questions"]["anything-else"].companies == []
    assert public.entries["debriefs"] == {}
    assert {r.item for r in public.reviews} == {r.item for r in Desk(public, books.TODAY).book.reviews}
    assert all(review.line for review in public.reviews)


def test_what_one_company_asked_is_in_the_packs_of_the_others(tmp_path: Path) -> None:
    found = desk(tmp_path, debriefs=DEBRIEF)
    reasons = {
        pack.company.name: {item.entry.key: item.reason for s in pack.sections for item in s.items}
        for pack in packs(found)
        if pack.company_round.round == "breadth"
    }
    assert reasons["Acme"]["questions/how-does-beam-search-end"] == "asked"
    assert reasons["Acme"]["questions/rope"] == "asked"
    assert reasons["Bolt"]["questions/how-does-beam-search-end"] == "met"
    assert reasons["Bolt"]["problems/fresh"] == "met"


def test_what_went_badly_lowers_its_topics_until_they_are_reviewed(tmp_path: Path) -> None:
    mock = "- {title: Mock, date: 2026-11-15, round: breadth, grade: slow, work_on: [llm]}"
    before = desk(tmp_path)
    rope, heap = before.items["questions/rope"], before.items["questions/heap"]
    assert before.mastery(rope) is Grade.SOLID
    found = desk(tmp_path, mocks=mock)
    assert found.mastery(rope) is Grade.BUGS
    assert found.setback(heap) is None
    assert keys(all_due(found)) == ["problems/forgotten", "questions/rope"]
    log = str(HUNT["data/reviews.yml"]) + "        - {date: 2026-11-15, item: questions/rope, grade: slow}\n"
    assert desk(tmp_path, mocks=mock, reviews=log).mastery(rope) is Grade.SLOW


def test_cards_in_notes_belong_to_their_topics_and_rounds(tmp_path: Path) -> None:
    found = desk(tmp_path)
    assert [card.key for card in found.cards_by_topic["llm"]] == ["cards/why-divide-by-the-root-of-d"]
    moved = HUNT | {"docs/notes/moved.md": HUNT["docs/topics/attention.md"]}
    moved.pop("docs/topics/attention.md")
    books.write(tmp_path / "moved", moved)
    assert list(Desk(books.load(tmp_path / "moved"), books.TODAY).cards) == ["cards/why-divide-by-the-root-of-d"]


@pytest.mark.parametrize("first", ["???", "???+"])
def test_a_card_can_be_given_its_name(tmp_path: Path, first: str) -> None:
    note = f'{first} question "Reworded?"\n\n    <!-- card: old-name -->\n    Yes.\n'
    found = Desk(books.load(books.write(tmp_path, HUNT | {"docs/notes/n.md": note})), books.TODAY)
    assert [(c.id, c.answer) for c in found.cards.values() if c.uri == "notes/n.md"] == (
        [("old-name", "Yes.")] if first == "???" else []
    )
