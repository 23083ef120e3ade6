"""Question banks: Markdown with a question in bold or in a heading and its answer below, `Q:`/`A:` files, tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..markdown_text import links, plain_text, replace, without_code
from .found import Found, Harvest, InFile, Names, Request, fold
from .html_in import markdown_of
from .markdown_mend import mend
from .tables import decode, parse_table, pick, split_list
from .values import clean

_QUESTION = ("question", "q", "front", "prompt")
_ANSWER = ("answer", "a", "back", "response", "notes")
_ROUND = ("round", "interviewround", "deck")
_TOPICS = ("topics", "topic", "tags", "tag", "category", "section")
_KIND = ("kind", "type")
_KINDS = ("breadth", "domain", "behavioural", "design", "math", "coding", "screen", "deep-dive")
_COMPANIES = ("companies", "company")
_KNOWN = frozenset((*_QUESTION, *_ANSWER, *_ROUND, *_TOPICS, *_KIND, *_COMPANIES))

_FAR_FROM_QUESTIONS = re.compile(
    r"contents|^questions$|resources|references|contribut|licen[cs]e|about|contact|recently", re.I
)


@dataclass
class _Asked:
    line: int
    text: str
    section: str
    body: list[str] = field(default_factory=list)


def read(files: list[InFile], request: Request | None = None) -> Harvest:
    """The questions in Markdown, text and CSV files."""
    request = request or Request()
    harvest, names = Harvest(), request.names
    for done, file in enumerate(files):
        request.progress("reading", done, len(files))
        suffix = file.name.lower().rsplit(".", 1)[-1]
        if suffix not in ("md", "markdown", "txt", "csv", "tsv"):
            if suffix not in ("png", "jpg", "jpeg", "gif", "svg", "webp"):
                harvest.refuse(file.path, "is no Markdown, text or CSV")
            continue
        if file.name.upper().startswith("LICENSE"):
            continue
        text = decode(file, harvest)
        if text is None or not text.strip():
            continue
        if suffix in ("csv", "tsv") or text.startswith("#separator:") or "\t" in text.split("\n", 1)[0]:
            harvest += _table(file, text, names)
            continue
        is_dialogue = len(_Q_LINES.findall(text)) > 1 and _A_LINES.search(text)
        asked = _dialogue(text) if is_dialogue else _bank(text)
        harvest += _questions(file, asked, names)
        if not asked:
            harvest.refuse(file.path, "has no questions: no bold lines, headings with '?' or 'Q:' lines")
    return harvest


def _questions(file: InFile, asked: list[_Asked], names: Names) -> Harvest:
    harvest = Harvest()
    for one in asked:
        harvest.rows += 1
        place = f"{file.path}:{one.line}"
        question, extra = _tidy(one.text)
        if not fold(question):
            harvest.refuse(place, "has no words in its question")
            continue
        answer = _answer("\n".join(one.body))
        fields: dict[str, object] = {"question": question, "answer": answer}
        if one.section:
            fields["topics"] = [names(one.section)]
        if extra:
            fields["extra"] = extra
        harvest.entries.append(_found(fields, file, place))
    return harvest


def _found(fields: Mapping[str, object], file: InFile, place: str) -> Found:
    given = {name: value for name, value in fields.items() if value}
    return Found("questions", given, file.source, place, (f"title:{fold(str(fields['question']))}",))


_Q_LINES = re.compile(r"^\s*\**Q(?:uestion)?\s*\d*\s*[:.)]\**\s+\S", re.M | re.I)
_A_LINES = re.compile(r"^\s*\**A(?:nswer)?\s*\d*\s*[:.)]", re.M | re.I)
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
_BOLD = re.compile(r"^\s*(?:\d+[.)]\s+|[-*+]\s+)?(?:\*\*|__)(.+?)(?:\*\*|__)\s*(.*)$")
_NUMBER = re.compile(r"^\s*(?:Q(?:uestion)?\s*)?\d+\s*[).:-]\s*", re.I)


def _bank(text: str) -> list[_Asked]:
    """A question in bold, or in a heading that ends with `?` or begins with a number; what follows is the answer."""
    lines = text.split("\n")
    plain = without_code(text).split("\n")
    found: list[_Asked] = []
    section, off = "", False
    numbered = sum(1 for line in plain if (m := _HEADING.match(line)) and _asks(m[2]))
    for i, line in enumerate(plain):
        heading = _HEADING.match(line)
        if heading:
            words = lines[i][heading.start(2) : heading.end(2)]
            if numbered > 1 and _asks(words):
                found.append(_Asked(i + 1, words, section))
                off = False
            else:
                section, off = _section(words), True
            continue
        bold = _BOLD.match(line) if numbered < 2 else None
        if bold and _is_question(bold[1], bold[2], plain, i):
            raw = _BOLD.match(lines[i])
            words = re.sub(r"\s+([.,:;?!])", r"\1", f"{raw[1]} {raw[2]}") if raw else bold[1]
            found.append(_Asked(i + 1, words, section))
            off = False
        elif found and not off:
            found[-1].body.append(lines[i])
    return found


def _asks(heading: str) -> bool:
    """Whether a heading is a question: it has a number, or a question mark before its links."""
    bare = re.sub(r"\s*\[+[^\]]*\]\([^)]*\)\]*", "", heading).strip()
    return bool(_NUMBER.match(heading)) or bare.rstrip("* ").endswith("?")


def _is_question(bold: str, rest: str, lines: list[str], i: int) -> bool:
    """Whether a bold line asks something, rather than stress something in an answer."""
    if _NUMBER.fullmatch(bold.strip() + " ") or _NUMBER.match(bold):
        return True
    alone = not rest.strip() or not re.search(r"\w", rest)
    set_off = (i == 0 or not lines[i - 1].strip()) and (i + 1 == len(lines) or not lines[i + 1].strip())
    return alone and ("?" in bold or (set_off and len(bold) > 24 and not bold.rstrip().endswith(":")))


def _section(words: str) -> str:
    name = clean(plain_text(words))
    return "" if _FAR_FROM_QUESTIONS.search(name) or len(name) > 60 else name


_Q = re.compile(r"^\s*\**Q(?:uestion)?\s*\d*\s*[:.)]\**\s*(.*)$", re.I)
_A = re.compile(r"^\s*\**A(?:nswer)?\s*\d*\s*[:.)]\**\s*(.*)$", re.I)


def _dialogue(text: str) -> list[_Asked]:
    """`Q:` and `A:` lines; either may go on over several."""
    found: list[_Asked] = []
    plain = without_code(text).split("\n")
    answering, section = False, ""
    for i, line in enumerate(text.split("\n")):
        heading = _HEADING.match(plain[i])
        if heading:
            section, answering = _section(heading[2]), True
            continue
        if match := _Q.match(plain[i]):
            found.append(_Asked(i + 1, line[match.start(1) :], section))
            answering = False
        elif found and not found[-1].body and (match := _A.match(plain[i])):
            found[-1].body.append(line[match.start(1) :])
            answering = True
        elif found and answering:
            found[-1].body.append(line)
        elif found and line.strip():
            found[-1].text += f" {line.strip()}"
    return found


_LEVELS = {"👶": "easy", "⭐": "medium", "🚀": "expert"}
_SOURCE = re.compile(r"\s*\[?\[(?:src|source|answer|link)\]?\]?\((https?://[^)\s]+)\)\]?", re.I)


def _tidy(text: str) -> tuple[str, dict[str, str]]:
    """The question without its number, its level and its source, and those two."""
    extra: dict[str, str] = {}
    for sign, level in _LEVELS.items():
        if sign in text:
            extra["level"] = level
            text = text.replace(sign, "")
    if match := _SOURCE.search(text):
        extra["source"] = match[1]
        text = _SOURCE.sub("", text)
    text = re.sub(r"[\ufe0f\u200d]", "", text)
    bare = _NUMBER.sub("", clean(text).strip("* "))
    return (bare or clean(text)).strip("* "), extra


def _answer(text: str) -> str:
    """An answer as it may stand in the book: mended, and without links to files that did not come along."""
    text = re.sub(r"^\s*<br\s*/?>\s*$", "", text, flags=re.M | re.I)
    text = re.sub(r"^\s*(?:-{3,}|\*{3,}|_{3,})\s*\Z", "", text.strip())
    text = mend(text)
    edits = [
        (link.start, link.end, "" if link.image else link.words)
        for link in links(text)
        if link.inline and not re.match(r"https?://|mailto:", link.target)
    ]
    return re.sub(r"\n{3,}", "\n\n", replace(text, edits)).strip()


def _table(file: InFile, text: str, names: Names) -> Harvest:
    """A CSV with headings, or what Anki exports as text: two columns, question and answer."""
    harvest = Harvest()
    marks = dict(re.findall(r"^#(\w[\w ]*):(.*)$", text, re.M)) if text.startswith("#") else {}
    body = re.sub(r"\A(?:#[^\n]*\n)+", "", text)
    tried = Harvest()
    table = parse_table(body, file.path, tried, names)
    headings = table.headings if table else {}
    is_named = any(head in headings for head in _QUESTION)
    if not (is_named or marks or "\t" in body.split("\n", 1)[0]):
        heads = ", ".join(headings.values()) or "nothing"
        harvest.refuse(file.path, f"has no column for the question, only {heads}; say --map 'heading=question'")
        return harvest
    if is_named:
        harvest += tried
    else:
        head = ("\t" if "\t" in body else ",").join(("question", "answer", "tags"))
        table = parse_table(f"{head}\n{body}", file.path, harvest, names)
    for row in table.rows if table else ():
        harvest.rows += 1
        place = f"{file.path}:{row.line}"
        question, extra = _tidy(_unescaped(pick(row.values, *_QUESTION), marks))
        if not fold(question):
            harvest.refuse(place, "has no question")
            continue
        other = {head: value for head, value in row.values.items() if head not in _KNOWN}
        fields: dict[str, object] = {
            "question": question,
            "answer": _answer(_unescaped(pick(row.values, *_ANSWER), marks)),
            "topics": [clean(t) for t in split_list(pick(row.values, *_TOPICS).replace("::", ";"))],
            "companies": [clean(t) for t in split_list(pick(row.values, *_COMPANIES))],
            "round": pick(row.values, *_ROUND),
            "kind": kind if (kind := pick(row.values, *_KIND).casefold()) in _KINDS else "",
            "extra": extra | {headings.get(head, head): clean(v) for head, v in other.items()},
        }
        harvest.entries.append(_found(fields, file, place))
    return harvest


def _unescaped(text: str, marks: dict[str, str]) -> str:
    """A field as Markdown, where the file says that it is HTML."""
    return markdown_of(text) if marks.get("html", "").strip() == "true" else text
