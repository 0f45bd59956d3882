"""Asks and computes reports; knows no HTML.

A request takes this way: `addresses` reads a `Selection` out of a query string, `answering.answer` asks the database one
question and gives an `Answer` (`answers`), which charts, tables and exports show. `behind.records_behind` gives the
condition on the records that a number counts.
"""
