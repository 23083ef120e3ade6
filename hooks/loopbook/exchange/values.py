"""What people write in cells, as what it means: numbers, shares, dates, yes and no, ids that went through a float."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

_SPACES = re.compile(r"[\s\u00a0\u2007\u202f\u200b\ufeff]+")
_DASHES = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": None, "\u200d": None, "\u200e": None, "\u200f": None})


def clean(text: str) -> str:
    """One line without odd spaces, hyphens that do not break, or what cannot be seen."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", text.translate(_DASHES)).strip()


_WHOLE = re.compile(r"#?\s*0*([1-9]\d{0,2}(?:,?\d{3})*|[1-9]\d*)(?:\.0*)?")
LONGEST_NUMBER = 20
"""Characters. Python refuses to read a number of thousands."""


def whole(text: str) -> int | None:
    """A whole number of 1 or more: `146`, `0146`, `146.0`, `#146`, `1,146`. Nothing is numbered with 20 digits."""
    text = text.strip()
    if len(text) > LONGEST_NUMBER:
        return None
    if text.isascii() and text.isdecimal() and text[0] != "0":
        return int(text)
    match = _WHOLE.fullmatch(text)
    return int(match[1].replace(",", "")) if match else None


@lru_cache(1024)
def number(text: str) -> float | None:
    """A number, with a `%` or without: `46.8%` is 46.8."""
    try:
        found = float(text.strip().rstrip("%").strip().replace(",", "."))
    except ValueError:
        return None
    return found if -1e12 < found < 1e12 else None


@lru_cache(1024)
def share(text: str) -> float | None:
    """A share from 0 to 1: `46.8%`, `46.8` and `0.468` are 0.468."""
    found = number(text)
    if found is None or not 0 <= found <= 100:
        return None
    return round(found / 100 if "%" in text or found > 1 else found, 4)


_TRUE = {"true", "yes", "y", "1", "x", "✓", "✔", "✅", "☑", "done", "checked"}
_FALSE = {"false", "no", "n", "0", "", "✗", "☐", "unchecked"}


def yes(text: str) -> bool | None:
    """What a checkbox says; None if it is none."""
    folded = text.strip().casefold()
    return True if folded in _TRUE else False if folded in _FALSE else None


_MONTHS = {
    name: i
    for i, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_NAMED = re.compile(r"(?:[A-Za-z]+,\s*)?([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b.*")
_NAMED_BACK = re.compile(
    r"(?:[A-Za-z]+,\s*)?(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([A-Za-z]{3,9})\.?[\s,-]+(\d{4}|\d{2})\b.*"
)
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,].*)?")


def date(text: str, order: str = "") -> dt.date | None:
    """A date in one of the forms that people use. `order` (`dmy` or `mdy`) settles `03/04/2026`; without it, None."""
    text = clean(text)
    found: tuple[int, int, int] | None = None
    if match := _ISO.fullmatch(text):
        found = int(match[1]), int(match[2]), int(match[3])
    elif (match := _NAMED.fullmatch(text)) and match[1].casefold() in _MONTHS:
        found = int(match[3]), _MONTHS[match[1].casefold()], int(match[2])
    elif (match := _NAMED_BACK.fullmatch(text)) and match[2].casefold() in _MONTHS:
        found = _year(match[3]), _MONTHS[match[2].casefold()], int(match[1])
    elif match := _NUMERIC.fullmatch(text):
        order = order or ("dmy" if match[2] == "." else day_order([text]))
        first, second = int(match[1]), int(match[3])
        if order:
            found = _year(match[4]), *((second, first) if order == "dmy" else (first, second))
    try:
        return dt.date(*found) if found else None
    except ValueError:
        return None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def is_ambiguous(text: str) -> bool:
    """Whether a date may mean two days."""
    match = _NUMERIC.fullmatch(clean(text))
    return bool(match and match[2] != "." and int(match[1]) <= 12 and int(match[3]) <= 12 and match[1] != match[3])


def day_order(dates: Iterable[str]) -> str:
    """`dmy` or `mdy`, if one of the dates of a column tells, and none tells otherwise."""
    firsts, seconds = False, False
    for text in dates:
        match = _NUMERIC.fullmatch(clean(text))
        if match:
            firsts, seconds = firsts or int(match[1]) > 12, seconds or int(match[3]) > 12
    return "" if firsts == seconds else "dmy" if firsts else "mdy"


_ARXIV_NEW = re.compile(r"(?<!\d)(?<!\d\.)(\d{4}\.\d{4,5})(?:v\d+)?(?!\d)")
_ARXIV_OLD = re.compile(r"(?<![\w.-])([a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?!\d)")
_ARXIV_PLACE = re.compile(r"arxiv|alphaxiv|huggingface\.co/papers|ar5iv", re.I)


def arxiv(text: str, *, sure: bool = False) -> str | None:
    """The arXiv id in an address or a reference of any form, without its version; of any text, if it is `sure`.

    An id that a spreadsheet took for a number has lost zeros at its ends; since 2015 ids have five digits behind the
    point, and before four, so they can be put back.
    """
    if not sure and not _ARXIV_PLACE.search(text):
        return None
    text = text.split("?")[0].split("#")[0]
    for pattern in (_ARXIV_NEW, _ARXIV_OLD):
        if match := pattern.search(text):
            found = match[1]
            if pattern is _ARXIV_OLD:
                return found
            month, digits = found.split(".")
            if 1 <= int(month[2:]) <= 12:
                return f"{month}.{digits.ljust(5 if month >= '1501' else 4, '0')}"
    if sure and (match := re.fullmatch(r"(\d{3,4})\.(\d{1,5})", text.strip())):
        month = match[1].zfill(4)
        length = 5 if "1501" <= month < "9101" else 4
        if 1 <= int(month[2:]) <= 12 and len(match[2]) <= length:
            return f"{month}.{match[2].ljust(length, '0')}"
    return None


_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>?#]+")


def doi(text: str) -> str | None:
    """The DOI in an address or a reference."""
    match = _DOI.search(text)
    return match[0].rstrip(".,;)") if match else None


def url(text: str) -> str | None:
    """A web address that a link may go to: http, https or mailto, and nothing else."""
    match = re.search(r"(?:https?://|mailto:)[^\s<>\"'`]+", text)
    if match is None:
        return None
    found = match[0].rstrip(".,;")
    return found[:-1] if found.endswith(")") and found.count("(") < found.count(")") else found
