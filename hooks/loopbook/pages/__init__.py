"""The pages of a book: what nobody should keep by hand, and the owner's own pages with that added."""

from .compose import Composition, compose
from .page import Page

__all__ = ["Composition", "Page", "compose"]
