"""Import: leads and contacts out of a table that somebody kept elsewhere.

A table is read and planned first (what would happen with each row), and imported only then. Imported leads start no
clock and send nothing to anybody.
"""
