"""What problems, companies and time spans are called in other people's lists, as what is meant."""

from __future__ import annotations

import re
from functools import lru_cache

from .found import fold
from .values import clean

_WINDOWS = (
    (r"more than six months|morethansixmonths|over 6 months|older", "older"),
    (r"thirty days|30 ?days|1 ?month|one month", "30-days"),
    (r"three months|3 ?months|90 ?days", "3-months"),
    (r"six months|6 ?months|180 ?days", "6-months"),
    (r"1 ?year|one year|12 ?months", "1-year"),
    (r"2 ?years?|two years", "2-years"),
    (r"all ?time|all", "all"),
)
WINDOWS = ("30-days", "3-months", "6-months", "1-year", "2-years", "older", "all")
"""The shortest first."""


def asked_from(path: str) -> tuple[str, str] | None:
    """Company and window, as a path tells: `Google/5. All.csv`, `akuna-capital_6months.csv`; None if it tells none."""
    *folders, name = path.split("/")
    stem = re.sub(r"^\d+[.)]\s*", "", name.rsplit(".", 1)[0]).strip()
    window = _window(stem)
    if window and folders:
        return folders[-1].strip(), window
    if "_" in stem:
        company, _, rest = stem.rpartition("_")
        if found := _window(rest):
            return company.replace("-", " ").replace("_", " ").strip(), found
    return None


def _window(text: str) -> str | None:
    plain = re.sub(r"[-_\s]+", " ", text.casefold()).strip()
    return next((name for pattern, name in _WINDOWS if re.fullmatch(pattern, plain)), None)


@lru_cache(1024)
def company_name(text: str) -> str:
    """A company's name as one would write it; a lower-case one from a file's name gets its capitals."""
    name = clean(text.replace("_", " "))
    return name.replace("-", " ").title() if name == name.lower() and len(name) > 3 else name


def title_of(text: str) -> str:
    """A problem's title: LeetCode has no `;` in titles, but CSVs that could not hold commas do."""
    title = clean(text)
    return title.replace(" ;", ",").replace(";", ",") if ";" in title else title


_IN_ADDRESS = re.compile(r"leetcode\.(?:com|cn)/problems/([\w-]+)")
_SLUG = re.compile(r"/?([a-z0-9]+(?:-[a-z0-9]+)*)/?")


def slug_of(text: str) -> str:
    """The slug in an address or a path (`leetcode.com/problems/two-sum/description`, `two-sum/`), or nothing."""
    text = clean(text)
    match = _IN_ADDRESS.search(text) or _SLUG.fullmatch(text)
    return match[1].lower() if match else ""


def fold_id(text: str) -> str:
    """A list's name as an id: `Blind 75` is `blind-75`."""
    return "-".join(re.findall(r"[^\W_]+", clean(text).casefold()))


_MASTERY_WORDS = {
    "noclue": "no-clue", "noidea": "no-clue", "bugs": "bugs", "buggy": "bugs", "slow": "slow", "solid": "solid",
    "mastered": "solid", "again": "no-clue", "hard": "bugs", "good": "slow", "easy": "solid",
}  # fmt: skip


def mastery_of(text: str) -> str | None:
    """A level of mastery, by our words or Anki's."""
    return _MASTERY_WORDS.get(fold(text))


def identities(slug: str, lc: int | None, title: str) -> tuple[str, ...]:
    """What a problem may be recognised by, the surest first."""
    named = [f"slug:{slug}"] if slug else []
    if lc:
        named.append(f"number:{lc}")
    if title:
        named.append(f"title:{fold(title)}")
    return tuple(named)
