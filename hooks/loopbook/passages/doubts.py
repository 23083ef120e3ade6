"""What makes it doubtful how far a passage goes, or whether something is to be private: each is an error, and hides the
rest of the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..markdown_text import blank, fences
from .blocks import marks
from .code import CODE_SPAN
from .spans import Problem, Span, blanked, is_nearly, is_private, merged


class Reading(NamedTuple):
    """A text that has been read for markers, and what was found."""

    text: str
    plain: str
    """It without what is certainly code."""
    passages: tuple[Span, ...]
    hidden: list[Span]
    """The passages, and what is hidden for a doubt."""
    problems: list[Problem]


_ANYWHERE = re.compile(r"(?:!!!|\?\?\?\+?)[ \t]*(?P<classes>[\w-]+(?:[ \t]+[\w-]+)*)|\[!(?P<word>[\w-]+)\]")
_HOLDER = re.compile(r"(?:[ \t>]|[-*+](?=[ \t])|\d+[.)](?=[ \t])|:(?=[ \t])|\[\^[^\]\n]+\]:|<[^>\n]*>)*")
"""The beginning of a line that holds the beginning of something else: an item, a quotation, a footnote, a tag."""


def behind(reading: Reading) -> Problem | None:
    """A marker that is not at the beginning of a line: to some readers of Markdown it is one, too. One within a passage
    may reach beyond its end, as in an item of a list that goes on below a quotation.

    In the middle of a sentence, `!!!` may end what is said before it: there only the next word counts.
    """
    plain = blanked(reading.plain, [*marks(reading.plain)])
    for match in _ANYWHERE.finditer(plain):
        words = (match["classes"] or match["word"]).split()
        before = plain[plain.rfind("\n", 0, match.start()) + 1 : match.start()]
        if before.strip() and any(map(is_private, words if _HOLDER.fullmatch(before) else words[:1])):
            return Problem(
                match.start(),
                "this marker stands behind something else, so nobody could tell how far it goes",
                "put it on a line of its own; in `code` if you only speak of it",
            )
    return None


_TAG = re.compile(
    r"<(?P<closes>/?)(?P<name>address|article|aside|blockquote|body|canvas|center|colgroup|dd|details|div|dl|dt|fieldset"
    r"|figcaption|figure|footer|form|group|h[1-6]|header|hgroup|html|iframe|legend|li|main|map|math|menu|nav|noscript|object"
    r"|ol|option|output|p|pre|progress|script|search|section|style|summary|svg|table|tbody|td|template|textarea|tfoot|th"
    r"|thead|tr|ul|video)\b[^<>]*>",
    re.I,
)
"""Tags of blocks: Markdown takes all that stands between them for one, however it is indented."""


def unclosed_tags(reading: Reading) -> Problem | None:
    """A tag that is opened in a passage and not closed in it."""
    for start, end in reading.passages:
        passage = reading.text[start:end]
        if "<" not in passage or passage.startswith("<!--"):  # comments say where it ends
            continue
        passage = blanked(passage, [(fence.start, fence.end) for fence in fences(passage) if fence.closed])
        opened: list[re.Match[str]] = []
        for tag in _TAG.finditer(CODE_SPAN.sub(lambda code: blank(code[0]), passage)):
            if not tag["closes"]:
                opened.append(tag)
            elif opened and opened[-1]["name"].lower() == tag["name"].lower():
                opened.pop()
        if opened:
            return Problem(
                start + opened[0].start(),
                f"the tag '{opened[0]['name']}' is not closed within its private passage, so nobody could tell how far"
                " it goes",
                "close it there, or begin and end it outside",
            )
    return None


def unclosed_code(reading: Reading) -> Problem | None:
    """A fence that is opened in a passage and not closed in it: code that is pasted without its indent falls out."""
    for start, end in reading.passages:
        if not all(fence.closed for fence in fences(reading.text[start:end])):
            return Problem(
                start,
                "a block of code begins in this private passage and does not end in it",
                "indent the code, up to the marks that close it, as the rest of it",
            )
    return None


_SPACE = r"[ \t\u00a0\u200b\u202f\ufeff]*"
_NO_MARKER = re.compile(
    rf"^[ \t>]*{_SPACE}(?:!!!|\?\?\?)[ \t\w-]*\|[ \t]*(?P<kind>\w+)"
    rf"|^[ \t>]*{_SPACE}(?:[!?\uff01\uff1f]|&\#33;){{2,}}[^\w\n]*(?P<line>\w+)"
    rf"|\[{_SPACE}[!\uff01]{_SPACE}(?P<call>\w+)"
    r"|(?:</?|(?:<!-?|%%|&lt;!--)[ \t]*/?)(?P<tag>private)\b"
    r"|\bclass[ ]*=[ ]*[\"']?(?:[\w-]+[ ]+)*(?P<style>private)(?![\w-])"
    r"|\{(?:[^{}\n]*\s)?:?\.(?P<list>private)(?![\w-])[^{}\n]*\}"
    r"|^[ \t]*(?:///|:::)[ \t]*\{?[.\s]*(?P<fence>private)\b"
    r"|^[ \t]*///[^\n]*\n[ \t]+(?:type|attrs):[^\n]*\b(?P<block>private)\b",
    re.M | re.I,
)
"""What was meant for a marker in all likelihood: two marks or a wide one, a space that Markdown takes for a letter, a
class, a tag, a block of another Markdown.
"""


def no_markers(reading: Reading) -> Problem | None:
    """Something that looks like a marker and is none; not in a line of which something is told already."""
    plain = blanked(reading.plain, merged(reading.hidden))
    told = {problem.start for problem in reading.problems}
    for match in _NO_MARKER.finditer(blanked(plain, [code.span() for code in CODE_SPAN.finditer(plain)])):
        word = next(filter(None, match.groups()))
        line = range(plain.rfind("\n", 0, match.start()) + 1, match.end())
        if (is_private(word) or is_nearly(word)) and told.isdisjoint(line):
            return Problem(
                match.start(),
                "this is no marker that Loopbook knows, so nobody could tell what it is to hide",
                "write '!!! private', or put it in `code` if you only speak of it",
            )
    return None
