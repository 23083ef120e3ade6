"""Private passages of a Markdown text, and what else in it is not for readers: where they are, and what is wrong.

Three ways to mark a passage:

- `!!! private` (or `??? private`), with what is indented below it;
- `> [!private]`, with the rest of the quotation: it reads well where Markdown is shown as text;
- `<!-- private -->` … `<!-- /private -->`, within a line or around many.

Where a reading is in doubt, the passage is taken for private: an unclosed comment hides the rest of the text, a marker
in a fence that is not plainly one still counts, one behind other text hides the rest and is an error, and so is a word
that looks like a misspelt marker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from .markdown_text import blank, fences, replace

Span = tuple[int, int]
"""Offsets into a text: from, and up to."""


@dataclass(frozen=True)
class Problem:
    """Something that is wrong with a marker: where, what, and what to do."""

    start: int
    message: str
    remedy: str


_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<rest>[^\n]*)$", re.M)
_SPOKEN_OF = re.compile(
    r"(?<!`)(`+)[ \t]*(?:<!--(?:(?!-->)[^\n`])*-->|!!![^\n`]*?|\?\?\?\+?[^\n`]*?|> *\[![^\n`]*?\]"
    r"|\{[^\n`{}]*\}|<\w[^\n`<>]*>)[ \t]*\1(?!`)"
)
"""A marker that alone fills a code span: `<!-- private -->` is talked about, not used."""


def certain_code(text: str) -> Iterator[Span]:
    """The fenced blocks that every reader of Markdown takes for code, and code spans that hold nothing but a marker.

    A fence counts if it begins at the margin and is closed at the margin by as many marks as opened it. One directly
    below an indented line may be a part of what that line belongs to.
    """
    position = 0
    while opening := _FENCE.search(text, position):
        position = opening.end()
        mark, rest = opening["fence"], opening["rest"]
        above = text[text.rfind("\n", 0, max(opening.start() - 1, 0)) + 1 : opening.start()]
        if opening["indent"] or (mark[0] == "`" and "`" in rest) or (above.strip() and width(above) >= 4):
            continue
        closing = re.compile(rf"^ *{mark[0]}{{{len(mark)},}}", re.M).search(text, opening.end())
        if closing is None:
            continue
        line_end = text.find("\n", closing.start())
        line_end = len(text) if line_end < 0 else line_end
        if text[closing.start() : line_end].rstrip() == mark:
            yield opening.start(), line_end
            position = line_end
    for spoken in _SPOKEN_OF.finditer(text):
        yield spoken.span()


def blanked(text: str, spans: list[Span]) -> str:
    """The same text, as long and with the same lines, with spaces for the spans."""
    for start, end in spans:
        text = text[:start] + blank(text[start:end]) + text[end:]
    return text


def without_certain_code(text: str) -> str:
    """The same text, as long and with the same lines, with spaces for what is certainly code."""
    return blanked(text, list(certain_code(text))) if "`" in text or "~~~" in text else text


_BLOCK = re.compile(r"^(?P<indent>[ \t]*)(?:!!!|\?\?\?\+?)[ \t]*(?P<classes>[\w-]+(?:[ \t]+[\w-]+)*)[^\n]*$", re.M)
_QUOTE = re.compile(r"^(?P<lead>[ \t]*(?:>[ \t]*)*>)[ \t]*\[!(?P<word>[\w-]+)\][^\n]*$", re.M)
_COMMENT = re.compile(r"<!--(?P<words>.*?)-->", re.S)
_OPEN_COMMENT = re.compile(r"<!--\s*/?\s*(?:end\s+)?private\b(?![^<]*-->)", re.I)
_FOREIGN = re.compile(
    r"^[ \t]*(?:///|:::)[ \t]*\{?[.\s]*private\b"
    r"|<[a-z][^<>]*\sclass\s*=\s*(?:[\"'][^\"'<>]*(?<![\w-]))?private(?![\w-])"
    r"|\{(?:[^{}\n]*\s)?:?\.private(?![\w-])[^{}\n]*\}",
    re.M | re.I,
)
"""A block of another Markdown, and the class given to a tag or, in braces, to a paragraph."""
_MARKS = re.compile(r"!!!|\?\?\?|\[!|<!--|///|:::|\.private|class", re.I)
"""Without one of these there is no marker."""
OPENING, CLOSING = "<!-- private -->", "<!-- /private -->"


def private_passages(text: str) -> tuple[list[Span], list[Problem]]:
    """The passages that only the owner may see, in order and apart, and what is wrong with their markers."""
    if not _MARKS.search(text) or not re.search(r"p\w{2,}t\w?e|priv", text, re.I):
        return [], []
    plain = without_certain_code(text)
    spans: list[Span] = []
    problems: list[Problem] = []
    for found in (_blocks(text, plain), _quotes(text, plain)):
        spans += found[0]
        problems += found[1]
    endless = [*islice(_behind(plain), 1), *islice(_unclosed(text, spans), 1)]
    problems += endless
    spans += [(problem.start, len(text)) for problem in endless]
    found = _comments(text, plain)
    spans += found[0]
    problems += found[1]
    problems += [
        Problem(m.start(), "this is no marker that Loopbook knows, so it would hide nothing", "write '!!! private'")
        for m in _FOREIGN.finditer(plain)
    ]
    return merged(spans), sorted(problems, key=lambda p: p.start)


def has_marker(text: str) -> bool:
    """Whether a text has a marker in it, right or wrong."""
    return private_passages(text) != ([], [])


def without_passages(text: str) -> str:
    """What of a text everybody may see."""
    return replace(text, [(start, end, "") for start, end in private_passages(text)[0]])


def _is_private(word: str) -> bool:
    return word.lower() == "private"


def _is_nearly(word: str) -> bool:
    word = word.lower()
    return word != "private" and word[:1] == "p" and bool(get_close_matches(word, ["private"], cutoff=0.75))


def _misspelt(start: int, word: str) -> Problem:
    return Problem(start, f"'{word}' hides nothing", "did you mean 'private'?")


def _blocks(text: str, plain: str) -> tuple[list[Span], list[Problem]]:
    spans: list[Span] = []
    problems: list[Problem] = []
    for match in _BLOCK.finditer(plain):
        classes = match["classes"].split()
        if not any(_is_private(word) for word in classes):
            problems += [_misspelt(match.start(), word) for word in classes if _is_nearly(word)]
            continue
        end = indented(text, match.end() + 1, width(match["indent"]) + 4)
        if not text[match.end() : end].strip():
            problems.append(
                Problem(
                    match.start(),
                    "this private block has nothing in it",
                    "indent what belongs to it by four spaces more than its '!!!'",
                )
            )
        lazy = _lazily(text, end, width(match["indent"]))
        if lazy > end:
            problems.append(
                Problem(
                    end + len(text[end:]) - len(text[end:].lstrip()),
                    "this follows a private block within a list, so nobody could tell whether it belongs to it",
                    "put a blank line before it, or indent it like the block's text",
                )
            )
        spans.append((match.start(), max(lazy, match.end())))
    return spans, problems


def _lazily(text: str, start: int, indent: int) -> int:
    """Where the lines end that directly follow a block in a list, if they are indented: Markdown may take into the
    block what only belongs to the list.
    """
    end = start
    if indent >= 4 and text[:start].rpartition("\n")[0].rpartition("\n")[2].strip():
        for line in text[start:].splitlines(keepends=True):
            if not line.strip() or width(line) < 4:
                break
            end += len(line)
    return end


def width(lead: str) -> int:
    """How far a line's beginning indents it; a tab goes on to the next multiple of four."""
    expanded = lead.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" "))


def indented(text: str, start: int, indent: int) -> int:
    """The offset at which the lines that are blank or indented by at least `indent` end."""
    end = start
    for line in text[start:].splitlines(keepends=True):
        if line.strip() and width(line) < indent:
            break
        end += len(line)
    return min(end, len(text))


def _quotes(text: str, plain: str) -> tuple[list[Span], list[Problem]]:
    spans: list[Span] = []
    problems: list[Problem] = []
    for match in _QUOTE.finditer(plain):
        if _is_private(match["word"]):
            spans.append((match.start(), _quoted(text, match.end() + 1)))
        elif _is_nearly(match["word"]):
            problems.append(_misspelt(match.start(), match["word"]))
    return spans, problems


def _quoted(text: str, start: int) -> int:
    """The offset at which a quotation ends: at a blank line that no line with `>` follows. A fence directly below it
    may belong to it as a whole.
    """
    end = position = min(start, len(text))
    while position < len(text):
        line = text[position : text.find("\n", position) + 1 or len(text)]
        if not line.strip():
            position += len(line)
            continue
        if end < position and not line.lstrip().startswith(">"):
            break
        below = next(fences(text[position:]), None) if line.lstrip().startswith(("```", "~~~")) else None
        end = position = min(position + max(below.end + 1 if below and below.start == 0 else 0, len(line)), len(text))
    return end


_ANYWHERE = re.compile(r"(?:!!!|\?\?\?\+?)[ \t]*(?P<classes>[\w-]+(?:[ \t]+[\w-]+)*)|\[!(?P<word>[\w-]+)\]")
_HOLDER = re.compile(r"(?:[ \t>]|[-*+](?=[ \t])|\d+[.)](?=[ \t])|:(?=[ \t])|\[\^[^\]\n]+\]:|<[^>\n]*>)*")
"""The beginning of a line that holds the beginning of something else: an item, a quotation, a footnote, a tag."""


def _behind(plain: str) -> Iterator[Problem]:
    """Where markers stand that are not at the beginning of a line: to some readers of Markdown they are markers, too.
    One within a passage may reach beyond its end, as in an item of a list that goes on below a quotation.

    In the middle of a sentence, `!!!` may end what is said before it: there only the next word counts.
    """
    blocks = [match.span() for match in _BLOCK.finditer(plain) if any(map(_is_private, match["classes"].split()))]
    quotes = [match.span() for match in _QUOTE.finditer(plain) if _is_private(match["word"])]
    plain = blanked(plain, blocks + quotes)
    for match in _ANYWHERE.finditer(plain):
        words = (match["classes"] or match["word"]).split()
        before = plain[plain.rfind("\n", 0, match.start()) + 1 : match.start()]
        if before.strip() and any(map(_is_private, words if _HOLDER.fullmatch(before) else words[:1])):
            yield Problem(
                match.start(),
                "this marker stands behind something else, so nobody could tell how far it goes",
                "put it on a line of its own; in `code` if you only speak of it",
            )


_CODE = re.compile(r"(?<![`\\])(`+)(?!`)[^\n]+?(?<!`)\1(?!`)")
"""A code span of one line."""
_TAG = re.compile(
    r"<(?P<closes>/?)(?P<name>address|article|aside|blockquote|body|canvas|center|colgroup|dd|details|div|dl|dt|fieldset"
    r"|figcaption|figure|footer|form|group|h[1-6]|header|hgroup|html|iframe|legend|li|main|map|math|menu|nav|noscript|object"
    r"|ol|option|output|p|pre|progress|script|search|section|style|summary|svg|table|tbody|td|template|textarea|tfoot|th"
    r"|thead|tr|ul|video)\b[^<>]*>",
    re.I,
)
"""Tags of blocks: Markdown takes all that stands between them for one, however it is indented."""


def _unclosed(text: str, spans: list[Span]) -> Iterator[Problem]:
    """Tags that are opened in a passage and not closed in it."""
    for start, end in spans:
        passage = text[start:end]
        if "<" not in passage:
            continue
        passage = blanked(passage, [(fence.start, fence.end) for fence in fences(passage) if fence.closed])
        opened: list[re.Match[str]] = []
        for tag in _TAG.finditer(_CODE.sub(lambda code: blank(code[0]), passage)):
            if not tag["closes"]:
                opened.append(tag)
            elif opened and opened[-1]["name"].lower() == tag["name"].lower():
                opened.pop()
        if opened:
            yield Problem(
                start + opened[0].start(),
                f"the tag '{opened[0]['name']}' is not closed within its private passage, so nobody could tell how far"
                " it goes",
                "close it there, or begin and end it outside",
            )


def _comments(text: str, plain: str) -> tuple[list[Span], list[Problem]]:
    spans: list[Span] = []
    problems: list[Problem] = []
    opened: int | None = None
    for match in _COMMENT.finditer(plain):
        words = match["words"].strip().lower()
        closes = bool(re.fullmatch(r"(?:/|end)\s*private|private\s*(?:end|/)", words))
        if closes and opened is None:
            problems.append(
                Problem(
                    match.start(),
                    "this comment closes a private passage that is never opened",
                    f"write '{OPENING}' before the passage",
                )
            )
        elif closes:
            spans.append((opened or 0, match.end()))
            opened = None
        elif words == "private":
            opened = match.start() if opened is None else opened
        elif _looks_like_a_marker(words):
            problems.append(
                Problem(match.start(), f"the comment '{words}' hides nothing", f"write '{OPENING}' or '{CLOSING}'")
            )
    broken = _OPEN_COMMENT.search(plain)
    if broken:
        problems.append(Problem(broken.start(), "this comment is not closed by '-->'", f"write '{OPENING}'"))
        opened = broken.start() if opened is None else min(opened, broken.start())
    elif opened is not None:
        problems.append(
            Problem(
                opened,
                "this comment opens a private passage that is never closed",
                f"write '{CLOSING}' after the passage",
            )
        )
    if opened is not None:
        spans.append((opened, len(text)))
    return spans, problems


def _looks_like_a_marker(words: str) -> bool:
    found = re.findall(r"[a-z]+", words)
    return 0 < len(found) <= 3 and any(word == "private" or _is_nearly(word) for word in found)


def merged(spans: list[Span]) -> list[Span]:
    """The spans in order, those that touch made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


_DIRECTIVE = re.compile(r"\s*(?:more\s*$|material/|card:\s*[\w.+-]+\s*$|-+8<-+\s*\[(?:start|end):[^\]]*\]\s*$)")
"""Comments that are read: where an excerpt ends, where tags are listed, what a card is called, what of a file others
include.
"""


def comments(text: str) -> list[Span]:
    """The HTML comments that a text's author wrote for himself; what plugins read is not among them."""
    if "<!--" not in text:
        return []
    plain = without_certain_code(text)
    for code in _CODE.finditer(plain):
        if "<!--" in code[0] and "-->" in code[0]:
            plain = blanked(plain, [code.span()])
    return [m.span() for m in _COMMENT.finditer(plain) if not _DIRECTIVE.match(m["words"])]
