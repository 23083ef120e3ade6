"""Bring what there is, take it wherever it is wanted: importers and exporters, one module a format.

An import is one pipeline, whatever the format:

    archives ──files──▶ a format's `read` ──Harvest──▶ merging ──Merged──▶ plan ──▶ many_files

A reader knows nothing of what the book holds: it says what it found, with the names by which each thing may be
recognised, and what it refused. `merging` holds that against the book and what earlier imports `remembered`, and
checks `new_entries` as they will be read; `plan` makes of it the files as they are to be. Nothing is written until
`Plan.write`, and then all of it in one go. A new format is a module with a `read`, and a line in `formats`.
"""
