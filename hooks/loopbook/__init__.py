"""Loopbook: one person's interview notes and trackers, loaded, checked, cross-referenced and turned into pages."""

__version__ = "0.1.0"
