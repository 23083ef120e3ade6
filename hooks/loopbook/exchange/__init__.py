"""Bring what there is, take it wherever it is wanted: importers and exporters, one module a format.

An importer reads files and gives a `Harvest` of what it found; it knows nothing of the book. `merging` holds the
harvest against the book and gives a `Plan`; nothing is written until `Plan.write`, and then all of it in one go.
"""
