"""Asks and computes reports; knows no HTML.

Pages make a `Selection` out of an address; `answering.answer` asks the database one question about it and gives an
`Answer` (`answers`), which charts, tables and exports show. `behind.records_behind` gives the condition on the records
that a number counts.
"""
