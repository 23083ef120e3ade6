"""Digests of what a page is made of: equal digests, equal values, whatever process made them."""

from __future__ import annotations

import datetime as dt
import enum
import functools
import hashlib
import marshal
import types
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePath
from typing import Any

SIZE = 16
"""Bytes of a digest: two different values never meet by chance."""

_CANONICAL = 2
"""The last format of marshal in which equal values are equal bytes, whoever else holds them."""

_PLAIN = frozenset({str, int, float, bool, bytes, type(None)})


class Undigestible(TypeError):  # noqa: N818 - it is an answer, not an error
    """A value that cannot be told apart from another by what it holds: an object of a class that nobody knows here."""


def digest(*parts: str | bytes) -> str:
    """One digest of several texts; where one ends and the next begins is part of it."""
    try:
        raw = marshal.dumps(parts, _CANONICAL)
    except ValueError:  # a subclass of str, which counts as its text
        raw = marshal.dumps(tuple(part if isinstance(part, bytes) else str(part) for part in parts), _CANONICAL)
    return hashlib.blake2b(raw, digest_size=SIZE).hexdigest()


def packed(value: Any) -> str | bytes:
    """`describe` for a part of a digest: in C and in another form where the value is plain. Raises Undigestible."""
    try:
        return marshal.dumps(value, _CANONICAL)
    except ValueError:
        return describe(value)


def describe(value: Any) -> str:
    """A value as a text that another value has only if it is the same. Order counts, as it does in a template.

    Raises Undigestible for what is neither plain data, nor a function of a module, nor a MkDocs option.
    """
    kind = type(value)
    if kind in _PLAIN:
        return repr(value)
    if kind is dict or kind is list or kind is tuple:
        return _described(kind, value)
    return _other(kind, value)


def _described(kind: type, value: Any) -> str:
    """Containers whose inner values are mostly plain: the greater part of all that is described."""
    if kind is dict:
        inner = [
            f"{k!r}:{repr(v) if type(v) in _PLAIN else describe(v)}"
            if type(k) in _PLAIN
            else f"{describe(k)}:{describe(v)}"
            for k, v in value.items()
        ]
        return "{" + ",".join(inner) + "}"
    parts = [repr(v) if type(v) in _PLAIN else describe(v) for v in value]
    return ("[" if kind is list else "(") + ",".join(parts) + "]"


def _other(kind: type, value: Any) -> str:
    if isinstance(value, Mapping):
        inner = ",".join(f"{describe(k)}:{describe(v)}" for k, v in value.items())
        return f"{_name(kind)}{{{inner}}}"
    if isinstance(value, (list, tuple)):
        return f"{_name(kind)}[{','.join(map(describe, value))}]"
    if isinstance(value, (set, frozenset)):
        return f"{_name(kind)}({','.join(sorted(map(describe, value)))})"
    if isinstance(value, (str, int, float, enum.Enum, PurePath, dt.date, dt.time, dt.timedelta, dt.tzinfo)):
        return f"{_name(kind)}({value!r}{_fields(value)})"
    if isinstance(value, functools.partial):
        return f"partial({describe(value.func)},{describe(value.args)},{describe(value.keywords)})"
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, type)):
        return _function(value)
    state = getattr(value, "data", None)
    if isinstance(state, Mapping) and kind.__module__.startswith("mkdocs."):
        return f"{_name(kind)}{describe(state)}"
    if kind.__module__ in _KNOWN_OBJECTS:
        return f"{_name(kind)}{describe(vars(value))}"
    raise Undigestible(f"a value of {_name(kind)}")


_KNOWN_OBJECTS = ("babel.core", "mkdocs.config.config_options")


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _fields(value: Any) -> str:
    """What an instance of a subclass holds beside its value."""
    held = getattr(value, "__dict__", None)
    return describe(held) if held and not isinstance(value, (enum.Enum, PurePath)) else ""


def _function(value: Any) -> str:
    module, name = value.__module__, value.__qualname__
    if "<" in name or module is None:
        raise Undigestible(f"the function {name} of {module}")
    return f"{module}:{name}:{_code_of(module)}"


@functools.cache
def _code_of(module: str) -> str:
    """The digest of a module's file, unless it was installed: then its version says the same."""
    import sys

    file = getattr(sys.modules.get(module), "__file__", None)
    return "" if file is None or is_installed(file) else file_digest(Path(file))


def is_installed(path: str) -> bool:
    """Whether a file came with Python or a package, and so changes only with a version."""
    return "site-packages" in path or "dist-packages" in path or path.startswith(_STDLIB)


_STDLIB = str(Path(enum.__file__).parent)


class Remembered:
    """A function of one value, asked again and again for the same object: its last answer."""

    def __init__(self, function: Callable[[Any], str]) -> None:
        self.function = function
        self.value: Any = self
        self.answer = ""

    def __call__(self, value: Any) -> str:
        """What the function answers, or answered."""
        if value is not self.value:
            self.value, self.answer = value, self.function(value)
        return self.answer


def file_digest(path: Path) -> str:
    """The digest of a file's bytes, "" if it cannot be read."""
    try:
        return hashlib.blake2b(path.read_bytes(), digest_size=SIZE).hexdigest()
    except OSError:
        return ""


def folder_digest(folders: Iterable[Path], skip: tuple[str, ...] = ()) -> str:
    """The digest of the names and bytes of all files below some folders, without those that end in `skip`."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            if path.is_file() and not path.name.endswith(skip) and "__pycache__" not in path.parts:
                found.append(f"{path}:{file_digest(path)}")
    return digest(*found)
