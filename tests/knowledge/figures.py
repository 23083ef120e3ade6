"""Whether a number in a text is the computed one, rounded to the digits that the text gives."""

from __future__ import annotations

import re
from decimal import Decimal


def follows(quote: str, number: str, value: float) -> None:
    """Fails unless the number stands in the quote and is the value, rounded as it is written there."""
    assert number in quote
    figure, place = stated(number)
    assert abs(Decimal(value) - figure) <= place / 2 * Decimal("1.000001"), f"{quote!r} comes to {value:g}"


def stated(number: str) -> tuple[Decimal, Decimal]:
    """A number as written, and the place of its last digit that means something."""
    written = re.search(r"[\d,]*\.?\d+", number)
    assert written, number
    value = Decimal(written[0].replace(",", ""))
    digits = written[0].replace(",", "")
    zeros = 0 if "." in digits else len(digits) - len(digits.rstrip("0"))
    return value, Decimal(1).scaleb(zeros - len(digits.partition(".")[2]))
