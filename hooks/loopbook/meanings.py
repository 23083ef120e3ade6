"""What the fields of a model mean: the texts below them in its source.

pydantic would read them too, at each start; only forms, schemas and the guide want them.
"""

from __future__ import annotations

import ast
import inspect
import sys
from functools import cache

from pydantic import BaseModel


@cache
def meanings(model: type[BaseModel]) -> dict[str, str]:
    """Field → the text below it, of the model and of those that it inherits from; fields without one are not there."""
    found: dict[str, str] = {}
    for one in reversed(model.__mro__):
        for name, text in _in_module(one.__module__).get(one.__name__, {}).items():
            found.pop(name, None)
            if text:
                found[name] = text
    return {name: found[name] for name in model.model_fields if name in found}


@cache
def _in_module(name: str) -> dict[str, dict[str, str]]:
    """Class → its annotated names → the text below each, "" where there is none."""
    try:
        tree = ast.parse(inspect.getsource(sys.modules[name]))
    except (KeyError, OSError, TypeError):
        return {}
    return {node.name: _in_class(node) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def _in_class(node: ast.ClassDef) -> dict[str, str]:
    found = {}
    for line, below in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            text = below.value.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else ""
            found[line.target.id] = inspect.cleandoc(text) if isinstance(text, str) else ""
    return found
