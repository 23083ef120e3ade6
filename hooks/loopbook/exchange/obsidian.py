"""An Obsidian vault: wikilinks, embeds, callouts, front matter, attachments and Dataview fields.

A note whose front matter or name says that it is about a LeetCode problem becomes the problem and its notes; any other
becomes a page under `notes/`, in the vault's folders. Nothing inside code is touched.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from markdown.extensions.toc import slugify

from ..markdown_text import links, plain_text, replace, title_text, without_code
from ..model import slug
from ..notes import read_note
from .found import Found, FoundPage, Harvest, InFile, Request, counted, fold
from .links_in import IMAGES, Attachments, is_local, local, token
from .markdown_mend import callouts, mend
from .problem_names import identities, mastery_of, slug_of
from .tables import decode
from .values import clean, whole

FOLDER = "notes"
_PROBLEM_NAME = re.compile(r"^0*(\d{1,4})[ ._-]+(\S.*)$")
_NUMBER_KEYS = ("leetcodeid", "leetcode", "lc", "number", "problemnumber", "questionid", "leetcodenumber")
_GIST_KEYS = ("memo", "insight", "keyidea", "takeaway", "tldr")
_URL_KEYS = ("url", "link", "leetcodeurl", "source")
_LIST_TAGS = re.compile(r"(neetcode|blind|grind|leetcode|top|sean)-?[a-z]*-?\d+$|^blind-75$")
_DROPPED_KEYS = re.compile(
    r"^(dg-|cssclass|publish|permalink|obsidian|kanban|excalidraw|banner|created|modified|updated)"
)


@dataclass
class _Note:
    path: str
    meta: dict[str, Any]
    body: str
    raw_meta: str = ""
    """Front matter that is not YAML."""
    problem: Found | None = None
    uri: str = ""
    anchors: list[tuple[str, str]] = field(default_factory=list)
    """Heading, as written → its anchor."""

    @property
    def name(self) -> str:
        """Its name, as wikilinks say it."""
        return self.path.rsplit("/", 1)[-1][: -len(".md")]

    @property
    def token(self) -> str:
        """What links to it say while it is not known where it will be: its path in the vault."""
        return self.path.split("/", 1)[-1]


def read(files: list[InFile], request: Request | None = None) -> Harvest:
    """Everything in a vault."""
    return _Vault(files, request or Request()).harvested()


class _Vault:
    def __init__(self, files: list[InFile], request: Request) -> None:
        self.request, self.harvest = request, Harvest()
        self.files = {file.path: file for file in files}
        self.notes: dict[str, _Note] = {}
        self.by_name: dict[str, list[str]] = defaultdict(list)
        self.attachments = Attachments(f"{FOLDER}/files", self.harvest)
        self.taken: set[str] = set()
        self.missing: set[str] = set()
        self.double: set[str] = set()

    def harvested(self) -> Harvest:
        for done, (path, file) in enumerate(self.files.items()):
            self.request.progress("reading", done, len(self.files))
            self.by_name[_folded(path.rsplit("/", 1)[-1])].append(path)
            if path.lower().endswith(".md"):
                self.read_note(file)
        for note in self.notes.values():
            self.place(note)
        for done, note in enumerate(self.notes.values()):
            self.request.progress("converting", done, len(self.notes))
            body = self.text(note)
            if note.problem is not None:
                note.problem.page = body
                self.harvest.entries.append(note.problem)
            elif body.strip():
                meta = self.meta(note)
                source = f"obsidian:{note.token}"
                self.harvest.pages.append(FoundPage(note.uri, meta, body, source, note.path))
            else:
                self.harvest.refuse(note.path, "is empty")
        left = [p for p in self.files if not p.lower().endswith(".md") and p not in self.attachments.names]
        if left:
            self.harvest.notes.append(f"{counted(len(left), 'file')} that no note uses left out")
        for what, names in (("nothing in the vault is called", self.missing), ("several are called", self.double)):
            if names:
                listed = ", ".join(f"'{name}'" for name in sorted(names)[:8])
                self.harvest.notes.append(f"links: {what} {listed}" + (" and more" if len(names) > 8 else ""))
        return self.harvest

    # -- reading -----------------------------------------------------------------------------------------------------

    def read_note(self, file: InFile) -> None:
        text = decode(file, self.harvest)
        if text is None:
            return
        self.harvest.rows += 1
        parsed = read_note("x.md", file.path, text)
        raw = ""
        if parsed.diagnostics:
            raw = text[: len(text) - len(parsed.body)].strip().strip("-").strip()
            self.harvest.notes.append(f"{file.path}: its front matter is not YAML, and is kept as text")
        note = _Note(file.path, dict(parsed.meta), parsed.body, raw)
        self.dataview(note)
        self.notes[file.path] = note

    def dataview(self, note: _Note) -> None:
        """`key:: value` lines to the front matter."""
        plain = without_code(note.body)
        edits = []
        for match in re.finditer(r"^[ \t]*(?:[-*+] )?([A-Za-z][\w -]{0,40}?)::[ \t]+(\S.*)$\n?", plain, re.M):
            value = note.body[match.start(2) : match.end(2)].strip()
            note.meta.setdefault(match[1].strip().lower().replace(" ", "-"), value)
            edits.append((match.start(), match.end(), ""))
        note.body = replace(note.body, edits)

    def place(self, note: _Note) -> None:
        note.problem = self.problem(note)
        if note.problem is not None:
            self.harvest.places[note.token] = note.problem
        else:
            parts = note.token[: -len(".md")].split("/")
            uri = "/".join([FOLDER, *(slug(part)[:60].strip("-") for part in parts)]) + ".md"
            if uri in self.taken:
                uri = f"{uri[:-3]}-{slug(note.token)[-6:]}.md"
            self.taken.add(uri)
            note.uri = uri
            self.harvest.places[note.token] = uri
        note.anchors = _anchors(note.body)

    def problem(self, note: _Note) -> Found | None:
        """The problem that a note is about, if its front matter says so or it is named like one with a difficulty."""
        meta = {fold(str(key)): value for key, value in note.meta.items()}
        named = _PROBLEM_NAME.match(note.name)
        number = next((whole(str(meta[key])) for key in _NUMBER_KEYS if whole(str(meta.get(key, "")))), None)
        address = next((str(meta[key]) for key in _URL_KEYS if "leetcode." in str(meta.get(key, ""))), "")
        level = str(meta.get("difficulty", "")).lower()
        if number is None and not address and not (named and level in ("easy", "medium", "hard")):
            return None
        if number is None and named:
            number = int(named[1])
        title = clean(str(meta.get("title") or (named[2].replace("-", " ") if named else note.name)))
        tags = _words(note.meta.get("tags")) + _words(note.meta.get("topics"))
        fields: dict[str, Any] = {"title": title, "number": number}
        slug_given = slug_of(address) if address else ""
        if not slug_given and named and re.fullmatch(r"[\w.-]+", named[2]):
            slug_given = slug(named[2])
        if slug_given:
            fields["url"] = f"https://leetcode.com/problems/{slug_given}/"
        fields["difficulty"] = level if level in ("easy", "medium", "hard") else None
        fields["lists"] = [tag for tag in tags if _LIST_TAGS.search(tag)]
        fields["topics"] = [tag for tag in tags if not _LIST_TAGS.search(tag) and tag not in ("easy", "medium", "hard")]
        fields["insight"] = next((clean(str(meta[key])) for key in _GIST_KEYS if meta.get(key)), None)
        fields["mastery"] = mastery_of(str(meta.get("mastery") or meta.get("confidence") or ""))
        fields["extra"] = {"obsidian": note.token}
        names = (f"obsidian:{note.token}", *identities(slug_given, number, title))
        given = {name: value for name, value in fields.items() if value}
        return Found("problems", given, f"obsidian:{note.token}", note.path, names)

    def meta(self, note: _Note) -> dict[str, Any]:
        """The front matter of a page: what means something here, and always private."""
        title = note.meta.get("title") or (None if re.search(r"^# ", without_code(note.body), re.M) else note.name)
        found: dict[str, Any] = {"title": str(title)} if title else {}
        tree = self.request.book.taxonomy if self.request.book else None
        tags = [self.request.names(tag) for tag in _words(note.meta.get("tags"))]
        topics = list(dict.fromkeys(t for tag in tags if tree and (t := tree.find(tag) or tree.find(slug(tag)))))
        if topics:
            found["topics"] = topics
        for key, value in note.meta.items():
            name = str(key).strip()
            if name in ("title", "topics", "visibility") or _DROPPED_KEYS.match(name) or not value:
                continue
            if name == "tags":
                found["tags"] = tags
            elif re.fullmatch(r"[A-Za-z][\w -]*", name) and name not in (
                "template",
                "hide",
                "status",
                "icon",
                "search",
            ):
                found[name] = self.plain_value(value)
        return found | {"visibility": "private", "obsidian": note.token}

    def plain_value(self, value: Any) -> Any:
        """A property's value with wikilinks as their words."""
        if isinstance(value, list):
            return [self.plain_value(item) for item in value]
        return re.sub(r"\[\[([^\]|]*\|)?([^\]]*)\]\]", r"\2", str(value)) if not isinstance(value, dict) else str(value)

    # -- text --------------------------------------------------------------------------------------------------------

    def text(self, note: _Note) -> str:
        """A note's text as this book's Markdown."""
        body = f"```yaml\n{note.raw_meta}\n```\n\n{note.body}" if note.raw_meta else note.body
        body = self.wikilinks(note, body)
        body = callouts(body)
        body = _marks(body)
        body = self.comments(mend(body))
        return self.links(note, body)

    def comments(self, text: str) -> str:
        """`%% … %%` is for the owner's eyes."""
        plain = without_code(text)
        edits = []
        for match in re.finditer(r"%%(.+?)%%", plain, re.S):
            inner = text[match.start(1) : match.end(1)].strip()
            alone = "\n" in match[0] or text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip() == ""
            new = f"<!-- private -->\n{inner}\n<!-- /private -->" if alone else ""
            edits.append((match.start(), match.end(), new))
        return replace(text, edits)

    def wikilinks(self, note: _Note, text: str) -> str:
        plain = without_code(text)
        edits = []
        for match in re.finditer(
            r"(!?)\[\[([^\[\]|#^\n]*)((?:[#^][^\[\]|\n]*)?)(?:\\?\|([^\[\]\n]*))?\]\](?!\()", plain
        ):
            image, target, part, words = match[1], match[2].strip(), match[3], match[4]
            edits.append((match.start(), match.end(), self.wikilink(note, bool(image), target, part, words)))
        return replace(text, edits)

    def wikilink(self, note: _Note, embed: bool, target: str, part: str, words: str | None) -> str:
        label = words if words and not (embed and re.fullmatch(r"\d+(x\d+)?", words)) else ""
        if not target:
            anchor = _anchor(note, part)
            shown = title_text(label or part.strip("#^"))
            return f"[{shown}](#{anchor})" if anchor else shown
        path = self.find(note, target)
        if path is None:
            self.missing.add(target)
            return title_text(label or target)
        other = self.notes.get(path)
        if other is not None:
            anchor = _anchor(other, part) if other.problem is None else ""
            shown = label or (f"{target.rsplit('/', 1)[-1]}{' › ' if part else ''}{part.strip('#^')}")
            return f"[{title_text(shown)}]({token(other.token, anchor)})"
        name = self.attachments.take(self.files[path])
        shown = label or path.rsplit("/", 1)[-1]
        picture = embed and path.lower().endswith(IMAGES)
        return f"{'!' if picture else ''}[{title_text(shown)}]({token(name)})"

    def find(self, note: _Note, target: str) -> str | None:
        """The file that a wikilink means: by its path, or by its name wherever it is, the nearest first."""
        target = unicodedata.normalize("NFC", target.replace("\\", "/")).strip("/")
        name = target.rsplit("/", 1)[-1]
        candidates = self.by_name.get(_folded(f"{name}.md"), []) + self.by_name.get(_folded(name), [])
        if "/" in target:
            ends = tuple(_folded(f"/{target}{ending}") for ending in (".md", ""))
            candidates = [path for path in candidates if _folded(f"/{path}").endswith(ends)]
        if len(candidates) > 1:
            here = note.path.rpartition("/")[0]
            beside = [path for path in candidates if path.rpartition("/")[0] == here]
            if not beside:
                self.double.add(target)
            candidates = beside or sorted(candidates, key=lambda path: (path.count("/"), path))
        return candidates[0] if candidates else None

    def links(self, note: _Note, text: str) -> str:
        """Ordinary links to files of the vault as tokens; to what is not there, their words."""
        edits = []
        for link in links(text):
            if not is_local(link.target):
                continue
            path = local(link.target, note.path)
            path = path if path in self.files else f"{path}.md"
            if path not in self.files:
                found = self.find(note, local(link.target, ""))
                path = found or path
            other, angled = self.notes.get(path), int(text[link.target_start - 1 : link.target_start] == "<")
            if other is not None:
                anchor = _anchor(other, "#" + link.target.partition("#")[2]) if other.problem is None else ""
                new = token(other.token, anchor)
            elif path in self.files:
                new = token(self.attachments.take(self.files[path]))
            else:
                self.missing.add(link.target)
                if link.inline:
                    edits.append((link.start, link.end, "" if link.image else link.words))
                continue
            edits.append((link.target_start - angled, link.target_end + angled, new))
        return replace(text, edits)


def _marks(text: str) -> str:
    """`==marked==`, and a `#tag` at the beginning of a line, which would be a heading here."""
    plain = without_code(text)
    marked = re.finditer(r"==([^=\n]+)==", plain)
    edits = [(m.start(), m.end(), f"<mark>{text[m.start(1) : m.end(1)]}</mark>") for m in marked]
    edits += [(m.start(), m.end(), f"\\#{m[1]}") for m in re.finditer(r"^#(?=[^\s#])([^\n]?)", plain, re.M)]
    edits += [(m.start(), m.end(), "") for m in re.finditer(r"[ \t]\^[\w-]+$", plain, re.M)]
    return replace(text, edits)


def _anchors(body: str) -> list[tuple[str, str]]:
    """Each heading with the anchor that it gets on its page; the same heading again counts up."""
    found: list[tuple[str, str]] = []
    used: dict[str, int] = {}
    plain = without_code(body)
    for match in re.finditer(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", plain, re.M):
        words = plain_text(body[match.start(1) : match.end(1)])
        anchor = slugify(words, "-")
        count = used.get(anchor, 0)
        used[anchor] = count + 1
        found.append((words, f"{anchor}_{count}" if count or not anchor else anchor))
    return found


def _anchor(note: _Note, part: str) -> str:
    """The anchor of a heading that a link names, if the note has it and it has one of its own."""
    wanted = fold(part.strip("#^").rsplit("#", 1)[-1])
    if not wanted or part.startswith("^"):
        return ""
    return next((anchor for words, anchor in note.anchors if fold(words) == wanted and not anchor.startswith("_")), "")


def _words(value: Any) -> list[str]:
    items = value if isinstance(value, list) else re.split(r"[,\s]+", str(value)) if value else []
    return [str(item).strip().lstrip("#") for item in items if str(item).strip()]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
