"""What a build means for a database that is in use, before anything is written: `lowcode plan`.

`effects` knows what each operation does to a table on both databases, `words` has a sentence for each step, `telling`
puts a step together, `documents` lays the plan out. `lowcode.plan_rows` asks a database how many rows are concerned.
"""
