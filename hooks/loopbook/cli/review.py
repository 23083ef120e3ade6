"""`loopbook review`: a session in the terminal; and `loopbook review merge`, for what a browser kept."""

from __future__ import annotations

import datetime as dt
import time

import click

from ..log_file import append, remove
from ..markdown_text import plain_text
from ..model import Entry, Grade, Problem
from ..pages.review import session_item
from ..review_log import LogLine
from ..study.schedule import queue
from .command import Group
from .context import Here, pass_here
from .merge import command as merge
from .scope import scope_of, scope_options

KEYS = {str(i): grade for i, grade in enumerate(Grade, 1)}
MOST_MINUTES = 180
NO_KEYS = "A session wants a terminal, to hear your keys. 'loopbook due' prints what is due anywhere."


@click.group(
    "review",
    cls=Group,
    invoke_without_command=True,
    examples=(
        "loopbook review",
        "loopbook review --company northwind --round ml-breadth --limit 10",
        "loopbook review merge loopbook-reviews-2026-11-20.json",
    ),
)
@scope_options
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after N items.")
@pass_here
@click.pass_context
def command(
    ctx: click.Context, here: Here, company: str | None, round_: str | None, topic: str | None, kind: str | None,
    limit: int | None,
) -> None:  # fmt: skip
    """Review what is due, then what the day lets in of the new: the question first, the answer on a key.

    Space shows the answer; 1 to 4 grade it: no clue, bugs, slow, solid. u takes the last grade back, l puts the item
    off to the end, q stops. Each grade is in data/reviews.yml at once.
    """
    if ctx.invoked_subcommand:
        return
    here.mention_errors()
    entries = queue(here.desk, scope_of(here, company, round_, topic, kind)).entries[:limit]
    if not entries:
        click.echo("Nothing is due.")
        return
    Session(here, entries).run()


class Session:
    """Asks one item after the other."""

    def __init__(self, here: Here, entries: list[Entry]) -> None:
        self.here, self.entries = here, entries
        self.log = here.root / here.site.settings.data / "reviews.yml"
        self.done: list[tuple[LogLine, Entry]] = []

    def run(self) -> None:
        """Until nothing is left, or somebody stops."""
        while self.entries:
            entry = self.entries[0]
            self.ask(entry)
            begun = time.monotonic()
            key = self.key("space shows the answer, l later, u undo, q stop ", " \r\nluq")
            if key in " \r\n":
                self.answer(entry)
                hint = "  ".join(f"{k} {grade.replace('-', ' ')}" for k, grade in KEYS.items())
                key = self.key(f"{hint}  u undo  q stop ", "1234luq")
            if key == "q":
                break
            if key == "u":
                self.undo()
            elif key == "l":
                self.entries.append(self.entries.pop(0))
            else:
                self.grade(entry, KEYS[key], time.monotonic() - begun)
        click.echo(f"{len(self.done)} reviewed, {len(self.entries)} left.")

    def ask(self, entry: Entry) -> None:
        """Print the question; of a problem no more than its name and where it is."""
        recall = self.here.desk.recall(entry)
        total = len(self.done) + len(self.entries)
        state = "new" if recall is None else f"recall {recall:.0%}"
        click.echo(f"\n[{len(self.done) + 1}/{total}] {entry.tracker}, {state}")
        click.secho(plain_text(session_item(self.here.desk, entry).question.text), bold=True)
        if isinstance(entry, Problem) and entry.url:
            click.echo(entry.url)

    def answer(self, entry: Entry) -> None:
        """Print the answer, as it is written."""
        item = session_item(self.here.desk, entry)
        if item.facts:
            click.echo(", ".join(item.facts))
        click.echo(f"\n{item.answer.text.strip() or 'No answer is written down yet.'}\n")

    def key(self, hint: str, allowed: str) -> str:
        """The key that somebody presses, of those that mean something. Ctrl-C and Ctrl-D stop, as q does."""
        click.echo(hint, nl=False)
        while True:
            try:
                key = click.getchar() or "q"
            except (KeyboardInterrupt, EOFError):
                key = "q"
            except OSError:
                click.echo()
                raise click.UsageError(NO_KEYS) from None
            if key in allowed:
                click.echo("" if key in " \r\n" else key)
                return key

    def grade(self, entry: Entry, grade: Grade, seconds: float) -> None:
        """Write the grade to the log."""
        minutes = min(MOST_MINUTES, max(1, round(seconds / 60)))
        now = dt.datetime.now().time().isoformat("milliseconds")
        review = LogLine(self.here.today, now, entry.key, grade, minutes)
        append(self.log, [review])
        self.done.append((review, entry))
        self.entries.pop(0)

    def undo(self) -> None:
        """Take the last grade back out of the log, and ask again."""
        if not self.done:
            click.echo("Nothing to undo.")
            return
        review, entry = self.done.pop()
        remove(self.log, review)
        self.entries.insert(0, entry)


command.add_command(merge)
